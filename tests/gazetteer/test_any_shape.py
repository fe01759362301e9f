"""Any relation of any place, at the poles, over the antimeridian, so far or no distance away, has a good shape."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import cast

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry

from gazetteer.expressions import ShapeMaker
from gazetteer.index import Gazetteer
from gazetteer.places import RELATIONS, Place
from gazetteer.relations import Relation
from gazetteer.shapes import simplify_shape

LATS = st.one_of(st.floats(-90, 90, allow_nan=False), st.sampled_from([-90.0, -89.99, 0.0, 89.99, 90.0]))
LONS = st.one_of(st.floats(-180, 180, allow_nan=False), st.sampled_from([-180.0, -179.99, 0.0, 179.99, 180.0]))
KINDS = ("city", "town", "village", "country", "governorate", "region", "river", "road", "border", "base", "sea")
DISTANCES = st.one_of(st.none(), st.sampled_from([0.0, 0.1, 1.0, 5_000_000.0, 20_000_000.0]), st.floats(0, 2e7))
FEATURES = ("", "bank", "coast", "waters", "shore", "centre", "district", "triangle", "road", "side:XX")


class AnyPlaces:
    """As much of a gazetteer as shapes need, with a few places of its own."""

    version = "test"

    def __init__(self, places: Iterable[Place]) -> None:
        self.known = {place.id: place for place in places}

    def place(self, place_id: str) -> Place:
        return self.known[place_id]

    def places(self, ids: Iterable[str]) -> list[Place]:
        return [self.known[place_id] for place_id in ids]

    def has(self, place_id: str) -> bool:
        return place_id in self.known

    def geometry(self, place_id: str) -> BaseGeometry | None:
        return self.known[place_id].geometry if place_id in self.known else None

    def outline(self, place_id: str) -> BaseGeometry | None:
        return self.geometry(place_id)

    def drawn(self, place_id: str) -> BaseGeometry | None:
        shape = self.outline(place_id)
        return None if shape is None else simplify_shape(shape)

    def select(self, *, kinds: Iterable[str] = ()) -> list[Place]:
        return [place for place in self.known.values() if place.kind in kinds]


def outline_of(kind: str, lat: float, lon: float) -> BaseGeometry | None:
    """A box or a line about a point for the kinds of places that have one."""
    west, south = max(lon - 2, -180.0), max(lat - 2, -90.0)
    east, north = min(lon + 2, 180.0), min(lat + 2, 90.0)
    if kind in ("country", "governorate", "region"):
        return box(west, south, east, north)
    return LineString([(west, south), (east, north)]) if kind in ("river", "road", "border") else None


@st.composite
def places(draw: st.DrawFn, place_id: str) -> Place:
    kind, lat, lon = draw(st.sampled_from(KINDS)), draw(LATS), draw(LONS)
    geometry = outline_of(kind, lat, lon) if draw(st.booleans()) else None
    radius_m = draw(st.sampled_from([1.0, 2_000.0, 300_000.0]))
    return Place(id=place_id, name="X", kind=kind, lat=lat, lon=lon, radius_m=radius_m, country="XX", geometry=geometry)


@given(
    place=places("border:XX-YY"),
    partners=st.lists(places("partner"), max_size=3),
    name=st.sampled_from(["", *RELATIONS]),
    azimuth=st.one_of(st.none(), st.sampled_from([n * 22.5 for n in range(16)])),
    distance_m=DISTANCES,
    feature=st.sampled_from(FEATURES),
    flags=st.tuples(st.booleans(), st.booleans()),
)
@settings(max_examples=300, deadline=None)
def test_any_relation_of_any_place_has_a_good_shape(
    place: Place,
    partners: list[Place],
    name: str,
    azimuth: float | None,
    distance_m: float | None,
    feature: str,
    flags: tuple[bool, bool],
) -> None:
    renamed = [Place(id=f"partner:{n}", name="Y", kind=p.kind, lat=p.lat, lon=p.lon, radius_m=p.radius_m)
               for n, p in enumerate(partners)]  # fmt: skip
    gazetteer = cast(Gazetteer, AnyPlaces([place, *renamed]))
    relation = Relation(
        name=name,
        first=0,
        last=1,
        azimuth=azimuth,
        distance_m=distance_m,
        feature=feature,
        is_inside=flags[0],
        is_rough=flags[1],
    )
    shaped = ShapeMaker(gazetteer, "XX").make(place, relation, partners=renamed)
    geometry = shaped.geometry
    assert geometry.is_valid
    assert not geometry.is_empty
    assert shapely.get_num_coordinates(geometry) <= 260
    assert bool(shapely.get_coordinates(geometry).size)
    west, south, east, north = geometry.bounds
    assert all(math.isfinite(value) for value in (west, south, east, north, shaped.radius_m))
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
