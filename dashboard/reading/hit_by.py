"""Words that say who was hit: by gunmen who are nobody's, by what flew, by what was aimed at them, by harm to them."""

from __future__ import annotations

import re
from itertools import pairwise

from dashboard.reading.casualties import CasualtyMention
from dashboard.reading.flying import is_flying, is_struck
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import Trigger
from dashboard.reading.patterns import split_words, word_key
from dashboard.reading.phrases import Phrase, head_kind, is_used, uses

_HARM_TO = re.compile(r"\b(?:injur(?:y|ies)|wounds|casualties|losses|damage|harm) (?:to|among)(?: the| some| any)? $")
_WHOSE_GUNMEN = re.compile(
    r"\b(?:gunm[ae]n|militants?|attackers?|insurgents?|men|assailants?|bandits?|fighters?) "
    r"(?:of|from|belonging to|loyal to|linked to"
    r"|(?:suspected|believed|thought|said) to be(?: members of| from| with)?)(?: the)? $",
    re.I,
)
_EXPOSED = re.compile(r"[وف]?[تي]?تعرضت?\s+(?:\w+\s+){0,3}$")
_KILLS = ("قتلت", "قتل", "قتلوا", "أصابت", "أصاب", "اغتالت", "اغتال", "جرحت", "أعدمت", "أعدم")
_OBJECT = re.compile(r"[\"”»]?\s+(\w+)(?:اً|ًا)(?=\s)")
_BARE_OBJECT = re.compile(r"[\"”»]?\s+((?![وفبلك]|ال)\w+(?:ا|ة|ين))(?=\s)")
"""An Arabic accusative right after a force."""


def is_harmed(text: str, phrase: Phrase) -> bool:
    """Whether words before a force's phrase tell of harm to it: "minor injuries to coalition forces"."""
    return bool(_HARM_TO.search(text, max(0, phrase.start - 40), phrase.start))


def is_by_gunmen(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether an English attack's subject is nobody's people: "Militants in two pick-ups opened fire on …"."""
    if trigger.frame != "active" or trigger.kind not in ("clash", "attack_on_civilians"):
        return False
    if _WHOSE_GUNMEN.search(text, max(0, mention.start - 50), mention.start):
        return False
    before = split_words(text, max(0, trigger.start - 60), trigger.start)
    inside = split_words(text, trigger.start, trigger.end)[:1]
    return any(word.key in uses("gunmen") for word in (*before[-7:], *inside))


def is_hit_by_weapon(text: str, trigger: Trigger, mention: ForceMention, phrase: Phrase) -> bool:
    """Whether a verb's subject is what flew: "Rockets hit the post", استهدفت مسيّرة سيارة لقسد.

    An Arabic force may be the owner of what flew (طائرات التحالف), unless a thing of its own is named first.
    """
    words = split_words(text, trigger.start, trigger.end)
    if trigger.frame != "active" or len(words) < 2:
        return False
    if words[0].key.isascii():
        return words[0].key in uses("flying")
    named = split_words(text, mention.start, mention.end)[:1]
    is_struck_first = phrase.head == "thing" or any(is_struck(word.key) for word in named)
    return is_struck_first and any(is_flying(word.key) for word in words)


def is_aimed_at(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether an Arabic noun has a force's thing or people right after it: استهداف ناقلة جند إسرائيلية."""
    words = split_words(text, trigger.start, mention.end)[:4]
    if len(words) < 2 or words[-1].start < mention.start or not is_used(words[0].key, "aims"):
        return False
    if has_object_after(text, mention):
        return False
    return mention.start - words[0].end < 2 and bool(head_kind(words[1].key))


def has_object_after(text: str, mention: ForceMention) -> bool:
    """Whether an Arabic force is the subject of a noun that has its object too: استهداف قناصة قسد حاجزاً, … بلدة كذا."""
    found = _OBJECT.match(text, mention.end) or _BARE_OBJECT.match(text, mention.end)
    following = split_words(text, mention.end, mention.end + 15)[:1]
    is_at_scene = any(is_used(word.key, "scenes") and word.start <= mention.end + 1 for word in following)
    return is_at_scene or (found is not None and bool(head_kind(word_key(found[1]))))


def is_killer(casualty: CasualtyMention, mention: ForceMention, text: str) -> bool:
    """Whether a force stands between an Arabic verb and those whom it killed: قتلت الجندرما التركية شاباً."""
    if mention.end >= casualty.end or text[casualty.start].isascii():
        return False
    verb = text[casualty.start : mention.start].strip(' «"“')
    killed = text[mention.end : casualty.end].strip(' »"”').split()
    return " " not in verb and verb.endswith(_KILLS) and any(word.endswith(("اً", "ًا", "ين")) for word in killed)


def is_exposed(text: str, mention: ForceMention, trigger: Trigger) -> bool:
    """Whether a post before an attack's words is said to come under it: القاعدة الأميركية تتعرض لهجوم صاروخي."""
    return bool(_EXPOSED.search(text, mention.end, trigger.start))


def is_in_passive(text: str, trigger: Trigger) -> bool:
    """Whether an English trigger is in the passive: who stands before it was hit."""
    before = split_words(text, max(0, trigger.start - 24), trigger.start)
    inside = split_words(text, trigger.start, trigger.end)
    if any(one.key in ("was", "were") and other.key.endswith("ing") for one, other in pairwise(before[-1:] + inside)):
        return False  # "their guns were hitting the hills"
    return bool({w.key for w in before[-2:]} & {"was", "were", "been", "being"}) or any(
        w.key in ("was", "were", "been") for w in inside
    )


def ends_with_object(text: str, trigger: Trigger) -> bool:
    """Whether an Arabic trigger ends with an object: who follows is its owner (رتلاً للقوات, تصدى أهال لرتل أميركي)."""
    words = text[trigger.start : trigger.end].split()
    return words[-1].endswith(("اً", "ًا"))


def follows_verb(text: str, trigger: Trigger, mention: ForceMention) -> bool:
    """Whether an Arabic force is the verb's subject: داهم عناصر من فرقة كذا, not مداهمة عناصر من داعش."""
    verb = text[trigger.start : trigger.end].split()[0]
    is_noun = verb.isascii() or any(noun in word_key(verb) for noun in ("اعتقال", "مداهم", "توقيف", "القاء", "احتجاز"))
    return not is_noun and mention.start - trigger.end < 20
