"""The databases that a store may be in. All that they do differently is here; the rest is one code path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol, cast

from sqlalchemy import URL, Connection, Engine, Select, Table

_MODULES = {"sqlite": "dashboard.backends.sqlite", "postgresql": "dashboard.backends.postgres"}


class Backend(Protocol):
    """What a module of this package offers; see dashboard.backends.sqlite for what each does."""

    NAME: str
    ERRORS: tuple[type[Exception], ...]
    READING: Mapping[str, Any]
    WRITING: Mapping[str, Any]

    def prepare(self, address: URL, *, must_exist: bool) -> None: ...
    def make_engine(self, address: URL) -> Engine: ...
    def fetch_rows(self, connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]: ...
    def deferred_references(self, connection: Connection) -> AbstractContextManager[None]: ...
    def insert_columns(self, connection: Connection, table: Table, columns: Mapping[str, Iterable[Any]]) -> None: ...
    def renumber(self, connection: Connection) -> None: ...
    def find_damage(self, connection: Connection) -> Iterator[str]: ...
    def advice_on(self, error: BaseException) -> str: ...


def backend_called(dialect: str) -> Backend:
    """The backend of an SQLAlchemy dialect, `sqlite` or `postgresql`; imported only when it is asked for."""
    return cast(Backend, import_module(_MODULES[dialect]))
