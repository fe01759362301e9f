"""What two events have in common and how much it weighs: the tables joining.csv, joining_kinds.csv, joining_forces.csv.

The weights are log odds: their sum, put through the logistic function, is how likely two events are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from dashboard.tables import Row, read_table
from dashboard.vocabulary import children, forces, kinds

LEVELS: Mapping[str, tuple[str, ...]] = {
    "date": ("same_day", "same_days", "same_month", "next_day", "told_later", "told_late", "apart", "unknown"),
    "place": (
        *("same_place", "overlap", "named", "beside", "near", "neighbour", "close"),
        *("same_region", "in_region", "in_wide", "namesake", "apart", "unknown"),
    ),
    "kind": ("same", "akin", "other"),
    "status": ("same", "other"),
    "forces": ("same", "shared", "kin", "unnamed", "turned", "swapped", "other"),
    "killed": ("same_many", "same", "one", "none", "like_many", "rising", "far", "unknown"),
    "wounded": ("same_many", "same", "one", "none", "like_many", "rising", "far", "unknown"),
    "hour": ("same", "other", "unknown"),
    "wording": ("copy", "alike", "some", "numbers", "other_numbers", "none"),
}
"""How two events may compare in each feature; arrays of levels hold the position in these lists."""

THRESHOLDS = ("join", "doubt", "coherent", "margin")


def level(feature: str, name: str) -> int:
    """The number that stands for a level in arrays."""
    return LEVELS[feature].index(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Log odds: `base` for any two events compared, `by_level[feature]` in the order of LEVELS; sums to decide by."""

    base: float
    by_level: Mapping[str, npt.NDArray[np.float32]]
    join: float
    doubt: float
    coherent: float
    margin: float

    def best(self, *features: str) -> float:
        """The most that these features can add."""
        return float(sum(self.by_level[feature].max() for feature in features))


@cache
def joining_weights() -> Weights:
    """The weights of joining.csv; raises LexiconError where a level is unknown, missing or no number."""
    rows = read_table(
        "joining.csv",
        columns=("feature", "level", "weight", "note"),
        required=("feature", "level", "weight"),
        unique=("feature", "level"),
    )
    known: Mapping[str, tuple[str, ...]] = {"base": ("base",), **LEVELS, "threshold": THRESHOLDS}
    values = {}
    for row in rows:
        row.one_of("feature", known.keys())
        row.one_of("level", known[row["feature"]])
        values[row["feature"], row["level"]] = _decimal(row)
    for feature, names in known.items():
        for name in names:
            if (feature, name) not in values:
                raise rows[-1].error("level", f"{feature} {name} is missing from the table.")
    return Weights(
        base=values["base", "base"],
        by_level={
            feature: np.array([values[feature, name] for name in names], dtype=np.float32)
            for feature, names in LEVELS.items()
        },
        **{name: values["threshold", name] for name in THRESHOLDS},
    )


def _decimal(row: Row) -> float:
    try:
        return float(row["weight"])
    except ValueError:
        raise row.error("weight", f"{row['weight']!r} is not a number.") from None


@cache
def kind_levels() -> npt.NDArray[np.int8]:
    """The level of `kind` for each two kinds, by their order in the table of kinds; last, and at -1, one not in it."""
    order = {kind: position for position, kind in enumerate(kinds())}
    levels = np.full((len(order) + 1, len(order) + 1), level("kind", "other"), dtype=np.int8)
    for row in _pairs("joining_kinds.csv", "kind", order):
        one, other = order[row["kind"]], order[row["told_as"]]
        levels[one, other] = levels[other, one] = level("kind", "akin")
    known = np.arange(len(order))
    levels[known, known] = level("kind", "same")
    return levels


@cache
def kin_forces() -> Mapping[str, frozenset[str]]:
    """For each force those that it may be told as: its parents and children, and those of joining_forces.csv."""
    kin: dict[str, set[str]] = {force: set() for force in forces()}
    for force in kin:
        for child in children(force) - {force}:
            kin[force].add(child)
            kin[child].add(force)
    for row in _pairs("joining_forces.csv", "force", kin):
        kin[row["force"]].add(row["told_as"])
        kin[row["told_as"]].add(row["force"])
    return {force: frozenset(others) for force, others in kin.items()}


def _pairs(table: str, column: str, known: Mapping[str, object]) -> list[Row]:
    both = (column, "told_as")
    rows = read_table(table, columns=(*both, "note"), required=both, unique=both)
    for row in rows:
        for name in both:
            row.one_of(name, known.keys())
    return rows
