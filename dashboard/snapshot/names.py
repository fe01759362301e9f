"""The names on a snapshot's map: countries, governorates and towns, in the page's language."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import shapely
from matplotlib.patches import Circle
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from dashboard.basemap import BaseArea, BaseLayers, BaseTown
from dashboard.snapshot.base import north_box, scale_box
from dashboard.snapshot.labels import Label, PlacedLabel, Taken, place_inside, place_labels
from dashboard.snapshot.page import Box, Page
from dashboard.snapshot.paths import line_parts
from dashboard.snapshot.projection import Projection
from dashboard.snapshot.symbols import PX, Mark
from dashboard.translation import is_rtl
from gazetteer.names import is_arabic

COUNTRY_SIZE, GOVERNORATE_SIZE = 3.4, 2.35
THIN = "\u2009"
"""Between the letters of Latin names in capitals; matplotlib has no letter-spacing."""

EVENT_ZOOM = 2.0
"""How many zoom levels sooner a town is named when something happened there."""

# Size in mm, weight and colour of a town's name.
_STYLES = {
    "capital": (3.15, 600, "town-label"),
    "main": (2.85, 500, "town-label"),
    "small": (2.5, 400, "town-label"),
    "foreign": (2.75, 400, "governorate-label"),
}

# How far a name stays from those before it, in mm.
_CLEARANCE = {"capital": 0.3, "main": 1.2, "small": 5.0, "foreign": 7.0}


def draw_names(
    page: Page,
    projection: Projection,
    layers: BaseLayers,
    *,
    marks: Sequence[Mark],
    routes: Sequence[LineString],
    event_places: Set[str],
    covered: Sequence[Box] = (),
) -> None:
    """Towns first, by rank, then governorates and countries where there is room left.

    `event_places` are the ids of the places of the events shown: their names come before those of their equals.
    `covered` are boxes that something else will lie on.
    """
    taken = Taken(
        frame=page.map_box.grown(-0.8),
        furniture=(scale_box(page, marks), north_box(page, marks), *covered),
        marks=[mark.box.grown(-0.15) for mark in marks],
        lines=_lines_to_avoid(projection, layers, routes),
    )
    towns = _towns_in(page, projection, layers.towns, event_places)
    _place_countries(page, projection, layers, taken, home=False)
    found = place_labels([label for label, _ in towns], taken, west_first=page.words.is_rtl)
    by_key = {label.key: town for label, town in towns}
    for spot in found:
        _draw_town(page, spot, by_key[spot.label.key])
    _place_governorates(page, projection, layers, taken)
    _place_countries(page, projection, layers, taken, home=True)


def _lines_to_avoid(projection: Projection, layers: BaseLayers, routes: Sequence[LineString]) -> BaseGeometry:
    borders = [line for border in layers.borders for line in line_parts(projection.shape(border.geometry))]
    lines = MultiLineString([*routes, *borders])
    shapely.prepare(lines)
    return lines


def _towns_in(
    page: Page, projection: Projection, towns: Sequence[BaseTown], event_places: Set[str]
) -> list[tuple[Label, BaseTown]]:
    """The labels of the towns in the section that the scale has room for; those with events before their equals."""
    frame = page.map_box.grown(-1)
    zoom = _web_zoom(projection)
    result = []
    for number, town in enumerate(towns):
        if town.zoom > zoom + (EVENT_ZOOM if town.id in event_places else 0):
            continue
        x, y = (float(value) for value in projection.xy(town.lon, town.lat))
        if not frame.holds(Box(x, y, 0, 0)):
            continue
        has_event = town.id in event_places
        name = town.name_in(page.words.lang)
        if town.style == "foreign" and page.words.is_rtl and not is_arabic(name):
            continue
        size, weight, _ = _STYLES[town.style]
        width = page.text_width(name, size=size, weight=weight)
        # Capitals of governorates come first, then where something happened, then the others.
        rank = number - (2 if town.style == "capital" else 1 if has_event else 0) * len(towns)
        label = Label(
            text=name,
            x=x,
            y=y,
            width=width,
            size=size,
            rank=rank,
            clearance=0.2 if has_event else _CLEARANCE[town.style],
            wanted=has_event or town.style == "capital",
            key=str(number),
        )
        result.append((label, town))
    return result


def _web_zoom(projection: Projection) -> float:
    """The zoom of a web map on which things are as large as here, for the towns' own measure of when to be shown."""
    return math.log2(2 * math.pi * projection.scale / PX / 256)


def _draw_town(page: Page, spot: PlacedLabel, town: BaseTown) -> None:
    label = spot.label
    size, weight, colour = _STYLES[town.style]
    halo = page.colour("halo-abroad" if town.style == "foreign" else "halo-home")
    if town.style == "capital":
        square = Box(label.x - 0.55, label.y - 0.55, 1.1, 1.1)
        page.rectangle(square, fill="casing", edge="town-label", width=0.22, zorder=20)
    else:
        _dot(page, label.x, label.y, 0.36 if town.style == "small" else 0.46, colour)
    page.text(
        spot.x,
        spot.baseline,
        label.text,
        size=size,
        weight=weight,
        colour=colour,
        align="left",
        halo=halo,
        zorder=40,
    )


def _dot(page: Page, x: float, y: float, radius: float, colour: str) -> None:
    page.add(Circle((x, y), radius, facecolor=page.colour(colour), edgecolor="none", zorder=20))


def _place_governorates(page: Page, projection: Projection, layers: BaseLayers, taken: Taken) -> None:
    for area in layers.governorates:
        if not area.is_home:
            continue
        name = _heading(area, page.words.lang)
        size = GOVERNORATE_SIZE + (0.2 if page.words.is_rtl else 0)
        width = page.text_width(name, size=size, weight=500)
        shape = projection.shape(area.geometry)
        spot = place_inside(name, shape, taken, width=width, size=size, wholly=True)
        if spot:
            _write(page, spot, colour="governorate-label", halo="halo-home", weight=500)


def _place_countries(page: Page, projection: Projection, layers: BaseLayers, taken: Taken, *, home: bool) -> None:
    for area in layers.land if home else layers.neighbours:
        name = _heading(area, page.words.lang)
        width = page.text_width(name, size=COUNTRY_SIZE, weight=500)
        shape = projection.shape(area.geometry)
        spot = place_inside(name, shape, taken, width=width, size=COUNTRY_SIZE, wholly=True)
        if spot:
            _write(page, spot, colour="country-label", halo="halo-home" if home else "halo-abroad", weight=500)


def _write(page: Page, spot: PlacedLabel, *, colour: str, halo: str, weight: int) -> None:
    page.text(
        spot.x,
        spot.baseline,
        spot.label.text,
        size=spot.label.size,
        weight=weight,
        colour=colour,
        align="left",
        halo=page.colour(halo),
        zorder=22,
    )


def _heading(area: BaseArea, lang: str) -> str:
    name = area.name_in(lang)
    return name if is_rtl(lang) else _spaced(name)


def _spaced(name: str) -> str:
    return THIN.join(name.upper().replace(" ", "\u2002"))
