"""Which words of a text may belong to one name, and where in a word it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazetteer.names import Token

_JOINS = re.compile(r"[\s\-‐‑–_\u200c-\u200f\u2066-\u2069'’]*")
_ABBREVIATION = re.compile(r"\.\s?")


def joins_a_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` may go on with a name: nothing before it but spaces, hyphens or the point of "St."."""
    if i >= len(tokens):
        return False
    gap = tokens[i].gap
    if gap == " " or gap == "-" or gap == "_":
        return True
    if _JOINS.fullmatch(gap):
        return gap.count("\n") < 2
    previous = tokens[i - 1]
    return len(previous.text) <= 3 and not previous.is_arabic and _ABBREVIATION.fullmatch(gap) is not None


def without_proclitic(spelling: str, stripped: str) -> str:
    """An Arabic spelling without its proclitic, which may be written with tatweel or marks.

    The ل of للحدود has swallowed the article's ا, which is given back: الحدود.
    """
    letters = 0
    for offset, character in enumerate(spelling):
        if letters == len(stripped):
            rest = spelling[offset:]
            swallowed = stripped.endswith("ل") and rest.startswith("ل") and not spelling.startswith("ال")
            return "ا" + rest if swallowed else rest
        letters += character.isalpha() and character != "ـ"
    return spelling
