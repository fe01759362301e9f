"""The names of the gazetteer that begin at a word of a text, longest first.

What a word can begin is worked out once a spelling: most words begin no name, most others only a name of one word. Only
a word whose names go on costs a look at the words after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from gazetteer.layout import HAS_ARTICLE, IS_MAIN, IS_OWN
from gazetteer.likeness import likeness
from gazetteer.names import LATIN_ARTICLES, Token, Word, fold_arabic, fold_word, is_article, normalise
from gazetteer.runs import joins_a_name

LEAST_LIKENESS = {"ar": 0.75, "en": 0.6}
"""How alike a folded name and the text must be, 0 to 1, for the fold key to count as the same name."""

LONGEST_NAME = 8  # words
LONGEST_KEY = 500  # letters of a run of words that are looked up at once; no name is half as long
SHORTEST_STRIPPED = 3  # letters of a one-word name whose proclitic was taken off
CACHED = 100_000  # spellings, keys and likenesses remembered, each

Exactness = Literal["exact", "folded"]
_ExactRows = tuple[tuple[int, ...], bool, frozenset[int]]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that begins at a token: how many tokens it has, and the rows of the places that bear it.

    `rows` has the most prominent place first. `stripped` is the Arabic proclitic that was taken off the first word;
    `article_agrees` is False where an Arabic name has the article and the text has not, or the other way round;
    `likeness` is 1 for exact matches, else how alike the text and the name are; `aliased` are the rows of which it is
    only a further name, where it is the main one of others.
    """

    token_count: int
    rows: tuple[int, ...]
    exactness: Exactness
    stripped: str
    lang: str
    article_agrees: bool = True
    likeness: float = 1.0
    aliased: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a spelling can begin: its names of one word, and the keys, exact and folded, of names that go on."""

    single: tuple[NameMatch, ...] = ()
    longer: tuple[tuple[str, str, bool | None], ...] = ()
    folded: tuple[tuple[str, str], ...] = ()

    @property
    def goes_on(self) -> bool:
        return bool(self.longer or self.folded)

    @property
    def is_nothing(self) -> bool:
        return not (self.single or self.longer or self.folded)


_NOTHING = _Beginning()


class NameKeys(Protocol):
    """One index of name keys (gazetteer.name_index.NameIndex)."""

    def prefixes(self, key: str) -> list[str]: ...
    def postings(self, key: str) -> list[tuple[int, int]]: ...
    def has_beginning(self, key: str) -> bool: ...
    def starts_longer(self, key: str) -> bool: ...


class NamedPlaces(Protocol):
    """What the matcher asks of a gazetteer."""

    @property
    def exact(self) -> NameKeys: ...
    @property
    def folded(self) -> NameKeys: ...
    def name_keys(self, row: int) -> tuple[str, ...]: ...


class NameMatcher:
    """Finds the names that begin at a token; remembers spellings, so it is made once a gazetteer."""

    def __init__(self, gazetteer: NamedPlaces) -> None:
        self._gazetteer = gazetteer
        self._exact = gazetteer.exact
        self._folded = gazetteer.folded
        self._beginnings: dict[str, _Beginning] = {}
        self._pairs: dict[tuple[str, str], bool] = {}
        self._rows_of: dict[tuple[str, bool | None], _ExactRows] = {}
        self._alike: dict[tuple[str, str], tuple[tuple[int, ...], float]] = {}

    def may_begin(self, word: Word) -> bool:
        """Whether any name begins with a word, or with the word after it where this one is an article."""
        return word.key in LATIN_ARTICLES or not self._beginning(word).is_nothing

    def single(self, word: Word) -> Sequence[NameMatch]:
        """The names that are this one word."""
        return self._beginning(word).single

    def goes_on(self, word: Word) -> bool:
        """Whether exact names of several words begin with a word."""
        return bool(self._beginning(word).longer)

    def may_go_on(self, word: Word) -> bool:
        """Whether names of several words, exact or folded, begin with a word."""
        return self._beginning(word).goes_on

    def names_at(self, tokens: Sequence[Token], i: int) -> Sequence[NameMatch]:
        """The names that begin at token `i`, longest first, exact before folded; empty where none does.

        A folded match is given only if it is longer than every exact one. Names never run across a full stop, comma
        or bracket.
        """
        token = tokens[i]
        if token.key in LATIN_ARTICLES and i + 1 < len(tokens) and is_article(token, tokens[i + 1]):
            return self._after_article(tokens, i)
        beginning = self._beginning(token.word)
        if not beginning.goes_on or not joins_a_name(tokens, i + 1):
            return beginning.single
        if not self._goes_on_with(token.word, beginning, tokens[i + 1].word):
            return beginning.single
        return self._longest_first(self._run_matches(_run(tokens, i), beginning))

    def _after_article(self, tokens: Sequence[Token], i: int) -> Sequence[NameMatch]:
        """Names with an article before them (al-Bab): known by it, or by the rest."""
        run = _run(tokens, i)
        matches = self._run_matches(run, self._beginning(run[0].word))
        found = {match.token_count for match in matches if match.exactness == "exact"}
        if len(run) > 1:
            for match in self._run_matches(run[1:], self._beginning(run[1].word)):
                if match.token_count + 1 not in found:
                    matches.append(replace(match, token_count=match.token_count + 1))
        return self._longest_first(matches)

    def _goes_on_with(self, word: Word, beginning: _Beginning, following: Word) -> bool:
        """Whether any name goes on from a word to the one after it; remembered, since the same words meet again."""
        pair = (word.text, following.text)
        known = self._pairs.get(pair)
        if known is None:
            if len(self._pairs) >= CACHED:
                self._pairs.clear()
            fold = fold_word(following.text) if beginning.folded else ""
            known = self._pairs[pair] = (
                following.key in LATIN_ARTICLES
                or any(self._exact.has_beginning(f"{key} {following.key}") for key, _, _ in beginning.longer)
                or any(self._folded.has_beginning(f"{key} {fold}") for key, _ in beginning.folded)
            )
        return known

    @staticmethod
    def _longest_first(matches: Sequence[NameMatch]) -> list[NameMatch]:
        longest = max((match.token_count for match in matches if match.exactness == "exact"), default=0)
        kept = [match for match in matches if match.exactness == "exact" or match.token_count > longest]
        return sorted(kept, key=lambda m: (-m.token_count, m.exactness != "exact", m.stripped != ""))

    # One word ---------------------------------------------------------------------------------------------------

    def _beginning(self, word: Word) -> _Beginning:
        known = self._beginnings.get(word.text)
        if known is None:
            if len(self._beginnings) >= CACHED:
                self._beginnings.clear()
            known = self._beginnings[word.text] = self._learn(word)
        return known

    def _learn(self, word: Word) -> _Beginning:
        options = self._options(word)
        if not options and not word.is_capital:
            return _NOTHING
        lang = "ar" if word.is_arabic else "en"
        single: list[NameMatch] = []
        for key, stripped, has_article in options:
            if not single and not (stripped and len(key) < SHORTEST_STRIPPED):
                single += self._exact_match(key, 1, stripped, has_article, lang)
        longer = tuple(option for option in options if self._exact.starts_longer(option[0]))
        folded = []
        for fold, stripped, spelling in self._fold_options(word):
            if not single:
                single += self._folded_match(fold, normalise(spelling), 1, stripped, lang)
            if self._folded.starts_longer(fold):
                folded.append((fold, stripped))
        return _Beginning(tuple(single), longer, tuple(folded))

    def _options(self, word: Word) -> list[tuple[str, str, bool | None]]:
        """The ways to read a word with which some exact name begins: key, what was stripped, whether with article."""
        has_beginning = self._exact.has_beginning
        if not word.is_arabic:
            return [(word.key, "", None)] if has_beginning(word.key) else []
        return [(read.key, read.stripped, read.has_article) for read in word.readings if has_beginning(read.key)]

    def _fold_options(self, word: Word) -> Iterator[tuple[str, str, str]]:
        """(fold key, what was stripped, the word without it) of each way to read a word that may begin a name."""
        options = [(fold_arabic(read.key), read.stripped, read.key) for read in word.readings]
        if not word.is_arabic and word.is_capital and word.key not in LATIN_ARTICLES:
            options = [(fold_word(word.text), "", word.text)]
        return (option for option in options if option[0] and self._folded.has_beginning(option[0]))

    # Several words ----------------------------------------------------------------------------------------------

    def _run_matches(self, run: Sequence[Token], beginning: _Beginning) -> list[NameMatch]:
        """The names that begin with a run's first word, in no order; one exact and one folded of each length."""
        found = {(match.token_count, match.exactness): match for match in beginning.single}
        lang = "ar" if run[0].is_arabic else "en"
        if beginning.longer and len(run) > 1:
            rest = " ".join([token.key for token in run[1:]])[:LONGEST_KEY]
            for key, stripped, has_article in beginning.longer:
                for prefix in self._exact.prefixes(f"{key} {rest}"):
                    count = prefix.count(" ") + 1
                    if count > 1 and (count, "exact") not in found:
                        for match in self._exact_match(prefix, count, stripped, has_article, lang):
                            found[count, "exact"] = match
        for match in self._folded_matches(run, beginning, lang):
            found.setdefault((match.token_count, "folded"), match)
        return list(found.values())

    def _exact_match(
        self, key: str, count: int, stripped: str, has_article: bool | None, lang: str
    ) -> Iterator[NameMatch]:
        rows, agrees, aliased = self._exact_rows(key, has_article)
        if rows:
            yield NameMatch(count, rows, "exact", stripped, lang, agrees, aliased=aliased)

    def _exact_rows(self, key: str, has_article: bool | None) -> _ExactRows:
        """The rows under an exact key, whether the article, which a text has or not, agrees, and the aliased rows."""
        known = self._rows_of.get((key, has_article))
        if known is None:
            postings = self._exact.postings(key)
            agreeing = postings
            if has_article is not None:
                agreeing = [p for p in postings if bool(p[1] & HAS_ARTICLE) == has_article]
            if len(self._rows_of) >= CACHED:
                self._rows_of.clear()
            rows = rows_of(agreeing or postings)
            known = self._rows_of[key, has_article] = (rows, bool(agreeing), _aliased(agreeing or postings))
        return known

    # Transliterations -------------------------------------------------------------------------------------------

    def _folded_matches(self, run: Sequence[Token], beginning: _Beginning, lang: str) -> Iterator[NameMatch]:
        if not beginning.folded or len(run) < 2:
            return
        kept = [n for n, token in enumerate(run) if n == 0 or token.key not in LATIN_ARTICLES]
        rest = " ".join([fold_word(run[n].text) for n in kept[1:]])[:LONGEST_KEY]
        for fold, stripped in beginning.folded:
            first = run[0].key[len(stripped) :] if stripped else run[0].text
            for prefix in self._folded.prefixes(f"{fold} {rest}"):
                words = prefix.count(" ") + 1
                if words > 1:
                    count = kept[words - 1] + 1
                    text = " ".join([first, *(token.text for token in run[1:count])])
                    yield from self._folded_match(prefix, normalise(text), count, stripped, lang)

    def _folded_match(self, key: str, text: str, count: int, stripped: str, lang: str) -> Iterator[NameMatch]:
        """The match of a fold key, if the places under it have a name enough like `text` (normalised)."""
        known = self._alike.get((key, text))
        if known is None:
            scored = [
                (likeness(text, self._gazetteer.name_keys(row)), (row, flags))
                for row, flags in self._folded.postings(key)
            ]
            scored = [pair for pair in scored if pair[0] >= LEAST_LIKENESS[lang]]
            best = max((score for score, _ in scored), default=0.0)
            if len(self._alike) >= CACHED:
                self._alike.clear()
            known = self._alike[key, text] = (rows_of([posting for _, posting in scored]), best)
        rows, alike = known
        if rows:
            yield NameMatch(count, rows, "folded", stripped, lang, True, alike)


def rows_of(postings: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The rows of postings, in their order: the user's own places first, then the most prominent."""
    return tuple([row for row, _ in postings])


def _aliased(postings: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The rows of which a name is only a further one, where it is the main one of others: Mambasa is no Mombasa."""
    main = {row for row, flags in postings if flags & (IS_MAIN | IS_OWN)}
    return frozenset(row for row, _ in postings if row not in main) if main else frozenset()


def _run(tokens: Sequence[Token], i: int) -> Sequence[Token]:
    """The tokens from `i` on that a name may span: nothing but spaces or hyphens between them."""
    last = i + 1
    while last < i + LONGEST_NAME and joins_a_name(tokens, last):
        last += 1
    return tokens[i:last]
