"""The place names of a report that the gazetteer lacks, with where they should be looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.reading.read import ReadReport
from gazetteer.places import PlacedMention


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPlace:
    """A name as the report writes it; `near` is a (lon, lat) close to it, None where the report gives no hint."""

    name: str
    near: tuple[float, float] | None = None


def missing_places(report: ReadReport) -> tuple[MissingPlace, ...]:
    """The names where something happened that the gazetteer lacks, each once, in text order.

    A name that is placed only in the area which its sentence names is among them.
    """
    found: dict[str, MissingPlace] = {}
    for mention in report.mentions:
        if not mention.place_ids and not mention.label and mention.role == "event" and mention.name:
            found.setdefault(mention.name, MissingPlace(name=mention.name, near=_near(mention, report.mentions)))
    return tuple(found.values())


def _near(mention: PlacedMention, mentions: Sequence[PlacedMention]) -> tuple[float, float] | None:
    """The middle of the area that bounds a mention, else the place named closest to it in the text."""
    if mention.geometry is not None and not mention.geometry.is_empty:
        middle = mention.geometry.representative_point()
        return middle.x, middle.y
    placed = [one for one in mentions if one.place_ids and one.is_resolved and one.role in ("event", "context")]
    closest = min(placed, key=lambda one: abs(one.start - mention.start), default=None)
    if closest is None or closest.lon is None or closest.lat is None:
        return None
    return closest.lon, closest.lat
