"""Letters that make a text look like another: signs that turn its direction, controls, words of two scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

# Embeddings, overrides and isolates of direction, and controls but for tab and line ends. Joiners are part of words.
_STEERING = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\W\d_]{2,}")
LOOKALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Scripts of which letters pose as each other's: the Cyrillic а in Qаmishli."""

APART = (*LOOKALIKE, "ARABIC", "HEBREW")
"""Scripts that tell words apart; letters of two of them in one word are there to deceive, or by mistake."""


def plain_line(text: str) -> str:
    """A name or line without the signs that would turn what stands around it, nor controls that no file can hold."""
    return _STEERING.sub("", text)


def with_signs_shown(text: str) -> str:
    """A report's text with each such sign written out, as ⟨U+202E⟩, so that nothing is hidden or turned by it."""
    return _STEERING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def mixed_words(text: str, scripts: Collection[str] = APART) -> tuple[str, ...]:
    """The words of a text that are written in letters of more than one of the scripts, in order."""
    if text.isascii():
        return ()
    words = (found[0] for found in _WORD.finditer(text))
    return tuple(word for word in words if not word.isascii() and len(_scripts(word).intersection(scripts)) > 1)


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
