"""The timeline under the map: patrols up, incidents down, a bar a day, week or month."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import PolyCollection

from dashboard.events import LAYERS
from dashboard.snapshot.page import TEXT_SIZE, Array, Box, Page
from dashboard.snapshot.words import Words

AXIS_SIZE = TEXT_SIZE + 0.2
MAX_DAYS, MAX_WEEKS = 200, 200
"""Beyond so many days a bar is a week, beyond so many weeks a month."""

FADED = 0.28
CONTEXT_DAYS = 10
"""Days outside the filter's dates that are shown, faded, on either side."""

Days = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events a bar: `starts` the first day of each bar and of the one after the last; a row of counts a layer.

    `window` is the filter's dates, None where it has none; `undated` shown events have no bar.
    """

    starts: Days
    counts: dict[str, Counts]
    window: tuple[date, date] | None
    undated: int
    unit: str


def timeline_of(
    layers: npt.NDArray[np.object_], days: Days, *, window: tuple[date | None, date | None], undated: int
) -> Timeline | None:
    """The bars for events of any date, of which `window` picks those shown; None where none is dated.

    `layers` and `days` have one entry an event, NaT where it is undated.
    """
    dated = ~np.isnat(days)
    layers, days = layers[dated], days[dated]
    if not len(days):
        return None
    first = window[0] or _day(days.min())
    last = window[1] or _day(days.max())
    if window[0] or window[1]:
        first_bar = max(min(first, _day(days.min())), first - timedelta(days=CONTEXT_DAYS))
        last_bar = min(max(last, _day(days.max())), last + timedelta(days=CONTEXT_DAYS))
    else:
        first_bar, last_bar = first, last
    span = (last_bar - first_bar).days + 1
    unit = "day" if span <= MAX_DAYS else "week" if span <= MAX_WEEKS * 7 else "month"
    starts = _starts(first_bar, last_bar, unit)
    counts: dict[str, Counts] = {}
    for layer in LAYERS:
        mine = days[layers == layer]
        mine = mine[(mine >= starts[0]) & (mine < starts[-1])]
        counts[layer] = np.bincount(np.searchsorted(starts, mine, side="right") - 1, minlength=len(starts) - 1).astype(
            np.int64
        )
    shown = (first, last) if window[0] or window[1] else None
    return Timeline(starts=starts, counts=counts, window=shown, undated=undated, unit=unit)


def _day(value: Any) -> date:
    """The day of a datetime64."""
    day: date = value.item()
    return day


def _starts(first: date, last: date, unit: str) -> Days:
    if unit == "week":
        first -= timedelta(days=first.weekday())
    elif unit == "month":
        months = pd.period_range(first, last, freq="M")
        ends = [*months.start_time, (months[-1] + 1).start_time]
        return np.array(ends, dtype="datetime64[D]")
    step = 7 if unit == "week" else 1
    number = ((last - first).days // step) + 1
    return np.array([first + timedelta(days=step * at) for at in range(number + 1)], dtype="datetime64[D]")


def draw_strip(page: Page, timeline: Timeline | None, box: Box) -> None:
    """The bars in a box; the time axis runs with the reading direction."""
    if timeline is None:
        return
    scale = Scale(page, box, timeline)
    if timeline.window:
        left, right = sorted((scale.x(timeline.window[0]), scale.x(timeline.window[1] + timedelta(days=1))))
        page.rectangle(Box(left, box.top, right - left, 13.6), fill="accent-soft", zorder=1, alpha=0.7)
    _draw_dates(page, scale, timeline, box)
    _draw_steps(page, scale)
    for layer, token, sign in zip(LAYERS, ("patrol-bar", "incident-bar"), (-1, 1), strict=True):
        _draw_bars(page, scale, timeline, timeline.counts[layer], token=token, sign=sign)
    page.line([scale.left, scale.right], [scale.base, scale.base], colour="ink-3", width=0.25, zorder=6)
    start = page.start(box)
    page.text(start, scale.base - 3.6, page.words.say("patrols_axis"), size=AXIS_SIZE, colour="ink-2")
    page.text(
        start,
        min(scale.base + 4.4, box.top + 13.0),
        page.words.say("incidents_axis"),
        size=AXIS_SIZE,
        colour="ink-2",
    )
    for at, note in enumerate(_notes(page, timeline)):
        page.text(start, box.top + 16.7 + 3.7 * at, note, colour="ink-3")


def _notes(page: Page, timeline: Timeline) -> list[str]:
    """What the bars alone don't say: that one is more than a day, and how many events have none."""
    notes = [page.words.say(f"per_{timeline.unit}")] if timeline.unit != "day" else []
    return [*notes, page.words.count("undated", timeline.undated)] if timeline.undated else notes


