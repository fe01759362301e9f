"""Lists of reports as CSV or in a workbook: one a row, its columns found by their names or told by the user."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, islice

from dashboard.errors import ReportError, UsageError
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import LARGEST, LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, check_size
from dashboard.incoming.packed import NamedBytes
from dashboard.incoming.records import Found, IncomingText, Source, failed
from dashboard.incoming.told import clean_line, told_address, told_day, told_source, with_title
from dashboard.tables import read_table
from gazetteer.names import full_key
from gazetteer.sources.archives import list_members
from gazetteer.sources.delimited import guess_delimiter, guess_encoding
from gazetteer.sources.workbook import list_sheets, read_sheet, read_texts

FIELDS = ("text", "title", "published", "source", "url", "lang", "time_zone", "id")
"""What a column of a list may be."""

WORKBOOK = "xl/workbook.xml"
_TEXTS = "xl/sharedStrings.xml"
HEADER_WITHIN = 15  # rows; sheets made by hand have titles above their headers
_SAMPLE = 1 << 18  # bytes from which the encoding and the delimiter are guessed

Record = tuple[int, list[str]]
"""The number of a row, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The header of a list, and which of its columns, from 0, is what."""

    header: tuple[str, ...]
    fields: Mapping[str, int]


@cache
def column_words() -> dict[str, tuple[int, str]]:
    """What a header means, by its key: (rank, field); of two headers that mean the same the lower rank is taken."""
    rows = read_table(
        "report_columns.csv", columns=("field", "header"), required=("field", "header"), unique=("header",)
    )
    return {full_key(row["header"]): (rank, row.one_of("field", FIELDS)) for rank, row in enumerate(rows)}


def guess_fields(header: Sequence[str]) -> dict[str, int]:
    """Which column, from 0, is what, as far as the header tells."""
    words = column_words()
    found: dict[str, tuple[int, int]] = {}
    for number, cell in enumerate(header):
        if meaning := words.get(full_key(cell)):
            rank, field = meaning
            found[field] = min(found.get(field, (rank, number)), (rank, number))
    return {field: number for field, (_, number) in found.items()}


def parse_columns(told: str) -> dict[str, str]:
    """Columns as they are told on the command line: "text=Body,published=Date". Raises UsageError."""
    columns = {}
    for part in told.split(","):
        field, equals, header = part.partition("=")
        if not equals or not header.strip() or field.strip() not in FIELDS:
            raise UsageError(
                f"--columns {part!r} is not understood. Write text=HEADER,published=HEADER; "
                f"fields are {', '.join(FIELDS)}."
            )
        columns[field.strip()] = header.strip()
    return columns


def list_columns(rows: Sequence[Record], told: Mapping[str, str]) -> tuple[int, ListColumns]:
    """Which of the first rows is the header, and its columns. Raises ReportError where no column holds the text."""
    at, columns = _header(rows, told)
    if "text" not in columns.fields:
        raise ReportError(
            f"No column is known to hold the text of the reports. There are: {_listed(columns.header)}. "
            "Say which one it is: --columns text=HEADER"
        )
    return at, columns


def _header(rows: Sequence[Record], told: Mapping[str, str]) -> tuple[int, ListColumns]:
    """Which of the first rows is the header, and its columns. Raises ReportError for a column that is not there."""
    keys = {full_key(header) for header in told.values()}
    scores = [
        (sum(full_key(cell) in keys for cell in cells), len(guess_fields(cells)), -at)
        for at, (_, cells) in enumerate(rows)
    ]
    best = -max(scores, default=(0, 0, 0))[2]
    header = tuple(clean_line(cell) for cell in rows[best][1]) if rows else ()
    fields = guess_fields(header)
    by_key = {full_key(cell): number for number, cell in reversed(list(enumerate(header)))}
    for field, name in told.items():
        if full_key(name) not in by_key:
            raise ReportError(f"There is no column {name!r} for {field}. There are: {_listed(header)}.")
        fields[field] = by_key[full_key(name)]
    return best, ListColumns(header, fields)


def _listed(header: Iterable[str]) -> str:
    return ", ".join(cell for cell in header if cell)[:300] or "none"


def read_rows(records: Iterator[Record], source: Source, sheet: str = "") -> Iterator[Found]:
    """A report for each row below the header that has a text. Raises ReportError."""
    upper = list(islice(records, HEADER_WITHIN))
    at, columns = list_columns(upper, source.columns)
    for number, cells in chain(upper[at + 1 :], records):
        if any(cell.strip() for cell in cells):
            yield Found(f"{sheet}row {number}", partial(row_report, cells, columns.fields))


def row_report(cells: Sequence[str], fields: Mapping[str, int]) -> IncomingText:
    """The report of a row. Raises ReportError."""
    told = {field: cells[number].strip() for field, number in fields.items() if number < len(cells)}
    if not told.get("text"):
        raise ReportError("The row has no text.")
    time_zone = clean_line(told.get("time_zone", "")) or None
    published = told_day(told.get("published", ""), time_zone)
    if told.get("published") and published is None:
        raise ReportError(f"The row's day {told['published'][:60]!r} is not a date such as 2024-03-31.")
    return IncomingText(
        text=with_title(told.get("title", ""), told["text"]),
        published=published,
        source=told_source(told.get("source")),
        url=told_address(told.get("url")),
        lang=clean_line(told.get("lang", ""))[:2].lower() or None,
        time_zone=time_zone,
        external_id=clean_line(told.get("id", "")),
    )


# CSV ------------------------------------------------------------------------------------------------------------------


def read_csv(source: Source) -> Iterator[Found]:
    """The reports of a CSV list in any usual encoding, with commas, semicolons, tabs or bars between its cells."""
    with _csv_records(source) as records:
        yield from read_rows(records, source)


@contextmanager
def _csv_records(source: Source) -> Iterator[Iterator[Record]]:
    check_size(source.size, "list")
    with source.open() as file:
        sample = file.read(_SAMPLE)
        encoding = guess_encoding(sample, is_whole=len(sample) < _SAMPLE)
        delimiter = guess_delimiter(sample.decode(encoding, "replace"))
        file.seek(0)
        with io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="") as text:
            yield _records(text, delimiter)


def _records(text: io.TextIOBase, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)
    lines = iter(partial(text.readline, LONGEST_CELL), "")
    rows = csv.reader((line.replace("\0", " ") for line in lines), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(rows)[:MOST_COLUMNS]
        except StopIteration:
            return
        except csv.Error as error:
            raise ReportError(
                f"Row {number} is not CSV ({error}). The rows from there on are not read: put it right, read it again."
            ) from error


# Workbooks ------------------------------------------------------------------------------------------------------------

_XLSX_ADVICE = "Save it anew as .xlsx, or as CSV in UTF-8."


def read_workbook(source: Source) -> Iterator[Found]:
    """The reports of every sheet that has a column of texts; a sheet without one is passed over if another has one."""
    sheets = _sheets(source)
    problem = None
    is_found = False
    for name, rows in sheets:
        if rows:
            try:
                list_columns(rows[:HEADER_WITHIN], source.columns)
            except ReportError as error:
                problem = problem or error
                continue
            is_found = True
            yield from read_rows(iter(rows), source, f"sheet {clean_line(name)}, " if len(sheets) > 1 else "")
    if not is_found:
        yield failed("", str(problem or "The workbook is empty."))


def _sheets(source: Source) -> list[tuple[str, list[Record]]]:
    """The rows of each sheet by its name. Raises ReportError."""
    check_size(source.size, "xlsx")
    with source.open() as file:
        book = NamedBytes(file.read(LARGEST["xlsx"] + 1))
    with refusing("Excel workbook", _XLSX_ADVICE):
        texts = read_texts(book) if any(one.filename == _TEXTS for one in list_members(book)) else []
        sheets = [(name, sorted(read_sheet(book, member, texts))) for name, member in list_sheets(book)]
    if sum(len(cells) for _, rows in sheets for _, cells in rows) > MOST_CELLS:
        raise ReportError(f"The workbook has more than {MOST_CELLS:,} cells. Save it as CSV.")
    return sheets


def list_header(source: Source) -> ListColumns:
    """The header of a list, and which of its columns is what as far as it tells: for whoever has to say the rest.

    Of a workbook it is that of the sheet that tells most. Raises ReportError, OSError.
    """
    if source_is_workbook(source):
        found = [_header(rows[:HEADER_WITHIN], {})[1] for _, rows in _sheets(source) if rows]
        return max(found, key=lambda one: len(one.fields), default=ListColumns((), {}))
    with _csv_records(source) as records:
        return _header(list(islice(records, HEADER_WITHIN)), {})[1]


def source_is_workbook(source: Source) -> bool:
    with source.open() as file:
        return file.read(2) == b"PK"
