"""Coded events into the store, a batch at a time and each whole; and beforehand, what would come of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import pyogrio
from sqlalchemy import Connection, insert, select

from dashboard import schema
from dashboard.coded.insert import insert_ready, known_ids, of_reports
from dashboard.coded.likely import Alike, LikelyEvents
from dashboard.coded.making import FileFacts, Made, Request, made_ahead
from dashboard.coded.recognise import SCHEMES
from dashboard.coded.records import Coded, Tally
from dashboard.coded.reports import Reports
from dashboard.errors import CodedFileError, UsageError
from dashboard.interchange.csv_table import guard_cell
from dashboard.merging.weights import joining_weights, level
from dashboard.permissions import Permission
from dashboard.settings import PUBLIC
from dashboard.store import Store, text_hash
from gazetteer.sources.problems import Problems

MOST_DOUBTS = 1_000
"""Pairs of events that are kept for a person to ask about: more of one file nobody looks through."""

SHOWN_ROWS = 8
AT_ONCE = 100_000
"""Rows that are written in one transaction: with fewer, the same pages of the indexes are written over and over."""

_ALIKE = (("date", "same_day"), ("place", "near"), ("kind", "same"), ("forces", "shared"))
"""What is known of two events that are likely one, by the levels of dashboard/lexicon/joining.csv."""

Watch = Callable[[int], None]


class CsvWriter(Protocol):
    """What csv.writer gives."""

    def writerow(self, row: list[Any], /) -> Any: ...


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a file holds, and what came, or would come, of it.

    `known` rows are in the store already, `changed` of them with other words there; `repeated` stand in the file twice;
    `likely` may tell of events that are there already, the first of them in `alike`. `first` has the first rows.
    """

    container: str
    scheme: str
    columns: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    problems: Problems
    tally: Tally
    rows: int = 0
    added: int = 0
    known: int = 0
    changed: int = 0
    repeated: int = 0
    likely: int = 0
    doubts: int = 0
    alike: list[tuple[int, str, float]] = field(default_factory=list)
    first: pd.DataFrame = field(default_factory=pd.DataFrame)
    is_whole: bool = True

    @property
    def label(self) -> str:
        return SCHEMES[self.scheme].label


class ProblemRows(Problems):
    """Problems that are also written to a table, every one of them, guarded against spreadsheets."""

    def __init__(self, rows: CsvWriter, name: str) -> None:
        super().__init__()
        self._rows, self._name = rows, name

    def add(self, line: int, reason: str) -> None:
        super().add(line, reason)
        self._rows.writerow([guard_cell(self._name), line, guard_cell(reason), "no"])

    def doubt(self, line: int, reason: str) -> None:
        super().doubt(line, reason)
        self._rows.writerow([guard_cell(self._name), line, guard_cell(reason), "yes"])


PROBLEM_COLUMNS = ("file", "line", "reason", "brought in")


def preview(
    request: Request, store: Store, *, most_rows: int = 0, problems: Problems | None = None, watch: Watch | None = None
) -> Outcome:
    """What bringing a file in would do; nothing is written. With `most_rows`, of so many rows at least, then it stops.

    Raises CodedFileError, UsageError, StoreError.
    """
    return _run(request, store, is_dry=True, problems=problems, watch=watch, most_rows=most_rows)


def bring_in(
    request: Request,
    store: Store,
    *,
    problems: Problems | None = None,
    watch: Watch | None = None,
    apart: bool = False,
) -> Outcome:
    """Brings a file's events into the store; what is there already is left as it is, so a run can be run again.

    Each batch is written whole or not at all. For `apart` see `made_ahead`. Raises CodedFileError, UsageError,
    StoreError.
    """
    if PUBLIC.value():
        raise UsageError("This is shown to the public (DAWRIYA_PUBLIC): nothing can be changed here.")
    return _run(request, store, is_dry=False, problems=problems, watch=watch, apart=apart)


def _run(
    request: Request,
    store: Store,
    *,
    is_dry: bool,
    problems: Problems | None,
    watch: Watch | None,
    most_rows: int = 0,
    apart: bool = False,
) -> Outcome:
    request, problems = request.checked(), problems or Problems()
    with made_ahead(request, problems, is_dry=is_dry, apart=apart) as (facts, batches):
        run = _Run(store, facts, problems, is_dry=is_dry)
        run.take_all(batches, most_rows=most_rows, watch=watch)
    run.keep_doubts()
    run.outcome.rows += problems.count - run.told_bad
    if not run.outcome.rows:
        raise CodedFileError(f"{request.path} has no rows.")
    return run.outcome


