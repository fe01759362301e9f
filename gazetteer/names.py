"""Spelling to key: how a name in Arabic or Latin letters becomes what the index is searched with.

Two keys. The exact key forgives what writers vary without thinking (hamza, ة/ه, ى/ي, marks, case, accents,
apostrophes, hyphens). The fold key forgives transliteration (Hasakah, Hassakeh) and is meant for names of
one region only: worldwide it would make places of ordinary English words.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gazetteer.compiled import SOURCES

_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200c-\u200f\u2066-\u2069"
)
_ARABIC = (
    "\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee-\u06ff\u0750-\u077f\u08a0-\u08b4"
    "\ufb50-\ufbc1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_APOSTROPHES = "'’‘ʼʻʾʿʽ`´′"
_DIRECTION_MARKS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
"""Signs that tell which way to write; those after a word are not part of it."""

_LETTER = rf"[^\W_{_ARABIC}]"
_TOKEN = re.compile(
    rf"[{_ARABIC}][{_ARABIC}{_MARKS}]*+"
    rf"|(?:[A-Za-z0-9]++|[ʿʾʻʼ]?{_LETTER})(?:[A-Za-z0-9]++|{_LETTER}|[{_MARKS}]|[{_APOSTROPHES}](?={_LETTER}))*+"
)
_SPLIT = re.compile(f"({_TOKEN.pattern})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_POSSESSIVE = re.compile(rf"(?<!^[Rr]a)[{_APOSTROPHES}][sS]$")  # but Ra's is Arabic for "head of"
_APOSTROPHE = re.compile(rf"[{_APOSTROPHES}]")
_MARK = re.compile(rf"[{_MARKS}\u0640]")
_IS_ARABIC = re.compile(rf"[{_ARABIC}]")

_ARABIC_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ء": None, "ة": "ه", "ى": "ي",
        # Persian and Kurdish letters, to the Arabic letter that a Syrian keyboard writes for them
        "ک": "ك", "ګ": "ك", "گ": "ك", "ڪ": "ك", "ی": "ي", "ێ": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ۆ": "و", "ۇ": "و",
        "ۈ": "و", "ۋ": "و", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۃ": "ه", "ۂ": "ه", "ڕ": "ر", "ڵ": "ل", "پ": "ب",
        "چ": "ج", "ژ": "ج", "ڤ": "ف", "ڨ": "ق", "ڭ": "ك", "ۏ": "و", "ڼ": "ن", "ں": "ن", "ٹ": "ت", "ڈ": "د", "ڑ": "ر",
    }
)  # fmt: skip
_LATIN_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ə": "a", "ħ": "h", "ŧ": "t"}
)

LATIN_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "as",
        "es",
        "ash",
        "esh",
        "ar",
        "er",
        "an",
        "en",
        "at",
        "et",
        "ad",
        "ed",
        "az",
        "ez",
        "il",
        "adh",
    ]
)
"""The Arabic article as Latin writers spell it, before sun letters too."""

_PLAIN_ARTICLES = frozenset(["al", "el", "ul"])  # the rest are English or French words when they stand alone


@dataclass(frozen=True, slots=True)
class Word:
    """One spelling, read once however often it is written.

    `text` has no possessive; `readings` are the ways to read an Arabic word (none of others), `forms` the keys that a
    word may stand under in a table: an Arabic word without clitics and article too; `is_capital` holds for every
    Arabic word, since Arabic has no capitals; `is_long` for Latin words that a headline would give one.
    """

    text: str
    key: str
    is_arabic: bool
    is_capital: bool
    forms: tuple[str, ...]
    readings: tuple[Reading, ...] = ()
    is_long: bool = False


class Token:
    """One word of a text: code-point offsets, the spelling, its exact key, its script, and what stood before it."""

    __slots__ = ("end", "gap", "is_arabic", "is_capital", "key", "start", "text", "word")

    def __init__(self, start: int, end: int, word: Word, gap: str = "") -> None:
        self.start = start
        self.end = end
        self.word = word
        self.gap = gap
        self.text = word.text
        self.key = word.key
        self.is_arabic = word.is_arabic
        self.is_capital = word.is_capital


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an Arabic word: its key without clitics, what was stripped, and whether it has the article."""

    key: str
    stripped: str
    has_article: bool


def is_arabic(text: str) -> bool:
    """Whether a text has an Arabic letter in it."""
    return _IS_ARABIC.search(text) is not None


def tokenize(text: str) -> list[Token]:
    """The words of a text in order; hyphens, '_' and '#' separate, an English possessive is left out."""
    tokens: list[Token] = []
    pieces = _SPLIT.split(text)  # what stands between words and words, in turn
    if "#" in text:
        pieces = _without_camels(pieces)
    gap, start = pieces[0], len(pieces[0])
    for spelling, after in zip(pieces[1::2], pieces[2::2], strict=True):
        word = word_of(spelling)
        if word.key:
            length = len(word.text)
            tokens.append(Token(start, start + length, word, gap))
            gap = spelling[length:] + after
        else:
            gap += spelling + after
        start += len(spelling) + len(after)
    return tokens


