"""The small map of a card: the event's shape inside it, names escaped, nothing for an event without a place."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from shapely.geometry import LineString, Point

from dashboard.basemap import BaseLayers, basemap_json
from dashboard.events import Event, EventForce, EventPlace
from dashboard.locator import HEIGHT, WIDTH, BaseShapes, locator_html, read_base_shapes
from dashboard.translation import Words
from gazetteer.shapes import circle


@pytest.fixture
def no_shapes(tmp_path: Path) -> BaseShapes:
    """A base map with nothing on it."""
    empty = BaseLayers(
        countries=(), governorates=(), governorate_lines=(), lakes=(), rivers=(), roads=(), borders=(), towns=()
    )
    path = tmp_path / "base.json"
    path.write_text(json.dumps(basemap_json(empty)), encoding="utf-8")
    return read_base_shapes(path)


def event_at(place: EventPlace) -> Event:
    return Event(id="e", layer="patrol", kind="patrol", forces=(EventForce(id="us"),), place=place)


def drawing(html: str) -> str:
    found = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt=', html)
    assert found
    return base64.b64decode(found.group(1)).decode()


def vertices(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", svg)]


def test_an_event_without_a_place_has_no_map(no_shapes: BaseShapes) -> None:
    assert locator_html(event_at(EventPlace()), no_shapes, Words("en")) == ""


@pytest.mark.parametrize("radius_m", [500.0, 6_000.0, 90_000.0])
def test_the_whole_shape_is_inside_the_window(no_shapes: BaseShapes, radius_m: float) -> None:
    shape = circle(lat=37.03, lon=41.55, radius_m=radius_m)
    place = EventPlace(name="x", lat=37.03, lon=41.55, radius_m=radius_m, geometry=shape)
    points = vertices(drawing(locator_html(event_at(place), no_shapes, Words("en"))))
    assert len(points) > 4
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)


@pytest.mark.parametrize("geometry", [None, Point(41.5, 37.0), LineString([(41.0, 37.0), (42.0, 37.1)])])
def test_points_and_lines_have_a_map_too(no_shapes: BaseShapes, geometry: object) -> None:
    place = EventPlace(name="x", lat=37.0, lon=41.5, geometry=geometry)  # type: ignore[arg-type]
    assert "<svg" in drawing(locator_html(event_at(place), no_shapes, Words("ar")))


def test_a_name_is_escaped(no_shapes: BaseShapes) -> None:
    html = locator_html(event_at(EventPlace(name='<b>"x"', lat=37.0, lon=41.5)), no_shapes, Words("en"))
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_the_scale_bar_is_a_quarter_of_the_width_at_most(no_shapes: BaseShapes) -> None:
    html = locator_html(event_at(EventPlace(name="x", lat=37.0, lon=41.5)), no_shapes, Words("en"))
    found = re.search(r'dw-locator-scale" style="width:([\d.]+)%"><bdi>(\d+) km', html)
    assert found
    assert 5 < float(found.group(1)) <= 25
    # 36 km across, the least there is: a bar of n km takes n/36 of the width.
    assert float(found.group(1)) == pytest.approx(100 * int(found.group(2)) / 36, abs=0.2)
