"""Words about a force that say what part it had: by, against, blamed on, claimed by, in the post that was hit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from dashboard.reading.bystanders import fires_from, is_charged
from dashboard.reading.forces import ForceMention
from dashboard.reading.patterns import Word, split_words
from dashboard.reading.phrases import Phrase, bare_keys, head_kind, is_blamed, is_used, phrase_of, uses, words_before
from dashboard.vocabulary import forces

_CLAIMED = ("تبني", "تبنت", "تبناه", "تبنته", "تبناها", "تبنتها", "تبنيه")
_OPERATION_OF = re.compile(r"(?<!\w)[بفو]?(?:عملية|حملة|مداهمة|جهد)\s(?:\w+\s){0,2}ل(?:ل|ـ\s?)?$")
"""Words with which what somebody did is told to be theirs: بعملية نوعية لـ"""
_AMOUNTS = frozenset("عدد عددا العديد كل اي واحد واحدا اثنين ثلاثه اربعه خمسه سته سبعه مجموعه عناصر".split())  # noqa: SIM905
"""Words before a "from" that only count: عدد من مواقع قسد."""
_CLAIMED_IT = re.compile(
    r"(?<!\w)(?<!لم\s)(?<!لن\s)(?<!لا\s)[وف]?[يت]?تبن\w*\s(?:ال)?(?:هجوم|عملية|تفجير|انفجار|كمين|استهداف|قصف|مسؤولية\s\w+)\w*\s"
    r"(?:(?!أي\s|لا\s)\w+\s){0,3}[«\"]?$"
)
"""وتبنى الهجوم فصيل يسمي نفسه: who claims it comes after what is claimed."""
_CLAIMS_NOW = re.compile(r"[»\"]?\s[يت]تبن[ىي]\w*")
_TOLD_OF_IT = re.compile(
    r"[»\"]?(?:\s[^.؛\n]{0,70})?\s[أإ]ن\s(?:الهجوم|العملية|التفجير|الكمين)\s(?:استهدف|استهدفت|جاء|جاءت|أسفر|أسفرت|أوقع|أوقعت)\s"
)
"""وأعلنت حركة الشباب أن الهجوم استهدف ضباطاً: only who did it tells what it was aimed at."""
_ANNOUNCED = frozenset({"اعلنت", "اعلن"})
_RANKS = frozenset({"صفوف", "بصفوف"})
_RESPONSIBILITY = ("مسؤوليته", "مسؤوليتها", "مسؤوليتهم", "مسؤوليتهما")
_HOW = frozenset("محكم مسلح عنيف كثيف مكثف مركز مباغت واسع منسق مضاد معاكس متزامن مماثل سابق مزدوج".split())  # noqa: SIM905
"""Adjectives between an attack and whose it was, beside those that end in a ه or ي."""
_TOOK_RESPONSIBILITY = re.compile(
    r"[)\]]?(?:['’]s?)?"
    r"(?:\s(?:armed|military|local|affiliate|wing|branch|arm|group|militants|fighters|brigades|cell|faction)){0,3}"
    r"(?:,[^.;]{3,70},)?(?:\s(?:later|also|then|since|has|had|have|subsequently|swiftly|quickly|quietly|on \w+)){0,3}"
    r"\s(?:took|takes|accepted|assumed|claimed|claims)(?:\s(?:responsibility|credit|it\b(?!\s\w)|the\sattack|both|"
    r"(?:the|this|that|these|those|all|an?)\s(?:\w+\s)?(?:attack|operation|bombing|strike|ambush|assault|killing|raid|blast|explosion|"
    r"shooting|assassination|kidnapping|murder)s?)\b|(?=[.;]|$))"
)
_WAS_BEHIND = re.compile(
    r"[)\]]?(?:,[^.;]{3,70},)?(?:\s(?!not\b|accus|blam|deni|deny|reject)[\w’']+){0,9}?\s(?:(?:was|were|is|being) "
    r"(?:(?:behind|responsible for) (?:it|this|that|the)|(?:responsible|to blame)(?=[.,;]|$))"
    r"|behind it|(?:had|have|has) (?:carried out|mounted|staged|executed|conducted|launched|done|committed) "
    r"(?:it|(?:the|both|these|those|all) (?:\w+ )?"
    r"(?:attack|strike|raid|ambush|bombing|assault|operation|killing|assassination|blast|explosion)s?"
    r"|both))\b"
)
"""Words of a claim: "said three of its men were behind it", "said its fighters had carried out the attack"."""
_SAID_IT_DID = re.compile(
    r"[)\]]?(?:['’]s)?(?:,[^.;]{3,70},|(?:\s[\w’'-]+){0,4}?)\s(?:said|says|announced|claimed)"
    r"(?:\s(?:on \w+|that|later|in a statement))*\s(?:it|they|its \w+|their \w+) (?:had )?"
    r"(?:carried out|mounted|staged|executed|conducted|launched|planted|detonated|targeted|fired|struck|hit|attacked|"
    r"ambushed|set off|blew up|blown up)\s"
    r"|(?:['’]s)?(?:\s(?!\w+ed\b)\w+){0,2}:\s(?:an?\s|in\s|our\s|this\swas\s|it\swas\s)?(?:revenge|response|retaliation|reprisal)\b"
)
_IS_BLAMED = re.compile(
    r"(?:['’]s)?(?:\s(?:\w+\s)?(?:cells?|militants|fighters|groups?|members|affiliate|sympathi[sz]ers))?\s"
    r"(?:was|were|is|are|has been|have been)\s(?:\w+ly\s|also\s)?"
    r"(?:blamed|suspected(?!\sof\s(?!being|carrying|planting))"
    r"|(?:believed|thought|said|suspected|understood) to "
    r"(?:be behind|be responsible|have (?:carried|planted|been behind)))\b"
    r"|\s(?:accused|suspected|blamed)(?=[.;)\n]|$)"
)
"""Words after a force that lay an event at its door: "ISIS was blamed", "X is believed to be behind it"."""
_OF_OTHER_THINGS = re.compile(
    r"(?:['’]s)?(?:\s\w+){0,3}?\sof\s(?![^.;]{0,60}(?:kill|attack|shell|bomb|fir(?:ed|ing)|shoot|plant|behind|target|str[iu]k|"
    r"ambush|launch|carr|stag|destroy|murder|abduct|kidnap|explo|breach|violat|break|massacre|burn|execut|hit|us(?:ed|ing)|"
    r"involve|responsib|assault|incursion|send|terror|crime|aggress))",
    re.I,
)
"""What follows whom somebody accuses of what is no attack: "accused Ankara of wanting a protectorate"."""
_OTHERS_SAY = re.compile(r"\b(?:said|says|say|told|believes?|concluded|claims?|insists?)\s(?:that\s)?(?:the\s)?$")
_HAD_DONE = re.compile(
    r"(?:\s\w+){0,2}?\s(?:(?:had|have|has)\s(?:fired|launched|used|shelled|sent|attacked|hit|struck|done it|"
    r"bombed|planted|carried out)|did it|(?:was|were) (?:behind|responsible))\b"
)
"""Words around a force that another says did it: "Moscow said that Ukraine had used cluster munitions"."""
_FIRED_BY = re.compile(
    r"\b(?:shells?|rounds?|rockets?|missiles?|drones?|bombs?|shots?|fire|device|mortars?)\b[^.;,]{0,25}\b"
    r"(?:had been|has been|was|were|came)\s(?:\w+ly\s)?(?:fired|launched|planted|sent|shot)?\s?(?:by|from)\s"
    r"(?:an?\s|the\s)?$"
)
"""Words before a force whose fire it was: "the shell had been fired by an Israeli tank"."""
_UNDER = frozenset({*((verb, "under") for verb in ("come", "came", "comes", "coming")), ("met", "with")})
_AND_GUNMEN = re.compile(r" and (?:\w+ ){0,2}(?:gunmen|fighters|militants|attackers|men) (?:from|of|with) (?:the )?")
_CLASHED_WITH = re.compile(
    r"\b(?:clash\w*|confrontations?|scuffle\w*|stand-?off)\s(?:with|between)\s(?:\w+\s){0,4}?(?:and\s)?(?:\w+\s)?$"
)


@lru_cache(maxsize=256)
def cue_of(text: str, mention: ForceMention) -> str:
    """`by`, `lent`, `against` or `protest` where the words before a force, and all of its phrase, say so."""
    phrase = phrase_of(text, mention)
    inside = split_words(text, mention.start, mention.end)
    if inside and inside[0].key in uses("weapon"):
        return "" if any(head_kind(word.key) == "thing" for word in inside) else "by"
    if any(word.key in uses("by") and word.key.startswith("اطلق") for word in inside[:-1]):
        return "by"  # قذيفة أطلقها الحوثيون
    if _OPERATION_OF.search(text, max(0, mention.start - 40), mention.start):
        return "by"
    beside = words_before(text, mention.start, 40)
    if (
        (is_charged(text, mention) and not _OF_OTHER_THINGS.match(text, mention.end))
        or is_blamed(beside)
        or _IS_BLAMED.match(text, mention.end)
        or any(bare in _CLAIMED for word in beside[-2:] for bare in bare_keys(word.key))
        or _says_it_claims(text, mention, beside)
    ):
        return "by"
    is_gun = phrase.head == "thing" and text.startswith("ب", phrase.start)  # لقصف بمدافع من قوات كذا
    if _is_doers(text, mention, phrase, beside) or _is_fired_by(
        phrase.before if phrase.head and not is_gun else beside
    ):
        return "by"
    if fires_from([word.key for word in beside[-5:]]) or _came_under([word.key for word in beside[-5:]]):
        return "by"
    after = split_words(text, mention.end, mention.end + 50)
    after = after[: 5 if after and after[0].key == "and" else 3]
    is_beside = mention.sense != "equipment" and text[mention.end : mention.end + 1] == " "
    is_posted = is_beside and any(is_used(word.key, "posted") for word in after)
    if is_posted and after[0].key.isascii() and is_used(after[0].key, "posted"):
        is_posted = bool(beside)  # "Turkish forces stationed at the base fired ...": they do
    if is_posted or any(is_used(word.key, "lodged") for word in beside[-2:]):
        return "lent"
    if any(word.key in _RANKS for word in (*beside[-1:], *phrase.before[-1:])):
        return "lent"  # "dead in the ranks of X"
    for words in (phrase.before, beside) if phrase.head else (beside,):
        found = _nearest_cue(words, is_linked=words is beside and bool(phrase.head))
        if found:
            return found
    return ""


def _says_it_claims(text: str, mention: ForceMention, before: Sequence[Word]) -> bool:
    """Whether Arabic words about a force say in other order that it claims an attack: X يتبنى, تبنى الهجوم فصيل X."""
    if text[mention.start].isascii():
        return False
    announces = any(bare in _ANNOUNCED for word in before[-1:] for bare in bare_keys(word.key))
    return (
        bool(_CLAIMED_IT.search(text, max(0, mention.start - 70), mention.start))
        or bool(_CLAIMS_NOW.match(text, mention.end))
        or (announces and bool(_TOLD_OF_IT.match(text, mention.end)) and not forces()[mention.force_id].is_state)
    )


def _came_under(before: Sequence[str]) -> bool:
    """Whether a force's fire is what others came under: "came under heavy | Turkish bombardment", "was met with"."""
    return any(pair in _UNDER for pair in pairwise(before[-4:]))


