"""How many people a text says were killed and wounded, in figures and words of both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dashboard.events import CasualtyRange
from dashboard.reading.patterns import PatternSet, Word, split_words, word_key
from dashboard.tables import read_table

Outcome = Literal["killed", "wounded", "both"]

_AT_LEAST = ("at least", "more than", "over", "ما لا يقل", "اكثر من", "علي الاقل", "لا يقل عن", "no fewer than")
"""Phrases, as keys, that leave a figure open to the top."""

USES = ("dual", "person", "animals", "none", "some", "stop", "among", "outcome", "singular", "many")


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyMention:
    """One figure of a text: offsets there, whether of killed or wounded, and how many."""

    start: int
    end: int
    outcome: Outcome
    count: CasualtyRange
    rule: str


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    last: int
    low: int
    high: int | None


def find_casualties(text: str, start: int = 0, end: int | None = None) -> list[CasualtyMention]:
    """The casualty figures between two offsets of a text, in order; people named without a figure count as one."""
    words = split_words(text, start, end)
    rows, patterns = _table()
    mentions: list[CasualtyMention] = []
    taken: set[int] = set()
    for match in patterns.find(words):
        outcome, form, rule = rows[match.pattern]
        number = _number_for(words, match.first, match.last, form)
        if number is None or number.first in taken:
            continue
        if number.low:
            taken.update(range(number.first, number.last + 1))
        first, last = min(match.first, number.first), max(match.last, number.last)
        mentions.append(
            CasualtyMention(
                start=words[first].start,
                end=words[last].end,
                outcome=outcome,
                count=_range(words, number),
                rule=rule,
            )
        )
    return mentions


def total(mentions: Sequence[CasualtyMention], outcome: Outcome) -> CasualtyRange:
    """The one figure for an event: of several that a report gives the highest, since later ones correct earlier."""
    counts = [m.count for m in mentions if m.outcome in (outcome, "both")]
    known = [count for count in counts if count.best is not None]
    return max(known, key=lambda count: count.best or 0) if known else CasualtyRange()


def _number_for(words: Sequence[Word], first: int, last: int, form: str) -> _Number | None:
    before, after = _before(words, first), _after(words, last)
    none = next((i for i in range(first - 1, max(first - 4, -1), -1) if words[i].key in _words("none")), None)
    if none is not None and (before is None or before.last < none or before.low <= 1):
        return _Number(first, last, 0, 0)
    if (
        "بين" in [word.key for word in words[max(0, first - 2) : first]] and not words[first - 1].key.isdigit()
    ):  # "29 killed or wounded" says neither figure
        return None
    if form == "after":
        return before
    if form == "noun":
        if before is not None:
            return before
        if words[last].key.removeprefix("و") in _words("dual"):
            return _Number(first, last, 2, 2)
        return _Number(first, last, 1, 1) if _is_arabic_singular(words[last].key) else None
    passive = first > 0 and words[first - 1].key in ("were", "was", "been", "people", "others")
    if before is not None and passive:
        return before
    return after if after is not None else before


def _after(words: Sequence[Word], last: int) -> _Number | None:
    for i in range(last + 1, min(last + 6, len(words))):
        if words[i].key.removeprefix("و") in _words("dual"):
            return _Number(i, i, 2, 2)
        number = _number_at(words, i)
        if number is not None:
            return None if _is_of_animals(words, number.last) else _with_next(words, number)
        if _singular(words[i].key) in _words("person"):
            return _Number(i, i, 1, 1)
        if words[i].key in _words("some"):
            if _is_of_animals(words, i):
                return None
            return _Number(i, i, 1, None)
        if _is_stop(words, i) or words[i].key.removeprefix("و") in _words("outcome"):
            break
    return None


def _is_stop(words: Sequence[Word], i: int) -> bool:
    """Whether a word ends what a figure can belong to; the "at" of "at least" does not."""
    return words[i].key in _words("stop") and not (
        words[i].key == "at" and i + 1 < len(words) and words[i + 1].key == "least"
    )


def _before(words: Sequence[Word], first: int) -> _Number | None:
    for i in range(first - 1, max(first - 8, -1), -1):
        if words[i].key.removeprefix("و") in _words("dual"):
            return _Number(i, i, 2, 2)
        number = _number_at(words, i)
        if number is not None:
            if i == 0 and words[i].key.isdigit():  # the number of a list's line
                return None
            if i > 0 and words[i - 1].key in _words("among"):  # "the two sides", "among them four children"
                continue
            start = i
            while start > 0 and (wider := _number_at(words, start - 1)) is not None and wider.last >= number.last:
                start, number = start - 1, wider
            return _with_last(words, number)
        if _is_stop(words, i):
            break
    return None


def _with_next(words: Sequence[Word], number: _Number) -> _Number:
    """ "Three journalists and two officers" are five: the figure and one that is joined to it by "and"."""
    for i in range(number.last + 1, min(number.last + 7, len(words) - 1)):
        if words[i].key in _words("outcome"):
            break
        if words[i].key == "and":
            more = _number_at(words, i + 1)
            later = [w.key for w in words[i + 1 : i + 6]]
            if more is None or any(key in _words("outcome") for key in later) or _is_of_animals(words, more.last):
                break
            high = None if number.high is None or more.high is None else number.high + more.high
            return _Number(number.first, more.last, number.low + more.low, high)
    return number


def _with_last(words: Sequence[Word], number: _Number) -> _Number:
    """ "Six soldiers and two guards died" are eight: the figure and one that "and" joins it to."""
    if number.first < 2 or words[number.first - 1].key != "and":
        return number
    for i in range(number.first - 2, max(number.first - 6, -1), -1):
        if words[i].key in _words("outcome") or words[i].key in _words("among"):
            break
        more = _number_at(words, i)
        if more is not None:
            return _Number(more.first, number.last, number.low + more.low, number.high and number.low + more.low)
    return number


def _is_of_animals(words: Sequence[Word], last: int) -> bool:
    return any(word.key in _words("animals") for word in words[last + 1 : last + 3])


def _singular(key: str) -> str:
    """The key of an Arabic noun without conjunction, article and accusative ending."""
    bare = key.removeprefix("و").removeprefix("ال")
    return bare if bare in _words("person") else bare.removesuffix("ا")


def _number_at(words: Sequence[Word], i: int) -> _Number | None:
    value, last = _value_at(words, i)
    if value is None:
        return None
    if words[i].key in _words("many"):
        return _Number(i, last, value, None)
    # "between 20 and 25", "ما بين 20 و25"
    if i > 0 and words[i - 1].key in ("between", "بين") and last + 1 < len(words):
        step = last + (2 if words[last + 1].key in ("and", "to", "و") else 1)
        upper, upper_last = _value_at(words, step) if step < len(words) else (None, step)
        if upper is not None and upper >= value:
            return _Number(i, upper_last, value, upper)
    return _Number(i, last, value, value)


def _value_at(words: Sequence[Word], i: int) -> tuple[int | None, int]:
    """The number that begins at a word, and its last word."""
    value = _value(words[i].key)
    if value is None:
        return None, i
    last = i
    while last + 1 < len(words):
        more = _value(words[last + 1].key)
        if more is None or words[last + 1].key in ("a", "an") or words[last].key.isdigit():
            break
        if more in (100, 1000) and value < more:
            value *= more
        elif (10 <= value < 100 and value % 10 == 0 and more < 10) or value < 10 <= more < 100:
            value += more
        else:
            break
        last += 1
    return value, last


def _value(key: str) -> int | None:
    if key.isdigit():
        return int(key) if len(key) < 6 and not 1900 <= int(key) <= 2100 else None
    value = _numbers().get(key)
    if value is None and key.startswith("و"):
        rest = key[1:]
        value = int(rest) if rest.isdigit() and len(rest) < 6 else _numbers().get(rest)
    return value


def _range(words: Sequence[Word], number: _Number) -> CasualtyRange:
    near = " ".join(w.key for w in words[max(0, number.first - 4) : number.last + 5])
    high = None if any(phrase in near for phrase in _AT_LEAST) and number.low else number.high
    return CasualtyRange(low=number.low, best=number.low if high is None else (number.low + high) // 2, high=high)


def _is_arabic_singular(key: str) -> bool:
    return any(bare in _words("singular") for bare in (key, key[1:], key[2:]))


@cache
def _words(use: str) -> frozenset[str]:
    """The keys of the words that casualty_words.csv lists for a use."""
    rows = read_table("casualty_words.csv", columns=("use", "lang", "words", "note"), required=("use", "words"))
    return frozenset(word_key(word) for row in rows if row.one_of("use", USES) == use for word in row["words"].split())


@cache
def _numbers() -> dict[str, int]:
    rows = read_table("number_words.csv", columns=("value", "lang", "words"), required=("value", "words"))
    numbers: dict[str, int] = {}
    for row in rows:
        for word in row["words"].split():
            numbers[word_key(word)] = row.number("value", low=0, high=1_000_000)
    return numbers


@cache
def _table() -> tuple[tuple[tuple[Outcome, str, str], ...], PatternSet]:
    columns = ("outcome", "lang", "pattern", "form", "note")
    rows = read_table("casualties.csv", columns=columns, required=columns[:4], unique=("outcome", "pattern"))
    for row in rows:
        row.one_of("form", ("verb", "noun", "after"))
    kept: list[tuple[Outcome, str, str]] = []
    for row in rows:
        outcome: Outcome = (
            "killed"
            if row.one_of("outcome", ("killed", "wounded", "both")) == "killed"
            else ("wounded" if row["outcome"] == "wounded" else "both")
        )
        kept.append((outcome, row["form"], f"casualties.csv:{row.line}"))
    return tuple(kept), PatternSet([row["pattern"] for row in rows])
