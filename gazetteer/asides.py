"""Brackets and articles within an expression: where what stands in them begins and ends."""

from __future__ import annotations

from gazetteer.cues import Words

_MOST_WORDS_IN_BRACKETS = 3


def before_brackets(words: Words, pos: int) -> int:
    """The token before the brackets that close before `pos`; 0 where they do not open within a few words."""
    for index in range(pos - 1, max(pos - 5, 0), -1):
        if words.gap(index).strip() == "(":
            return index
    return 0


def after_brackets(words: Words, pos: int) -> int | None:
    """The token that goes on from `pos`, past another name in brackets (ريف س (ص) الشرقي); None where none does."""
    if words.is_joined(pos):
        return pos
    if words.gap(pos).strip() != "(":
        return None
    closing = range(pos + 1, min(pos + 1 + _MOST_WORDS_IN_BRACKETS, len(words)))
    return next((end for end in closing if words.gap(end).strip() == ")"), None)


def is_noun_with_article(words: Words, first: int) -> bool:
    """Whether a direction is a part of what follows: "in the north of X"; not "to the north of X"."""
    if first < 2 or words.tokens[first - 1].key not in ("the", "far"):
        return False
    back = first - 2 if words.tokens[first - 1].key == "the" else first - 3
    return back >= 0 and words.tokens[back].key in ("in", "across", "throughout", "from", "over", "into")