class Scale:
    """Days to millimetres across, events to millimetres up and down."""

    def __init__(self, page: Page, box: Box, timeline: Timeline) -> None:
        names = [page.words.say("patrols_axis"), page.words.say("incidents_axis")]
        indent = max(page.text_width(name, size=AXIS_SIZE) for name in names) + 7
        indent = max([indent, *(page.text_width(note) + 2 for note in _notes(page, timeline))])
        rtl = page.words.is_rtl
        self.left = box.left if rtl else box.left + indent
        self.right = box.right - indent if rtl else box.right
        self._rtl = rtl
        self._first = timeline.starts[0]
        self._days = float((timeline.starts[-1] - timeline.starts[0]).astype(int))
        up, down = (int(timeline.counts[layer].max()) for layer in LAYERS)
        self.most = max(up, down, 1)
        room = 12.2
        self.per_event = room / max(up + down, 2)
        self.base = box.top + 0.7 + max(up * self.per_event, 3.2)
        self.base = min(self.base, box.top + 0.7 + room - min(max(down * self.per_event, 3.0), 6))

    def x(self, day: Any) -> float:
        """Where a day (a date or datetime64) begins, within the strip."""
        share = float((np.datetime64(day, "D") - self._first).astype(int)) / self._days
        share = min(max(share, 0.0), 1.0)
        return (
            self.right - share * (self.right - self.left) if self._rtl else self.left + share * (self.right - self.left)
        )


def _draw_bars(
    page: Page, scale: Scale, timeline: Timeline, counts: npt.NDArray[np.int64], *, token: str, sign: int
) -> None:
    groups: dict[bool, list[Array]] = {True: [], False: []}
    for at in np.flatnonzero(counts):
        start, stop = timeline.starts[at], timeline.starts[at + 1]
        left, right = sorted((scale.x(start), scale.x(stop)))
        gap = min(0.3, (right - left) * 0.16)
        near, far = scale.base + sign * 0.12, scale.base + sign * (0.12 + float(counts[at]) * scale.per_event)
        bar = np.array([(left + gap, near), (right - gap, near), (right - gap, far), (left + gap, far)])
        groups[_is_inside(timeline, start, stop)].append(bar)
    for inside, bars in groups.items():
        if bars:
            page.add(PolyCollection(bars, facecolor=page.colour(token), alpha=1 if inside else FADED, zorder=5))


def _is_inside(timeline: Timeline, start: Any, stop: Any) -> bool:
    if timeline.window is None:
        return True
    first, last = (np.datetime64(day, "D") for day in timeline.window)
    return bool(start <= last and stop > first)


def _draw_steps(page: Page, scale: Scale) -> None:
    """One light line above the axis with its number of events, so that bars can be read off."""
    step = _round_step(scale.most)
    if step < 2:
        return
    y = scale.base - step * scale.per_event
    if y < scale.base - 13:
        return
    page.line([scale.left, scale.right], [y, y], colour="line", width=0.2, zorder=2)
    edge = scale.right + 1.2 if page.words.is_rtl else scale.left - 1.2
    page.text(edge, y + 0.9, page.words.figure(step), size=TEXT_SIZE, colour="ink-3", align="end")


def _round_step(most: int) -> int:
    power = 10 ** int(math.log10(most))
    return max((step * power for step in (1, 2, 5) if step * power <= most), default=1)


def _draw_dates(page: Page, scale: Scale, timeline: Timeline, box: Box) -> None:
    """A line and a name every so many days, months or years, as closely as the names allow."""
    end = abs(scale.right - scale.left)
    for day, name in _date_names(page.words, timeline, width=end, text_width=page.text_width):
        x = scale.x(day)
        page.line([x, x], [box.top + 0.8, box.top + 14.4], colour="line", width=0.22, zorder=2)
        along = (scale.right - x) if page.words.is_rtl else (x - scale.left)
        if along + page.text_width(name) + 1.2 <= end + 0.5:
            page.text(x + (-1.2 if page.words.is_rtl else 1.2), box.top + 16.7, name, colour="ink-3")


def _date_names(
    words: Words, timeline: Timeline, *, width: float, text_width: Callable[[str], float]
) -> list[tuple[date, str]]:
    """The days to mark on an axis of `width` mm, with their names: the first that leave room between each other."""
    first, last = _day(timeline.starts[0]), _day(timeline.starts[-1])
    mm_per_day = width / (last - first).days
    marks: list[tuple[date, str]] = []
    for days in _marked_days(first, last):
        marks = _named(words, days)
        gaps = [(after[0] - before[0]).days * mm_per_day for before, after in pairwise(marks)]
        if all(gap >= text_width(name) + 2.4 for gap, (_, name) in zip(gaps, marks, strict=False)):
            break
    return marks


def _marked_days(first: date, last: date) -> Iterator[list[date]]:
    """Ever fewer days: of a short axis every few days, of a longer one the firsts of months, then of years."""
    if (last - first).days <= 45:
        for step in (1, 2, 5, 7, 14):
            yield [first + timedelta(days=at) for at in range(0, (last - first).days, step)]
    months = [month.start_time.date() for month in pd.period_range(first, last, freq="M")]
    # The axis seldom begins on a first: its first day then stands for the month, unless the next is too near.
    yield [max(months[0], first), *(month for month in months[1:] if month < last)]
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 600):
        days = [day for day in months if (day.year * 12 + day.month - 1) % step == 0 and first <= day < last]
        yield days or [first]


def _named(words: Words, days: Sequence[date]) -> list[tuple[date, str]]:
    """The days with names as short as they may be: the year with the first and where it changes."""
    are_firsts = all(day.day == 1 for day in days[1:]) and len(days) > 1
    by_year = are_firsts and all(day.month == 1 for day in days)
    marks = []
    for at, day in enumerate(days):
        name = words.month(day.month, short=True)
        if by_year:
            name = str(day.year)
        elif at == 0 or day.year != days[at - 1].year:
            name = f"{name} {day.year}"
        marks.append((day, name if are_firsts or by_year else f"{day.day} {name}"))
    return marks
