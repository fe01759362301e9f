"""The words about a force's name: whose thing or people they tell of, and what stands before all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import word_classes
from dashboard.reading.patterns import PatternSet, Word, split_words, word_key
from dashboard.tables import Row, read_table

Head = Literal["", "thing", "people"]

USES = (
    "accuses",
    "harms",
    "blames",
    "speech",
    "that",
    "control",
    "by",
    "lent",
    "against",
    "own",
    "affiliated",
    "protest",
    "weapon",
    "link",
    "thing",
    "people",
    "deal",
    "absent",
    "idle",
    "addressed",
    "parent",
    "supports",
    "victims",
    "armed",
    "joined",
    "gunmen",
    "flying",
    "plants",
    "fights",
    "attacks",
    "repels",
    "lodged",
    "group",
    "plural",
    "both",
    "column",
    "columns",
    "short",
    "its",
    "unknown",
    "posted",
    "bombing",
    "presumed",
    "apart",
    "mediates",
    "ground",
    "crowd",
    "disperses",
    "charge",
    "subordinates",
    "afterwards",
    "band",
    "sort",
    "shoots",
    "disowns",
    "doings",
    "headed",
    "aims",
    "military",
    "premises",
    "deeds",
    "helps",
    "fire",
    "one of",
    "strikes",
    "aside",
    "scenes",
    "kin",
)
_FOLLOWS = re.compile(r"(?:['’]s?)?[ -]\w")
_SENTENCE_END = re.compile(r"[.!?؟](?<=\w{4}[.!?؟])\s|\n")
"""The end of a sentence, not that of an abbreviation such as Gen. or Lt. Col."""
_CLITICS = ("و", "ف", "ب", "ل", "ك")
_HEADS: tuple[Head, ...] = ("thing", "people")
_REACH = 80
"""Characters before a name that are looked at."""
_LONGEST_LINK = 4
_ADJECTIVES = 2
"""How many words may stand between the head of a phrase and what links it with its owner."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The noun phrase that a force's name stands in: "positions of the SDF", سيارة لقسد, an ISWAP truck.

    `start` is where its head begins, `head` whether that is a thing or people of the force's (empty where the name
    stands for itself), `before` the words before it, the nearest last.
    """

    start: int
    head: Head
    before: tuple[Word, ...]


def words_before(text: str, end: int, reach: int) -> list[Word]:
    """The words of some characters before an offset that are of the same sentence."""
    start = max(0, end - reach)
    for ended in _SENTENCE_END.finditer(text, start, end):
        start = ended.end()
    return split_words(text, start, end)


@lru_cache(maxsize=256)
def phrase_of(text: str, mention: ForceMention) -> Phrase:
    """The noun phrase that a force's name stands in, with all that is said to be of it or from it."""
    words = words_before(text, mention.start, _REACH)
    at, head = len(words), _head_after(text, mention)
    for _ in range(2):
        found = _head_before(text, words[:at], words[at].start if at < len(words) else mention.start)
        if found is None:
            break
        at, head = found
    start = words[at].start if at < len(words) else mention.start
    return Phrase(start, head, tuple(words[:at]))


def _head_before(text: str, words: Sequence[Word], end: int) -> tuple[int, Head] | None:
    """The number and sort of the word whose owner follows: "positions | of the", سيارة | ل, مواقع | (nothing)."""
    at, is_linked = len(words), False
    while at and len(words) - at < _LONGEST_LINK and words[at - 1].key in uses("link"):
        at -= 1
        is_linked |= words[at].key not in ("the", "a", "an")
    is_arabic = bool(words) and not words[-1].key.isascii()
    if not is_linked and (not is_arabic or at < len(words)):
        return None
    for back in range(1 + (_ADJECTIVES if is_linked else 0)):
        i = at - 1 - back
        if i < 0 or set(text[words[i].end : end]) & set(".;:!?؟،,\n") or words[i].key in uses("that"):
            return None
        if head := head_kind(words[i].key):
            return i, head
        end = words[i].start
    return None


