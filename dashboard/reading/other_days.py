"""Days that are of another event than the one a sentence tells: "a suspect in Sunday's attack", في إشكال الأحد."""

from __future__ import annotations

import re

from dashboard.reading.dates import DateMention
from dashboard.reading.kinds import Trigger

_NOUN = (
    r"(?:attacks?|bombings?|blasts?|explosions?|ambush(?:es)?|raids?|strikes?|airstrikes?|clashes|shootings?|killings?"
    r"|massacres?|assaults?|protests?|incidents?|assassinations?|shelling|murders?|abductions?|kidnappings?|coup)"
)
_NOUN_AR = (
    r"(?:هجوم|هجمات|تفجير|تفجيرات|انفجار|اشتباكات|مواجهات|إشكال|أحداث|غارة|غارات|مجزرة|قصف|عملية|حادثة?|جريمة|كمين|اغتيال"
    r"|اعتداء|ضربة|ضربات|استهداف)"
)
_POSSESSED = re.compile(rf"['’]s?\s+(?:\S+\s+){{0,3}}?{_NOUN}\b|\s{_NOUN}\b", re.I)
"""What stands after the day of an attack that is named by it: "Tuesday's car bombing", "the Oct. 7 attack"."""
_POSSESSED_AR = re.compile(rf"(?<!\w){_NOUN_AR}(?:\s+يوم)?\s+$")
_RELATIVE = re.compile(
    rf"(?<!\w)[وفبل]?{_NOUN_AR}\s+(?:\S+\s+){{0,3}}?(?:الذي|التي)\s+(?:وقع|وقعت|حدث|حدثت|جرى|جرت|نفذ|نفذت|استهدف|استهدفت|شهد|ضرب|طال)"
    r"[^.،؛]{0,60}$"
)
_REASON = re.compile(
    r"\b(?:in (?:connection with|response to|retaliation for|reprisal for|revenge for|reply to"
    r"|protest (?:at|against|over))"
    r"|over|suspected (?:of|in)|accused of|wanted (?:for|in)|linked to|(?:to )?aveng(?:e|ing)|blamed for|behind)"
    rf"\s+(?:an?|the|its|their|his|this|that)?\s*(?:[\w-]+\s+){{0,3}}?{_NOUN}\b[^.;]*$",
    re.I,
)
"""Words after those of an event that say for which other one it was."""
_BETWEEN_COMMAS = re.compile(r",\s(?:which|who|whose|where)\s[^,.;]*$")
"""An aside in which a day stands: "The group, which ended a truce on 13 November, attacked …"."""
_NEAR = 90


def is_of_other_event(text: str, day: DateMention, head: Trigger) -> bool:
    """Whether a day is that of an event that only explains the one told by `head`, and not of that one."""
    if day.start < head.start:
        inside = _BETWEEN_COMMAS.search(text, max(0, day.start - _NEAR), day.start)
        return bool(inside) and "," in text[day.end : head.start]
    if day.start < head.end:
        return False
    named = _POSSESSED.match(text, day.end)
    if named:
        return True
    before = text[max(head.end, day.start - _NEAR) : day.start]
    if _POSSESSED_AR.search(before) or _RELATIVE.search(before):
        return True
    return bool(_REASON.search(before))
