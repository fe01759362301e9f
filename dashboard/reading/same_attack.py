"""Whether a sentence only says more of the attack before it, in words of another kind: "the attack on the church"."""

from __future__ import annotations

from dashboard.reading.drafts import Draft
from dashboard.reading.kinds import BOMBING

FIGHT = frozenset({"clash", "attack_on_civilians"})
ONE_WAY = BOMBING | {"ied_or_mine", "attack_on_civilians"}
MOST_DETAILS = 4
"""Sentences after a lead within which what it counts is told one by one."""


def is_same_attack(draft: Draft, other: Draft) -> bool:
    """Whether a draft tells of the attack, or of the raid, that an earlier one of another kind told."""
    return any(is_it(draft, other) for is_it in _WAYS)


def _is_fire_exchanged(draft: Draft, other: Draft) -> bool:
    """Whether a fight is only how an attack on people went on: "the escort fired back, and they fought for an hour"."""
    is_akin = draft.kind == "clash" and other.kind == "attack_on_civilians" and draft.triggers[0].frame == "mutual"
    return is_akin and 0 <= draft.sentence - other.sentence <= 2 and not (draft.dates or draft.places)


def _is_fought_raid(draft: Draft, other: Draft) -> bool:
    """Whether a fight is only how a raid went: "soldiers entered the camp to arrest two men and came under fire"."""
    if draft.kind != "clash" or other.kind != "arrest_or_raid" or draft.dates or draft.places or draft.is_another:
        return False
    near = draft.block == other.block and 0 < draft.sentence - other.sentence + int(draft.start > other.start) <= 3
    return near and draft.part == other.part and not draft.casualties


def is_that_event(draft: Draft, other: Draft) -> bool:
    """Whether a sentence only says more of the bombing before it: "ومن جانبها قالت الجبهة إن القصف أصاب مدنيين"."""
    is_bombing = other.kind in BOMBING and any(t.kind in BOMBING for t in draft.triggers)
    if not (is_bombing or draft.kind in {t.kind for t in other.triggers[1:]}) or not draft.is_definite:
        return False
    near = 0 <= draft.sentence - other.sentence <= 3 and "item" not in (draft.part, other.part)
    return near and not (draft.dates or draft.places or draft.is_another)


def _is_titled(draft: Draft, other: Draft) -> bool:
    """Whether a headline and the body tell an attack in words of two kinds: "ISIS hits army bus", "was fired on"."""
    kinds = {draft.kind, other.kind}
    return "title" in (draft.part, other.part) and (kinds <= FIGHT | ONE_WAY or kinds == {"clash", "arrest_or_raid"})


def is_the_event(draft: Draft, other: Draft) -> bool:
    """Whether a sentence only says more of the attack before it: "the attack on the church", "we heard a blast"."""
    near = 0 < draft.sentence - other.sentence <= MOST_DETAILS
    near = near and ("item" not in (draft.part, other.part) or draft.block == other.block)
    recall, is_here = draft.recall, draft.block == other.block and not draft.places
    if recall.is_recap and is_here and near:
        return True
    if recall.is_find and is_here and near and not draft.dates:
        return other.kind in FIGHT | ONE_WAY | {"arrest_or_raid"}
    if not near or draft.dates or draft.is_another or draft.part == "title":
        return False
    if other.kind in recall.kinds:
        return True
    if recall.is_noise and not draft.casualties:
        return other.kind in ONE_WAY and not draft.places
    is_attack = other.kind in FIGHT | ONE_WAY
    if recall.is_toll and draft.casualties and draft.kind in FIGHT:
        return is_attack and is_here
    if recall.is_version and is_attack and is_here and draft.kind in FIGHT | ONE_WAY:
        return bool((draft.force_ids & other.force_ids) - {"unidentified"})
    return False


def _is_how_it_was_done(draft: Draft, other: Draft) -> bool:
    """Whether a bomb of the next sentence, of the same hands, is part of the attack: "they drove car bombs at it"."""
    if {draft.kind, other.kind} != {"clash", "ied_or_mine"} or draft.dates or draft.places or draft.is_another:
        return False
    doers = [{p.force_id for p in d.participants if p.role == "actor"} - {"unidentified"} for d in (draft, other)]
    near = 0 < draft.sentence - other.sentence <= 2 and "item" not in (draft.part, other.part)
    return near and bool(doers[0] & doers[1])


_WAYS = (
    _is_how_it_was_done,
    _is_titled,
    _is_fire_exchanged,
    _is_fought_raid,
    is_that_event,
    is_the_event,
)
