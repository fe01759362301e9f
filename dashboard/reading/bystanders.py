"""Forces that a sentence names without their taking part: who speaks, holds ground, backs, mediates or looks on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import Word, split_words, word_key
from dashboard.reading.phrases import bare_keys, is_blamed, is_used, uses, words_before
from dashboard.reading.words import lowered

SPOKEN_OF = frozenset({"capital", "leader", "government"})
"""Senses of a force that speaks; it takes part only where it tells of its own doing."""
_SOURCE = ("مصدره", "مصدرها", "مصدرهما", "مصدرهم")
_AFTER_APPOSITION = re.compile(r",\s[^,.;]{3,70},\s(\w+)")
_OF_ITS_OWN = re.compile(
    r"\b(?:convoy|motorcade|residence|compound|embassy|consulate|palace|helicopter|plane) of (?:the )?(?:\w+ )?$", re.I
)
"""Words before a government whose people or house was hit: "the convoy of the Somali president"."""
_ACCORDING_TO_BOTH = re.compile(r"\baccording to [^.;:]{3,40}\sand\s(?:the\s)?(?:\w+\s)?$", re.I)
_BACKED_NAME = re.compile(r"\w-(?:backed|supported|armed|trained|funded|run|sponsored)\s$")
_COLON = re.compile(r"(?:\s\w+){0,2}:")
_LOSS = re.compile(r"\s*(?:إصابة|مقتل|استشهاد|جرح|ارتقاء)\s")
_HANDED_TO = re.compile(
    r"(?<!\w)[وفل]?(?:[يتن]?سل[ّ]?م|[أا]?سل[ّ]?م|تسليم)\w*\s(?:[^.؛،\n]{0,40}\s)?(?:إلى|الى)\s(?:قيادة\s|قوات\s|عناصر\s|قوة\sمن\s)?$"
    r"|(?<!\w)[وفل]?(?:تسليم|[يتأ]?سلّ?م)\w*\sل?$"
)
"""Words before a force to which something or somebody was handed over: ثم سلّموهما إلى."""
_ASCRIBED = re.compile(r"(?<!\w)[وف]?[يت]?(?:نسب|عز)(?:ت|ا|و|وا)?\s(?:[^.؛\n]{0,60}\s)?إلى\s$")
_ACTIVE = frozenset({"تنشط", "ينشط"})
"""المنطقة التي تنشط فيها جماعة كذا: it is there, and no more is said of it."""
_EARLIER = re.compile(r"(?<!\w)[وف]?سبق\s(?:أن|ان|وأن)\s$")
_NEARS = frozenset({"اقترب", "اقتربت", "تقترب", "يقترب", "اقترابها", "اقترابه"})
_CHARGES = 20
"""How many words may stand between who charges and whom: his name, rank and office."""
_BLOCS = frozenset({"coalition", "saudi-led-coalition", "un", "nato", "european-union", "african-union"})
_AMONG = frozenset({"بينها", "بينهم", "ومنها", "منها", "including", "among"})
_ITS_OFFICERS_SAID = re.compile(
    r"(?:['’]s)?\s(?:commanders?|officials?|officers?|sources?|spokes\w+|leaders?|medics?|aides?)"
    r"(?:\s(?:in|from|at|on)\s[^.;,]{2,25})?(?:\sand\s[^.;,]{3,45})?\s(?:said|says|told|confirmed|reported|added)\b"
)
"""Words after a force that only tells: "a Free Syrian Army commander and a Kurdish spokesman said"."""
_SAID_BY_NAME = re.compile(r"\b(?:said|told)\s[^.;]{3,50},\s(?:the|an?)\s$")
_OFFICE = re.compile(
    r"(?:['’]s?)?\s(?:\w+\s){0,2}(?:spokes\w+|commander|leader|chief|head|official|officer|governor|minister|envoy|coordinator)\b"
)
_HEAD_OF = re.compile(
    r"\b(?:head|chief|spokes\w+|commander|leader|official|officer|member|source)s?\s(?:of|for|in|from|with)\s(?:the\s)?$"
)
_LATER_SAID = re.compile(r"[^.;,:]{0,60}?\s(?:said|says|told|announced|reported|confirmed)\b")
_BY_LEAVE = frozenset({"request", "invitation", "approval", "consent", "permission", "knowledge", "blessing", "behest"})
"""Nouns before "of" and a force that asked for or allowed what another did."""
_HELD = frozenset({"held", "controlled", "run", "administered", "occupied", "brokered", "mediated", "sponsored"})
_CHARGED = frozenset({"of", "over", "and"})
_ARTICLES = frozenset({"the", "a", "an"})
_BETWEEN = frozenset({"between", "with", "by", "بين", "مع"})
_NEXT = 4
"""Words after a speaker within which a noun of a deed is its own."""
_AGAINST = frozenset({"علي", "ضد", "against"})
_START, _END = attrgetter("start"), attrgetter("end")
_JOINS = frozenset({"", "and", "and the", "و", "the"})


def split_speakers(
    text: str, start: int, end: int, forces: Sequence[ForceMention]
) -> tuple[list[ForceMention], list[ForceMention]]:
    """The forces of a stretch of text that may take part in its events, and those that only speak there."""
    words = split_words(text, start, end)
    acting: list[ForceMention] = []
    speaking: list[ForceMention] = []
    last: ForceMention | None = None
    in_deal = is_part = False
    for mention in forces:
        in_deal = _is_in_deal(text, words, mention, last if in_deal else None)
        is_part = _is_part(text, mention, last, is_part)
        if is_blamed(_words_before(words, mention, 8)) or _OF_ITS_OWN.search(
            text, max(0, mention.start - 40), mention.start
        ):
            acting.append(mention)
        elif mention.sense in SPOKEN_OF or _speaks(text, words, mention) or _heads(text, start, mention, forces):
            speaking += [] if _is_backer(words, mention) else [mention]
        elif not (in_deal or _stands_aside(text, words, mention) or _is_parent(text, mention, last) or is_part):
            acting.append(mention)
        last = mention
    return acting, speaking


def is_speech(key: str) -> bool:
    """Whether a word's key is a verb of saying."""
    return is_used(key, "speech")


