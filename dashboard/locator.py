"""A small map of one event for its card: the shape of the place, its symbol, a border or a town to know it by."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.events import Event
from dashboard.glyphs import event_glyph, force_fill
from dashboard.mercator import lines_of, mercator
from dashboard.symbols import palette
from dashboard.translation import Words, languages
from dashboard.wording import place_name

WIDTH, HEIGHT = 292, 108
LEAST_WIDTH_M = 36_000.0
MOST_TOWNS = 3
_WORLD_M = 40_075_016.7
"""The equator's length, which is the world's width in Web Mercator."""

_UNITS = 2**24
_SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)

Path2D = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class BaseTown:
    """A town of the base map; `x`, `y` in the base map's units."""

    x: float
    y: float
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseShapes:
    """The base map's file, decoded: paths in units of 2**-24 of the world's width, y downwards, each with its box."""

    land: tuple[tuple[Path2D, Box], ...]
    neighbours: tuple[tuple[Path2D, Box], ...]
    lakes: tuple[tuple[Path2D, Box], ...]
    lines: dict[str, tuple[tuple[Path2D, Box], ...]]
    towns: tuple[BaseTown, ...]


def read_base_shapes(path: Path) -> BaseShapes:
    """The shapes of a base map's file, as `write_basemap` wrote it; towns most important first."""
    content = json.loads(path.read_text(encoding="utf-8"))
    towns = content["towns"]
    return BaseShapes(
        land=_decoded(one for one in content["countries"] if one["home"]),
        neighbours=_decoded(one for one in content["countries"] if not one["home"]),
        lakes=_decoded(content["lakes"]),
        lines={name: _decoded(content[f"{name}s"]) for name in ("road", "river", "governorate_line", "border")},
        towns=tuple(_town(towns, number) for number in range(len(towns["x"]))),
    )


def _town(towns: dict[str, Any], number: int) -> BaseTown:
    names = {lang: towns[lang][number] for lang in languages() if lang in towns and towns[lang][number]}
    return BaseTown(towns["x"][number], towns["y"][number], names)


def _decoded(shapes: Iterable[dict[str, Any]]) -> tuple[tuple[Path2D, Box], ...]:
    paths = (
        np.cumsum(np.array(steps, dtype=np.float64).reshape(-1, 2), axis=0) for one in shapes for steps in one["paths"]
    )
    return tuple((path, (*path.min(axis=0), *path.max(axis=0))) for path in paths)


@dataclass(frozen=True, slots=True)
class _View:
    """The window of the small map: its middle in units, and how many units and metres a pixel covers."""

    x: float
    y: float
    step: float
    metres_a_pixel: float

    @property
    def bounds(self) -> Box:
        half_x, half_y = self.step * WIDTH / 2, self.step * HEIGHT / 2
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y

    def pixels(self, path: Path2D) -> Path2D:
        return (path - [self.x, self.y]) / self.step + [WIDTH / 2, HEIGHT / 2]


def locator_html(event: Event, shapes: BaseShapes, words: Words) -> str:
    """The small map as HTML; empty for an event without a place. Geography is never mirrored."""
    place = event.place
    if place.lat is None or place.lon is None:
        return ""
    view = _view_of(place.geometry, lat=place.lat, lon=place.lon, radius_m=place.radius_m or 0)
    data = b64encode(_drawing(event, shapes, view).encode()).decode()
    name = place_name(place, words.lang)
    at = view.pixels(_units([(place.lon, place.lat)]))[0]
    labels = "".join(_town_label(town, view, words) for town in _towns(shapes, view, at, name))
    alt = escape(words.say("Small map of {place}", place=name), quote=True)
    return (
        f'<div class="dw-locator" dir="ltr"><img src="data:image/svg+xml;base64,{data}" alt="{alt}">{labels}'
        f'<span class="dw-locator-symbol" style="{_position(at)}">{event_glyph(event, size=24)}</span>'
        f'<span class="dw-locator-name" style="{_position(at)}"><bdi>{escape(name)}</bdi></span>'
        f"{_scale_bar(view, words)}</div>"
    )


def _units(vertices: Sequence[tuple[float, float]] | Path2D) -> Path2D:
    return mercator(np.array(vertices, dtype=np.float64)) * _UNITS


def _view_of(shape: BaseGeometry | None, *, lat: float, lon: float, radius_m: float) -> _View:
    """A window around the shape, or around the point where there is none; at least LEAST_WIDTH_M wide."""
    metres_a_unit = _WORLD_M / _UNITS * math.cos(math.radians(lat))
    west, south, east, north = (lon, lat, lon, lat) if shape is None or shape.is_empty else shape.bounds
    corners = _units([(west, north), (east, south)])
    across, down = corners[1] - corners[0]
    width = max(LEAST_WIDTH_M / metres_a_unit, 5 * radius_m / metres_a_unit if not across else 0)
    width = max(width, 1.9 * across, 1.9 * down * WIDTH / HEIGHT)
    x, y = corners.mean(axis=0)
    return _View(float(x), float(y), float(width / WIDTH), float(width / WIDTH * metres_a_unit))


# Drawing --------------------------------------------------------------------------------------------------------------


