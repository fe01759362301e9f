"""What a place is to those who move: where they came from, what they passed, where they arrived or only headed."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast, get_args

from dashboard.tables import read_table
from gazetteer.places import PlacedMention

Way = Literal["origin", "gate", "through", "arrival", "heading"]

_BEFORE = 40
"""Characters before a name in which the word stands that leads to it."""
_MOST_WORDS = 4
"""Words that may stand between: "from their large base at X"."""
_BESIDE = 12
"""Characters beside a name in which "crossing" or معبر stands."""
_CLAUSE = re.compile(r"[.,;:،؛\n]")
_ALIKE = str.maketrans("أإآٱىةً", "ااااية ")
_GATE = re.compile(r"\b(?:crossing|gate|checkpoint|border|port|ferry|bridge)\b|معبر|منفذ|بوابة|جسر|نقطة عبور", re.I)

_PEOPLE = re.compile(r"(?:اهالي|سكان|ابناء|وجهاء|شبان|طلاب|عشائر|عناصر|مقاتلي|شيوخ|نساء)\s")
"""Words for people of a place: "dozens from among the people of X" have come from nowhere."""
_POSTED = re.compile(
    r"\b(?:positions?|artillery|guns|batter(?:y|ies)|based|stationed|deployed|posted|positioned|dug in)\s"
    r"(?:in|at|near|around|inside|outside)\s(?:the\s)?(?:[a-z]+\s){0,3}$"
)
_POSTED_AR = re.compile(
    r"(?<!\w)(?:ال(?:متمركز|متموضع|مرابض|موجود|منتشر|متواجد)(?:ة|ين)?"
    r"|من\s+(?:مواقعها|مواقعه|مواقعهم|مواقع|قواعدها|قواعده|قواعد|مرابضها|مرابض|نقاطها|نقاط|معسكراتها)(?:\s+\w+){0,2})"
    r"\s+(?:في|قرب|ب|على|داخل)\s*"
    r"(?:(?:ال)?(?:مدينة|بلدة|قرية|محيط|منطقة|ريف|قاعدة|معسكر|مطار|تل|تلة|جبل|جبال|أطراف|حي|قمة|مرتفعات|ثكنة|معمل)\s+){0,2}$"
)
"""Not so of what comes after the name: المتمركزة في سراقب بلدة الأتارب."""

_TAKEN_TO = re.compile(
    r"\b(?:taken|brought|rushed|evacuated|transferred|transported|flown|airlifted|shifted|referred|moved|admitted)\s"
    r"(?:[\w,]+\s){0,6}?(?:to|in|at)\s(?:[\w'’.-]+\s){0,5}$"
    r"|(?<!\w)و?(?:نقل|نقلوا|نقلت|نقلا|نقله|نقلهم|أسعف|أسعفوا|أسعفت|أجلي|أجليت|حول|حولوا|وصل|وصلت|وصلوا)\s"
    r"(?:\S+\s){0,6}?(?:إلى|الى)\s(?:\S+\s){0,4}$",
    re.I,
)
_HURT = re.compile(
    r"\b(?:wounded|injured|hurt|bod(?:y|ies)|victims?|casualties|dead|patients?|hospitals?|morgue|clinic|treatment)\b"
    r"|جرحى|الجريح|مصاب|جثة|جثث|جثمان|جثامين|ضحايا|قتلى|مستشفى|مشفى|مشافي|مستشفيات|الطب العدلي|للعلاج|العلاج"
)
_MARKS = str.maketrans("", "", "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")


def is_taken_to(text: str, place: PlacedMention) -> bool:
    """Whether a place is only where those who were hurt or killed were brought: نُقل الجرحى إلى مشفى باب الهوى."""
    begin = max(0, place.start - _BEFORE - 30, text.rfind(". ", 0, place.start), text.rfind("\n", 0, place.start))
    found = _TAKEN_TO.search(text[begin : place.start].translate(_MARKS))
    return bool(found) and bool(_HURT.search(text, max(0, begin - 60), place.end + 12))


def way_of(text: str, place: PlacedMention) -> Way | None:
    """What the words before a place make of it: the last of them before its name; None if they say nothing of a way.

    A crossing, a port or a bridge that they went through or came from is a gate.
    """
    begin = place.expression_start if 0 <= place.expression_start < place.start else place.start
    before = _CLAUSE.split(text[max(0, begin - _BEFORE) : place.start].translate(_ALIKE))[-1].casefold()
    leading = list(_pattern().finditer(before))
    if not leading or len(before[leading[-1].end() :].split()) > _MOST_WORDS:
        return None
    if _PEOPLE.search(before, leading[-1].end()):
        return None
    way = _ways()[" ".join(leading[-1][0].split())]
    is_gate = bool(_GATE.search(text, max(0, place.start - _BESIDE), place.end + _BESIDE))
    return "gate" if is_gate and way in ("origin", "through") else way


def is_gun_post(text: str, place: PlacedMention, verb_end: int) -> bool:
    """Whether those who fire are posted at a place: "positions in X shelled Y", قصفت القوات المتمركزة في س بلدة ص.

    English names the guns before the verb that ends at `verb_end`; what is named after it is hit.
    """
    begin = max(0, place.start - _BEFORE)
    if _POSTED_AR.search(text, begin, place.start):
        return True
    return place.end <= verb_end and bool(_POSTED.search(text, begin, place.start))


@cache
def _ways() -> dict[str, Way]:
    columns = ("lang", "words", "way")
    rows = read_table("way_words.csv", columns=columns, required=columns)
    return {
        " ".join(row["words"].translate(_ALIKE).casefold().split()): cast(Way, row.one_of("way", get_args(Way)))
        for row in rows
    }


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_ways(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in longest_first) + r")\b")