def tells_of_itself(text: str, speaker: ForceMention, trigger: Trigger, acting: Sequence[ForceMention]) -> bool:
    """Whether what a speaker tells is its own doing: "said it had", "one of its patrols", أعلنت تنفيذ.

    The words are looked for up to where another force is said to act.
    """
    others = [f.start for f in acting if speaker.end <= f.start and f.force_id != speaker.force_id]
    words = split_words(text, speaker.end, max(speaker.end, min([trigger.end + 20, *others])))
    before = split_words(text, max(0, speaker.start - 20), speaker.start)[-2:]
    if any(is_used(word.key, "accuses") for word in before):
        return False  # what it charges another with is not its own
    # "أعلنت قسد قصف ...": the noun stands right after who says it
    return any(is_used(w.key, "own") and (i < _NEXT or w.key not in uses("deeds")) for i, w in enumerate(words))


def _heads(text: str, start: int, mention: ForceMention, forces: Sequence[ForceMention]) -> bool:
    """Whether a force heads a line that begins with what another did: "Lebanese army: Israeli drone hits ...".

    Or with a loss: الجيش اللبناني: إصابة جنديين.
    """
    colon = _COLON.match(text, mention.end)
    if colon is None or mention.sense == "equipment" or mention.start - start > 3:
        return False
    if _LOSS.match(text, colon.end()):
        return True
    other = next((f for f in forces if f.start > mention.end and f.force_id != mention.force_id), None)
    if other is None or other.sense not in ("actor", "unit", "equipment"):
        return False
    between = split_words(text, colon.end(), other.start) if colon.end() < other.start else []
    return len(between) < 2 and not any(is_used(w.key, "own") or w.key.endswith("نا") for w in between)


