"""The report behind each coded row: its own words, then the coded cells, so that every value has its words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.coded.records import Cell, Coded

Ints = npt.NDArray[np.int64]
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

    def evidence(self, coded: Coded) -> list[tuple[str, int, str, str, int, int, str]]:
        """Rows of the table of evidence: (event, position, field, report, start, end, rule)."""
        rows: list[tuple[str, int, str, str, int, int, str]] = []
        ids = coded.table["id"].to_list()
        told = [(n, name) for n, name in enumerate(self.fields) if name]
        spans = [(name, self.starts[n].tolist(), self.ends[n].tolist()) for n, name in told]
        own = self.own_length.tolist()
        # A nought is no more than the cell's default.
        is_none = (coded.table["killed_best"] == 0).to_list()
        by_cell = [
            (starts.tolist(), ends.tolist()) for starts, ends in zip(self.starts[1:], self.ends[1:], strict=True)
        ]
        for row, (event_id, code) in enumerate(zip(ids, coded.side_codes.tolist(), strict=True)):
            position = 0
            if own[row]:
                rows.append((event_id, 0, "kind", event_id, 0, own[row], RULE))
                position = 1
            for name, starts, ends in spans:
                if ends[row] and not (name == "kind" and own[row]) and not (name == "casualties" and is_none[row]):
                    rows.append((event_id, position, name, event_id, starts[row], ends[row], RULE))
                    position += 1
            for side in coded.sides[code]:
                starts, ends = by_cell[side.cell]
                if ends[row]:
                    rows.append((event_id, position, f"force:{side.force}", event_id, starts[row], ends[row], RULE))
                    position += 1
        return rows


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
