"""The review log: every change to an event, who made it, when and why. Lines are added, never changed or taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select

from dashboard import schema
from dashboard.clock import store_time
from dashboard.safe_text import plain_line

Action = Literal["create", "edit", "join", "split", "correct", "undo"]

Changes = Mapping[str, tuple[Any, Any]]
"""Fields of an event with their values before and after: {field: (before, after)}."""

SOFTWARE = "dawriya"
"""Who made a change that no person did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One change of one field of an event; `at` is UTC, the values are plain JSON.

    `change` is the number of the change that it belongs to: what was written together can be taken back together.
    `undoes` is the number of the change that this one takes back.
    """

    change: int
    action: str
    undoes: int | None = None
    at: datetime
    who: str
    event_id: str
    field: str
    before: Any
    after: Any
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change as it is being written: what is done, when (UTC), by whom and why; its lines have these in common."""

    change: int
    action: Action
    at: datetime
    who: str = ""
    why: str = ""
    undoes: int | None = None


def begin_edit(
    connection: Connection, action: Action, *, who: str = "", why: str = "", undoes: int | None = None
) -> Edit:
    """A new change, numbered after the last one; the write lock that its transaction holds keeps the number its own."""
    last = connection.execute(select(func.max(schema.review_log.c.change))).scalar() or 0
    return Edit(
        change=last + 1,
        action=action,
        at=store_time(connection),
        who=signature(connection, who),
        why=plain_line(why),
        undoes=undoes,
    )


def signature(connection: Connection, who: str) -> str:
    """Who the log says it was: the person that the store was opened for, else the name that is said."""
    return plain_line(connection.get_execution_options().get("dawriya_who") or who)


def write_lines(connection: Connection, event_id: str, changes: Changes, edit: Edit) -> None:
    """Adds a line for each field: {field: (before, after)}."""
    write_all(connection, [(event_id, changes, edit)])


def write_all(connection: Connection, lines: Iterable[tuple[str, Changes, Edit]]) -> None:
    """The same for several events and edits, in order."""
    rows = [
        {
            "change": edit.change,
            "action": edit.action,
            "undoes": edit.undoes,
            "at": edit.at,
            "who": edit.who,
            "why": edit.why,
            "event_id": event_id,
            "field": name,
            "before": before,
            "after": after,
        }
        for event_id, changes, edit in lines
        for name, (before, after) in changes.items()
    ]
    if rows:
        connection.execute(insert(schema.review_log), rows)


def read_lines(
    connection: Connection, *, event_ids: Iterable[str] | None = None, change: int | None = None
) -> tuple[LogEntry, ...]:
    """The lines of some events, of one change, or all, oldest first."""
    table = schema.review_log
    statement = select(*(table.c[name] for name in LogEntry.__slots__)).order_by(table.c.id)
    if event_ids is not None:
        statement = statement.where(table.c.event_id.in_(list(event_ids)))
    if change is not None:
        statement = statement.where(table.c.change == change)
    return tuple(LogEntry(**row) for row in connection.execute(statement).mappings())
