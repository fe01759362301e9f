"""Report files found on disk: which there are, what is said about them, and their text."""

from __future__ import annotations

import csv
import glob
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.errors import ReportError, UsageError
from dashboard.reading.report import decode_report
from dashboard.reading.time_zones import published_day

PLAIN_ENDINGS = (".txt", ".md", ".html", ".htm")
ENDINGS = (*PLAIN_ENDINGS, ".jsonl")
INDEX_NAMES = ("index.csv", "reports.csv")
INDEX_COLUMNS = ("file", "published", "source", "url", "lang", "time_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A report before it is read: where its text is, and what is known about it from beside it.

    `offset` is the byte where its line begins in a file of JSON lines, None for a file that is one report. `problem`
    says why there is nothing to read.
    """

    where: str
    path: Path
    offset: int | None = None
    published: date | None = None
    source: str = ""
    url: str = ""
    lang: str | None = None
    time_zone: str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """A report's text with what is known about it."""

    text: str
    published: date | None = None
    source: str = ""
    url: str = ""
    lang: str | None = None
    time_zone: str | None = None
    external_id: str = ""


@dataclass(slots=True)
class _Indexes:
    """The index of each folder, read once, and the folders walked: a link may lead back to where we were."""

    by_folder: dict[Path, dict[str, Incoming]] = field(default_factory=dict)
    walked: set[Path] = field(default_factory=set)

    def of(self, folder: Path) -> dict[str, Incoming]:
        if folder not in self.by_folder:
            self.by_folder[folder] = _read_index(folder)
        return self.by_folder[folder]


def find_incoming(paths: Iterable[str | Path]) -> list[Incoming]:
    """Every report in files, folders (with their sub-folders) and patterns such as `reports/*.txt`, in order.

    A folder that holds an index.csv (or reports.csv; its columns are INDEX_COLUMNS) is read as it lists;
    any other by the endings of its files. What can't be read stands in the list with its problem. Raises UsageError for
    a path that is not there.
    """
    return list(iterate_incoming(paths))


def iterate_incoming(paths: Iterable[str | Path]) -> Iterator[Incoming]:
    """The same, one after the other, each file opened when its turn comes: there may be millions."""
    paths = list(paths)
    indexes = _Indexes()
    seen: set[Path] = set()
    is_one_folder = len(paths) == 1 and Path(paths[0]).is_dir()  # in which no file comes twice
    for path in paths:
        for file in _files(path, indexes):
            if file.path in seen:
                continue
            if not is_one_folder:
                seen.add(file.path)
            yield from _lines(file) if file.path.suffix.lower() == ".jsonl" and not file.problem else [file]


def _files(path: str | Path, indexes: _Indexes) -> Iterator[Incoming]:
    start = Path(path)
    if start.is_dir():
        yield from _folder(start, indexes)
    elif start.exists():
        yield indexes.of(start.parent).get(start.name) or Incoming(where=str(start), path=start)
    elif matches := sorted(glob.glob(str(path), recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
        for match in matches:
            yield from _files(match, indexes)
    else:
        raise UsageError(f"There is nothing at {path}. Name a file, a folder or a pattern such as 'reports/*.txt'.")


def _folder(folder: Path, indexes: _Indexes) -> Iterator[Incoming]:
    if (real := folder.resolve()) in indexes.walked:
        return
    indexes.walked.add(real)
    listed = indexes.of(folder)
    yield from listed.values()
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith("."):
            yield from _folder(path, indexes)
        elif not listed and path.suffix.lower() in ENDINGS and not path.name.startswith("."):
            yield _file(path)


def _file(path: Path) -> Incoming:
    # A pipe or a device that bears a text's name would be waited for without end.
    is_waited_for = path.exists() and not path.is_file()
    return Incoming(where=str(path), path=path, problem="It is not a file." if is_waited_for else "")


def _read_index(folder: Path) -> dict[str, Incoming]:
    """What a folder's index says of its files, by file name; empty without an index. Raises UsageError."""
    path = next((folder / name for name in INDEX_NAMES if (folder / name).is_file()), None)
    if path is None:
        return {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} can't be read: {error}. Save it as UTF-8 CSV.") from error
    if rows and "file" not in rows[0]:
        raise UsageError(f"{path} has no column file. Its columns are {', '.join(INDEX_COLUMNS)}.")
    return {row["file"]: _indexed(folder, path, line, row) for line, row in enumerate(rows, start=2)}


def _indexed(folder: Path, index: Path, line: int, row: Mapping[str, str | None]) -> Incoming:
    file = folder / (row["file"] or "")
    report = Incoming(
        where=str(file),
        path=file,
        source=row.get("source") or "",
        url=row.get("url") or "",
        lang=row.get("lang") or None,
        time_zone=row.get("time_zone") or None,
    )
    if not file.is_file():
        return replace(report, problem=f"{index}, line {line}, lists it, but it is not there.")
    try:
        return replace(report, published=published_day(row.get("published"), report.time_zone))
    except ValueError:
        problem = f"{index}, line {line}, column published: {row.get('published')!r} is not a date such as 2024-03-31."
        return replace(report, problem=problem)


def _lines(file: Incoming) -> Iterator[Incoming]:
    """A report for each line of a file of JSON lines that is not blank."""
    offset = 0
    try:
        with file.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield replace(file, where=f"{file.path}, line {number}", offset=offset)
                offset += len(line)
    except OSError as error:
        yield replace(file, problem=f"It can't be read: {error.strerror}.")


def load_text(report: Incoming) -> IncomingText:
    """The report's text, decoded, with what is known about it; raises ReportError."""
    if report.problem:
        raise ReportError(report.problem)
    try:
        with report.path.open("rb") as file:
            if report.offset is not None:
                file.seek(report.offset)
                return _from_json(file.readline(), report)
            data = file.read()
    except OSError as error:
        raise ReportError(f"It can't be read: {error.strerror}.") from error
    return IncomingText(
        text=decode_report(data),
        published=report.published,
        source=report.source,
        url=report.url,
        lang=report.lang,
        time_zone=report.time_zone,
    )


def _from_json(line: bytes, report: Incoming) -> IncomingText:
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
    time_zone = _whole(value.get("time_zone") or report.time_zone or "") or None
    try:
        published = published_day(value.get("published"), time_zone)
    except ValueError as error:
        raise ReportError(f'"published" {value["published"]!r} is not a date such as 2024-03-31.') from error
    return IncomingText(
        text=value["text"],
        published=published or report.published,
        source=_whole(value.get("source") or report.source),
        url=_whole(value.get("url") or report.url),
        lang=_whole(value["lang"]) if value.get("lang") else report.lang,
        time_zone=time_zone,
        external_id=_whole(value.get("id") or ""),
    )


def _whole(value: Any) -> str:
    """The value as text that any file may hold: JSON can spell half a surrogate pair, UTF-8 can not."""
    return str(value).encode("utf-8", "replace").decode("utf-8")
