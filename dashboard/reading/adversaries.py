"""Who fights whom: what makes a force of the paragraph the side that a sentence leaves out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from dashboard.tables import Row, read_table
from dashboard.vocabulary import forces

_COLUMNS = ("force", "against", "valid_from", "valid_to", "notes")


@lru_cache(maxsize=1024)
def adversaries_of(force_id: str, day: date | None) -> frozenset[str]:
    """The ids of the forces that a force was fighting on a day, from either's rows; without a day, of any time.

    Raises LexiconError.
    """
    rows = [row for row in _rows() if day is None or row.holds(day)]
    pairs = [(row["force"], against) for row in rows for against in row["against"].split("|")]
    return frozenset(b for a, b in pairs if a == force_id) | frozenset(a for a, b in pairs if b == force_id)


def adversaries_of_all(force_ids: Collection[str], day: date | None) -> frozenset[str]:
    """The ids of the forces that all of some forces were fighting on a day; of those of whom nothing is known, any."""
    known = [enemies for force_id in force_ids if (enemies := adversaries_of(force_id, day))]
    return frozenset.intersection(*known) - frozenset(force_ids) if known else frozenset()


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    known = forces().keys()
    rows = read_table("adversaries.csv", columns=_COLUMNS, required=("force", "against"))
    for row in rows:
        row.one_of("force", known)
        row.check_period()
        row.each_of("against", known)
    return tuple(rows)
