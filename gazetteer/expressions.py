"""The shape of a place mention: its place and its relation as one geometry, remembered over texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer import seas, shapes
from gazetteer.cues import load_cues, read_words
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from gazetteer.relations import Relation

NEAR_FACTOR, NEAR_LEAST_M, NEAR_MOST_M = 2.5, 4_000.0, 12_000.0
SECTOR_REACH_M = {"city": 25_000.0, "town": 18_000.0, "village": 12_000.0}
COUNTRYSIDE_REACH_M = {"city": 30_000.0, "town": 20_000.0, "village": 10_000.0}
BORDER_BAND_M = 12_000.0
BORDER_LEAST_M = 1_000.0  # of the band that "500 m from the border" gives
TRIPOINT_M = 15_000.0
ALONG_HALF_WIDTH_M = 3_000.0
EDGE_M = 1_000.0  # how far from its middle a town ends, and is entered
LEAST_WIDE_M = 2_000.0
WEDGE_REACH_M = 400_000.0  # farther than any governorate goes on from its capital
BANK_M = 5_000.0
OFFSET_SHARE, ROUGH_SHARE = 5, 2  # the radius of "10 km north of X" is a fifth of the distance, of "a few km" half
_LINES = frozenset(["road", "river", "border"])
_AREAS = frozenset(["country", "governorate", "province", "region", "district", "continent", "sea"])
_WIDE = frozenset(
    ["region", "district", "mountain", "plain", "desert", "valley", "lake", "island", "governorate", "province"]
)
"""Kinds of which no town is the middle: one without an outline is drawn as a circle of its reach."""
_STATES = frozenset(["country", "continent", "governorate", "province"])
"""Areas with a middle of their own, between north and south; of a valley the north is a half."""
_GOVERNMENTS = frozenset(["country", "continent"])
_OWN = frozenset(["", "in", "part_of"])


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shape (EPSG:4326) with how far it reaches from its middle, in metres."""

    geometry: BaseGeometry
    radius_m: float


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a shape depends on, apart from its place: the words' numbers, and the country whose side is meant."""

    relation: str
    azimuth: float | None
    distance_m: float | None
    is_inside: bool
    is_rough: bool
    feature: str
    partners: tuple[str, ...]
    region: str
    country: str


class ShapeMaker:
    """Makes the shapes of one text, which is about `reporting_country`; equal ones are made once for all texts."""

    def __init__(self, gazetteer: Gazetteer, reporting_country: str = "") -> None:
        self.gazetteer = gazetteer
        self.reporting_country = reporting_country

    def make(
        self, place: Place, relation: Relation, *, partners: Sequence[Place] = (), region: Place | None = None
    ) -> Shaped:
        """The shape that a relation gives a place; `partners` are the other places of a "between", in order, and
        `region` is the governorate that bears a city's name."""
        name = relation.name
        is_border_named = name == "border" and not relation.is_inside and not relation.feature
        is_government = name == "between" and place.kind in _GOVERNMENTS  # "tension between Russia and Ukraine"
        is_own = (name in _OWN and relation.feature != "district") or is_border_named or is_government
        if is_own:
            return own_shape(self.gazetteer, self.gazetteer.version, place.id)
        wanted = _Wanted(
            name,
            relation.azimuth,
            relation.distance_m,
            relation.is_inside,
            relation.is_rough,
            relation.feature,
            tuple(partner.id for partner in partners),
            region.id if region is not None else "",
            self.reporting_country if place.kind in _LINES else "",
        )
        return made_shape(self.gazetteer, self.gazetteer.version, place.id, wanted)

    def stretch(self, road: Place, first: Place, second: Place) -> Shaped | None:
        """The part of a road between two places, as a strip; None where the road passes neither."""
        line = self.gazetteer.outline(road.id)
        if line is None:
            return None
        part = shapes.line_between(line, (first.lon, first.lat), (second.lon, second.lat))
        if part is None:
            return None
        strip = shapes.buffer(part, ALONG_HALF_WIDTH_M)
        return Shaped(strip, shapes.radius_of_m(strip))


def is_in_its_name(place: Place, relation: Relation) -> bool:
    """Whether the direction before a name is a part of it: "eastern Ghouta" is Eastern Ghouta, not the east of it."""
    if relation.azimuth is None or not relation.is_inside or relation.name != "sector":
        return False
    return _direction_named(place.name) == relation.azimuth


@lru_cache(maxsize=1_000)
def _direction_named(name: str) -> float | None:
    """The direction that a name begins with, in degrees: Eastern Ghouta."""
    words = read_words(name)
    matches = load_cues().starting_at(words, 0, side="before") if len(words) > 1 else []
    return next((float(match.cue.value) for match in matches if match.cue.cue == "direction"), None)


