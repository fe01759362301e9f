"""Hashtags: which names in them are mentions, and which only say what a post is about.

#حفر_الباطن is a place and #Hasakah is. #سيول_الاردن and #امطار_الكويت are the names of events: the place in them is
a mention only where the post has no other, and once.
"""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.cues import Words, load_cues
from gazetteer.spans import NameSpan


def without_topics(words: Words, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The names without those inside longer hashtags that the text names elsewhere, or has named so before."""
    if "#" not in words.text:
        return list(spans)
    topics = {n for n, span in enumerate(spans) if _is_part_of_hashtag(words, span)}
    if not topics:
        return list(spans)
    named = {span.key for n, span in enumerate(spans) if n not in topics}
    kept = []
    for n, span in enumerate(spans):
        if n not in topics or span.key not in named:
            kept.append(span)
            named.add(span.key)
    return kept


def _is_part_of_hashtag(words: Words, span: NameSpan) -> bool:
    """Whether a hashtag of several words holds the name and more; what kind of place it is does not count as more."""
    first, last = span.first, span.last
    start = first
    while start and _is_inside(words, start):
        start -= 1
    if "#" not in words.gap(start):
        return False
    end = last
    while end < len(words) and _is_inside(words, end):
        end += 1
    kinds = [m.last - m.first for m in load_cues().ending_at(words, first) if m.cue.cue == "kind"]
    return end > last or (first > start and first - start not in kinds)


def _is_inside(words: Words, index: int) -> bool:
    """Whether a word goes on with the hashtag of the one before it: #حفر_الباطن, #TelAbyad."""
    return words.gap(index).startswith("_") or not words.gap(index)
