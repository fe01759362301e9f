"""How a table is made of an earlier one in which a few rows were others: what is the same is shared, not copied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

Rows = npt.NDArray[np.intp]
Values = npt.NDArray[Any]

MOST_PIECES = 200
"""In more pieces than these a column is put together row by row."""


@dataclass(frozen=True)
class Splice:
    """Of `rows` rows of a table those in `gone` go out; those in `fresh` of the next one are new. Both rise.

    A row that has changed is both: the row it was and the row it is. `by_row` copies columns that could be made of
    pieces of the earlier ones: a table of very many pieces is slow.
    """

    rows: int
    gone: Rows
    fresh: Rows
    by_row: bool = False

    @cached_property
    def in_place(self) -> bool:
        """Whether every row stands where it stood."""
        return np.array_equal(self.gone, self.fresh)

    @cached_property
    def sources(self) -> Rows:
        """For each row of the next table its number, the fresh rows numbered behind the earlier table's."""
        at = self.fresh - np.arange(len(self.fresh))  # before which of the kept rows each fresh one comes
        return np.insert(np.delete(np.arange(self.rows), self.gone), at, self.rows + np.arange(len(self.fresh)))

    @cached_property
    def pieces(self) -> list[tuple[int, int]]:
        """Runs of `sources`, none of which is of both tables: what the next table is put together of, in order."""
        numbers = self.sources
        starts = np.flatnonzero((np.diff(numbers) != 1) | (numbers[1:] == self.rows)) + 1
        bounds = pairwise([0, *starts.tolist(), len(numbers)])
        return [(int(numbers[start]), int(numbers[stop - 1]) + 1) for start, stop in bounds if stop > start]

    def array(self, before: Values, fresh: Values) -> Values:
        """An array with a value a row: the earlier one itself where it is the same."""
        if self.in_place and _are_same(before[self.gone], fresh):
            return before
        if self._is_by_row:
            return np.concatenate([before, fresh])[self.sources]
        return np.concatenate(self._parts(before, fresh))

    def column(self, before: pd.Series, fresh: pd.Series) -> pd.Series:
        """A column of the next table: the earlier one itself where it is the same."""
        if self.in_place and before.iloc[self.gone].reset_index(drop=True).equals(fresh):
            return before
        if self._is_by_row:
            return pd.concat([before, fresh], ignore_index=True).take(self.sources).reset_index(drop=True)
        return pd.concat(self._parts(before, fresh), ignore_index=True)

    @property
    def _is_by_row(self) -> bool:
        return self.by_row or len(self.pieces) > MOST_PIECES

    def _parts(self, before: Any, fresh: Any) -> list[Any]:
        """The pieces of an array or a column."""
        parts = [
            before[start:stop] if start < self.rows else fresh[start - self.rows : stop - self.rows]
            for start, stop in self.pieces
        ]
        return parts or [before[:0]]

    def frame(self, before: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """The next table; neither is changed."""
        columns = {name: self.column(before[name], fresh[name]) for name in before.columns}
        table = pd.DataFrame(columns, copy=False)
        return gpd.GeoDataFrame(table, geometry="geometry", crs=before.crs, copy=False)


def _are_same(one: Values, other: Values) -> bool:
    """Whether two arrays hold the same values, unknown ones being alike."""
    return bool(np.all((one == other) | ((one != one) & (other != other))))
