"""What the Arabic tagger sees of a text: attributes of each word, and of the words beside it.

An attribute says something of one spelling, so a spelling's attributes are worked out once. Which of them count for the
words beside it is a matter of their names: ATTRIBUTES_BESIDE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gazetteer.cues import CueTable, Words, demonym_country, generic_words, load_cues, stop_words
from gazetteer.index import Gazetteer
from gazetteer.names import Word

ATTRIBUTES_BESIDE = {
    0: (),  # all of them
    -1: ("word=", "base=", "ends2=", "listed=", "cue=", "name=", "people", "article"),
    1: ("word=", "base=", "ends2=", "listed=", "cue=", "name=", "people", "article"),
    -2: ("word=", "base=", "cue="),
    2: ("word=", "base=", "cue="),
}
"""For the word so many places after (or before) another, how the attributes begin that speak of that other one."""

_GAPS = (
    ("\n", "line"), ("،", "comma"), (",", "comma"), (".", "stop"), ('"', "quote"), ("«", "quote"), ("»", "quote"),
    ("(", "open"), (")", "close"), (":", "colon"), ("-", "dash"), ("/", "slash"), ("#", "hash"), ("_", "underscore"),
)  # fmt: skip


def gap_attribute(gap: str) -> str:
    """What stands between two words, '' for a mere space."""
    if gap == " ":
        return ""
    found = next((name for mark, name in _GAPS if mark in gap), "")
    return found or ("other" if gap.strip() else "")


class WordAttributes:
    """The attributes of single spellings, from the tables and the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._matcher = gazetteer.matcher
        self._cues = load_cues()

    def of(self, word: Word) -> list[str]:
        """The attributes of a spelling, whatever stands around it."""
        found = [f"word={word.key}", *sorted(_cue_attributes(self._cues, word))]
        if not word.is_arabic:
            return [*found, "latin" if word.key.isalpha() else "digit"]
        return [*found, *_spelling_attributes(word), *self._table_attributes(word), *self._name_attributes(word)]

    def _table_attributes(self, word: Word) -> list[str]:
        listed = stop_words()
        found = [f"listed={next((listed[form] for form in word.forms if form in listed), '')}"]
        if demonym_country(word.forms):
            found.append("people")
        if not generic_words().isdisjoint(word.forms):
            found.append("generic")
        return found

    def _name_attributes(self, word: Word) -> list[str]:
        exact = [match for match in self._matcher.single(word) if match.exactness == "exact"]
        found = ["goes_on"] if self._matcher.goes_on(word) else []
        if not exact:
            return [*found, "name=no"]
        match = exact[0]
        fact = self._gazetteer.fact(match.rows[0])
        level = int(fact.prominence * 5)
        agrees = f"{level}:{match.stripped != ''}:{match.article_agrees}"
        return [*found, f"name={level}", f"kind={fact.kind}", f"stripped={match.stripped}", f"agrees={agrees}"]

    def goes_on(self, word: Word) -> bool:
        """Whether names of several words begin with an Arabic word."""
        return word.is_arabic and self._matcher.goes_on(word)

    def of_spans(self, words: Words, firsts: Iterable[int]) -> dict[int, list[str]]:
        """Attributes of the tokens inside names of several words that begin at some of the tokens `firsts`."""
        found: dict[int, list[str]] = {}
        for index in firsts:
            matches = self._matcher.names_at(words.tokens, index)
            match = next((m for m in matches if m.token_count > 1 and m.exactness == "exact"), None)
            if match is None:
                continue
            level = int(self._gazetteer.fact(match.rows[0]).prominence * 5)
            for place in range(index, index + match.token_count):
                part = "begins" if place == index else "inside"
                found.setdefault(place, []).extend([part, f"{part}={level}"])
        return found


def _spelling_attributes(word: Word) -> list[str]:
    key, base = word.key, word.forms[0]
    found = [f"base={base}", f"length={min(len(base), 8)}", "article" if key.startswith("ال") else "bare"]
    found += [f"form={form}" for form in word.forms[1:]]
    for length in (1, 2, 3):
        if len(key) > length:
            found += [f"begins{length}={key[:length]}", f"ends{length}={key[-length:]}"]
    if "اً" in word.text or "ًا" in word.text:
        found.append("accusative")
    return found


def _cue_attributes(table: CueTable, word: Word) -> set[str]:
    """The cues of the phrases that are, or begin or end with, a word."""
    found: set[str] = set()
    if not (table.may_begin(word) or table.may_end(word)):
        return found
    for cues, goes_on in (table.single_cues(word, 1), table.single_cues(word, -1)):
        found |= {f"cue={cue.cue}:{cue.side}" for cue in cues}
        if goes_on:
            found.add("cue=part")
    return found


def attributes_beside(attributes: Sequence[str], offset: int) -> list[str]:
    """Which of a word's attributes count for the word `offset` places before it."""
    heads = ATTRIBUTES_BESIDE[offset]
    return [one for one in attributes if one.startswith(heads)] if heads else list(attributes)
