"""CSV that spreadsheets open as it is meant: UTF-8 with its mark, and no cell that runs as a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import pandas as pd

from dashboard.interchange.rows import plain_rows

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One line an event, ROW_COLUMNS; unknown values are empty."""
    write_table(plain_rows(frame), path)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """A table as CSV: every text is quoted and guarded, numbers stand bare."""
    guarded = table.copy(deep=False)
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            guarded[name] = [guard_cell(value) for value in table[name]]
    guarded.to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")


def guard_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
