"""A small map of one event for its card: the shape of the place, its symbol, a border or a town to know it by."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.basemap import BaseLayers, BaseTown
from dashboard.events import Event
from dashboard.glyphs import event_glyph, force_fill
from dashboard.symbols import palette
from dashboard.translation import Words
from dashboard.wording import place_name

WIDTH, HEIGHT = 292, 124
METRES_PER_DEGREE = 111_320.0
LEAST_WIDTH_M = 36_000.0
MOST_TOWNS = 3
_SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class _View:
    """The window of the small map: its middle, and how many degrees a pixel covers each way."""

    lat: float
    lon: float
    lat_step: float
    lon_step: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        half_lon, half_lat = self.lon_step * WIDTH / 2, self.lat_step * HEIGHT / 2
        return self.lon - half_lon, self.lat - half_lat, self.lon + half_lon, self.lat + half_lat

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        return WIDTH / 2 + (lon - self.lon) / self.lon_step, HEIGHT / 2 - (lat - self.lat) / self.lat_step


def locator_html(event: Event, layers: BaseLayers, words: Words) -> str:
    """The small map as HTML; empty for an event without a place. Geography is never mirrored."""
    if event.place.lat is None or event.place.lon is None:
        return ""
    view = _view_of(event)
    data = b64encode(_drawing(event, layers, view).encode()).decode()
    name = escape(place_name(event.place, words.lang))
    alt = escape(words.say("Small map of {place}", place=place_name(event.place, words.lang)), quote=True)
    labels = "".join(_town_label(town, view, words) for town in _towns(event, layers, view))
    return (
        f'<div class="dw-locator" dir="ltr"><img src="data:image/svg+xml;base64,{data}" alt="{alt}">'
        f'{labels}<span class="dw-locator-symbol">{event_glyph(event, size=24)}</span>'
        f'<span class="dw-locator-name"><bdi>{name}</bdi></span>{_scale_bar(view, words)}</div>'
    )


def _view_of(event: Event) -> _View:
    place = event.place
    assert place.lat is not None
    assert place.lon is not None
    shape = place.geometry
    lat, lon = place.lat, place.lon
    reach = max(LEAST_WIDTH_M, 5 * (place.radius_m or 0))
    if shape is not None and not shape.is_empty and shape.area + shape.length > 0:
        west, south, east, north = shape.bounds
        lat, lon = (south + north) / 2, (west + east) / 2
        tall = (north - south) * METRES_PER_DEGREE * WIDTH / HEIGHT
        wide = (east - west) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        reach = max(LEAST_WIDTH_M, 1.9 * tall, 1.9 * wide)
    lat_step = reach / METRES_PER_DEGREE / WIDTH
    return _View(lat, lon, lat_step, lat_step / max(math.cos(math.radians(lat)), 0.05))


# Drawing --------------------------------------------------------------------------------------------------------------


def _drawing(event: Event, layers: BaseLayers, view: _View) -> str:
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" style="fill:{_ink("sea")}"/>']
    for country in layers.countries:
        token = "land" if country.is_home else "neighbour"
        parts += _paths([country.geometry], view, f"fill:{_ink(token)}")
    parts += _paths((one.geometry for one in layers.lakes), view, f"fill:{_ink('lake')}")
    line = "fill:none;stroke:{};stroke-width:{}"
    parts += _paths((one.geometry for one in layers.roads), view, line.format(_ink("road"), 1.6))
    parts += _paths((one.geometry for one in layers.rivers), view, line.format(_ink("river"), 1.2))
    dashes = line.format(_ink("governorate"), "1;stroke-dasharray:4 2.4 1 2.4")
    parts += _paths((one.geometry for one in layers.governorate_lines), view, dashes)
    parts += _paths((one.geometry for one in layers.borders), view, line.format(_ink("border"), 1.35))
    parts += _doubt(event, view)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'style="color-scheme:light dark">{"".join(parts)}</svg>'
    )


def _doubt(event: Event, view: _View) -> list[str]:
    """The shape of the place's uncertainty, in the colour of the first force."""
    shape = event.place.geometry
    if shape is None or shape.area + shape.length == 0:
        return []
    colour = force_fill(event.force_ids[0] if event.force_ids else "")
    style = f"fill:{colour};fill-opacity:.2;stroke:{colour};stroke-width:1.3;stroke-dasharray:3.6 2.8"
    if shape.area == 0:
        style = f"fill:none;stroke:{colour};stroke-width:4;stroke-opacity:.6"
    return _paths([shape], view, style)


