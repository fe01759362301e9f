"""What SQLite does its own way: one file, one writer, WAL so that readers never wait for it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event
from sqlalchemy.pool import StaticPool

from dashboard.backends import waiting
from dashboard.errors import StoreError
from dashboard.kept_text import as_json

NAME = "sqlite"
ERRORS: tuple[type[Exception], ...] = (sqlite3.Error,)
"""What the driver raises, where it is asked past SQLAlchemy."""

READING: Mapping[str, Any] = {}
WRITING: Mapping[str, Any] = {"dawriya_write": True}

_CACHE_KIB = 200_000
"""What very many rows are given for the indexes, into which they go in no order."""
"""The execution options of a transaction that reads, and of one that writes."""


def is_memory(address: URL) -> bool:
    return address.database in (None, "", ":memory:")


def prepare(address: URL, *, must_exist: bool) -> None:
    """Makes the folder of a file that is to be made. Raises StoreError where that fails, or it `must_exist`."""
    path = Path(str(address.database))
    if is_memory(address):
        return
    if must_exist and not path.exists():
        raise StoreError(f"There is no store at {address.database} yet. Ingest reports into it first.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {path.parent} can't be made: {error.strerror}. Name another with --store."
        ) from error


def make_engine(address: URL) -> Engine:
    options: dict[str, Any] = {"poolclass": StaticPool} if is_memory(address) else {}
    timeout = {"timeout": waiting.BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(address, connect_args=timeout, json_serializer=as_json, **options)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {int(waiting.BUSY_SECONDS * 1000)}")
    _use_wal(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers then never wait for the writer. SQLite does not queue two programs that set it at once: try again."""
    deadline = time.monotonic() + waiting.BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("dawriya_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def fetch_rows(connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver gives them: a million as SQLAlchemy's objects would take ten times as long."""
    cursor = connection.execute(statement).cursor
    assert cursor is not None
    while some := cursor.fetchmany(10_000):
        yield from some


@contextmanager
def deferred_references(connection: Connection) -> Iterator[None]:
    """Lets rows that refer to rows of their own table come in any order within one transaction."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]]) -> None:
    """Adds very many rows, given by columns: days and times as ISO 8601 text, JSON as text, shapes as WKB.

    The rows end with the shortest column; what is the same in all may be repeated for ever. SQLAlchemy's own way would
    take as long again for what it makes of each value.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    quote = connection.dialect.identifier_preparer.quote
    names, marks = ", ".join(map(quote, columns)), ", ".join("?" * len(columns))
    driver.executemany(
        f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})", zip(*columns.values(), strict=False)
    )


def renumber(connection: Connection) -> None:
    """Nothing: a new row's number follows the largest there is."""


def find_damage(connection: Connection) -> Iterator[str]:
    """What is wrong with the file itself, in the database's own words."""
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield str(said)


_ADVICE = (
    ("locked", "Another program is writing to it. Wait for it to end, then try again."),
    ("disk is full", "The disk is full; nothing was written. Make room, then try again."),
    ("unable to open", "Check that the folder exists and may be written to, or name another with --store."),
    ("readonly", "The file or its folder may not be written to. Change its permissions, or name another with --store."),
    ("not a database", "It is not a store. Name another file with --store."),
    ("malformed", "The file is damaged. Restore it from a copy, or ingest the reports again into a new store."),
    ("disk I/O", "The disk can't be read or written. Check it, then try again."),
)


def advice_on(error: BaseException) -> str:
    """What to do about a driver's error; empty where we know no better."""
    return next((advice for words, advice in _ADVICE if words in str(error)), "")
