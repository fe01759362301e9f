"""One strict reader for every table that a domain expert may edit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from dashboard import settings
from dashboard.errors import LexiconError

LEXICON = Path(__file__).resolve().parent / "lexicon"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LISTED = 40
_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")


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
        return LexiconError(f"{_name(self.table)}, line {self.line}, column {column}: {problem}")

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """The cell, if it is one of the allowed words; raises LexiconError."""
        return self._checked(column, self.cells[column], allowed)

    def each_of(self, column: str, allowed: Collection[str]) -> tuple[str, ...]:
        """The parts of the cell between its |, if each is one of the allowed words; raises LexiconError."""
        return tuple(self._checked(column, part, allowed) for part in self.cells[column].split("|"))

    def _checked(self, column: str, word: str, allowed: Collection[str]) -> str:
        if word not in allowed:
            known = sorted(allowed)
            if len(known) > _LISTED:
                known = [*get_close_matches(word, known, n=3, cutoff=0.4), f"{len(known)} that are known"]
            raise self.error(column, f"{word!r} is none of {', '.join(known)}.")
        return word

    def check_period(self) -> None:
        """See that `valid_from` and `valid_to` are days or empty; raises LexiconError."""
        self.day("valid_from")
        self.day("valid_to")

    def holds(self, day: date | None) -> bool:
        """Whether the row holds on a day by its `valid_from` (included) and `valid_to` (not); without a day, today."""
        if day is None:
            return not self["valid_to"]
        iso = day.isoformat()
        return self["valid_from"] <= iso and (not self["valid_to"] or iso < self["valid_to"])

    def colour(self, column: str) -> str:
        """The cell, if it is a colour as #RRGGBB; raises LexiconError."""
        if not _COLOUR.fullmatch(self.cells[column]):
            raise self.error(column, f"{self.cells[column]!r} is no colour such as #0B4FA8.")
        return self.cells[column]

    def day(self, column: str) -> str:
        """The cell, if it is empty or a day as YYYY-MM-DD; raises LexiconError."""
        cell = self.cells[column]
        if cell and not _DAY.fullmatch(cell):
            raise self.error(column, f"{cell!r} is no day such as 2017-12-30.")
        return cell

    def number(self, column: str, *, low: int, high: int) -> int:
        """The cell as a whole number between two bounds, both included; raises LexiconError."""
        try:
            value = int(self.cells[column])
        except ValueError:
            raise self.error(column, f"{self.cells[column]!r} is not a whole number.") from None
        if not low <= value <= high:
            raise self.error(column, f"{value} is outside {low}..{high}.")
        return value


def layers_of(table: str) -> list[Path]:
    """Our table of that name, and then a user's own, if their folder has one. Raises SettingsError."""
    folder = settings.LEXICON.value()
    if folder is None:
        return [LEXICON / table]
    own = folder.resolve() / table
    return [LEXICON / table, *([own] if own.is_file() else [])]


def is_users(table: Path) -> bool:
    """Whether a table is a user's own."""
    folder = settings.LEXICON.value()
    return folder is not None and table.parent == folder.resolve()


def _name(table: Path) -> str:
    """How messages call a table: by its name, a user's own by its path."""
    return str(table) if is_users(table) else table.name


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
        raise LexiconError(f"{_name(path)}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    rows = _rows(path, text, columns)
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        for column in required:
            if not row.cells[column]:
                raise row.error(column, "empty.")
        if not unique:
            continue
        key = tuple([row.cells[column] for column in unique])
        if key in seen:
            raise row.error(unique[0], f"{' · '.join(key)!r} is already on line {seen[key]}.")
        seen[key] = row.line
    return rows


def _rows(path: Path, text: str, columns: Sequence[str]) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    try:
        for line in reader:
            cells = [cell.strip() for cell in line]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if header is None:
                header = _checked_header(path, cells, columns)
            elif len(cells) != len(header):
                raise LexiconError(
                    f"{_name(path)}, line {reader.line_num}, column {header[min(len(cells), len(header)) - 1]}: "
                    f"{len(cells)} cells where the header has {len(header)}."
                )
            else:
                rows.append(Row(path, reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise LexiconError(f"{_name(path)}, line {reader.line_num}: {error}.") from error
    if header is None:
        raise LexiconError(f"{_name(path)}, line 1: empty. Its header is {','.join(columns)}.")
    return rows


def _checked_header(path: Path, header: list[str], columns: Sequence[str]) -> list[str]:
    for column in header:
        if column not in columns:
            raise LexiconError(f"{_name(path)}, line 1, column {column}: unknown. Known are {', '.join(columns)}.")
        if header.count(column) > 1:
            raise LexiconError(f"{_name(path)}, line 1, column {column}: given twice.")
    for column in columns:
        if column not in header:
            raise LexiconError(f"{_name(path)}, line 1, column {column}: missing.")
    return header
