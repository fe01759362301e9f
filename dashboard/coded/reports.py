"""The report behind each coded row: its own words, then the coded cells, so that every value has its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.coded.columns import Columns, Ints, Same, as_objects, chosen
from dashboard.coded.records import Cell, Coded
from dashboard.runs import runs

RULE = "coded"
LONGEST_QUOTE = 600
_TEXT = pa.large_string()
_NONE = pa.scalar("", _TEXT)


class Reports:
    """The texts of a batch's reports and where in them each field is told, in code points.

    A text is the row's own words, a blank line, and a line "column: value" for each cell that is not empty, the id of
    the event first: two rows never make one text.
    """

    def __init__(self, coded: Coded) -> None:
        table = coded.table
        own = _arrow(table["text"])
        lines = [_Line("id", "", _arrow(table["id"])), *(_Line(c.label, c.field, _one_line(c)) for c in coded.cells)]
        gap = pc.if_else(pc.equal(own, _NONE), _NONE, _text("\n\n"))
        at = _lengths(own) + _lengths(gap)
        self.own_length = _lengths(own)
        self.starts: list[Ints] = []
        self.ends: list[Ints] = []
        parts = []
        for line in lines:
            length = _lengths(line.values)
            start = at + len(line.label) + 2
            self.starts.append(np.where(length > 0, start, 0))
            self.ends.append(np.where(length > 0, start + length, 0))
            whole = _joined(_text(f"{line.label}: "), line.values, _text("\n"))
            parts.append(pc.if_else(pc.equal(line.values, _NONE), _NONE, whole))
            at = at + np.where(length > 0, length + len(line.label) + 3, 0)
        self.fields = [line.field for line in lines]
        self.texts = _listed(_joined(own, gap, *parts))
        record = pc.replace_substring(pc.utf8_rtrim(_joined(*parts[1:]), "\n"), "\n", " · ")
        quote = pc.if_else(pc.equal(own, _NONE), record, _one_space(own))
        self.quotes = _listed(pc.utf8_slice_codeunits(quote, 0, LONGEST_QUOTE))

    def evidence(self, coded: Coded) -> Columns:
        """Rows of the table of evidence."""
        parts = [*self._fields(coded), *self._forces(coded)]
        # In order of the events, and for each as they are told.
        rows = np.concatenate([one.rows for one in parts])
        order = np.argsort(rows, kind="stable")
        ids = chosen(coded.table["id"].to_list(), rows[order])
        return {
            "event_id": ids,
            "position": runs(np.bincount(rows, minlength=len(coded)))[1].tolist(),
            "field": np.concatenate([one.fields for one in parts])[order].tolist(),
            "report_id": ids,
            "start": np.concatenate([one.starts for one in parts])[order].tolist(),
            "end": np.concatenate([one.ends for one in parts])[order].tolist(),
            "rule": Same(RULE),
        }

    def _fields(self, coded: Coded) -> Iterator[_Told]:
        has_own = self.own_length > 0
        yield _told("kind", has_own, np.zeros_like(self.own_length), self.own_length)
        # A nought is no more than the cell's default.
        left_out = {"kind": has_own, "casualties": (coded.table["killed_best"] == 0).to_numpy()}
        for name, starts, ends in zip(self.fields, self.starts, self.ends, strict=True):
            if name:
                yield _told(name, (ends > 0) & ~left_out.get(name, np.zeros_like(has_own)), starts, ends)

    def _forces(self, coded: Coded) -> Iterator[_Told]:
        """The first force of each event that has one, then the second: where the cell is that names it."""
        starts, ends = np.stack(self.starts), np.stack(self.ends)
        for place in range(max(map(len, coded.sides), default=0)):
            side = [sides[place] if len(sides) > place else None for sides in coded.sides]
            # The first line, of the id, is no cell.
            lines = np.array([0 if one is None else one.cell + 1 for one in side])[coded.side_codes]
            rows = np.flatnonzero((lines > 0) & (ends[lines, np.arange(len(coded))] > 0))
            fields = as_objects([f"force:{one.force}" if one else "" for one in side])[coded.side_codes[rows]]
            yield _Told(rows, fields, starts[lines[rows], rows], ends[lines[rows], rows])


class _Told(NamedTuple):
    """Events by their row, and what of each is told from where to where in its report's text."""

    rows: Ints
    fields: npt.NDArray[np.object_]
    starts: Ints
    ends: Ints


def _told(field: str, is_told: npt.NDArray[np.bool_], starts: Ints, ends: Ints) -> _Told:
    rows = np.flatnonzero(is_told)
    return _Told(rows, np.full(len(rows), field, dtype=object), starts[rows], ends[rows])


class _Line:
    def __init__(self, label: str, field: str, values: pa.ChunkedArray) -> None:
        self.label, self.field, self.values = " ".join(label.split()), field, values


def _text(value: str) -> Any:
    return pa.scalar(value, _TEXT)


def _arrow(values: pd.Series) -> Any:
    return pa.chunked_array([pa.array(values, type=_TEXT, from_pandas=True)]).combine_chunks()


def _joined(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, _NONE)


def _listed(values: Any) -> list[str]:
    """Texts as Python's: three times as quick as to_pylist."""
    return list(values.to_numpy(zero_copy_only=False))


def _one_line(cell: Cell) -> Any:
    return _one_space(_arrow(cell.values))


def _one_space(values: Any) -> Any:
    """Texts on one line: a line break within a cell would end it."""
    if pc.any(pc.match_substring_regex(values, r"[\r\n]")).as_py():
        values = pc.replace_substring_regex(values, r"\s*[\r\n]+\s*", " ")
    return pc.utf8_trim_whitespace(values)


def _lengths(values: Any) -> Ints:
    return np.asarray(pc.utf8_length(values).to_numpy(zero_copy_only=False), dtype=np.int64)


def languages(texts: list[str]) -> list[str]:
    """`ar` where there is an Arabic letter and no more Latin ones, else `en`."""
    from dashboard.reading.report import detect_language

    return ["en" if text.isascii() else detect_language(text) for text in texts]
