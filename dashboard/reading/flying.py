"""Arabic words of what flies and hits (aircraft, shells, rockets), and of what it hits: who is named after was hit."""

from __future__ import annotations

from functools import cache, lru_cache

from dashboard.reading.kinds import word_classes
from dashboard.reading.patterns import PatternSet, Word

_FLYING = "@air|@guns"
_STRUCK = "@post|@vehicles|@convoy|@home|دراجة+|مستودع+|منصة+|تجمع+|عناصر|عنصر+|مسلحين|مقاتلين|قيادي+|مجموعة+|دورية+"


@lru_cache(maxsize=65_536)
def is_flying(key: str) -> bool:
    """Whether a word is of what flies and hits."""
    return _is_of(_FLYING, key)


@lru_cache(maxsize=65_536)
def is_struck(key: str) -> bool:
    """Whether a word is of a thing or of people that are hit, and no name of an army."""
    return _is_of(_STRUCK, key)


def _is_of(words: str, key: str) -> bool:
    return bool(_patterns(words).find([Word(0, len(key), key)]))


@cache
def _patterns(words: str) -> PatternSet:
    return PatternSet([words], word_classes())
