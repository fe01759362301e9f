"""Values of any sort as numbers, so that those of very many pairs of rows are compared once for each two values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.merging.nearness import Ints, Pairs


@dataclass(frozen=True, slots=True)
class Codes:
    """A value of any sort for each row, as a number; equal values have equal numbers."""

    numbers: Ints
    values: tuple[Any, ...]

    @classmethod
    def of(cls, values: Iterable[Hashable]) -> Codes:
        known: dict[Hashable, int] = {}
        numbers = np.fromiter((known.setdefault(value, len(known)) for value in values), dtype=np.int64)
        return cls(numbers, tuple(known))

    def compare(self, pairs: Pairs, compared: Callable[[Any, Any], int]) -> Ints:
        """What `compared` says of each pair's values; it is asked once for each two values."""
        codes, inverse = np.unique(
            self.numbers[pairs[0]] * len(self.values) + self.numbers[pairs[1]], return_inverse=True
        )
        one, other = np.divmod(codes, max(1, len(self.values)))
        answers = [compared(self.values[a], self.values[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
        return np.array(answers, dtype=np.int64)[inverse] if len(codes) else np.zeros(0, dtype=np.int64)

    def share(self, pairs: Pairs) -> Ints:
        """For values that are tuples: 1 where the two of a pair have a part in common, else 0."""
        return self.compare(pairs, lambda some, others: int(not set(some).isdisjoint(others)))
