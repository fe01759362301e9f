"""When and where events were, as numbers, and which two of very many lie close enough to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.reading.dating import UNDATED
from dashboard.runs import runs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Pairs = tuple[Ints, Ints]

M_PER_DEGREE = 111_320.0
NO_DAY = np.iinfo(np.int64).min
LATE_DAYS = 2
"""How much later than what it tells a report comes out that gives no date."""

_CELL = 0.25
"""Degrees: a cell is never narrower than 15 km south of 57° N, so two events 15 km apart are in neighbouring cells."""

_EXACT_RADIUS_M = 10_000
WIDEST_M = 150_000
"""A place known to no more than a large governorate; beyond it (a country) says nothing of where."""
NOWHERE_M = 350_000
"""Within it a place still says in which part of a country."""

_FEW_DAYS = 10
MANY_DAYS = 31
"""Events of so many days or more are compared with nothing but copies of their text."""
_PROBES, _PAIRS = 400_000, 4_000_000
"""How many keys are looked up, and how many pairs made, at once: it bounds the memory."""


@dataclass(frozen=True, slots=True)
class Positions:
    """First and last day (days since 1970, NO_DAY where unknown), and a circle: WGS84 degrees and metres, NaN unknown.

    `earliest` is the first day it can have been: a report without a date in it tells of the days before it came out.
    """

    earliest: Ints
    first: Ints
    last: Ints
    lat: Floats
    lon: Floats
    radius_m: Floats

    def __len__(self) -> int:
        return len(self.first)

    def take(self, rows: Ints) -> Positions:
        """The positions of these rows alone."""
        return Positions(*(getattr(self, name)[rows] for name in self.__slots__))


def positions_of(frame: gpd.GeoDataFrame) -> Positions:
    """The positions of a table of events, row for row."""
    first, last = (_days(frame[column]) for column in ("date_start", "date_end"))
    last = np.maximum(first, np.where(last == NO_DAY, first, last))
    guessed = frame["date_reason"].to_numpy(dtype=object) == UNDATED
    earliest = np.where(guessed & (first != NO_DAY), first - LATE_DAYS, first)
    radius = frame["radius_m"].to_numpy(dtype=float)
    lat, lon = (frame[column].to_numpy(dtype=float) for column in ("lat", "lon"))
    return Positions(earliest, first, last, lat, lon, np.where(np.isnan(radius), 0.0, radius))


def _days(values: pd.Series) -> Ints:
    days = values.dt.tz_convert(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(values.isna().to_numpy(), NO_DAY, days)


def distance_m(where: Positions, one: Ints, other: Ints) -> Floats:
    """Metres between the centres of two rows' circles, on a plane: a thousandth off at 100 km; NaN where unknown."""
    north = where.lat[one] - where.lat[other]
    east = (where.lon[one] - where.lon[other]) * np.cos(np.radians((where.lat[one] + where.lat[other]) / 2))
    return np.hypot(north, east) * M_PER_DEGREE


def near_pairs(where: Positions, new: Mask | None = None) -> Iterator[Pairs]:
    """Pairs of rows that are at most a day and about 15 km beyond their own inexactness apart; some come twice.

    What is known to the month only is paired with what lies in the same cell; what is known to the year only, or
    to a whole country, with nothing. With `new`, only pairs with at least one row of that mask.
    """
    placed = ~np.isnan(where.lat) & (where.first != NO_DAY) & (where.radius_m <= WIDEST_M)
    rows = np.flatnonzero(placed & (where.last - where.first < MANY_DAYS))
    reach = np.ceil((np.maximum(where.radius_m - _EXACT_RADIUS_M, 0) / M_PER_DEGREE) / _CELL).astype(np.int64) + 1
    reach = np.where(where.last - where.first >= _FEW_DAYS, 0, reach)
    if new is None:
        yield from _looked_up(where, rows, rows, reach)
        return
    rows = rows[_days_touch(where, rows, rows[new[rows]])]
    fresh, known = rows[new[rows]], rows[~new[rows]]
    yield from _looked_up(where, fresh, fresh, reach)
    # The one that reaches further finds the other: so old and new look for each other.
    yield from _looked_up(where, fresh, known, reach)
    yield from _looked_up(where, known, fresh, reach)


def vague_pairs(where: Positions, sorts: Ints, new: Mask | None = None) -> Iterator[Pairs]:
    """Pairs of rows of one sort that begin on the same day, where the place of at least one says nothing of where.

    `sorts` are small numbers, -1 for rows that are left out. With `new`, only pairs with at least one row of that mask.
    """
    dated = (where.first != NO_DAY) & (where.last - where.first < _FEW_DAYS) & (sorts >= 0)
    vague = dated & (np.isnan(where.lat) | (where.radius_m > WIDEST_M))
    fresh = np.ones(len(where), dtype=bool) if new is None else new
    keys = where.first * 1024 + sorts
    for lookers, homes in ((vague & fresh, dated), (vague & ~fresh, dated & fresh)):
        yield from _meeting(np.flatnonzero(lookers), np.flatnonzero(homes), keys)


