"""Reports that tell no news of conflict, however warlike their words: a derby, an obituary, a notice of a drill."""

from __future__ import annotations

import re
from functools import cache

from dashboard.reading.patterns import PatternSet, split_words
from dashboard.tables import read_table

FEWEST_SIGNS = 5
"""Different signs of one genre that a report must have."""
_WORDS_A_SIGN = 40
"""A report of a genre has one of its signs in so many words: a long story may speak of a match and be of a war."""

_LABEL = re.compile(
    r"\W{0,8}(?:opinion|comment|commentary|op-ed|editorial|analysis|viewpoint|column|explainer|interview|book review"
    r"|essay|podcast|webinar|q&a|رأي|مقال|مقالة|تحليل|افتتاحية|حوار|مقابلة|تقدير موقف)\s{0,2}[:|–—]",
    re.I,
)
"""How a text begins that says itself that it is no news."""


def genre_of(text: str) -> str:
    """The genre of a report, such as `sport`, if its words leave no doubt; empty for news."""
    if _LABEL.match(text):
        return "commentary"
    words = split_words(text)
    genres, patterns = _signs()
    signs: dict[str, set[int]] = {}
    for match in patterns.find(words):
        signs.setdefault(genres[match.pattern], set()).add(match.pattern)
    best = max(signs, key=lambda genre: len(signs[genre]), default="")
    enough = max(FEWEST_SIGNS, len(words) // _WORDS_A_SIGN)
    return best if best and len(signs[best]) >= enough else ""


@cache
def _signs() -> tuple[tuple[str, ...], PatternSet]:
    """Each sign's genre, and the signs."""
    rows = read_table("genres.csv", columns=("genre", "lang", "words"), required=("genre", "lang", "words"))
    for row in rows:
        row.one_of("lang", ("ar", "en"))
    signs = [(row["genre"], word) for row in rows for word in row["words"].split()]
    return tuple(genre for genre, _ in signs), PatternSet([word for _, word in signs])
