"""Weights for dashboard/lexicon/joining.csv: python -m tests.accuracy.fit_joining prints each one, now and fitted.

A logistic regression over the pairs that are compared: of generated events (seeds that are not measured), of the tuned
half of the hand-written groups and of those for practice. It is drawn to the weights in the table, so that a level that
is hardly ever seen keeps what was thought of it; what is printed is a proposal, for a person to round and to enter.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import geopandas as gpd
import numpy as np

from dashboard.events import events_frame
from dashboard.merging.comparing import Compared
from dashboard.merging.nearness import near_pairs
from dashboard.merging.weights import LEVELS, joining_weights, level
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH
from tests.accuracy.retold import retell
from tests.accuracy.same_events import PRACTICE, Told, families_of, quoted_events, read_told

SEEDS = (11, 12, 13)
_EVENTS = 1_500
_HAND_WRITTEN = 10.0
"""What a hand-written pair counts for against a generated one."""

_DRAW = 3.0
_STEPS = 40
COLUMNS = [(feature, name) for feature, names in LEVELS.items() for name in names]


def main() -> int:
    parts = [_design(*part) for part in _sets()]
    rows = np.concatenate([part[0] for part in parts])
    right = np.concatenate([part[1] for part in parts])
    count = np.concatenate([part[2] for part in parts])
    before = np.array(
        [joining_weights().base, *(joining_weights().by_level[f][LEVELS[f].index(n)] for f, n in COLUMNS)]
    )
    after = fit(rows, right, count, before)
    seen = (rows * count[:, None]).sum(axis=0)
    for name, old, new, n in zip([("base", ""), *COLUMNS], before, after, seen, strict=True):
        print(f"{name[0]:<8} {name[1]:<12} {old:>6.2f} {new:>6.2f}   {n:>8.0f} pairs")
    return 0


def fit(rows: np.ndarray, right: np.ndarray, count: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The weights that make the pairs likeliest, drawn to `start`, by Newton's steps."""
    weights = start.astype(float).copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (count * (chance - right)) + _DRAW * (weights - start)
        bend = (rows * (count * chance * (1 - chance))[:, None]).T @ rows + _DRAW * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        while _loss(rows, right, count, weights - step, start) > _loss(rows, right, count, weights, start):
            step /= 2
            if np.abs(step).max() < 1e-4:
                return weights
        weights -= step
    return weights


def _loss(rows: np.ndarray, right: np.ndarray, count: np.ndarray, weights: np.ndarray, start: np.ndarray) -> float:
    total = rows @ weights
    return float(count @ (np.logaddexp(0, total) - right * total) + _DRAW / 2 * ((weights - start) ** 2).sum())


def _sets() -> Iterator[tuple[gpd.GeoDataFrame, Mapping[str, frozenset[str]], Mapping[str, str], float]]:
    """(table, the true events of each event, text families, what a pair counts for)"""
    for seed in SEEDS:
        retold = retell(_EVENTS, seed)
        yield retold.frame, {event: frozenset([true]) for event, true in retold.truth.items()}, {}, 1.0
    tuned = [told for told in read_told() if not told.is_held_out]
    reports: dict[str, Told] = {told.id: told for told in (*tuned, *read_told(PRACTICE))}
    with Gazetteer.open(DEFAULT_PATH) as gazetteer:
        events, quotes = quoted_events(list(reports.values()), gazetteer)
    truth = {event.id: reports[event.sources[0]].events for event in events}
    yield events_frame(events, texts=quotes), truth, families_of(reports.values()), _HAND_WRITTEN


def _design(
    frame: gpd.GeoDataFrame, truth: Mapping[str, frozenset[str]], families: Mapping[str, str], counts_for: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A row a pair: 1 for the base and for each level it is at; whether it is right; what it counts for."""
    compared = Compared.of(frame, families)
    one, other = (np.concatenate(side) for side in zip(*near_pairs(compared.where), strict=True))
    keep = ~compared.are_of_one_report((one, other))
    one, other = one[keep], other[keep]
    levels = compared.with_words(np.arange(len(frame))).full_levels((one, other))
    keep = (levels["place"] != level("place", "apart")) & (levels["kind"] != level("kind", "other"))
    one, other, levels = one[keep], other[keep], {feature: numbers[keep] for feature, numbers in levels.items()}
    columns = [levels[feature] == LEVELS[feature].index(name) for feature, name in COLUMNS]
    rows = np.column_stack([np.ones(len(one)), *columns]).astype(float)
    events = [truth[event] for event in frame["id"]]
    right = np.array([bool(events[a] & events[b]) for a, b in zip(one, other, strict=True)], dtype=float)
    return rows, right, np.full(len(one), counts_for)


if __name__ == "__main__":
    sys.exit(main())