@lru_cache(maxsize=20_000)
def own_shape(gazetteer: Gazetteer, version: str, place_id: str) -> Shaped:
    """A place's own polygon or line with few vertices, else its point; `version` is the gazetteer's."""
    del version
    place, drawn = gazetteer.place(place_id), gazetteer.drawn(place_id)
    if drawn is None or drawn.is_empty:
        if place.kind in _WIDE and place.radius_m >= LEAST_WIDE_M:
            return Shaped(shapes.circle(lat=place.lat, lon=place.lon, radius_m=place.radius_m), place.radius_m)
        return Shaped(Point(place.lon, place.lat), place.radius_m)
    return Shaped(drawn, place.radius_m if drawn.geom_type == "Point" else shapes.radius_of_m(drawn))


@lru_cache(maxsize=4_096)
def made_shape(gazetteer: Gazetteer, version: str, place_id: str, wanted: _Wanted) -> Shaped:
    """The shape of a place in a relation other than "in"; `version` is the gazetteer's."""
    del version
    place = gazetteer.place(place_id)
    geometry = _Drawing(gazetteer, place, wanted).geometry()
    if geometry.geom_type == "Point":
        return Shaped(geometry, place.radius_m)
    if wanted.relation == "offset" and place.kind not in _LINES:
        return Shaped(geometry, _offset_radius_m(wanted))
    is_circle = (wanted.relation == "near" and wanted.azimuth is None) or wanted.feature == "district"
    if is_circle and place.kind not in _LINES:
        return Shaped(geometry, shapes.radius_of_m(geometry) / 2**0.5)
    return Shaped(geometry, shapes.radius_of_m(geometry))