def _is_doers(text: str, mention: ForceMention, phrase: Phrase, beside: Sequence[Word]) -> bool:
    """Whether an Arabic force, or people of it, has the ل of an attack's owner: في كمين لحماس, غارة جوية للتحالف."""
    before: Sequence[Word]
    if phrase.head == "people" and text[phrase.start] == "ل":
        before = phrase.before
    elif beside and beside[-1].key == "ل" and beside[-1].end >= mention.start - 1:
        before = beside[:-1]
    elif text.startswith("لل", mention.start):
        before = beside
    else:
        return False
    if any(word.key.lstrip("وي").startswith("نصب") for word in before[-4:]):
        return False  # نصبوا كمين لدورية
    if before and is_used(before[-1].key, "strikes"):
        return True
    if len(before) < 2 or head_kind(before[-1].key) or before[-1].key in uses("against"):
        return False
    is_adjective = before[-1].key.endswith(("ه", "ي")) or before[-1].key in _HOW
    return is_adjective and is_used(before[-2].key, "strikes")


def _is_fired_by(before: Sequence[Word]) -> bool:
    """Whether an Arabic "from" after fire stands before a force: لإطلاق نار من دبابة إسرائيلية."""
    keys = [word.key for word in before[-6:]]
    if keys[-1:] != ["من"] or (keys[-2:-1] and keys[-2] in _AMOUNTS):
        return False
    return any(is_used(key, "fire") for key in keys[:-1])


