"""JSON lines: each a report with what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from dashboard.errors import ReportError
from dashboard.incoming.limits import LONGEST_LINE, MB, check_size
from dashboard.incoming.records import Found, IncomingText, Source
from dashboard.reading.time_zones import published_day


def read(source: Source) -> Iterator[Found]:
    """A report for each line that is not blank."""
    check_size(source.size, "jsonl")
    with source.open() as file:
        for number, _, line in numbered_lines(file):
            yield Found(f"line {number}", partial(line_report, line))


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """(number, offset, line) of each line that is not blank, cut where it is longer than LONGEST_LINE bytes."""
    offset = number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        length = len(line)
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE + 1)
            length += len(rest)
        if line.strip():
            yield number, offset, line
        offset += length


def line_report(line: bytes, time_zone: str | None = None) -> IncomingText:
    """The report of a line, which may name a time zone of its own. Raises ReportError."""
    if len(line) > LONGEST_LINE:
        raise ReportError(f"The line has more than {LONGEST_LINE // MB:,} MB, more than a report can have.")
    try:
        value: Any = json.loads(line.decode("utf-8-sig"))
    except RecursionError:
        raise ReportError("It is not JSON that can be read: it is nested too deeply.") from None
    except ValueError as error:
        raise ReportError(f"It is not JSON: {error}.") from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ReportError(
            'It has no "text". Each line is {"id", "text", "published", "source", "url", "lang", "time_zone"}.'
        )
    time_zone = _whole(value.get("time_zone") or time_zone or "") or None
    try:
        published = published_day(value.get("published"), time_zone)
    except ReportError:
        raise
    except (ValueError, OverflowError) as error:
        raise ReportError(f'"published" {value["published"]!r} is not a date such as 2024-03-31.') from error
    return IncomingText(
        text=value["text"],
        published=published,
        source=_whole(value.get("source") or ""),
        url=_whole(value.get("url") or ""),
        lang=_whole(value["lang"]) if value.get("lang") else None,
        time_zone=time_zone,
        external_id=_whole(value.get("id") or ""),
    )


def _whole(value: Any) -> str:
    """The value as text that any file may hold: JSON can spell half a surrogate pair, UTF-8 can not."""
    return str(value).encode("utf-8", "replace").decode("utf-8")
