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
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

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