def _without_camels(pieces: Sequence[str]) -> list[str]:
    """The words and what stands between them, with #TelAbyad cut where a capital follows a small letter."""
    cut = [pieces[0]]
    for spelling, after in zip(pieces[1::2], pieces[2::2], strict=True):
        humps = _HUMP.split(spelling) if cut[-1].endswith("#") else [spelling]
        for hump in humps[:-1]:
            cut += [hump, ""]
        cut += [humps[-1], after]
    return cut


@lru_cache(maxsize=200_000)
def word_of(spelling: str) -> Word:
    """What there is to know of a spelling by itself."""
    arabic = is_arabic(spelling)
    text = _without_ending(spelling, arabic)
    key = token_key(text)
    is_capital = arabic or text.lstrip("ʿʾʻʼ")[:1].isupper()
    if not arabic:
        return Word(text, key, arabic, is_capital, (key,), is_long=len(text) > 3 and text[:1].isalpha())
    read = tuple(readings(key))
    return Word(text, key, arabic, is_capital, tuple(dict.fromkeys([*(one.key for one in read), key])), read)


def _without_ending(spelling: str, arabic: bool) -> str:
    """A spelling without the direction marks, or the possessive, at its end."""
    return spelling.rstrip(_DIRECTION_MARKS) if arabic else _POSSESSIVE.sub("", spelling)


@lru_cache(maxsize=100_000)
def forms_of(key: str) -> tuple[str, ...]:
    """The keys under which a word may stand in a table: an Arabic word without its clitics and article too."""
    if not is_arabic(key):
        return (key,)
    return tuple(dict.fromkeys([reading.key for reading in readings(key)] + [key]))


@lru_cache(maxsize=200_000)
def token_key(word: str) -> str:
    """The exact key of one word; an Arabic word keeps its article."""
    if word.isascii():
        return _APOSTROPHE.sub("", word.lower())
    word = unicodedata.normalize("NFKC", word)
    if is_arabic(word):
        return _MARK.sub("", word).translate(_ARABIC_LETTERS)
    word = unicodedata.normalize("NFKD", word.casefold())
    word = _MARK.sub("", _APOSTROPHE.sub("", word)).translate(_LATIN_LETTERS)
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in word)


def normalise(text: str) -> str:
    """The exact key of a whole name, without its leading article: القحطانيّة → قحطانيه, al-Ḥasakah → hasakah."""
    return " ".join(strip_leading_article(full_key(text).split()))


