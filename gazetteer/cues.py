"""Words around place names that say what a name is and how a text relates to it: the cue tables and their matcher.

The knowledge is in curated/cues*.csv. A phrase is matched token by token by its keys; an Arabic word is tried
with and without its clitics and article, so بريف, وريف and الريف all find ريف.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gazetteer.compiled import SOURCES
from gazetteer.errors import SourceError
from gazetteer.names import Token, Word, forms_of, token_key, tokenize

CURATED = SOURCES / "curated"
CUE_NAMES = frozenset(
    [
        "kind",
        "relation",
        "passage",
        "direction",
        "centre",
        "unit",
        "number",
        "person",
        "organisation",
        "actor",
        "source",
        "background",
    ]
)
_COLUMNS = ["lang", "phrase", "cue", "value", "side"]
_INSIDE_PHRASE = re.compile(r"^(?:[^\S\n]*[\u200c-\u200f\u2066-\u2069]*[^\S\n]*|[\-‐‑–'’._])$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of cues.csv: a phrase that stands before or after a name, and what it says of it."""

    lang: str
    phrase: str
    cue: str
    value: str
    side: str


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found in a text: it covers the tokens first … last - 1."""

    cue: Cue
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CueTable:
    """The cues as two tries: phrases read forwards, and phrases read backwards from the word before a name."""

    forwards: _Node
    backwards: _Node
    first_words: dict[str, bool] = field(default_factory=dict)
    last_words: dict[str, bool] = field(default_factory=dict)

    def ending_at(self, words: Words, last: int, *, side: str = "before") -> Sequence[CueMatch]:
        """Cues whose phrase ends with token `last` - 1, longest first."""
        if not 0 < last <= len(words.tokens) or not self.may_end(words.tokens[last - 1].word):
            return ()
        return self._remembered(words, last - 1, -1, side)

    def starting_at(self, words: Words, first: int, *, side: str = "after") -> Sequence[CueMatch]:
        """Cues whose phrase begins with token `first`, longest first."""
        if not 0 <= first < len(words.tokens) or not self.may_begin(words.tokens[first].word):
            return ()
        return self._remembered(words, first, 1, side)

    def may_begin(self, word: Word) -> bool:
        """Whether any phrase begins with a word; most words of a text begin none."""
        known = self.first_words.get(word.key)
        if known is None:
            known = self.first_words[word.key] = _has_any(self.forwards, word, self.first_words)
        return known

    def may_end(self, word: Word) -> bool:
        """Whether any phrase ends with a word."""
        known = self.last_words.get(word.key)
        if known is None:
            known = self.last_words[word.key] = _has_any(self.backwards, word, self.last_words)
        return known

    def single_cues(self, word: Word, step: int) -> tuple[list[Cue], bool]:
        """The cues of phrases of this one word, and whether longer phrases begin (step 1) or end (-1) with it."""
        root = self.forwards if step > 0 else self.backwards
        nodes = [root.next[form] for form in word.forms if form in root.next]
        return [cue for node in nodes for cue in node.cues], any(node.next for node in nodes)

    def _remembered(self, words: Words, at: int, step: int, side: str) -> Sequence[CueMatch]:
        key = (at, step, side)
        found = words.cue_matches.get(key)
        if found is None:
            found = words.cue_matches[key] = _walk(self.forwards if step > 0 else self.backwards, words, at, step, side)
        return found


_MOST_REMEMBERED = 200_000  # spellings


def _has_any(root: _Node, word: Word, known: dict[str, bool]) -> bool:
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    return not root.next.keys().isdisjoint(word.forms)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as tokens, with each token's forms (an Arabic word without its clitics too) and its sentence."""

    text: str
    tokens: list[Token]
    forms: list[tuple[str, ...]]
    sentence: list[int]
    cue_matches: dict[tuple[int, int, str], Sequence[CueMatch]] = field(default_factory=dict)
    """What the cue table said of a place in this text, so that it is walked once."""

    def __len__(self) -> int:
        return len(self.tokens)

    def gap(self, index: int) -> str:
        """What stands between token `index` - 1 and token `index`."""
        return self.tokens[index].gap if index < len(self.tokens) else ""

    def is_joined(self, index: int) -> bool:
        """Whether token `index` follows the one before it with nothing but spaces or one hyphen between."""
        if not 0 < index < len(self.tokens):
            return False
        gap = self.tokens[index].gap
        return gap == " " or _INSIDE_PHRASE.fullmatch(gap) is not None

    def line_starts_at(self, index: int) -> bool:
        """Whether token `index` is the first word of a line."""
        return index == 0 or "\n" in self.tokens[index].gap


_SENTENCE_END = re.compile(r"[.!?؟…][\"'»”’)\]]*+\s|\n|؛")
_ABBREVIATION = re.compile(
    r"^(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|Jr|Sr|No|Ave|Mt|Ft|U\.?S|v|vs)$"
)


def read_words(text: str) -> Words:
    """A text's words; a sentence ends at . ! ? ؟ ؛ or a line's end, not at the point of an abbreviation."""
    tokens = tokenize(text)
    sentence: list[int] = []
    number = 0
    for index, token in enumerate(tokens):
        if token.gap != " " and index and _ends_sentence(tokens[index - 1], token):
            number += 1
        sentence.append(number)
    return Words(text, tokens, [token.word.forms for token in tokens], sentence)


def _ends_sentence(before: Token, token: Token) -> bool:
    if not _SENTENCE_END.search(token.gap):
        return False
    only_a_point = token.gap.strip() == "." and "\n" not in token.gap
    return not (only_a_point and _ABBREVIATION.match(before.text))