def _offset_radius_m(wanted: _Wanted) -> float:
    return max((wanted.distance_m or 0.0) / (ROUGH_SHARE if wanted.is_rough else OFFSET_SHARE), 500.0)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One shape being drawn."""

    gazetteer: Gazetteer
    place: Place
    wanted: _Wanted

    @property
    def own(self) -> BaseGeometry | None:
        return self.gazetteer.outline(self.place.id)

    def geometry(self) -> BaseGeometry:
        """The shape, by the relation; what no rule below knows is the place itself."""
        if self.place.kind == "border":
            return self._border()
        match self.wanted.relation:
            case "offset":
                return self._offset()
            case "sector":
                return self._sector()
            case "near":
                return self._near()
            case "between":
                return self._between()
            case "along" if self.own is not None:
                return shapes.buffer(self.own, ALONG_HALF_WIDTH_M)
            case "along" | "border":
                return self._circle_near()
            case "countryside":
                return self._countryside()
            case "in" if self.wanted.feature == "district":
                return self._circle(COUNTRYSIDE_REACH_M.get(self.place.kind, 15_000.0))
        return own_shape(self.gazetteer, self.gazetteer.version, self.place.id).geometry

    def _circle(self, radius_m: float) -> BaseGeometry:
        return shapes.circle(lat=self.place.lat, lon=self.place.lon, radius_m=radius_m)

    def _near_radius_m(self) -> float:
        own_m = self.place.radius_m
        return min(max(own_m * NEAR_FACTOR, NEAR_LEAST_M), max(NEAR_MOST_M, own_m * 1.3))

    def _circle_near(self) -> BaseGeometry:
        return self._circle(self._near_radius_m())

    def _ring(self, inner_m: float, outer_m: float) -> BaseGeometry:
        place, azimuth = self.place, self.wanted.azimuth or 0.0
        return shapes.ring_sector(lat=place.lat, lon=place.lon, azimuth=azimuth, inner_m=inner_m, outer_m=outer_m)

    def _offset(self) -> BaseGeometry:
        """The circle at a distance in a direction; from a line or an area it is told from the middle of it."""
        place, wanted = self.place, self.wanted
        lat, lon = shapes.offset_point(
            lat=place.lat, lon=place.lon, azimuth=wanted.azimuth or 0.0, distance_m=wanted.distance_m or 0.0
        )
        return shapes.circle(lat=lat, lon=lon, radius_m=_offset_radius_m(wanted))

    def _near(self) -> BaseGeometry:
        place, wanted, own = self.place, self.wanted, self.own
        if wanted.distance_m is not None:
            return self._circle(max(wanted.distance_m, 100.0))
        if own is not None and place.kind in _LINES:
            return shapes.buffer(own, ALONG_HALF_WIDTH_M * 2)
        if wanted.azimuth is not None and place.kind not in _AREAS:  # the western outskirts
            side = self._ring(min(place.radius_m / 2, 500.0), self._near_radius_m())
            return shapes.union([side, self._circle(EDGE_M)]) if wanted.feature == "edge" else side
        if wanted.azimuth is not None and own is not None and own.area > 0:
            return part_of_place(self.gazetteer, place.id, wanted.azimuth)
        return self._circle_near()

    def _sector(self) -> BaseGeometry:
        place, wanted, own = self.place, self.wanted, self.own
        if wanted.feature in ("coast", "waters", "shore"):
            return self._at_sea()
        if place.kind == "river" and own is not None:
            return self._side_of_river(own)
        if own is not None and own.area > 0:
            return part_of_place(self.gazetteer, place.id, wanted.azimuth)
        if place.kind in _AREAS:
            return shapes.part_of_region(self._circle(place.radius_m), wanted.azimuth)
        reach_m = SECTOR_REACH_M.get(place.kind, 15_000.0)
        sector = self._as_far_as_its_governorate(self._ring(min(place.radius_m / 2, 3_000.0), reach_m))
        if not wanted.is_inside:
            return sector
        part = self._ring(1.0, place.radius_m * 1.5)
        return shapes.union([part, sector]) if wanted.region else part  # "southern Idlib" is of the governorate too

    def _as_far_as_its_governorate(self, sector: BaseGeometry) -> BaseGeometry:
        """What lies in a direction from a capital, on to the end of the governorate that bears its name: what happens
        east of Deir ez-Zor, or in its eastern countryside, may be at the far end of it."""
        place, wanted = self.place, self.wanted
        area = self.gazetteer.outline(wanted.region) if wanted.region else None
        if area is None or area.area == 0:
            return sector
        wedge = shapes.wedge(lat=place.lat, lon=place.lon, azimuth=wanted.azimuth or 0.0, radius_m=WEDGE_REACH_M)
        rest = shapes.intersect(area, shapes.without(wedge, self._circle(max(place.radius_m / 2, 1_500.0))))
        return sector if rest is None else shapes.union([sector, rest])

    def _at_sea(self) -> BaseGeometry:
        place, feature = self.place, self.wanted.feature
        if place.kind == "country" and feature == "shore":
            found = seas.shore_of(self.gazetteer, place.country)
        elif place.kind == "country":
            found = seas.sea_beside(self.gazetteer, place.country, territorial=feature == "waters")
        else:
            found = seas.sea_off(self.gazetteer, place, radius_m=max(25_000.0, place.radius_m * 2))
        if found is None:
            found = own_shape(self.gazetteer, self.gazetteer.version, place.id).geometry
        return found if found.area > 0 else self._circle_near()

    def _side_of_river(self, line: BaseGeometry) -> BaseGeometry:
        wanted, place = self.wanted, self.place
        country_id = f"ne:{wanted.country or place.country}"
        azimuth = wanted.azimuth or 0.0
        side = side_of_river(self.gazetteer, country_id, place.id, azimuth) if self.gazetteer.has(country_id) else None
        if wanted.feature != "bank":
            return side if side is not None else shapes.buffer(line, BORDER_BAND_M)
        strip = shapes.buffer(line, BANK_M)
        return (shapes.intersect(strip, side) if side is not None else None) or strip

    def _between(self) -> BaseGeometry:
        place, wanted = self.place, self.wanted
        partners = self.gazetteer.places(wanted.partners)
        if not partners:
            return self._circle_near()
        if len(partners) == 1 and place.kind in _AREAS and partners[0].kind in _AREAS:
            edge = shared_edge(self.gazetteer, place.id, partners[0].id)
            if edge is not None:
                return edge
        points = [(p.lon, p.lat) for p in (partners if len(partners) > 1 else [place, partners[0]])]
        if wanted.feature == "triangle" and len(points) > 2:
            return shapes.hull(points)
        return shapes.union([_corridor(points[n], points[n + 1]) for n in range(len(points) - 1)])

    def _border(self) -> BaseGeometry:
        wanted, line = self.wanted, self.own
        if line is None:
            return self._circle_near()
        if wanted.feature.startswith("tripoint:"):
            return tripoint(self.gazetteer, *wanted.feature.removeprefix("tripoint:").split("|"))
        width_m = BORDER_BAND_M if wanted.distance_m is None else max(wanted.distance_m, BORDER_LEAST_M)
        side = wanted.feature.removeprefix("side:") if wanted.feature.startswith("side:") else wanted.country
        if wanted.azimuth is not None and not wanted.is_rough:
            side = _country_towards(self.gazetteer, self.place, line, wanted.azimuth) or side
        return border_band(self.gazetteer, self.place.id, side, width_m)

    def _countryside(self) -> BaseGeometry:
        """The land around a town, or all of the governorate of its name around it."""
        place, wanted = self.place, self.wanted
        own = self.own
        if own is not None and own.area > 0:
            part = shapes.part_of_region(own, wanted.azimuth) if wanted.azimuth is not None else own
            return shapes.simplify_shape(part)
        reach_m = COUNTRYSIDE_REACH_M.get(place.kind, 15_000.0)
        if wanted.azimuth is not None:
            sector = self._inside_country(self._ring(min(place.radius_m / 2, 3_000.0), reach_m))
            return self._as_far_as_its_governorate(sector)
        around = self._inside_country(self._circle(reach_m))
        area = self.gazetteer.outline(wanted.region) if wanted.region else None
        whole = shapes.union([around, area]) if area is not None and area.area > 0 else around
        return shapes.without(whole, self._circle(max(place.radius_m, 1_500.0)))

    def _inside_country(self, geometry: BaseGeometry) -> BaseGeometry:
        """The part of a shape on the place's own side of the border: a countryside ends there, nearness does not."""
        country_id = f"ne:{self.place.country}"
        country = self.gazetteer.outline(country_id) if self.gazetteer.has(country_id) else None
        return (shapes.intersect(geometry, country) if country is not None else None) or geometry


