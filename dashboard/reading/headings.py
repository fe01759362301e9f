"""Lists whose heading names the kind: "ARRESTS" over the lines below it, "Shelling: two shells on A; three on B"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard.reading.casualties import find_casualties
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import past_forms
from dashboard.reading.sentences import Sentence

_MOST_OTHER_WORDS = 2
"""A heading has hardly a word beside the kind's own: "Clashes and other incidents"."""
_WORD = re.compile(r"[^\W_]+")
_LINKS = frozenset({"and", "the", "of", "by", "in", "other", "و", "في"})
_INLINE = re.compile(r"\W{0,6}(?:\d{1,2}\W{1,3})?(?P<heading>[^:\n]{3,40}):\s+(?=\S)")
_GOES_ON = re.compile(r"\s*(?:the|its|their|he|she|they|who|which|all|both|casualties)\b", re.I)
"""How a part of a line begins that only goes on with the part before: "; the commander survived"."""
_LONGEST_HEADLINE = 110
_LEAST_ITEMS = 2
_ARABIC = re.compile("[\u0621-\u064a]")
_LAID_TO = re.compile(r"\b(?:blamed on|attributed to|claimed by|carried out by)\b", re.I)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|am|has|have|had|do|does|did|will|would|can|could|may|might|shall|should|must"
    r"|sa(?:id|ys)|told|went|came|left|took|held|kept|made|met|gave|saw|sent|fell|shot|hit|ran|no|not|nobody|none"
    r"|for|without|after|before|if|when|while|that|which|who|\w{3,}(?:ed|ing))\b|[?:]",
    re.I,
)
"""Words of a sentence that is more than a headline, or of one that says there was nothing."""
_NONE = re.compile(r"\W*(?:nil|none|no\b|nothing|n/?a\b|0\b|لا\s|لا$|لم\s|صفر)", re.I)


def is_headline(sentence: Sentence) -> bool:
    """Whether an English sentence is so short and without a verb that a bare noun tells its event: "US patrol in X"."""
    text = sentence.text
    return (
        sentence.part in ("body", "dateline", "item")
        and not _ARABIC.search(text)
        and len(text) <= _LONGEST_HEADLINE
        and not _VERB.search(text)
        and past_forms().isdisjoint(text.lower().split())
    )


def is_list_title(sentence: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Whether a title without a verb only says what the list below it is of: "Attacks blamed on X, 3–9 May"."""
    following = sentences[sentence.index + 1 : sentence.index + 2]
    if sentence.part not in ("title", "dateline") or not following or following[0].part != "item":
        return False
    if _ARABIC.search(sentence.text) or _VERB.search(_LAID_TO.sub("by", sentence.text).rstrip(":")):
        return False
    items = {s.block for s in sentences if s.part == "item"}
    return len(items) >= _LEAST_ITEMS and not find_casualties(sentence.text, 0, len(sentence.text))


def is_heading(sentence: Sentence, following: Sentence | None, triggers: Sequence[Trigger]) -> bool:
    """Whether a line only names the kind of the list items below it."""
    if not triggers or sentence.part not in ("dateline", "body") or following is None or following.part != "item":
        return False
    return following.block == sentence.block + 1 and _names_only(sentence.text, sentence.start, triggers)


def inline_heading(sentence: Sentence, triggers: Sequence[Trigger]) -> tuple[Trigger, int] | None:
    """The trigger that heads its own line ("Shelling: ...") and where what it heads begins; None if there is none."""
    match = _INLINE.match(sentence.text)
    if match is None or sentence.place != 0 or sentence.part == "title":
        return None
    end = sentence.start + match.end()
    heading = [t for t in triggers if t.end < end]
    if not heading or not _names_only(match["heading"], sentence.start + match.start("heading"), heading):
        return None
    return heading[0], end


def headed(heading: Trigger, sentence: Sentence, start: int, triggers: Sequence[Trigger]) -> list[Trigger]:
    """The triggers of what stands under a heading from `start` on: each part of the line is of the heading's kind.

    A part that tells an event in its own words keeps it; one that says "nil" tells nothing.
    """
    found: list[Trigger] = []
    end = start
    for part in sentence.text[start - sentence.start :].split(";"):
        begin, end = end, end + len(part) + 1
        own = [t for t in triggers if begin <= t.start < end and t.strength > 1]
        words = [m for m in _WORD.finditer(part) if not m[0].isdigit()]
        if own:
            found += own
        elif words and not _NONE.match(part) and not (found and _GOES_ON.match(part)):
            span = (begin + words[0].start(), begin + words[-1].end())
            found.append(
                replace(heading, start=span[0], end=span[1], strength=max(2, heading.strength), is_again=bool(found))
            )
    return found


def _names_only(text: str, start: int, triggers: Sequence[Trigger]) -> bool:
    if any(letter.isdigit() for letter in text) or text.rstrip().endswith((".", "!", "?", "؟")):
        return False
    inside = [(t.start - start, t.end - start) for t in triggers]
    words = [m for m in _WORD.finditer(text) if m[0].lower() not in _LINKS]
    return sum(not any(a <= m.start() < b for a, b in inside) for m in words) <= _MOST_OTHER_WORDS
