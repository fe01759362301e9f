"""The shape of each placed mention: its place, its relation and what stands in the same expression, as one geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer import shapes
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from gazetteer.relations import Relation

NEAR_FACTOR, NEAR_LEAST_M, NEAR_MOST_M = 2.5, 4_000.0, 12_000.0
SECTOR_REACH_M = {"city": 25_000.0, "town": 18_000.0, "village": 12_000.0}
COUNTRYSIDE_REACH_M = {"city": 30_000.0, "town": 20_000.0, "village": 10_000.0}
BORDER_BAND_M = 12_000.0
ALONG_HALF_WIDTH_M = 3_000.0
OFFSET_SHARE = 5  # the radius of "10 km north of X" is a fifth of the distance
_LINES = frozenset(["road", "river", "border"])
_AREAS = frozenset(["country", "governorate", "province", "region", "district", "continent", "sea"])


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shape with how far it reaches from its middle, in metres."""

    geometry: BaseGeometry
    radius_m: float


@dataclass(slots=True)
class ShapeMaker:
    """Makes shapes of one text; remembers them, since one name may stand in it a thousand times."""

    gazetteer: Gazetteer
    reporting_country: str = ""
    known: dict[tuple[object, ...], Shaped] = field(default_factory=dict)

    def make(
        self, place: Place, relation: Relation, *, partner: Place | None = None, region: Place | None = None
    ) -> Shaped:
        """The shape that a relation gives a place; `region` is the governorate that bears a city's name."""
        key = (
            place.id,
            relation.name,
            relation.azimuth,
            relation.distance_m,
            partner.id if partner else "",
            bool(relation.first < 0),
        )
        if key not in self.known:
            self.known[key] = _measured(self._geometry(place, relation, partner, region), place, relation)
        return self.known[key]

    def stretch(self, road: Place, first: Place, second: Place) -> Shaped | None:
        """The part of a road between two places, as a strip; None where the road passes neither."""
        line = self.gazetteer.geometry(road.id)
        if line is None:
            return None
        part = shapes.line_between(line, (first.lon, first.lat), (second.lon, second.lat))
        if part is None:
            return None
        strip = shapes.buffer(part, ALONG_HALF_WIDTH_M)
        return Shaped(strip, shapes.radius_of_m(strip))

    def _geometry(self, place: Place, relation: Relation, partner: Place | None, region: Place | None) -> BaseGeometry:
        own = self.gazetteer.geometry(place.id)
        match relation.name:
            case "offset":
                return _offset(place, relation)
            case "sector":
                return self._sector(place, own, relation)
            case "near":
                return self._near(place, own, relation)
            case "between":
                return _between(place, partner)
            case "along":
                return shapes.buffer(own, ALONG_HALF_WIDTH_M) if own is not None else _circle_near(place)
            case "border":
                return self._border_band(place, own)
            case "countryside":
                return self._countryside(place, region, relation)
        return simple_outline(self.gazetteer, place.id) or Point(place.lon, place.lat)

    def _near(self, place: Place, own: BaseGeometry | None, relation: Relation) -> BaseGeometry:
        if place.kind == "border":
            return self._border_band(place, own)
        if relation.distance_m:
            return shapes.circle(lat=place.lat, lon=place.lon, radius_m=relation.distance_m)
        if own is not None and place.kind in _LINES:
            return shapes.buffer(own, ALONG_HALF_WIDTH_M * 2)
        return _circle_near(place)

    def _sector(self, place: Place, own: BaseGeometry | None, relation: Relation) -> BaseGeometry:
        azimuth = relation.azimuth or 0.0
        if place.kind == "border":
            return self._border_band(place, own)
        if place.kind == "river" and own is not None:
            return self._side_of_river(place, own, azimuth)
        if own is not None and own.area > 0:
            return part_of_place(self.gazetteer, place.id, azimuth)
        if place.kind in _AREAS:
            return shapes.part_of_region(shapes.circle(lat=place.lat, lon=place.lon, radius_m=place.radius_m), azimuth)
        if relation.is_inside:
            return shapes.ring_sector(
                lat=place.lat, lon=place.lon, azimuth=azimuth, inner_m=1.0, outer_m=place.radius_m * 1.5
            )
        reach = SECTOR_REACH_M.get(place.kind, 15_000.0)
        return shapes.ring_sector(
            lat=place.lat, lon=place.lon, azimuth=azimuth, inner_m=min(place.radius_m / 2, 3_000.0), outer_m=reach
        )

    def _side_of_river(self, place: Place, line: BaseGeometry, azimuth: float) -> BaseGeometry:
        country_id = f"ne:{self.reporting_country or place.country}"
        country = self.gazetteer.geometry(country_id)
        side = side_of_river(self.gazetteer, country_id, place.id, azimuth) if country is not None else None
        return side if side is not None else shapes.buffer(line, BORDER_BAND_M)

    def _border_band(self, place: Place, line: BaseGeometry | None) -> BaseGeometry:
        if line is None:
            return _circle_near(place)
        return border_band(self.gazetteer, place.id, self.reporting_country)

    def _countryside(self, place: Place, region: Place | None, relation: Relation) -> BaseGeometry:
        area = self.gazetteer.geometry(region.id if region else place.id)
        center = shapes.circle(lat=place.lat, lon=place.lon, radius_m=max(place.radius_m, 1_500.0))
        if area is not None and area.area > 0:
            part = shapes.part_of_region(area, relation.azimuth) if relation.azimuth is not None else area
            return shapes.without(part, center) if place.kind not in _AREAS else shapes.simplify_shape(part)
        reach = COUNTRYSIDE_REACH_M.get(place.kind, 15_000.0)
        around = shapes.without(shapes.circle(lat=place.lat, lon=place.lon, radius_m=reach), center)
        if relation.azimuth is not None:
            around = shapes.ring_sector(
                lat=place.lat,
                lon=place.lon,
                azimuth=relation.azimuth,
                inner_m=min(place.radius_m, 4_000.0),
                outer_m=reach,
            )
        return self._inside_country(around, place)

    def _inside_country(self, geometry: BaseGeometry, place: Place) -> BaseGeometry:
        """The part of a shape on the place's own side of the border: a countryside ends there, nearness does not."""
        country_id = f"ne:{place.country}"
        country = self.gazetteer.geometry(country_id) if self.gazetteer.has(country_id) else None
        return (shapes.intersect(geometry, country) if country is not None else None) or geometry