def pairs_of_key(rows: Ints, keys: Ints, new: Mask | None = None) -> Iterator[Pairs]:
    """Pairs of rows that have a key in common; a row may stand there with several. `new` as above."""
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], rows[order]
    some = np.ones(len(owners), dtype=bool) if new is None else new[owners]
    for looker, home in _expand(keys[some], owners[some], keys, owners):
        others = looker < home if new is None else looker != home
        yield _rising(looker[others], home[others])


def _meeting(lookers: Ints, homes: Ints, keys: Ints) -> Iterator[Pairs]:
    homes = homes[np.argsort(keys[homes], kind="stable")]
    for looker, home in _expand(keys[lookers], lookers, keys[homes], homes):
        others = looker != home
        yield _rising(looker[others], home[others])


def _days_touch(where: Positions, rows: Ints, others: Ints) -> Mask:
    """Which of the rows are within a day of any of the others."""
    if not len(rows) or not len(others):
        return np.zeros(len(rows), dtype=bool)
    base = where.earliest[rows].min() - 2
    marks = np.zeros(int(where.last[rows].max() - base) + 4, dtype=np.int64)
    np.add.at(marks, where.earliest[others] - 1 - base, 1)
    np.add.at(marks, where.last[others] + 2 - base, -1)
    seen = np.concatenate([[0], np.cumsum(np.cumsum(marks) > 0)])
    return seen[where.last[rows] - base + 1] > seen[where.earliest[rows] - base]


def _looked_up(where: Positions, lookers: Ints, homes: Ints, reach: Ints) -> Iterator[Pairs]:
    """Pairs (looker, home): each looker with the homes in its days and cells that reach less far than it."""
    if not len(lookers) or not len(homes):
        return
    keys, owners = _home_keys(where, homes)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    days = where.last[lookers] - where.earliest[lookers] + 3
    shape = reach[lookers] * 1000 + days
    for one in np.unique(shape):
        alike = lookers[shape == one]
        step = max(1, int(_PROBES // ((2 * (one // 1000) + 1) ** 2 * (one % 1000))))
        for begin in range(0, len(alike), step):
            some = alike[begin : begin + step]
            probes, probing = _probe_keys(where, some, cells=int(one // 1000), days=int(one % 1000))
            for looker, home in _expand(probes, probing, keys, owners):
                further = (reach[looker] > reach[home]) | ((reach[looker] == reach[home]) & (looker < home))
                yield _rising(looker[further], home[further])


def _home_keys(where: Positions, rows: Ints) -> tuple[Ints, Ints]:
    """The key of each row's cell on each of its days, and the row."""
    which, offset = runs(where.last[rows] - where.earliest[rows] + 1)
    owners = rows[which]
    y, x = cells_of(where, owners)
    return _key(where.earliest[owners] + offset, y, x), owners


def _probe_keys(where: Positions, rows: Ints, *, cells: int, days: int) -> tuple[Ints, Ints]:
    """The keys of the cells around rows, from the day before their first to the day after their last."""
    around = np.arange(-cells, cells + 1)
    y, x = cells_of(where, rows)
    day = where.earliest[rows][:, None, None, None] - 1 + np.arange(days)[None, :, None, None]
    keys = _key(day, (y[:, None] + around)[:, None, :, None], (x[:, None] + around)[:, None, None, :])
    return keys.reshape(-1), np.repeat(rows, days * len(around) ** 2)


def cells_of(where: Positions, rows: Ints) -> tuple[Ints, Ints]:
    """The row and the column of the cell that each row's centre lies in."""
    return tuple(np.floor(values[rows] / _CELL).astype(np.int64) for values in (where.lat, where.lon))  # type: ignore[return-value]


def _key(day: Ints, y: Ints, x: Ints) -> Ints:
    """One number for a day and a cell; cells over the date line and the poles are those on the other side."""
    return (day * 1024 + y % 1024) * 2048 + x % 1440


def _expand(probes: Ints, probing: Ints, keys: Ints, owners: Ints) -> Iterator[Pairs]:
    """(prober, owner) for every probe that meets a key, so many at once as `_PAIRS`."""
    if not len(keys):
        return
    firsts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    found = np.minimum(np.searchsorted(keys[firsts], probes), len(firsts) - 1)
    hit = np.flatnonzero(keys[firsts[found]] == probes)
    found, probing = found[hit], probing[hit]
    left, counts = firsts[found], np.diff(firsts, append=len(keys))[found]
    ends = np.cumsum(counts)
    begin = done = 0
    while begin < len(hit):
        end = max(begin + 1, int(np.searchsorted(ends, done + _PAIRS, side="right")))
        which, offset = runs(counts[begin:end])
        yield probing[begin:end][which], owners[left[begin:end][which] + offset]
        begin, done = end, int(ends[end - 1])


def _rising(one: Ints, other: Ints) -> Pairs:
    return np.minimum(one, other), np.maximum(one, other)
