"""Opening the store's database: its address, its schema version, and its errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from dashboard.backends import Backend, backend_called
from dashboard.errors import StoreError

SCHEMA_REVISION = "0005"
"""The newest migration in dashboard/migrations/versions; the numbers grow."""

ADDRESSES = "a path, sqlite:///path or postgresql+psycopg://user@host/database"

_DIALECTS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "postgresql+psycopg": "postgresql",
}
_SECRET = ("password", "sslpassword", "passfile")


def read_address(url: str) -> URL:
    """A store's address; its `get_backend_name()` is a backend's. Raises StoreError for any other."""
    try:
        # A path is taken as it is: in an address, what follows a ? is no part of the file's name.
        address = make_url(url) if "://" in url else URL.create("sqlite", database=url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"The store's address does not read. Write {ADDRESSES}.") from error
    dialect = _DIALECTS.get(address.drivername)
    if dialect is None or (dialect == "sqlite" and address.query):
        shown = shown_address(url)
        raise StoreError(f"The store {shown!r} is neither SQLite nor PostgreSQL, or has settings. Write {ADDRESSES}.")
    return address.set(drivername=dialect)


def shown_address(url: str) -> str:
    """A store's address as it may be shown: without a password, wherever it stands."""
    if "://" not in url:
        return url
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return "of that address"
    return address.difference_update_query(_SECRET).render_as_string(hide_password=True)


def open_engine(url: str, *, must_exist: bool = False, migrated: bool = True) -> Engine:
    """An engine on the store at an address or a path, made (unless it `must_exist`) and brought up to date.

    Unless it is to be `migrated`, it is left at the schema that it has. Raises StoreError saying what to do.
    """
    address = read_address(url)
    backend, shown = backend_called(address.get_backend_name()), shown_address(url)
    with translate_errors(shown, backend):
        backend.prepare(address, must_exist=must_exist)
        engine = backend.make_engine(address)
        with ExitStack() as undo:
            undo.callback(engine.dispose)
            _bring_up_to_date(engine, backend, shown, must_exist=must_exist, migrated=migrated)
            undo.pop_all()
    return engine


def refuse_writes(engine: Engine) -> None:
    """From now on no connection of the engine can write, whatever the program asks for."""
    order = "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET default_transaction_read_only = on"

    def forbid(connection: Any, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(order)
        connection.commit()

    engine.dispose()
    event.listen(engine, "connect", forbid)


def _bring_up_to_date(engine: Engine, backend: Backend, shown: str, *, must_exist: bool, migrated: bool) -> None:
    with engine.execution_options(**backend.READING).connect() as connection:
        revision = schema_revision(connection, shown)
    if revision is None and must_exist and engine.url.database not in (None, "", ":memory:"):
        raise StoreError(f"There is no store at {shown} yet. Ingest reports into it first.")
    if revision == SCHEMA_REVISION or not migrated:
        return
    with engine.execution_options(**backend.WRITING).begin() as connection:
        # Asked again under the write lock: another program may have done it meanwhile.
        if schema_revision(connection, shown) != SCHEMA_REVISION:
            migrate(connection)


def schema_revision(connection: Connection, shown: str) -> str | None:
    """The version of the tables, None where there are none; raises StoreError where they are not ours or newer."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(
                f"{shown} holds another program's tables ({tables[0]}, …). Name another store with --store."
            )
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and str(revision) > SCHEMA_REVISION:
        raise StoreError(
            f"The store {shown} was written by a newer version of this software (schema {revision}, this one knows "
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
def translate_errors(shown: str, backend: Backend) -> Iterator[None]:
    """Turns the database's errors into StoreError with what to do; `shown` is the address without a password."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError(f"The store {shown} refused a value: {_said(error.orig)}. Nothing was written.") from error
    except DBAPIError as error:
        raise StoreError(_worded(error.orig or error, shown, backend)) from error
    except SQLAlchemyError as error:
        raise StoreError(f"The store {shown} can't be used: {error}.") from error
    except backend.ERRORS as error:  # raised past SQLAlchemy
        raise StoreError(_worded(error, shown, backend)) from error
    except UnicodeEncodeError as error:
        raise StoreError(f"The store {shown} can't hold half a surrogate pair. Nothing was written.") from error
    except UnicodeDecodeError as error:  # the driver's own message quotes the damaged bytes
        advice = "The file is damaged. Restore it from a copy, or ingest the reports again into a new store."
        raise StoreError(f"The store {shown} can't be used: it is malformed. {advice}") from error


def _worded(error: BaseException, shown: str, backend: Backend) -> str:
    return f"The store {shown} can't be used: {_said(error)}. {backend.advice_on(error)}".rstrip()


def _said(error: object) -> str:
    """A driver's message in one line, its full stop left off."""
    return " ".join(str(error).split()).removesuffix(".")
