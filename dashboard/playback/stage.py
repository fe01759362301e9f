"""What stays the same in all pictures of a playback: the base map, the names, legend, title, timeline and credits."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from dashboard.snapshot.base import draw_base, draw_north, draw_scale, whole_base
from dashboard.snapshot.legend import Tally, draw_section, legend_sections, room_for_forces
from dashboard.snapshot.names import draw_names
from dashboard.snapshot.page import INCH, Box, Page, blank_page
from dashboard.snapshot.palette import palette
from dashboard.snapshot.projection import Projection
from dashboard.snapshot.provenance import Provenance, credits_text, footer_text, sources_text
from dashboard.snapshot.strip import Scale, Timeline, draw_strip
from dashboard.snapshot.symbols import Mark
from dashboard.snapshot.words import Words
from gazetteer.index import Gazetteer

Size = Literal["wide", "square"]
SIZES: dict[Size, tuple[int, int]] = {"wide": (1280, 720), "square": (1080, 1080)}
"""The pictures' width and height in pixels: for screens and slides, and for phones."""

PX_PER_MM = 1280 / 210
"""Larger than on the sheet: a film is watched small."""

MARGIN, COLUMN = 5.0, 50.0
TITLE_BASE, DATE_BASE, MAP_TOP = 7.6, 17.0, 20.4
STRIP_HEIGHT, BARS_HEIGHT = 17.6, 14.2
FOOTER = {"wide": 7.6, "square": 10.6}
FOOTER_LINE = 3.05
LEGEND_STEP, LEGEND_HEIGHT, LEGEND_ROWS = 4.8, 33.4, 5
TITLE_SIZE, FOOTER_SIZE, SMALLEST = 3.9, 2.3, 1.9

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a picture, in mm; the columns change sides in Arabic, the map's inside does not."""

    size: Size
    width: float
    height: float
    map_box: Box
    legend: Box
    strip: Box

    @property
    def pixels(self) -> tuple[int, int]:
        return SIZES[self.size]


