"""Reading many reports into the store, by one process or many machines; what is there already is left alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from dashboard.errors import UsageError
from dashboard.failure_list import failure_list
from dashboard.fetching import addresses_as_files
from dashboard.incoming import ENDINGS, Incoming, find_files, iterate_incoming, parse_columns
from dashboard.logs import log, without_quotes
from dashboard.permissions import Permission
from dashboard.reading.time_zones import report_time_zone
from dashboard.review import Desk
from dashboard.store import Store
from dashboard.watching import stopping, watch
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
    columns: Mapping[str, str] | None = None,
    show_progress: bool = False,
    on_failure: Callable[[Failure], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> IngestResult:
    """Reads every report at the paths into the store, in the same order whatever reads them.

    That is this process, or so many `workers` of this machine, or those of the Dask cluster at `scheduler`
    ("tcp://host:port", or "local:N" for one of N processes here). A report that fails is told to `on_failure` and
    skipped. `columns` says which column of a list is what. How many are done is told to `on_progress`; once
    `is_stopped` is true the rest is left for another run. Reports are kept as they are read, a batch a transaction, so
    that a run that is broken off can be run again. At the end events that are surely one are joined, also with those
    that were there before. Raises UsageError for a path that is not there, GazetteerMissing, ClusterError, StoreError.
    """
    paths = list(paths)
    for path in paths[1:]:  # before anything is read: the first one's turn comes at once
        next(find_files([path]), None)
    run = _Run(store, on_failure)
    with (
        _readers(scheduler, workers, _setting(store, gazetteer_path), paths) as readers,
        progress_bar(lambda: sum(1 for _ in iterate_incoming(paths, columns=columns)), is_shown=show_progress) as bar,
    ):
        for batch, outcomes in run.read(iterate_incoming(paths, columns=columns), readers):
            run.keep(batch, outcomes)
            bar.update(run.done - bar.n)
            if on_progress is not None:
                on_progress(run.done)
            if is_stopped():
                break
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
            with self.store.writer(Permission.READ_IN) as connection:
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
        "paths", nargs="*", metavar="PATH", help=f"files ({' '.join(ENDINGS)}), folders, patterns, addresses"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or sqlite:///path (default: DAWRIYA_STORE)")
    readers = parser.add_mutually_exclusive_group()
    readers.add_argument("--workers", type=_count, default=1, metavar="N", help="processes that read (default 1)")
    readers.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help="a Dask scheduler whose workers read, as tcp://10.0.0.5:8786"
    )
    parser.add_argument(
        "--columns",
        metavar="FIELD=HEADER,…",
        help="which column of a CSV or XLSX list is what, as text=Body,published=Date",
    )
    parser.add_argument("--failures", type=Path, metavar="FILE.csv", help="a table of what failed and why")
    parser.add_argument("--watch", type=Path, metavar="FOLDER", help="read what comes into a folder until stopped")
    parser.add_argument(
        "--every", type=_seconds, default=10.0, metavar="SECONDS", help="how often to look there (default 10)"
    )


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of seconds from 0.1 to 86400")
    return seconds


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 1 on")
    return int(value)


def run(args: argparse.Namespace) -> int:
    """0, or 1 if any report failed; the failures and the sum on standard error."""
    if not args.paths and args.watch is None:
        raise UsageError("Name a file or a folder to read, or a folder to --watch.")
    columns = parse_columns(args.columns) if args.columns else None
    with failure_list(args.failures) as list_failure, Store(args.store) as store:

        def tell(failure: Failure) -> None:
            # Only a terminal has a bar to be drawn anew below the line.
            (tqdm.write if sys.stderr.isatty() else print)(f"{failure.where}: {failure.problem}", file=sys.stderr)
            list_failure((failure.where, failure.problem))
            log("ingest.failed", level="warning", where=failure.where, problem=without_quotes(failure.problem))

        def read(paths: Sequence[str | Path], is_stopped: Callable[[], bool] = lambda: False) -> bool:
            result = _ingest_told(args, paths, store, tell, columns, is_stopped)
            return not result.failures

        is_well = not args.paths or read(args.paths)
        if args.watch is not None:
            with stopping() as stop:
                print(f"Watching {args.watch}.", file=sys.stderr, flush=True)
                watch(args.watch, lambda path: read([path], stop.is_set), every_s=args.every, stop=stop)
                return 0
    return 0 if is_well else 1


def _ingest_told(
    args: argparse.Namespace,
    paths: Sequence[str | Path],
    store: Store,
    tell: Callable[[Failure], None],
    columns: Mapping[str, str] | None,
    is_stopped: Callable[[], bool],
) -> IngestResult:
    """Reads what is at paths and addresses; what failed is told as it fails, the sum at the end."""
    unfetched: list[Failure] = []

    def tell_unfetched(address: str, problem: str) -> None:
        unfetched.append(Failure(where=address, problem=problem))
        tell(unfetched[-1])

    with addresses_as_files(list(map(str, paths)), tell_unfetched) as files:
        result = ingest(
            files,
            store,
            workers=args.workers,
            scheduler=args.scheduler,
            columns=columns,
            show_progress=True,
            on_failure=tell,
            is_stopped=is_stopped,
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
    _print_sum(result)
    return result


def _print_sum(result: IngestResult) -> None:
    counts = f"{result.added} reports added with {result.events} events, {result.known} known already"
    joined = f" {result.joined} events are told by several reports." if result.joined else ""
    print(f"{counts}, {len(result.failures)} failed.{joined}", file=sys.stderr, flush=True)
