"""The wording that two quotes share: how much of their rarer words, and whether a number, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dashboard.merging.near_duplicates import PARTS_OF_DAY, copy_words
from dashboard.merging.nearness import Floats, Ints, Pairs
from dashboard.merging.weights import level
from dashboard.reading.patterns import split_words
from dashboard.runs import runs

_ALIKE, _SOME = 0.5, 0.25
_FEWEST = 5
"""A quote of fewer different words says nothing by them."""

_LEAST_TEXTS = 200
"""Among fewer texts than this a word that stands in one of them is not yet rare."""

_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class SharedWords:
    """The different words of some rows' texts as numbers, one row after the other.

    `position` says where a row of the whole table is among these rows (-1: not among them); row k has the words
    `words[starts[k] : starts[k + 1]]`; `rarity` weighs each word (0 for figures), `figures` tells which are. `hours`
    are the parts of the day that a row tells of, as bits.
    """

    position: Ints
    words: Ints
    starts: Ints
    rarity: Floats
    figures: npt.NDArray[np.bool_]
    hours: Ints

    @classmethod
    def of(cls, texts: Sequence[str], rows: Ints) -> SharedWords:
        """The words of these rows of a table; a word is the rarer, the fewer of them have it."""
        known: dict[str, int] = {}
        by_row = [
            sorted({known.setdefault(word.key, len(known)) for word in split_words(texts[row])})
            for row in rows.tolist()
        ]
        words = np.array([word for row in by_row for word in row], dtype=np.int64)
        figures = np.array([key.isdigit() and len(key) in (2, 3) for key in known], dtype=bool)
        bits = np.array([_parts_of_day().get(key, 0) for key in known], dtype=np.int64)
        hours = [int(np.bitwise_or.reduce(bits[row])) if row else 0 for row in by_row]
        count = np.maximum(1, np.bincount(words, minlength=len(known)))
        position = np.full(len(texts), -1, dtype=np.int64)
        position[rows] = np.arange(len(rows))
        return cls(
            position=position,
            words=words,
            starts=np.cumsum([0, *map(len, by_row)]),
            rarity=np.where(figures, 0.0, np.log1p(max(len(rows), _LEAST_TEXTS) / count)),
            figures=figures,
            hours=np.array(hours, dtype=np.int64),
        )

    def hour_levels(self, pairs: Pairs) -> npt.NDArray[np.int8]:
        """The level of `hour` for each pair of rows of the table."""
        one, other = (self.hours[self.position[side]] for side in pairs)
        known = (one > 0) & (other > 0)
        told = np.where(one & other, level("hour", "same"), level("hour", "other"))
        return np.where(known, told, level("hour", "unknown")).astype(np.int8)

    def levels(self, pairs: Pairs, *, is_counted: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
        """The level of `wording` for each pair of rows of the table.

        Other numbers speak against two being one (30 lorries, 45 lorries), but not where they are tolls, `is_counted`.
        """
        one, other = self.position[pairs[0]], self.position[pairs[1]]
        lengths = np.diff(self.starts)
        sums = np.concatenate([[0.0], np.cumsum(self.rarity[self.words])])
        totals = np.diff(sums[self.starts])
        shared, shared_figures = np.zeros(len(one)), np.zeros(len(one))
        for begin in range(0, len(one), _AT_ONCE):
            part = slice(begin, begin + _AT_ONCE)
            shared[part], shared_figures[part] = self._shared(one[part], other[part])
        share = shared / np.maximum(1e-9, np.minimum(totals[one], totals[other]))
        enough = np.minimum(lengths[one], lengths[other]) >= _FEWEST
        has_figures = np.add.reduceat(np.append(self.figures[self.words], False), self.starts[:-1]) > 0
        has_figures &= lengths > 0
        others = has_figures[one] & has_figures[other] & (shared_figures == 0) & ~is_counted
        cases = [others, enough & (share >= _ALIKE), shared_figures > 0, enough & (share >= _SOME)]
        names = ("other_numbers", "alike", "numbers", "some")
        return np.select(cases, [level("wording", name) for name in names], level("wording", "none")).astype(np.int8)

    def _shared(self, one: Ints, other: Ints) -> tuple[Floats, Floats]:
        """For each pair the rarity of the words in both, and how many figures are in both."""
        count = len(self.rarity)
        both = np.intersect1d(self._of_pairs(one), self._of_pairs(other), assume_unique=True)
        pair, word = np.divmod(both, max(1, count))
        shared = np.bincount(pair, weights=self.rarity[word], minlength=len(one))
        figures = np.bincount(pair, weights=self.figures[word], minlength=len(one))
        return shared.astype(float), figures.astype(float)

    def _of_pairs(self, rows: Ints) -> Ints:
        """A code of (pair, word) for every word of each pair's row."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        pairs, offset = runs(lengths)
        return pairs * len(self.rarity) + self.words[self.starts[rows][pairs] + offset]


@cache
def _parts_of_day() -> dict[str, int]:
    """The bits of the parts of the day that a word's key may mean, from copy_words.csv. Raises LexiconError."""
    found: dict[str, int] = {}
    for bit, use in enumerate(PARTS_OF_DAY):
        for key in copy_words(use):
            found[key] = found.get(key, 0) | 1 << bit
    return found
