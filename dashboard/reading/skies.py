"""Whose bombs fall on a country at a time, where a report takes that for known: "a house bombed in Rafah"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from dashboard.reading.kinds import BOMBING
from dashboard.reading.participants import Participant
from dashboard.tables import Row, read_table
from dashboard.vocabulary import forces
from gazetteer.places import PlacedMention

_COLUMNS = ("country", "admin1", "kinds", "force", "valid_from", "valid_to", "notes")


def with_bomber(
    participants: Sequence[Participant], kind: str, place: PlacedMention | None, day: date | None
) -> tuple[Participant, ...]:
    """The participants of a bombing that nobody is said to have done, with the force whose bombs they can only be as
    the actor; else as they were."""
    unknown = next((p for p in participants if p.role == "actor" and p.force_id == "unidentified"), None)
    if kind not in BOMBING or place is None or unknown is None or unknown.rule != "nobody is named":
        return tuple(participants)
    force = whose_bombs(kind, place.country, place.admin1, day)
    if not force or any(p.force_id == force for p in participants):
        return tuple(participants)
    actor = Participant(
        force_id=force, role="actor", start=unknown.start, end=unknown.end, rule="whose bombs fall there"
    )
    return tuple(actor if p is unknown else p for p in participants)


@lru_cache(maxsize=1024)
def whose_bombs(kind: str, country: str, admin1: str, day: date | None) -> str:
    """The id of the force that alone bombs a place on a day; empty where there is none. Raises LexiconError."""
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
        row.each_of("kinds", BOMBING)
        row.check_period()
    return tuple(rows)