def layout_of(size: Size, *, rtl: bool) -> Layout:
    width, height = (pixels / PX_PER_MM for pixels in SIZES[size])
    inner = width - 2 * MARGIN
    strip_top = height - FOOTER[size] - STRIP_HEIGHT
    if size == "square":
        map_box = Box(MARGIN, MAP_TOP, inner, strip_top - LEGEND_HEIGHT - 3 - MAP_TOP)
        legend = Box(MARGIN, map_box.bottom + 2.6, inner, LEGEND_HEIGHT)
        return Layout(size, width, height, map_box, legend, Box(MARGIN, strip_top, inner, STRIP_HEIGHT))
    map_width = inner - COLUMN - MARGIN
    map_left, column_left = (MARGIN + COLUMN + MARGIN, MARGIN) if rtl else (MARGIN, width - MARGIN - COLUMN)
    map_box = Box(map_left, MAP_TOP, map_width, strip_top - 2 - MAP_TOP)
    legend = Box(column_left, MAP_TOP, COLUMN, strip_top + STRIP_HEIGHT - MAP_TOP)
    return Layout(size, width, height, map_box, legend, Box(map_left, strip_top, map_width, STRIP_HEIGHT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a stage is made of, beside its layout."""

    title: str
    projection: Projection
    tally: Tally
    timeline: Timeline
    provenance: Provenance
    sites: list[Mark]
    places: frozenset[str]


class Stage:
    """The pictures of all that does not change, drawn once: the ground, the names over it, the timeline dim and lit."""

    def __init__(self, layout: Layout, setting: Setting, *, gazetteer: Gazetteer, theme: str, words: Words) -> None:
        self.layout, self.words, self.colours = layout, words, palette(theme)
        ground = self.page()
        _draw_ground(ground, layout, setting, gazetteer)
        names = self.page(is_clear=True)
        _draw_over(names, setting, gazetteer)
        self.page_of_date = self.page(is_clear=True, height=MAP_TOP)
        self.names = Image.fromarray(pixels_of(names))
        self.ground = Image.fromarray(pixels_of(ground)).convert("RGB")
        dim, lit = self._strips(setting.timeline)
        self.ground.paste(dim, self.strip_corner())
        self.lit_strip = lit
        self._bars = setting.timeline.starts
        self._scale = Scale(ground, layout.strip, setting.timeline)

    def page(self, *, is_clear: bool = False, width: float | None = None, height: float | None = None) -> Page:
        """An empty page in the scale of the pictures, as large as they are unless told."""
        layout = self.layout
        return blank_page(
            self.colours,
            self.words,
            width=width or layout.width,
            height=height or layout.height,
            map_box=layout.map_box,
            dpi=PX_PER_MM * INCH,
            is_clear=is_clear,
        )

    def window_box(self, first: date, last: date) -> tuple[int, int, int, int]:
        """The pixels (left, top, right, bottom) of the timeline's bars from that of one day to that of another."""
        days = np.array([first, last], dtype="datetime64[D]")
        start, end = np.searchsorted(self._bars, days, side="right").tolist()
        ends = (self._bars[max(start - 1, 0)], self._bars[min(end, len(self._bars) - 1)])
        left, right = sorted(round(self._scale.x(day) * PX_PER_MM) for day in ends)
        top = self.strip_corner()[1]
        return left, top, max(right, left + 4), top + round(BARS_HEIGHT * PX_PER_MM)

    def strip_corner(self) -> tuple[int, int]:
        """The pixel at which the picture of the timeline has its upper left corner."""
        strip = self.layout.strip
        return int(strip.left * PX_PER_MM), int(strip.top * PX_PER_MM)

    def _strips(self, timeline: Timeline) -> tuple[Image.Image, Image.Image]:
        first, last = (day.item() for day in (timeline.starts[0], timeline.starts[-1]))
        left, top = self.strip_corner()
        box = self.layout.strip
        corners = (left, top, math.ceil(box.right * PX_PER_MM), math.ceil(box.bottom * PX_PER_MM))
        pictures = []
        for window in ((date.min, date.min), (first, last)):
            page = self.page()
            draw_strip(page, replace(timeline, window=window), box)
            pictures.append(Image.fromarray(pixels_of(page)).convert("RGB").crop(corners))
        return pictures[0], pictures[1]


def pixels_of(page: Page) -> Pixels:
    """A page as (height, width, 4) bytes; its own, not the canvas's."""
    canvas = page.figure.canvas
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()  # type: ignore[attr-defined]


def _draw_ground(page: Page, layout: Layout, setting: Setting, gazetteer: Gazetteer) -> None:
    box = page.map_box
    clip = page.rectangle(box, fill="sea", zorder=0.5)
    draw_base(page, setting.projection, whole_base(gazetteer), clip=clip)
    across = Box(MARGIN, 0, layout.width - 2 * MARGIN, MAP_TOP)
    title = page.shortened(setting.title, width=across.width, size=TITLE_SIZE, weight=600)
    page.text(page.start(across), TITLE_BASE, title, size=TITLE_SIZE, weight=600, colour="ink-2")
    _draw_legend(page, layout, setting.tally)
    _draw_credits(page, layout, setting.provenance)


def _draw_over(page: Page, setting: Setting, gazetteer: Gazetteer) -> None:
    layers = whole_base(gazetteer)
    draw_names(page, setting.projection, layers, marks=setting.sites, routes=(), event_places=setting.places)
    draw_scale(page, setting.projection, setting.sites)
    draw_north(page, setting.sites)
    page.rectangle(page.map_box, edge="border", width=0.25, zorder=60)


def _draw_legend(page: Page, layout: Layout, tally: Tally) -> None:
    """Beside the map from top to bottom; in a square under it, its parts side by side."""
    box = layout.legend
    if layout.size == "square":
        sections = legend_sections(page, tally, most_forces=LEGEND_ROWS)
        gap = 6.0
        width = (box.width - gap * (len(sections) - 1)) / len(sections)
        for at, (heading, rows) in enumerate(sections):
            offset = at * (width + gap)
            left = box.right - offset - width if page.words.is_rtl else box.left + offset
            draw_section(page, Box(left, box.top, width, box.height), heading, rows[:LEGEND_ROWS], step=LEGEND_STEP)
        return
    most = min(room_for_forces(page, tally, box.height, step=LEGEND_STEP), 8)
    top = box.top
    for heading, rows in legend_sections(page, tally, most_forces=most):
        top = draw_section(page, Box(box.left, top, box.width, box.bottom - top), heading, rows, step=LEGEND_STEP)


def _draw_credits(page: Page, layout: Layout, provenance: Provenance) -> None:
    """Whose reports, and how much a person has confirmed; how to find the view again; the credits."""
    words = page.words
    width = layout.width - 2 * MARGIN
    start = page.start(Box(MARGIN, 0, width, 0))
    found_by, credit = footer_text(words, provenance), credits_text(words)
    last = (found_by, credit) if layout.size == "square" else (f"{found_by} · {credit}",)
    lines = (sources_text(words, provenance), *last)
    for at, line in enumerate(lines):
        size = max(FOOTER_SIZE * min(1.0, width / page.text_width(line, size=FOOTER_SIZE)), SMALLEST)
        baseline = layout.height - 1.6 - FOOTER_LINE * (len(lines) - 1 - at)
        page.text(start, baseline, page.shortened(line, width=width, size=size), size=size, colour="ink-3")
