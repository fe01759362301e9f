"""The timeline's data: bars and brush as plain values, and what the component in the browser is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np

from dashboard.day_words import calendar
from dashboard.events import LAYERS
from dashboard.facets import index_of
from dashboard.filters import EventFilter
from dashboard.symbols import Theme, fill_colour, tokens
from dashboard.timeline_bars import OTHERS, Stack, TimelineBars, timeline_bars
from dashboard.timeline_view import SPEEDS, TimelineView, view_value
from dashboard.translation import is_rtl, table_word
from dashboard.vocabulary import forces

SCRIPTS = (
    "calendar.js",
    "flicks.js",
    "timeline_dates.js",
    "timeline_chart.js",
    "timeline_axis.js",
    "timeline_brush.js",
    "timeline_zoom.js",
    "timeline_play.js",
    "timeline_tip.js",
    "timeline.js",
)
"""One module: Streamlit takes the script as one text, so its topics are joined in this order."""

TIMELINE_WORDS = {
    "timeline": "Timeline",
    "play": "Play",
    "pause": "Pause",
    "back": "One step back",
    "forward": "One step forward",
    "speed": "Speed",
    "mode": "How it plays",
    "mode_window": "Moving",
    "mode_cumulative": "Adding up",
    "more": "Timeline settings",
    "patrols": "patrols",
    "incidents": "incidents",
    "other_forces": "other forces",
    "events": "Events: {n}",
    "undated": "{n} undated",
    "vague": "{n} known less exactly",
    "vague_day": "{n} over several days",
    "vague_week": "{n} known only to the week",
    "vague_month": "{n} known only to the month",
    "vague_year": "{n} known only to the year",
    "possible": "Perhaps also",
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "by_layer": "By layer",
    "by_force": "By force",
    "bar_day": "1 bar = 1 day",
    "bar_week": "1 bar = 1 week",
    "bar_month": "1 bar = 1 month",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "whole": "All of the time",
    "in_view": "Part in view",
    "start": "First day shown",
    "end": "Last day shown",
    "window": "Period shown",
    "bar": "One bar",
    "today": "Today",
    "no_dates": "No event with a date.",
}
"""What the timeline says, in English; `{n}` stands for a number. A caller passes the same keys in its own language."""

_EPOCH = date(1970, 1, 1)


def component_source() -> dict[str, str]:
    """The html, css and js of the component, for `st.components.v2.component(name, **component_source())`."""
    static = files("dashboard").joinpath("static")

    def read(name: str) -> str:
        return static.joinpath(name).read_text(encoding="utf-8")

    return {
        "html": '<div class="dw-frame"><div class="dw-timeline"></div></div>',
        "css": read("timeline.css"),
        "js": "".join(map(read, SCRIPTS)),
    }


def timeline_data(
    frame: gpd.GeoDataFrame,
    event_filter: EventFilter,
    *,
    theme: Theme = "light",
    lang: str = "en",
    view: TimelineView = TimelineView(),  # noqa: B008 - frozen
    selected: str | None = None,
    words: Mapping[str, str] = TIMELINE_WORDS,
    bars: TimelineBars | None = None,
) -> dict[str, Any]:
    """What the mounted component gets as `data`: plain JSON values; `bars` is JSON already (TimelineBars.text).

    The bars show what the filter lets through with its dates lifted; the dates are the brush. An event known to a day
    stands in that day's bar, one known only to a week, month or year is spread over its days. Those without any date
    are `undated`. Days count from 1970-01-01. `bars` are those of `timeline_bars` for this filter and `view.stack`,
    where the caller keeps them. The component gives back

    - `brush`, a state: {"from", "to"} as ISO dates, or None for all (`read_brush`);
    - `view`, a state: {"unit", "stack", "mode", "speed", "zoom"} as chosen there (`read_view`, `view_text` for an
      address); what `view` says here is followed whenever it changes;
    - `selected`, a trigger: the id of an event clicked on the map;
    - `undated`, a trigger: the list of those is asked for.
    """
    bars = timeline_bars(frame, event_filter, stack=view.stack) if bars is None else bars
    said = {**TIMELINE_WORDS, **{key: words[key] for key in TIMELINE_WORDS if key in words}}
    return {
        "theme": theme,
        "lang": lang,
        "rtl": is_rtl(lang),
        "calendar": calendar(lang),
        "words": said,
        "tokens": tokens(theme),
        "span": bars.span,
        "series": [_look(layer, key, view.stack, theme, lang, said) for layer, key in bars.series],
        "bars": bars.text,
        "undated": bars.undated,
        "brush": brush_days(event_filter),
        "view": view_value(view),
        "speeds": SPEEDS,
        "selected": _selected_days(frame, selected),
    }


def brush_days(event_filter: EventFilter) -> list[int | None] | None:
    """The filter's first and last day, counted from 1970-01-01; None where it has no dates."""
    if event_filter.date_from is None and event_filter.date_to is None:
        return None
    return [(day - _EPOCH).days if day else None for day in (event_filter.date_from, event_filter.date_to)]


def read_brush(value: Mapping[str, str] | None) -> tuple[date | None, date | None]:
    """The dates of the component's `brush`; both None where it covers everything, or is not what it should be."""
    try:
        return (date.fromisoformat(value["from"]), date.fromisoformat(value["to"])) if value else (None, None)
    except (KeyError, TypeError, ValueError):
        return None, None


def _look(layer: int, key: str, stack: Stack, theme: Theme, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    colours = tokens(theme)
    if stack == "layer":
        return {"layer": layer, "id": key, "name": "", "colour": colours[f"{LAYERS[layer]}-bar"]}
    if key == OTHERS:
        return {"layer": layer, "id": "", "name": words["other_forces"], "colour": colours["ink-3"]}
    force = forces().get(key, forces()["unidentified"])
    name = table_word("force", lang, en=force.en, ar=force.ar)
    return {"layer": layer, "id": force.id, "name": name, "colour": fill_colour(force, theme)}


def _selected_days(frame: gpd.GeoDataFrame, selected: str | None) -> list[int] | None:
    """The first and the last day of the selected event; None where none is selected or it has no date."""
    rows = np.flatnonzero(frame["id"].to_numpy() == selected) if selected else np.empty(0, dtype=np.int64)
    index = index_of(frame)
    if not len(rows) or not index.dated[rows[0]]:
        return None
    first, last = (int(days[rows[0]].astype(np.int64)) for days in (index.first_day, index.last_day))
    return [first, max(first, last)]
