"""How the timeline is looked at: unit, stack, mode, speed and zoom, as component, page and address say it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from dashboard.timeline_bars import Stack, Unit

UnitChoice = Literal["auto", "day", "week", "month"]
Mode = Literal["window", "cumulative"]

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""How many times as fast as usual the timeline can play."""

_UNITS: tuple[Unit, ...] = get_args(Unit)
_ZOOM = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """What of the timeline is chosen in it, besides the days that it filters by.

    `unit` auto means by the span in view. In the mode "window" playing moves the brush, in "cumulative" it moves the
    brush's last day only. `zoom` are the first and the last day in view, None for all.
    """

    unit: UnitChoice = "auto"
    stack: Stack = "layer"
    mode: Mode = "window"
    speed: float = 1.0
    zoom: tuple[date, date] | None = None


def read_view(value: Mapping[str, Any] | None) -> TimelineView:
    """The component's `view`, {"unit", "stack", "mode", "speed", "zoom": {"from", "to"} | None}; else as usual."""
    view = TimelineView()
    if not isinstance(value, Mapping):
        return view
    zoom = value.get("zoom")
    words = [value.get("unit"), value.get("stack"), value.get("mode"), _speed_word(value.get("speed"))]
    if isinstance(zoom, Mapping):
        words.append(f"{zoom.get('from')}..{zoom.get('to')}")
    return read_view_text(",".join(word for word in words if isinstance(word, str)))


def view_value(view: TimelineView) -> dict[str, Any]:
    """The view as the component gets and gives it."""
    zoom = {"from": view.zoom[0].isoformat(), "to": view.zoom[1].isoformat()} if view.zoom else None
    return {"unit": view.unit, "stack": view.stack, "mode": view.mode, "speed": view.speed, "zoom": zoom}


def view_text(view: TimelineView) -> str:
    """The view for an address: "week,force,cumulative,4x,2024-08-01..2024-10-31", without what is as usual."""
    usual = TimelineView()
    parts = [
        view.unit if view.unit != usual.unit else "",
        view.stack if view.stack != usual.stack else "",
        view.mode if view.mode != usual.mode else "",
        _speed_word(view.speed) if view.speed != usual.speed else "",
        "..".join(day.isoformat() for day in view.zoom) if view.zoom else "",
    ]
    return ",".join(part for part in parts if part)


def read_view_text(text: str) -> TimelineView:
    """The view that an address says; what it does not say, or says wrongly, is as usual."""
    view = TimelineView()
    for word in text.split(","):
        if word in _UNITS:
            view = replace(view, unit=word)
        elif word in get_args(Stack):
            view = replace(view, stack=word)  # type: ignore[arg-type]
        elif word in get_args(Mode):
            view = replace(view, mode=word)  # type: ignore[arg-type]
        elif word in map(_speed_word, SPEEDS):
            view = replace(view, speed=float(word[:-1]))
        elif found := _ZOOM.fullmatch(word):
            view = replace(view, zoom=_days(*found.groups()))
    return view


def _speed_word(speed: Any) -> str:
    is_number = isinstance(speed, int | float) and not isinstance(speed, bool) and math.isfinite(speed)
    return f"{speed:g}x" if is_number else ""


def _days(first: str, last: str) -> tuple[date, date] | None:
    try:
        days = (date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return days if days[0] <= days[1] else None