def phrase_keys(phrase: str) -> list[str]:
    """A table phrase as the keys it is stored under: Arabic words without their article."""
    return [forms_of(token.key)[0] for token in tokenize(phrase)]


def _walk(root: _Node, words: Words, at: int, step: int, side: str) -> list[CueMatch]:
    found: list[CueMatch] = []
    nodes = [root]
    depth = 0
    index = at
    while 0 <= index < len(words) and nodes:
        joint = index + 1 if step < 0 else index
        if depth and not words.is_joined(joint):
            break
        nodes = [node.next[form] for node in nodes for form in words.forms[index] if form in node.next]
        depth += 1
        first, last = (index, at + 1) if step < 0 else (at, index + 1)
        found += [CueMatch(cue, first, last) for node in nodes for cue in node.cues if cue.side == side]
        index += step
    found.sort(key=lambda match: match.first - match.last)
    return found


@lru_cache(maxsize=1)
def load_cues() -> CueTable:
    """The cue table; raises SourceError naming the line of a row that does not read."""
    table = CueTable(_Node(), _Node())
    for cue in read_cues():
        keys = phrase_keys(cue.phrase)
        _insert(table.forwards, keys, cue)
        _insert(table.backwards, keys[::-1], cue)
    return table


def read_cues() -> Iterator[Cue]:
    """The rows of the cue table; raises SourceError naming the line of one that does not read."""
    return (Cue(**row) for row in read_table("cues.csv", _COLUMNS))


def _insert(root: _Node, keys: list[str], cue: Cue) -> None:
    node = root
    for key in keys:
        node = node.next.setdefault(key, _Node())
    node.cues.append(cue)


def read_table(name: str, columns: list[str]) -> Iterator[dict[str, str]]:
    """The rows of a curated table; raises SourceError naming file, line and column of what is wrong."""
    path = CURATED / name
    with path.open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table)
        if reader.fieldnames != columns:
            raise SourceError(f"{name} line 1: columns are {reader.fieldnames}, not {columns}. Restore the header.")
        for row in reader:
            _check_row(name, reader.line_num, row)
            yield row


def _check_row(name: str, line: int, row: Mapping[Any, Any]) -> None:
    for column, value in row.items():
        if value is None or column is None:
            raise SourceError(
                f"{name} line {line}: {'a column is missing' if value is None else 'one column too many'}."
            )
    if "cue" in row and row["cue"] not in CUE_NAMES:
        raise SourceError(f"{name} line {line}, column cue: {row['cue']!r} is none of {', '.join(sorted(CUE_NAMES))}.")
    if row.get("cue") in ("direction", "unit", "number") and not _is_number(row["value"]):
        raise SourceError(f"{name} line {line}, column value: {row['value']!r} is not a number.")
    if "what" in row and row["what"] not in _STRENGTH:
        raise SourceError(f"{name} line {line}, column what: {row['what']!r} is none of {', '.join(_STRENGTH)}.")
    if row.get("side", "before") not in ("before", "after"):
        raise SourceError(f"{name} line {line}, column side: {row['side']!r} is neither before nor after.")


def _is_number(value: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", value) is not None


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Key of a people's adjective (English, or Arabic masculine) → ISO 3166-1 country."""
    found: dict[str, str] = {}
    for row in read_table("cues_demonyms.csv", ["country", "en", "ar"]):
        for name in filter(None, (row["en"] + "|" + row["ar"]).split("|")):
            found["".join(phrase_keys(name))] = row["country"]
    return found


@lru_cache(maxsize=1)
def capitals() -> dict[str, str]:
    """Key of a capital's name → the id of its place; a capital's name also stands for a government."""
    found: dict[str, str] = {}
    for row in read_table("cues_capitals.csv", ["country", "place", "en", "ar"]):
        for name in filter(None, (row["en"] + "|" + row["ar"]).split("|")):
            found[" ".join(phrase_keys(name))] = row["place"]
    return found


@lru_cache(maxsize=1)
def generic_words() -> frozenset[str]:
    """Keys of words that begin hundreds of names and are seldom one alone: tell, ayn, umm, خربة."""
    arabic = {forms_of(token_key(row["word"]))[0] for row in read_table("cues_generic.csv", ["lang", "word"])}
    latin = {forms_of(token_key(row["spelling"]))[0] for row in read_table("generic_words.csv", ["spelling", "fold"])}
    return frozenset(arabic | latin)


_STRENGTH = {"phrase": 0, "homonym": 1, "given_name": 2, "sort": 3, "word": 4, "acronym": 5}
"""Which of two rows with one key counts: باب and الباب, على and علي have the same."""


@lru_cache(maxsize=1)
def stop_words() -> dict[str, str]:
    """Key of an ordinary word, given name or fixed phrase that is also a place's name → what it is."""
    found: dict[str, str] = {}
    for row in read_table("cues_stopwords.csv", ["lang", "word", "what"]):
        key = " ".join(phrase_keys(row["word"]))
        if _STRENGTH[row["what"]] < _STRENGTH.get(found.get(key, ""), 9):
            found[key] = row["what"]
    return found


_ENDINGS = ("", "ه", "ين", "ون", "تين", "تان", "ان", "s")
"""What is put to a people's adjective; where two readings are possible, the one with the earlier ending counts."""


@lru_cache(maxsize=1)
def _inflected_demonyms() -> dict[str, str]:
    return {name + ending: country for ending in reversed(_ENDINGS) for name, country in demonyms().items()}


def demonym_country(forms: tuple[str, ...]) -> str:
    """The country of a people's adjective in any of its forms ('' when it is none): تركي، التركية، للتركية."""
    table = _inflected_demonyms()
    for form in forms:
        if form in table:
            return table[form]
    return ""
