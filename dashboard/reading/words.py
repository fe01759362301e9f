"""Words of a text with their spelling-tolerant keys, as the readers of dates and forces match them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ARABIC_MARKS = "\u0610-\u061a\u064b-\u065f\u0670"
_INVISIBLE = "\u200c\u200d"
_TOKEN = re.compile(
    rf"(?P<word>[^\W\d_]+(?:[{_ARABIC_MARKS}{_INVISIBLE}\u0300-\u036f]+[^\W\d_]*)*(?:['’](?=[^\W\d_])(?![sS]\b)[^\W\d_]+)*)"
    r"|(?P<number>\d+)"
    r"|(?P<break>\n+)"
    r"|(?P<mark>[^\w\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|_)"
)
_FOLDS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىئیۍ", "ي"), **dict.fromkeys("ةەھۀ", "ه")})
_FOLDS |= str.maketrans({"ؤ": "و", "ک": "ك", **dict.fromkeys("’ʼ‘`´", "'")})
_DROPPED = re.compile(rf"[{_ARABIC_MARKS}{_INVISIBLE}ـ]")
PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل", "وك")


make_tuple = tuple.__new__
"""Makes a named tuple of its values in half the time that its name takes: there are thousands of them in a text."""


class Token(NamedTuple):
    """A word, number, mark or line break; `start`, `end` are code-point offsets, `key` the folded spelling."""

    start: int
    end: int
    text: str
    key: str
    kind: str


@lru_cache(maxsize=4)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order; spaces and direction marks are left out.

    A word holds no digit, so that و17 is two tokens and 21st is two; a possessive 's is apart from its word.
    """
    return tuple([_token(match) for match in _TOKEN.finditer(text)])


def _token(match: re.Match[str]) -> Token:
    return make_tuple(Token, (match.start(), match.end(), match[0], _key(match), match.lastgroup or "mark"))


def _key(match: re.Match[str]) -> str:
    return match[0] if match.lastgroup in ("number", "break") else fold(match[0])


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The spelling-tolerant key of one word: hamza, ة, ى, diacritics, tatweel, case and accents don't matter.

    The article stays, because الأحد is a Sunday and أحد is not.
    """
    if word.isascii():
        return word.lower().replace("`", "'")
    plain = _DROPPED.sub("", word.translate(_FOLDS)).casefold()
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLDS)


@lru_cache(maxsize=4)
def lowered(text: str) -> str:
    """A text in small letters, each in its place: a pattern that ignores case takes up to five times as long."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(letter.lower()[0] for letter in text)


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """The keys of all tokens of a phrase, as a table's form is looked up."""
    return tuple([_key(match) for match in _TOKEN.finditer(phrase)])


def without_proclitic(key: str) -> Iterator[tuple[int, str]]:
    """What a folded Arabic word may be once a conjunction or preposition is taken off, with the letters taken off.

    للحدود gives الحدود; the caller keeps what its table knows.
    """
    for clitic in PROCLITICS:
        if not key.startswith(clitic) or len(key) <= len(clitic) + 1:
            continue
        rest = key[len(clitic) :]
        yield len(clitic), rest
        if clitic.endswith("ل") and rest.startswith("ل"):
            yield len(clitic), "ا" + rest


def split_at(token: Token, length: int) -> int:
    """The offset after the first `length` letters of a word, with their marks."""
    letters = re.match(rf"(?:[^\W\d_][\u064b-\u065fـ]*){{{length}}}", token.text) if length else None
    return token.start + (letters.end() if letters else length)


@lru_cache(maxsize=200_000)
def readings(key: str, has_tanween: bool = False) -> tuple[tuple[int, str], ...]:
    """What a folded word may be: itself, without its article, without a proclitic, without an accusative's alif.

    Each with the number of letters taken off before it.
    """
    found: list[tuple[int, str]] = [(0, key), (0, bare(key))]
    if key and "\u0600" <= key[0] <= "\u06ff":
        for clitic, rest in without_proclitic(key):
            found += [(clitic, rest), (clitic, bare(rest))]
        if has_tanween:
            found += [(clitic, rest[:-1]) for clitic, rest in list(found) if rest.endswith("ا")]
    return tuple(dict.fromkeys(found))


def bare(key: str) -> str:
    """The key of an Arabic word without its article."""
    return key[2:] if key.startswith("ال") and len(key) > 4 else key
