"""The map's geodesy and grid in Chromium, beside those of proj and of the mgrs package."""

from __future__ import annotations

import math
import random

import mgrs
import pytest
from playwright.sync_api import Page
from pyproj import Geod

from tests.browser.conftest import ROOT

STATIC = ROOT / "dashboard" / "static"
WGS84 = Geod(ellps="WGS84")


@pytest.fixture
def arithmetic(page: Page) -> Page:
    """A blank page with the map's geodesy and grid."""
    for name in ("geodesy", "grid"):
        page.add_script_tag(path=STATIC / f"{name}.js")
    return page


def test_distances_and_areas_are_those_of_the_ellipsoid(arithmetic: Page) -> None:
    chance = random.Random(11)
    spots = [(chance.uniform(-80, 80), chance.uniform(-180, 180)) for _ in range(300)]
    pairs = [*zip(spots[::2], spots[1::2], strict=True), *(((a, b), (a + 0.01, b - 0.02)) for a, b in spots)]
    told = arithmetic.evaluate(
        "pairs => pairs.map(([a, b]) => dawriya.geodesy.distance({lat: a[0], lng: a[1]}, {lat: b[0], lng: b[1]}))",
        pairs,
    )
    for (a, b), metres in zip(pairs, told, strict=True):
        assert metres == pytest.approx(WGS84.inv(a[1], a[0], b[1], b[0])[2], rel=1e-6)
    rings = [ring(chance) for _ in range(200)]
    told = arithmetic.evaluate(
        "rings => rings.map((ring) => dawriya.geodesy.area(ring.map(([lat, lng]) => ({lat, lng}))))", rings
    )
    for points, square_metres in zip(rings, told, strict=True):
        expected = abs(WGS84.polygon_area_perimeter([lon for _, lon in points], [lat for lat, _ in points])[0])
        assert square_metres == pytest.approx(expected, rel=0.001)


def ring(chance: random.Random) -> list[tuple[float, float]]:
    """A star-shaped ring of 3 to 9 points, 100 m to 2,000 km wide."""
    lat, lon, radius = chance.uniform(-60, 60), chance.uniform(-180, 180), 10 ** chance.uniform(-3, 1)
    count = chance.randint(3, 9)
    turns = [2 * math.pi * step / count for step in range(count)]
    return [(lat + radius * math.sin(turn) * chance.uniform(0.6, 1), lon + radius * math.cos(turn)) for turn in turns]


def test_grid_references_are_those_of_the_mgrs_package(arithmetic: Page) -> None:
    chance = random.Random(12)
    world = [(chance.uniform(-79.9, 83.9), chance.uniform(-180, 180)) for _ in range(600)]
    norway = [(chance.uniform(55, 65), chance.uniform(-1, 13)) for _ in range(150)]
    svalbard = [(chance.uniform(71, 83.9), chance.uniform(-1, 43)) for _ in range(150)]
    spots = [*world, *norway, *svalbard, (0.0, 0.0), (36.9, 41.5), (-33.9, 18.4)]
    told = arithmetic.evaluate("spots => spots.map(([lat, lng]) => dawriya.grid.toMgrs(lat, lng))", spots)
    grid = mgrs.MGRS()
    for (lat, lon), reference in zip(spots, told, strict=True):
        square, *digits = split_reference(reference.replace(" ", ""))
        expected_square, *expected = split_reference(grid.toMGRS(lat, lon))
        assert square == expected_square, (lat, lon)
        # The package may put a point on the line between two metres on the other side.
        assert max(abs(a - b) for a, b in zip(digits, expected, strict=True)) <= 1, (lat, lon)
    polar = arithmetic.evaluate("[[84, 10], [89.9, -50], [-80.1, 0], [-90, 0]].map((at) => dawriya.grid.toMgrs(...at))")
    assert polar == [""] * 4


def split_reference(reference: str) -> tuple[str, int, int]:
    return reference[:-10].lstrip("0"), int(reference[-10:-5]), int(reference[-5:])
