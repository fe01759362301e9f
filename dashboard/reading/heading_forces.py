"""Lists whose heading names who did all that stands below it: "ISIS activity, 10–16 June", "Turkish strikes:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.reading.drafts import Draft
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import BOMBING
from dashboard.reading.mentions import within
from dashboard.reading.participants import Participant
from dashboard.reading.patterns import Word, split_words
from dashboard.reading.phrases import is_used
from dashboard.reading.sentences import Sentence
from dashboard.reading.told import Telling

_HEADED = BOMBING | {
    "ied_or_mine",
    "clash",
    "attack_on_civilians",
    "arrest_or_raid",
    "movement",
    "patrol",
    "standoff",
}
_PEOPLE = ("actor", "unit", "equipment")
_MOST_WORDS = 18
_BULLETS = frozenset("*•-–—·▪●")
"""What a line of a list begins with, even the first."""
_BY = re.compile(r"\b(?:by|blamed on|attributed to|claimed by)\s(?:the\s)?$", re.I)
_TURNED_ON = re.compile(r"\b(?:on|against|at|counter|anti)[\s-](?:the\s)?$|(?<!\w)(?:على|ضد)\s+$", re.I)
_WORDS_BETWEEN = 2


def heading_actor(main: Draft, telling: Telling) -> dict[str, Participant]:
    """The one force that a list's heading names as doing things, as the actor of a line that names none."""
    if main.part != "item" or main.kind not in _HEADED:
        return {}
    for head in _headings_above(main, telling):
        named = within(telling.mentions.forces, head.start, head.end)
        found = {f.force_id: f for f in named if f.sense in _PEOPLE and _does(f, head, main, telling.mentions.text)}
        if len(found) == 1:
            force = next(iter(found.values()))
            own = any(p.force_id == force.force_id for p in main.participants)
            return {} if own else {force.force_id: _actor(force)}
        if found:
            return {}
    return {}


def _headings_above(main: Draft, telling: Telling) -> list[Sentence]:
    """The two nearest lines above an item of a list that are headings, the nearest first."""
    above = [
        s
        for s in telling.sentences[: main.sentence]
        if s.part in ("title", "dateline", "body")
        and not s.place
        and len(s.text.split()) <= _MOST_WORDS
        and s.text[:1] not in _BULLETS
    ]
    return above[:-3:-1]


def _does(force: ForceMention, head: Sentence, main: Draft, text: str) -> bool:
    """Whether a heading's force is who acts: "X attacks", "violations by X", "Israeli raids" for bombing alone."""
    if main.kind in BOMBING and any(is_used(word.key, "bombing") for word in split_words(force.text)):
        return True
    if _TURNED_ON.search(text, max(head.start, force.start - 14), force.start):
        return False
    if _BY.search(text, max(head.start, force.start - 24), force.start):
        return True
    following = split_words(text, force.end, head.end)[: _WORDS_BETWEEN + 1]
    before = split_words(text, max(head.start, force.start - 16), force.start)[-1:]  # خروقات الجيش
    return any(is_used(word.key, "headed") for word in [*following, *split_words(force.text), *_arabic(before)])


def _arabic(words: Sequence[Word]) -> list[Word]:
    """The Arabic ones of some words: there whoever did something stands after what he did."""
    return [word for word in words if not word.key.isascii()]


def _actor(force: ForceMention) -> Participant:
    return Participant(force_id=force.force_id, role="actor", start=force.start, end=force.end, rule="heads the list")
