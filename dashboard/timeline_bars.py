"""The bars of the timeline: how many events each day, week and month has, and which ones are known less exactly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from dashboard.events import LAYERS
from dashboard.facets import FilterIndex, index_of
from dashboard.filters import EventFilter, select_mask

Stack = Literal["layer", "force"]
Unit = Literal["day", "week", "month"]
Ints = npt.NDArray[np.int64]
Runs = list[list[float]]
"""Numbers that are not 0, as [[place of the first, number, number, …], …]."""

OTHERS = ""
"""The series of all forces that are not among the most frequent."""

MOST_FORCES = 7
LONGEST_DAILY, LONGEST_WEEKLY = 8000, 60_000
"""Above so many days there are no bars of a day, or of a week: nobody could tell them apart, zoomed in or not."""

VAGUE = ("day", "week", "month", "year")
"""What is known of an event that is spread over bars: its days (it took several), or only its week, month or year."""

_MONDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, kw_only=True)
class TimelineBars:
    """The bars of each unit; days count from 1970-01-01, bars from the one that `span` begins in.

    `series` are (number of the layer, layer or force), patrols before incidents and the most frequent first. A unit
    has, as runs of numbers: `exact`, for each series how many events lie wholly in each bar; `spread`, for each series
    the shares of those that reach over several bars, in equal parts a day; `possible`, for each of VAGUE how many of
    them touch each bar; and `vague`, how many there are of each. Exact and spread numbers add up to `dated`. `starts`
    and `ends` are how many events begin and end on each day of the span: they tell how many a window of days meets.
    """

    span: tuple[int, int] | None = None
    dated: int = 0
    undated: int = 0
    series: tuple[tuple[int, str], ...] = ()
    units: dict[Unit, dict[str, Any]] = field(default_factory=dict)
    starts: Runs = field(default_factory=list)
    ends: Runs = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """What is counted here as JSON: {"units", "starts", "ends"}; written once, however often it is sent."""
        return json.dumps({"units": self.units, "starts": self.starts, "ends": self.ends}, separators=(",", ":"))


def timeline_bars(frame: gpd.GeoDataFrame, event_filter: EventFilter, *, stack: Stack = "layer") -> TimelineBars:
    """The bars of what the filter lets through with its dates lifted, stacked by layer or by first force."""
    index = index_of(frame)
    mask = select_mask(frame, replace(event_filter, date_from=None, date_to=None))
    undated = int(np.count_nonzero(mask & ~index.dated))
    rows = np.flatnonzero(mask & index.dated)
    if not len(rows):
        return TimelineBars(undated=undated)
    first = index.first_day[rows].astype(np.int64)
    last = np.maximum(index.last_day[rows].astype(np.int64), first)
    span = (int(first.min()), int(last.max()))
    series, numbers = _series(index, rows, stack)
    precision = _precision(index)[rows]
    long = np.flatnonzero(last > first)
    units: dict[Unit, dict[str, Any]] = {}
    for unit in _units(span):
        exact = _exact(unit, span, first, last, numbers, len(series))
        units[unit] = exact | _spread(unit, span, first[long], last[long], numbers[long], precision[long], len(series))
    days = span[1] - span[0] + 1
    return TimelineBars(
        span=span,
        dated=len(rows),
        undated=undated,
        series=series,
        units=units,
        starts=_runs(np.bincount(first - span[0], minlength=days)),
        ends=_runs(np.bincount(last - span[0], minlength=days)),
    )


def _units(span: tuple[int, int]) -> list[Unit]:
    days = span[1] - span[0]
    return (["day"] if days <= LONGEST_DAILY else []) + (["week"] if days <= LONGEST_WEEKLY else []) + ["month"]  # type: ignore[return-value]


# Which series, how exactly known --------------------------------------------------------------------------------------


def _series(index: FilterIndex, rows: Ints, stack: Stack) -> tuple[tuple[tuple[int, str], ...], Ints]:
    """The series that have events, and which one each row is of."""
    layers = _table(index.layer.words, lambda word: LAYERS.index(word) if word in LAYERS else 0)[
        index.layer.codes[rows]
    ]
    if stack == "layer":
        keys, names = layers, [str(layer) for layer in LAYERS]
    else:
        keys, names = _first_forces(index, rows)
    combined = layers * len(names) + keys
    counts = np.bincount(combined, minlength=len(LAYERS) * len(names))
    totals = np.bincount(keys, minlength=len(names))
    used = [
        (layer, key) for layer in range(len(LAYERS)) for key in range(len(names)) if counts[layer * len(names) + key]
    ]
    used.sort(key=lambda one: (one[0], names[one[1]] == OTHERS, -totals[one[1]], one[1]))
    number_of = np.zeros(len(counts), dtype=np.int64)
    for number, (layer, key) in enumerate(used):
        number_of[layer * len(names) + key] = number
    return tuple((layer, names[key]) for layer, key in used), number_of[combined]


def _first_forces(index: FilterIndex, rows: Ints) -> tuple[Ints, list[str]]:
    """Which of the named forces each row's first one is; the rare ones are one."""
    firsts = index.forces.firsts
    words = sorted({force or "unidentified" for force in firsts})
    place = {word: number for number, word in enumerate(words)}
    keys = _table(firsts, lambda force: place[force or "unidentified"])[index.forces.codes[rows]]
    counts = np.bincount(keys, minlength=len(words))
    present = np.count_nonzero(counts)
    kept = np.argsort(-counts, kind="stable")[: present if present <= MOST_FORCES + 1 else MOST_FORCES]
    rank = np.full(len(words), len(kept), dtype=np.int64)
    rank[kept] = np.arange(len(kept))
    return rank[keys], [*(words[number] for number in kept), OTHERS]


