"""Texts of the project's own sets, each edited as agencies edit: is the copy known, and is nothing else taken for one?

The edits are drawn with a fixed seed: another dateline or headline, an end cut off, a paragraph added,
a word in fifteen changed, or several of these. A look-alike has its numbers and a few of its words changed for others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from dashboard.merging.near_duplicates import is_republication, signature
from tests.accuracy.places_sets import FILES, read_documents
from tests.accuracy.same_events import PairScore

_SEED = 4
_DATELINE = {"ar": "دمشق - وكالة الشرق: ", "en": "BEIRUT (Agency East) - "}
_HEADLINE = {"ar": "تطورات ميدانية متسارعة\n", "en": "Tensions rise in the region\n"}
_ADDED = {
    "ar": "\nوتأتي هذه التطورات في وقت لا تزال فيه المنظمات الإنسانية تحذر من نقص التمويل وتدعو المانحين.",
    "en": "\nAid groups have warned for months that their funds run out and call on donors to give.",
}
_SENTENCE_END = re.compile(r"(?<=[.!؟?])\s+")


def measure_copies(lang: str) -> PairScore:
    """Precision and recall of `is_republication` over all pairs of the texts, their copies and their look-alikes."""
    rng = np.random.default_rng(_SEED)
    path = next(path for path in FILES if path.stem.endswith(lang))
    texts = [document["text"] for document in read_documents(path)]
    made = []
    for i, text in enumerate(texts):
        made.append((i, text))
        made.append((i, _copy(text, texts[i - 1], lang, rng)))
        made.append((-1 - i, _look_alike(text, texts[i - 1], rng)))
    signatures = [(i, signature(text)) for i, text in made]
    score = PairScore()
    for (i, one), (j, other) in combinations(signatures, 2):
        score.count(f"{lang}-{lang}", is_found=is_republication(one, other), is_right=i == j)
    return score


def _copy(text: str, other: str, lang: str, rng: np.random.Generator) -> str:
    edits: list[Callable[[str], str]] = [
        lambda told: _DATELINE[lang] + told,
        lambda told: _HEADLINE[lang] + told,
        lambda told: _cut(told, rng),
        lambda told: told + _ADDED[lang],
        lambda told: _reworded(told, other, rng, one_in=15),
    ]
    for edit in rng.choice(np.array(edits, dtype=object), size=int(rng.integers(1, 4)), replace=False):
        text = edit(text)
    return text


def _cut(text: str, rng: np.random.Generator) -> str:
    """The text without its last sentences: two thirds of it or more stay."""
    sentences = _SENTENCE_END.split(text)
    return " ".join(sentences[: max(1, len(sentences) - int(rng.integers(1, 2 + len(sentences) // 3)))])


def _reworded(text: str, other: str, rng: np.random.Generator, *, one_in: int) -> str:
    """The text with one in so many words, but no number and no name, from another text."""
    words: list[Any] = text.split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha() and word == word.lower()]
    for i in rng.permutation(plain)[: len(words) // one_in].tolist():
        words[i] = rng.choice([word for word in other.split() if word.isalpha() and word == word.lower()])
    return " ".join(words)


def _look_alike(text: str, other: str, rng: np.random.Generator) -> str:
    """Another event in some of the same words: half of the words changed and every number."""
    changed = re.sub(r"\d+", lambda number: str(int(number[0]) + 3), text)
    return _reworded(changed, other, rng, one_in=3)