def _nearest_cue(words: Sequence[Word], *, is_linked: bool) -> str:
    """What the last three words before a name say; `is_linked` where a "from" only links it with its people."""
    keys = [word.key for word in words[-4:]]
    for back, key in enumerate(reversed(keys[-3:])):
        if is_linked and key in ("from", "in", "من", "في"):
            continue
        if key == "by" and back and keys[-back].endswith("ing"):
            return ""  # "retaliated by shelling an X post"
        for use in ("by", "against", "protest"):
            if key == "قبل" and keys[-back - 2 : -back - 1] != ["من"]:
                continue  # "two days before", not "at the hands of"
            if (use == "by" or back < 2) and is_used(key, use):
                is_lent = key == "by" and keys[-back - 2 : -back - 1] and keys[-back - 2] in uses("lent")
                return "lent" if is_lent else "from" if key == "from" else use
    return ""


def is_helper(text: str, mention: ForceMention) -> bool:
    """Whether the words before an Arabic force say that it helped: بإسناد جوي من, بمشاركة قوات من, بالتعاون مع."""
    for word in reversed(split_words(text, max(0, mention.start - 60), mention.start)[-5:]):
        if word.key in uses("helps"):
            return True
        if word.key not in uses("aside"):
            return False
    return False


def breaks_up(text: str, mention: ForceMention) -> bool:
    """Whether a force is told to break up a crowd: "police fired tear gas", فرقت القوات المتظاهرين, الشرطة تفض."""
    after = split_words(text, mention.end, mention.end + 60)[:6]
    before = split_words(text, max(0, mention.start - 25), mention.start)[-2:]
    words = [*after, *(w for w in before if not w.key.isascii())]
    if _CLASHED_WITH.search(text, max(0, mention.start - 40), mention.start):
        return True
    return any(is_used(word.key, "disperses") for word in words)