@lru_cache(maxsize=512)
def simple_outline(gazetteer: Gazetteer, place_id: str) -> BaseGeometry | None:
    """A place's own polygon or line with few vertices; remembered, since a country's outline takes long."""
    own = gazetteer.geometry(place_id)
    return shapes.simplify_shape(own) if own is not None else None


@lru_cache(maxsize=512)
def part_of_place(gazetteer: Gazetteer, place_id: str, azimuth: float | None) -> BaseGeometry:
    """The part of a place's polygon in one direction ("northern Syria")."""
    own = gazetteer.geometry(place_id)
    assert own is not None
    return shapes.part_of_region(own, azimuth)


@lru_cache(maxsize=64)
def side_of_river(gazetteer: Gazetteer, country_id: str, river_id: str, azimuth: float) -> BaseGeometry | None:
    """The part of a country on one side of a river, None where the river does not cross it."""
    country, line = gazetteer.geometry(country_id), gazetteer.geometry(river_id)
    return shapes.side_of_river(country, line, azimuth) if country is not None and line is not None else None


@lru_cache(maxsize=64)
def border_band(gazetteer: Gazetteer, border_id: str, country: str) -> BaseGeometry:
    """The band along a border on one country's side (both sides where the country is not one of the two)."""
    line = gazetteer.geometry(border_id)
    if line is None:
        place = gazetteer.place(border_id)
        return _circle_near(place)
    is_one_of_two = country and country in border_id.removeprefix("border:").split("-")
    side = gazetteer.geometry(f"ne:{country}") if is_one_of_two else None
    return shapes.band_along(line, width_m=BORDER_BAND_M, side_of=side)


def _offset(place: Place, relation: Relation) -> BaseGeometry:
    distance_m = relation.distance_m or 0.0
    lat, lon = shapes.offset_point(lat=place.lat, lon=place.lon, azimuth=relation.azimuth or 0.0, distance_m=distance_m)
    return shapes.circle(lat=lat, lon=lon, radius_m=max(distance_m / OFFSET_SHARE, 500.0))


def _circle_near(place: Place) -> BaseGeometry:
    radius_m = min(max(place.radius_m * NEAR_FACTOR, NEAR_LEAST_M), max(NEAR_MOST_M, place.radius_m * 1.3))
    return shapes.circle(lat=place.lat, lon=place.lon, radius_m=radius_m)


def _between(place: Place, partner: Place | None) -> BaseGeometry:
    if partner is None:
        return _circle_near(place)
    distance_m = shapes.distance_between_m(lat=place.lat, lon=place.lon, other_lat=partner.lat, other_lon=partner.lon)
    half_width_m = min(max(distance_m / 12, 1_500.0), 8_000.0)
    return shapes.corridor([(place.lon, place.lat), (partner.lon, partner.lat)], half_width_m=half_width_m)


def _measured(geometry: BaseGeometry, place: Place, relation: Relation) -> Shaped:
    """A shape with its radius; a bare point reaches as far as its place does."""
    if geometry.geom_type == "Point":
        return Shaped(geometry, place.radius_m)
    if relation.name == "offset" and relation.distance_m:
        return Shaped(geometry, max(relation.distance_m / OFFSET_SHARE, 500.0))
    if relation.name == "near" and place.kind not in _LINES:
        return Shaped(geometry, shapes.radius_of_m(geometry) / 2**0.5)
    return Shaped(geometry, shapes.radius_of_m(geometry))


def point_on(line: BaseGeometry, near: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The (lat, lon) of a line that lies nearest to some (lat, lon) points, the one nearest its middle without any."""
    lat = sum(point[0] for point in near) / len(near) if near else line.centroid.y
    lon = sum(point[1] for point in near) / len(near) if near else line.centroid.x
    on_line = nearest_points(line, Point(lon, lat))[0]
    return on_line.y, on_line.x
