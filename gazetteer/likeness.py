"""How alike two spellings are."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

_NONE = 0.45  # under every threshold that a likeness is held to


def likeness(text: str, keys: Sequence[str]) -> float:
    """How alike a normalised text and the nearest of some normalised names are, 0 to 1 (0 where they hardly are).

    Keys whose letters alone rule a likeness out cost next to nothing.
    """
    if text in keys:
        return 1.0
    matcher = SequenceMatcher(None, "", text)
    best = 0.0
    for key in keys:
        matcher.set_seq1(key)
        least = max(best, _NONE)
        if matcher.real_quick_ratio() > least and matcher.quick_ratio() > least:
            best = max(best, matcher.ratio())
    return best
