"""The index of a folder or an archive: a table of its files with what is known of each."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date

from dashboard.errors import UsageError
from dashboard.incoming.lists import guess_fields
from dashboard.incoming.records import IncomingText
from dashboard.reading.time_zones import published_day

INDEX_NAMES = ("index.csv", "reports.csv")
INDEX_COLUMNS = ("file", "published", "source", "url", "lang", "time_zone")

_SAID = ("published", "source", "url", "lang", "time_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an index says of a file; `line` is where it says so, `problem` what is wrong there."""

    line: int = 0
    published: date | None = None
    source: str = ""
    url: str = ""
    lang: str | None = None
    time_zone: str | None = None
    problem: str = ""


def index_rows(data: bytes, name: str) -> dict[str, Known] | None:
    """What an index says, by file name; None for a list that has the texts themselves. Raises UsageError."""
    try:
        rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{name} can't be read: {error}. Save it as UTF-8 CSV.") from error
    header = [column for column in rows[0] if isinstance(column, str)] if rows else []
    if rows and "file" not in header:
        if "text" in guess_fields(header):
            return None
        raise UsageError(f"{name} has no column file. Its columns are {', '.join(INDEX_COLUMNS)}.")
    return {row["file"] or "": _known(name, line, row) for line, row in enumerate(rows, start=2)}


def _known(index: str, line: int, row: dict[str, str | None]) -> Known:
    known = Known(
        line=line,
        source=row.get("source") or "",
        url=row.get("url") or "",
        lang=row.get("lang") or None,
        time_zone=row.get("time_zone") or None,
    )
    try:
        return replace(known, published=published_day(row.get("published"), known.time_zone))
    except (ValueError, OverflowError):
        problem = f"{index}, line {line}, column published: {row.get('published')!r} is not a date such as 2024-03-31."
        return replace(known, problem=problem)


def with_known(loaded: IncomingText, known: Known, *, is_one: bool) -> IncomingText:
    """The report with what stands beside its file: that wins where the file is one report, else it fills gaps."""
    beside = {name: value for name in _SAID if (value := getattr(known, name))}
    if not is_one:
        beside = {name: value for name, value in beside.items() if not getattr(loaded, name)}
    return replace(loaded, **beside)
