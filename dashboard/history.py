"""The events as they were known at a moment of the past: what the log has noted since is taken back, in memory only.

Nothing is ever taken out of the log, and an event's row says when it came in; so every past state can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from dashboard import schema
from dashboard.backends import backend_called
from dashboard.batches import batches
from dashboard.event_tables import read_events, reports_behind, row_of
from dashboard.events import Event
from dashboard.joins import SAME_AS
from dashboard.rows import FRAME_COLUMNS, with_plain_fields

STANDING = ("is_shown", "joined_into")
_AT_ONCE = 500
_ID, _SHOWN, _JOINED = FRAME_COLUMNS.index("id"), len(FRAME_COLUMNS), len(FRAME_COLUMNS) + 1
_SOURCE, _START = FRAME_COLUMNS.index("source"), FRAME_COLUMNS.index("date_start")

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Since:
    """What has changed since a moment: the values then of each changed event's fields, and the events made since."""

    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def standing(self, event_id: str, now: Values) -> Values:
        then = self.before.get(event_id, {})
        return tuple(then.get(name, value) for name, value in zip(STANDING, now, strict=True))

    def revalued(self) -> set[str]:
        """The events that had other values than they have now, or that stood otherwise only."""
        return {one for one, fields in self.before.items() if not fields.keys() <= set(STANDING)}


def frame_rows(connection: Connection, moment: datetime, *, according_to: str = "") -> list[Values]:
    """The rows of `Store.events_frame` as known at a moment (UTC without saying so), in FRAME_COLUMNS, in its order."""
    since = _changes_since(connection, moment)
    rows = _rows_then(connection, moment, since)
    joined = {row[_JOINED] for row in rows.values()}
    if according_to:
        wanted = [
            row
            for event_id, row in rows.items()
            if row[_SOURCE] == according_to and (row[_SHOWN] or row[_JOINED]) and event_id not in joined
        ]
    else:
        wanted = [row for row in rows.values() if row[_SHOWN]]
    wanted.sort(key=lambda row: (row[_START] is None, str(row[_START] or ""), row[_ID]))
    return [row[:_SHOWN] for row in wanted]


def event_then(connection: Connection, event: Event, moment: datetime) -> Event | None:
    """An event as known at a moment; None where it was not there yet."""
    added = connection.execute(select(schema.events.c.added_at).where(schema.events.c.id == event.id)).scalar()
    since = _changes_since(connection, moment, event_id=event.id)
    if event.id in since.made or (added is not None and added > moment):
        return None
    return with_plain_fields(event, since.before.get(event.id, {}))


def _changes_since(connection: Connection, moment: datetime, *, event_id: str | None = None) -> _Since:
    """By the order of the changes: a time that a clock put back has written is none of its own."""
    log = schema.review_log
    first = connection.execute(select(func.min(log.c.id)).where(log.c.at > moment)).scalar()
    since = _Since()
    if first is None:
        return since
    lines = select(log.c.event_id, log.c.field, log.c.before).where(log.c.id >= first).order_by(log.c.id.desc())
    lines = lines.where(~log.c.field.startswith(SAME_AS))
    if event_id is not None:
        lines = lines.where(log.c.event_id == event_id)
    # The latest first, so that of several changes of a field the earliest has the last word.
    for line in connection.execute(lines, execution_options={"yield_per": 10_000}):
        if line.field == "created":
            since.made.add(line.event_id)
        else:
            since.before.setdefault(line.event_id, {})[line.field] = line.before
    return since


def _rows_then(connection: Connection, moment: datetime, since: _Since) -> dict[str, Values]:
    """Every event that was there, by id: its FRAME_COLUMNS and its standing, as they were."""
    table = schema.events
    columns = (*FRAME_COLUMNS, *STANDING)
    wanted = select(*(table.c[name] for name in columns)).where(
        or_(table.c.added_at.is_(None), table.c.added_at <= moment)
    )
    rows = {
        row[_ID]: (*row[:_SHOWN], *since.standing(row[_ID], row[_SHOWN:]))
        for row in backend_called(connection.dialect.name).fetch_rows(connection, wanted)
        if row[_ID] not in since.made
    }
    for row in _revalued(connection, (one for one in since.revalued() if one in rows), since.before):
        rows[row["id"]] = (*(row[name] for name in FRAME_COLUMNS), *rows[row["id"]][_SHOWN:])
    return rows


def _revalued(connection: Connection, ids: Iterable[str], before: Mapping[str, Mapping[str, Any]]) -> Iterable[Any]:
    """The rows of events with the values that they had."""
    for some in batches(ids, _AT_ONCE):
        events = [with_plain_fields(event, before[event.id]) for event in read_events(connection, some)]
        texts, sources = reports_behind(connection, events)
        yield from (row_of(event, texts=texts, sources=sources) for event in events)