def claims(text: str, mention: ForceMention) -> bool:
    """Whether a sentence says that a force did what was told before it: "X claimed the attack", وتبنى التنظيم."""
    before = words_before(text, mention.start, 40)
    if (
        (is_charged(text, mention) and not _OF_OTHER_THINGS.match(text, mention.end))
        or is_blamed(before)
        or any(bare in _CLAIMED for word in before[-2:] for bare in bare_keys(word.key))
        or _says_it_claims(text, mention, before)
    ):
        return True
    ends_there = text[mention.end : mention.end + 1].strip() in ("", ".", ";", ")")
    if ends_there and any(is_used(word.key, "presumed") for word in before[-1:]):
        return True
    if _FIRED_BY.search(text, max(0, mention.start - 80), mention.start) or (
        _OTHERS_SAY.search(text, max(0, mention.start - 25), mention.start) and _HAD_DONE.match(text, mention.end)
    ):
        return True
    after = [word.key for word in split_words(text, mention.end, mention.end + 45)[:4]]
    appositive = _TOOK_RESPONSIBILITY.match(text, mention.end)
    held = {"held", "holds", "hold"} & {word.key for word in before[-2:]} and "responsible" in after[:2]
    charged = any(key.startswith("المسؤوليه") or key in _RESPONSIBILITY for key in after[:2])
    return (
        bool(held)
        or charged
        or bool(appositive)
        or bool(_SAID_IT_DID.match(text, mention.end) or _IS_BLAMED.match(text, mention.end))
        or after[:1] == ["claimed"]
        or bool(_WAS_BEHIND.match(text, mention.end))
        or ("responsibility" in after and not any(key in uses("disowns") for key in after))
    )


def came_along(text: str, start: int, end: int) -> bool:
    """Whether the words between a bomber and a force are of others who came with him: "and gunmen from"."""
    return bool(_AND_GUNMEN.fullmatch(text, start, end))


def is_one_of(text: str, mention: ForceMention, other: ForceMention) -> bool:
    """Whether "gunmen" are said to be of a force: "gunmen from the SNA", مسلحون من الجيش الوطني."""
    between = [word.key for word in split_words(text, mention.end, other.start)] if mention.end < other.start else []
    return bool(between) and (
        (len(between) < 6 and between[0] in uses("one of")) or (len(between) < 7 and "belong" in between)
    )


def is_affiliation(text: str, mention: ForceMention) -> bool:
    """Whether the words before a force say that somebody is, or is said to be, of it."""
    words = split_words(text, max(0, mention.start - 40), mention.end)[-5:]
    return any(is_used(word.key, "affiliated") for word in words)


def is_owner(text: str, mention: ForceMention) -> bool:
    """Whether an Arabic force has the ل of an owner: سيارة لقسد."""
    before = text[max(0, mention.start - 2) : mention.start]
    return before in (" ل", "«ل") or text[mention.start : mention.start + 1] == "ل"
