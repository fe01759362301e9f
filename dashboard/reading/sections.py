"""Lists that are divided by place: "RAQQA" or "📍 Idlib:" on a line of its own, over what happened there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.reading.placing import distance_m, finest, is_region
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

_WORD = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"[.!?؟…]\s*$")
_MOST_OTHER_WORDS = 2
"""A heading has hardly a word beside the place: "Idlib and its countryside", "Bama LGA"."""
_MOST_WORDS = 7
_FAR_M = 60_000.0


@dataclass(frozen=True, slots=True)
class Sections:
    """The headings of a report that are places, in text order: their blocks, and the places."""

    blocks: tuple[int, ...] = ()
    places: tuple[PlacedMention, ...] = ()

    def of(self, sentence: Sentence) -> PlacedMention | None:
        """The place that heads the part of the report in which a sentence stands."""
        at = bisect_right(self.blocks, sentence.block - 1) - 1
        return self.places[at] if at >= 0 else None


def find_sections(sentences: Sequence[Sentence], places: Sequence[PlacedMention]) -> Sections:
    """The headings of a report that is divided by place: two at least, or one with a list below it."""
    found: list[tuple[int, PlacedMention]] = []
    heads_a_list = False
    for sentence, following in pairwise(sentences):
        place = _heading(sentence, places) if following.block != sentence.block else None
        if place is not None:
            found.append((sentence.block, place))
            heads_a_list = heads_a_list or following.part == "item"
    if len(found) < 2 and not heads_a_list:
        return Sections()
    return Sections(tuple(block for block, _ in found), tuple(place for _, place in found))


def is_out_of_section(place: PlacedMention, section: PlacedMention) -> bool:
    """Whether a place of which there are several of the name lies far outside what its part of the report is about."""
    if len(place.candidates) < 2 or is_region(place) or not place.admin1 or not section.admin1:
        return False
    return place.admin1 != section.admin1 and distance_m(place, section) > _FAR_M


def _heading(sentence: Sentence, places: Sequence[PlacedMention]) -> PlacedMention | None:
    """The place that a line is, with hardly another word; None if it says more or none."""
    words = list(_WORD.finditer(sentence.text))
    if sentence.place or not 1 <= len(words) <= _MOST_WORDS or _STOP.search(sentence.text):
        return None
    named = [p for p in places if sentence.start <= p.start < sentence.end and p.is_resolved]
    others = [m for m in words if not any(_covers(p, sentence.start + m.start()) for p in named)]
    return finest(named) if named and len(others) <= min(_MOST_OTHER_WORDS, len(words) - len(others)) else None


def _covers(place: PlacedMention, position: int) -> bool:
    start, end = place.start, place.end
    if 0 <= place.expression_start < place.expression_end:
        start, end = min(start, place.expression_start), max(end, place.expression_end)
    return start <= position < end
