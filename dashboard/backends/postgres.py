"""What PostgreSQL does its own way: a server, an advisory lock that lets one writer in at a time, snapshots to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event, text

from dashboard.backends import waiting
from dashboard.kept_text import as_json

NAME = "postgresql"
ERRORS: tuple[type[Exception], ...] = (psycopg.Error,)

READING: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
# Under the lock each statement is to see what the writer before has written: a snapshot would be taken too early.
WRITING: Mapping[str, Any] = {"isolation_level": "READ COMMITTED", "dawriya_write": True}

_LOCK = 0x646177726979  # "dawriy"
"""The advisory lock that a writer holds until its transaction ends."""

_SELF_REFERENCES = (("events", "fk_events_joined_into"), ("reports", "fk_reports_replaces"))

_AT_ONCE = 50_000
"""Rows that are sent in one go."""

_POOL = {"pool_size": 5, "max_overflow": 25}  # as many at once as sessions may ask for at once


def prepare(address: URL, *, must_exist: bool) -> None:
    """Nothing: the database is made by who runs the server."""


def make_engine(address: URL) -> Engine:
    address = address.set(drivername="postgresql+psycopg")
    asked = {} if "connect_timeout" in address.query else {"connect_timeout": waiting.CONNECT_SECONDS}
    # A server that went away and came back is noticed before a transaction begins, not in the midst of it.
    engine = create_engine(address, connect_args=asked, json_serializer=as_json, pool_pre_ping=True, **_POOL)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("dawriya_write", False):
        wait = {"wait": f"{max(1, int(waiting.BUSY_SECONDS * 1000))}ms"}
        connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), wait)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def fetch_rows(connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver gives them, sent in binary and a part at a time: whole, they would be held twice."""
    query = statement.compile(connection.engine)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor("rows") as cursor:
        cursor.itersize = _AT_ONCE
        yield from cursor.execute(str(query), query.params, binary=True)


@contextmanager
def deferred_references(connection: Connection) -> Iterator[None]:
    for table, name in _SELF_REFERENCES:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in _SELF_REFERENCES:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]]) -> None:
    """Adds very many rows, given by columns, by COPY: ten times as quick as inserting them."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copy:
        for row in zip(*columns.values(), strict=False):
            copy.write_row(row)


def renumber(connection: Connection) -> None:
    """Lets new rows be numbered after the largest number there is, where numbers were given."""
    for table in ("review_log", "place_corrections"):
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"))


_DAMAGE = (
    (
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace",
        "the index {} is not valid",
    ),
    (
        "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace",
        "the constraint {} was never checked",
    ),
    (
        "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0",
        "{} pages had a wrong checksum",
    ),
)


def find_damage(connection: Connection) -> Iterator[str]:
    """What the server knows to be wrong with its files. Its pages have checksums, which reading all rows checks."""
    for question, said in _DAMAGE:
        for (value,) in connection.execute(text(question)):
            yield said.format(value)


_BY_STATE = {
    "53100": "The server's disk is full; nothing was written. Make room there, then try again.",
    "53200": "The server is out of memory; nothing was written. Try again, or give it more.",
    "53300": "The server has too many connections. Close some, or raise its max_connections.",
    "25006": "It may only be read. Name a server that may be written to with --store.",
    "55P03": "Another program is writing to it. Wait for it to end, then try again.",
    "40001": "Another program wrote at the same time; nothing was written. Try again.",
    "40P01": "Another program wrote at the same time; nothing was written. Try again.",
    "42501": "The user may not do that there. Let the owner of the database grant it.",
    "58030": "The server's disk can't be read or written. Check it, then try again.",
}

_GONE = "The server is gone. Nothing is half-written; look whether the last change is there, then make it again."

_BY_WORDS = (
    ("password authentication failed", "Check the user's name and password in the address."),
    ("no password supplied", "Write the password into the address, or into PGPASSWORD."),
    ("pg_hba.conf", "The server lets nobody in from here under that name. Ask who runs it."),
    ('role "', "There is no such user on the server. Check the name in the address."),
    ('database "', "Make the database first: createdb NAME, or CREATE DATABASE on the server."),
    ("Connection refused", "No server answers there. Start it, or check host and port in the address."),
    (
        "No such file or directory",
        "No server answers there. Start it, or check the folder of its socket.",
    ),
    ("starting up", "The server is starting. Wait a moment, then try again."),
    ("shutting down", "The server is being stopped. Start it again, then try again."),
    ("resolve host", "There is no host of that name. Check it in the address."),
    ("timeout", "The server does not answer. Check host and port in the address, and the network."),
    ("terminating connection", _GONE),
    ("server closed the connection", _GONE),
    ("connection is closed", _GONE),
    ("connection is lost", _GONE),
    ("consuming input failed", _GONE),
    ("too many clients", _BY_STATE["53300"]),
)


def advice_on(error: BaseException) -> str:
    """What to do about a driver's error; empty where we know no better."""
    state = getattr(error, "sqlstate", None)
    return _BY_STATE.get(state or "") or next((advice for words, advice in _BY_WORDS if words in str(error)), "")
