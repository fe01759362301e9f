"""Whose a base is: an attack on al-Tanf is one on whoever is in it, where no words say more."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from dashboard.tables import Row, read_table
from dashboard.vocabulary import forces
from gazetteer.places import PlacedMention

_COLUMNS = ("place", "forces", "only", "valid_from", "valid_to", "notes")
_PREFIX = "dawriya:"
_BASE = re.compile(
    r"\b(?:bases?|garrison|camp|outpost|landing zone)\b|(?<!\w)(?:ال|لل)?(?:قاعدة|قاعدتي|معسكر|حامية)(?!\w)", re.I
)
_AROUND = 20
"""Characters on both sides of a name in which it is called a base."""


def hosts_of(place: PlacedMention, text: str, day: date | None) -> tuple[str, ...]:
    """The ids of the forces that were in a base on a day, the first of them its owner; none of what is no base.

    Without a day those that are in it now. Raises LexiconError.
    """
    rows = [row for place_id in place.place_ids for row in _rows().get(place_id.removeprefix(_PREFIX), ())]
    if not rows:
        return ()
    is_called = bool(_BASE.search(text, max(0, place.start - _AROUND), place.end + _AROUND))
    held = [row for row in rows if (is_called or not row["only"]) and row.holds(day)]
    return tuple(held[0]["forces"].split("|")) if held else ()


@lru_cache(maxsize=1)
def _rows() -> dict[str, list[Row]]:
    known = forces().keys()
    rows: dict[str, list[Row]] = {}
    for row in read_table("bases.csv", columns=_COLUMNS, required=("place", "forces")):
        row.one_of("only", ("", "base"))
        row.check_period()
        row.each_of("forces", known)
        rows.setdefault(row["place"], []).append(row)
    return rows
