"""One strict reader for every table that a domain expert may edit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import LexiconError

LEXICON = Path(__file__).resolve().parent / "lexicon"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column (stripped; empty where nothing is given) and where it stands."""

    table: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, column: str, problem: str) -> LexiconError:
        """The error for one cell of this row, naming file, line and column."""
        return LexiconError(f"{self.table.name}, line {self.line}, column {column}: {problem}")

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """The cell, if it is one of the allowed words; raises LexiconError."""
        if self.cells[column] not in allowed:
            raise self.error(column, f"{self.cells[column]!r} is none of {', '.join(sorted(allowed))}.")
        return self.cells[column]

    def colour(self, column: str) -> str:
        """The cell, if it is a colour as #RRGGBB; raises LexiconError."""
        if not _COLOUR.fullmatch(self.cells[column]):
            raise self.error(column, f"{self.cells[column]!r} is no colour such as #0B4FA8.")
        return self.cells[column]

    def number(self, column: str, *, low: int, high: int) -> int:
        """The cell as a whole number between two bounds, both included; raises LexiconError."""
        try:
            value = int(self.cells[column])
        except ValueError:
            raise self.error(column, f"{self.cells[column]!r} is not a whole number.") from None
        if not low <= value <= high:
            raise self.error(column, f"{value} is outside {low}..{high}.")
        return value


def read_table(
    table: str | Path,
    *,
    columns: Sequence[str],
    required: Collection[str] = (),
    unique: Sequence[str] = (),
) -> list[Row]:
    """The rows of a UTF-8 CSV table, in order; empty lines and lines that begin with # are left out.

    `table` is a file's path, or its name in dashboard/lexicon/. Its header must hold exactly `columns`, in any order.
    A cell in `required` may not be empty; no two rows may have the same cells in all the `unique` columns.
    Raises LexiconError naming file, line and column.
    """
    path = Path(table)
    path = path if path.is_absolute() else LEXICON / path
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise LexiconError(f"No table at {path}. Restore it from the repository.") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path.name}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    rows = _rows(path, text, columns)
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        for column in required:
            if not row[column]:
                raise row.error(column, "empty.")
        key = tuple(row[column] for column in unique)
        if unique and key in seen:
            raise row.error(unique[0], f"{' · '.join(key)!r} is already on line {seen[key]}.")
        seen[key] = row.line
    return rows


def _rows(path: Path, text: str, columns: Sequence[str]) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if header is None:
                header = _header(path, cells, columns)
            elif len(cells) != len(header):
                raise LexiconError(
                    f"{path.name}, line {reader.line_num}, column {header[min(len(cells), len(header)) - 1]}: "
                    f"{len(cells)} cells where the header has {len(header)}."
                )
            else:
                values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
                rows.append(Row(path, reader.line_num, values))
    except csv.Error as error:
        raise LexiconError(f"{path.name}, line {reader.line_num}: {error}.") from error
    if header is None:
        raise LexiconError(f"{path.name}, line 1: empty. Its header is {','.join(columns)}.")
    return rows


def _header(path: Path, cells: list[str], columns: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for column in header:
        if column not in columns:
            raise LexiconError(f"{path.name}, line 1, column {column}: unknown. Known are {', '.join(columns)}.")
        if header.count(column) > 1:
            raise LexiconError(f"{path.name}, line 1, column {column}: given twice.")
    for column in columns:
        if column not in header:
            raise LexiconError(f"{path.name}, line 1, column {column}: missing.")
    return header
