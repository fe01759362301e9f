"""Sentences cut into clauses, and the triggers of a clause brought down to the one that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dashboard.reading.kinds import MARCHES, Trigger
from dashboard.reading.sentences import Sentence

# What may break is one of three sorts of characters, which most of a text is not: they are looked at first.
_BREAK = re.compile(
    r"""
    [;؛:—–]
    | [,،](?:
    # "..., a day after entering the town"
        \s+(?=(?:an?|one|two|three|four|the|\d+)\s(?:days?|nights?|weeks?|hours?)\s(?:after|before)\s)
      | \s+(?:and|but|while|when|as|after|before|then|which|who|where|though|although|with)\b
      | \s+(?:(?:in\s+answer\s+)?to|after|during|in|at)\s+which\b
      | \s*(?=و\w|ف\w|ثم\s|بينما|فيما|حين|بعدما|بعد\s|قبل\s|غداة\s|كما\s|إذ\s|حيث\s|في\s+حين)
    )
    | \s(?:
        -\s
    # "... on Monday and artillery shelled ...", but neither "Monday and Tuesday" nor "stopped it on Monday and left"
      | (?=and\s(?!(?:on\s)?[A-Z][a-z]+day\b|\w+ed\b|(?:took|left|went|fled|shot|set|hit|came|then)\b))(?<=[a-z]day\s)
      | (?:while|when|but|as)\s
      | (?<!\bday\s)(?<!\bdays\s)(?<!hours\s)(?<!week\s)(?<!weeks\s)(?:before|after)\s
      | (?=and,\sin\sa\sseparate|because\sof\s|due\sto\s)
    # "وقتل جراء القصف ثلاثة" is one telling
      | (?=بسبب\s|جراء\s|على\s+خلفية\s)(?<!قتل\s)(?<!قُتل\s)(?<!أصيب\s)(?<!استشهد\s)(?<!جرح\s)(?<!قضى\s)
      | (?:بينما|فيما|حين|حينما|بعدما|قبل\s+أن|بعد\s+أن)\s
    )
    """,
    re.VERBOSE,
)

_FOLLOWS = re.compile(r"\s(?:(?:بعد|عقب|غداة|إثر)|(?:أثناء|خلال|لدى)\s+محاولت?(?:ة|هم|ها|ه))\s$")
_AMID = re.compile(r"\b(?:during|amid|in the course of)\s(?:\w+\s){0,3}$")
_WHEN = re.compile(r"[\s,]*(?:as|when|after)\s")
_FIGHT = frozenset({"clash", "attack_on_civilians"})
_OCCASION = re.compile(r"[\s,،]*(?:as|when|while|during|أثناء|خلال|لدى)\s")


def clause_spans(sentence: Sentence, second_tellings: Sequence[int] = ()) -> list[tuple[int, int]]:
    """The clauses of a sentence as offsets in the report; together they cover the sentence.

    `second_tellings` are offsets where one more is known to begin.
    """
    breaks = {sentence.start + m.start() for m in _BREAK.finditer(sentence.text)}
    cuts = [sentence.start, *sorted(breaks | set(second_tellings)), sentence.end]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def head_triggers(
    triggers: Sequence[Trigger], clauses: Sequence[tuple[int, int]], sentence: Sentence
) -> list[list[Trigger]]:
    """The triggers of each clause that has any, the one that the clause is about first.

    A clause that only says on what occasion ("as a patrol passed") goes with the one before it.
    """
    grouped: list[list[Trigger]] = []
    for start, end in clauses:
        inside = [t for t in triggers if start <= t.start < end]
        if inside and grouped and _is_occasion(inside, sentence.text[start - sentence.start :], grouped[-1][0]):
            grouped[-1] += inside
        elif inside and grouped and _is_how(inside, sentence.text[start - sentence.start :], grouped[-1]):
            protest = [t for t in inside if t.kind == "protest"]
            grouped[-1] = [*protest, *grouped[-1]] if protest else _with_head_first([*grouped[-1], *inside])
        elif inside:
            own = [t for t in inside if not _came_before(t, inside, sentence)]
            head = _with_head_first(own)[0]
            grouped.append([head, *(t for t in inside if t is not head)])
    return grouped


def _with_head_first(triggers: Sequence[Trigger]) -> list[Trigger]:
    """Some triggers, the one that tells most first: the strongest, no mere patrol, march or stop before an arrest."""
    is_arrest = any(t.kind == "arrest_or_raid" and t.strength > 2 for t in triggers)
    is_told = any(t.kind != "other" and t.strength > 1 for t in triggers)
    head = max(
        triggers,
        key=lambda t: (
            not (is_told and t.kind == "other"),  # what a sweep found
            t.strength,
            not is_bare_patrol(t),
            t.kind not in MARCHES,
            not (is_arrest and t.kind == "standoff"),
            -t.start,
        ),
    )
    return [head, *(t for t in triggers if t is not head)]


def _came_before(trigger: Trigger, inside: Sequence[Trigger], sentence: Sentence) -> bool:
    """Whether a clause tells of something only what it followed or amid what it was: "clashes during a raid"."""
    if trigger.kind in ("arrest_or_raid", "movement") and _AMID.search(
        sentence.text, 0, trigger.start - sentence.start
    ):
        return any(t.end <= trigger.start and t.strength > 1 and t.kind == "clash" for t in inside)
    if not _FOLLOWS.search(sentence.text, 0, trigger.start - sentence.start):
        return False
    return any(t.end <= trigger.start and t.strength > 1 and t.kind not in MARCHES for t in inside)


def _is_occasion(inside: Sequence[Trigger], clause: str, before: Trigger) -> bool:
    """Whether a clause tells only the march during which something worse happened."""
    if not _OCCASION.match(clause) or before.kind in MARCHES or before.strength < 2:
        return False
    return all(trigger.kind in MARCHES for trigger in inside)


def _is_how(inside: Sequence[Trigger], clause: str, before: Sequence[Trigger]) -> bool:
    """Whether a clause tells only how those before it were killed: "killed 40 when they opened fire on a crowd"."""
    if not _WHEN.match(clause) or before[0].sense != "told" or not {t.kind for t in before} <= _FIGHT:
        return False
    if inside[0].kind == "protest" and inside[0].sense == "told":
        return True  # "seven were shot as crowds marched on the palace": what the protest came to
    is_weak = all(t.strength == 1 for t in before) and inside[0].kind not in MARCHES
    return is_weak or {t.kind for t in inside} <= _FIGHT


def is_bare_patrol(trigger: Trigger) -> bool:
    """Whether a trigger is the word "patrol" alone: it may be the one that was met, followed or shot at."""
    return trigger.kind == "patrol" and trigger.strength == 1
