"""Two periods or two sources beside each other: what is compared, how an address says it, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import quote, unquote

import geopandas as gpd
import numpy as np

from dashboard.errors import FilterError
from dashboard.events import LAYERS
from dashboard.periods import ONE_DAY, read_day

Window = tuple[date | None, date | None]
"""First and last day, both included; None where it is open."""

ComparisonKind = Literal["previous", "date", "periods", "sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What stands on the two halves of the map; the first is the earlier one, or the source named first.

    `previous`: the filter's days and as many before them. `date`: the days before `day`, and from it on. `periods`: two
    windows of days. `sources`: the events as each of two sources tells them, "" for all sources together.
    """

    kind: ComparisonKind
    day: date | None = None
    periods: tuple[tuple[date, date], tuple[date, date]] | None = None
    sources: tuple[str, str] = ("", "")


# In the address ---------------------------------------------------------------------------------------------------


def write_comparison(comparison: Comparison) -> str:
    """The address's word for a comparison; `read_comparison` reads it back."""
    if comparison.kind == "date" and comparison.day:
        return f"date:{comparison.day.isoformat()}"
    if comparison.kind == "periods" and comparison.periods:
        return "period:" + "|".join(f"{first.isoformat()}..{last.isoformat()}" for first, last in comparison.periods)
    if comparison.kind == "sources":
        return "source:" + "|".join(quote(name, safe=" ") for name in comparison.sources)
    return comparison.kind


def read_comparison(value: str) -> Comparison | None:
    """What the address says is compared; None for nothing. Raises FilterError.

    It is `previous`, `date:2024-03-31`, `period:2024-01-01..2024-03-31|2024-04-01..2024-06-30` or `source:A|B`, where a
    bar or a per cent sign in a source's name is written %7C or %25.
    """
    kind, _, rest = value.partition(":")
    if not value:
        return None
    if value == "previous":
        return Comparison(kind="previous")
    if kind == "date":
        return Comparison(kind="date", day=read_day(rest, "compare"))
    if kind == "period":
        first, second = _two(rest, value)
        return Comparison(kind="periods", periods=(_read_window(first), _read_window(second)))
    if kind == "source":
        first, second = _two(rest, value)
        return Comparison(kind="sources", sources=(unquote(first), unquote(second)))
    raise FilterError(f"There is no compare {kind!r}. It is one of previous, date, period, source.")


def _two(rest: str, value: str) -> tuple[str, str]:
    parts = rest.split("|")
    if len(parts) != 2:
        raise FilterError(f"compare {value!r} does not name two. Write a bar between them: a|b.")
    return parts[0], parts[1]


def _read_window(value: str) -> tuple[date, date]:
    first_word, dots, last_word = value.partition("..")
    if not dots:
        raise FilterError(f"compare {value!r} is not a period. Write it as 2024-01-01..2024-03-31.")
    first, last = read_day(first_word, "compare"), read_day(last_word, "compare")
    if first > last:
        raise FilterError(f"from {first} is after to {last}. Swap them.")
    return first, last


# What is compared -------------------------------------------------------------------------------------------------


def windows_of(comparison: Comparison, *, chosen: Window, span: Window) -> tuple[Window, Window]:
    """The days of the two halves, given the filter's days and the first and last day of all events.

    The script of the map (compare.js) follows the same rules while the timeline plays.
    """
    if comparison.kind == "periods" and comparison.periods:
        return comparison.periods
    if comparison.kind == "date" and comparison.day:
        return (chosen[0], comparison.day - ONE_DAY), (comparison.day, chosen[1])
    if comparison.kind == "previous":
        first, last = recent_days(chosen, span)
        if first and last:
            length = min(last - first + ONE_DAY, first - date.min)
            return (first - length, first - ONE_DAY), (first, last)
    return chosen, chosen


def recent_days(chosen: Window, span: Window) -> Window:
    """The days that "this period" means: the filter's, else the later half of all events' days."""
    if chosen[0] and chosen[1]:
        return chosen
    first, last = chosen[0] or span[0], chosen[1] or span[1]
    if first is None or last is None or first > last:
        return None, None
    if chosen[0] or chosen[1]:
        return first, last
    return first + timedelta(days=((last - first).days + 1) // 2), last


# What differs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How many events each half has: in all, by layer (which add up to all), by force, on no map, and in both.

    Each pair is (first half, second half). An event of two forces counts under each of the two.
    """

    total: tuple[int, int]
    by_layer: dict[str, tuple[int, int]]
    by_force: dict[str, tuple[int, int]]
    not_on_map: tuple[int, int]
    in_both: int


def difference_of(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame) -> Difference:
    """What differs between the events of two halves; forces with the largest change first, then the most events."""
    layers = [half["layer"].value_counts() for half in (first, second)]
    forces = [_by_force(half) for half in (first, second)]
    pairs = {
        force: (forces[0].get(force, 0), forces[1].get(force, 0)) for force in dict.fromkeys([*forces[0], *forces[1]])
    }
    order = sorted(pairs, key=lambda one: (-abs(pairs[one][1] - pairs[one][0]), -sum(pairs[one]), one))
    return Difference(
        total=(len(first), len(second)),
        by_layer={layer: (int(layers[0].get(layer, 0)), int(layers[1].get(layer, 0))) for layer in LAYERS},
        by_force={force: pairs[force] for force in order},
        not_on_map=(int(first["lat"].isna().sum()), int(second["lat"].isna().sum())),
        in_both=len(np.intersect1d(first["id"].to_numpy(), second["id"].to_numpy())),
    )


def _by_force(frame: gpd.GeoDataFrame) -> dict[str, int]:
    sets = frame["forces"].value_counts()
    found: dict[str, int] = {}
    for forces, count in sets.items():
        for force in dict.fromkeys(forces):
            found[force] = found.get(force, 0) + int(count)
    return found