def full_key(text: str) -> str:
    """The exact key of a whole name, its article kept; most of the world's names are plain letters, quickly read."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return " ".join(text.lower().split())
    if "#" in text:  # its words may hang together: #TelAbyad
        return " ".join(token.key for token in tokenize(text))
    keys = [token_key(_without_ending(one, is_arabic(one))) for one in _TOKEN.findall(text)]
    return " ".join(filter(None, keys))


def strip_leading_article(keys: Sequence[str]) -> list[str]:
    """The keys of a name without the article it begins with, in either script."""
    if not keys:
        return []
    first = keys[0]
    if first in LATIN_ARTICLES and len(keys) > 1:
        return list(keys[1:])
    if has_arabic_article(first):
        return [first[2:], *keys[1:]]
    return list(keys)


def bare_key(text: str) -> str:
    """A name in the one spelling of its kind, without its article: what a person means who types either."""
    return " ".join(strip_leading_article(full_key(text).split()))


def has_arabic_article(key: str) -> bool:
    """Whether an Arabic key begins with ال and enough of a word follows."""
    return key.startswith("ال") and len(key) > 4


def readings(key: str) -> list[Reading]:
    """The ways to read an Arabic key, surest first: as it stands, then without و ف ب ل ك and chains of them.

    للحدود is ل and الحدود; وبالحسكة is و ب and الحسكة. A name that really begins with such a letter
    (بغداد) is found by its first reading, so the caller tries them in order.
    """
    plain = Reading(key[2:], "", True) if has_arabic_article(key) else Reading(key, "", False)
    found = [plain]
    for clitic, rest in _clitic_splits(key):
        has_article = rest.startswith("ال") and len(rest) > 4
        found.append(Reading(rest[2:] if has_article else rest, clitic, has_article))
    return found


_SHORT_WORDS = frozenset(["تل", "ام", "جب", "سد"])
"""Words of two letters that begin names and may bear a clitic all the same: وتل تمر, بأم الفحم."""


def _clitic_splits(key: str) -> list[tuple[str, str]]:
    """Every (clitic, rest) of an Arabic key, shortest clitic first; لل gives back the article it swallowed.

    ع is the على of the dialects: عالحديدة is "on Hodeidah".
    """
    splits: list[tuple[str, str]] = []
    heads = [""] + ([key[0]] if key[:1] in ("و", "ف") else [])
    for head in heads:
        rest = key[len(head) :]
        if head and (len(rest) >= 3 or rest in _SHORT_WORDS):
            splits.append((head, rest))
        if rest.startswith("لل") and len(rest) >= 5:
            splits.append((head + "ل", "ال" + rest[2:]))
        elif rest[:1] in ("ب", "ل", "ك") and (len(rest) >= 4 or rest[1:] in _SHORT_WORDS):
            splits.append((head + rest[0], rest[1:]))
        elif rest.startswith("عال") and len(rest) >= 6:
            splits.append((head + "ع", rest[1:]))
    return splits


def is_article(token: Token, following: Token | None) -> bool:
    """Whether a Latin word is the Arabic article of the next one: al-X, Al X, ez-Zor, Ar Raqqah, but not "at Raqqa"."""
    if following is None or token.key not in LATIN_ARTICLES:
        return False
    if following.gap in ("-", "‑", "–", "‐", ""):
        return True
    if not following.gap.isspace():
        return False
    if token.key in _PLAIN_ARTICLES:
        return following.text[:1].isupper() or token.text[:1].islower()
    agrees = following.key.startswith(token.key[1:])
    return agrees and token.text[:1].isupper() and following.text[:1].isupper()


# The fold key -------------------------------------------------------------------------------------------------

_BEFORE_ACCENTS = str.maketrans(
    {"ş": "s", "š": "s", "ç": "c", "ğ": "g", "x": "h", "ẍ": "h", "ḫ": "h", "ẖ": "h", "ı": "i", "ġ": "g", "ž": "z"}
)
_DIGRAPHS = (
    ("dsch", "c"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("dj", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"),
    ("gh", "g"), ("th", "t"), ("dh", "d"), ("zh", "z"), ("ph", "f"), ("j", "c"), ("q", "k"), ("v", "w"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_SWALLOWED_ARTICLE = re.compile(r"^[aeiu](?=([dlnrstz])\1)")
_DIPHTHONGS = (
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("aw", "u"),
    ("au", "u"),
    ("ow", "u"),
    ("ay", "i"),
    ("ai", "i"),
    ("ei", "i"),
    ("ey", "i"),
)
_VOWEL_CLASSES = str.maketrans({"e": "a", "o": "u", "y": "i", "w": "u"})


def _read_generic_words() -> dict[str, str]:
    with (SOURCES / "curated" / "generic_words.csv").open(encoding="utf-8", newline="") as table:
        return {token_key(row["spelling"]): row["fold"] for row in csv.DictReader(table)}


_GENERIC = _read_generic_words()
"""Words that stand in hundreds of names (tell, ayn, deir), by all their spellings: too short for the general rule."""


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """The fold key of one word: Rumaylan, Rmeilan and Rmêlan are rmln; short words keep their vowels' classes."""
    if is_arabic(word):
        return fold_arabic(token_key(word))
    lowered = token_key(word.lower().translate(_BEFORE_ACCENTS))
    if lowered in _GENERIC:
        return _GENERIC[lowered]
    if len(lowered) > 4:  # Ezzor, Attanf; not Issa
        lowered = _SWALLOWED_ARTICLE.sub("", lowered)
    for digraph, letter in _DIGRAPHS:
        lowered = lowered.replace(digraph, letter)
    lowered = re.sub(r"ou(?=[aei])", "w", lowered)
    lowered = re.sub(r"(?<=[aeiouy])h$", "", _DOUBLED.sub(r"\1", lowered))
    skeleton = _skeleton(lowered)
    return skeleton if len(skeleton) >= 3 else _vowel_classes(lowered)


def _skeleton(word: str) -> str:
    """The consonants of a word, a vowel at its start as 'a'; w and y count where they begin a syllable."""
    first = "a" if word[:1] in "aeiou" and word else word[:1]
    rest = re.sub(r"w(?![aeiouy])|[aeiouy]", "", word[1:])
    return first + rest


def _vowel_classes(word: str) -> str:
    for diphthong, vowel in _DIPHTHONGS:
        word = word.replace(diphthong, vowel)
    return _DOUBLED.sub(r"\1", word[:1] + word[1:].translate(_VOWEL_CLASSES))


def fold_arabic(key: str) -> str:
    """The fold key of an Arabic word's key: without article, doubled letters, final ه ا ي, and with ظ as ض."""
    key = key[2:] if has_arabic_article(key) else key
    key = _DOUBLED.sub(r"\1", key.replace("ظ", "ض"))
    return key[:-1] if len(key) > 4 and key[-1] in "هاي" else key


def fold(text: str) -> str:
    """The fold key of a whole name: every article dropped, each word folded."""
    return " ".join(fold_words([token.text for token in tokenize(text)]))


def fold_words(words: Sequence[str]) -> list[str]:
    """The fold keys of a name's words without articles; a name that is nothing but articles stays whole."""
    kept = [word for word in words if token_key(word) not in LATIN_ARTICLES]
    return [fold_word(word) for word in (kept or words)]
