"""The command that reads reports: files, standard input or JSON lines in, one JSON object a report out."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from dashboard.errors import DashboardError, ReportError
from dashboard.fetching import fetch, require_fetching
from dashboard.incoming import read_bytes
from dashboard.public_hosts import is_web_address
from dashboard.reading.read import ReadReport, read_report
from dashboard.reading.time_zones import published_day
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incoming:
    """One report as it was handed in: its name for messages, and what `read_report` is told."""

    name: str
    text: str
    published: date | None = None
    source: str = ""
    url: str = ""
    report_id: str | None = None
    lang: str | None = None
    time_zone: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard read`."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files of any kind that ingest reads, or addresses; - or none: standard input",
    )
    parser.add_argument("--published", type=_day, metavar="DATE", help="the day the report came out, YYYY-MM-DD")
    parser.add_argument("--time-zone", metavar="ZONE", help="its time zone (default: DAWRIYA_TIME_ZONE, Asia/Damascus)")
    parser.add_argument("--source", default="", help="the name of its source")
    parser.add_argument("--url", default="", help="its address")
    parser.add_argument(
        "--jsonl",
        action="store_true",
        help='standard input or the files hold JSON lines, each {"id", "text", "published"?, "lang"?, "source"?, '
        '"time_zone"?}',
    )


def run(args: argparse.Namespace) -> int:
    """Print one JSON object a report, a line each; 0, or 1 where any report failed (the others are still read)."""
    require_fetching([file for file in args.files if is_web_address(file)])
    try:
        gazetteer = Gazetteer.open()
    except GazetteerError as error:
        print(error, file=sys.stderr)
        return 1
    failures = 0
    for name, incoming in _incoming(args):
        try:
            report = _read(incoming, gazetteer)
        except (DashboardError, GazetteerError, OSError) as error:
            failures += 1
            problem = f"it can't be read: {error.strerror}" if isinstance(error, OSError) else error
            print(f"{name}: {problem}", file=sys.stderr)
            continue
        print(json.dumps(report.as_json(), ensure_ascii=False), flush=True)
        if not gc.get_freeze_count():
            gc.freeze()  # the tables that the first report had read stay: they need not be searched for garbage
    return 1 if failures else 0


def _read(incoming: _Incoming | Exception, gazetteer: Gazetteer) -> ReadReport:
    if isinstance(incoming, Exception):
        raise incoming
    return read_report(
        incoming.text,
        gazetteer,
        published=incoming.published,
        source=incoming.source,
        url=incoming.url,
        report_id=incoming.report_id,
        lang=incoming.lang,
        time_zone=incoming.time_zone,
    )


def _incoming(args: argparse.Namespace) -> Iterator[tuple[str, _Incoming | Exception]]:
    """Every report handed in with its name for messages, or why it can't be had."""
    for file in args.files or ["-"]:
        name = "standard input" if file == "-" else file
        try:
            if args.jsonl:
                yield from _json_lines(args, name, file)
            else:
                yield from _reports_of(args, name, *_named_bytes(file))
        except (OSError, ReportError) as error:
            yield name, error


def _reports_of(
    args: argparse.Namespace, name: str, file_name: str, data: bytes
) -> Iterator[tuple[str, _Incoming | Exception]]:
    """The reports of a file of any kind; what is said on the command line goes before what the file says."""
    for found in read_bytes(file_name, data):
        where = f"{name}, {found.where}" if found.where else name
        try:
            loaded = found.load()
        except ReportError as error:
            yield where, error
            continue
        incoming = _Incoming(
            name=where,
            text=loaded.text,
            published=args.published or loaded.published,
            source=args.source or loaded.source,
            url=args.url or loaded.url or (name if is_web_address(name) else ""),
            report_id=loaded.external_id or None,
            lang=loaded.lang,
            time_zone=args.time_zone or loaded.time_zone,
        )
        yield where, incoming


def _json_lines(args: argparse.Namespace, name: str, file: str) -> Iterator[tuple[str, _Incoming | Exception]]:
    if file == "-":
        yield from _lines(args, name, _standard_input())
        return
    with Path(file).open("rb") as lines:
        yield from _lines(args, name, lines)


def _lines(args: argparse.Namespace, name: str, lines: BinaryIO) -> Iterator[tuple[str, _Incoming | Exception]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{name}, line {number}"
            try:
                yield where, _from_json(args, where, line)
            except ReportError as error:
                yield where, error


def _from_json(args: argparse.Namespace, where: str, line: bytes) -> _Incoming:
    """The report of one JSON line. Raises ReportError, saying what is wrong with it."""
    try:
        value: Any = json.loads(line.decode("utf-8-sig"))
    except RecursionError:
        raise ReportError("not a JSON object: it is nested too deeply.") from None
    except ValueError as error:
        raise ReportError(f"not a JSON object: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ReportError('each line must be a JSON object with a "text".')
    published = value.get("published")
    time_zone = str(value.get("time_zone") or args.time_zone or "") or None
    try:
        day = published_day(published, time_zone) or args.published
    except ReportError:
        raise
    except ValueError as error:
        raise ReportError(f'"published" is {published!r}, not a date as YYYY-MM-DD.') from error
    lang = value.get("lang")
    return _Incoming(
        name=where,
        text=value["text"],
        published=day,
        source=str(value.get("source") or args.source),
        url=str(value.get("url") or args.url),
        report_id=str(value["id"]) if value.get("id") not in (None, "") else None,
        lang=lang if isinstance(lang, str) else None,
        time_zone=time_zone,
    )


def _named_bytes(file: str) -> tuple[str, bytes]:
    """A file's name, which tells its format, and what it holds."""
    if is_web_address(file):
        fetched = fetch(file)
        return fetched.name, fetched.data
    if file == "-":
        return "", _standard_input().read()
    return Path(file).name, Path(file).read_bytes()


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise ReportError("Standard input is closed. Name a file, or hand a text in.")
    return sys.stdin.buffer


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not a date as YYYY-MM-DD") from None
