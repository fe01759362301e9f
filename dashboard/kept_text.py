"""Text as the store keeps it: to the letter, but for NUL, which no PostgreSQL text may hold.

A NUL becomes U+FFFD, the replacement character, as HTML and CommonMark have it: one for one, so that the offsets of
evidence hold, and on every database alike, so that a store can be taken from one to another.
"""

from __future__ import annotations

import json
import re
from typing import Any

_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def without_nul(text: str) -> str:
    """The text as it is kept."""
    return text.replace("\0", "\ufffd")


def as_json(value: Any) -> str:
    """A value as the store's JSON columns keep it."""
    if isinstance(value, JsonText):
        return value
    written = json.dumps(value)
    return _ESCAPED_NUL.sub(r"\1\\ufffd", written) if "\\u0000" in written else written


class JsonText(str):
    """A value of a JSON column that is written already: by who read a report, not by who keeps them all."""
