"""An Excel workbook: a sheet of events, and one that says what the fixed words in it mean."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from dashboard.errors import ExportError
from dashboard.interchange.names import meanings
from dashboard.interchange.rows import DAYS, NUMBERS, json_value, plain_rows
from dashboard.translation import Language, Words, is_rtl

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds below its header."""

_LONGEST_CELL = 32_767
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel's calendar is a day off
_WIDTHS = {
    "id": 20,
    "text": 60,
    "place_name": 22,
    "place_name_ar": 22,
    "forces": 22,
    "force_roles": 30,
    "source": 20,
    "meaning": 30,
}


def write(frame: gpd.GeoDataFrame, path: Path, lang: Language, *, note: str = "") -> None:
    """One row an event, ROW_COLUMNS, days as dates; a second sheet has what its words mean in the language, and `note`.

    Raises ExportError for more rows than a sheet holds.
    """
    if len(frame) > MOST_ROWS:
        raise ExportError(
            f"{len(frame):,} events are more than a sheet holds ({MOST_ROWS:,}). Filter them or write .csv."
        )
    words = meanings(frame, Words(lang))
    if note:
        words = pd.concat([pd.DataFrame([{"column": "", "value": "", "meaning": note}]), words], ignore_index=True)
    write_sheet(plain_rows(frame), path, name="events", numbers=NUMBERS, days=DAYS, words=words, lang=lang, note=note)


def write_sheet(
    table: pd.DataFrame,
    path: Path,
    *,
    name: str,
    numbers: Collection[str],
    days: Collection[str],
    words: pd.DataFrame | None = None,
    lang: Language = "en",
    note: str = "",
) -> None:
    """A table of plain values as a sheet of a workbook, and, if given, a table `words` as another.

    Columns of `days` hold ISO 8601 text. The sheets go from right to left where the language does; `note` is the
    workbook's comment. Raises ExportError.
    """
    # Text stays text: nothing in it becomes a formula or a link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    content = BytesIO()  # zipped: a tenth of the rows' size; a zip on a full disk would not close
    # The writer leaves its own files behind where it fails; they go with their folder.
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=path.parent) as folder:
        book = Workbook(content, {**options, "tmpdir": folder})
        if note:
            book.set_properties({"comments": note})
        _write_rows(book, book.add_worksheet(name), table, numbers=numbers, days=days)
        if words is not None:
            _write_rows(book, book.add_worksheet("words"), words, numbers=(), days=())
        if is_rtl(lang):
            for sheet in book.worksheets():
                sheet.right_to_left()
        try:
            book.close()
        except XlsxWriterException as error:
            raise ExportError(f"{path.name} can't be written: {error}.") from error
    path.write_bytes(content.getvalue())


def _write_rows(
    book: Workbook, sheet: Worksheet, table: pd.DataFrame, *, numbers: Collection[str], days: Collection[str]
) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)
    kinds = ["number" if name in numbers else "day" if name in days else "text" for name in table.columns]
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, _WIDTHS.get(name.removeprefix("one_").removeprefix("other_"), 12))
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(table.itertuples(index=False), start=1):
        for column, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            _write_cell(sheet, line, column, kind, json_value(value), day)


def _write_cell(sheet: Worksheet, line: int, column: int, kind: str, value: Any, day: Any) -> None:
    if value is None:
        return
    if kind == "number":
        sheet.write_number(line, column, value)
    elif kind == "day" and date.fromisoformat(value) >= _FIRST_DAY:
        sheet.write_datetime(line, column, date.fromisoformat(value), day)
    else:
        sheet.write_string(line, column, value[:_LONGEST_CELL])
