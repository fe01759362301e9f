"""Events of different reports that are one: found among very many, the sure ones joined, the doubtful ones offered."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard.merging.comparing import MANY, Compared, score
from dashboard.merging.grouping import Links, group_events
from dashboard.merging.namesakes import namesake_pairs, place_names
from dashboard.merging.nearness import Ints, Mask, Pairs, near_pairs, positions_of, vague_pairs
from dashboard.merging.weights import LEVELS, joining_weights

__all__ = ["Doubt", "Matches", "Reason", "find_matches"]

_DOUBTS_EACH = 3
"""So many doubts of one event are offered, the likeliest; more than that nobody looks through."""

_MOST_COPIED = 200
"""Events of more copies of one text are compared by day and place alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """How two events compare in one feature: a level of dashboard/lexicon/joining.csv and its weight in log odds."""

    feature: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two events that may be one: their ids, rising, how likely (0 to 1), and what speaks for and against it."""

    a: str
    b: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """`joins`: groups of event ids, each rising, that are one event; `doubts`: pairs to ask about, likeliest first."""

    joins: tuple[tuple[str, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()


def find_matches(
    frame: gpd.GeoDataFrame,
    families: Mapping[str, str],
    *,
    new: Collection[str] | None = None,
    apart: Collection[frozenset[str]] = frozenset(),
) -> Matches:
    """Which events of a table (dashboard.events.EVENT_COLUMNS, EPSG:4326) are one event told by several reports.

    `families` gives the text family of a report; a report that has no copies may be left out. With `new`, only pairs
    with at least one of these event ids are looked at. `apart` are pairs of which a person said that they are two.
    The same table gives the same matches, whatever the order of its rows. Rejected events match nothing; events of one
    report are told apart by it.
    """
    if new is not None:
        frame = frame.iloc[_rows_about(frame, families, _are_new(frame, new))]
    frame = frame[(frame["status"] != "rejected").to_numpy()]
    frame = frame.iloc[np.argsort(frame["id"].to_numpy(dtype=object), kind="stable")]
    ids = frame["id"].tolist()
    compared = Compared.of(frame, families)
    candidates = _candidates(frame, families, None if new is None else _are_new(frame, new))
    pairs = _each_once([_likely(compared, pairs) for pairs in candidates], len(ids))
    pairs = _where(pairs, ~compared.are_of_one_report(pairs))
    compared = compared.with_words(np.unique(np.concatenate(pairs)))
    scores = score(compared.full_levels(pairs))
    likely = scores >= joining_weights().doubt
    links = Links(*_where(pairs, likely), scores[likely])
    position = {one: i for i, one in enumerate(ids)} if apart else {}
    kept = {tuple(sorted(position[one] for one in pair)) for pair in apart if all(one in position for one in pair)}
    groups, doubtful = group_events(links, compared, kept)
    return Matches(
        joins=tuple(tuple(ids[row] for row in group) for group in groups),
        doubts=_doubts(doubtful, groups, compared, ids),
    )


def _are_new(frame: gpd.GeoDataFrame, new: Collection[str]) -> Mask:
    return frame["id"].isin(list(new)).to_numpy(dtype=bool)


def _rows_about(frame: gpd.GeoDataFrame, families: Mapping[str, str], is_new: Mask) -> Ints:
    """The few rows of a large table that new ones are to be compared with, and these."""
    found = [side for pair in _candidates(frame, families, is_new) for side in pair]
    return np.unique(np.concatenate([np.flatnonzero(is_new), *found]))


def _candidates(frame: gpd.GeoDataFrame, families: Mapping[str, str], is_new: Mask | None) -> Iterator[Pairs]:
    """The pairs that are to be compared; some come twice."""
    where = positions_of(frame)
    yield from near_pairs(where, is_new)
    yield from namesake_pairs(where, place_names(frame), is_new)
    yield from vague_pairs(where, pd.factorize(frame["kind"])[0].astype(np.int64), is_new)
    yield from vague_pairs(where, _tolls(frame), is_new)
    yield from _copied_pairs(frame["report_ids"].tolist(), families, is_new)


def _tolls(frame: gpd.GeoDataFrame) -> Ints:
    """How many were killed where it is so many that the figure tells the event by itself, else -1."""
    killed = frame["killed"].to_numpy(dtype=float)
    return np.where(killed >= MANY, np.minimum(np.nan_to_num(killed), 1_000), -1).astype(np.int64)


def _copied_pairs(
    report_ids: Sequence[tuple[str, ...]], families: Mapping[str, str], is_new: Mask | None
) -> list[Pairs]:
    """Pairs of events of two copies of one text, wherever and whenever they are said to be."""
    by_family: dict[str, list[int]] = {}
    size: dict[str, int] = {}
    for family in families.values():
        size[family] = size.get(family, 0) + 1
    shared = {report: family for report, family in families.items() if size[family] > 1}
    if not shared:
        return []
    for row, reports in enumerate(report_ids):
        for family in {shared[report] for report in reports if report in shared}:
            by_family.setdefault(family, []).append(row)
    found = []
    for rows in by_family.values():
        if len(rows) > _MOST_COPIED or (is_new is not None and not is_new[rows].any()):
            continue
        one, other = np.triu_indices(len(rows), 1)
        pairs = np.array(rows)[one], np.array(rows)[other]
        keep = np.ones(len(one), dtype=bool) if is_new is None else is_new[pairs[0]] | is_new[pairs[1]]
        found.append((pairs[0][keep], pairs[1][keep]))
    return [tuple(np.concatenate(side) for side in zip(*found, strict=True))] if found else []  # type: ignore[list-item]


def _likely(compared: Compared, pairs: Pairs) -> Pairs:
    """The pairs that may still be doubtful once wording and true shapes are known; the cheapest looked at first."""
    weights = joining_weights()
    rest = weights.best("place", "forces")
    sums = compared.early_scores(pairs)
    hopeful = sums + weights.best("date") + rest >= weights.doubt
    pairs, sums = _where(pairs, hopeful), sums[hopeful]
    sums = sums + weights.by_level["date"][compared.date_levels(pairs)]
    pairs = _where(pairs, sums + rest >= weights.doubt)
    levels = compared.cheap_levels(pairs)
    sums = score(levels) + compared.best_wording(pairs)
    gain = compared.most_by_names(levels["place"])
    hopeful = sums + gain + weights.best("forces") >= weights.doubt
    pairs, sums, gain = _where(pairs, hopeful), sums[hopeful], gain[hopeful]
    sums = sums + weights.by_level["forces"][compared.force_levels(pairs)]
    likely = sums >= weights.doubt
    unsure = np.flatnonzero(~likely & (sums + gain >= weights.doubt))
    likely[unsure] = compared.name_each_other(_where(pairs, unsure))
    return _where(pairs, likely)


def _where(pairs: Pairs, mask: Mask | Ints) -> Pairs:
    return pairs[0][mask], pairs[1][mask]


def _each_once(parts: Sequence[Pairs], n: int) -> Pairs:
    codes = [one * n + other for one, other in parts]
    unique = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *codes]))
    return unique // max(1, n), unique % max(1, n)


def _doubts(links: Links, groups: Sequence[Sequence[int]], compared: Compared, ids: Sequence[str]) -> tuple[Doubt, ...]:
    """The doubtful pairs, one for each two groups, few for each event, best first."""
    group_of = {row: group[0] for group in groups for row in group}
    chosen: list[int] = []
    seen: set[tuple[int, int]] = set()
    count: dict[int, int] = {}
    for k in np.lexsort((links.other, links.one, -links.scores)).tolist():
        one, other = (group_of.get(int(row), int(row)) for row in (links.one[k], links.other[k]))
        pair = (min(one, other), max(one, other))
        if one == other or pair in seen or max(count.get(one, 0), count.get(other, 0)) >= _DOUBTS_EACH:
            continue
        seen.add(pair)
        chosen.append(k)
        for row in pair:
            count[row] = count.get(row, 0) + 1
    return tuple(_worded(links, np.array(chosen, dtype=np.int64), compared, ids))


def _worded(links: Links, chosen: Ints, compared: Compared, ids: Sequence[str]) -> Iterator[Doubt]:
    levels = compared.full_levels((links.one[chosen], links.other[chosen]))
    for place, k in enumerate(chosen.tolist()):
        named = {feature: int(numbers[place]) for feature, numbers in levels.items()}
        yield Doubt(
            a=ids[links.one[k]],
            b=ids[links.other[k]],
            score=round(1 / (1 + math.exp(-float(links.scores[k]))), 3),
            reasons=tuple(_reason(feature, at) for feature, at in named.items()),
        )


@cache
def _reason(feature: str, at: int) -> Reason:
    """The reason of a level: a few dozen stand for those of a million doubts."""
    return Reason(feature=feature, level=LEVELS[feature][at], weight=float(joining_weights().by_level[feature][at]))
