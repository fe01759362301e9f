"""Placed mentions weighed against each other: which says most exactly where, and whether two can be one place."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from pyproj import Geod
from shapely import Point
from shapely.ops import nearest_points

from gazetteer.places import PlacedMention

SLACK_M = 8_000
"""Two accounts of one event name places as far apart as a village and the town it lies by."""

REGION_RADIUS_M = 60_000
BARE_NAME = 25
"""Characters by which a name that no word like "in" leads to is as if it stood farther off."""
_WHOLE = ("", "in", "sector", "countryside")
_LEAST_DISTRICT_M = 12_000
UNCERTAIN = "uncertain"
"""How the gazetteer's reason begins for a place of which it is not sure."""
_UNSUPPORTED = "nothing in the text speaks for it"
_SHORT = 5
_LEAST_ROW = 3
_JOINED = re.compile(r"\s*(?:[,،]|,?\s*(?:and|&)\s|[,،]?\s*و)?\s*(?:in\s|at\s|near\s|في\s)?")
_QUARTER = ("حي ", "بحي ", "وحي ")
_SMALL_M, _ABROAD_M = 6_000.0, 1_500_000.0
_FAR_M = 200_000.0
_NUMBERED = re.compile(r"[A-Z]\d{1,2}\b")
_GEOD = Geod(ellps="WGS84")


def is_region(place: PlacedMention) -> bool:
    """Whether a place is so large that it hardly says where: a governorate, a country, a long border."""
    return (place.radius_m or 0) > REGION_RADIUS_M


def nearest_exact(places: Sequence[PlacedMention], position: int) -> PlacedMention | None:
    """The mention that says where: of the fairly exact ones the nearest to the trigger, else of the coarser ones.

    A bare name is as if it stood farther off than one that words like "in" or "near" lead to.
    """

    def remoteness(place: PlacedMention) -> tuple[int, int]:
        return _coarseness(place), abs(place.start - position) + (0 if place.relation else BARE_NAME)

    return min(_heads(places), key=remoteness, default=None)


def without_strangers(places: Iterable[PlacedMention], *, at_home: str = "") -> list[PlacedMention]:
    """The mentions, left unresolved where only a namesake far from all that the text is sure to speak of is known.

    "Bulo Marer" in a report from Somalia is no village of the Philippines, though the gazetteer lacks it. `at_home` is
    the country (ISO 3166-1) that the text is about by something else: its places are sure.
    """
    found = list(places)
    sure = [
        p
        for p in found
        if p.is_resolved
        and p.country
        and p.role != "actor"  # "Russia and Turkey patrolled near Kobani" speaks of neither's land
        and not (p.role == "context" and p.text.isupper() and len(p.text) < _SHORT)  # "US and Russian patrols"
        and (p.country == at_home or not p.reason.startswith(UNCERTAIN))
    ]
    home = {p.country for p in sure}
    return [_left_out(p) if home and _is_out_of_place(p, home, sure) else p for p in found]


def _is_out_of_place(place: PlacedMention, home: Container[str], sure: Sequence[PlacedMention]) -> bool:
    is_abroad = _is_road_abroad(place, sure) or _is_hamlet_abroad(place, sure)
    return is_abroad or _is_stranger(place, home, sure) or _is_quarter_afar(place, sure)


def _is_quarter_afar(place: PlacedMention, sure: Sequence[PlacedMention]) -> bool:
    """Whether what the text calls a quarter is only known as a village that lies far from all else: حي البراد."""
    if not place.is_resolved or not place.text.startswith(_QUARTER) or _UNSUPPORTED not in place.reason:
        return False
    others = [p for p in sure if p is not place and not is_region(p)]
    return bool(others) and all(distance_m(place, p) > REGION_RADIUS_M for p in others)


def _is_hamlet_abroad(place: PlacedMention, sure: Sequence[PlacedMention]) -> bool:
    """Whether a small place for which nothing speaks lies across the world from all others, which are of one country.

    "Dumba, a village near Baga" in a report from Nigeria is no town of Angola.
    """
    if not place.is_resolved or _UNSUPPORTED not in place.reason or (place.radius_m or 0) > _SMALL_M:
        return False
    others = [p for p in sure if p is not place and _UNSUPPORTED not in p.reason and not is_region(p)]
    countries = {p.country for p in others}
    is_abroad = bool(others) and len(countries) == 1 and place.country not in countries
    return is_abroad and all(distance_m(place, p) > _ABROAD_M for p in others)


def _is_road_abroad(place: PlacedMention, sure: Sequence[PlacedMention]) -> bool:
    """Whether a road called by a number is one of a country of which the text speaks nowhere else: M4, H3."""
    if not place.is_resolved or not _NUMBERED.match(place.name):
        return False
    others = [p for p in sure if p.role == "event" and not _NUMBERED.match(p.name)]
    return bool(others) and all(p.country != place.country and distance_m(place, p) > _FAR_M for p in others)


def _is_stranger(place: PlacedMention, home: Container[str], sure: Sequence[PlacedMention]) -> bool:
    if not place.is_resolved or not place.reason.startswith(UNCERTAIN) or place.country in home:
        return False
    return all(distance_m(place, other) > _FAR_M for other in sure)


