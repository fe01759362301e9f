"""`python -m dashboard check`: whether a store is as it should be; each thing that is not, and what to do about it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import shapely
from sqlalchemy import Connection, Table, func, or_, select

from dashboard import schema
from dashboard.database import schema_revision
from dashboard.event_tables import read_events, row_of
from dashboard.events import Event
from dashboard.history import STANDING
from dashboard.joins import SAME_AS
from dashboard.review_log import LogEntry, read_lines
from dashboard.rows import plain_fields
from dashboard.store import Store, text_hash

COPIES = ("force_words", "report_ids", "source", "quote")
"""Columns of an event that say again what other tables say."""

_AT_ONCE = 1_000
_RESTORE = "Restore the store from a backup"
_SAVE = "Open the event on the review page and save it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and what to do."""

    where: str
    what: str
    advice: str = _RESTORE

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.advice}."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard check`."""
    parser.add_argument("--store", metavar="URL", help="the store, a path or an address (default: DAWRIYA_STORE)")


def run(args: argparse.Namespace) -> int:
    """A line for each problem on standard output; 1 where there is any."""
    found = 0
    with Store(args.store, must_exist=True) as store:
        for problem in find_problems(store):
            found += 1
            print(problem)
        events = store.count_events()
    said = f"{found} problems" if found else "all is as it should be"
    print(f"{store.shown_url}: {events} events, {said}.", file=sys.stderr)
    return 1 if found else 0


def find_problems(store: Store) -> Iterator[Problem]:
    """Everything that is wrong with a store, a part of it in memory at a time."""
    with store.reader() as connection:
        schema_revision(connection, store.shown_url)
        damaged = [Problem(where="database", what=said) for said in store.backend.find_damage(connection)]
        yield from damaged
        if damaged:
            return  # what is read from damaged pages tells nothing
        yield from _references(connection)
        yield from _texts(connection)
        yield from _evidence(connection)
        yield from _joins(connection)
        yield from _changes(connection)
        for events in _event_batches(connection):
            yield from _events(connection, events)


# Between the tables ---------------------------------------------------------------------------------------------------


def _references(connection: Connection) -> Iterator[Problem]:
    """Rows that refer to what is not there."""
    for table in schema.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            other = key.column.table.alias("other")
            target = other.c[key.column.name]
            lost = select(*table.primary_key.columns, key.parent).outerjoin_from(table, other, key.parent == target)
            for row in connection.execute(lost.where(key.parent.is_not(None), target.is_(None))):
                yield Problem(where=_place(table, row), what=f"its {key.parent.name} {row[-1]!r} is not there")


def _place(table: Table, row: Sequence[Any]) -> str:
    return " ".join([table.name, *(str(value) for value in row[: len(table.primary_key.columns)])])


def _texts(connection: Connection) -> Iterator[Problem]:
    table = schema.reports
    statement = select(table.c.id, table.c.text, table.c.text_hash).order_by(table.c.id)
    for row in connection.execute(statement, execution_options={"yield_per": 200}):
        if text_hash(row.text) != row.text_hash:
            yield Problem(where=f"report {row.id}", what="its text is not the one that its hash was made of")


def _evidence(connection: Connection) -> Iterator[Problem]:
    """Evidence that lies outside of its report's text."""
    words, reports = schema.evidence, schema.reports
    outside = or_(words.c.start < 0, words.c.end < words.c.start, words.c.end > func.length(reports.c.text))
    statement = select(words.c.event_id, words.c.field, words.c.start, words.c.end).join(
        reports, reports.c.id == words.c.report_id
    )
    for row in connection.execute(statement.where(outside)):
        what = f"the words behind its {row.field} ({row.start} to {row.end}) lie outside of the report's text"
        yield Problem(where=f"event {row.event_id}", what=what, advice=_RESTORE)


def _joins(connection: Connection) -> Iterator[Problem]:
    """An event that is joined into another is not shown, and that other stands alone and is shown."""
    part, whole = schema.events, schema.events.alias("whole")
    wrong = or_(part.c.is_shown, whole.c.joined_into.is_not(None), whole.c.id == part.c.id, ~whole.c.is_shown)
    statement = select(part.c.id, whole.c.id.label("whole")).join_from(part, whole, part.c.joined_into == whole.c.id)
    for row in connection.execute(statement.where(wrong)):
        what = f"it is joined into {row.whole}, but one of the two does not stand as it should"
        yield Problem(where=f"event {row.id}", what=what, advice="Split the joined event and join it again")


