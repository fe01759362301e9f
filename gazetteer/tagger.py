"""A second opinion on Arabic names: how likely words are a place's name, from the words and those beside them.

A linear-chain conditional random field whose weights are in tagger_ar.csv; tagger_training says what they were learned
from. A spelling's share of the scores is the same wherever it stands, so it is added up once; a text then costs a few
array additions, and a name's odds against not being one are the difference of two paths through the chain.
"""

from __future__ import annotations

import csv
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gazetteer.compiled import SOURCES
from gazetteer.cues import Words
from gazetteer.errors import SourceError
from gazetteer.names import Token, Word
from gazetteer.tagger_features import ATTRIBUTES_BESIDE, WordAttributes, attributes_beside, gap_attribute

WEIGHTS = SOURCES / "tagger_ar.csv"
OFFSETS = tuple(ATTRIBUTES_BESIDE)
_MOST_REMEMBERED = 100_000  # spellings

Floats = npt.NDArray[np.float64]


class Steps(NamedTuple):
    """What the steps from word to word add, against staying outside names."""

    begin: float
    go_on: float
    further: float
    end: float
    end_of_one: float
    again: float
    again_after: float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What was learned: the steps, and what each attribute of a word adds to its beginning a name and to its going on.

    Both are against its being in no name.
    """

    attributes: Mapping[str, tuple[float, float]]
    steps: Steps


_LEAST = -5.0  # the score under which a word is in a name less than once in a hundred and fifty times
_MOST = 30.0


@dataclass(frozen=True, slots=True)
class Tags:
    """For each word of a text the probability of its beginning a place's name, and of its being inside one."""

    begins: list[float]
    inside: list[float]

    def odds(self, first: int, last: int) -> float:
        """The logarithm of the odds that the tokens first … last - 1 are in place names, -7 to 7."""
        total = sum(self.begins[first:last], 0.0) + sum(self.inside[first:last], 0.0)
        share = min(max(total / (last - first), 0.001), 0.999)
        return math.log(share / (1 - share))

    def name_at(self, first: int) -> int:
        """Where the name ends that more likely than not begins at a token; `first` where none does."""
        if self.begins[first] + self.inside[first] < 0.5 or self.begins[first] < self.inside[first]:
            return first
        last = first + 1
        while last < len(self.inside) and self.inside[last] >= 0.5:
            last += 1
        return last


