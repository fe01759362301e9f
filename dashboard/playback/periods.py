"""Which days each picture of a playback shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import pandas as pd

from dashboard.errors import ExportError

Step = Literal["day", "week", "month"]
Mode = Literal["window", "cumulative"]
STEPS: tuple[Step, ...] = get_args(Step)
MODES: tuple[Mode, ...] = get_args(Mode)

MOST_DAILY, MOST_WEEKLY = 120, 130 * 7
"""Up to so many days a step is a day, up to so many more a week: films of half a minute."""

MOST_PERIODS = 1000
"""Films of more pictures would take minutes to draw, and more to watch."""

WINDOW_SHARE = 10
"""A window is a tenth of the time where nothing else is asked for, as in the page's timeline."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that one picture shows, both included."""

    first: date
    last: date


def step_for(first: date, last: date) -> Step:
    """Days, weeks or months, by how long the whole time is."""
    days = (last - first).days + 1
    return "day" if days <= MOST_DAILY else "week" if days <= MOST_WEEKLY else "month"


def periods_of(
    first: date, last: date, *, mode: Mode = "window", step: Step | None = None, width: int | None = None
) -> list[Period]:
    """The windows from first to last, each a step on from the one before; or, adding up, all from the first day on.

    `width` is how many steps a window has, a tenth of them unless given. Weeks begin on Mondays, months on firsts; the
    first and the last are cut to the days asked for. Raises ExportError where it would be too many.
    """
    step = step or step_for(first, last)
    starts = _starts(first, last, step)
    if len(starts) > MOST_PERIODS:
        advice = "Choose fewer days with --from and --to, or a longer step"
        raise ExportError(f"A playback of {len(starts):,} pictures is too long. {advice}.")
    ends = [*(after - timedelta(days=1) for after in starts[1:]), last]
    if mode == "cumulative":
        return [Period(first, end) for end in ends]
    width = min(max(width or round(len(starts) / WINDOW_SHARE), 1), len(starts))
    return [Period(start, ends[at + width - 1]) for at, start in enumerate(starts[: len(starts) - width + 1])]


def _starts(first: date, last: date, step: Step) -> list[date]:
    """The first day of each step."""
    if step == "month":
        months = pd.period_range(first, last, freq="M").start_time
        return [first, *(month.date() for month in months[1:])]
    days = 7 if step == "week" else 1
    monday = first - timedelta(days=first.weekday() if step == "week" else 0)
    number = (last - monday).days // days + 1
    return [first, *(monday + timedelta(days=days * at) for at in range(1, number))]
