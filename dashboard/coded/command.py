"""`python -m dashboard import-events`: coded events of others into the store, or what would come of it."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from dashboard.coded.bring_in import (
    PROBLEM_COLUMNS,
    CsvWriter,
    Outcome,
    ProblemRows,
    Request,
    Watch,
    bring_in,
    estimate_rows,
    preview,
)
from dashboard.coded.recognise import FIELDS, SCHEMES, container_of
from dashboard.coded.records import Choices
from dashboard.errors import CodedFileError, UsageError
from dashboard.events import STATUSES
from dashboard.interchange.rows import without_controls
from dashboard.store import Store
from gazetteer.sources.problems import Problems

_LISTED = 12
"""Codes, names and rows of each list that are told; all of them are counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard import-events`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, GeoJSON, JSON, KML, KMZ or GeoPackage")
    parser.add_argument("--format", choices=tuple(SCHEMES), default="", help="whose columns (default: found out)")
    parser.add_argument("--columns", default="", metavar="FIELD=COLUMN,…", help=f"fields: {', '.join(FIELDS)}")
    parser.add_argument(
        "--source", default="", metavar="NAME", help="the source of all events (default: as each row says)"
    )
    parser.add_argument("--status", choices=STATUSES, default="", help="the status of all events (default: by format)")
    parser.add_argument(
        "--force", action="append", default=[], metavar="NAME=ID", help="what an actor's name means; people is no force"
    )
    parser.add_argument("--kind", action="append", default=[], metavar="CODE=ID", help="what a code of kinds means")
    parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
    parser.add_argument("--failures", metavar="FILE.csv", help="write every row that fails or looks wrong to a file")
    parser.add_argument("--store", metavar="URL", help="the store, a path or an address (default: DAWRIYA_STORE)")


def run(args: argparse.Namespace) -> int:
    """0, or 1 where a row or a file failed; counts on standard output, what failed on standard error."""
    choices = Choices(
        source=args.source.strip(),
        status=args.status,
        actors=_pairs(args.force, "--force"),
        kinds=_pairs(args.kind, "--kind"),
    )
    columns = _pairs(args.columns.split(",") if args.columns else [], "--columns")
    requests = [
        Request(path=Path(name), scheme=args.format, columns=columns, choices=choices).checked() for name in args.files
    ]
    failed = False
    with _failures(args.failures) as rows, Store(args.store) as store:
        for request in requests:
            try:
                problems = Problems() if rows is None else ProblemRows(rows, str(request.path))
                failed |= _one(request, store, problems, is_dry=args.dry_run)
            except CodedFileError as error:
                print(f"dashboard: {error}", file=sys.stderr)
                failed = True
    return int(failed)


def _one(request: Request, store: Store, problems: Problems, *, is_dry: bool) -> bool:
    """Brings one file in, or previews it, and says what came of it; whether any row failed."""
    with _progress(request.path) as watch:
        if is_dry:
            outcome = preview(request, store, problems=problems, watch=watch)
        else:
            outcome = bring_in(request, store, problems=problems, watch=watch, apart=True)
    print("\n".join(without_controls(line) for line in told(request.path, outcome, is_dry=is_dry)))
    for row in problems.rows[:_LISTED]:
        print(f"{request.path}: {without_controls(str(row))}", file=sys.stderr)
    return problems.count > 0


def told(path: Path, outcome: Outcome, *, is_dry: bool) -> Iterator[str]:
    """The lines that say what a file holds and what came, or would come, of it."""
    tally, problems = outcome.tally, outcome.problems
    yield f"{path}: {outcome.label}, {outcome.rows:,} rows"
    yield f"  columns     {_fields(outcome)}"
    if tally.first and tally.last:
        yield f"  days        {tally.first} to {tally.last}, {tally.undated:,} undated"
    yield f"  places      {tally.unplaced:,} without; countries {_counts(Counter(_named(tally.countries)))}"
    yield f"  kinds       {_counts(_pairs_named(tally.kinds))}"
    if tally.unknown_kinds:
        yield f"  not known   kinds, now other: {_counts(Counter(_named(tally.unknown_kinds)))}"
    yield f"  forces      {_counts(_pairs_named(tally.forces))}"
    if tally.unknown_actors:
        yield f"  not known   actors, now unidentified: {_counts(tally.unknown_actors)}"
    yield f"  statuses    {_counts(tally.statuses)}"
    for remark in problems.remarks:
        yield f"  remark      {remark}"
    yield f"  fail        {problems.count:,}; look wrong, but come in: {problems.doubt_count:,}"
    for row in problems.doubts[:_LISTED]:
        yield f"              {row}"
    changed = f", {outcome.changed:,} with other words now (left as they are)" if outcome.changed else ""
    repeated = f"{outcome.repeated:,} stand in the file twice"
    yield f"  known       {outcome.known:,} are in the store already{changed}; {repeated}"
    yield f"  likely      {outcome.likely:,} may tell of events that are there already"
    for line, event_id, metres in outcome.alike[:_LISTED]:
        yield f"              line {line}: {event_id}, {metres / 1000:.1f} km away"
    asked = f", {outcome.doubts:,} pairs to be reviewed" if outcome.doubts else ""
    yield f"  {'would add   ' if is_dry else 'added       '}{outcome.added:,}{asked}"


def _fields(outcome: Outcome) -> str:
    return ", ".join(f"{field}={'|'.join(some)}" for field, some in outcome.fields.items() if field != "record")


def _named(counts: Counter[str]) -> dict[str, int]:
    return {name or "–": count for name, count in counts.items()}


def _pairs_named(counts: Counter[tuple[str, str]]) -> Counter[str]:
    return Counter({f"{name or '–'} → {meaning}": count for (name, meaning), count in counts.items()})


def _counts(counts: Counter[str]) -> str:
    shown = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(_LISTED))
    more = len(counts) - _LISTED
    return (shown or "none") + (f", and {more:,} more" if more > 0 else "")


def _pairs(given: list[str], option: str) -> dict[str, str]:
    """NAME=VALUE of each; raises UsageError."""
    found = {}
    for one in given:
        name, equals, value = one.rpartition("=") if option != "--columns" else one.partition("=")
        if not equals or not name.strip() or (not value.strip() and option != "--columns"):
            raise UsageError(f"{option} {one!r} is not of the form NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found


@contextmanager
def _failures(path: str | None) -> Iterator[CsvWriter | None]:
    """Where to write the rows that fail or look wrong."""
    if path is None:
        yield None
        return
    try:
        Path(path).touch()
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}. Name another file with --failures.") from error
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(PROBLEM_COLUMNS)
        yield rows


@contextmanager
def _progress(path: Path) -> Iterator[Watch]:
    """A bar with count, rate and time left; in a log, a line now and then."""
    total = estimate_rows(path, container_of(path)) if path.is_file() else None
    often = 0.1 if sys.stderr.isatty() else 30.0
    with tqdm(
        total=total, unit=" rows", unit_scale=True, file=sys.stderr, leave=False, delay=1, mininterval=often
    ) as bar:

        def watch(rows: int) -> None:
            bar.update(rows)

        yield watch