def _paths(shapes: Iterable[BaseGeometry], view: _View, style: str) -> list[str]:
    west, south, east, north = view.bounds
    margin = (east - west) / 10
    drawn = []
    for shape in shapes:
        if not _meets(shape.bounds, view.bounds):
            continue
        clipped = shapely.clip_by_rect(shape, west - margin, south - margin, east + margin, north + margin)
        steps = "".join(_steps(part, view) for part in _parts(clipped.simplify(view.lat_step / 2)))
        if steps:
            drawn.append(f'<path d="{steps}" style="{style};stroke-linejoin:round"/>')
    return drawn


def _meets(bounds: tuple[float, ...], window: tuple[float, ...]) -> bool:
    return bounds[0] <= window[2] and bounds[2] >= window[0] and bounds[1] <= window[3] and bounds[3] >= window[1]


def _parts(shape: BaseGeometry) -> Iterable[tuple[list[tuple[float, float]], bool]]:
    """Each ring or line of a shape, and whether it is closed."""
    for part in getattr(shape, "geoms", [shape]):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield list(ring.coords), True
        elif part.geom_type == "LineString":
            yield list(part.coords), False
        elif part.geom_type.startswith(("Multi", "Geometry")):
            yield from _parts(part)


def _steps(part: tuple[list[tuple[float, float]], bool], view: _View) -> str:
    points, closed = part
    pixels = (view.pixel(x, y) for x, y, *_ in points)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + ("Z" if closed else "")


def _ink(token: str) -> str:
    return f"light-dark({palette()[token]['light']}, {palette()[token]['dark']})"


# Labels ---------------------------------------------------------------------------------------------------------------


def _towns(event: Event, layers: BaseLayers, view: _View) -> list[BaseTown]:
    """The most important towns in the window that are not the event's own and don't crowd each other."""
    west, south, east, north = view.bounds
    taken = [view.pixel(event.place.lon or 0, event.place.lat or 0)]
    chosen: list[BaseTown] = []
    for town in layers.towns:
        if not (west <= town.lon <= east and south <= town.lat <= north) or town.id in event.place.place_ids:
            continue
        x, y = view.pixel(town.lon, town.lat)
        is_inside = 12 <= x <= WIDTH - 78 and 12 <= y <= HEIGHT - 26
        if is_inside and all(abs(x - a) > 92 or abs(y - b) > 22 for a, b in taken):
            chosen.append(town)
            taken.append((x, y))
        if len(chosen) == MOST_TOWNS:
            break
    return chosen


def _town_label(town: BaseTown, view: _View, words: Words) -> str:
    x, y = view.pixel(town.lon, town.lat)
    at = f"left:{100 * x / WIDTH:.1f}%;top:{100 * y / HEIGHT:.1f}%"
    name = escape(town.ar if words.lang == "ar" and town.ar else town.en)
    return f'<span class="dw-locator-town" style="{at}"><bdi>{name}</bdi></span>'


def _scale_bar(view: _View, words: Words) -> str:
    """A bar of a round length, about a fifth of the width."""
    metres_a_pixel = view.lat_step * METRES_PER_DEGREE
    kilometres = max((one for one in _SCALE_STEPS_KM if one * 1000 / metres_a_pixel <= WIDTH / 4), default=1)
    width = 100 * kilometres * 1000 / metres_a_pixel / WIDTH
    text = escape(words.say("{number} km", number=kilometres))
    return f'<span class="dw-locator-scale" style="width:{width:.1f}%"><bdi>{text}</bdi></span>'
