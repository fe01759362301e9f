"""Words that tell again of what was told before: "the attack", القصف, the blast that was heard, what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.reading.kinds import BOMBING, Trigger

_DEFINITE = re.compile(r"(?<!\w)[وفبك]?(?:ال|لل)(?:قصف|غار|ضرب|هجوم|استهداف|اشتباك|معارك|مواجه)")
"""An Arabic event as one that was told before: القصف أصاب ..."""
_THE_EVENT = re.compile(
    r"\b(?:the|this|that)\s(?!(?:latest|last|first|second|third|fourth|fifth|new|next|fresh|other|most|worst|same)\b)"
    r"(?:[\w-]+\s){0,2}?(?P<noun>attack|assault|raid|strike|airstrike|bombing|blast|explosion|ambush|shooting|shelling"
    r"|bombardment|killing|kidnapping|abduction|incident|massacre|barrage)(?:e?s)?\b",
    re.I,
)
"""An English event as one that was told before: "the attack on the church"."""
_LEAD = 30
"""Characters before an event's noun in which its article and its adjectives stand."""
_TOLD_BY: dict[str, frozenset[str]] = {
    "attack": BOMBING | {"ied_or_mine", "clash", "attack_on_civilians"},
    "raid": BOMBING | {"arrest_or_raid", "clash", "attack_on_civilians"},
    "bombing": BOMBING | {"ied_or_mine"},
    "killing": frozenset({"clash", "attack_on_civilians", "ied_or_mine", *BOMBING}),
    "kidnapping": frozenset({"attack_on_civilians"}),
}
"""The kinds of event that each sort of noun may be said of."""
_SORTS = {
    **dict.fromkeys(("attack", "assault", "incident"), "attack"),
    **dict.fromkeys(("raid", "strike", "airstrike"), "raid"),
    **dict.fromkeys(("bombing", "blast", "explosion", "shelling", "bombardment", "barrage"), "bombing"),
    **dict.fromkeys(("killing", "shooting", "ambush", "massacre"), "killing"),
    **dict.fromkeys(("kidnapping", "abduction"), "kidnapping"),
}
_LOUD = re.compile(
    r"\b(?:explosions?|blasts?)\b(?=(?:\s\w+){0,4}\s(?:heard|felt|shook|rocked|shaking|rocking))"
    r"|\b(?:heard|hear|hearing|felt)\s(?:\w+\s){0,6}?(?:explosions?|blasts?)\b"
    r"|\b(?:loud|huge|powerful|massive|big|deafening|violent|terrible)\s(?:explosions?|blasts?)\b",
    re.I,
)
_IN_REPLY = re.compile(
    r"\W*(?:in|as an?) (?:response|return|retaliation|reply)\b(?! to (?:questions?|reporters))", re.I
)
_TOLL = re.compile(
    r"\W*(?:The|It|They|He|She|Its|A)\b[^.;]{0,70}?\b(?:claim(?:ed|s)? (?:to have|that|it|they)"
    r"|(?:said|says|added|reported)\b(?: that)?\b(?: it| they| its \w+| \w+)?(?: had)?(?: \w+){0,3}?"
    r" (?:killed|dead|wounded))\b"
)
_VERSION = re.compile(
    r"\W*(?:The )?[A-Z][\w'’-]*(?: [\w'’-]+){0,3} (?:says?|said|claims?|claimed)(?: that)? (?:it|they)\b"
)
_RECAP = re.compile(
    r"\W*(?:It|This|That"
    r"|(?:The|This) (?:attack|raid|strike|incident|blast|bombing|ambush|killing|shooting|protest|patrol))s? "
    r"(?:was|is|were|marked|marks|has been|comes as|brings)\b(?: \w+){0,3}? "
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|\d+th|latest|deadliest|worst|biggest|heaviest|largest"
    r"|one of)\b"
)
_SAME_PEOPLE = re.compile(
    r"\W*(?:The|These|Those)(?: \w+)? (?:protest[eo]rs|demonstrators|crowds?|marchers|strikers|attackers"
    r"|assailants|gunmen|militants|insurgents|raiders|bandits|kidnappers|rebels|jihadists)\b|\W*They\b"
)
_ARABIC = re.compile(r"[\u0620-\u064a]")
_FOUND = re.compile(r"\b(?:found|discovered|recovered|seized|confiscated|retrieved|collected)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What an English clause's words have to do with what was told before it.

    `kinds` are those of the events that its noun may mean ("the attack"), `is_noise` that it was only heard, `is_find`
    that something was found, `is_reply` that it begins as an answer, `is_toll` that it begins with who put the toll
    how high, `is_recap` that it counts or ranks ("it was the third ..."), `is_same_people` that those told of act on,
    `is_version` that it gives what one side says.
    """

    kinds: frozenset[str] = frozenset()
    is_noise: bool = False
    is_find: bool = False
    is_reply: bool = False
    is_toll: bool = False
    is_recap: bool = False
    is_same_people: bool = False
    is_version: bool = False


NO_RECALL = Recall()


def recall_of(text: str, sentence: str, head: Trigger, end: int) -> Recall:
    """What the words of a clause with a certain head, of a certain sentence, have to do with what was told before."""
    if not text.isascii() and _ARABIC.search(sentence):
        return NO_RECALL
    return Recall(
        kinds=kinds_of_that(text, head),
        is_noise=is_noise(text, head, end),
        is_find=is_find(text, head),
        is_reply=bool(_IN_REPLY.match(sentence)),
        is_toll=bool(_TOLL.match(sentence)) or (head.strength == 1 and " killed" in text[head.start : head.end]),
        is_version=bool(_VERSION.match(sentence)),
        is_recap=bool(_RECAP.match(sentence)),
        is_same_people=bool(_SAME_PEOPLE.match(sentence)),
    )


def tells_of_that(text: str, triggers: Sequence[Trigger]) -> bool:
    """Whether a clause's words, of which the first head it, name an event that was told before."""
    return any(_DEFINITE.match(text, t.start) for t in triggers) or bool(kinds_of_that(text, triggers[0]))


def kinds_of_that(text: str, trigger: Trigger) -> frozenset[str]:
    """The kinds that an English event's words may refer back to: "the attack" to any, "the blast" to what explodes."""
    found = _THE_EVENT.search(text, max(0, trigger.start - _LEAD), trigger.end)
    if found is None or (found.start("noun") < trigger.start - 1 and found.end() < trigger.start):
        return frozenset()
    return _TOLD_BY[_SORTS[found["noun"].lower()]]


def is_noise(text: str, trigger: Trigger, end: int) -> bool:
    """Whether a blast is only told as heard or felt."""
    return trigger.kind == "ied_or_mine" and bool(_LOUD.search(text, max(0, trigger.start - _LEAD), end))


def is_find(text: str, trigger: Trigger) -> bool:
    """Whether an English raid's words tell only what was found or seized."""
    return trigger.kind == "arrest_or_raid" and bool(_FOUND.search(text, trigger.start, trigger.end))
