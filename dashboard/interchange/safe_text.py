"""Words that came from a report, made fit for a file: nothing hidden in them, and no letter that poses as another."""

from __future__ import annotations

import re

from dashboard.safe_text import LOOKALIKE, mixed_words

MIXED = " (⚠ mixed alphabets)"
"""What is put behind a name in which letters of one alphabet pose as those of another."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Embeddings, overrides and isolates turn what a reader sees around. The plain marks (U+200E, U+200F, U+061C) turn
# nothing but the spot where they are, and Arabic texts need them.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSAFE = re.compile(f"{_CONTROL.pattern}|{_OVERRIDES.pattern}")


def without_controls(text: str) -> str:
    """The text without what no file may hold: control characters become spaces, forced directions go."""
    return _CONTROL.sub(" ", _OVERRIDES.sub("", text)) if _UNSAFE.search(text) else text


def safe_name(text: str) -> str:
    """A name without controls, and with a warning behind it where a word of it mixes alphabets that look alike."""
    plain = without_controls(text)
    return plain + MIXED if mixed_words(plain, LOOKALIKE) and not plain.endswith(MIXED) else plain
