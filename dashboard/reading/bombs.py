"""Who set off a bomb: the words of a blast about a force that planted it, drove it or attacked with it."""

from __future__ import annotations

import re

from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import split_words
from dashboard.reading.phrases import Phrase, is_used
from dashboard.reading.role_words import came_along

_WITH = re.compile(r"\b(?:with|by|using) ")

_LAID = re.compile(r"\s(?:\w+\s){0,2}(?:detonate[sd]?|set off|plant(?:ed|s)|laid|placed|exploded|hid)\s(?:\w+\s){0,3}")
"""Words between who laid a bomb and the bomb: "PKK militants detonated a | bomb under"."""
_ITS_BOMB = re.compile(r" (?:(?:car|truck|lorry|motorcycle|vehicle|suicide|roadside) bomb(?:ing)?|suicide) attacks?\b")


def has_planted(text: str, trigger: Trigger, mention: ForceMention, phrase: Phrase) -> bool:
    """Whether a force set off the bomb: its subject stands before "detonated", right after فجّر, or beside "bomber"."""
    if _ITS_BOMB.match(text, mention.end):
        return True
    if text[mention.end : trigger.start] in (" ", " suicide ") and text[trigger.start].isascii():
        return phrase.head != "thing"
    if _LAID.fullmatch(text, mention.end, trigger.start):
        return phrase.head != "thing"
    is_beside = mention.start - trigger.end < 16 or came_along(text, trigger.end, mention.start)
    if mention.start >= trigger.start and is_beside and _is_bomber(text, trigger):
        return True
    verb = split_words(text, trigger.start, trigger.end)[:1]
    is_with_bomb = bool(verb) and _WITH.search(text, trigger.start, trigger.end) and is_used(verb[0].key, "against")
    if not verb or not (is_with_bomb or is_used(verb[0].key, "plants")) or phrase.head == "thing":
        return False
    if mention.end <= trigger.start:
        return not set(text[mention.end : trigger.start]) & set(".,;:؛")
    return not verb[0].key.isascii() and phrase.start - verb[0].end <= 2


def has_struck(text: str, trigger: Trigger, mention: ForceMention, phrase: Phrase) -> bool:
    """Whether a force is the subject of an Arabic verb with the bomb for its means: هاجم التنظيم بسيارة مفخخة."""
    if text[trigger.start] != "ب" or mention.end > trigger.start or phrase.head == "thing":
        return False
    beside = split_words(text, max(0, phrase.start - 14), phrase.start)[-1:]
    after = split_words(text, mention.end, trigger.start)[:3]
    return any(is_used(word.key, "plants") for word in (*beside, *after))


def _is_bomber(text: str, trigger: Trigger) -> bool:
    words = split_words(text, trigger.start, trigger.end)
    return any(word.key.startswith(("bomber", "انتحاري")) for word in words)


def is_our_deed(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether a force heads a line that begins with what "we" did: سرايا القدس: فجّرنا عبوة."""
    verb = text[trigger.start : trigger.end].split()[0]
    return verb.endswith("نا") and text[mention.end : trigger.start].strip('»" ') == ":"
