"""The two expressions of the review queue that each database writes its own way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

_SQLITE_DAY = "CAST(replace(date_start, '-', '') AS INTEGER)"
_POSTGRES_DAY = "CAST(extract(year FROM date_start) * 10000 + extract(month FROM date_start) * 100" + (
    " + extract(day FROM date_start) AS INTEGER)"
)


class QueueTurn(ColumnElement[int]):
    """Where an event stands in the queue: in tenths of sureness, then the latest first, the undated last.

    The column of that name is computed so; the migration that made it has its own copy.
    """

    type = Integer()
    inherit_cache = True


@compiles(QueueTurn, "sqlite")
def _sqlite_turn(_turn: QueueTurn, _compiler: SQLCompiler, **_: Any) -> str:
    return f"CAST(round(confidence * 10) AS INTEGER) * 100000000 + 99999999 - coalesce({_SQLITE_DAY}, 0)"


@compiles(QueueTurn, "postgresql")
def _postgres_turn(_turn: QueueTurn, _compiler: SQLCompiler, **_: Any) -> str:
    # Its own round() would take a half to the even side.
    return f"CAST(floor(confidence * 10 + 0.5) AS INTEGER) * 100000000 + 99999999 - coalesce({_POSTGRES_DAY}, 0)"


class Unindexed(ColumnElement[Any]):
    """A column, written so that SQLite does not look it up in its own index, which here is the slower way."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(Unindexed)
def _plain(one: Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(one.column, **options))


@compiles(Unindexed, "sqlite")
def _signed(one: Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return "+" + str(compiler.process(one.column, **options))