def _drawing(event: Event, shapes: BaseShapes, view: _View) -> str:
    line = "fill:none;stroke:{};stroke-width:{}"
    dashes = line.format(_ink("governorate"), "1;stroke-dasharray:4 2.4 1 2.4")
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" style="fill:{_ink("sea")}"/>',
        _areas(shapes.neighbours, view, f"fill:{_ink('neighbour')}"),
        _areas(shapes.land, view, f"fill:{_ink('land')}"),
        _areas(shapes.lakes, view, f"fill:{_ink('lake')}"),
        _lines(shapes.lines["road"], view, line.format(_ink("road"), 1.6)),
        _lines(shapes.lines["river"], view, line.format(_ink("river"), 1.2)),
        _lines(shapes.lines["governorate_line"], view, dashes),
        _lines(shapes.lines["border"], view, line.format(_ink("border"), 1.35)),
        _doubt(event, view),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'style="color-scheme:light dark">{"".join(parts)}</svg>'
    )


def _doubt(event: Event, view: _View) -> str:
    """The shape of the place's uncertainty, in the colour of the first force."""
    shape = event.place.geometry
    if shape is None or shape.is_empty or shapely.get_dimensions(shape) == 0:
        return ""
    colour = force_fill(event.force_ids[0] if event.force_ids else "")
    paths = [(units, (*units.min(axis=0), *units.max(axis=0))) for units in (_units(path) for path in lines_of(shape))]
    if shapely.get_dimensions(shape) == 1:
        return _lines(paths, view, f"fill:none;stroke:{colour};stroke-width:4;stroke-opacity:.6")
    style = f"fill:{colour};fill-opacity:.2;fill-rule:evenodd;stroke:{colour};stroke-width:1.3;stroke-dasharray:3.6 2.8"
    return _areas(paths, view, style)


def _areas(paths: Iterable[tuple[Path2D, Box]], view: _View, style: str) -> str:
    """Rings as one path, cut off a little outside the window."""
    rings = []
    for path, box in paths:
        if len(path) >= 3 and _meets(box, view.bounds):
            cut = shapely.clip_by_rect(shapely.Polygon(path), *_wider(view.bounds)).simplify(view.step / 2)
            rings += [np.array(ring.coords) for ring in _rings(cut)]
    return _path(rings, view, style, closed=True)


def _lines(paths: Iterable[tuple[Path2D, Box]], view: _View, style: str) -> str:
    lines = []
    for path, box in paths:
        if len(path) >= 2 and _meets(box, view.bounds):
            cut = shapely.clip_by_rect(shapely.LineString(path), *_wider(view.bounds)).simplify(view.step / 2)
            lines += [np.array(one.coords) for one in getattr(cut, "geoms", [cut]) if one.geom_type == "LineString"]
    return _path(lines, view, style, closed=False)


def _rings(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior
            yield from part.interiors


def _path(parts: Sequence[Path2D], view: _View, style: str, *, closed: bool) -> str:
    steps = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in view.pixels(part)) + ("Z" if closed else "")
        for part in parts
        if len(part)
    )
    return f'<path d="{steps}" style="{style};stroke-linejoin:round"/>' if steps else ""


def _meets(box: Box, window: Box) -> bool:
    return box[0] <= window[2] and box[2] >= window[0] and box[1] <= window[3] and box[3] >= window[1]


def _wider(window: Box) -> Box:
    margin = (window[2] - window[0]) / 10
    return window[0] - margin, window[1] - margin, window[2] + margin, window[3] + margin


def _ink(token: str) -> str:
    return f"light-dark({palette()[token]['light']}, {palette()[token]['dark']})"


# Labels ---------------------------------------------------------------------------------------------------------------


def _towns(shapes: BaseShapes, view: _View, at: Path2D, own_name: str) -> list[BaseTown]:
    """The most important towns in the window that are not the event's own and don't crowd each other."""
    west, north, east, south = view.bounds
    taken = [at]
    chosen: list[BaseTown] = []
    for town in shapes.towns:
        if not (west <= town.x <= east and north <= town.y <= south) or own_name in town.names.values():
            continue
        x, y = point = view.pixels(np.array([town.x, town.y]))
        is_inside = 12 <= x <= WIDTH - 78 and 12 <= y <= HEIGHT - 26
        if is_inside and all(abs(x - a) > 92 or abs(y - b) > 22 for a, b in taken):
            chosen.append(town)
            taken.append(point)
        if len(chosen) == MOST_TOWNS:
            break
    return chosen


def _town_label(town: BaseTown, view: _View, words: Words) -> str:
    at = view.pixels(np.array([town.x, town.y]))
    name = escape(town.names.get(words.lang) or town.names["en"])
    return f'<span class="dw-locator-town" style="{_position(at)}"><bdi>{name}</bdi></span>'


def _position(pixels: Path2D) -> str:
    x, y = pixels
    return f"left:{100 * x / WIDTH:.1f}%;top:{100 * y / HEIGHT:.1f}%"


def _scale_bar(view: _View, words: Words) -> str:
    """A bar of a round length, at most a quarter of the width."""
    kilometres = max((one for one in _SCALE_STEPS_KM if one * 1000 / view.metres_a_pixel <= WIDTH / 4), default=1)
    width = 100 * kilometres * 1000 / view.metres_a_pixel / WIDTH
    text = escape(words.say("{number} km", number=kilometres))
    return f'<span class="dw-locator-scale" style="width:{width:.1f}%"><bdi>{text}</bdi></span>'
