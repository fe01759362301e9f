"""The store's clock: the machine's, but it never goes back; and its revision, which counts the writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, case, literal, select, update

from dashboard import schema

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """Now, as the tables keep it: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)


def store_time(connection: Connection) -> datetime:
    """The time of a write: now, or the last write's time where the machine's clock was put back since.

    So the order of times is the order of changes; the write lock that the transaction holds keeps it so.
    """
    value = schema.meta.c.value
    now = literal((utc_now() - _EPOCH) // _MICROSECOND, value.type)
    later = update(schema.meta).where(schema.meta.c.key == "clock").values(value=case((value > now, value), else_=now))
    return _EPOCH + connection.execute(later.returning(value)).scalar_one() * _MICROSECOND


def store_revision(connection: Connection) -> int:
    """A number that grows with every write."""
    return connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "revision")).scalar_one()
