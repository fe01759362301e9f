"""Text as the store keeps it: to the letter, but for NUL, which no PostgreSQL text may hold.

A NUL becomes U+FFFD, the replacement character, as HTML and CommonMark have it: one for one, so that the offsets of
evidence hold, and on every database alike, so that a store can be taken from one to another.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def without_nul(text: str) -> str:
    """The text as it is kept."""
    return text.replace("\0", "\ufffd")


def as_json(value: Any) -> str:
    """A value as the store's JSON columns keep it."""
    written = json.dumps(value)
    return _ESCAPED_NUL.sub(r"\1\\ufffd", written) if "\\u0000" in written else written


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
