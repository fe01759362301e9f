"""What a sentence's words of an event are worth: a charge, a threat, a habit, or only how somebody came there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard.reading.kinds import MARCHES, Trigger, words_and_cues
from dashboard.reading.mentions import Mentions, within
from dashboard.reading.placing import is_region
from dashboard.reading.sentences import Sentence

_JUST_NOW = re.compile(r"قبل\s+قليل|الآن|منذ\s+قليل|عاجل|في\s+هذه\s+الأثناء|قبل\s+لحظات")
_USED_TO = re.compile(r"(?<!\w)[وف]?كان(?:ت|وا|ا|تا)?\s(?:(?!قد\s)\S+\s){0,2}$")
_DOES = re.compile(
    r"(?<!\w)[وف]?[تي](?:شن|شنون|نفذ|نفذون|شهد|تعرض|تعرضون|نصب|قوم|سجل|تخللها|رتكب)\s(?:[^\s،,.:؛]+\s){0,5}$"
)
_TIMES = re.compile(r"\b(?:times|occasions)$")
_SUBJECT = 40
"""Characters of the subject with which a headline begins."""
_FULL_STOP = re.compile(r"[.!?؟:][\"'”’»)]*\s*$")
_UNFOUGHT = re.compile(
    r"\bwithout (?:a |any |much (?:of a )?)?(?:fight(?:ing)?|shots?|firing|resistance|combat|battle)\b"
    r"|\bunopposed\b|(?:دون|بدون|من\s+غير)\s+(?:أي\s+|أية\s+)?(?:قتال|مقاومة|اشتباك|معارك|مواجهات)",
    re.I,
)
_THE = re.compile(r"\b(?:the|its|their|these|those)\s(?:\w+\s){0,2}$", re.I)


def as_real(trigger: Trigger, sentence: Sentence, mentions: Mentions) -> Trigger:
    """A trigger as real as the rest of its sentence makes it."""
    for settle in (as_charged, as_counted, as_threatened, as_walkover):
        trigger = settle(trigger, sentence, mentions)
    return trigger


def as_charged(trigger: Trigger, sentence: Sentence, mentions: Mentions) -> Trigger:
    """A charge ("accused the army of shelling …") as told where it says where or on which day; else as it was."""
    if trigger.sense != "accused" or trigger.strength < 2:
        return trigger
    days = [d for d in within(mentions.dates, trigger.start, sentence.end) if d.sense == "event" and d.date_start]
    places = [p for p in within(mentions.places, trigger.start, sentence.end) if p.is_resolved and not is_region(p)]
    return replace(trigger, sense="told", cue_start=-1, cue_end=-1) if days or places else trigger


def as_counted(trigger: Trigger, sentence: Sentence, mentions: Mentions) -> Trigger:
    """What was done so and so many times as told where it was on a day that is named, and no habit; else as it was."""
    if trigger.sense != "habit" or not _TIMES.search(mentions.text, trigger.cue_start, trigger.cue_end):
        return trigger
    days = [d for d in within(mentions.dates, sentence.start, sentence.end) if d.sense == "event"]
    is_day = any(d.precision == "day" and d.date_start == d.date_end for d in days)
    return replace(trigger, sense="told", cue_start=-1, cue_end=-1) if is_day else trigger


def as_walkover(trigger: Trigger, sentence: Sentence, mentions: Mentions) -> Trigger:  # noqa: ARG001  as its like
    """A capture without a shot as the mere move that it is: "took the camp without fighting"; else as it was."""
    if trigger.kind != "clash" or trigger.frame != "active" or not _UNFOUGHT.search(sentence.text):
        return trigger
    return replace(trigger, kind="movement", frame="move")


def as_threatened(trigger: Trigger, sentence: Sentence, mentions: Mentions) -> Trigger:
    """A plan with an "if" and no day as the threat that it is ("will strike if they come back"); else as it was."""
    if trigger.sense != "planned" or all(cue.scope != "plans" for cue in words_and_cues(sentence.text)[1]):
        return trigger
    days = [d for d in within(mentions.dates, sentence.start, sentence.end) if d.sense == "event" and d.date_start]
    return trigger if days else replace(trigger, sense="hypothetical")


def is_means(trigger: Trigger, told: Sequence[Trigger], text: str) -> bool:
    """Whether a blast is only how an attack of the sentence began: "stormed the base, setting off two car bombs"."""
    if trigger.kind != "ied_or_mine" or not text[trigger.start : trigger.end].split()[0].endswith("ing"):
        return False
    return any(t.kind == "clash" and t.strength > 1 and t.end <= trigger.start for t in told)


def is_going_on(trigger: Trigger, sentence: Sentence, mentions: Mentions, *, is_alone: bool) -> bool:
    """Whether an Arabic verb of the present tells what goes on: no headline, and no day or "just now" beside it.

    Behind كان it tells what used to be done, whatever day is named.
    """
    if trigger.sense != "told" or not (trigger.is_present or _is_done_now(trigger, sentence)):
        return False
    if _USED_TO.search(sentence.text, 0, trigger.start - sentence.start):
        return True
    if sentence.part in ("title", "item"):
        return False
    if (
        is_alone
        and trigger.start - sentence.start < _SUBJECT
        and words_and_cues(sentence.text)[0][0].start < trigger.start
    ):
        return False  # قوات حفتر تعتقل تسعة مهربين: a headline, whatever it ends with
    if sentence.place == 0 and not _FULL_STOP.search(sentence.text):
        return False  # a line that stands by itself is a headline
    if _JUST_NOW.search(sentence.text):
        return False
    days = within(mentions.dates, sentence.start, sentence.end)
    return not any(d.sense == "event" and d.precision != "year" for d in days)


def _is_done_now(trigger: Trigger, sentence: Sentence) -> bool:
    """Whether an Arabic noun is what somebody does by a verb of the present: وتنفذ خلاياه كمائن."""
    if trigger.frame not in ("noun", "mutual", "blast"):
        return False
    return bool(_DOES.search(sentence.text, 0, trigger.start - sentence.start))


def is_how_they_came(trigger: Trigger, sentence: Sentence, is_first: bool) -> bool:
    """Whether a sentence tells how those of an event before had come there: "The five vehicles had set off from …"."""
    if trigger.kind not in MARCHES or is_first:
        return False
    before = sentence.text[: trigger.start - sentence.start]
    inside = sentence.text[trigger.start - sentence.start : trigger.end - sentence.start]
    return bool(_THE.search(before) and re.search(r"\bhad\b", inside))