def _corridor(start: tuple[float, float], end: tuple[float, float]) -> BaseGeometry:
    distance_m = shapes.distance_between_m(lat=start[1], lon=start[0], other_lat=end[1], other_lon=end[0])
    return shapes.corridor([start, end], half_width_m=min(max(distance_m / 10, 1_500.0), 12_000.0))


def _country_towards(gazetteer: Gazetteer, border: Place, line: BaseGeometry, azimuth: float) -> str:
    """Which of a border's two countries lies in a direction from it: "south of the Turkish border" is Syria."""
    codes = border.id.removeprefix("border:").split("-")
    outlines = [(code, gazetteer.outline(f"ne:{code}")) for code in codes if gazetteer.has(f"ne:{code}")]
    near = [(code, shapes.intersect(outline, line.envelope.buffer(0.5))) for code, outline in outlines if outline]
    return next((code for code, part in near if part is not None and shapes.lies_towards(part, line, azimuth)), "")


@lru_cache(maxsize=512)
def part_of_place(gazetteer: Gazetteer, place_id: str, azimuth: float | None) -> BaseGeometry:
    """The part of a place's polygon in one direction ("northern Syria"); its middle where `azimuth` is None."""
    own = gazetteer.outline(place_id)
    assert own is not None
    is_state = gazetteer.place(place_id).kind in _STATES
    return shapes.part_of_region(own, azimuth, side_share=0.4 if is_state else 0.5)


@lru_cache(maxsize=64)
def side_of_river(gazetteer: Gazetteer, country_id: str, river_id: str, azimuth: float) -> BaseGeometry | None:
    """The part of a country on one side of a river, None where the river does not cross it."""
    country, line = gazetteer.outline(country_id), gazetteer.outline(river_id)
    return shapes.side_of_river(country, line, azimuth) if country is not None and line is not None else None


@lru_cache(maxsize=64)
def shared_edge(gazetteer: Gazetteer, first_id: str, second_id: str) -> BaseGeometry | None:
    """The band along the line where two areas meet; None where they don't, or have no outline."""
    first, second = gazetteer.outline(first_id), gazetteer.outline(second_id)
    if first is None or second is None or first.area == 0 or second.area == 0:
        return None
    return shapes.shared_edge(first, second, width_m=BORDER_BAND_M)


@lru_cache(maxsize=16)
def tripoint(gazetteer: Gazetteer, first_id: str, second_id: str) -> BaseGeometry:
    """A circle about the point where two borders meet."""
    first, second = gazetteer.outline(first_id), gazetteer.outline(second_id)
    assert first is not None
    middle = nearest_points(first, second)[0] if second is not None else first.centroid
    return shapes.circle(lat=middle.y, lon=middle.x, radius_m=TRIPOINT_M)


@lru_cache(maxsize=128)
def border_band(gazetteer: Gazetteer, border_id: str, country: str, width_m: float) -> BaseGeometry:
    """The band along a border on one country's side (both sides where the country is not one of the two)."""
    line = gazetteer.outline(border_id)
    assert line is not None
    is_one_of_two = country and country in border_id.removeprefix("border:").split("-")
    side = gazetteer.outline(f"ne:{country}") if is_one_of_two else None
    return shapes.band_along(line, width_m=width_m, side_of=side)


def point_on(line: BaseGeometry, near: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The (lat, lon) of a line that lies nearest to some (lat, lon) points, the one nearest its middle without any."""
    lat = sum(point[0] for point in near) / len(near) if near else line.centroid.y
    lon = sum(point[1] for point in near) / len(near) if near else line.centroid.x
    on_line = nearest_points(line, Point(lon, lat))[0]
    return on_line.y, on_line.x
