"""How far a clause tells of its own: where it turns to a plan, a reason, what others do meanwhile, or another place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.reading.casualties import find_casualties
from dashboard.reading.kinds import Trigger, words_and_cues
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

_ELSEWHERE = re.compile(r"\s*(?:و(?:في|ب|على)|أما|كذلك|كما)\s")
"""How an Arabic sentence begins that goes on to another place: "وفي قباطية، ..."."""
_ALSO = re.compile(r"\s*(?:كما|أيضا|كذلك)\s+(?!أن|قال|أكد|أضاف|ذكر|أشار)")
"""How an Arabic sentence begins that tells one thing more: كما قصف الطيران مدرسة في جباليا."""
_MEANWHILE = re.compile(r"[،,]\s*(?:فيما|بينما|في\s+حين)\s")
_REASON = re.compile(
    r"(?:رد(?:ا|اً)|احتجاج(?:ا|اً)|على\s+خلفية|انتقام(?:ا|اً)|تنديد(?:ا|اً)|استنكار(?:ا|اً)|تضامن(?:ا|اً))\s"
)
"""Words before the reason of what an Arabic clause tells: the places and days of that are not its own."""


def end_of_telling(sentence: Sentence, head: Trigger, start: int, end: int) -> int:
    """Where a clause that tells of the past turns to what is planned or feared: what follows is of another day."""
    if head.sense != "told":
        return end
    reason = _REASON.search(sentence.text, max(0, head.end - sentence.start), end - sentence.start)
    if reason and not sentence.text.isascii():
        end = sentence.start + reason.start()
    words, cues = words_and_cues(sentence.text)
    for cue in cues:
        at = sentence.start + words[cue.first].start
        if cue.sense in ("planned", "hypothetical") and cue.scope == "after" and max(head.end, start) < at < end:
            return at
    return end


def end_of_sides(text: str, head: Trigger, end: int) -> int:
    """Where an Arabic clause turns to what others do meanwhile: "فيما تواصل طالبان تقدمها"."""
    meanwhile = _MEANWHILE.search(text, head.end, end)
    if meanwhile is None or find_casualties(text, meanwhile.start(), end):
        return end
    return meanwhile.start()


def opens_elsewhere(sentence: Sentence, places: Sequence[PlacedMention]) -> bool:
    """Whether a sentence goes on to a place of its own: "وفي قباطية، ..."."""
    opening = _ELSEWHERE.match(sentence.text) if sentence.index else None
    if sentence.index and places and _ALSO.match(sentence.text):
        return True
    return bool(opening) and any(p.start - sentence.start - opening.end() < 12 for p in places if opening)
