"""The timeline's data: how many events each day or week has, and what the component in the browser is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.day_words import calendar
from dashboard.events import LAYERS
from dashboard.filters import EventFilter, select_events
from dashboard.symbols import Theme, fill_colour, tokens
from dashboard.translation import is_rtl, table_word
from dashboard.vocabulary import forces

Stack = Literal["layer", "force"]

LONGEST_DAILY = 3000
"""Above this many days the data itself is weekly: a bar of a day would be a fraction of a pixel."""

TIMELINE_WORDS = {
    "timeline": "Timeline",
    "play": "Play",
    "pause": "Pause",
    "back": "One step back",
    "forward": "One step forward",
    "speed": "Speed",
    "patrols": "patrols",
    "incidents": "incidents",
    "undated": "{n} undated",
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "by_layer": "By layer",
    "by_force": "By force",
    "bar_day": "1 bar = 1 day",
    "bar_week": "1 bar = 1 week",
    "bar_month": "1 bar = 1 month",
    "start": "First day shown",
    "end": "Last day shown",
    "window": "Period shown",
    "no_dates": "No event with a date.",
}
"""What the timeline says, in English; `{n}` stands for a number. A caller passes the same keys in its own language."""

_EPOCH = date(1970, 1, 1)
_MONDAY = 3  # 1970-01-01 was a Thursday


def component_source() -> dict[str, str]:
    """The html, css and js of the component, for `st.components.v2.component(name, **component_source())`."""
    static = files("dashboard").joinpath("static")

    def read(name: str) -> str:
        return static.joinpath(name).read_text(encoding="utf-8")

    return {
        "html": '<div class="dw-frame"><div class="dw-timeline"></div></div>',
        "css": read("timeline.css"),
        # One module: Streamlit takes the script as one text, so its topics are joined here.
        "js": read("calendar.js") + read("timeline_chart.js") + read("timeline.js"),
    }


def timeline_data(
    frame: gpd.GeoDataFrame,
    event_filter: EventFilter,
    *,
    theme: Theme = "light",
    lang: str = "en",
    stack: Stack = "layer",
    selected: str | None = None,
    words: Mapping[str, str] = TIMELINE_WORDS,
) -> dict[str, Any]:
    """What the mounted component gets as `data`: plain JSON values.

    The bars show what the filter lets through with its dates lifted; the dates are the brush. Each event counts once,
    in the middle of its span, where it has a date at all; the others are `undated`. Days count from 1970-01-01.
    `stack` colours the bars by layer, or by the first force of each event. The component gives back `brush` (state:
    {"from", "to"} as ISO dates, or None for all), `stack` (state: "layer" or "force", as chosen there), `selected`
    (trigger: an event's id clicked on the map) and `undated` (trigger: their list is asked for).
    """
    lifted = select_events(frame, replace(event_filter, date_from=None, date_to=None))
    days = middle_days(lifted)
    dated = ~np.isnan(days)
    span = (int(days[dated].min()), int(days[dated].max())) if dated.any() else None
    weekly = span is not None and span[1] - span[0] > LONGEST_DAILY
    return {
        "theme": theme,
        "lang": lang,
        "rtl": is_rtl(lang),
        "calendar": calendar(lang),
        "words": {**TIMELINE_WORDS, **{key: words[key] for key in TIMELINE_WORDS if key in words}},
        "tokens": tokens(theme),
        "base": "week" if weekly else "day",
        "span": span,
        "series": _series(
            lifted[dated], days[dated].astype(np.int64), weekly=weekly, stack=stack, theme=theme, lang=lang
        ),
        "undated": int(np.count_nonzero(~dated)),
        "brush": brush_days(event_filter),
        "selected": _selected_day(frame, selected),
        "stack": stack,
    }


def middle_days(frame: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """The middle day of each event's span, counted from 1970-01-01; NaN where it has no date."""
    first = _day_numbers(frame["date_start"])
    last = _day_numbers(frame["date_end"].fillna(frame["date_start"]))
    return np.floor((first + np.maximum(first, last)) / 2)


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


def day_of(number: int) -> date:
    """The day that a number counted from 1970-01-01 stands for."""
    return _EPOCH + timedelta(days=number)


def _day_numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    days = values.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64))


def _series(
    dated: gpd.GeoDataFrame, days: npt.NDArray[np.int64], *, weekly: bool, stack: Stack, theme: Theme, lang: str
) -> list[dict[str, Any]]:
    """One stack of bars a layer, or a layer and force, most events first: counts as [day, number] pairs."""
    starts = (days + _MONDAY) // 7 * 7 - _MONDAY if weekly else days
    table = pd.DataFrame({"layer": dated["layer"].to_numpy(), "day": starts})
    table["key"] = _first_forces(dated) if stack == "force" else table["layer"]
    result = []
    order = table["key"].value_counts().index
    for layer in LAYERS:
        for key in order:
            rows = table[(table["layer"] == layer) & (table["key"] == key)]
            if len(rows):
                counts = rows["day"].value_counts().sort_index()
                pairs = [[int(day), int(number)] for day, number in counts.items()]
                result.append(
                    {"layer": LAYERS.index(layer), **_look(str(key), layer, stack, theme, lang), "counts": pairs}
                )
    return result


def _first_forces(dated: gpd.GeoDataFrame) -> list[str]:
    return [forces[0] if len(forces) else "unidentified" for forces in dated["forces"]]


def _look(key: str, layer: str, stack: Stack, theme: Theme, lang: str) -> dict[str, str]:
    if stack == "layer":
        return {"id": layer, "name": "", "colour": tokens(theme)[f"{layer}-bar"]}
    force = forces().get(key, forces()["unidentified"])
    name = table_word("force", lang, en=force.en, ar=force.ar)
    return {"id": force.id, "name": name, "colour": fill_colour(force, theme)}


def _selected_day(frame: gpd.GeoDataFrame, selected: str | None) -> int | None:
    rows = frame[frame["id"] == selected] if selected else frame.iloc[:0]
    days = middle_days(rows)
    return int(days[0]) if len(days) and not np.isnan(days[0]) else None
