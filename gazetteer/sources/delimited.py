"""CSV and its kin: encoding and delimiter found out, rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import charset_normalizer

from gazetteer.errors import SourceError
from gazetteer.sources.archives import explained
from gazetteer.sources.columns import guess_columns
from gazetteer.sources.place_rows import Row
from gazetteer.sources.problems import Problems

LARGEST = 4_000_000_000  # bytes
SAMPLE = 1 << 18  # bytes that the encoding is guessed from
LONGEST_LINE = 500_000  # characters
LONGEST_CELL = 200_000
MOST_COLUMNS = 1_000
HEADER_WITHIN = 15  # rows; sheets made by hand have titles above their headers
DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Table(NamedTuple):
    """A table's columns, and its rows in their order."""

    columns: list[str]
    rows: Iterator[Row]


@contextmanager
def open_csv(path: Path, problems: Problems) -> Iterator[Table]:
    """A CSV file as a table; encoding and delimiter that had to be guessed are remarked upon.

    Raises SourceError if it does not read or has no header.
    """
    with explained(path):
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
        with path.open("rb") as raw:
            sample = raw.read(SAMPLE)
    encoding = guess_encoding(sample, is_whole=len(sample) < SAMPLE)
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        problems.remark(f"The encoding looks like {encoding}.")
    with explained(path), path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
        delimiter = guess_delimiter(sample.decode(encoding, "replace"))
        records = read_records(text, delimiter, problems)
        yield as_table(records, path, problems)


def guess_encoding(sample: bytes, *, is_whole: bool = True) -> str:
    """The encoding of a file by its first bytes: by its mark, UTF-8 where that fits, else the likeliest."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=is_whole)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    candidates = ["cp1256", "cp1252", "cp1254", "iso8859_6", "utf_16", "utf_16_le", "utf_16_be", "mac_arabic"]
    best = charset_normalizer.from_bytes(sample[:65_536], cp_isolation=candidates).best()
    return best.encoding if best is not None else "cp1256"


def guess_delimiter(sample: str) -> str:
    """The delimiter that cuts the first lines most often, and alike; a comma where none does."""
    lines = [line for line in sample.splitlines()[:HEADER_WITHIN] if line.strip()]
    if not lines:
        return ","
    counts = {delimiter: [count_outside_quotes(line[:20_000], delimiter) for line in lines] for delimiter in DELIMITERS}
    scores = {delimiter: (sum(n == max(some) for n in some) if max(some) else 0) for delimiter, some in counts.items()}
    return max(DELIMITERS, key=lambda delimiter: (scores[delimiter] * max(counts[delimiter]), max(counts[delimiter])))


def count_outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def read_records(text: io.TextIOBase, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, cells) of each record; those the csv module refuses are told."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(capped_lines(text, problems), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(reader.line_num, f"not CSV ({error})")
            continue
        if len(cells) > MOST_COLUMNS:
            problems.add(reader.line_num, f"{len(cells):,} columns; at most {MOST_COLUMNS:,} are read")
        elif any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def capped_lines(text: io.TextIOBase, problems: Problems) -> Iterator[str]:
    """The lines of a text; one over LONGEST_LINE characters is told and left empty."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            problems.add(number, f"longer than {LONGEST_LINE:,} characters")
            while (more := text.readline(LONGEST_LINE)) and not more.endswith("\n"):
                pass
            line = "\n"
        yield line


def as_table(records: Iterator[tuple[int, list[str]]], path: Path, problems: Problems, *, name: str = "") -> Table:
    """Records as a table: the header is the first of the upper rows that tells names and positions, else the first.

    Raises SourceError if there is no row at all.
    """
    upper: list[tuple[int, list[str]]] = []
    for record in records:
        upper.append(record)
        if len(upper) == HEADER_WITHIN:
            break
    if not upper:
        raise SourceError(f"{path}{f', sheet {name}' if name else ''} is empty.")
    at = header_among([cells for _, cells in upper])
    header_line, header = upper[at]
    columns = [header_text(cell, n) for n, cell in enumerate(unrepeated(header), start=1)]
    if at:
        problems.remark(f"{name + ': ' if name else ''}The header is taken to be line {header_line}.")

    def rows() -> Iterator[Row]:
        for number, cells in chain(upper[at + 1 :], records):
            yield from as_row(number, cells)

    def as_row(number: int, cells: list[str]) -> Iterator[Row]:
        if cells[0].startswith("#") and sum(cell.startswith("#") for cell in cells) > len(cells) // 3:
            return  # HXL tags stand below OCHA's headers
        if any("\ufffd" in cell for cell in cells):
            problems.add(number, "bytes that are not in the file's encoding")
        elif len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(number, f"{len(cells)} columns where the header has {len(columns)}")
        else:
            yield Row(number, dict(zip(columns, cells, strict=False)))

    return Table(columns, rows())


def header_among(rows: Sequence[list[str]]) -> int:
    """Which of the upper rows is the header."""
    for n, cells in enumerate(rows):
        mapping = guess_columns(cells)
        if mapping.has_name and mapping.has_position:
            return n
    best = max(range(len(rows)), key=lambda n: (len(guess_columns(rows[n]).columns), -n))
    return best if guess_columns(rows[best]).columns else 0


def header_text(cell: str, number: int) -> str:
    return " ".join(cell.split()) or f"column {number}"


def unrepeated(header: Sequence[str]) -> Iterator[str]:
    """The headers, a repeated one with its number behind."""
    seen: dict[str, int] = {}
    for cell in header:
        seen[cell] = seen.get(cell, 0) + 1
        yield cell if seen[cell] == 1 else f"{cell} ({seen[cell]})"
