"""Reading many reports into the store, by one process or many machines; what is there already is left alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from dashboard.batch.keeping import Kept, has_reports, keep_reports, known_texts
from dashboard.batch.order import NOTHING, Readers, Result, in_order
from dashboard.batch.prepared import PreparedReport
from dashboard.batch.processes import processes
from dashboard.batch.progress import progress_bar
from dashboard.batch.run_mark import RunMark
from dashboard.batch.work import Batch, Setting, hash_batch, read_batch, software_digest
from dashboard.batches import batches
from dashboard.corrections import settled_by_source
from dashboard.fetching import addresses_as_files
from dashboard.incoming import Incoming, iterate_incoming
from dashboard.logs import log, without_quotes
from dashboard.reading.time_zones import report_time_zone
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer

BATCH = 16
"""Reports that are read in one go and kept in one transaction: what a run that is killed may have to read again, for
each process that reads."""

_WORTH_ASKING = 0.25
"""Where so many of a batch were known, the next ones are asked for before they are read."""


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
    scheduler: str = "",
    show_progress: bool = False,
    on_failure: Callable[[Failure], None] | None = None,
) -> IngestResult:
    """Reads every report at the paths into the store, in the same order whatever reads them.

    That is this process, or so many `workers` of this machine, or those of the Dask cluster at `scheduler`
    ("tcp://host:port", or "local:N" for one of N processes here). A report that fails is told to `on_failure` and
    skipped. Reports are kept as they are read, a batch a transaction, so that a run that is broken off can be run
    again. At the end events that are surely one are joined, also with those that were there before. Raises UsageError
    for a path that is not there, GazetteerMissing, ClusterError, StoreError.
    """
    paths = list(paths)
    for path in paths[1:]:  # before anything is read: the first one's turn comes at once
        next(iterate_incoming([path]), None)
    run = _Run(store, on_failure)
    with (
        _readers(scheduler, workers, _setting(store, gazetteer_path), paths) as readers,
        progress_bar(lambda: sum(1 for _ in iterate_incoming(paths)), is_shown=show_progress) as bar,
    ):
        for batch, outcomes in run.read(iterate_incoming(paths), readers):
            run.keep(batch, outcomes)
            bar.update(run.done - bar.n)
        run.match()
    return run.result()


def _setting(store: Store, gazetteer_path: Path | None) -> Setting:
    with Gazetteer.open(gazetteer_path) as gazetteer:
        version = gazetteer.version
    return Setting(
        gazetteer=version,
        gazetteer_path=gazetteer_path,
        software=software_digest(),
        time_zone=report_time_zone(),
        settled=settled_by_source(store),
    )


@contextmanager
def _readers(scheduler: str, workers: int, setting: Setting, paths: Sequence[str | Path]) -> Iterator[Readers]:
    if scheduler:
        # Imported here: it takes a second, and most runs are this machine's.
        from dashboard.batch.cluster import cluster

        with cluster(scheduler, setting, [path for path in map(Path, paths) if path.exists()]) as readers:
            yield readers
    else:
        with processes(workers, setting) as readers:
            yield readers


@dataclass(slots=True)
class _Run:
    """One call of `ingest`: the store, and what has been done so far."""

    store: Store
    on_failure: Callable[[Failure], None] | None
    added: int = 0
    known: int = 0
    new_events: list[str] = field(default_factory=list)
    joined: int = 0
    failures: list[Failure] = field(default_factory=list)
    is_asking: bool = field(init=False)
    mark: RunMark = field(init=False)

    def __post_init__(self) -> None:
        self.mark = RunMark(self.store)
        with self.store.reader() as connection:
            self.is_asking = has_reports(connection)

    @property
    def done(self) -> int:
        """How many reports are dealt with."""
        return self.added + self.known + len(self.failures)

    def read(
        self, incoming: Iterable[Incoming], readers: Readers
    ) -> Iterator[tuple[Batch, list[PreparedReport | str]]]:
        """The reports that are not known, a batch at a time and in order, with what reading them gave."""
        fresh = self._fresh(batches(incoming, BATCH), readers)
        return in_order(fresh, lambda batch: readers.submit(read_batch, batch), lambda: readers.look_ahead)

    def _fresh(self, parts: Iterable[Batch], readers: Readers) -> Iterator[Batch]:
        """The batches without what is in the store already.

        That takes a look into every file, which the readers do too; as long as most is new, reading at once is quicker.
        """

        def look(batch: Batch) -> Result:
            return readers.submit(hash_batch, batch) if self.is_asking else NOTHING

        for batch, hashes in in_order(parts, look, lambda: readers.look_ahead):
            if hashes:
                with self.store.reader() as connection:
                    known = known_texts(connection, hashes)
                rest = [report for report, one in zip(batch, hashes, strict=True) if one not in known]
                self._note_known(len(batch) - len(rest), len(batch))
                batch = rest
            if batch:
                yield batch

    def keep(self, batch: Batch, outcomes: Sequence[PreparedReport | str]) -> None:
        """Saves what was read of a batch, or notes why nothing was."""
        prepared = [one for one in outcomes if not isinstance(one, str)]
        kept: Iterator[Kept] = iter(())
        if prepared:
            with self.store.writer() as connection:
                kept = iter(keep_reports(connection, prepared))
                self.mark.set(connection)
        before = self.known
        for report, outcome in zip(batch, outcomes, strict=True):
            one = Kept(problem=outcome) if isinstance(outcome, str) else next(kept)
            self.added += one.added
            self.known += not one.added and not one.problem
            self.new_events += one.event_ids
            if one.problem:
                self._fail(report, one.problem)
        self.is_asking = self.known - before >= _WORTH_ASKING * len(batch)

    def match(self) -> None:
        """Joins the new events, and those that a run which was broken off left, with those that they surely are."""
        self.joined, _ = Desk(self.store).match({*self.new_events, *self.mark.unmatched()})
        self.mark.clear()

    def result(self) -> IngestResult:
        return IngestResult(
            added=self.added,
            known=self.known,
            events=len(self.new_events),
            joined=self.joined,
            failures=tuple(self.failures),
        )

    def _note_known(self, known: int, of: int) -> None:
        self.known += known
        self.is_asking = known >= _WORTH_ASKING * of

    def _fail(self, report: Incoming, problem: str) -> None:
        self.failures.append(Failure(where=report.where, problem=problem))
        if self.on_failure is not None:
            self.on_failure(self.failures[-1])


# The command ----------------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard ingest`."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="files (.txt .md .html .jsonl), folders, patterns, addresses"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    readers = parser.add_mutually_exclusive_group()
    readers.add_argument("--workers", type=_count, default=1, metavar="N", help="processes that read (default 1)")
    readers.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help="a Dask scheduler whose workers read, as tcp://10.0.0.5:8786"
    )


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
        result = ingest(
            paths, store, workers=args.workers, scheduler=args.scheduler, show_progress=True, on_failure=tell
        )
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
