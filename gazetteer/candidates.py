"""The candidates of a name, best first: kept as row numbers until somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from gazetteer.places import Candidate, Place


class Candidates(Sequence[Candidate]):
    """The candidates of one name, best first, made when they are looked at: most texts' namesakes never are.

    Compares and pickles as the tuple of its candidates.
    """

    __slots__ = ("_made", "_place_at", "_reasons", "_scores", "rows")

    def __init__(
        self,
        rows: Sequence[int],
        scores: Sequence[float],
        reasons: Callable[[int], str],
        place_at: Callable[[int], Place],
    ) -> None:
        self.rows = tuple(rows)
        self._scores = tuple(scores)
        self._reasons = reasons
        self._place_at = place_at
        self._made: tuple[Candidate, ...] | None = None

    @property
    def best(self) -> Place:
        return self._place_at(self.rows[0])

    def places(self) -> Iterator[Place]:
        """The candidates' places, best first."""
        return (self._place_at(row) for row in self.rows)

    def all(self) -> tuple[Candidate, ...]:
        """The candidates as records."""
        if self._made is None:
            self._made = tuple(
                Candidate(place=self._place_at(row), score=round(score, 4), reason=self._reasons(n))
                for n, (row, score) in enumerate(zip(self.rows, self._scores, strict=True))
            )
        return self._made

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, index: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self.all()[index]

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self.rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.all(),)

    def __repr__(self) -> str:
        return repr(self.all())
