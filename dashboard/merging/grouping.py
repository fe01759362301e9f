"""Pairs of events that look alike made into groups that are coherent: no chain of likenesses joins two that differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.merging.comparing import Compared, Scores, score
from dashboard.merging.nearness import Ints, Mask, Pairs
from dashboard.merging.weights import joining_weights

_LARGEST = 1_000
"""Of more events than this that hang together by likeness, the less alike links are cut until they fall apart."""

_AT_ONCE = 1_000_000

Table = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of rows, `one` < `other`, with the sums of their weights."""

    one: Ints
    other: Ints
    scores: Scores

    def where(self, mask: Mask | Ints) -> Links:
        """Those of the links that the mask holds for."""
        return Links(self.one[mask], self.other[mask], self.scores[mask])

    def __len__(self) -> int:
        return len(self.one)


def group_events(links: Links, compared: Compared, apart: Collection[tuple[int, ...]]) -> tuple[list[list[int]], Links]:
    """(groups of rows that are one event, the links that stay doubtful).

    The best link is taken first; two groups become one only if every event of one agrees with every event of the other:
    no two are told by the same report, said to be `apart` by a person, or contradict each other. Where an event is as
    much like one as like another that is told apart from it, it is joined to neither.
    """
    if apart:
        said = np.array(
            [pair in apart for pair in zip(links.one.tolist(), links.other.tolist(), strict=True)], dtype=bool
        )
        links = links.where(~said)
    weights = joining_weights()
    groups: list[list[int]] = []
    several: list[list[int]] = []
    for rows, strong in _components(links, weights.join - weights.margin):
        if len(rows) > 2:
            several.append(rows)
        elif strong.scores[0] >= weights.join:
            groups.append(rows)
    for rows, table in _tables(several, compared, apart):
        groups.extend(_groups_within(rows, table))
    return sorted(groups), links


def _components(links: Links, least: float) -> Iterator[tuple[list[int], Links]]:
    """The rows that hang together by links of at least a score, with these links; larger ones cut at higher scores."""
    strong = links.where(links.scores >= least)
    parents: dict[int, int] = {}
    for one, other in zip(strong.one.tolist(), strong.other.tolist(), strict=True):
        first, second = sorted((_root(parents, one), _root(parents, other)))
        parents[second] = first
    roots = np.array([_root(parents, row) for row in strong.one.tolist()], dtype=np.int64)
    order = np.argsort(roots, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(roots[order])) + 1) if len(order) else ():
        within = strong.where(part)
        rows = np.unique(np.concatenate([within.one, within.other])).tolist()
        if len(rows) > _LARGEST:
            yield from _components(within, least + 0.5)
        else:
            yield rows, within


def _root(parents: dict[int, int], row: int) -> int:
    top = row
    while parents.setdefault(top, top) != top:
        top = parents[top]
    while parents[row] != top:
        parents[row], row = top, parents[row]
    return top


def _groups_within(rows: Sequence[int], table: Table) -> list[list[int]]:
    """The groups of two and more among rows that hang together."""
    weights = joining_weights()
    clusters = {i: [i] for i in range(len(rows))}
    cluster_of = list(range(len(rows)))
    one, other = np.nonzero(np.triu(table >= weights.join, 1))
    order = np.lexsort((other, one, -table[one, other]))
    for i, j in zip(one[order].tolist(), other[order].tolist(), strict=True):
        a, b = sorted((cluster_of[i], cluster_of[j]))
        if a == b or table[np.ix_(clusters[a], clusters[b])].min() < weights.coherent or _has_rival(i, j, table):
            continue
        for member in clusters[b]:
            cluster_of[member] = a
        clusters[a] += clusters.pop(b)
    return [sorted(rows[i] for i in members) for members in clusters.values() if len(members) > 1]


def _tables(
    components: Iterable[list[int]], compared: Compared, apart: Collection[tuple[int, ...]]
) -> Iterator[tuple[list[int], Table]]:
    """Each of the lists of rows with the score of each two of them; many small ones are reckoned together."""
    batch: list[list[int]] = []
    cells = 0
    for rows in components:
        batch.append(rows)
        cells += len(rows) ** 2
        if cells > _AT_ONCE:
            yield from _tables_of(batch, compared, apart)
            batch, cells = [], 0
    yield from _tables_of(batch, compared, apart)


def _tables_of(
    batch: Sequence[list[int]], compared: Compared, apart: Collection[tuple[int, ...]]
) -> Iterator[tuple[list[int], Table]]:
    corners = [np.triu_indices(len(rows), 1) for rows in batch]
    none = np.zeros(0, dtype=np.int64)
    one, other = (
        np.concatenate([none, *(np.array(rows)[corner[side]] for rows, corner in zip(batch, corners, strict=True))])
        for side in (0, 1)
    )
    scores = _scores_between((one, other), compared, apart)
    begin = 0
    for rows, corner in zip(batch, corners, strict=True):
        table = np.full((len(rows), len(rows)), np.inf, dtype=np.float32)
        table[corner] = scores[begin : begin + len(corner[0])]
        begin += len(corner[0])
        yield rows, np.minimum(table, table.T)


def _scores_between(pairs: Pairs, compared: Compared, apart: Collection[tuple[int, ...]]) -> Scores:
    """The score of each pair; minus infinity for those that a report or a person tells apart."""
    scores = score(compared.full_levels(pairs))
    scores[compared.are_of_one_report(pairs)] = -np.inf
    if apart:
        said = [pair in apart for pair in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)]
        scores[np.array(said, dtype=bool)] = -np.inf
    return scores


def _has_rival(i: int, j: int, table: Table) -> bool:
    """Whether one of the two is nearly as much like a third that cannot be the other."""
    weights = joining_weights()
    least = table[i, j] - weights.margin
    as_like_i = (table[i] >= least) & (table[j] < weights.coherent)
    as_like_j = (table[j] >= least) & (table[i] < weights.coherent)
    return bool(as_like_i.any() or as_like_j.any())
