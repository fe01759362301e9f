"""A change taken back: every value that it set, where no later change has set it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from dashboard import schema
from dashboard.errors import EventChanged, StoreError
from dashboard.event_tables import read_events, save_event, set_standing
from dashboard.history import STANDING
from dashboard.joins import SAME_AS, decide
from dashboard.review_log import Edit, LogEntry, read_lines
from dashboard.rows import plain_fields, with_plain_fields


def undo_change(connection: Connection, change: int, edit: Edit) -> tuple[str, ...]:
    """Takes a change back, as a change of its own that can be taken back too; the ids of its events.

    Raises StoreError where there is no such change or it was taken back, EventChanged where a later one is in the way.
    """
    lines = read_lines(connection, change=change)
    if not lines:
        raise StoreError(f"There is no change {change}. Reload the page.")
    if is_undone(connection, change):
        raise StoreError("That change was taken back already.")
    by_event = {
        event_id: tuple(found)
        for event_id, found in groupby(sorted(lines, key=lambda line: line.event_id), key=lambda line: line.event_id)
    }
    for event_id, found in by_event.items():
        _check_unchanged(connection, event_id, found)
    for event_id, found in by_event.items():
        _take_back(connection, event_id, {line.field: line.before for line in found}, edit)
    return tuple(by_event)


def is_undone(connection: Connection, change: int) -> bool:
    """Whether a change was taken back, and the taking back was not."""
    table = schema.review_log
    statement = select(table.c.change).where(table.c.undoes == change).distinct()
    return any(not is_undone(connection, later) for later in connection.execute(statement).scalars())


def _check_unchanged(connection: Connection, event_id: str, lines: tuple[LogEntry, ...]) -> None:
    now = _fields(connection, event_id)
    for line in lines:
        if line.field in now and now[line.field] != line.after:
            later = [one for one in read_lines(connection, event_ids=[event_id]) if one.field == line.field][-1]
            raise EventChanged(
                f"{later.who or 'Someone'} has changed the same event since (change {later.change}). "
                "Take that back first."
            )


def _take_back(connection: Connection, event_id: str, before: Mapping[str, Any], edit: Edit) -> None:
    event = next(read_events(connection, [event_id]))
    save_event(connection, with_plain_fields(event, before), edit)
    standing = {name: before[name] for name in STANDING if name in before}
    if "created" in before:
        standing["is_shown"] = False
    if standing:
        set_standing(connection, event_id, edit, **standing)
    for name, decision in before.items():
        if name.startswith(SAME_AS):
            decide(connection, (event_id, name.removeprefix(SAME_AS)), decision, edit)


def _fields(connection: Connection, event_id: str) -> dict[str, Any]:
    table = schema.events
    columns = [table.c[name] for name in STANDING]
    standing = connection.execute(select(*columns).where(table.c.id == event_id)).mappings().one()
    return plain_fields(next(read_events(connection, [event_id]))) | dict(standing)
