"""The stored events that new ones may be one with: those of about the same days, and those of copies of their text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from dashboard import schema
from dashboard.batches import batches
from dashboard.families import families_of
from dashboard.merging.nearness import LATE_DAYS, MANY_DAYS
from dashboard.reading.reckoning import shift
from dashboard.rows import FRAME_COLUMNS, frame_of

MOST_NEW = 300
"""With more new events than this, everything is read: they may be of any time."""

LARGE = 200_000
"""In a store of more events than this, everything is read no more: new ones are looked at so many at a time."""

PART = 5_000
_MOST_STRETCHES = 200  # of days that one question asks for: a database takes no endless condition

_BETWEEN = timedelta(days=1 + LATE_DAYS)
"""So many days lie at most between two events that are compared, where one's day was guessed late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """`frame` has the shown events (EVENT_COLUMNS, EPSG:4326), `families` the text family of each of their reports."""

    frame: gpd.GeoDataFrame
    families: dict[str, str]


def read_comparable(connection: Connection, new: Collection[str]) -> Comparable | None:
    """Of all events those that `new` ones are to be compared with, and these; None where that may be any.

    `dashboard.merging.matching.find_matches` finds the same for the new events in these as in all.
    """
    if len(new) > MOST_NEW and not _is_large(connection):
        return None
    events = schema.events
    told = _same_text(new)
    near = or_(events.c.id.in_(new), *(_begins(*days) for days in _days_of(connection, new)), events.c.id.in_(told))
    statement = select(*(events.c[name] for name in FRAME_COLUMNS)).where(events.c.is_shown, near)
    rows = connection.execute(statement.order_by(events.c.id)).fetchall()
    frame = frame_of(pd.DataFrame.from_records([tuple(row) for row in rows], columns=FRAME_COLUMNS))
    reports = schema.event_reports
    ids = select(reports.c.report_id).join(events, events.c.id == reports.c.event_id).where(events.c.is_shown, near)
    return Comparable(frame=frame, families=families_of(connection, ids))


def parts_by_day(connection: Connection, new: Collection[str]) -> Iterator[Collection[str]]:
    """The new events in parts that are small enough to be compared, in order of their days; as they are among few."""
    if len(new) <= MOST_NEW or not _is_large(connection):
        yield new
        return
    table = schema.events
    dated: list[tuple[date, str]] = []
    for some in batches(sorted(new), PART):
        rows = connection.execute(select(table.c.date_start, table.c.id).where(table.c.id.in_(some)))
        dated += [(row.date_start or date.min, row.id) for row in rows]
    for part in batches(sorted(dated), PART):
        yield [one for _, one in part]


def _is_large(connection: Connection) -> bool:
    """Whether there are more than LARGE events; it counts no further."""
    some = select(schema.events.c.id).limit(LARGE + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() > LARGE


def _days_of(connection: Connection, new: Collection[str]) -> list[tuple[date, date]]:
    """The stretches of days of the new events, those that touch as one; a month or longer is compared with nothing."""
    events = schema.events
    last = func.coalesce(events.c.date_end, events.c.date_start)
    statement = select(events.c.date_start, last).where(events.c.id.in_(new), events.c.date_start.is_not(None))
    days = sorted(tuple(row) for row in connection.execute(statement))
    stretches = [(start, end) for start, end in days if (end - start).days < MANY_DAYS]
    gap = 2 * _BETWEEN
    while len(stretches := _touching(stretches, gap)) > _MOST_STRETCHES:
        gap *= 2
    return stretches


def _touching(days: list[tuple[date, date]], gap: timedelta) -> list[tuple[date, date]]:
    """The stretches, in order, with those that lie so near each other as one."""
    stretches: list[tuple[date, date]] = []
    for start, end in days:
        if stretches and start - stretches[-1][1] <= gap:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
        else:
            stretches.append((start, end))
    return stretches


def _begins(first: date, last: date) -> ColumnElement[bool]:
    """The condition of events that may be a few days from a stretch: none that counts is longer than a month."""
    start = schema.events.c.date_start
    end = func.coalesce(schema.events.c.date_end, start)
    earliest, latest = shift(first, -_BETWEEN.days - MANY_DAYS) or date.min, shift(last, _BETWEEN.days) or date.max
    # Said twice: the first is found by the index, the second leaves out what had ended.
    return and_(start >= earliest, start <= latest, end >= (shift(first, -_BETWEEN.days) or date.min))


def _same_text(new: Collection[str]) -> Any:
    """The ids of the events that copies of the new events' reports tell."""
    if not new:
        return select(schema.events.c.id).where(false())
    told, reports = schema.event_reports, schema.reports
    family = func.coalesce(func.nullif(reports.c.family, ""), reports.c.id)
    families = select(family).join(told, told.c.report_id == reports.c.id).where(told.c.event_id.in_(new))
    return select(told.c.event_id).join(reports, reports.c.id == told.c.report_id).where(family.in_(families))
