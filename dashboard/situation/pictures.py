"""The pictures of a situation report: a map of all its events, one of each governorate with most, and the timeline."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import matplotlib

from dashboard.snapshot import DRAWING, DRAWING_SETTINGS
from dashboard.snapshot.base import whole_base
from dashboard.snapshot.drawing import Content, content_of, draw_map, timeline_in
from dashboard.snapshot.legend import draw_legend
from dashboard.snapshot.page import Box, Page, blank_page
from dashboard.snapshot.palette import palette
from dashboard.snapshot.projection import Bounds
from dashboard.snapshot.recipe import Recipe
from dashboard.snapshot.sheets import Layout, figure_layout, new_page
from dashboard.snapshot.strip import draw_strip
from dashboard.snapshot.words import Words
from gazetteer.index import Gazetteer

MOST_GOVERNORATES, FEWEST_EVENTS = 3, 3
STRIP_HEIGHT, DPI = 23.0, 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG with its name in a file's name, its caption and what it shows, for who can't see it; width in mm."""

    name: str
    caption: str
    description: str
    png: bytes
    width: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """All of a report's, in order, and the section that the first one shows."""

    all: tuple[Picture, ...]
    bounds: Bounds


def pictures_of(
    frame: gpd.GeoDataFrame,
    selected: gpd.GeoDataFrame,
    recipe: Recipe,
    *,
    gazetteer: Gazetteer,
    words: Words,
    governorates: Mapping[str, str],
) -> Pictures:
    """The pictures, light as paper is."""
    layout = figure_layout(rtl=words.is_rtl)
    with DRAWING, matplotlib.rc_context(DRAWING_SETTINGS):
        overview = _content(frame, recipe, layout, words)
        pictures = [_map(overview, layout, gazetteer, words, name="map", caption=words.say("overview"))]
        for code in _busiest(selected, governorates):
            part = frame[(frame["admin1"] == code).to_numpy()]
            area = next(a for a in whole_base(gazetteer).governorates if a.id.removeprefix("admin:") == code)
            content = _content(part, replace(recipe, bbox=area.geometry.bounds), layout, words)
            name = f"map-{code.lower()}"
            pictures.append(_map(content, layout, gazetteer, words, name=name, caption=governorates[code]))
        if strip := _strip(frame, recipe, overview, words):
            pictures.append(strip)
    return Pictures(tuple(pictures), overview.projection.bounds)


def _busiest(selected: gpd.GeoDataFrame, governorates: Mapping[str, str]) -> list[str]:
    """The governorates with most of the events; none where all are in one, for then the first map shows it."""
    counts = selected["admin1"].value_counts()
    ranked = sorted(
        ((code, n) for code, n in counts.items() if code in governorates), key=lambda one: (-one[1], one[0])
    )
    if len(ranked) < 2:
        return []
    return [code for code, number in ranked[:MOST_GOVERNORATES] if number >= FEWEST_EVENTS]


def _content(frame: gpd.GeoDataFrame, recipe: Recipe, layout: Layout, words: Words) -> Content:
    return content_of(
        frame,
        event_filter=recipe.event_filter,
        words=words,
        map_box=layout.map_box,
        title=recipe.title,
        bbox=recipe.bbox,
        sources=(),
        total=None,
        not_on_map=None,
        made_at=recipe.made_at,
    )


def _map(content: Content, layout: Layout, gazetteer: Gazetteer, words: Words, *, name: str, caption: str) -> Picture:
    page = new_page(palette("light"), words, layout)
    draw_map(page, content, gazetteer)
    draw_legend(page, content.tally, layout)
    events = words.count("report_events", content.tally.shown)
    description = f"{caption}. {events}. {words.period(content.first, content.last)}."
    return Picture(name=name, caption=caption, description=description, png=_png(page), width=layout.width)


def _strip(frame: gpd.GeoDataFrame, recipe: Recipe, content: Content, words: Words) -> Picture | None:
    timeline = timeline_in(frame, recipe.event_filter)
    if timeline is None:
        return None
    layout = figure_layout(rtl=words.is_rtl)
    box = Box(0.5, 1.0, layout.width - 1.0, STRIP_HEIGHT - 2)
    page = blank_page(palette("light"), words, width=layout.width, height=STRIP_HEIGHT, map_box=box, dpi=DPI)
    draw_strip(page, timeline, box)
    caption = words.say("by_time")
    description = f"{caption}. {words.period(content.first, content.last)}."
    return Picture(name="timeline", caption=caption, description=description, png=_png(page), width=layout.width)


def _png(page: Page) -> bytes:
    out = io.BytesIO()
    metadata = {"Software": "Dawriya"}
    page.figure.savefig(out, format="png", dpi=DPI, facecolor=page.colour("page"), metadata=metadata)
    return out.getvalue()
