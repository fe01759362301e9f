"""Where a sentence begins to tell a second event: at "and", before another force, or where it turns to a cause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dashboard.reading.kinds import BOMBING, MARCHES, Trigger
from dashboard.reading.mentions import Mentions, within
from dashboard.reading.patterns import split_words
from dashboard.reading.sentences import Sentence

_AFTER = re.compile(r"\s(?=(?:بعد|عقب|إثر|غداة)\s)")
_STEP = re.compile(r",\s|[،؛;]\s*|\s(?=and\s)|\s(?=و\w)")
_MOST_BEFORE = 3
"""Words of a step before those that tell what was done: "and then its drones"."""
_AFTERWARDS = re.compile(r"\s(?=(?:عقب|بعد|إثر|غداة)\s+(?:\w+\s+)?$)")
"""Words right before an attack that a march followed."""
_AND = re.compile(r"\s(?=and\s)|\s(?=و\w)")


def second_tellings(sentence: Sentence, triggers: Sequence[Trigger], mentions: Mentions) -> list[int]:
    """Where a second event begins: at "and", of another kind than the one before it, and each with a place of its own.

    Or at a comma before another force that acts: "The army is back in X, the rebels left towards Y".
    """
    places = mentions.places
    cuts = []
    for one, other in pairwise(t for t in triggers if t.strength > 1):
        turn = _turn_to_another(sentence, one, other, mentions)
        if not turn and one.kind in MARCHES and other.kind not in MARCHES and one.sense == other.sense:
            turn = _turn_to_before(sentence, one, other)
        if turn:
            cuts.append(turn)
            continue
        cause = _AFTER.search(sentence.text, one.end - sentence.start, other.start - sentence.start + 1)
        if cause and _is_dated_cause(sentence.start + cause.start(), one, other, sentence, mentions):
            cuts.append(sentence.start + cause.start())
            continue
        step = _step_to_another(sentence, one, other, mentions)
        if step:
            cuts.append(step)
            continue
        joint = _AND.search(sentence.text, one.end - sentence.start, other.start - sentence.start)
        if joint is None or one.kind == other.kind or one.sense != other.sense:
            continue
        cut = sentence.start + joint.start()
        if within(places, one.end, cut) and within(places, other.end, sentence.end):
            cuts.append(cut)
    return cuts


def _step_to_another(sentence: Sentence, one: Trigger, other: Trigger, mentions: Mentions) -> int:
    """Where the next of several attacks on several places is told; 0 if it is not.

    "Hit A with rockets, shelled B and sent drones at C".
    """
    if not {one.kind, other.kind} <= BOMBING or not one.sense == other.sense == "told" or sentence.part == "title":
        return 0
    steps = list(_STEP.finditer(sentence.text, one.start - sentence.start, other.start - sentence.start))
    cut = sentence.start + steps[-1].start() if steps else 0
    if (
        cut <= one.start
        or len(split_words(sentence.text, steps[-1].end(), other.start - sentence.start)) > _MOST_BEFORE
    ):
        return 0
    here, there = within(mentions.places, one.start, cut), within(mentions.places, cut, sentence.end)
    ids = [{place for p in side if p.is_resolved for place in p.place_ids} for side in (here, there)]
    return cut if all(ids) and not ids[0] & ids[1] else 0


def _is_dated_cause(cut: int, one: Trigger, other: Trigger, sentence: Sentence, mentions: Mentions) -> bool:
    """Whether "after" turns to an earlier event of another day: اشتباكات الثلاثاء بعد احتجاز قائد الاثنين."""
    if one.kind in MARCHES and other.kind == "protest":
        return bool(within(mentions.dates, other.end, sentence.end) or within(mentions.places, other.end, sentence.end))
    if one.kind == other.kind or one.sense != "told" or other.sense != "told":
        return False
    days = [
        [d.date_start for d in within(mentions.dates, start, end) if d.sense == "event" and d.rule != "counted_from"]
        for start, end in ((sentence.start, cut), (cut, sentence.end))
    ]
    return bool(days[0] and days[1]) and days[0][-1] != days[1][0]


def _turn_to_before(sentence: Sentence, one: Trigger, other: Trigger) -> int:
    """Where an Arabic sentence turns from a march to the attack that it followed: بتعزيزات، عقب استهداف; else 0."""
    turn = _AFTERWARDS.search(sentence.text, one.end - sentence.start, other.start - sentence.start)
    return sentence.start + turn.start() if turn else 0


def _turn_to_another(sentence: Sentence, one: Trigger, other: Trigger, mentions: Mentions) -> int:
    """Where a comma stands between two events before the force that the second one begins with; 0 if none does."""
    comma = sentence.text.rfind(", ", 0, other.start - sentence.start + 1)
    cut = sentence.start + comma
    if comma < 0 or cut < one.end or one.sense != other.sense:
        return 0
    doers = [f for f in within(mentions.forces, cut, other.end) if f.sense in ("actor", "unit", "equipment")]
    before = {f.force_id for f in within(mentions.forces, sentence.start, cut)}
    is_first = bool(doers) and doers[0].start == cut + 2 and doers[0].end <= other.start + 30
    return cut if is_first and before and doers[0].force_id not in before else 0
