"""Opening the store's database: its settings, its schema version, and its errors in words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from dashboard.errors import StoreError

SCHEMA_REVISION = "0003"
"""The newest migration in dashboard/migrations/versions; the numbers grow."""

BUSY_SECONDS = 30.0


def open_engine(url: str, *, must_exist: bool = False) -> Engine:
    """An engine on the store at an SQLAlchemy address or a path, made (unless it `must_exist`) and brought up to date.

    Raises StoreError saying what to do.
    """
    try:
        # A path is taken as it is: in an address, what follows a ? is no part of the file's name.
        address = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    except (ArgumentError, ValueError) as error:
        raise StoreError("The store's address does not read. Write a path, or sqlite:///path.") from error
    if address.drivername not in ("sqlite", "sqlite+pysqlite") or address.query:
        shown = address.render_as_string(hide_password=True)
        raise StoreError(f"The store {shown!r} is not SQLite, or has settings. Write a path, or sqlite:///path.")
    memory = address.database in (None, "", ":memory:")
    with translate_errors(url):
        if must_exist and not memory and not Path(str(address.database)).exists():
            raise StoreError(f"There is no store at {address.database} yet. Ingest reports into it first.")
        if not memory:
            _make_folder(Path(str(address.database)))
        options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
        engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **options)
        event.listen(engine, "connect", _set_up_connection)
        event.listen(engine, "begin", _begin)
        with ExitStack() as undo:
            undo.callback(engine.dispose)
            _bring_up_to_date(engine, url)
            undo.pop_all()
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {path.parent} can't be made: {error.strerror}. Name another with --store."
        ) from error


def _set_up_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not where the driver guesses
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    _use_wal(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers then never wait for the writer. SQLite does not queue two programs that set it at once: try again."""
    deadline = time.monotonic() + BUSY_SECONDS
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


def _bring_up_to_date(engine: Engine, url: str) -> None:
    with engine.connect() as connection:
        if _schema_revision(connection, url) == SCHEMA_REVISION:
            return
    with engine.execution_options(dawriya_write=True).begin() as connection:
        # Asked again under the write lock: another program may have done it meanwhile.
        if _schema_revision(connection, url) != SCHEMA_REVISION:
            migrate(connection)


def _schema_revision(connection: Connection, url: str) -> str | None:
    """The version of the tables, None in an empty file; raises StoreError where it is not ours or newer than we are."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(f"{url} holds another program's tables ({tables[0]}, …). Name another file with --store.")
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and str(revision) > SCHEMA_REVISION:
        raise StoreError(
            f"The store {url} was written by a newer version of this software (schema {revision}, this one knows "
            f"{SCHEMA_REVISION}). Update the software, or name another store with --store."
        )
    return revision


def migrate(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations up to a revision over an open write transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "dashboard:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def translate_errors(url: str) -> Iterator[None]:
    """Turns the database's errors into StoreError with what to do."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError(f"The store {url} refused a value: {error.orig}. Nothing was written.") from error
    except DBAPIError as error:
        raise StoreError(_advice(str(error.orig), url)) from error
    except SQLAlchemyError as error:
        raise StoreError(f"The store {url} can't be used: {error}.") from error
    except sqlite3.Error as error:  # raised while a connection is set up
        raise StoreError(_advice(str(error), url)) from error
    except UnicodeEncodeError as error:
        raise StoreError(f"The store {url} can't hold half a surrogate pair. Nothing was written.") from error
    except UnicodeDecodeError as error:  # the driver's own message quotes the damaged bytes
        raise StoreError(_advice("it is malformed", url)) from error


def _advice(problem: str, url: str) -> str:
    for words, advice in (
        ("locked", "Another program is writing to it. Wait for it to end, then try again."),
        ("disk is full", "The disk is full; nothing was written. Make room, then try again."),
        ("unable to open", "Check that the folder exists and may be written to, or name another with --store."),
        (
            "readonly",
            "The file or its folder may not be written to. Change its permissions, or name another with --store.",
        ),
        ("not a database", "It is not a store. Name another file with --store."),
        ("malformed", "The file is damaged. Restore it from a copy, or ingest the reports again into a new store."),
        ("disk I/O", "The disk can't be read or written. Check it, then try again."),
    ):
        if words in problem:
            return f"The store {url} can't be used: {problem}. {advice}"
    return f"The store {url} can't be used: {problem}."
