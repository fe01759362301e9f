"""The store's schema: from nothing, forward, never backward, never twice at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard import database, schema
from dashboard.errors import StoreError
from dashboard.store import Store
from tests.stores import empty_database


def script_directory() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "dashboard:migrations")
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """An empty database of each kind."""
    address = f"sqlite:///{tmp_path / 'made.sqlite'}"
    if request.param == "postgresql":
        address = empty_database(request.getfixturevalue("postgres_server"))
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(connection: sa.Connection) -> None:
    database.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    revisions = [script.revision for script in script_directory().walk_revisions()]
    assert script_directory().get_heads() == [database.SCHEMA_REVISION]
    # Newer is told from older by comparing the names.
    assert revisions == sorted(revisions, reverse=True)


def test_every_migration_can_be_taken_forward_and_back(connection: sa.Connection) -> None:
    for script in reversed(list(script_directory().walk_revisions())):
        database.migrate(connection, script.revision)
    config = Config()
    config.set_main_option("script_location", "dashboard:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.downgrade(config, "base")
    assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    database.migrate(connection)
    assert "events" in sa.inspect(connection).get_table_names()


def test_an_older_store_is_brought_forward_with_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite"
    with Store(path) as store:
        before = store.revision
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO meta VALUES ('mark', 7)")
    ran: list[str] = []

    def migrate(connection: sa.Connection) -> None:
        ran.append(str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))

    newest = database.SCHEMA_REVISION
    monkeypatch.setattr(database, "SCHEMA_REVISION", "9998")
    monkeypatch.setattr(database, "migrate", migrate)
    with Store(path) as store:
        assert store.revision == before
    with Store(path):
        pass
    assert ran == [newest]  # once: the second opening found it done
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'mark'").fetchone() == (7,)


def test_a_store_of_newer_software_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    with Store(path):
        pass
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version.*9999.*Update the software"):
        Store(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path):
        pass

    def migrate(connection: sa.Connection) -> None:
        connection.execute(sa.text("DROP TABLE claims"))
        connection.execute(sa.text("SELECT no_such_column FROM events"))

    with monkeypatch.context() as patch:
        patch.setattr(database, "SCHEMA_REVISION", "9998")
        patch.setattr(database, "migrate", migrate)
        with pytest.raises(StoreError, match="no_such_column"):
            Store(path)
    with Store(path) as store, store._engine.connect() as connection:
        assert "claims" in sa.inspect(connection).get_table_names()


def open_and_read(path: str) -> int:
    with Store(path) as store:
        return store.revision


def test_many_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "store.sqlite")
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(open_and_read, [path] * 12, chunksize=1) == [0] * 12
        pool.close()
        pool.join()
