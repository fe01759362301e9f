"""The text of a report that was found on disk, with what is known about it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from itertools import islice

from dashboard.errors import ReportError
from dashboard.incoming.folder_index import Known, with_known
from dashboard.incoming.json_lines import line_report
from dashboard.incoming.limits import LONGEST_LINE
from dashboard.incoming.readers import read_source
from dashboard.incoming.records import Found, Incoming, IncomingText, source_of_file

_LAST = 1_000  # reports that are kept at hand: batches are asked for nearly in order


def load_text(report: Incoming) -> IncomingText:
    """The report's text, decoded, with what is known about it; raises ReportError."""
    if report.problem:
        raise ReportError(report.problem)
    try:
        loaded = _load(report)
    except OSError as error:
        raise ReportError(f"It can't be read: {error.strerror}.") from error
    known = Known(
        published=report.published,
        source=report.source,
        url=report.url,
        lang=report.lang,
        time_zone=report.time_zone,
    )
    return with_known(loaded, known, is_one=report.offset is None and report.part is None)


def _load(report: Incoming) -> IncomingText:
    if report.offset is not None:
        with report.path.open("rb") as file:
            file.seek(report.offset)
            return line_report(file.readline(LONGEST_LINE + 1), report.time_zone)
    if report.part is None:
        return next(read_source(source_of_file(report.path))).load()
    return _nth(report, report.part).load()


class _Place(threading.local):
    """Where this thread is in a file of several reports, and the last ones found: the next need no second opening."""

    def __init__(self) -> None:
        self.key: tuple[object, ...] = ()
        self.rest: Iterator[Found] = iter(())
        self.passed = 0
        self.last: deque[Found] = deque()


_place = _Place()


def _nth(report: Incoming, part: int) -> Found:
    stat = report.path.stat()
    key = (report.path, stat.st_size, stat.st_mtime_ns, report.columns)
    if key != _place.key or part < _place.passed - len(_place.last):
        _place.rest = read_source(source_of_file(report.path, dict(report.columns)))
        _place.key, _place.passed, _place.last = key, 0, deque(maxlen=_LAST)
    for found in islice(_place.rest, max(0, part + 1 - _place.passed)):
        _place.last.append(found)
        _place.passed += 1
    if part >= _place.passed:
        raise ReportError("The file has changed while it was read. Read it again.")
    return _place.last[part - _place.passed]
