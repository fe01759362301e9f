"""Events in places that are called alike: where a report's village was taken for another of that name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import geopandas as gpd
import numpy as np

from dashboard.merging.codes import Codes
from dashboard.merging.nearness import NO_DAY, Mask, Pairs, Positions, cells_of, distance_m, pairs_of_key
from dashboard.runs import runs
from gazetteer.names import bare_key, fold

_NAMED = (1, 2)
"""The degrees of exactness (`geo_precision`) of what is told of a town or its surroundings, not of a region."""

FAR_M = 15_000
"""Nearer places called alike are compared as any other two are."""


def place_names(frame: gpd.GeoDataFrame) -> Codes:
    """For each event the keys of its town's names in both languages; none of a region or of what has no name."""
    told = Codes.of(zip(frame["place_name"].tolist(), frame["place_name_ar"].tolist(), strict=True))
    keys = Codes.of(((), *(_keys(*names) for names in told.values)))
    exact = np.isin(frame["geo_precision"].to_numpy(), _NAMED)
    return Codes(np.where(exact, keys.numbers[told.numbers + 1], 0), keys.values)


@lru_cache(maxsize=100_000)
def _keys(name: str, name_ar: str) -> tuple[str, ...]:
    plain = [one.split(" (")[0] for one in (name, name_ar) if one]
    return tuple(sorted({key for one in plain for key in (bare_key(one), fold(one)) if key}))


def namesake_pairs(where: Positions, names: Codes, new: Mask | None = None) -> Iterator[Pairs]:
    """Pairs of rows that begin on the same day in places called alike, more than FAR_M beyond their circles apart.

    With `new`, only pairs with at least one row of that mask.
    """
    known: dict[str, int] = {}
    listed = [[known.setdefault(key, len(known)) for key in keys] for keys in names.values]
    starts = np.cumsum([0, *map(len, listed)])
    rows = np.flatnonzero((where.first != NO_DAY) & ~np.isnan(where.lat))
    which, offset = runs(np.diff(starts)[names.numbers[rows]])
    owners = rows[which]
    keys = np.array([key for one in listed for key in one], dtype=np.int64)[starts[names.numbers[owners]] + offset]
    codes = where.first[owners] * (len(known) + 1) + keys
    spread = _lies_apart(where, owners, codes)
    for one, other in pairs_of_key(owners[spread], codes[spread], new):
        far = distance_m(where, one, other) - where.radius_m[one] - where.radius_m[other] > FAR_M
        yield one[far], other[far]


def _lies_apart(where: Positions, rows: np.ndarray, codes: np.ndarray) -> Mask:
    """Which rows share their code with one in another cell: of most names all that happens on a day is in one town."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    order = np.argsort(codes, kind="stable")
    y, x = cells_of(where, rows[order])
    cells = y * 4096 + x
    begins = np.flatnonzero(np.diff(codes[order], prepend=codes[order[0]] - 1))
    apart = np.minimum.reduceat(cells, begins) < np.maximum.reduceat(cells, begins)
    result = np.zeros(len(rows), dtype=bool)
    result[order] = np.repeat(apart, np.diff(begins, append=len(rows)))
    return result