def _changes(connection: Connection) -> Iterator[Problem]:
    """The changes are numbered from 1 on without a gap, and what takes one back takes back one that is there."""
    log = schema.review_log
    numbers = select(func.count(log.c.change.distinct()), func.max(log.c.change)).where(log.c.change > 0)
    count, last = connection.execute(numbers).one()
    if count != (last or 0):
        yield Problem(where="review log", what=f"its changes are numbered to {last}, but there are {count}")
    backward = select(log.c.change).where(log.c.undoes >= log.c.change).distinct()
    for change in connection.execute(backward).scalars():
        yield Problem(where=f"change {change}", what="it takes back one that came after it")


# Within the events ----------------------------------------------------------------------------------------------------


def _event_batches(connection: Connection) -> Iterator[Sequence[Mapping[Any, Any]]]:
    """What is checked of each event, in order of id."""
    table = schema.events
    columns = [table.c[name] for name in ("id", "revision", "geometry", *COPIES, *STANDING)]
    last = ""
    while True:
        statement = select(*columns).where(table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
        rows = connection.execute(statement).mappings().all()
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _events(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> Iterator[Problem]:
    shapes = shapely.from_wkb([row["geometry"] for row in rows], on_invalid="ignore")
    broken = {
        row["id"] for row, shape in zip(rows, shapes, strict=True) if row["geometry"] is not None and shape is None
    }
    for event_id in sorted(broken):
        yield Problem(where=f"event {event_id}", what="its geometry is no WKB", advice="Give it its place again")
    kept = {row["id"]: row for row in rows if row["id"] not in broken}
    events = list(read_events(connection, list(kept)))
    texts, sources = _reports_of(connection, events)
    logs = {one: tuple(lines) for one, lines in _lines_of(connection, kept)}
    for event in events:
        row = kept[event.id]
        yield from _copies(event, row, row_of(event, texts=texts, sources=sources))
        yield from _log(event, row, logs.get(event.id, ()))


def _reports_of(connection: Connection, events: Sequence[Event]) -> tuple[dict[str, str], dict[str, str]]:
    ids = {one for event in events for one in (*event.sources, *(words.report_id for words in event.evidence))}
    table = schema.reports
    rows = connection.execute(select(table.c.id, table.c.text, table.c.source).where(table.c.id.in_(ids))).all()
    return {row.id: row.text for row in rows}, {row.id: row.source for row in rows}


def _lines_of(connection: Connection, ids: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[LogEntry]]]:
    lines = [line for line in read_lines(connection, event_ids=ids) if not line.field.startswith(SAME_AS)]
    return groupby(sorted(lines, key=lambda line: line.event_id), key=lambda line: line.event_id)


def _copies(event: Event, row: Mapping[Any, Any], made: Mapping[str, Any]) -> Iterator[Problem]:
    for name in COPIES:
        if row[name] != made[name]:
            what = f"its {name} ({row[name]!r:.80}) is not what its reports and forces say ({made[name]!r:.80})"
            yield Problem(where=f"event {event.id}", what=what, advice=_SAVE)


def _log(event: Event, row: Mapping[Any, Any], lines: Sequence[LogEntry]) -> Iterator[Problem]:
    """Every value that the log set last is the one that the event has, and it was saved as often as the log says."""
    set_last = {line.field: line for line in lines if line.field != "created"}
    now = plain_fields(event) | {name: row[name] for name in STANDING}
    for name, line in set_last.items():
        if name in now and now[name] != line.after:
            what = f"its {name} is not what change {line.change} of the review log made it"
            yield Problem(where=f"event {event.id}", what=what, advice=_SAVE)
    changes, saved = {line.change for line in lines if line.field != "created"}, row["revision"] - 1
    if not len(changes) <= saved <= len([line for line in lines if line.field != "created"]):
        what = f"it is at revision {row['revision']}, which does not go with {len(changes)} changes in the review log"
        yield Problem(where=f"event {event.id}", what=what, advice=_RESTORE)
