"""Where in the text an Arabic mention begins, and its name without what is only grammar."""

from __future__ import annotations

from gazetteer.cues import Words, load_cues
from gazetteer.evidence import touches
from gazetteer.runs import without_proclitic

_MOST_KIND_WORDS = 2  # منطقة وادي القمر
_LOOSE_WORDS = frozenset(["بلديه", "مناطق", "مدن", "احياء", "مزارع", "محافظ", "محافظات", "قري", "ضفاف", "بلدات"])
"""Words that tell of several places, or of who runs one: they are not part of its mention."""


def called_start(words: Words, first: int) -> int:
    """Where a mention that has its name from token `first` on begins: at the words that call it something.

    مدينة القامشلي is one mention, as is وبمدينة القامشلي; "the city of Qamishli" is Qamishli, and so is
    المدينة القامشلي, since a word with the article belongs to what went before.
    """
    start = words.tokens[first].start
    for at in range(first, first - _MOST_KIND_WORDS, -1):
        if not at or not words.tokens[at].is_arabic or not touches(words, at) or "\n" in words.gap(at):
            break
        before = words.tokens[at - 1]
        calls = any(m.cue.cue == "kind" and at - m.first == 1 for m in load_cues().ending_at(words, at))
        if not calls or "ال" in before.key[:4] or not _LOOSE_WORDS.isdisjoint(before.word.forms):
            break
        start = before.start
    return start


def name_without_proclitic(words: Words, first: int, last: int, stripped: str) -> str:
    """The words of a name as they stand, without the proclitic of the first."""
    tokens = words.tokens
    if not stripped:
        return words.text[tokens[first].start : tokens[last - 1].end]
    rest = words.text[tokens[first].end : tokens[last - 1].end]
    return without_proclitic(words.text[tokens[first].start : tokens[first].end], stripped) + rest
