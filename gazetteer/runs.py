"""The stretch of tokens that a name may span, and where in the text it begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazetteer.names import Token

LONGEST_NAME = 8  # tokens

_JOINS = re.compile(r"^[\s\-‐‑–_\u200c-\u200f\u2066-\u2069'’]*$")
_ABBREVIATION = re.compile(r"^\.\s?$")


def name_run(tokens: Sequence[Token], i: int) -> Sequence[Token]:
    """The tokens from `i` on that a name may span: at most LONGEST_NAME, with nothing but spaces or hyphens between."""
    run = [tokens[i]]
    for token in tokens[i + 1 : i + LONGEST_NAME]:
        previous = run[-1]
        is_initial = len(previous.text) <= 3 and not previous.is_arabic and _ABBREVIATION.match(token.gap)
        if not (is_initial or (_JOINS.match(token.gap) and token.gap.count("\n") < 2)):
            break
        run.append(token)
    return run


def prefix_ends(keys: Sequence[str]) -> dict[int, int]:
    """How many of `keys`, joined by spaces, end at each length."""
    ends: dict[int, int] = {}
    length = -1
    for count, key in enumerate(keys, start=1):
        length += 1 + len(key)
        ends[length] = count
    return ends


def start_of(token: Token, stripped: str) -> int:
    """Where a name begins in the text: after the proclitic, where that is written as letters of its own.

    The ل of للحدود has swallowed the article's ا, so the name's second ل is where it begins.
    """
    letters, position = 0, token.start
    for offset, character in enumerate(token.text):
        if letters == len(stripped):
            position = token.start + offset
            break
        letters += character.isalpha() and character != "ـ"
    return position if stripped else token.start


def is_capitalised(token: Token) -> bool:
    return token.is_arabic or token.text.lstrip("ʿʾʻʼ")[:1].isupper()