def _speaks(text: str, words: Sequence[Word], mention: ForceMention) -> bool:
    """Whether a verb of saying stands right by a force, and no "that" between them."""
    after = [w.key for w in _words_after(words, mention, 3) if "," not in text[mention.end : w.start]]
    # "clashes with PKK guerrillas have been reported" is no report of theirs
    is_disowning = any(is_used(key, "disowns") for key in after)
    if ({"responsibility", "been"} & set(after) and not is_disowning) or any(
        w.key.startswith("مسؤولي") for w in _words_after(words, mention, 2)
    ):
        return False
    if is_charged(text, mention):
        return False
    apposition = _AFTER_APPOSITION.match(text, mention.end)
    if apposition and is_speech(word_key(apposition[1])):
        return True
    if _ITS_OFFICERS_SAID.match(text, mention.end):
        return True
    if _SAID_BY_NAME.search(text, max(0, mention.start - 60), mention.start) and _OFFICE.match(text, mention.end):
        return True
    if _HEAD_OF.search(text, max(0, mention.start - 30), mention.start) and _LATER_SAID.match(text, mention.end):
        return True
    before = _words_before(words, mention, 4)
    if any(word.key in ("باسم", "لسان") for word in before[-1:]):
        return True
    for back, word in enumerate(reversed(before[-3:])):
        if is_used(word.key, "that"):
            break
        if not word.key.isascii() and is_speech(word.key) and not set(text[word.end : mention.start]) & set(":،,"):
            return True
        if word.key == "according" and back < 3:
            return True
    if _ACCORDING_TO_BOTH.search(text, max(0, mention.start - 60), mention.start):
        return True
    arabic = [w.key for w in _words_after(words, mention, 1) if not set(text[mention.end : w.start]) & set(".:،,؛")]
    if {"replied", "answered", "responded"} & set(after[:1]) and after[1:2] in (["by"], ["with"]):
        return False  # "insurgents replied by shelling"
    return any(key.isascii() and is_speech(key) for key in after) or any(
        not key.isascii() and is_speech(key) and key not in uses("by") for key in arabic
    )


def is_charged(text: str, mention: ForceMention) -> bool:
    """Whether somebody charges a force with an event: "accused the SDF of", اتهم الجيش قسد بالوقوف وراء."""
    if _ASCRIBED.search(text, max(0, mention.start - 90), mention.start):
        return True
    before = words_before(text, mention.start, 140)[-_CHARGES:]
    accusing = [word for word in before if is_used(word.key, "accuses")]
    if not accusing or _EARLIER.search(text, max(0, accusing[-1].start - 12), accusing[-1].start):
        return False
    after = split_words(text, mention.end, mention.end + 20)[:1]
    if accusing[-1] in before[-1:] and accusing[-1].key.endswith(("تهموا", "يتهمون", "متهما", "متهمه", "متهمين")):
        return True  # whoever stands beside a verb in the plural is its object
    is_beside = accusing[-1] in before[-2:] and accusing[-1].key.isascii()
    if is_beside and (not after or after[0].key in _CHARGED or set(text[mention.end : after[0].start]) & set(".;,")):
        return True
    return bool(after) and is_used(after[0].key, "charge")


def _is_backer(words: Sequence[Word], mention: ForceMention) -> bool:
    """Whether a capital is only whose side others are on: "pages loyal to Ankara"."""
    before = [w.key for w in _words_before(words, mention, 2)]
    return any(is_used(key, use) for key in before for use in ("control", "supports", "parent"))


def _stands_aside(text: str, words: Sequence[Word], mention: ForceMention) -> bool:
    """Whether the words about a force tell that it holds ground, backs somebody, was not there or looked on."""
    # "Marib front: Houthi forces attacked ..."
    headed = text.rfind(": ", words[0].start if words else 0, mention.start)
    before = [w.key for w in _words_before(words, mention, 6) if w.key not in _ARTICLES and w.start > headed][-5:]
    if any(bare in _SOURCE for key in before for bare in bare_keys(key)):
        return False  # "shells whose source were areas held by X": X fired them
    is_hit = any(is_used(key, "harms") for key in before[-1:])  # "a rocket from their territory hit an X post"
    if any(is_used(key, "control") for key in before[-2:]) and not is_hit and not fires_from(before):
        return True
    is_state = mention.sense in ("country", "capital")
    is_described = bool(_BACKED_NAME.search(text, max(0, mention.start - 30), mention.start))  # "Iran-backed | X"
    if any(is_used(key, "supports") for key in before[-2 if is_state else -1 :]) and not is_described:
        return True
    if before[-1:] == ["of"] and before[-2:-1] and before[-2] in _BY_LEAVE:
        return True
    if any(key in uses("absent") for key in before[-2:]) or any(
        is_used(key, "absent") and not key.isascii() for key in before[-4:]
    ):
        return True
    if any(phrase in uses("addressed") for phrase in _phrases(before[-2:])):
        return True
    if any(phrase in uses("kin") for phrase in _phrases(before[-2:])) or any(is_used(k, "kin") for k in before[-1:]):
        return True
    if "بحثا" in before[-4:] or _HANDED_TO.search(text, max(0, mention.start - 70), mention.start):
        return True
    if any(key.removeprefix("و") in _NEARS for key in before[-3:]) or any(key in _ACTIVE for key in before[-3:]):
        return True
    after = [w.key for w in _words_after(words, mention, 2) if not set(text[mention.end : w.start]) & set(",.;،؛")]
    if after[:1] and after[0] in _HELD and (text[mention.end] == "-" or (after[1:] and is_used(after[1], "ground"))):
        return True
    if any(is_used(key, "mediates") for key in before[-3:]):
        return True
    return any(phrase in uses("idle") for phrase in _phrases(after))


