"""Shapes: the right size and place, valid, small, and inside the world whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from gazetteer import shapes

LATS = st.floats(-90, 90, allow_nan=False)
LONS = st.floats(-180, 180, allow_nan=False)


@pytest.mark.parametrize(("lat", "lon", "radius_m"), [(37.03, 41.55, 5_000), (0, 0, 500), (-60, 20, 50_000)])
def test_a_circle_has_its_radius_on_the_ground(lat: float, lon: float, radius_m: float) -> None:
    round_shape = shapes.circle(lat=lat, lon=lon, radius_m=radius_m)
    for x, y in round_shape.exterior.coords:
        away = shapes.distance_between_m(lat=lat, lon=lon, other_lat=y, other_lon=x)
        assert away == pytest.approx(radius_m, rel=0.01)
    assert len(round_shape.exterior.coords) <= 64


@given(lat=LATS, lon=LONS, radius_m=st.floats(1, 500_000))
def test_any_circle_is_valid_and_inside_the_world(lat: float, lon: float, radius_m: float) -> None:
    assert_good(shapes.circle(lat=lat, lon=lon, radius_m=radius_m))


@given(lat=LATS, lon=LONS, azimuth=st.sampled_from(range(0, 360, 45)), outer_m=st.floats(2_000, 60_000))
def test_any_sector_is_valid_and_inside_the_world(lat: float, lon: float, azimuth: int, outer_m: float) -> None:
    assert_good(shapes.ring_sector(lat=lat, lon=lon, azimuth=azimuth, inner_m=1_000, outer_m=outer_m))


def assert_good(shape: object) -> None:
    from shapely.geometry.base import BaseGeometry

    assert isinstance(shape, BaseGeometry)
    assert shape.is_valid
    assert not shape.is_empty
    west, south, east, north = shape.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90


@pytest.mark.parametrize(
    ("azimuth", "lat", "lon"), [(0, 37.1, 41.0), (90, 37.0, 41.13), (180, 36.9, 41.0), (225, 36.93, 40.91)]
)
def test_a_sector_lies_in_its_direction_only(azimuth: float, lat: float, lon: float) -> None:
    sector = shapes.ring_sector(lat=37.0, lon=41.0, azimuth=azimuth, inner_m=2_000, outer_m=20_000)
    assert sector.contains(Point(lon, lat))
    assert not sector.contains(Point(41.0, 37.0))
    assert not sector.contains(Point(82.0 - lon, 74.0 - lat))


def test_an_offset_point_is_that_far_in_that_direction() -> None:
    lat, lon = shapes.offset_point(lat=36.5, lon=38.0, azimuth=0, distance_m=10_000)
    assert lon == pytest.approx(38.0, abs=1e-6)
    assert shapes.distance_between_m(lat=36.5, lon=38.0, other_lat=lat, other_lon=lon) == pytest.approx(
        10_000, rel=0.01
    )


@pytest.mark.parametrize(
    ("azimuth", "inside", "outside"),
    [
        (0, (5, 9), (5, 4)),
        (45, (9, 9), (1, 9)),
        (90, (9, 5), (4, 5)),
        (180, (5, 1), (5, 6)),
        (225, (1, 1), (9, 9)),
        (None, (5, 5), (1, 1)),
    ],
)
def test_a_part_of_a_region_is_on_its_side(
    azimuth: float | None, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    part = shapes.part_of_region(box(0, 0, 10, 10), azimuth)
    assert part.contains(Point(inside))
    assert not part.contains(Point(outside))


def test_a_band_keeps_to_the_side_of_the_country_given() -> None:
    line = LineString([(38, 36.8), (40, 36.8)])
    south = box(37, 35, 41, 36.8)
    band = shapes.band_along(line, width_m=10_000, side_of=south)
    assert band.contains(Point(39, 36.75))
    assert not band.contains(Point(39, 36.85))
    assert shapes.band_along(line, width_m=10_000, side_of=None).contains(Point(39, 36.85))


def test_the_side_of_a_river_is_cut_from_the_country() -> None:
    country, river = box(38, 34, 42, 37), LineString([(39, 37.2), (40, 35.5), (41, 33.8)])
    east = shapes.side_of_river(country, river, 90)
    west = shapes.side_of_river(country, river, 270)
    assert east is not None
    assert west is not None
    assert east.contains(Point(41.5, 36.5))
    assert west.contains(Point(38.5, 34.5))
    assert east.area + west.area == pytest.approx(country.area, rel=0.02)
    assert shapes.side_of_river(country, LineString([(50, 50), (51, 51)]), 90) is None


def test_the_stretch_of_a_line_between_two_points() -> None:
    road = LineString([(36, 36), (38, 36.2), (42, 37)])
    part = shapes.line_between(road, (37, 36.15), (40, 36.6))
    assert part is not None
    west, _, east, _ = part.bounds
    assert west == pytest.approx(37, abs=0.1)
    assert east == pytest.approx(40, abs=0.1)


def test_shapes_that_do_not_meet_have_no_intersection() -> None:
    assert shapes.intersect(box(0, 0, 1, 1), box(2, 2, 3, 3)) is None
    shared = shapes.intersect(box(0, 0, 2, 2), box(1, 1, 3, 3))
    assert shared is not None
    assert shared.bounds == (1, 1, 2, 2)


def test_simplifying_keeps_a_shape_small_and_valid() -> None:
    fine = Point(40, 36).buffer(2, quad_segs=500)
    simple = shapes.simplify_shape(fine)
    assert len(simple.exterior.coords) <= 200
    assert simple.is_valid
    assert simple.area == pytest.approx(fine.area, rel=0.01)
