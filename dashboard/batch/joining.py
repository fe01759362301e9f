"""Many groups of events joined in a few statements, as `dashboard.joins.join_events` would one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from dashboard import schema
from dashboard.event_tables import insert_events, read_events, reports_behind
from dashboard.events import Event
from dashboard.families import families_of
from dashboard.joins import SAME_AS, join_events, joined_id
from dashboard.merging.best import joined_event
from dashboard.review_log import SOFTWARE, Changes, Edit, begin_edit, write_all

Group = Sequence[str]


def join_groups(connection: Connection, groups: Sequence[Group]) -> list[Group]:
    """Joins each group, which have no event in common; those are left and given back that are not shown any more."""
    shown, touched = _standing(connection, groups)
    stale = [group for group in groups if not shown.issuperset(group)]
    fresh = [group for group in groups if shown.issuperset(group)]

    def is_simple(group: Group) -> bool:
        return touched.isdisjoint(group) and joined_id(sorted(group)) not in touched

    for simple, some in groupby(fresh, is_simple):
        if simple:
            _join_singles(connection, [sorted(group) for group in some])
        else:
            for group in some:
                join_events(connection, group, begin_edit(connection, "join", who=SOFTWARE))
    return stale


def _standing(connection: Connection, groups: Sequence[Group]) -> tuple[set[str], set[str]]:
    """(the events that are shown; those of which a decision was made or that are joined events already)."""
    events, doubts = schema.events, schema.doubts
    ids = [one for group in groups for one in group]
    made = [joined_id(sorted(group)) for group in groups]
    shown = connection.execute(select(events.c.id).where(events.c.id.in_(ids), events.c.is_shown)).scalars()
    joined = connection.execute(select(events.c.joined_into).where(events.c.joined_into.in_(ids)).distinct()).scalars()
    there = connection.execute(select(events.c.id).where(events.c.id.in_(made))).scalars()
    pairs = select(doubts.c.first_id, doubts.c.second_id)
    decided = connection.execute(pairs.where(or_(doubts.c.first_id.in_(ids), doubts.c.second_id.in_(ids))))
    return set(shown), {*joined, *there, *(one for pair in decided for one in pair)}


def _join_singles(connection: Connection, groups: Sequence[Group]) -> None:
    """Joins groups of events, rising, none of which was ever joined or decided about."""
    first = begin_edit(connection, "join", who=SOFTWARE)
    edits = [replace(first, change=first.change + number) for number in range(len(groups))]
    told = {one.id: one for one in read_events(connection, [one for group in groups for one in group])}
    families = families_of(connection, {report for one in told.values() for report in one.sources})
    made = [joined_event(joined_id(group), [told[one] for one in group], families) for group in groups]
    texts, sources = reports_behind(connection, made)
    insert_events(connection, made, at=first.at, texts=texts, sources=sources)
    table = schema.events
    hide = update(table).where(table.c.id == bindparam("member"))
    connection.execute(
        hide.values(joined_into=bindparam("whole"), is_shown=False, revision=table.c.revision + 1),
        [{"member": one, "whole": joined_id(group)} for group in groups for one in group],
    )
    decisions = {"score": 0.0, "reasons": [], "decision": "joined"}
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    connection.execute(insert(schema.doubts), [{"first_id": a, "second_id": b} | decisions for a, b in pairs])
    lines = zip(groups, made, edits, strict=True)
    write_all(connection, [line for group, event, edit in lines for line in _lines(group, event, edit)])


def _lines(group: Group, event: Event, edit: Edit) -> Iterator[tuple[str, Changes, Edit]]:
    """What the log says of one group's joining: (event's id, its changes, the edit)."""
    yield event.id, {"created": (None, event.status)}, edit
    for one in group:
        standing: dict[str, tuple[Any, Any]] = {"joined_into": (None, event.id), "is_shown": (True, False)}
        yield one, standing, edit
    for one, other in combinations(group, 2):
        yield one, {f"{SAME_AS}{other}": ("", "joined")}, edit
