"""What was found in a report, place by place, date by date, force by force: what its events are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TypeVar

from dashboard.reading.bystanders import split_speakers
from dashboard.reading.dates import DateMention
from dashboard.reading.forces import ForceMention
from dashboard.reading.patterns import split_words
from dashboard.reading.phrases import head_kind
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

LONGEST_NAME = 120
"""Characters before a position in which a name that covers it begins."""

_START = attrgetter("start")
Voices = tuple[list[ForceMention], list[ForceMention]]
_M = TypeVar("_M", DateMention, ForceMention, PlacedMention)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Everything found in a report that an event may be made of; `issuer` is the force that speaks as "we"."""

    text: str
    lang: str
    places: tuple[PlacedMention, ...]
    dates: tuple[DateMention, ...]
    forces: tuple[ForceMention, ...]
    issuer: str = ""
    voices: dict[int, Voices] = field(default_factory=dict, compare=False, repr=False)
    """What voices_in has found, by where a sentence begins."""


def within(found: Sequence[_M], start: int, end: int) -> list[_M]:
    """The mentions that begin between two offsets; `found` is in text order."""
    first = bisect_left(found, start, key=_START)
    return list(found[first : bisect_left(found, end, lo=first, key=_START)])


def voices_in(mentions: Mentions, sentence: Sentence) -> Voices:
    """The forces of a sentence that may take part in its events, and those that only speak there."""
    known = mentions.voices.get(sentence.start)
    if known is None:
        named = within(mentions.forces, sentence.start, sentence.end)
        known = split_speakers(mentions.text, sentence.start, sentence.end, named)
        mentions.voices[sentence.start] = known
    return known


def voices_outside_names(mentions: Mentions, sentence: Sentence) -> Voices:
    """The forces of a sentence as voices_in gives them, without those whose name is part of a place's."""
    named = within(mentions.forces, sentence.start, sentence.end)
    forces = [f for f in named if not _is_inside_place(f, mentions.places)]
    if len(forces) == len(named):
        return voices_in(mentions, sentence)
    return split_speakers(mentions.text, sentence.start, sentence.end, forces)


def _is_inside_place(force: ForceMention, places: Sequence[PlacedMention]) -> bool:
    near = within(places, max(0, force.start - LONGEST_NAME), force.end)
    covering = [p for p in near if p.is_resolved and p.start <= force.start and force.end <= p.end]
    covering = [p for p in covering if not (p.end == force.end and force.text in p.text and _is_post_of(p, force))]
    return any(p.role == "event" or (p.role != "actor" and p.relation not in ("", "in")) for p in covering)


def _is_post_of(place: PlacedMention, force: ForceMention) -> bool:
    """Whether what was found as a place is a force's own post without a name: حاجز لقسد."""
    words = split_words(place.text[: force.start - place.start])
    return bool(words) and place.text[: force.start - place.start].endswith("ل") and head_kind(words[0].key) == "thing"
