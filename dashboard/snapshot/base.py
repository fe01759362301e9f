"""The base map of a snapshot: land, water, roads and borders, scale bar and north arrow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import shapely
from matplotlib.artist import Artist
from shapely.geometry.base import BaseGeometry

from dashboard.basemap import HOME_COUNTRIES, BaseArea, BaseLayers, BaseLine, base_layers
from dashboard.snapshot.page import Box, Page
from dashboard.snapshot.paths import areas, draw, lines
from dashboard.snapshot.projection import Projection
from dashboard.snapshot.symbols import Mark
from gazetteer.index import Gazetteer

# Points nearer than this on paper are one: Natural Earth's coast has ten times what 150 dpi can show.
_SIMPLIFY = 0.05

SCALE_SIZE = 2.5
MOST_KEPT = 2
_KEPT: dict[tuple[str, str], BaseLayers] = {}


def whole_base(gazetteer: Gazetteer) -> BaseLayers:
    """The base map of the world: it takes seconds to derive and is the same for every snapshot.

    Kept by what the gazetteer is, not by who opened it: each command opens its own.
    """
    key = (str(gazetteer.path), gazetteer.version)
    if key not in _KEPT:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = base_layers(gazetteer)
    return _KEPT[key]


def draw_base(page: Page, projection: Projection, layers: BaseLayers, *, clip: Artist) -> None:
    """Everything under the events, from the sea up."""
    draw(
        page,
        areas(_on_sheet(projection, layers.neighbours)),
        clip=clip,
        fill="neighbour",
        edge="governorate",
        width=0.12,
        zorder=1,
    )
    draw(page, areas(_on_sheet(projection, layers.land)), clip=clip, fill="land", edge="border", width=0.24, zorder=1.1)
    draw(page, areas(_on_sheet(projection, layers.lakes)), clip=clip, fill="lake", zorder=1.3)
    draw(page, lines(_on_sheet(projection, layers.rivers)), clip=clip, edge="river", width=0.3, zorder=1.4)
    draw(page, lines(_on_sheet(projection, layers.roads)), clip=clip, edge="road", width=0.34, zorder=1.5)
    for line in layers.governorate_lines:
        is_home = line.id in HOME_COUNTRIES
        dashes = (0.8, 0.48, 0.2, 0.48) if is_home else ()
        path = lines(_on_sheet(projection, [line]))
        draw(page, path, clip=clip, edge="governorate", width=0.2 if is_home else 0.1, dashes=dashes, zorder=1.6)
    draw(page, lines(_on_sheet(projection, layers.borders)), clip=clip, edge="border", width=0.3, zorder=1.7)


def _on_sheet(projection: Projection, things: Iterable[BaseArea | BaseLine]) -> list[BaseGeometry]:
    shapes = (projection.shape(thing.geometry) for thing in things)
    return [shapely.simplify(shape, _SIMPLIFY) for shape in shapes if not shape.is_empty]


def scale_box(page: Page, marks: Sequence[Mark]) -> Box:
    """Where the scale bar stands: on the left, unless marks are there and not on the right."""
    box = page.map_box
    return _clear([Box(x, box.bottom - 8.5, 44, 6) for x in (box.left + 3, box.right - 47)], marks)


def north_box(page: Page, marks: Sequence[Mark]) -> Box:
    """Where the arrow stands: top right, or in another corner that no mark is in, but not where the scale may be."""
    box = page.map_box
    corners = ((box.right - 12, box.top + 4), (box.left + 4, box.top + 4), (box.right - 12, box.bottom - 24))
    return _clear([Box(x, y, 8, 12) for x, y in corners], marks)


def _clear(boxes: Sequence[Box], marks: Sequence[Mark]) -> Box:
    """The first box that no mark is in; the first of all where there is none."""
    clear = (box for box in boxes if not any(box.meets(mark.box) for mark in marks))
    return next(clear, boxes[0])


def draw_scale(page: Page, projection: Projection, marks: Sequence[Mark]) -> None:
    """A bar of a round number of kilometres (metres on the largest scales), half of it dark."""
    box = scale_box(page, marks)
    length_km = _round_length(36 / projection.mm_per_km)
    width = length_km * projection.mm_per_km
    left, top = box.left + 1.1, box.top + 3.9
    halo = page.colour("halo-abroad")
    bar = Box(left, top, width, 1.1)
    page.rectangle(bar.grown(0.35), fill=halo, zorder=39)
    page.rectangle(bar, fill="page", edge="ink", width=0.2, zorder=40)
    page.rectangle(Box(left, top, width / 2, 1.1), fill="ink", zorder=40)
    unit, factor = ("km", 1) if length_km >= 1 else ("m", 1000)
    for share in (0.0, 0.5, 1.0):
        value = length_km * factor * share
        number = f"{value:,.0f}" if value == int(value) else f"{value:.1f}"
        middle = left + width * share
        page.text(middle, top - 0.9, number, size=SCALE_SIZE, align="center", halo=halo, zorder=41)
    last = page.text_width(f"{length_km * factor:,.0f}", size=SCALE_SIZE)
    page.text(
        left + width + last / 2 + 0.8,
        top - 0.9,
        page.words.say(unit),
        size=SCALE_SIZE,
        align="left",
        halo=halo,
        zorder=41,
    )


def draw_north(page: Page, marks: Sequence[Mark]) -> None:
    """An arrow of two halves with the letter for north under it."""
    box = north_box(page, marks)
    x, top, bottom = box.left + box.width / 2, box.top + 1, box.top + 7.2
    notch = bottom - 1.3
    halo = page.colour("halo-abroad")
    page.line([x, x - 1.9, x, x + 1.9, x], [top, bottom, notch, bottom, top], colour=halo, width=1.0, zorder=39)
    page.polygon([(x, top), (x - 1.9, bottom), (x, notch)], fill="page", zorder=40)
    page.polygon([(x, top), (x + 1.9, bottom), (x, notch)], fill="ink", zorder=40)
    page.line([x, x - 1.9, x, x], [top, bottom, notch, top], colour="ink", width=0.2, zorder=41)
    page.text(x, bottom + 3, page.words.say("north"), size=2.8, weight=600, align="center", halo=halo, zorder=41)


def _round_length(most_km: float) -> float:
    """The largest of 1, 2, 5, 10 … km that is not longer."""
    power = 10.0 ** math.floor(math.log10(most_km))
    return max(step * power for step in (1, 2, 5) if step * power <= most_km)
