"""An event changed by hand: another place, day or force, without losing what the text said of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from shapely import Point
from shapely.geometry.base import BaseGeometry

from dashboard.events import CasualtyRange, DatePrecision, Event, EventForce, EventPlace, Layer
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer
from gazetteer.places import Candidate, Place
from gazetteer.shapes import circle, inner_point, radius_of_m

BY_HAND = "placed by hand"
CLICKED_M, NEAR_M, AROUND_M = 1_000.0, 6_000.0, 25_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a form says of an event; None leaves a part as it is."""

    kind: str
    date_start: date | None
    date_end: date | None
    date_precision: DatePrecision
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    place: EventPlace
    status: str
    killed: CasualtyRange
    wounded: CasualtyRange

    @classmethod
    def none_of(cls, event: Event) -> Self:
        """The values that the event has: nothing changed."""
        return cls(
            kind=event.kind,
            date_start=event.date_start,
            date_end=event.date_end,
            date_precision=event.date_precision,
            actors=tuple(one.id for one in event.forces if one.role != "target"),
            targets=tuple(one.id for one in event.forces if one.role == "target"),
            place=event.place,
            status=event.status,
            killed=event.killed,
            wounded=event.wounded,
        )


def changed_event(event: Event, changes: Changes) -> Event:
    """The event with a form's values; the evidence of a part that was changed goes with the value it stood for."""
    start, end = _in_order(changes.date_start, changes.date_end)
    forces = _forces(event.forces, changes.actors, changes.targets)
    changed = replace(
        event,
        kind=changes.kind,
        layer=_layer(changes.kind),
        date_start=start,
        date_end=end,
        date_precision=changes.date_precision if start else "unknown",
        forces=forces,
        place=changes.place,
        status=changes.status,
        killed=changes.killed,
        wounded=changes.wounded,
    )
    if (start, end) != (event.date_start, event.date_end):
        changed = replace(changed, date_reason="set by hand" if start else "taken out by hand")
    gone = _changed_fields(event, changed)
    return replace(changed, evidence=tuple(one for one in event.evidence if one.field not in gone))


def _changed_fields(before: Event, after: Event) -> set[str]:
    gone = {f"force:{one.id}" for one in before.forces} - {f"force:{one.id}" for one in after.forces}
    if before.kind != after.kind:
        gone.add("kind")
    if (before.date_start, before.date_end) != (after.date_start, after.date_end):
        gone.add("date")
    if before.place != after.place:
        gone.add("place")
    if (before.killed, before.wounded) != (after.killed, after.wounded):
        gone.add("casualties")
    if before.status in ("denied", "planned") and after.status != before.status:
        gone.add("status")
    return gone


def _in_order(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """Both days, the earlier first; one day alone is both."""
    first, last = start or end, end or start
    return (last, first) if first and last and first > last else (first, last)


def _layer(kind: str) -> Layer:
    return kinds()[kind].layer


def _forces(before: Sequence[EventForce], actors: Sequence[str], targets: Sequence[str]) -> tuple[EventForce, ...]:
    """The forces with the roles they had, in the order they had; a new one acts, unless it is among the targets."""
    roles = {one.id: one.role for one in before if one.role != "target"}
    kept = [EventForce(id=one, role=roles.get(one, "actor")) for one in dict.fromkeys(actors)]
    against = [EventForce(id=one, role="target") for one in dict.fromkeys(targets) if one not in actors]
    places = {one: number for number, one in enumerate(before)}
    return tuple(sorted([*kept, *against], key=lambda one: places.get(one, len(places))))


# Places ---------------------------------------------------------------------------------------------------------------


def find_places(name: str, gazetteer: Gazetteer, *, limit: int = 8) -> list[Candidate]:
    """The places that a typed name may mean, best first; none for an empty name."""
    return gazetteer.search(name, limit=limit) if name.strip() else []


def place_at(place: Place, gazetteer: Gazetteer, *, within_m: float | None = None) -> EventPlace:
    """A gazetteer's place as an event's: its area or line where it has one, else a circle about its point.

    With `within_m`, "near" it: a circle of that radius in metres about its point.
    """
    shape = gazetteer.geometry(place.id)
    name_ar = place.name_in("ar")
    if within_m is None and shape is not None and shape.geom_type != "Point":
        return _area(place, shape, name_ar)
    radius = within_m or place.radius_m
    country, admin1 = gazetteer.containing(lat=place.lat, lon=place.lon)
    return EventPlace(
        name=place.name,
        name_ar=name_ar,
        relation="near" if within_m else "in",
        lat=place.lat,
        lon=place.lon,
        radius_m=radius,
        geometry=circle(lat=place.lat, lon=place.lon, radius_m=radius) if radius else Point(place.lon, place.lat),
        place_ids=(place.id,),
        country=place.country or country,
        admin1=place.admin1 or admin1,
        geo_precision=1 if within_m is None else 2 if within_m <= NEAR_M else 3,
        score=1.0,
        reason=BY_HAND,
    )


def place_at_point(*, lat: float, lon: float, before: EventPlace, gazetteer: Gazetteer) -> EventPlace:
    """A place where somebody clicked on the map: within a kilometre of the point, under the name it had."""
    country, admin1 = gazetteer.containing(lat=lat, lon=lon)
    return EventPlace(
        name=before.name,
        name_ar=before.name_ar,
        relation="near",
        lat=lat,
        lon=lon,
        radius_m=CLICKED_M,
        geometry=circle(lat=lat, lon=lon, radius_m=CLICKED_M),
        country=country,
        admin1=admin1,
        geo_precision=2,
        score=1.0,
        reason=BY_HAND,
    )


def _area(place: Place, shape: BaseGeometry, name_ar: str) -> EventPlace:
    lat, lon = inner_point(shape)
    return EventPlace(
        name=place.name,
        name_ar=name_ar,
        relation="border" if place.kind == "border" else "in",
        lat=lat,
        lon=lon,
        radius_m=radius_of_m(shape),
        geometry=shape,
        place_ids=(place.id,),
        country=place.country,
        admin1=place.admin1,
        geo_precision=3,
        score=1.0,
        reason=BY_HAND,
    )
