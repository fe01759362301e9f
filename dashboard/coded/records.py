"""Coded rows as the dashboard understands them, what the user says of a file, and what was met in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.events import ForceRole

UNIDENTIFIED = "unidentified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user says of a file: its source, the status of its events, and what names of actors and codes of kinds
    mean: {name: force id or "people"}, {code: kind}.
    """

    source: str = ""
    status: str = ""
    actors: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was met so far: codes of kinds and names of actors with how often, those that are known and those not."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_kinds: Counter[str] = field(default_factory=Counter)
    forces: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown_actors: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    first: date | None = None
    last: date | None = None
    undated: int = 0
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One force of an event: its id, its role, and the number of the cell that named it, -1 where none did."""

    force: str
    role: ForceRole
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A column that is kept in the report's text: what it is called, which field it is evidence of, and its values."""

    label: str
    field: str
    values: pd.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Rows that can be brought in: `table` has a row an event, with the names of the events table and of its report's;
    each event's forces are `sides[side_codes]`, and `notes` says what of them was not known.
    """

    table: pd.DataFrame
    sides: list[tuple[Side, ...]]
    notes: list[str]
    side_codes: npt.NDArray[np.int64]
    cells: list[Cell]
    is_ours: bool

    def __len__(self) -> int:
        return len(self.table)

    def part(self, keep: npt.NDArray[np.bool_]) -> Coded:
        """Some of the rows."""
        if keep.all():
            return self
        return replace(
            self,
            table=self.table[keep].reset_index(drop=True),
            side_codes=self.side_codes[keep],
            cells=[replace(cell, values=cell.values[keep].reset_index(drop=True)) for cell in self.cells],
        )