class Tagger:
    """Reads texts; remembers what each spelling adds, so it is made once a gazetteer."""

    def __init__(self, attributes: WordAttributes, weights: Weights) -> None:
        self._attributes = attributes
        self.weights = weights
        self._numbers: dict[str, int] = {}
        self._goes_on: list[bool] = []
        self._lock = threading.Lock()
        self._shares = np.zeros((1024, len(OFFSETS), 2))
        self._row_of, self._matrix = _by_word_attribute(weights.attributes)
        nothing = (0.0, 0.0)
        self._edge = {key: np.array(weights.attributes.get(key, nothing)) for key in ("first", "last")}
        self._gaps: dict[tuple[str, str], Floats] = {}

    def read(self, words: Words) -> Tags:
        """The odds of a text's words."""
        tokens = words.tokens
        if not tokens:
            return Tags([], [])
        with self._lock:  # numbers are given in turn
            if len(self._numbers) >= _MOST_REMEMBERED:
                self._forget()
            numbers = self._numbers_of(tokens)
            shares = self._shares[numbers]
            firsts = [index for index, number in enumerate(numbers) if self._goes_on[number]]
        starts = line_starts(words)
        scores = self._scores(shares, starts)
        for index, token in enumerate(tokens):
            if token.gap != " " and (name := gap_attribute(token.gap)):
                scores[index] += self._gap("before", name)
                if index and name != "line":
                    scores[index - 1] += self._gap("after", name)
        for index, attributes in self._attributes.of_spans(words, firsts).items():
            scores[index] += _sum_of(self.weights.attributes, attributes)
        return _probabilities(scores, self.weights, starts)

    def _scores(self, shares: Floats, starts: Sequence[int]) -> Floats:
        """What each word and those beside it on its line say, and that it begins or ends the line."""
        reach = max(OFFSETS)
        lengths = np.diff(starts)
        at = np.arange(len(shares)) + reach * np.repeat(np.arange(1, len(starts)), lengths)
        spaced = np.zeros((len(shares) + reach * len(starts), *shares.shape[1:]))  # nothing between two lines
        spaced[at] = shares
        total = spaced[:, OFFSETS.index(0)].copy()
        for column, offset in enumerate(OFFSETS):
            if offset:
                total += np.roll(spaced[:, column], -offset, axis=0)
        scores = np.asarray(total[at], dtype=np.float64)
        scores[starts[:-1]] += self._edge["first"]
        scores[np.asarray(starts[1:]) - 1] += self._edge["last"]
        return scores

    def _gap(self, side: str, name: str) -> Floats:
        key = (side, name)
        if key not in self._gaps:
            self._gaps[key] = _sum_of(self.weights.attributes, [f"{side}={name}"])
        return self._gaps[key]

    def _forget(self) -> None:
        self._numbers.clear()
        self._goes_on.clear()
        self._shares = np.zeros((1024, len(OFFSETS), 2))

    def _numbers_of(self, tokens: Sequence[Token]) -> list[int]:
        """The number of each word's spelling; new spellings are learned together."""
        known = self._numbers
        numbers = [known.get(token.text, -1) for token in tokens]
        if -1 in numbers:
            self._learn({token.text: token.word for token, number in zip(tokens, numbers, strict=True) if number < 0})
            numbers = [known[token.text] for token in tokens]
        return numbers

    def _learn(self, words: Mapping[str, Word]) -> None:
        """Give spellings their numbers, and add up what their attributes say."""
        rows: list[int] = []
        starts, told = [0], list[int]()
        for spelling, word in words.items():
            number = self._numbers[spelling] = len(self._numbers)
            self._goes_on.append(self._attributes.goes_on(word))
            rows += [row for one in self._attributes.of(word) if (row := self._row_of.get(one)) is not None]
            if len(rows) > starts[-1]:
                starts.append(len(rows))
                told.append(number)
        while len(self._numbers) > len(self._shares):
            self._shares = np.concatenate([self._shares, np.zeros_like(self._shares)])
        if told:
            self._shares[told] = np.add.reduceat(self._matrix[rows], starts[:-1], axis=0)


def _by_word_attribute(weights: Mapping[str, tuple[float, float]]) -> tuple[dict[str, int], Floats]:
    """What an attribute of a word adds to the word itself and to those beside it.

    The attributes' rows in a matrix of so many rows by OFFSETS by (begins, inside).
    """
    rows: dict[str, int] = {}
    matrix = np.zeros((len(weights) + 1, len(OFFSETS), 2))
    for column, offset in enumerate(OFFSETS):
        head = f"{offset}:"
        for attribute, pair in weights.items():
            if attribute.startswith(head):
                matrix[rows.setdefault(attribute.removeprefix(head), len(rows)), column] = pair
    return rows, matrix[: len(rows)]


def line_starts(words: Words) -> list[int]:
    """Where each line of a text begins, and where the last ends: a line is read by itself, whatever stands above it."""
    starts = [n for n, token in enumerate(words.tokens) if n and "\n" in token.gap]
    return [0, *starts, len(words.tokens)] if words.tokens else []


