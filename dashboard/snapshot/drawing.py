"""Drawing the whole sheet: from a table of events and a filter to a finished figure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain

import geopandas as gpd
import numpy as np

from dashboard.as_known import last_time
from dashboard.day_columns import days_of
from dashboard.filters import EventFilter, select_events, select_mask
from dashboard.snapshot.base import draw_base, draw_north, draw_scale, whole_base
from dashboard.snapshot.doubt import DoubtShape, draw_shapes, shapes_of
from dashboard.snapshot.fonts import one_line
from dashboard.snapshot.legend import Tally, draw_count, draw_legend
from dashboard.snapshot.marks import Codes, Look, Placed, looks_of, marks_of
from dashboard.snapshot.names import draw_names
from dashboard.snapshot.page import Box, Page
from dashboard.snapshot.palette import palette
from dashboard.snapshot.projection import Bounds, Projection, bounds_of, fit
from dashboard.snapshot.provenance import Provenance, draw_footer, draw_sources, provenance_of
from dashboard.snapshot.sheets import Layout, new_page
from dashboard.snapshot.strip import Timeline, draw_strip, timeline_of
from dashboard.snapshot.symbols import Mark, draw_mark
from dashboard.snapshot.words import Words
from gazetteer.index import Gazetteer

MEETINGS = ("encounter", "joint_patrol")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a snapshot says, worked out before anything is drawn."""

    title: str
    first: date | None
    last: date | None
    selected: gpd.GeoDataFrame
    projection: Projection
    marks: list[tuple[Mark, Codes]]
    shapes: list[DoubtShape]
    tally: Tally
    timeline: Timeline | None
    provenance: Provenance
    empty: str


def content_of(
    frame: gpd.GeoDataFrame,
    *,
    event_filter: EventFilter,
    words: Words,
    map_box: Box,
    title: str,
    bbox: Bounds | None,
    sources: tuple[str, ...],
    total: int | None,
    not_on_map: int | None,
    made_at: datetime | None,
    note: str = "",
) -> Content:
    selected = select_events(frame, event_filter)
    lon, lat = selected["lon"].to_numpy(dtype=np.float64), selected["lat"].to_numpy(dtype=np.float64)
    has_place = ~(np.isnan(lon) | np.isnan(lat))
    projection = fit(map_box, bbox or bounds_of(lon[has_place], lat[has_place]))
    look_of_row, looks = looks_of(selected)
    placed = placed_in(projection, lon, lat, look_of_row, looks)
    marks = marks_of(selected, placed, room=map_box.grown(-0.6))
    shapes = shapes_of(selected, marks, looks, look_of_row, projection)
    tally = Tally(
        total=len(frame) if total is None else total,
        shown=len(selected),
        not_on_map=int((~has_place).sum()) if not_on_map is None else not_on_map,
        outside=int(has_place.sum()) - len(placed.row),
        layers={str(layer): int(count) for layer, count in selected["layer"].value_counts().items()},
        forces=forces_of(selected),
        has_meeting=any(mark.layer == "patrol" and mark.count == 1 and len(mark.forces) > 1 for mark, _ in marks),
        has_strike=any(mark.count == 1 and mark.sign == "strike" for mark, _ in marks),
        has_cluster=any(mark.count > 1 for mark, _ in marks),
        has_hollow=any(mark.hollow for mark, _ in marks),
        shapes=frozenset(shape.kind for shape in shapes),
    )
    made = made_at or datetime.now(UTC)
    first, last = period_of(selected, event_filter)
    return Content(
        title=title_of(title, event_filter, words),
        first=first,
        last=last,
        selected=selected,
        projection=projection,
        marks=marks,
        shapes=shapes,
        tally=tally,
        timeline=timeline_in(frame, event_filter),
        provenance=provenance_of(
            selected, event_filter, bounds=projection.bounds, sources=sources, made_at=made, note=note
        ),
        empty=_empty_sentence(words, frame, selected, bool(len(placed.row))),
    )


def draw_sheet(
    content: Content, layout: Layout, *, gazetteer: Gazetteer, theme: str, words: Words, scale: int = 1
) -> Page:
    """The finished sheet."""
    page = new_page(palette(theme), words, layout, scale=scale)
    _draw_heading(page, content, layout)
    draw_map(page, content, gazetteer)
    draw_count(page, content.tally, layout)
    draw_legend(page, content.tally, layout)
    if layout.strip:
        draw_strip(page, content.timeline, layout.strip)
    if layout.sources:
        draw_sources(page, content.provenance, layout.sources)
    draw_footer(page, content.provenance, layout)
    return page


def _draw_heading(page: Page, content: Content, layout: Layout) -> None:
    box, head, width = page.map_box, layout.head, layout.title_width
    lift = 0.6 if page.words.is_rtl else 0.0
    # A long title gets smaller letters before it is cut.
    wide = page.text_width(content.title, size=head.title, weight=600)
    size = head.title * min(max(width / max(wide, 1), 0.75), 1.0)
    title = page.shortened(content.title, width=width, size=size, weight=600)
    page.text(page.start(box), box.top - head.title_lift - lift, title, size=size, weight=600)
    period = page.words.period(content.first, content.last)
    period = page.shortened(period, width=width, size=head.period)
    page.text(page.start(box), box.top - head.period_lift, period, size=head.period, colour="ink-2")


