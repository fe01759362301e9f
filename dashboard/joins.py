"""Events that are one: joined under an event of their own, kept beneath it as told, and split up again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import combinations

from sqlalchemy import Connection, insert, select, update

from dashboard import schema
from dashboard.errors import StoreError
from dashboard.event_tables import read_events, save_event, set_standing
from dashboard.events import Event
from dashboard.families import families_of
from dashboard.merging.best import joined_event
from dashboard.review_log import Edit, read_lines, write_lines
from dashboard.rows import plain_fields, with_plain_fields

BY_HAND = ("edit", "correct", "undo")
"""Changes that set a joined event's own values, which a further report must not undo."""

SAME_AS = "same as "
"""Begins the log's field for a decision about two events; the other's id ends it."""


def members_of(connection: Connection, event_id: str) -> tuple[str, ...]:
    """The ids of the events that were joined into one, in order; none of an event that is a single report's."""
    table = schema.events
    return tuple(
        connection.execute(select(table.c.id).where(table.c.joined_into == event_id).order_by(table.c.id)).scalars()
    )


def joined_into(connection: Connection, event_id: str) -> str:
    """The id of the event that this one is a part of; its own where it stands alone."""
    table = schema.events
    return connection.execute(select(table.c.joined_into).where(table.c.id == event_id)).scalar() or event_id


def join_events(connection: Connection, event_ids: Iterable[str], edit: Edit) -> str:
    """Joins events, single or joined, into one; its id. Values of it that were set by hand stay.

    Raises StoreError for fewer than two, or one that is not there.
    """
    parts = {one: members_of(connection, one) for one in dict.fromkeys(event_ids)}
    members = sorted({member for one, below in parts.items() for member in below or (one,)})
    if len(members) < 2:
        raise StoreError("Nothing to join: choose two events or more.")
    joined_already = sorted((one for one, below in parts.items() if below), key=lambda one: (-len(parts[one]), one))
    event_id = joined_already[0] if joined_already else joined_id(members)
    save_event(connection, _joined(connection, event_id, members), edit)
    set_standing(connection, event_id, edit, is_shown=True)
    for member in members:
        set_standing(connection, member, edit, joined_into=event_id, is_shown=False)
    for other in joined_already[1:]:
        set_standing(connection, other, edit, is_shown=False)
    for pair in combinations(sorted(parts), 2):
        decide(connection, pair, "joined", edit)
    return event_id


def split_event(connection: Connection, event_id: str, taken_out: Sequence[str], edit: Edit) -> None:
    """Takes some of the reports' events out of a joined one; where one alone would be left, it is split up wholly.

    Raises StoreError where the event has no such part.
    """
    members = members_of(connection, event_id)
    if not taken_out or not set(taken_out) <= set(members):
        raise StoreError(f"Event {event_id!r} is not made of {', '.join(taken_out) or 'nothing'}. Reload the page.")
    rest = [member for member in members if member not in taken_out]
    for member in taken_out if len(rest) > 1 else members:
        set_standing(connection, member, edit, joined_into=None, is_shown=True)
    if len(rest) > 1:
        save_event(connection, _joined(connection, event_id, rest), edit)
    else:
        set_standing(connection, event_id, edit, is_shown=False)
    for one, other in combinations(members, 2):
        if (one in taken_out) != (other in taken_out) or not rest:
            decide(connection, (one, other), "apart", edit)


def decide(connection: Connection, pair: tuple[str, str], decision: str, edit: Edit) -> None:
    """Notes that two events are "joined" or "apart", whether or not there was a doubt about them."""
    first, second = sorted(pair)
    table = schema.doubts
    is_pair = (table.c.first_id == first) & (table.c.second_id == second)
    before = connection.execute(select(table.c.decision).where(is_pair)).scalar()
    if before == decision:
        return
    if before is None:
        row = {"first_id": first, "second_id": second, "score": 0.0, "reasons": [], "decision": decision}
        connection.execute(insert(table).values(row))
    else:
        connection.execute(update(table).where(is_pair).values(decision=decision))
    write_lines(connection, first, {f"{SAME_AS}{second}": (before or "", decision)}, edit)


def pairs_apart(connection: Connection) -> frozenset[frozenset[str]]:
    """The pairs of events that a person said are not the same."""
    table = schema.doubts
    rows = connection.execute(select(table.c.first_id, table.c.second_id).where(table.c.decision == "apart"))
    return frozenset(frozenset(row) for row in rows)


def joined_id(members: Sequence[str]) -> str:
    """The id of the event that single ones make together, rising."""
    return hashlib.sha256(f"joined:{members[0]}".encode()).hexdigest()[:16]


def _joined(connection: Connection, event_id: str, members: Sequence[str]) -> Event:
    """The event that its members make, with the values that were set by hand."""
    told = list(read_events(connection, members))
    if len(told) < len(members):
        missing = set(members) - {one.id for one in told}
        raise StoreError(f"There is no event {min(missing)!r}. Reload the page.")
    reports = {report for one in told for report in one.sources}
    event = joined_event(event_id, told, families_of(connection, reports))
    before = next(read_events(connection, [event_id]), None)
    if before is None:
        return event
    now = plain_fields(before)
    last = {line.field: line for line in read_lines(connection, event_ids=[event_id]) if line.field in now}
    held = {name: now[name] for name, line in last.items() if line.action in BY_HAND and line.after == now[name]}
    return with_plain_fields(event, {name: value for name, value in held.items() if name not in ("claims", "evidence")})