def _precision(index: FilterIndex) -> Ints:
    column = index.date_precision
    return _table(column.words, lambda word: VAGUE.index(word) if word in VAGUE else 0)[column.codes]


def _table(words: list[str], number_of: Callable[[str], int]) -> Ints:
    return np.fromiter((number_of(word) for word in words), dtype=np.int64, count=len(words))


# Numbers --------------------------------------------------------------------------------------------------------------


def bar_numbers(unit: Unit, days: Ints) -> Ints:
    """The bar of each day, counted from the one of 1970-01-01; weeks begin on Monday."""
    if unit == "day":
        return days
    if unit == "week":
        return (days + _MONDAY) // 7
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _exact(unit: Unit, span: tuple[int, int], first: Ints, last: Ints, series: Ints, count: int) -> dict[str, Any]:
    begin, end = bar_numbers(unit, np.array(span, dtype=np.int64))
    bars, to = bar_numbers(unit, first), bar_numbers(unit, last)
    inside = bars == to
    width = int(end - begin) + 1
    numbers = np.bincount(series[inside] * width + bars[inside] - begin, minlength=count * width).reshape(count, width)
    return {"exact": [_runs(row) for row in numbers]}


def _spread(
    unit: Unit, span: tuple[int, int], first: Ints, last: Ints, series: Ints, precision: Ints, count: int
) -> dict[str, Any]:
    """What reaches over several bars: its share of each, and how many of which precision touch it."""
    begin, end = bar_numbers(unit, np.array(span, dtype=np.int64))
    bars, to = bar_numbers(unit, first) - begin, bar_numbers(unit, last) - begin
    over = bars != to
    first, last, series, precision = first[over] - span[0], last[over] - span[0], series[over], precision[over]
    days, width = span[1] - span[0] + 1, int(end - begin) + 1
    a_day = _between(series, first, last, 1 / (last - first + 1), rows=count, columns=days)
    starts = np.flatnonzero(np.diff(bar_numbers(unit, np.arange(span[0], span[1] + 1)), prepend=begin - 1))
    shares = np.add.reduceat(a_day, starts, axis=1)
    ones = np.ones(len(first))
    touching = _between(precision, bars[over], to[over], ones, rows=len(VAGUE), columns=width)
    vague = np.bincount(precision, minlength=len(VAGUE))
    return {
        "spread": [_runs(row) for row in _rounded(shares)],
        "possible": [_runs(np.rint(row).astype(np.int64)) for row in touching],
        "vague": vague.tolist(),
    }


def _between(
    row: Ints, first: Ints, last: Ints, weight: npt.NDArray[np.float64], *, rows: int, columns: int
) -> npt.NDArray[np.float64]:
    """A table with `weight` added to each row from the first to the last column, for all at once."""
    wide = columns + 1
    steps = np.bincount(row * wide + first, weights=weight, minlength=rows * wide).astype(np.float64)
    steps -= np.bincount(row * wide + last + 1, weights=weight, minlength=rows * wide)
    table: npt.NDArray[np.float64] = np.cumsum(steps.reshape(rows, wide), axis=1)[:, :columns]
    return table


def _runs(numbers: npt.NDArray[Any]) -> Runs:
    """[[place, number, number, …], …]: each run of numbers that are not 0, and where it begins."""
    at = np.flatnonzero(numbers)
    if not len(at):
        return []
    values = numbers[at].tolist()
    breaks = [0, *(np.flatnonzero(np.diff(at) > 1) + 1).tolist(), len(at)]
    return [[int(at[start]), *values[start:stop]] for start, stop in pairwise(breaks)]


def _rounded(shares: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Shares as exactly as bars can show them: a hundredth of the tallest stack, or finer."""
    tallest = float(shares.sum(axis=0).max(initial=0))
    return np.round(shares, int(np.clip(2 - np.floor(np.log10(tallest)), 1, 5)) if tallest > 0 else 0)
