"""Days and places of what was said, not of what happened: "said on Monday", اتهمت أنقرة أمس."""

from __future__ import annotations

import re
from functools import cache

from dashboard.reading.bystanders import is_speech
from dashboard.reading.dates import DateMention
from dashboard.reading.kinds import Trigger, word_classes
from dashboard.reading.patterns import PatternSet, split_words
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

_SAID = re.compile(
    r"(?: (?:city|town|province|governorate|state|district|county|hospital))?"
    r" (?:said|says|told|tells|reported|reports|announced|added|confirmed)\b"
)
_LOCAL = re.compile(
    r"residents?|doctors?|medics?|witness(?:es)?|villagers?|locals|(?:ال)?(?:طبيب|سكان|ساكن|شاهد|شهود|اهالي|مسعف|مسعفون|ممرض)"
)
_TELLERS = re.compile(
    r"\b(?:residents?|villagers?|locals|people|witness(?:es)?|medics?|doctors?)\s(?:of|in|from|at|near)\s$"
)
_TOLD_OF = frozenset(("reported", "recorded", "documented", "confirmed", "registered"))
_BE = frozenset(("was", "were", "been", "being", "is", "are"))
"""Before those a word of saying tells where something happened: "clashes were reported near Tell Tamr"."""
_BURIED = re.compile(
    r"\b(?:was|were|been) (?:held|buried|laid to rest|mourned)\b|\b(?:funerals?|burials?) (?:\w+ ){0,4}$"
    r"|(?<!\w)(?:أقيم|أقيمت|ووري|ووريت|شيعت?|شُيعت?|دفنت?|دُفنت?)\s",
    re.I,
)
"""Words after those of an event that tell when its dead were buried."""
_DIED = re.compile(
    r"\b(?:died|dies|succumbed|passed away)\b[^.;]{0,80}\b(?:wounds|injuries)\b|"
    r"(?<!\w)[وف]?(?:توفيت?|تُوفيت?|قضى|قضت|استشهدت?|وفاة)\s[^.؛،]{0,60}?متأثر\S*(?:\s+ب\w+){0,2}(?:\s+(?:صباح|مساء|فجر|يوم|ظهر|عصر|اليوم))*\s*\S*"
    r"|(?<!\w)[وف]?(?:توفيت?|تُوفيت?|قضى|قضت)\s[^.؛]{0,60}?(?:كان|كانت)\s+(?:قد\s+)?(?:أصيبت?|جرحت?)",
    re.I,
)
"""How somebody dies on a later day of what was done to him."""
_THAT = re.compile(r"[،,:]|(?<!\w)ب?[أإ]ن\u0651?(?:ه|ها|هم)?(?!\w)")
"""What ends the words of who told something."""
_NEAR = 3
"""Words between a verb of saying and the attack that it tells of."""
_OPENING = 8
"""Words of a sentence, its dateline's too, within which its verb stands."""


def is_spoken(text: str, position: int, end: int = 0, *, since: int = 0) -> bool:
    """Whether a date or place says when or where somebody spoke: "said on Monday", "told reporters in Ankara".

    With the `end` of a place also "the centre at Hmeimim said"; but where a resident or a doctor is, there it happened.
    Words before `since`, where those of the event begin, are not of it: أعلنت قسد قصف عفرين.
    """
    near = max(0, position - 45)
    start = max(near, text.rfind("\n", near, position), text.rfind(". ", near, position))
    start = max(start, since) if since <= position else start
    before = split_words(text, start, position)[-4:]
    words = before[-3:]
    if words and words[0].start == since:
        words = words[1:]  # "published" is also "deployed": نشر في 13 نوفمبر قواته
    words = [
        w for w in words if w.key not in _TOLD_OF or not any(b.end + 1 == w.start and b.key in _BE for b in before)
    ]
    if end and any(_LOCAL.fullmatch(word.key) for word in words):
        return False
    is_speaker = bool(end) and bool(_SAID.match(text, end))
    return is_speaker or any(is_speech(word.key) for word in words)


def without_local_tellers(text: str, places: list[PlacedMention]) -> list[PlacedMention]:
    """The places without those whose residents only tell of it, where it may be elsewhere: "residents of X said"."""
    if len(places) < 2:
        return places
    return [
        p for p in places if not (_SAID.match(text, p.end) and _TELLERS.search(text, max(0, p.start - 24), p.start))
    ] or places


def is_spoken_day(day: DateMention, head: Trigger, sentence: Sentence, text: str) -> bool:
    """Whether a day is that of what was said of an event, or of what was done about it, and not the event's."""
    is_told = is_spoken(text, day.start, since=head.start) or _is_reaction(sentence, day, head)
    return is_told or _is_announced(sentence, day, head)


def _is_reaction(sentence: Sentence, day: DateMention, head: Trigger) -> bool:
    """Whether a day is that of a charge or burial: اتهم الوزير أمس جماعة بتفجير, "were buried on Monday".

    Before an event's words that of what the sentence begins with, after them that of a burial told there.
    """
    later = _DIED.search(sentence.text)
    if later and later.start() < day.start - sentence.start < later.end():
        return True
    if day.start > head.end:
        return bool(_BURIED.search(sentence.text, head.end - sentence.start, day.start - sentence.start))
    if not sentence.start <= day.start < head.start:
        return False
    before = split_words(sentence.text, 0, day.start - sentence.start)
    return bool(_reactions().find(before[:_OPENING]))


def _is_announced(sentence: Sentence, day: DateMention, head: Trigger) -> bool:
    """Whether a day before an event's words is that on which it was told.

    "The ministry on Tuesday said it had ...", أعلنت وزارة الداخلية الأردنية الأربعاء إحباط ...
    """
    if head.end <= day.start:  # "confirmed the attack on Tuesday"
        said = split_words(sentence.text, 0, head.start - sentence.start)[-2 * _NEAR :]
        is_next = len(split_words(sentence.text, head.end - sentence.start, day.start - sentence.start)) < _NEAR
        return head.strength == 1 and is_next and any(is_speech(word.key) for word in said[:-1])
    if not sentence.start <= day.start < head.start:
        return False
    after = split_words(sentence.text, day.end - sentence.start, head.start - sentence.start)
    if after and is_speech(after[0].key):
        return True
    before = split_words(sentence.text, 0, day.start - sentence.start)
    if _THAT.search(sentence.text, 0, day.start - sentence.start):
        return False
    return 0 < len(before) <= _OPENING and is_speech(before[0].key) and not is_speech(before[-1].key)


@cache
def _reactions() -> PatternSet:
    return PatternSet(["@reaction"], word_classes())
