"""Where the armed groups that a text names are at home: tells namesakes of places apart, and whose "the army" is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from dashboard.reading.forces import ForceMention
from dashboard.reading.placing import UNCERTAIN
from dashboard.tables import read_table
from dashboard.vocabulary import forces
from gazetteer.places import PlacedMention

_UNSURE = (UNCERTAIN, "unresolved")
"""How the gazetteer's reason begins for a place of which it is not sure, or that it lacks."""


def home_grounds(mentions: Sequence[ForceMention], places: Sequence[PlacedMention]) -> tuple[str, ...]:
    """The ISO codes of the countries where the group is at home that a text names most, likeliest first.

    None where a place of which the gazetteer is sure lies in one of them: then nothing is left to tell.
    """
    named = Counter(
        m.force_id for m in mentions if m.sense in ("unit", "actor", "equipment") and m.force_id in _homes()
    )
    if not named:
        return ()
    grounds = _homes()[named.most_common(1)[0][0]]
    return () if any(p.country in grounds and _is_sure(p) for p in places) else grounds


def homes_of(force_id: str) -> tuple[str, ...]:
    """The ISO codes of the countries where a group is at home, none of what is at home nowhere. Raises LexiconError."""
    return _homes().get(force_id, ())


def _is_sure(place: PlacedMention) -> bool:
    """Whether a mention is one of a place for sure, and of no whole country: who is named may be from elsewhere."""
    is_country = place.place_ids[:1] == (f"ne:{place.country}",)
    return place.is_resolved and not is_country and not place.reason.startswith(_UNSURE)


@cache
def _homes() -> dict[str, tuple[str, ...]]:
    """The countries of force_homes.csv by force. Raises LexiconError."""
    columns = ("force", "countries", "notes")
    rows = read_table("force_homes.csv", columns=columns, required=("force", "countries"), unique=("force",))
    return {row.one_of("force", forces()): tuple(row["countries"].split("|")) for row in rows}