class _Run:
    """One file on its way: what was seen of it so far."""

    def __init__(self, store: Store, facts: FileFacts, problems: Problems, *, is_dry: bool) -> None:
        self.store, self.is_dry = store, is_dry
        self.outcome = Outcome(
            container=facts.container,
            scheme=facts.scheme.name,
            columns=facts.columns,
            fields=facts.fields,
            problems=problems,
            tally=Tally(),
        )
        self.seen: set[str] = set()
        self.pairs: list[tuple[str, Alike]] = []
        self.told_bad = 0
        # What the store has before this file, not what the file's first batches add.
        prefix = "" if facts.scheme.name in ("table", "ours", "timemap") else f"{facts.scheme.name}:"
        self.others = LikelyEvents(store, prefix=prefix)
        with store.reader() as connection:
            self.was_empty = connection.execute(select(schema.events.c.id).limit(1)).first() is None

    def take_all(self, batches: Iterator[Made], *, most_rows: int, watch: Watch | None) -> None:
        """Takes the batches, some at a time in one transaction; where the file breaks off, what came before is kept."""
        broken: CodedFileError | None = None
        batch = next(batches, None)
        while batch is not None and broken is None:
            taken = 0
            with self.store.reader() if self.is_dry else self.store.writer(Permission.READ_IN) as connection:
                while batch is not None and taken < AT_ONCE:
                    self.take(batch, connection)
                    taken += batch.rows
                    if watch is not None:
                        watch(batch.rows)
                    try:
                        batch = next(batches, None)
                    except CodedFileError as error:
                        broken, batch = error, None
                    if most_rows and self.outcome.rows >= most_rows:
                        self.outcome.is_whole = batch is None
                        return
        if broken is not None:
            raise broken

    def take(self, batch: Made, connection: Connection) -> None:
        """Counts a batch, and unless it is a dry run, writes it."""
        self.outcome.rows += batch.rows
        self.outcome.tally = batch.tally
        self.told_bad += batch.bad
        self.outcome.repeated += batch.repeated
        coded = batch.coded
        if len(self.outcome.first) < SHOWN_ROWS:
            self.outcome.first = pd.concat([self.outcome.first, _shown(coded)], ignore_index=True).head(SHOWN_ROWS)
        known = self._known(connection, coded)
        if batch.ready is not None:
            insert_ready(connection, batch.ready.without(known))
        fresh = coded.part(~coded.table["id"].isin(known).to_numpy())
        self.seen.update(fresh.table["id"])
        self.outcome.added += len(fresh)
        self._compare(fresh)

    def _known(self, connection: Connection, coded: Coded) -> set[str]:
        """The ids not to be added: of an earlier row, or in the store, where some may read otherwise."""
        ids = coded.table["id"].to_list()
        repeated = self.seen.intersection(ids)
        self.outcome.repeated += len(repeated)
        if self.was_empty:  # whoever writes the same file at once is refused by the database
            return repeated
        known = known_ids(connection, schema.events, [one for one in ids if one not in repeated])
        self.outcome.known += len(known)
        if known and not coded.is_ours:
            there = coded.part(coded.table["id"].isin(known).to_numpy())
            hashes = of_reports(connection, "text_hash", there.table["id"].to_list())
            for event_id, text in zip(there.table["id"], Reports(there).texts, strict=True):
                self.outcome.changed += hashes.get(event_id, "") not in ("", text_hash(text))
        return known | repeated

    def _compare(self, fresh: Coded) -> None:
        alike = self.others.find(fresh)
        self.outcome.likely += len(alike)
        ids, lines = fresh.table["id"].to_list(), fresh.table["line"].to_list()
        for one in alike[: max(0, MOST_DOUBTS - len(self.pairs))]:
            self.pairs.append((ids[one.row], one))
            self.outcome.alike.append((int(lines[one.row]), one.event_id, one.distance_m))

    def keep_doubts(self) -> None:
        """Asks about the likeliest of the events that may be one, where both are in the store."""
        if self.is_dry or not self.pairs:
            return
        joining = joining_weights()
        weights = [(feature, name, float(joining.by_level[feature][level(feature, name)])) for feature, name in _ALIKE]
        score = 1 / (1 + math.exp(-joining.base - sum(weight for _, _, weight in weights)))
        reasons = [{"feature": feature, "level": name, "weight": weight} for feature, name, weight in weights]
        rows = [
            dict(zip(("first_id", "second_id"), sorted((new, one.event_id)), strict=True))
            | {"score": score, "reasons": reasons}
            for new, one in self.pairs
        ]
        with self.store.writer(Permission.READ_IN) as connection:
            connection.execute(insert(schema.doubts), rows)
        self.outcome.doubts = len(rows)


def _shown(coded: Coded) -> pd.DataFrame:
    """The first rows of a batch, with what people look at first."""
    table = coded.table.head(SHOWN_ROWS)
    columns = [
        "line",
        "id",
        "date_start",
        "date_precision",
        "kind",
        "place_name",
        "country",
        "lat",
        "lon",
        "geo_precision",
        "text",
    ]
    sides = [" · ".join(side.force for side in coded.sides[code]) for code in coded.side_codes[: len(table)]]
    return table[columns].assign(forces=sides)


def estimate_rows(path: Path, container: str) -> int | None:
    """About how many rows a file has, for the time left; None where it can't be told quickly."""
    if container == "gpkg":
        return sum(int(pyogrio.read_info(path, layer=name)["features"]) for name, _ in pyogrio.list_layers(path))
    marks = {"csv": (b"\n",), "json": (b'"properties"', b'"description"'), "kml": (b"<Placemark",)}[container]
    counts = dict.fromkeys(marks, 0)
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            return None
        file.seek(0)
        while block := file.read(1 << 22):
            for mark in marks:
                counts[mark] += block.count(mark)
    return next((count for count in counts.values() if count), None)
