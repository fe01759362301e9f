"""What waits for review, page by page: the queue's order is an indexed column, so that a page costs what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, or_, select, tuple_, union_all

from dashboard import schema
from dashboard.events import Layer
from dashboard.turns import Unindexed

UNREVIEWED = ("auto", "denied", "planned")
"""Statuses that reading a report gives; what has one of them waits until somebody has looked at it."""

QueuePart = Literal["all", "same", "nowhere"]
"""The parts of the queue that can be looked at alone: all, what may be one with another event, what has no place."""

QUEUE_PARTS: tuple[QueuePart, ...] = ("all", "same", "nowhere")

Turn = tuple[int, str]
"""Where an event stands in the queue, whether or not it waits: least sure first, the latest first among those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An event that waits for review, with what a line of the queue says; `doubts` counts events it may be one with."""

    id: str
    queue_turn: int
    layer: Layer
    kind: str
    date_start: date | None
    date_end: date | None
    date_precision: str
    force_words: str
    place_name: str
    place_name_ar: str
    lat: float | None
    relation: str
    geo_precision: int
    status: str
    confidence: float
    source: str
    reports: int
    doubts: int

    @property
    def turn(self) -> Turn:
        return self.queue_turn, self.id


_COLUMNS = tuple(name for name in Waiting.__slots__ if name not in ("reports", "doubts"))


def read_queue(
    connection: Connection,
    part: QueuePart = "all",
    *,
    after: Turn | None = None,
    before: Turn | None = None,
    limit: int | None = None,
) -> tuple[Waiting, ...]:
    """The events that wait, in order: the first ones after a turn, or the last ones before one."""
    table = schema.events
    order = (table.c.queue_turn, table.c.id)
    statement = select(*(table.c[name] for name in _COLUMNS), table.c.report_ids).where(*_waits(part, is_paged=True))
    if after is not None:
        statement = statement.where(tuple_(*order) > after)
    if before is not None:
        statement = statement.where(tuple_(*order) < before)
    is_backward = before is not None
    statement = statement.order_by(*(column.desc() if is_backward else column for column in order)).limit(limit)
    rows = connection.execute(statement).mappings().all()
    doubts = _open_doubts(connection, [row["id"] for row in rows])
    waiting = tuple(
        Waiting(
            **{name: row[name] for name in _COLUMNS},
            reports=len(row["report_ids"].split("\n")) if row["report_ids"] else 0,
            doubts=doubts.get(row["id"], 0),
        )
        for row in rows
    )
    return waiting[::-1] if is_backward else waiting


def count_parts(connection: Connection) -> dict[QueuePart, int]:
    """How many events wait, in each part of the queue."""
    table = schema.events
    nowhere = func.count().filter(table.c.lat.is_(None))
    row = connection.execute(select(func.count(), nowhere).select_from(table).where(*_waits("all"))).one()
    same = connection.execute(select(func.count()).select_from(table).where(*_waits("same"))).scalar_one()
    return {"all": row[0], "same": same, "nowhere": row[1]}


def count_before(connection: Connection, part: QueuePart, turn: Turn) -> int:
    """How many events of a part of the queue come before a turn."""
    table = schema.events
    earlier = tuple_(table.c.queue_turn, table.c.id) < turn
    return connection.execute(select(func.count()).select_from(table).where(*_waits(part), earlier)).scalar_one()


def turn_of(connection: Connection, event_id: str) -> Turn | None:
    """Where an event would stand in the queue; None where there is no such event."""
    table = schema.events
    row = connection.execute(select(table.c.queue_turn, table.c.id).where(table.c.id == event_id)).first()
    return None if row is None else (row[0], row[1])


def is_waiting(connection: Connection, event_id: str, part: QueuePart = "all") -> bool:
    """Whether nobody has looked at an event yet, and it is of a part of the queue."""
    wanted = select(schema.events.c.id).where(schema.events.c.id == event_id, *_waits(part))
    return connection.execute(wanted).first() is not None


def _waits(part: QueuePart, *, is_paged: bool = False) -> tuple[Any, ...]:
    """The conditions of an event that nobody has looked at; the first two are those of the queue's index.

    `is_paged` goes through the queue in order, and asks of each whether it is of the part, until there are enough.
    """
    table = schema.events
    # Not by the index of statuses, which most events have in common.
    waits = table.c.is_shown, ~table.c.is_checked, Unindexed(table.c.status).in_(UNREVIEWED)
    if part == "nowhere":
        return (*waits, table.c.lat.is_(None))
    if part == "same":
        event_id = Unindexed(table.c.id) if is_paged else table.c.id
        return (*waits, event_id.in_(_doubtful()))
    return waits


def _doubtful() -> Select[Any]:
    """The ids of the events that may be one with another."""
    table = schema.doubts
    one, other = (select(column).where(table.c.decision == "") for column in (table.c.first_id, table.c.second_id))
    return select(union_all(one, other).subquery().c.first_id)


_MOST_ASKED = 500
"""So many ids go into one question: SQLite takes no end of them."""


def _open_doubts(connection: Connection, ids: list[str]) -> dict[str, int]:
    """How many open doubts each of the events has."""
    table = schema.doubts
    found: dict[str, int] = {}
    for begin in range(0, len(ids), _MOST_ASKED):
        some = ids[begin : begin + _MOST_ASKED]
        asked = or_(table.c.first_id.in_(some), table.c.second_id.in_(some))
        for pair in connection.execute(
            select(table.c.first_id, table.c.second_id).where(table.c.decision == "", asked)
        ):
            for one in set(pair).intersection(some):
                found[one] = found.get(one, 0) + 1
    return found
