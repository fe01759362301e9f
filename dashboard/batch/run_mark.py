"""What a run notes in the store while it adds reports, so that the next one finishes what it could not."""

from __future__ import annotations

import os
import platform
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from dashboard import schema
from dashboard.permissions import Permission
from dashboard.store import Store

_PREFIX = "ingest "
_GIVEN_UP_MINUTES = 24 * 60
"""A run on another machine that began so long ago is taken to have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A run that has not ended as it should, or still goes on: its key in the meta table, and when it began."""

    key: str
    minute: int

    @property
    def is_over(self) -> bool:
        machine, process = self.key.removeprefix(_PREFIX).split(" ")[:2]
        is_here = machine == _machine()
        return (is_here and not _is_running(int(process))) or self.minute < _now() - _GIVEN_UP_MINUTES


class RunMark:
    """The mark of this run, and those that others had left when it began.

    Events are joined at a run's end: one that is killed leaves them unjoined, and its mark says since when.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._own = f"{_PREFIX}{_machine()} {os.getpid()} {uuid.uuid4().hex[:8]}"
        self._is_set = False
        with store.reader() as connection:
            self._left = tuple(_read(connection))

    def set(self, connection: Connection) -> None:
        """Notes, over the transaction that adds the first reports, that this run has begun."""
        if not self._is_set:
            connection.execute(insert(schema.meta).values(key=self._own, value=_now()))
            self._is_set = True

    def unmatched(self) -> list[str]:
        """The ids of events that were added since the first of the other runs began."""
        if not self._left:
            return []
        reports, told = schema.reports, schema.event_reports
        since = datetime.fromtimestamp(60 * min(one.minute for one in self._left), UTC).replace(tzinfo=None)
        statement = select(told.c.event_id).join(reports, reports.c.id == told.c.report_id)
        with self._store.reader() as connection:
            return list(connection.execute(statement.where(reports.c.read_at >= since)).scalars())

    def clear(self) -> None:
        """Notes that all is done: what this run added, and what those left that are over."""
        over = [one.key for one in self._left if one.is_over] + ([self._own] if self._is_set else [])
        if over:
            with self._store.writer(Permission.READ_IN) as connection:
                connection.execute(delete(schema.meta).where(schema.meta.c.key.in_(over)))


def _read(connection: Connection) -> Iterator[_Mark]:
    meta = schema.meta
    for row in connection.execute(select(meta).where(meta.c.key.startswith(_PREFIX))):
        yield _Mark(key=row.key, minute=row.value)


def _machine() -> str:
    return platform.node().replace(" ", "-")


def _now() -> int:
    return int(time.time()) // 60


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
