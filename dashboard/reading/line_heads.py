"""Places that head a line: "HASAKAH: ...", "14/9 القورية: ...", "Harib (Marib): ...", تدمر، الأربعاء: ..."""

from __future__ import annotations

import re

from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

_LONGEST = 48
"""Characters of a line that a head has at most."""
_LONGEST_LABEL = 8
"""Characters of a line before the place that heads it, words too: a bullet, "North"."""
_HEADS_LINE = re.compile(r"(?:,\s[A-Z][\w.'’-]{2,20})?\s?[:|\t]")
_LABEL = re.compile(r"[^\w#]*(?:[\w'’.-]+(?:\s[\w'’.-]+){0,2}\s?[,،/–(—-]\s?)?#?")
"""What may stand before a name in its line's head: a bullet, a date, another name ("Taiz, ", "بغداد / ")."""
_ENDS = re.compile(
    r"\)?(?:\s[^\W\d]\w{2,14})?(?:\s?\([^()\n]{2,30}\))?(?:\s?[,،/–—-]\s?[^:،,.!?\n]{2,28}?)?\s?(?:[:|](?!\d)|\t)"
)


def is_heading_of(text: str, place: PlacedMention, sentence: Sentence) -> bool:
    """Whether a place heads its line ("HASAKAH: ...", "Marib | 3 May | ..."): it holds less than what the line says."""
    if heads_line(text, place, sentence.start):
        return True
    return place.start - sentence.start < _LONGEST_LABEL and bool(_HEADS_LINE.match(text, place.end))


def heads_line(text: str, place: PlacedMention, start: int) -> bool:
    """Whether a place stands in the head of the line or sentence that begins at `start`, before its colon."""
    if not 0 <= place.start - start < _LONGEST or not _ENDS.match(text, place.end):
        return False
    return has_no_word(text, start, place.start) or bool(_LABEL.fullmatch(text, start, place.start))


def has_no_word(text: str, start: int, end: int) -> bool:
    """Whether a stretch holds no word: only a bullet, a number, a date."""
    return not any(letter.isalpha() for letter in text[start:end])
