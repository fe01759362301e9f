"""An Excel workbook with one sheet of events."""

from __future__ import annotations

import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from dashboard.errors import ExportError
from dashboard.interchange.rows import NUMBERS, ROW_COLUMNS, json_value, plain_rows

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds below its header."""

_LONGEST_CELL = 32_767
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel's calendar is a day off
_WIDTHS = {"id": 20, "text": 60, "place_name": 22, "place_name_ar": 22, "forces": 22, "force_roles": 30, "source": 20}


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One row an event, ROW_COLUMNS, days as dates; raises ExportError for more rows than a sheet holds."""
    if len(frame) > MOST_ROWS:
        raise ExportError(
            f"{len(frame):,} events are more than a sheet holds ({MOST_ROWS:,}). Filter them or write .csv."
        )
    # Text stays text: nothing in it becomes a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    content = BytesIO()  # zipped: a tenth of the rows' size; a zip on a full disk would not close
    # The writer leaves its own files behind where it fails; they go with their folder.
    with tempfile.TemporaryDirectory(prefix=".events-", dir=path.parent) as folder:
        book = Workbook(content, {**options, "tmpdir": folder})
        sheet = book.add_worksheet("events")
        _write_rows(book, sheet, frame)
        try:
            book.close()
        except XlsxWriterException as error:
            raise ExportError(f"{path.name} can't be written: {error}.") from error
    path.write_bytes(content.getvalue())


def _write_rows(book: Workbook, sheet: Worksheet, frame: gpd.GeoDataFrame) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(frame)), len(ROW_COLUMNS) - 1)
    for column, name in enumerate(ROW_COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 12))
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(plain_rows(frame).itertuples(index=False), start=1):
        for column, (name, value) in enumerate(zip(ROW_COLUMNS, row, strict=True)):
            _write_cell(sheet, line, column, name, json_value(value), day)


def _write_cell(sheet: Worksheet, line: int, column: int, name: str, value: Any, day: Any) -> None:
    if value is None:
        return
    if name in NUMBERS:
        sheet.write_number(line, column, value)
    elif name in ("date_start", "date_end") and date.fromisoformat(value) >= _FIRST_DAY:
        sheet.write_datetime(line, column, date.fromisoformat(value), day)
    else:
        sheet.write_string(line, column, value[:_LONGEST_CELL])
