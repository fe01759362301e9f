"""How far a clause tells of its own: where it turns to a plan, a reason, what others do meanwhile, or another place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.reading.casualties import find_casualties
from dashboard.reading.kinds import MARCHES, Trigger, words_and_cues
from dashboard.reading.mentions import Mentions, within
from dashboard.reading.placing import distance_m, is_region
from dashboard.reading.sentences import Sentence
from gazetteer.places import PlacedMention

_ELSEWHERE = re.compile(
    r"\s*(?:(?:و(?:في|ب|على)|أما|كذلك|كما)|(?:(?:And|But|Meanwhile|Separately|Earlier|Later|Elsewhere),?\s)?(?i:in|at|near|around|outside))\s"
)
"""How a sentence begins that goes on to another place: "وفي قباطية، ...", "In Rafah, ..."."""
_REACH = 60
"""Characters before a place in which it is said what it is to somebody."""
_HOME_OF = re.compile(
    r"(?<!\w)(?:[وفبل]?(?:ال)?(?:شاب|شابا|شاباً|شابين|شبان|شبانا|شخص|شخصا|شخصاً|شخصين|أشخاص|مدني|مدنيا|مدنياً|مدنيين|مدنيان"
    r"|مواطن|مواطنا|مواطناً|مواطنين|رجل|رجلا|رجلاً|طفل|طفلا|طفلاً|فتى|امرأة|سيدة|سيدتين|نازح|نازحا|طالب|طالبا|مقاتل|مقاتلا"
    r"|عنصر|عنصرا|عنصراً|عناصر|قيادي|ضابط|جندي))\s+(?:\w+\s+)?من\s+(?:(?:أبناء|أهالي|سكان|مهجري|نازحي)\s+)?"
    r"(?:(?:بلدة|مدينة|قرية|حي|منطقة|ريف)\s+)?$"
)
_FUNERAL = re.compile(
    r"(?:تشييع|شيّ?عت?|جنازة|دفن|تأبين|عزاء|مجلس عزاء)\s+(?:\S+\s+){0,6}(?:في|ب|إلى)\s*(?:(?:مدينة|بلدة|قرية)\s+)?$"
)
_OPENS = re.compile(r"\s*(?:وفي|في|وب|أما\s+في|كما\s+في|وكذلك\s+في|وشهدت|شهدت)\s*")
_OPENING = 12
"""Characters between the first word of a sentence and the place that opens it."""
_SAME_AREA_M = 60_000.0
_ALSO = re.compile(r"\s*(?:كما|أيضا|كذلك)\s+(?!أن|قال|أكد|أضاف|ذكر|أشار)")
"""How an Arabic sentence begins that tells one thing more: كما قصف الطيران مدرسة في جباليا."""
_MEANWHILE = re.compile(r"[،,]\s*(?:فيما|بينما|في\s+حين)\s")
_OTHERS_MOVE = re.compile(
    r"(?:,?\s(?:as|while|after|before|when|where|under an? (?:deal|agreement|truce))|,\s(?:and|but))\s"
    r"(?=[^.;]*\b(?:\w+ed|fled|fell|left|fights?|fought|withdrew|pushed|drew)\b)"
)
_REASON = re.compile(
    r"(?:رد(?:ا|اً)|في\s+رد|احتجاج(?:ا|اً)|على\s+خلفية|انتقام(?:ا|اً)|تنديد(?:ا|اً)|استنكار(?:ا|اً)|تضامن(?:ا|اً))\s"
)
"""Words before the reason of what an Arabic clause tells: the places and days of that are not its own."""

_AIM = re.compile(
    r"(?<!\w)(?:لتأمين|لحماية|لتعزيز|لضبط|لدعم|لإسناد|لمساندة|لمؤازرة|لفك|بهدف|بغية|بغرض|من\s+أجل|تمهيدا|تمهيداً|استعدادا|استعداداً)\s"
)
"""Words after which an Arabic sentence tells what something was done for."""
_ANSWERED = re.compile(
    r"\b(?:in (?:reply|response|retaliation|reprisal|revenge) (?:to|for)|(?:in order )?to avenge|"
    r"(?:in )?retaliat(?:ion|ing|ory) for|in solidarity with)\b"
    r"|(?<!\w)(?:بعد|عقب)\s+(?:مقتل|اغتيال|اختطاف|خطف|احتجاز|اعتقال|توقيف|تعرض|هجوم|هجمات|سلسلة|انهيار|إعلان|انتهاء)\s",
    re.I,
)
"""Words after which a sentence tells of what its event answered."""
_AFTER = re.compile(
    r"\b(?:after|following)\s(?!midnight|dark|noon|dawn|sunset|sunrise|nightfall|that|which|being|\d|"
    r"(?:a|an|several|two|three|the)\s(?:hours?|days?|weeks?|months?|years?|lull|pause))"
    r"|(?<!\w)(?:بعد|عقب|إثر|في\s+أعقاب)\s+(?!منتصف|ظهر|الظهر|العصر|ساعات?|ساعتين|يوم|يومين|أيام|أسبوع|شهر|قليل|ذلك|نحو|حوالي|دقائق|\d)",
    re.I,
)
"""Words after which a clause tells what had come before its event: the places of that are not its own."""
_TREATY_AFTER = re.compile(
    r"(?:['’]s)?\s(?:agreements?|accords?|deal|memorandum|protocol|process|summit|talks|declaration|conference|pact|treaty)\b"
)
_TREATY_BEFORE = re.compile(
    r"(?<!\w)(?:ال|ل|ب|و|ف)*(?:اتفاق|اتفاقية|اتفاقيات|تفاهمات|تفاهم|مذكرة|مسار|مؤتمر|محادثات|مباحثات|قمة)\s+$"
)


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


def end_of_sides(text: str, head: Trigger, group: Sequence[Trigger], end: int) -> int:
    """Where a clause turns to what others do: "فيما تواصل طالبان تقدمها", "... hours after clashes between X and Y"."""
    other = next((t for t in group if t.start > head.end and t.kind != head.kind and t.frame == "mutual"), None)
    since = _AFTER.search(text, head.end, other.start) if other else None
    end = since.start() if since else end
    if head.frame == "move":  # "M23 reached Uvira on Monday as the army fled"
        others = _OTHERS_MOVE.search(text, head.end, end)
        end = others.start() if others else end
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


def before_reason(places: list[PlacedMention], text: str, start: int, end: int) -> list[PlacedMention]:
    """The places of a clause before what its event was done for, answered or came after, where it names one before.

    "Sent troops to X to secure the border", "struck X in reply to attacks in Y".
    """
    for words in (_AIM, _ANSWERED, _AFTER):
        if turn := words.search(text, start, end):
            places = [p for p in places if p.start < turn.start()] or places
    return places


def without_homes(places: list[PlacedMention], text: str) -> list[PlacedMention]:
    """The places without those that people only come from, where another is named: شاب من بلدة كذا قُتل قرب كذا."""
    homes = [p for p in places if p.start and _HOME_OF.search(text, max(0, p.start - _REACH), p.start)]
    others = [p for p in places if p not in homes and p.role == "event" and not is_region(p)]
    return [p for p in places if p not in homes] if homes and others else places


def without_funerals(places: list[PlacedMention], text: str) -> list[PlacedMention]:
    """The places without those where somebody was buried or mourned, where another is named."""
    buried = [p for p in places if _FUNERAL.search(text, max(0, p.start - _REACH), p.start)]
    return [p for p in places if p not in buried] if len(buried) < len(places) else places


def without_opening(places: list[PlacedMention], sentence: Sentence, head: Trigger) -> list[PlacedMention]:
    """The places without the one that opens an Arabic sentence, where it names another after what happened.

    "وفي رام الله اعتقلت قوات الاحتلال شابا على حاجز عطارة" was at the checkpoint.
    """
    opening = _OPENS.match(sentence.text)
    if opening is None or head.kind in MARCHES or len(places) < 2 or head.start < places[0].end:
        return places
    is_opening = places[0].start - sentence.start - opening.end() < _OPENING
    after = [p for p in places[1:] if p.start > head.start and p.role == "event" and p.relation not in ("", "part_of")]
    near = [p for p in after if not is_region(p) and distance_m(places[0], p) < _SAME_AREA_M]
    return places[1:] if is_opening and near else places


def is_of_treaty(text: str, place: PlacedMention) -> bool:
    """Whether a place is only where something was signed: "the Sochi agreement", اتفاق سوتشي."""
    return bool(
        _TREATY_AFTER.match(text, place.end) or _TREATY_BEFORE.search(text, max(0, place.start - 20), place.start)
    )


def before_aside(
    places: list[PlacedMention], head: Trigger, sentence: Sentence, mentions: Mentions
) -> list[PlacedMention]:
    """The places of a clause without those after a semicolon, where it names one before: "...; trains to X stopped"."""
    aside = sentence.text.find(";", head.end - sentence.start)
    cut = sentence.start + aside
    if aside < 0 or not any(p.role == "event" for p in within(mentions.places, sentence.start, cut)):
        return places
    return [p for p in places if p.start < cut]
