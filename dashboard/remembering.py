"""A remembered place put to use: the events still waiting that it would move, and moving them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from dashboard import schema
from dashboard.event_tables import read_events, save_event
from dashboard.events import Event
from dashboard.joins import join_events, joined_into
from dashboard.permissions import Permission
from dashboard.reading.read import read_report
from dashboard.review_log import Edit, begin_edit
from dashboard.store import Store, StoredReport
from gazetteer.index import Gazetteer
from gazetteer.names import full_key

_AT_ONCE = 100
"""Reports whose texts are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An event that waits for review, before and after its report is read with what is now known of a name."""

    before: Event
    after: Event


def moves_for(store: Store, gazetteer: Gazetteer, *, source: str, settled: Mapping[str, str]) -> tuple[Move, ...]:
    """What the settled names of a source ({bare key: place id}) would change among its events that nobody looked at."""
    moves: list[Move] = []
    with store.reader(Permission.CORRECT_PLACES) as connection:
        for report, waiting in _waiting_reports(connection, source, settled):
            reread = read_report(
                report.text,
                gazetteer,
                published=report.published,
                source=report.source,
                url=report.url,
                report_id=report.id,
                settled=settled,
            )
            told = {event.id: event for event in reread.events}
            moves += [Move(before=one, after=_moved(one, told[one.id])) for one in waiting if one.id in told]
    return tuple(move for move in moves if move.before.place != move.after.place)


def apply_moves(store: Store, moves: Iterable[Move], *, who: str = "", why: str = "") -> int:
    """Gives the events their new places, as one change that can be taken back as one; how many."""
    done: list[str] = []
    with store.writer(Permission.CORRECT_PLACES) as connection:
        edit = begin_edit(connection, "correct", who=who, why=why)
        for move in moves:
            now = next(read_events(connection, [move.before.id]), None)
            if now is not None and not now.is_checked and now.place == move.before.place:
                save_event(connection, move.after, edit)
                done.append(now.id)
        _tell_joined(connection, done, edit)
    return len(done)


def _moved(event: Event, told: Event) -> Event:
    """The event with the place that its report now gives, and the words behind that."""
    kept = tuple(one for one in event.evidence if one.field != "place")
    new = tuple(one for one in told.evidence if one.field == "place")
    return replace(event, place=told.place, evidence=(*kept, *new), claims=told.claims)


def _tell_joined(connection: Connection, event_ids: Sequence[str], edit: Edit) -> None:
    """Makes the events that these were joined into anew, each once: a change sets a field once."""
    joined = {event_id: joined_into(connection, event_id) for event_id in event_ids}
    for one in dict.fromkeys(into for event_id, into in joined.items() if into != event_id):
        join_events(connection, [one], edit)


def _waiting_reports(
    connection: Connection, source: str, settled: Mapping[str, str]
) -> Iterator[tuple[StoredReport, Sequence[Event]]]:
    """The reports of a source that write one of the names, each with those of its events that nobody has looked at."""
    reports, events, parts = schema.reports, schema.events, schema.event_reports
    columns = [reports.c[name] for name in StoredReport.__slots__]
    still_waits = select(parts.c.event_id).join(events, events.c.id == parts.c.event_id)
    still_waits = still_waits.where(parts.c.report_id == reports.c.id, ~events.c.is_checked)
    told = select(*columns).where(reports.c.source == source, still_waits.exists())
    # A few at a time: a source may have a million reports.
    for row in connection.execute(told, execution_options={"yield_per": _AT_ONCE}).mappings():
        key = f" {full_key(row['text'])} "
        if any(name in key for name in settled):
            ids = select(parts.c.event_id).where(parts.c.report_id == row["id"])
            waiting = select(events.c.id).where(events.c.id.in_(ids), ~events.c.is_checked)
            found = list(read_events(connection, connection.execute(waiting).scalars().all()))
            yield StoredReport(**row), [one for one in found if one.sources == (row["id"],)]
