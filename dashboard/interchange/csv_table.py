"""CSV that spreadsheets open as it is meant: UTF-8 with its mark, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from dashboard.interchange.rows import ROW_COLUMNS, each_once, plain_rows
from dashboard.interchange.utc import utc_bounds
from dashboard.tables import read_table

_UTC = ("utc_start", "utc_end")
_AFTER = ROW_COLUMNS.index("date_precision") + 1
CSV_COLUMNS = (*ROW_COLUMNS[:_AFTER], *_UTC, *ROW_COLUMNS[_AFTER:])
"""ROW_COLUMNS with the moments in UTC between which the days of `time_zone` lie."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TAGS = Path(__file__).parent / "hxl_tags.csv"
_AT_ONCE = 50_000


def write(frame: gpd.GeoDataFrame, path: Path, *, tags: bool = False) -> None:
    """One line an event, CSV_COLUMNS; unknown values are empty. With `tags` the second line has HXL tags."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(_line(CSV_COLUMNS))
        if tags:
            file.write(_line([hxl_tags()[name] for name in CSV_COLUMNS]))
        for start in range(0, len(frame), _AT_ONCE):
            some = frame.iloc[start : start + _AT_ONCE]
            file.write(_text_of(plain_rows(some).assign(**utc_bounds(some))[list(CSV_COLUMNS)], header=False))


def write_table(table: pd.DataFrame, path: Path) -> None:
    """A table as CSV: every text is quoted and guarded, numbers stand bare."""
    path.write_text(_text_of(table, header=True), encoding="utf-8-sig", newline="")


def _text_of(table: pd.DataFrame, *, header: bool) -> str:
    guarded = table.copy(deep=False)
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            guarded[name] = each_once(table[name], guard_cell)
    text: str = guarded.to_csv(header=header, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    return text


def _line(words: tuple[str, ...] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(words)
    return line.getvalue()


def guard_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


@cache
def hxl_tags() -> dict[str, str]:
    """The HXL tag of each column (https://hxlstandard.org, core schema 1.1). Raises LexiconError."""
    rows = read_table(_TAGS, columns=("column", "tag"), required=("column", "tag"), unique=("column",))
    for row in rows:
        row.one_of("column", CSV_COLUMNS)
    return {row["column"]: row["tag"] for row in rows}
