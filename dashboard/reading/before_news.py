"""Sentences that tell what was before the news: "had shelled it in March", "In a similar attack", وكانت قد قصفت."""

from __future__ import annotations

import re

_BEFORE_NEWS = re.compile(
    r"^\W*(?:in|during) (?:a|an|another|the) (?:similar|separate|previous|earlier) \w+|"
    r"\bhad (?:\w+ly )?(?!to\b)\w+|^\W*(?:earlier this|last) (?:week|month|year)\b|"
    r"^\W*[وف]?(?:كان|كانت|سبق|سبقت)\s|^\W*(?:و?الجدير|و?جدير|و?يُ?ذكر)\s|"
    r"^\W*وفي\s+(?:حادثة?|هجوم|عملية|قصف)\s+(?:سابقة?|مماثلة?|مشابهة?)",
    re.I,
)
_SAYING = re.compile(r"\b(?:said|says|say|told|added|reported|claimed|announced|confirmed|according)\b", re.I)
"""Words after which "had" is only the tense of what was said."""


def is_before_news(text: str) -> bool:
    """Whether a sentence says in its form that what it tells was before the news."""
    found = _BEFORE_NEWS.search(text)
    return found is not None and not _SAYING.search(text, 0, found.start())