def draw_map(page: Page, content: Content, gazetteer: Gazetteer) -> None:
    box = page.map_box
    clip = page.rectangle(box, fill="sea", zorder=0.5)
    layers = whole_base(gazetteer)
    draw_base(page, content.projection, layers, clip=clip)
    routes = draw_shapes(page, content.shapes, clip=clip)
    marks = [mark for mark, _ in content.marks]
    for mark in marks:
        if mark.at:
            page.line([mark.x, mark.at[0]], [mark.y, mark.at[1]], colour="ink-3", width=0.2, zorder=25)
    covered = [_empty_box(page, content.empty)] if content.empty else []
    places = frozenset(chain.from_iterable(set(content.selected["place_ids"])))
    draw_names(page, content.projection, layers, marks=marks, routes=routes, event_places=places, covered=covered)
    # The southern mark over the northern one, as on the screen.
    for number, mark in enumerate(sorted(marks, key=lambda one: (one.y, one.x))):
        draw_mark(page, mark, zorder=30 + number * 1e-3)
    draw_scale(page, content.projection, marks)
    draw_north(page, marks)
    page.rectangle(box, edge="border", width=0.25, zorder=60)
    if content.empty:
        _draw_empty(page, content.empty)


def _draw_empty(page: Page, sentence: str) -> None:
    box, size = _empty_box(page, sentence), _empty_size(page, sentence)
    page.rectangle(box, fill="card", edge="line", width=0.25, zorder=61)
    x, y = box.left + box.width / 2, box.top + box.height / 2
    page.text(x, y + 1.5, sentence, size=size, weight=600, align="center", zorder=62)


def _empty_box(page: Page, sentence: str) -> Box:
    box = page.map_box
    width = page.text_width(sentence, size=_empty_size(page, sentence), weight=600) + 14
    return Box(box.left + (box.width - width) / 2, box.top + box.height / 2 - 7, width, 14)


def _empty_size(page: Page, sentence: str) -> float:
    return min(4.2, 4.2 * (page.map_box.width - 20) / page.text_width(sentence, size=4.2, weight=600))


# What the sheet says ------------------------------------------------------------------------------------------------


def placed_in(
    projection: Projection, lon: np.ndarray, lat: np.ndarray, look_of_row: Codes, looks: list[Look]
) -> Placed:
    """The events inside the map's frame."""
    x, y = projection.xy(lon, lat)
    box = projection.box
    with np.errstate(invalid="ignore"):
        inside = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
    rows = np.flatnonzero(inside)
    return Placed(rows, x[rows], y[rows], look_of_row[rows], looks)


def forces_of(selected: gpd.GeoDataFrame) -> list[tuple[str, int]]:
    """How many events each force takes part in, in any role; most first."""
    counts: Counter[str] = Counter()
    for forces, number in Counter(selected["forces"]).items():
        for one in set(forces):
            counts[one] += number
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def period_of(selected: gpd.GeoDataFrame, event_filter: EventFilter) -> tuple[date | None, date | None]:
    """The filter's days, where it leaves one open that of the first or last event shown."""
    starts, ends = selected["date_start"].dropna(), selected["date_end"].fillna(selected["date_start"]).dropna()
    first = event_filter.date_from or (starts.min().date() if len(starts) else None)
    last = event_filter.date_to or (ends.max().date() if len(ends) else None)
    return first or last, last or first


def timeline_in(frame: gpd.GeoDataFrame, event_filter: EventFilter) -> Timeline | None:
    """All dates that the rest of the filter lets through: those outside the filter's dates are drawn faded."""
    lifted = select_mask(frame, replace(event_filter, date_from=None, date_to=None))
    days = days_of(frame["date_start"])[lifted]
    window = (event_filter.date_from, event_filter.date_to)
    undated = 0 if any(window) else int(np.isnat(days).sum())
    return timeline_of(frame["layer"].to_numpy(dtype=object)[lifted], days, window=window, undated=undated)


def title_of(title: str, event_filter: EventFilter, words: Words) -> str:
    """The given title, else the filter's own; with when it was so where that is a moment of the past."""
    said = one_line(title) or words.say("title", title_form(event_filter))
    if event_filter.as_known_on is None:
        return said
    last = last_time(event_filter.as_known_on)
    moment = words.day(last.date())
    if isinstance(event_filter.as_known_on, datetime):
        moment = f"{moment}, {last:%H:%M} UTC"
    return words.say("as_known_on", title=said, moment=moment)


def title_form(event_filter: EventFilter) -> str:
    return event_filter.layers[0] if len(event_filter.layers) == 1 else "both"


def _empty_sentence(words: Words, frame: gpd.GeoDataFrame, selected: gpd.GeoDataFrame, any_drawn: bool) -> str:
    if not len(frame):
        return words.say("empty_data")
    if not len(selected):
        return words.say("empty")
    return "" if any_drawn else words.say("empty_map")
