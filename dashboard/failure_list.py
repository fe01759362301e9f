"""The list of what failed, as a table that a spreadsheet opens: where it stands, and why it was not read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.errors import ExportError
from dashboard.interchange.csv_table import guard_cell

COLUMNS = ("where", "problem")

Row = tuple[str, str]
"""Where a report stands, and what the problem with it is."""


@contextmanager
def failure_list(path: Path | None) -> Iterator[Callable[[Row], None]]:
    """A function that adds a row to the file, which is whole after each; without a path it does nothing.

    Raises ExportError where the file can't be written.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            file.flush()

            def add(row: Row) -> None:
                rows.writerow(map(guard_cell, row))
                file.flush()

            yield add
    except OSError as error:
        raise ExportError(f"{path} can't be written: {error.strerror}. Name another file for --failures.") from error


def failures_csv(rows: Iterable[Row]) -> bytes:
    """The whole table."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(guard_cell, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")
