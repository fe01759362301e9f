"""The country that each part of a text is about, by its places and by the countries, capitals and peoples it names."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dashboard.reading.force_forms import country_spellings
from dashboard.reading.words import Token, bare, fold_phrase, readings
from dashboard.tables import read_table
from dashboard.vocabulary import countries

_CONTEXT_COLUMNS = ("context", "lang", "words", "notes")
NAME_WEIGHT = 2
"""How much a place or a country's name counts against an adjective, which often is of a force from elsewhere."""
BLOCK_WEIGHT = 3
"""How much more the paragraph itself counts than the rest of the text."""

_BESIDE = frozenset({"حدود", "الحدود", "مع"})
"""Words before a neighbour's name: a town على حدود الصين is not in China."""


@dataclass(frozen=True, slots=True)
class About:
    """The country that a paragraph is about; `is_placed` where the text names any place or country.

    An adjective may be of a force from elsewhere: "Russian and regime warplanes".
    """

    country: str = ""
    is_placed: bool = False


def countries_of(tokens: Sequence[Token], places: Iterable[tuple[int, str]] = ()) -> list[About]:
    """For each token the country that its paragraph is about, "" where nothing tells.

    `places` are the offsets and ISO 3166-1 codes of the places in the text.
    """
    starts = [0, *(token.end for token in tokens if token.kind == "break")]
    blocks: list[Counter[str]] = [Counter() for _ in starts]
    is_placed = False
    i = block = 0
    while i < len(tokens):
        block += tokens[i].kind == "break"
        beginnings = _beginnings(tokens[i].key) if tokens[i].kind == "word" else ()
        told = _country_at(beginnings, tokens, i) if beginnings else None
        if told and not (i and tokens[i - 1].key in _BESIDE):
            is_adjective = told.is_adjective or _is_joined(tokens, i + len(told.keys))
            blocks[block][told.country] += 1 if is_adjective else NAME_WEIGHT
            is_placed |= not is_adjective
        i += len(told.keys) if told else 1
    codes = _countries_by_code()
    for offset, iso in places:
        if iso in codes:
            blocks[bisect_right(starts, offset) - 1][codes[iso]] += NAME_WEIGHT
            is_placed = True
    found: list[About] = []
    ends = [i for i, token in enumerate(tokens) if token.kind == "break"]
    for country, (first, last) in zip(_chosen(blocks), pairwise([-1, *ends, len(tokens) - 1]), strict=True):
        found += [About(country, is_placed)] * (last - first)
    return found


def _is_joined(tokens: Sequence[Token], i: int) -> bool:
    """Whether a hyphen follows, as in Iran-backed."""
    return i < len(tokens) and tokens[i].text in "-‐‑" and tokens[i].start == tokens[i - 1].end


def _chosen(blocks: Sequence[Counter[str]]) -> list[str]:
    whole: Counter[str] = Counter()
    for counts in blocks:
        whole.update(counts)
    chosen = []
    for counts in blocks:
        both = whole + Counter({country: BLOCK_WEIGHT * count for country, count in counts.items()})
        chosen.append(both.most_common(1)[0][0] if both else "")
    return chosen


@dataclass(frozen=True, slots=True)
class _Word:
    keys: tuple[str, ...]
    country: str
    is_adjective: bool


def _country_at(beginnings: Sequence[_Word], tokens: Sequence[Token], i: int) -> _Word | None:
    """What the words from a token on tell of a country, if anything."""
    for word in beginnings:
        if all(i + n < len(tokens) and bare(tokens[i + n].key) == k for n, k in enumerate(word.keys[1:], 1)):
            return word
    return None


@lru_cache(maxsize=200_000)
def _beginnings(key: str) -> tuple[_Word, ...]:
    """The country's words that one word may begin, longest first for each way to read it."""
    words = _country_words()
    return tuple(word for _, read in readings(key) for word in words.get(read, ()))


@lru_cache(maxsize=1)
def _country_words() -> dict[str, list[_Word]]:
    """The words that speak for a country by their first key, longest first."""
    names = {country["country"] for country in countries()}
    found: dict[tuple[str, ...], _Word] = {}
    for row in read_table("force_contexts.csv", columns=_CONTEXT_COLUMNS, required=("context", "words")):
        for word in row["words"].split("|"):
            keys = tuple(map(bare, fold_phrase(word)))
            found.setdefault(keys, _Word(keys, row.one_of("context", names), False))
    for country in countries():
        for form in country_spellings(country):
            keys = tuple(map(bare, form.keys))
            found.setdefault(keys, _Word(keys, country["country"], form.kind == "demonym"))
    words: dict[str, list[_Word]] = {}
    for keys, told in sorted(found.items(), key=lambda item: -len(item[0])):
        words.setdefault(keys[0], []).append(told)
    return words


@lru_cache(maxsize=1)
def _countries_by_code() -> dict[str, str]:
    return {country["iso"]: country["country"] for country in countries()}