def _probabilities(scores: Floats, weights: Weights, starts: Sequence[int]) -> Tags:
    """The chain's marginal probabilities, worked out only where a name is thinkable: between lies no name for sure."""
    edges = frozenset(starts)
    count = len(scores)
    begins, inside = [0.0] * count, [0.0] * count
    is_thinkable = (scores[:, 0] > _LEAST) | (scores[:, 1] > _LEAST)
    thinkable = np.flatnonzero(is_thinkable).tolist()
    powers = np.exp(np.minimum(scores, _MOST))
    steps = Steps(*map(math.exp, weights.steps))
    start = 0
    while start < len(thinkable):
        stop = start + 1
        while stop < len(thinkable) and thinkable[stop] == thinkable[stop - 1] + 1 and thinkable[stop] not in edges:
            stop += 1
        first, last = thinkable[start], thinkable[stop - 1] + 1
        found = _chain(powers[first:last].tolist(), steps, is_first=first in edges, is_last=last in edges)
        begins[first:last], inside[first:last] = found
        start = stop
    return Tags(begins, inside)


def _chain(
    powers: list[list[float]], steps: Steps, *, is_first: bool, is_last: bool
) -> tuple[list[float], list[float]]:
    """Forward and backward through a stretch with no name on either side: P(begins), P(inside) of each word.

    Where the text begins or ends with the stretch, no step leads into it or out of it.
    """
    forward = []
    outside, begun, within = 1.0, 0.0, 0.0
    if is_first:
        begun, within = powers[0]
        scale = 1 / (1 + begun + within)
        outside, begun, within = scale, begun * scale, within * scale
        forward.append((outside, begun, within))
    for begin_power, inside_power in powers[1:] if is_first else powers:
        now_outside = outside + begun * steps.end_of_one + within * steps.end
        now_begun = (outside * steps.begin + begun * steps.again + within * steps.again_after) * begin_power
        now_within = (begun * steps.go_on + within * steps.further) * inside_power
        scale = 1 / (now_outside + now_begun + now_within)
        outside, begun, within = now_outside * scale, now_begun * scale, now_within * scale
        forward.append((outside, begun, within))
    begins, inside = [0.0] * len(powers), [0.0] * len(powers)
    after_outside, after_begun, after_within = (1.0, 1.0, 1.0) if is_last else (1.0, steps.end_of_one, steps.end)
    for at in range(len(powers) - 1, -1, -1):
        outside, begun, within = forward[at]
        none, one, two = outside * after_outside, begun * after_begun, within * after_within
        total = none + one + two
        begins[at], inside[at] = one / total, two / total
        begin_power, inside_power = powers[at]
        begin, within_power = after_begun * begin_power, after_within * inside_power
        before_outside = after_outside + steps.begin * begin
        before_begun = steps.end_of_one * after_outside + steps.again * begin + steps.go_on * within_power
        before_within = steps.end * after_outside + steps.again_after * begin + steps.further * within_power
        scale = 1 / (before_outside + before_begun + before_within)
        after_outside, after_begun, after_within = before_outside * scale, before_begun * scale, before_within * scale
    return begins, inside


def _sum_of(weights: Mapping[str, tuple[float, float]], attributes: Iterable[str]) -> Floats:
    found = [weights[one] for one in attributes if one in weights]
    return np.array(found).sum(axis=0) if found else np.zeros(2)


def text_attributes(words: Words, attributes: WordAttributes) -> list[list[str]]:
    """All attributes of each word of a text, as the weights name them: what the tagger is trained on."""
    tokens = words.tokens
    own = [attributes.of(token.word) for token in tokens]
    firsts = [index for index, token in enumerate(tokens) if attributes.goes_on(token.word)]
    spans = attributes.of_spans(words, firsts)
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
    return as_weights(attributes)


def as_weights(attributes: Mapping[str, tuple[float, float]]) -> Weights:
    """Weights out of attributes, the steps from word to word among them."""
    steps = Steps(*(attributes[f"step:{name}"][0] for name in Steps._fields))
    return Weights({key: pair for key, pair in attributes.items() if not key.startswith("step:")}, steps)


@lru_cache(maxsize=1)
def learned_weights() -> Weights:
    return read_weights()
