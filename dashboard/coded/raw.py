"""Rows of a file as they stand in it: text in columns, a batch at a time, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.errors import CodedFileError
from gazetteer.errors import SourceError
from gazetteer.sources.problems import Problems

BATCH = 50_000
"""Rows at a time: enough to be quick in columns, few enough for memory and for one transaction."""

LONGEST_CELL = 200_000
"""Characters; a row with a longer cell is not brought in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Some rows: `cells` all text ("" where empty), `lines` where each stands (line or feature number, from 1).

    `shapes` are the rows' geometries in EPSG:4326 where the file holds any, else None.
    """

    cells: pd.DataFrame
    lines: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, keep: npt.NDArray[np.bool_]) -> Raw:
        """The rows of a mask alone."""
        if keep.all():
            return self
        shapes = None if self.shapes is None else self.shapes[keep]
        return Raw(cells=self.cells[keep].reset_index(drop=True), lines=self.lines[keep], shapes=shapes)


@dataclass(slots=True)
class Gathering:
    """Rows on their way into a batch, for containers that come a feature at a time."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)

    def add(self, line: int, row: dict[str, str], shape: Any = None) -> None:
        self.rows.append(row)
        self.lines.append(line)
        self.shapes.append(shape)

    def give(self) -> Raw:
        """The batch, and an empty one to go on with."""
        columns = list(dict.fromkeys(name for row in self.rows for name in row))
        cells = {name: [row.get(name, "") for row in self.rows] for name in columns}
        shapes = np.empty(len(self.rows), dtype=object)
        shapes[:] = self.shapes
        batch = Raw(
            cells=pd.DataFrame(cells, index=range(len(self.rows)), dtype="str"),
            lines=np.array(self.lines, dtype=np.int64),
            shapes=shapes if any(one is not None for one in self.shapes) else None,
        )
        self.rows, self.lines, self.shapes = [], [], []
        return batch


@contextmanager
def as_coded_errors(path: Path) -> Iterator[None]:
    """The errors of the gazetteer's readers, and of the disk, as CodedFileError."""
    try:
        yield
    except SourceError as error:
        raise CodedFileError(str(error)) from error
    except OSError as error:
        raise CodedFileError(f"Can't read {path}: {error.strerror or error}.") from error


def without_huge_cells(raw: Raw, problems: Problems) -> Raw:
    """The rows without those that have a cell longer than LONGEST_CELL, which are told."""
    huge = np.zeros(len(raw), dtype=bool)
    for name in raw.cells.columns:
        column = raw.cells[name]
        if len(column) and column.str.len().max() > LONGEST_CELL:
            huge |= (column.str.len() > LONGEST_CELL).to_numpy()
    for line in raw.lines[huge]:
        problems.add(int(line), f"a cell of more than {LONGEST_CELL:,} characters")
    return raw.take(~huge)
