"""What only a server can do to a store: refuse, forbid, run out, go away and come back. It is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from dashboard.backends.postgres import advice_on
from dashboard.errors import StoreError
from dashboard.reading.read import ReadReport
from dashboard.store import Store
from tests.stores import address_of, empty_database


def report(number: int) -> ReadReport:
    return ReadReport(id=f"r{number}", lang="en", title="", text=f"Report {number}.", events=())


@pytest.fixture
def address(postgres_server: str) -> str:
    return empty_database(postgres_server)


@pytest.fixture
def guarded(postgres_server: str) -> Iterator[str]:
    """The address of a database whose user needs a password, which is `right`."""
    rules = Path(unquote(postgres_server.partition("host=")[2])) / "pg_hba.conf"
    before = rules.read_text()
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        rules.write_text(f"local all guarded scram-sha-256\n{before}")
        connection.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")
        yield empty_database(postgres_server).replace("postgres:@", "guarded:{password}@")
        rules.write_text(before)
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP ROLE guarded")


def test_a_wrong_password_is_told_and_never_shown(guarded: str) -> None:
    for password in ("wr0ng", ""):
        with pytest.raises(StoreError, match="password") as refused:
            Store(guarded.format(password=password))
        assert "wr0ng" not in str(refused.value)
    with pytest.raises(StoreError, match="The user may not do that there"):  # in a database that another owns
        Store(guarded.format(password="right"))


def test_a_database_or_a_user_that_is_not_there_is_named(postgres_server: str, address: str) -> None:
    with pytest.raises(StoreError, match=r'database "nowhere" does not exist\. Make the database first'):
        Store(address_of(postgres_server, "nowhere"))
    with pytest.raises(StoreError, match="There is no such user"):
        Store(address.replace("postgres:@", "nobody:secret@"))


def test_a_database_that_may_only_be_read_is_read(address: str) -> None:
    with Store(address) as store:
        store.save(report(1))
        with store.writer() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with Store(address) as store:
        with pytest.raises(StoreError, match="It may only be read"):
            store.save(report(2))
        assert [one.id for one in store.reports()] == ["r1"]


def test_a_lost_connection_leaves_nothing_half_written_and_the_next_call_works(address: str) -> None:
    with Store(address) as store:
        store.save(report(1))
        with pytest.raises(StoreError, match=r"The server is gone\. Nothing is half-written"):
            write_and_lose(store, address)
        with store.reader() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM meta WHERE key = 'half'").scalar_one() == 0
        store.save(report(2))
        assert {one.id for one in store.reports()} == {"r1", "r2"}


def write_and_lose(store: Store, address: str) -> None:
    with store.writer() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('half', 1)")
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [own])
        connection.exec_driver_sql("SELECT 1")


def test_idle_connections_that_a_server_has_dropped_are_made_anew(address: str) -> None:
    with Store(address) as store:
        store.save(report(1))
        with psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        store.save(report(2))  # no error: nothing had begun on them
        assert len(store.reports()) == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "disk is full"),
        (psycopg.errors.SerializationFailure("could not serialize access"), "Another program wrote at the same time"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), "Another program wrote at the same time"),
        (psycopg.errors.TooManyConnections("too many"), "too many connections"),
        (psycopg.OperationalError("connection timeout expired"), "does not answer"),
        (psycopg.OperationalError("FATAL:  the database system is starting up"), "Wait a moment"),
        (psycopg.OperationalError("something else"), ""),
    ],
)
def test_every_failure_says_what_to_do(error: psycopg.Error, said: str) -> None:
    assert said in advice_on(error)
    assert bool(advice_on(error)) == bool(said)
