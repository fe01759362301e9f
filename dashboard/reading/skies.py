"""Whose bombs fall on a country at a time, where a report that names the force takes that for known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from dashboard.reading.forces import ForceMention
from dashboard.reading.participants import Participant
from dashboard.tables import Row, read_table
from dashboard.vocabulary import forces, kinds
from gazetteer.places import PlacedMention

_COLUMNS = ("country", "admin1", "kinds", "force", "valid_from", "valid_to", "notes")


def with_bomber(
    participants: Sequence[Participant],
    kind: str,
    place: PlacedMention | None,
    day: date | None,
    named: Iterable[ForceMention],
) -> tuple[Participant, ...]:
    """The participants of a bombing or raid that nobody is said to have done, with the force that alone does such there
    as the actor, if it is among those that the report names; else as they were.
    """
    unknown = next((p for p in participants if p.role == "actor" and p.force_id == "unidentified"), None)
    if place is None or unknown is None or unknown.rule != "nobody is named":
        return tuple(participants)
    force = whose_bombs(kind, place.country, place.admin1, day)
    mention = next((m for m in named if m.force_id == force), None)
    if mention is None or any(p.force_id == force for p in participants):
        return tuple(participants)
    actor = Participant(
        force_id=force, role="actor", start=mention.start, end=mention.end, rule="whose bombs fall there"
    )
    return tuple(actor if p is unknown else p for p in participants)


@lru_cache(maxsize=1024)
def whose_bombs(kind: str, country: str, admin1: str, day: date | None) -> str:
    """The id of the force that alone does a kind of thing in a place on a day; empty for none. Raises LexiconError."""
    if day is None:
        return ""
    for row in _rows():
        regions = row["admin1"].removeprefix("!").split("|")
        inside = not row["admin1"] or (admin1 in regions) != row["admin1"].startswith("!")
        if row["country"] == country and inside and kind in row["kinds"].split("|") and row.holds(day):
            return row["force"]
    return ""


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    rows = read_table("bombers.csv", columns=_COLUMNS, required=("country", "kinds", "force"))
    for row in rows:
        row.one_of("force", forces().keys())
        row.each_of("kinds", kinds().keys())
        row.check_period()
    return tuple(rows)
