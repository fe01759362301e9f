"""Reports into the store many at a time: their rows, made where they were read, added in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, insert, select

from dashboard import schema
from dashboard.batch.prepared import PreparedReport
from dashboard.batches import batches
from dashboard.clock import store_time
from dashboard.event_tables import save_event
from dashboard.families import Wordings
from dashboard.review_log import begin_edit
from dashboard.rows import Row, event_of

_APART = timedelta(microseconds=1)
"""By so much later is each report of a batch: the order in which they were read stays known."""

_ASKED_AT_ONCE = 10_000  # values in one question: databases have a limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a prepared report: `event_ids` of the events it brought, `problem` if it could not be kept."""

    added: bool = False
    event_ids: tuple[str, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class _Rows:
    """The rows that one transaction adds, by table."""

    reports: list[Row] = field(default_factory=list)
    bands: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    parts: dict[str, list[Row]] = field(default_factory=lambda: {part.name: [] for part in schema.EVENT_PARTS})


def keep_reports(connection: Connection, prepared: Sequence[PreparedReport]) -> list[Kept]:
    """Adds reports in order over an open write transaction, as `Store.save` would one after the other."""
    reports, events = schema.reports, schema.events
    known = _among(connection, reports.c.text_hash, (one.report["text_hash"] for one in prepared))
    ids = _among(connection, reports.c.id, (one.report["id"] for one in prepared))
    taken = _among(connection, events.c.id, (row["id"] for one in prepared for row in one.events))
    wordings = Wordings.about(connection, [one.signature for one in prepared])
    at_url = _last_at(connection, {one.report["url"] for one in prepared} - {""})
    rows, kept, changed = _Rows(), [], []
    now = store_time(connection)
    for one in prepared:
        row = one.report
        if row["text_hash"] in known:
            kept.append(Kept())
            continue
        if row["id"] in ids:
            kept.append(Kept(problem=f"Another text is kept as report {row['id']!r}. Change a word of this one."))
            continue
        known.add(row["text_hash"])
        ids.add(row["id"])
        _add(rows, one, read_at=now, replaces=at_url.get(row["url"]), wordings=wordings, taken=taken)
        changed += [(event, parts) for event, parts in zip(one.events, one.parts, strict=True) if event["id"] in taken]
        if row["url"]:
            at_url[row["url"]] = row["id"]
        now += _APART
        kept.append(Kept(added=True, event_ids=tuple(sorted(event["id"] for event in one.events))))
    _insert(connection, rows)
    for event, parts in changed:
        save_event(connection, event_of(_whole(event), parts), begin_edit(connection, "edit"))
    return kept


def has_reports(connection: Connection) -> bool:
    """Whether any report is kept."""
    return connection.execute(select(schema.reports.c.id).limit(1)).first() is not None


def known_texts(connection: Connection, hashes: Iterable[str]) -> set[str]:
    """Those of the hashes of texts that reports are kept of."""
    return _among(connection, schema.reports.c.text_hash, hashes)


def _add(
    rows: _Rows,
    one: PreparedReport,
    *,
    read_at: datetime,
    replaces: str | None,
    wordings: Wordings,
    taken: Collection[str],
) -> None:
    family, bands = wordings.add(one.report["id"], one.signature)
    rows.reports.append(one.report | {"read_at": read_at, "replaces": replaces, "family": family})
    rows.bands += [{"band": band, "report_id": one.report["id"]} for band in bands]
    for event, parts in zip(one.events, one.parts, strict=True):
        if event["id"] not in taken:
            rows.events.append(event | {"added_at": read_at})
            for name, made in parts.items():
                rows.parts[name] += made


def _insert(connection: Connection, rows: _Rows) -> None:
    tables = [(schema.reports, rows.reports), (schema.report_bands, rows.bands), (schema.events, rows.events)]
    for table, made in [*tables, *((part, rows.parts[part.name]) for part in schema.EVENT_PARTS)]:
        if made:
            connection.execute(insert(table), made)


def _whole(event: Row) -> Row:
    """The row as the database would give it back."""
    return {"revision": 1} | event


def _among(connection: Connection, column: Column[Any], values: Iterable[str]) -> set[str]:
    """Those of the values that the column has."""
    found: set[str] = set()
    for some in batches(dict.fromkeys(values), _ASKED_AT_ONCE):
        found.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return found


def _last_at(connection: Connection, urls: Collection[str]) -> dict[str, str]:
    """The report that was read last from each of the addresses."""
    table = schema.reports
    statement = select(table.c.url, table.c.id).where(table.c.url.in_(urls)).order_by(table.c.read_at)
    return {row.url: row.id for row in connection.execute(statement)} if urls else {}