def _head_after(text: str, mention: ForceMention) -> Head:
    """What of an English force's the words right after its name are: "an SDF water tanker", "PIJ site"."""
    if mention.sense == "base":
        return "thing"
    if not mention.text.isascii() or not _FOLLOWS.match(text, mention.end):
        return ""
    words = split_words(text, mention.end, mention.end + 30)[:2]
    for i, word in enumerate(words):
        if text[word.start].isupper() and not word.key.isupper() and i:
            return ""
        if head := head_kind(word.key):
            return head
        if (
            word.key in uses("link")
            or word.key.endswith(("ed", "ly"))
            or any(mark in text[mention.end : word.end] for mark in ",.;:(")
        ):
            return ""
    return ""


@lru_cache(maxsize=65_536)
def head_kind(key: str) -> Head:
    """Whether a word is of a thing that may be hit or of people, empty if of neither."""
    return next((head for head in _HEADS if _is_like(key, head)), "")


@lru_cache(maxsize=65_536)
def is_military(key: str) -> bool:
    """Whether a word is of what belongs to an army: positions, a depot, آليات."""
    return _is_like(key, "military")


def _is_like(key: str, use: str) -> bool:
    return bool(_patterns(use).find([Word(0, len(key), key)]))


@cache
def _patterns(use: str) -> PatternSet:
    words = "|".join(word for row in _rows() if row["use"] == use for word in row["words"].split())
    return PatternSet([words], word_classes())


def phrases_in(text: str, start: int, end: int) -> list[str]:
    """The keys of a stretch's words, and of each two that follow each other."""
    keys = [word.key for word in split_words(text, start, end)]
    return [*keys, *(f"{a} {b}" for a, b in pairwise(keys))]


def bare_keys(key: str) -> tuple[str, ...]:
    """A word's key, and an Arabic one without the proclitic it may have."""
    if key.isascii() or len(key) < 4:
        return (key,)
    return (key, key[1:]) if key.startswith(_CLITICS) else (key,)


@lru_cache(maxsize=65_536)
def is_used(key: str, use: str) -> bool:
    """Whether a word, or what remains without its proclitic, is in the table for a use."""
    return use in _uses_of(key)


@lru_cache(maxsize=65_536)
def _uses_of(key: str) -> frozenset[str]:
    known = _uses_of_words()
    return frozenset(use for bare in bare_keys(key) for use in known.get(bare, ()))


@cache
def _uses_of_words() -> dict[str, list[str]]:
    """The uses in the table of each word."""
    found: dict[str, list[str]] = {}
    for use in USES:
        for word in uses(use):
            found.setdefault(word, []).append(use)
    return found


def is_blamed(before: Sequence[Word]) -> bool:
    """Whether the words before a force lay an event at its door: "blamed the attack on", نسبت ... إلى."""
    keys = [word.key for word in before]
    blaming = next((back for back, key in enumerate(reversed(keys)) if key in uses("blames")), None)
    if blaming and keys[-blaming - 1] == "claimed" and keys[-blaming] != "by":
        blaming = None  # "no group claimed responsibility, but ..."
    if blaming is not None and (blaming < 3 or {"on", "to", "at"} & set(keys[-2:])):
        return True
    return keys[-1:] == ["الي"] and any(
        bare in ("نسب", "نسبت", "عزا", "عزت") for key in keys[-5:] for bare in bare_keys(key)
    )


@cache
def uses(use: str) -> frozenset[str]:
    """The keys of the words in argument_words.csv for a use; _ joins those of a phrase. Raises LexiconError."""
    return frozenset(
        " ".join(word_key(part) for part in word.split("_"))
        for row in _rows()
        if row["use"] == use
        for word in row["words"].split()
    )


@cache
def _rows() -> tuple[Row, ...]:
    rows = read_table("argument_words.csv", columns=("use", "lang", "words", "note"), required=("use", "words"))
    for row in rows:
        row.one_of("use", USES)
    return tuple(rows)
