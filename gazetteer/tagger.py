"""A second opinion on Arabic names: how likely words are a place's name, from the words and those beside them.

A linear-chain conditional random field whose weights are in tagger_ar.csv; tagger_training says what they were learned
from. A spelling's share of the scores is the same wherever it stands, so it is added up once; a text then costs a few
array additions, and a name's odds against not being one are the difference of two paths through the chain.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gazetteer.cues import Words
from gazetteer.errors import SourceError
from gazetteer.names import Word
from gazetteer.tagger_features import ATTRIBUTES_BESIDE, WordAttributes, attributes_beside, gap_attribute

WEIGHTS = Path(__file__).parent / "tagger_ar.csv"
OFFSETS = tuple(ATTRIBUTES_BESIDE)
_MOST_REMEMBERED = 100_000  # spellings

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: for each attribute what it adds to a word's beginning a name and to its going on with one,

    both against its being in none; and what the steps from word to word add, against staying outside names.
    """

    attributes: Mapping[str, tuple[float, float]]
    begin: float
    go_on: float
    end: float
    end_of_one: float


@dataclass(frozen=True, slots=True)
class Tags:
    """The odds of one text's words: `begins`, `inside` against being in no name, as logarithms."""

    begins: list[float]
    inside: list[float]
    weights: Weights

    def odds(self, first: int, last: int) -> float:
        """The logarithm of the odds that the tokens first … last - 1 are a place's name."""
        weights = self.weights
        total = self.begins[first] + weights.begin
        if last - first == 1:
            return total + weights.end_of_one
        return total + sum(self.inside[first + 1 : last]) + weights.go_on * (last - first - 1) + weights.end


class Tagger:
    """Reads texts; remembers what each spelling adds, so it is made once a gazetteer."""

    def __init__(self, attributes: WordAttributes, weights: Weights) -> None:
        self._attributes = attributes
        self._weights = weights
        self._numbers: dict[str, int] = {}
        self._shares = np.zeros((1024, len(OFFSETS), 2))
        nothing = (0.0, 0.0)
        self._edge = {key: np.array(weights.attributes.get(key, nothing)) for key in ("first", "last")}
        self._gaps: dict[tuple[str, str], Floats] = {}

    def read(self, words: Words) -> Tags:
        """The odds of a text's words."""
        tokens = words.tokens
        numbers = np.array([self._number(token.word) for token in tokens], dtype=np.intp)
        scores = np.zeros((len(tokens), 2))
        for column, offset in enumerate(OFFSETS):
            share = self._shares[numbers, column]
            if offset == 0:
                scores += share
            elif offset < 0:
                scores[-offset:] += share[:offset]
            else:
                scores[:-offset] += share[offset:]
        if len(tokens):
            scores[0] += self._edge["first"]
            scores[-1] += self._edge["last"]
        for index, token in enumerate(tokens):
            if token.gap != " " and token.gap:
                scores[index] += self._gap("before", token.gap)
                if index:
                    scores[index - 1] += self._gap("after", token.gap)
        for index, attributes in self._attributes.of_spans(words).items():
            scores[index] += _sum_of(self._weights.attributes, attributes)
        begins, inside = scores.T.tolist()
        return Tags(begins, inside, self._weights)

    def _gap(self, side: str, gap: str) -> Floats:
        key = (side, gap_attribute(gap))
        if key not in self._gaps:
            self._gaps[key] = _sum_of(self._weights.attributes, [f"{side}={key[1]}"])
        return self._gaps[key]

    def _number(self, word: Word) -> int:
        number = self._numbers.get(word.text)
        if number is not None:
            return number
        if len(self._numbers) >= _MOST_REMEMBERED:
            raise_limit = len(self._shares)
            self._numbers.clear()
            self._shares = np.zeros((raise_limit, len(OFFSETS), 2))
        number = self._numbers[word.text] = len(self._numbers)
        if number >= len(self._shares):
            self._shares = np.concatenate([self._shares, np.zeros_like(self._shares)])
        own = self._attributes.of(word)
        for column, offset in enumerate(OFFSETS):
            named = (f"{offset}:{one}" for one in attributes_beside(own, offset))
            self._shares[number, column] = _sum_of(self._weights.attributes, named)
        return number


def _sum_of(weights: Mapping[str, tuple[float, float]], attributes: Iterable[str]) -> Floats:
    found = [weights[one] for one in attributes if one in weights]
    return np.array(found).sum(axis=0) if found else np.zeros(2)


def text_attributes(words: Words, attributes: WordAttributes) -> list[list[str]]:
    """All attributes of each word of a text, as the weights name them: what the tagger is trained on."""
    tokens = words.tokens
    own = [attributes.of(token.word) for token in tokens]
    spans = attributes.of_spans(words)
    found: list[list[str]] = []
    for index, token in enumerate(tokens):
        row = list(spans.get(index, ()))
        for offset in OFFSETS:
            if 0 <= index + offset < len(tokens):
                row += [f"{offset}:{one}" for one in attributes_beside(own[index + offset], offset)]
        row += ["first"] * (index == 0) + ["last"] * (index == len(tokens) - 1)
        after = gap_attribute(tokens[index + 1].gap) if index + 1 < len(tokens) else ""
        row += [f"{side}={gap}" for side, gap in (("before", gap_attribute(token.gap)), ("after", after)) if gap]
        found.append(row)
    return found


def read_weights(path: Path = WEIGHTS) -> Weights:
    """The weights in a table; raises SourceError naming the line of a row that does not read."""
    attributes: dict[str, tuple[float, float]] = {}
    with path.open(encoding="utf-8", newline="") as table:
        for line, row in enumerate(csv.reader(table), start=1):
            if line == 1:
                continue
            try:
                attribute, begins, inside = row
                attributes[attribute] = (float(begins), float(inside))
            except ValueError as error:
                raise SourceError(f"{path.name} line {line}: {error}. Train it again.") from error
    steps = {key: attributes.pop(f"step:{key}")[0] for key in ("begin", "go_on", "end", "end_of_one")}
    return Weights(attributes, **steps)


@lru_cache(maxsize=1)
def learned_weights() -> Weights:
    return read_weights()
