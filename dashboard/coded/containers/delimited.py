"""CSV and its kin through Arrow: any encoding and delimiter, with or without a header, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from dashboard.coded.containers.text import CleanText
from dashboard.coded.raw import Raw, as_coded_errors, without_huge_cells
from dashboard.errors import CodedFileError
from gazetteer.sources.delimited import guess_delimiter, header_text, unrepeated
from gazetteer.sources.problems import Problems

LARGEST = 20_000_000_000  # bytes
BLOCK = 8 << 20
"""Bytes read at a time, and so the longest row."""

MOST_COLUMNS = 1_000
_GUARDED = r"^'(\s*[=+\-@\t\r\n＝＋－＠])"
"""A text behind an apostrophe, as our own files and others keep spreadsheets from running it."""


def head_of(path: Path, rows: int = 3) -> tuple[str, list[list[str]]]:
    """The delimiter of a file and its first rows, to tell by them whose it is. Raises CodedFileError."""
    import csv as plain

    with as_coded_errors(path), path.open("rb") as file:
        text = _sample(CleanText(file))
    delimiter = guess_delimiter(text)
    lines = plain.reader(text.splitlines(keepends=True), delimiter=delimiter)
    found = []
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                found.append(cells)
            if len(found) == rows:
                break
    except plain.Error as error:
        raise CodedFileError(f"{path} is no table: {error}.") from error
    return delimiter, found


def _sample(file: CleanText, size: int = 1 << 18) -> str:
    """The first characters of a file, to the end of a line where there is one."""
    data = b""
    while len(data) < size and (block := file.read(size)):
        data += block
    text = data.decode("utf-8", "replace")
    return text[: text.rfind("\n") + 1] if len(data) >= size and "\n" in text else text


def read(path: Path, problems: Problems, *, header: Sequence[str] | None = None) -> Iterator[Raw]:
    """The rows of a table; `header` names the columns of a file that has no header of its own.

    Rows with too few or too many cells are told and passed over. Raises CodedFileError.
    """
    delimiter, first = head_of(path)
    if not first:
        raise CodedFileError(f"{path} is empty.")
    names = list(header) if header else [header_text(cell, n) for n, cell in enumerate(unrepeated(first[0]), start=1)]
    if len(names) > MOST_COLUMNS:
        raise CodedFileError(f"{path} has {len(names):,} columns; at most {MOST_COLUMNS:,} are read.")
    with as_coded_errors(path), path.open("rb") as file:
        if path.stat().st_size > LARGEST:
            raise CodedFileError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
        text = CleanText(file)
        if text.encoding not in ("utf-8", "utf-8-sig", "ascii"):
            problems.remark(f"The encoding looks like {text.encoding}.")
        line = 1 if header else 1 + _header_lines(first[0])
        for batch in _batches(
            pa.PythonFile(text), names, delimiter, has_header=not header, problems=problems, path=path
        ):
            lines = line + _lines_before(batch)
            is_tags = line == 1 + _header_lines(first[0]) and len(first) > 1 and _are_tags(first[1])
            line = int(lines[-1]) + 1 + _breaks(batch)[-1] if len(lines) else line
            raw = Raw(cells=_unguarded(batch.to_pandas(types_mapper=_as_text)), lines=lines)
            if is_tags and not header:
                raw = raw.take(np.arange(len(raw)) > 0)
            yield without_huge_cells(_told_bytes(raw, problems), problems)


def _batches(
    file: pa.NativeFile, names: list[str], delimiter: str, *, has_header: bool, problems: Problems, path: Path
) -> Iterator[pa.Table]:
    wrong: list[tuple[int, str]] = []

    def refuse(row: csv.InvalidRow) -> str:
        breaks = row.text.count("\n")
        more = f"; it runs over {breaks} line ends: is a quotation mark left open?" if breaks else ""
        reason = f"{row.actual_columns} cells where {row.expected_columns} are expected, {row.text[:80]!r}{more}"
        wrong.append((row.number or done, reason))  # its number among the rows: near its line
        return "skip"

    options = {
        "read_options": csv.ReadOptions(
            column_names=names, skip_rows_after_names=int(has_header), block_size=BLOCK, use_threads=False
        ),
        "parse_options": csv.ParseOptions(
            delimiter=delimiter,
            quote_char=False if delimiter == "\t" else '"',
            newlines_in_values=delimiter != "\t",
            invalid_row_handler=refuse,
        ),
        "convert_options": csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, check_utf8=False
        ),
    }
    done = 0
    try:
        for batch in csv.open_csv(file, **options):
            yield pa.Table.from_batches([batch])
            done += len(batch)
            for number, reason in wrong:
                problems.add(number, reason)
            wrong.clear()
    except pa.ArrowInvalid as error:
        reason = str(error).split("(")[0].strip()
        if "straddling" in reason:
            reason = f"a row is longer than {BLOCK >> 20} MB: is a quotation mark left open?"
        raise CodedFileError(f"{path} breaks off after row {done:,}: {reason}") from error


def _as_text(kind: pa.DataType) -> Any:
    return pd.StringDtype("pyarrow", na_value=np.nan) if pa.types.is_large_string(kind) else None


def _breaks(batch: pa.Table) -> np.ndarray:
    """How many line breaks each row has within its cells."""
    counts = np.zeros(len(batch), dtype=np.int64)
    for column in batch.columns:
        if pc.any(pc.match_substring(column, "\n")).as_py():
            counts += pc.count_substring(column, "\n").to_numpy()
    return counts


def _lines_before(batch: pa.Table) -> np.ndarray:
    """How many lines of the file stand before each row, counted from the batch's first."""
    breaks = _breaks(batch)
    return np.arange(len(batch)) + np.cumsum(breaks) - breaks


def _header_lines(cells: Sequence[str]) -> int:
    return 1 + sum(cell.count("\n") for cell in cells)


def _are_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL's tags, which stand below the header."""
    given = [cell for cell in cells if cell.strip()]
    return bool(given) and all(cell.lstrip("'").startswith("#") for cell in given)


def _unguarded(cells: pd.DataFrame) -> pd.DataFrame:
    for name in cells.columns:
        guarded = cells[name].str.startswith("'")
        if guarded.any():
            cells[name] = cells[name].where(~guarded, cells[name].str.replace(_GUARDED, r"\1", regex=True))
    return cells


def _told_bytes(raw: Raw, problems: Problems) -> Raw:
    """The rows as they are; those with characters that could not be read are told as doubtful."""
    odd = np.zeros(len(raw), dtype=bool)
    for name in raw.cells.columns:
        odd |= raw.cells[name].str.contains("\N{REPLACEMENT CHARACTER}", regex=False).to_numpy(dtype=bool)
    for line in raw.lines[odd]:
        problems.doubt(
            int(line), "bytes that are no text in the file's encoding; they are shown as \N{REPLACEMENT CHARACTER}"
        )
    return raw
