"""The table of events as it goes on with the store: what has changed since is read and spliced in, the rest is shared.

A write stamps the rows that it touches with the store's revision (`events.changed`), so the store can say what is new.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, func, or_, select

from dashboard import schema
from dashboard.backends import backend_called
from dashboard.batches import batches
from dashboard.clock import store_revision
from dashboard.day_columns import day_numbers
from dashboard.kept_with import carry_on
from dashboard.rows import frame_in_batches
from dashboard.splicing import Rows, Splice

FEW, LARGEST_SHARE = 1_000, 0.1
"""Above this part of the table, or so many rows if that is more, what has changed is not spliced: all is read."""

MOST_PIECES = 1_000
"""A table of more pieces than these is put together anew."""

READ_AT_ONCE = 50_000
"""Rows that are read in one go: a million at once would take three gigabytes as Python objects."""

_FIRST_DAY, _LAST_DAY = date(1678, 1, 1), date(2261, 12, 31)
"""A table's columns of days hold none before or after these; the store does."""

_UNDATED = np.iinfo(np.int32).max
Days = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFrame:
    """A table of events (see dashboard.events.EVENT_COLUMNS) as of a revision of the store; it never changes.

    Its rows are in the order of `days`, counted from 1970-01-01, the undated last, and of one day in that of their ids.
    """

    frame: gpd.GeoDataFrame
    days: Days
    revision: int
    pieces: int = 1


class LiveTable:
    """One table of events as the store goes on, for several threads; `read` gives the next one after the last."""

    def __init__(self, read: Callable[[LiveFrame | None], LiveFrame]) -> None:
        self._read = read
        self._last: LiveFrame | None = None
        self._lock = threading.Lock()

    def at(self, revision: int) -> LiveFrame:
        """The table as of a revision, or of a later one if there is one."""
        with self._lock:
            if self._last is None or self._last.revision != revision:
                self._last = self._read(self._last)
            return self._last


def in_order(wanted: Select[Any]) -> Select[Any]:
    """A query of events in the order that a table of them has: oldest first, undated last."""
    table = schema.events
    return wanted.order_by(table.c.date_start.is_(None), table.c.date_start, table.c.id)


def next_frame(connection: Connection, wanted: Select[Any], before: LiveFrame | None) -> LiveFrame:
    """The table of the events that a query of FRAME_COLUMNS finds, as the transaction sees them.

    Whether an event is found, and as what, must not change without a write that stamps its own row.
    """
    revision = store_revision(connection)
    if before is not None and before.revision == revision:
        return before
    if before is None or not _may_be_spliced(connection, before, revision):
        frame = _read(connection, wanted)
        return LiveFrame(frame=frame, days=_days(connection, frame), revision=revision)
    table = schema.events
    is_new = table.c.changed > before.revision
    ids = connection.execute(select(table.c.id).where(is_new)).scalars().all()
    fresh = _read(connection, wanted.where(is_new))
    return _spliced(before, fresh, ids=ids, days=_days(connection, fresh), revision=revision)


def _may_be_spliced(connection: Connection, before: LiveFrame, revision: int) -> bool:
    """Whether most of the table is as it was. Where every event has changed, as by `restore`, some may have gone."""
    changed = schema.events.c.changed
    oldest = connection.execute(select(func.min(changed))).scalar()
    if oldest is None or oldest > before.revision or revision < before.revision:
        return False
    most = int(max(FEW, LARGEST_SHARE * len(before.frame)))
    new = select(changed).where(changed > before.revision).limit(most + 1).subquery()
    return connection.execute(select(func.count()).select_from(new)).scalar_one() <= most


def _read(connection: Connection, wanted: Select[Any]) -> gpd.GeoDataFrame:
    rows = backend_called(connection.dialect.name).fetch_rows(connection, in_order(wanted))
    return frame_in_batches(batches(rows, READ_AT_ONCE))


def _days(connection: Connection, frame: gpd.GeoDataFrame) -> Days:
    """The day by which each row stands where it stands: as the store has it, whatever the table can hold."""
    days = day_numbers(frame["date_start"])
    table = schema.events
    beyond = or_(table.c.date_start < _FIRST_DAY, table.c.date_start > _LAST_DAY)
    known = {row.id: row.date_start for row in connection.execute(select(table.c.id, table.c.date_start).where(beyond))}
    for row in np.flatnonzero(np.isnan(days)) if known else ():
        day = known.get(frame["id"].iloc[row])
        days[row] = np.nan if day is None else day.toordinal() - date(1970, 1, 1).toordinal()
    return np.where(np.isnan(days), _UNDATED, days).astype(np.int32)


def _spliced(before: LiveFrame, fresh: gpd.GeoDataFrame, *, ids: Any, days: Days, revision: int) -> LiveFrame:
    """The table with the `fresh` rows, in order, in the stead of those of these ids."""
    gone = np.flatnonzero(before.frame["id"].isin(ids))
    places = _places(before, gone, fresh, days)
    pieces = before.pieces + 2 * len(places) + len(gone)
    by_row = pieces > MOST_PIECES
    splice = Splice(rows=len(before.frame), gone=gone, fresh=places, by_row=by_row)
    frame = splice.frame(before.frame, fresh)
    carry_on(before.frame, frame, fresh, splice)
    return LiveFrame(
        frame=frame, days=splice.array(before.days, days), revision=revision, pieces=1 if by_row else pieces
    )


def _places(before: LiveFrame, gone: Rows, fresh: gpd.GeoDataFrame, days: Days) -> Rows:
    """Which row of the next table each of the fresh ones, in order, will be."""
    # Plain words are looked up a hundred times quicker, but it takes a while to make them of all.
    ids: Any = before.frame["id"].to_numpy(dtype=object) if len(fresh) > FEW else before.frame["id"].array
    starts, stops = (np.searchsorted(before.days, days, side) for side in ("left", "right"))
    found = [
        bisect_left(range(len(ids)), one, lo=start, hi=stop, key=ids.__getitem__)
        for one, start, stop in zip(fresh["id"], starts.tolist(), stops.tolist(), strict=True)
    ]
    at = np.array(found, dtype=np.intp)
    return at - np.searchsorted(gone, at) + np.arange(len(at))