def fires_from(before: Sequence[str]) -> bool:
    """Whether the ground that is said to be a force's is where it fires from: "from areas held by", من جهة مناطق."""
    for i, key in enumerate(before):
        if is_used(key, "ground") and {"from", "من", *_SOURCE} & {
            k for near in before[max(0, i - 2) : i] for k in bare_keys(near)
        }:
            return True
    return False


def _phrases(keys: Sequence[str]) -> list[str]:
    """The words and pairs of words of a stretch of text."""
    return [*keys, *(f"{a} {b}" for a, b in pairwise(keys))]


def _is_in_deal(text: str, words: Sequence[Word], mention: ForceMention, other: ForceMention | None) -> bool:
    """Whether a force is a party to a truce or talks: "a ceasefire between A and B"; `other` is the party before it."""
    if other is not None and other.end <= mention.start:
        between = " ".join(word.key for word in split_words(text, other.end, mention.start))
        return between in _JOINS and "." not in text[other.end : mention.start]
    before = [word.key for word in _words_before(words, mention, 5)]
    for back, key in enumerate(reversed(before[-3:]), 1):
        if key in _BETWEEN:
            earlier = before[: len(before) - back][-2:]
            return any(is_used(word, "deal") or is_used(word.removeprefix("ال"), "deal") for word in earlier)
    return False


def _is_part(text: str, mention: ForceMention, last: ForceMention | None, was_part: bool) -> bool:
    """Whether a force is only named as one of the bloc before it: مقاتلات من التحالف، بينها طائرات سعودية."""
    if last is None:
        return False
    if last.start == mention.start or last.force_id not in _BLOCS:
        return was_part and last.start == mention.start
    between = [word.key for word in split_words(text, last.end, mention.start)]
    return len(between) < 5 and any(key in _AMONG for key in between)


def _is_parent(text: str, mention: ForceMention, last: ForceMention | None) -> bool:
    """Whether a force is only whose branch the one before it is: "the 444 Brigade, part of the GNU"."""
    if last is None or last.sense not in ("unit", "actor"):
        return False
    between = [word.key for word in split_words(text, last.end, mention.start)]
    if len(between) > 5 or set(text[last.end : mention.start]) & set(".;؛"):
        return False
    if any(key in _AGAINST for key in between):
        return False  # "the air force, part of the army, on RSF positions"
    return any(phrase in uses("parent") or phrase.removeprefix("ال") in uses("parent") for phrase in _phrases(between))


def _words_before(words: Sequence[Word], mention: ForceMention, count: int) -> Sequence[Word]:
    """The last words that end before a mention; found by halves, for a sentence may hold thousands of forces."""
    stop = bisect_right(words, mention.start, key=_END)
    return words[max(0, stop - count) : stop]


def _words_after(words: Sequence[Word], mention: ForceMention, count: int) -> Sequence[Word]:
    start = bisect_left(words, mention.end, key=_START)
    return words[start : start + count]


_ARMED = re.compile(
    r"\b(?:soldiers?|troops?|army|security forces|gendarmerie|gendarmes?|commandos?|peacekeepers?|helmets|armoured"
    r"|humvees?|jeeps?|militants?|suspects?|rifles?|weapons?|arms|ammunition|explosives|terrorists?|insurgents?|jihadis\w*|extremists?|cells?|bombs?|bombings?|ieds?|landmines?"
    r"|undercover|special (?:forces|units?))\b"
    r"|(?<!\w)(?:[وفبلك]|ال|لل|بال)?(?:قوة|قوات|جنود|مسلح|مطلوب|إرهابي"
    r"|أسلحة|سلاح|ذخائر|متفجرات|استخبارات|مخابرات|خلية|خلايا)",
)
"""Words of fighters and their arms."""


def tells_of_arms(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text names fighters or arms."""
    return bool(_ARMED.search(lowered(text), start, end))