def _left_out(place: PlacedMention) -> PlacedMention:
    reason = f"unresolved: far from the other places of the text: {place.reason}"
    return replace(
        place, lat=None, lon=None, radius_m=None, geometry=None, place_ids=(), country="", admin1="", reason=reason
    )


def without_surroundings(places: Sequence[PlacedMention]) -> list[PlacedMention]:
    """The places without the governorates and districts, named with "in", in which another of them lies."""
    return [p for p in places if p.relation not in _WHOLE or not any(_surrounds(p, other) for other in places)]


def _surrounds(place: PlacedMention, other: PlacedMention) -> bool:
    radius = place.radius_m or 0.0
    if radius < _LEAST_DISTRICT_M or (other.radius_m or 0.0) * 3 > radius:
        return False
    return distance_m(place, other) < radius


def middle_one(place: PlacedMention, places: Sequence[PlacedMention], text: str) -> PlacedMention:
    """Of three places or more in a row ("in A, B and C") the one that lies amid them, else the place itself."""
    row = [p for p in places if p.is_resolved and p.relation == place.relation]
    at = next((n for n, p in enumerate(row) if p is place), None)
    if at is None or len(row) < _LEAST_ROW:
        return place
    first = last = at
    while first and _JOINED.fullmatch(text, row[first - 1].end, row[first].start):
        first -= 1
    while last + 1 < len(row) and _JOINED.fullmatch(text, row[last].end, row[last + 1].start):
        last += 1
    listed = row[first : last + 1]
    if len(listed) < _LEAST_ROW:
        return place
    return min(listed, key=lambda p: sum(distance_m(p, other) for other in listed))


def finest(places: Sequence[PlacedMention]) -> PlacedMention | None:
    """The mention that says most exactly where; of equals the first."""
    return min(_heads(places), key=lambda p: p.radius_m or 0.0, default=None)


def places_agree(some: Sequence[PlacedMention], others: Sequence[PlacedMention], slack_m: float = SLACK_M) -> bool:
    """Whether two accounts can be of one place: they name the same one, or lie in each other's surroundings."""
    one, other = finest(some), finest(others)
    if one is None or other is None or _ids(some) & _ids(others):
        return True
    return distance_m(one, other) <= (one.radius_m or 0) + (other.radius_m or 0) + slack_m


def distance_m(one: PlacedMention, other: PlacedMention) -> float:
    """How far the points of two resolved mentions are apart, in metres."""
    (lat, lon), (other_lat, other_lon) = point_of(one), point_of(other)
    return float(_GEOD.inv(lon, lat, other_lon, other_lat)[2])


def point_of(mention: PlacedMention) -> tuple[float | None, float | None]:
    """Where the one point of an expression is, (lat, lon): a mention names a town, "10 km north of" it is elsewhere.

    The middle of the shape, or the point inside it that is nearest to the middle where the shape bends round it.
    """
    shape = mention.geometry
    if shape is None or shape.is_empty or mention.relation in ("", "in", "near"):
        return mention.lat, mention.lon
    middle = shape.centroid
    if mention.relation == "sector" and not is_region(mention) and mention.lat is not None and mention.lon is not None:
        # "West of X" without a distance is said of what lies close to X, not of the middle of the west.
        middle = Point((middle.x + mention.lon) / 2, (middle.y + mention.lat) / 2)
    if not shape.covers(middle):
        middle = nearest_points(shape, middle)[0]
    return middle.y, middle.x


def geo_precision(mention: PlacedMention, kind: str) -> int:
    """ACLED's 1 for a named town, 2 near one or in part of a small region, 3 for a larger region."""
    whole = mention.relation in ("", "in", "part_of")
    if is_region(mention) or (whole and kind in ("country", "governorate", "region")):
        return 3
    small = (mention.radius_m or 0) <= 15_000 and kind not in ("district", "border", "road", "river")
    return 1 if mention.relation in ("", "in") and small else 2


def _heads(places: Sequence[PlacedMention]) -> list[PlacedMention]:
    """The resolved mentions, without those that only say in which region another one lies."""
    resolved = [p for p in places if p.is_resolved]
    scenes = [p for p in resolved if p.relation != "part_of"]
    if scenes and all(is_region(p) for p in scenes):
        return [*scenes, *(p for p in resolved if p.relation == "part_of" and not is_region(p))]  # "quarters of X"
    return scenes or resolved


def _coarseness(place: PlacedMention) -> int:
    radius = place.radius_m or 0.0
    if place.relation == "sector" and radius <= 20_000:
        return 1  # "the town of X, east of Y" names Y only to say where X is
    if place.relation == "border" and radius <= REGION_RADIUS_M:
        return 1  # "in Rafah, near the border with Egypt" is in Rafah
    if place.relation in ("", "in") and radius >= 12_000:
        return 1  # "the village of X in Jabal Y", "over Damascus, round Kiswah": the larger says less
    if place.relation in ("between", "along") and radius <= REGION_RADIUS_M:
        return 0
    return 0 if radius <= 20_000 else 1 if radius <= REGION_RADIUS_M else 2


def _ids(places: Sequence[PlacedMention]) -> set[str]:
    return {place_id for p in places if p.is_resolved and not is_region(p) for place_id in p.place_ids}
