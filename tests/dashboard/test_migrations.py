"""The store's schema: from nothing, forward, never backward, never twice at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import shapely
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard import database, schema
from dashboard.errors import StoreError
from dashboard.review import Desk
from dashboard.store import Store
from dashboard.upkeep.check import find_problems
from tests.stores import empty_database


def script_directory() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", "dashboard:migrations")
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


RELEASED = ("0001", "0002", "0003", "0004", "0005")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "postgresql":
        return empty_database(request.getfixturevalue("postgres_server"))
    return f"sqlite:///{tmp_path / 'made.sqlite'}"


@pytest.fixture
def connection(empty: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(connection: sa.Connection) -> None:
    database.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    revisions = [script.revision for script in script_directory().walk_revisions()]
    assert script_directory().get_heads() == [database.SCHEMA_REVISION] == [RELEASED[-1]]
    # Newer is told from older by comparing the names.
    assert revisions == sorted(revisions, reverse=True)


def test_text_is_ordered_by_code_point_whatever_the_servers_locale(connection: sa.Connection) -> None:
    database.migrate(connection)
    if connection.dialect.name == "sqlite":
        words = sa.text("SELECT column1 FROM (VALUES ('b'), ('B'), ('a'), ('ى'), ('é')) ORDER BY column1")
        assert connection.execute(words).scalars().all() == ["B", "a", "b", "é", "ى"]
        return
    other = sa.text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C' "
        "AND table_name <> 'alembic_version'"
    )
    assert connection.execute(other).all() == []


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


def fill_old(connection: sa.Connection) -> None:
    """A report with an event that somebody changed, as every released schema can hold them."""
    found = sa.MetaData()
    found.reflect(connection)
    tables, read = found.tables, datetime(2025, 3, 1, 8)
    knows_since = "added_at" in tables["events"].c  # from then on no text has a NUL
    may_have_nul = connection.dialect.name == "sqlite" and not knows_since
    text = "Shells fell on Zirgan.\n\0" if may_have_nul else "Shells fell on Zirgan.\n\ufffd"
    report = {"id": "r1", "text": text, "text_hash": sha256(text.encode()).hexdigest(), "read_at": read}
    shape = shapely.to_wkb(shapely.Point(40.2, 36.8))
    event = {"id": "e1", "layer": "incident", "kind": "clash", "date_precision": "day", "date_start": date(2025, 2, 28)}
    event |= {"geometry": shape, "lat": 36.8, "lon": 40.2, "status": "verified", "confidence": 0.25, "revision": 2}
    event |= {"report_ids": "r1", "force_words": "us actor", "quote": "Shells fell on Zirgan."}
    event |= {"added_at": read} if knows_since else {}
    connection.execute(sa.insert(tables["reports"]), [report])
    connection.execute(sa.insert(tables["events"]), [event])
    connection.execute(sa.insert(tables["event_reports"]), [{"event_id": "e1", "position": 0, "report_id": "r1"}])
    force = {"event_id": "e1", "position": 0, "force_id": "us", "role": "actor"}
    connection.execute(sa.insert(tables["event_forces"]), [force])
    words = {"event_id": "e1", "position": 0, "field": "kind", "report_id": "r1", "start": 0, "end": 6, "rule": "x"}
    connection.execute(sa.insert(tables["evidence"]), [words])
    line = {"at": datetime(2025, 3, 2, 9), "who": "Rana", "event_id": "e1", "field": "status"}
    connection.execute(sa.insert(tables["review_log"]), [line | {"before": "auto", "after": "verified"}])


@pytest.mark.parametrize("revision", RELEASED[:-1])
def test_every_released_schema_is_brought_forward_with_what_it_holds(revision: str, empty: str) -> None:
    engine = sa.create_engine(empty)
    with engine.begin() as connection:
        database.migrate(connection, revision)
        fill_old(connection)
    engine.dispose()
    with Store(empty) as store:
        event = store.event("e1")
        assert (event.kind, event.status, event.confidence, event.sources) == ("clash", "verified", 0.25, ("r1",))
        assert event.is_checked == (revision == "0001")  # what had been changed then had been looked at
        assert store.report("r1").text == "Shells fell on Zirgan.\n\ufffd"
        assert store.has_text("Shells fell on Zirgan.\n\0")
        assert [str(problem) for problem in find_problems(store)] == []
        then = [store.events_frame(as_known_on=date(2025, 3, day))["status"].tolist() for day in (1, 2)]
        assert then == [["auto"], ["verified"]]
        assert store.events_frame(as_known_on=date(2025, 2, 28)).empty
        Desk(store).set_status("e1", "disputed", who="Omar")
        assert Desk(store).turn_of("e1") == (300_000_000 + 99_999_999 - 20_250_228, "e1")


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
