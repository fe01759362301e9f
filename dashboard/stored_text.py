"""Columns of text as the store keeps it, see dashboard.kept_text."""

from __future__ import annotations

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

from dashboard.kept_text import without_nul


class StoredText(TypeDecorator[str]):
    """A column of text, ordered by code point as SQLite orders it: PostgreSQL is told so by a migration."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        return value if value is None else without_nul(value)


class LongText(StoredText):
    """A column of text of any length."""

    impl = Text
    cache_ok = True
