"""What a reader could not use: each with its line and the reason; the rest of the file goes on."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

KEPT = 1_000  # of millions of bad lines so many are kept word by word; all are counted


class RowProblem(NamedTuple):
    """A row that was not used: its line (or feature) number counted from 1, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Problems:
    """The bad rows of one file: the first thousand in words, all of them counted; and what was left out on purpose.

    `left_out` counts rows by reason that are fine but not wanted (countries, which the gazetteer draws as areas);
    `doubts` are rows that were used and look wrong; `remarks` are things to know of the file.
    """

    def __init__(self) -> None:
        self.rows: list[RowProblem] = []
        self.count = 0
        self.doubts: list[RowProblem] = []
        self.doubt_count = 0
        self.left_out: Counter[str] = Counter()
        self.remarks: list[str] = []

    def add(self, line: int, reason: str) -> None:
        self.count += 1
        if len(self.rows) < KEPT:
            self.rows.append(RowProblem(line, reason))

    def doubt(self, line: int, reason: str) -> None:
        """Keep a row that was used although something looks wrong."""
        self.doubt_count += 1
        if len(self.doubts) < KEPT:
            self.doubts.append(RowProblem(line, reason))

    def remark(self, text: str) -> None:
        """Keep a remark, once."""
        if text not in self.remarks and len(self.remarks) < KEPT:
            self.remarks.append(text)
