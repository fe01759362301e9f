"""Events in the store's tables: read, added, and changed with a line in the log for each field."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from dashboard import schema
from dashboard.batches import batches
from dashboard.errors import EventChanged, StoreError
from dashboard.events import Event
from dashboard.quotes import quote_of
from dashboard.review_log import Edit, write_lines
from dashboard.rows import Row, event_of, event_row, part_rows, plain_fields

_MOST_ASKED = 10_000
"""So many ids go into one question: no database takes more than some ten thousands."""


def read_events(connection: Connection, ids: Sequence[str] | None) -> Iterator[Event]:
    """The events of these ids, or all of them, in order of id."""
    table = schema.events
    statement = select(table).order_by(table.c.id)
    if ids is not None:
        statement = statement.where(table.c.id.in_(ids))
    parts = {part.name: _parts_by_event(connection, part, ids) for part in schema.EVENT_PARTS}
    for row in connection.execute(statement).mappings():
        yield event_of(row, {name: by_event.get(row["id"], ()) for name, by_event in parts.items()})


def _parts_by_event(connection: Connection, part: Any, ids: Sequence[str] | None) -> dict[str, list[RowMapping]]:
    statement = select(part).order_by(part.c.event_id, part.c.position)
    if ids is not None:
        statement = statement.where(part.c.event_id.in_(ids))
    result: dict[str, list[RowMapping]] = {}
    for row in connection.execute(statement).mappings():
        result.setdefault(row["event_id"], []).append(row)
    return result


def revision_of(connection: Connection, event_id: str) -> int | None:
    """How often the event was saved, None if it is not there."""
    return connection.execute(select(schema.events.c.revision).where(schema.events.c.id == event_id)).scalar()


def insert_events(
    connection: Connection,
    events: Iterable[Event],
    *,
    at: datetime,
    texts: Mapping[str, str],
    sources: Mapping[str, str],
) -> int:
    """Adds new events at a time (UTC); their number. `texts` and `sources` are of their reports, by id."""
    rows: list[Row] = []
    parts: dict[str, list[Row]] = {part.name: [] for part in schema.EVENT_PARTS}
    for event in events:
        rows.append(row_of(event, texts=texts, sources=sources) | {"added_at": at})
        for name, made in part_rows(event).items():
            parts[name].extend(made)
    if rows:
        connection.execute(insert(schema.events), rows)
    _insert_parts(connection, parts)
    return len(rows)


def row_of(event: Event, *, texts: Mapping[str, str], sources: Mapping[str, str]) -> Row:
    """The row of the events table; `texts` and `sources` are of the reports that it rests on, by id."""
    source = sources.get(event.sources[0], "") if event.sources else ""
    return event_row(event, source=source, quote=quote_of(event, texts))


def _insert_parts(connection: Connection, parts: Mapping[str, list[Row]]) -> None:
    for part in schema.EVENT_PARTS:
        if parts[part.name]:
            connection.execute(insert(part), parts[part.name])


def save_event(connection: Connection, event: Event, edit: Edit, *, expected_revision: int | None = None) -> int:
    """Adds or changes an event, with a line in the log for each field; its new revision. See Store.save_event."""
    revision = revision_of(connection, event.id)
    if expected_revision is not None and revision != expected_revision:
        raise EventChanged(
            f"Event {event.id!r} was saved by someone else (it is at revision {revision}, not {expected_revision}). "
            "Nothing was written: read it again and make your change there."
        )
    texts, sources = reports_behind(connection, [event])
    if revision is None:
        insert_events(connection, [event], at=edit.at, texts=texts, sources=sources)
        write_lines(connection, event.id, {"created": (None, event.status)}, edit)
        return 1
    before = next(read_events(connection, [event.id]))
    changes = changed_fields(before, event)
    if not changes:
        return revision
    row = row_of(event, texts=texts, sources=sources)
    table = schema.events
    connection.execute(update(table).where(table.c.id == event.id).values(row | {"revision": revision + 1}))
    for part in schema.EVENT_PARTS:
        connection.execute(delete(part).where(part.c.event_id == event.id))
    _insert_parts(connection, part_rows(event))
    write_lines(connection, event.id, changes, edit)
    return revision + 1


def set_standing(connection: Connection, event_id: str, edit: Edit, **standing: Any) -> None:
    """Sets `is_shown` or `joined_into` of an event, with a line in the log for what changes."""
    table = schema.events
    columns = [table.c[name] for name in standing]
    now = connection.execute(select(*columns).where(table.c.id == event_id)).mappings().one()
    changes = {name: (now[name], value) for name, value in standing.items() if now[name] != value}
    if changes:
        values = {name: after for name, (_, after) in changes.items()} | {"revision": table.c.revision + 1}
        connection.execute(update(table).where(table.c.id == event_id).values(values))
        # An event is another one, as a source tells it, when it comes to have parts or has none any more.
        if wholes := [one for one in changes.get("joined_into", ()) if one]:
            connection.execute(update(table).where(table.c.id.in_(wholes)).values(changed=schema.NEXT_REVISION))
        write_lines(connection, event_id, changes, edit)


def reports_behind(
    connection: Connection, events: Iterable[Event], *, known: Container[str] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """The texts and the source names of the reports that events rest on, but for those that are `known`.

    Raises StoreError where one is missing.
    """
    behind = {one: event.id for event in events for one in _reports_named(event) if one not in known}
    table = schema.reports
    rows = [
        row
        for some in batches(behind, _MOST_ASKED)
        for row in connection.execute(select(table.c.id, table.c.text, table.c.source).where(table.c.id.in_(some)))
    ]
    missing = behind.keys() - {row.id for row in rows}
    if missing:
        report_id = min(missing)
        raise StoreError(
            f"Event {behind[report_id]!r} rests on report {report_id!r}, which is not in the store. Save it first."
        )
    return {row.id: row.text for row in rows}, {row.id: row.source for row in rows}


def _reports_named(event: Event) -> set[str]:
    """The ids of the reports that an event rests on."""
    return {*event.sources, *(one.report_id for one in event.evidence)}


def changed_fields(before: Event, after: Event) -> dict[str, tuple[Any, Any]]:
    """Each field of the event that changed, with its value before and after, as plain JSON."""
    old, new = (plain_fields(event) for event in (before, after))
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}
