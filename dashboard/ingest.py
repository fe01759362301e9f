"""Reading many reports into the store, in as many processes as asked for; what is there already is left alone."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from dashboard.corrections import settled_by_source
from dashboard.errors import DashboardError, ReportError
from dashboard.fetching import addresses_as_files
from dashboard.incoming import Incoming, IncomingText, find_incoming, load_text
from dashboard.logs import log, without_quotes
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer

if TYPE_CHECKING:
    from dashboard.reading.read import ReadReport

Task = tuple[IncomingText, dict[str, str]]
"""A text to read, and what place names are known to mean in its source: {bare key: place id}."""

Read = Callable[[list[Task]], Iterator["ReadReport | str"]]

_BATCH = 64  # reports that are on their way to the processes at a time: enough to keep 8 of them busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A report that could not be read or kept, and why."""

    where: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """How many reports were new and how many were in the store already, the events added, those made of several
    reports, and what failed."""

    added: int = 0
    known: int = 0
    events: int = 0
    joined: int = 0
    failures: tuple[Failure, ...] = ()


def ingest(
    paths: Iterable[str | Path],
    store: Store,
    *,
    gazetteer_path: Path | None = None,
    workers: int = 1,
    show_progress: bool = False,
    on_failure: Callable[[Failure], None] | None = None,
) -> IngestResult:
    """Reads every report at the paths into the store, in the same order whatever the number of `workers`.

    A report that fails is told to `on_failure` and skipped. Each report is kept as soon as it is read, so that a run
    that is broken off can be run again. At the end events that are surely one are joined, also with those that were
    there before. Raises UsageError for a path that is not there, GazetteerMissing, StoreError.
    """
    incoming = find_incoming(paths)
    run = _Run(store, Gazetteer.open(gazetteer_path).version, on_failure, settled=settled_by_source(store))
    with _reader(gazetteer_path, workers) as read, _progress(len(incoming), show_progress) as bar:
        rest = iter(incoming)
        while batch := list(islice(rest, _BATCH)):
            fresh = [(report, text) for report in batch if (text := run.load(report)) is not None]
            bar.update(len(batch) - len(fresh))
            tasks = [(text, run.settled.get(text.source, {})) for _, text in fresh]
            for (report, text), outcome in zip(fresh, read(tasks), strict=True):
                run.keep(report, text, outcome)
                bar.update()
    run.match()
    return run.result()


@dataclass(slots=True)
class _Run:
    """One call of `ingest`: the store, and what has been done so far."""

    store: Store
    gazetteer: str
    on_failure: Callable[[Failure], None] | None
    settled: dict[str, dict[str, str]]
    added: int = 0
    known: int = 0
    new_events: list[str] = field(default_factory=list)
    joined: int = 0
    failures: list[Failure] = field(default_factory=list)

    def load(self, report: Incoming) -> IncomingText | None:
        """The report's text, or None where it failed or is in the store already."""
        try:
            loaded = load_text(report)
        except ReportError as error:
            self._fail(report, str(error))
            return None
        if self.store.has_text(loaded.text):
            self.known += 1
            return None
        return loaded

    def keep(self, report: Incoming, loaded: IncomingText, outcome: ReadReport | str) -> None:
        """Saves what was read, or notes why nothing was."""
        if isinstance(outcome, str):
            self._fail(report, outcome)
            return
        saved = self.store.save(outcome, external_id=loaded.external_id, gazetteer=self.gazetteer)
        if saved.added:
            self.added += 1
            self.new_events += saved.event_ids
        else:
            self.known += 1

    def match(self) -> None:
        """Joins the new events with those that they surely are."""
        self.joined, _ = Desk(self.store).match(self.new_events)

    def result(self) -> IngestResult:
        return IngestResult(
            added=self.added,
            known=self.known,
            events=len(self.new_events),
            joined=self.joined,
            failures=tuple(self.failures),
        )

    def _fail(self, report: Incoming, problem: str) -> None:
        self.failures.append(Failure(where=report.where, problem=problem))
        if self.on_failure is not None:
            self.on_failure(self.failures[-1])


@contextmanager
def _progress(total: int, is_shown: bool) -> Iterator[tqdm]:
    # A run of a second needs no bar; a log needs a line now and then, not ten a second.
    often = 0.1 if sys.stderr.isatty() else 30.0
    with tqdm(
        total=total,
        unit=" reports",
        file=sys.stderr,
        leave=False,
        delay=1,
        mininterval=often,
        disable=not is_shown,
    ) as bar:
        yield bar


# Reading in one process or several ------------------------------------------------------------------------------------


@contextmanager
def _reader(gazetteer_path: Path | None, workers: int) -> Iterator[Read]:
    """A function that reads a list of texts; a report that failed gives its problem in words."""
    if workers <= 1:
        _open_gazetteer(gazetteer_path)
        yield lambda tasks: map(_read_one, tasks)
        return
    # Spawned, not forked: a fork would copy SQLite connections and the progress bar's thread.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_open_gazetteer, initargs=(gazetteer_path,)) as pool:
        try:
            yield lambda tasks: pool.map(_read_one, tasks)
        except BrokenProcessPool as error:
            raise DashboardError(
                "A reading process ended unexpectedly, perhaps for want of memory. What was read is kept: run it again "
                "with fewer --workers."
            ) from error


_gazetteer: Gazetteer | None = None


def _open_gazetteer(path: Path | None) -> None:
    global _gazetteer
    _gazetteer = Gazetteer.open(path)


def _read_one(task: Task) -> ReadReport | str:
    from dashboard.reading.read import read_report

    report, settled = task
    assert _gazetteer is not None
    try:
        return read_report(
            report.text,
            _gazetteer,
            published=report.published,
            source=report.source,
            url=report.url,
            lang=report.lang,
            time_zone=report.time_zone,
            settled=settled,
        )
    except (DashboardError, GazetteerError) as error:
        return str(error)


# The command ----------------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard ingest`."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="files (.txt .md .html .jsonl), folders, patterns, addresses"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    parser.add_argument("--workers", type=_count, default=1, metavar="N", help="processes that read (default 1)")


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 1 on")
    return int(value)


def run(args: argparse.Namespace) -> int:
    """0, or 1 if any report failed; the failures and the sum on standard error."""

    def tell(failure: Failure) -> None:
        # Only a terminal has a bar to be drawn anew below the line.
        (tqdm.write if sys.stderr.isatty() else print)(f"{failure.where}: {failure.problem}", file=sys.stderr)
        log("ingest.failed", level="warning", where=failure.where, problem=without_quotes(failure.problem))

    unfetched: list[Failure] = []

    def tell_unfetched(address: str, problem: str) -> None:
        unfetched.append(Failure(where=address, problem=problem))
        tell(unfetched[-1])

    with addresses_as_files(args.paths, tell_unfetched) as paths, Store(args.store) as store:
        result = ingest(paths, store, workers=args.workers, show_progress=True, on_failure=tell)
    result = replace(result, failures=(*unfetched, *result.failures))
    log(
        "ingest.end",
        added=result.added,
        known=result.known,
        events=result.events,
        joined=result.joined,
        failed=len(result.failures),
    )
    counts = f"{result.added} reports added with {result.events} events, {result.known} known already"
    joined = f" {result.joined} events are told by several reports." if result.joined else ""
    print(f"{counts}, {len(result.failures)} failed.{joined}", file=sys.stderr)
    return 1 if result.failures else 0
