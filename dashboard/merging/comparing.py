"""Two events compared, field by field, for very many pairs at once: which level each feature is at, and the sum."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dashboard.merging.nearness import (
    M_PER_DEGREE,
    NO_DAY,
    WIDEST_M,
    Floats,
    Ints,
    Mask,
    Pairs,
    Positions,
    distance_m,
    positions_of,
)
from dashboard.merging.shared_words import SharedWords
from dashboard.merging.weights import joining_weights, kin_forces, kind_levels, level
from dashboard.vocabulary import kinds

Levels = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float32]
ForceRoles = tuple[tuple[str, str], ...]

_FEW_DAYS, _WEEK = 3, 10
_NEAR_M, _CLOSE_M = 5_000, 15_000
_SAME_TOWN_M = 3_000
_REGION_M = 10_000
_MANY = 5


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

    def compare(self, pairs: Pairs, compared: Callable[[Any, Any], int]) -> npt.NDArray[np.int64]:
        """What `compared` says of each pair's values; it is asked once for each two values."""
        codes, inverse = np.unique(
            self.numbers[pairs[0]] * len(self.values) + self.numbers[pairs[1]], return_inverse=True
        )
        one, other = np.divmod(codes, max(1, len(self.values)))
        answers = [compared(self.values[a], self.values[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
        return np.array(answers, dtype=np.int64)[inverse] if len(codes) else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Compared:
    """Some rows of a table of events, ready to be compared with each other by their positions among these rows."""

    where: Positions
    precise: Mask
    kinds: Ints
    standings: Ints
    forces: Codes
    places: Codes
    reports: Codes
    families: Ints
    killed: Floats
    wounded: Floats
    shapes: npt.NDArray[np.object_]
    texts: Sequence[str]
    words: SharedWords

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, families: Mapping[str, str]) -> Compared:
        """The rows of a table of events; a report that `families` leaves out is a family of its own."""
        reports = frame["report_ids"].tolist()
        order = {kind: position for position, kind in enumerate(kinds())}
        standing = {"denied": 1, "planned": 2}
        shapes = frame.geometry.to_numpy()
        return cls(
            where=positions_of(frame),
            precise=frame["geo_precision"].to_numpy() == 1,
            kinds=np.array([order.get(kind, -1) for kind in frame["kind"].tolist()], dtype=np.int64),
            standings=np.array([standing.get(status, 0) for status in frame["status"].tolist()], dtype=np.int64),
            forces=Codes.of(
                tuple(zip(ids, roles, strict=True))
                for ids, roles in zip(frame["forces"].tolist(), frame["force_roles"].tolist(), strict=True)
            ),
            places=Codes.of(frame["place_ids"].tolist()),
            reports=Codes.of(reports),
            families=Codes.of(families.get(ids[0], ids[0]) if ids else i for i, ids in enumerate(reports)).numbers,
            killed=frame["killed"].to_numpy(dtype=float),
            wounded=frame["wounded"].to_numpy(dtype=float),
            shapes=np.asarray(shapes, dtype=object),
            texts=(texts := frame["text"].tolist()),
            words=SharedWords.of(texts, np.zeros(0, dtype=np.int64)),
        )

    def with_words(self, rows: Ints) -> Compared:
        """The same, ready to compare the wording of these rows too."""
        return replace(self, words=SharedWords.of(self.texts, rows))

    def kind_weights(self, pairs: Pairs) -> Scores:
        """What the kinds of each pair weigh."""
        return joining_weights().by_level["kind"][kind_levels()[self.kinds[pairs[0]], self.kinds[pairs[1]]]]

    def cheap_levels(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of all features but the forces and the wording, the place by circles."""
        one, other = pairs
        return {
            "kind": kind_levels()[self.kinds[one], self.kinds[other]],
            "status": np.where(
                self.standings[one] == self.standings[other], level("status", "same"), level("status", "other")
            ),
            "date": self._date_levels(pairs),
            "place": self._place_levels(pairs, distance_m(self.where, one, other) - self._radii(pairs)),
            "killed": _figure_levels("killed", self.killed[one], self.killed[other]),
            "wounded": _figure_levels("wounded", self.wounded[one], self.wounded[other]),
        }

    def force_levels(self, pairs: Pairs) -> Levels:
        """The levels of the forces."""
        return self.forces.compare(pairs, compare_forces).astype(np.int8)

    def full_levels(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of all features, the place by the true shapes; of rows that `with_words` was given."""
        levels = {**self.cheap_levels(pairs), "forces": self.force_levels(pairs)}
        levels["place"] = self._place_levels(pairs, self._gaps(pairs))
        one, other = pairs
        same_text = self.families[one] == self.families[other]
        stays = np.isin(levels["place"], [level("place", name) for name in ("same_place", "same_region", "unknown")])
        wording = self.words.levels(pairs)
        levels["wording"] = np.where(same_text & stays, level("wording", "copy"), wording)
        return levels

    def are_of_one_report(self, pairs: Pairs) -> Mask:
        """Which pairs one report tells apart."""
        return self.reports.compare(pairs, lambda some, others: int(not set(some).isdisjoint(others))).astype(bool)

    def _radii(self, pairs: Pairs) -> Floats:
        return self.where.radius_m[pairs[0]] + self.where.radius_m[pairs[1]]

    def _gaps(self, pairs: Pairs) -> Floats:
        """Metres from shape to shape where one is more than a town, from circle to circle of others."""
        gaps = distance_m(self.where, *pairs) - self._radii(pairs)
        wide = np.maximum(self.where.radius_m[pairs[0]], self.where.radius_m[pairs[1]]) > _NEAR_M
        some = np.flatnonzero(wide & (gaps <= _CLOSE_M))
        apart = shapely.distance(self.shapes[pairs[0][some]], self.shapes[pairs[1][some]])
        # A degree is shorter from west to east: the middle between the two, which is 10 % off at 36° N.
        metres = apart * M_PER_DEGREE * (1 + np.cos(np.radians(self.where.lat[pairs[0][some]]))) / 2
        gaps[some] = np.where(np.isnan(metres), gaps[some], metres)
        return gaps

    def _date_levels(self, pairs: Pairs) -> Levels:
        where, (one, other) = self.where, pairs
        known = (where.first[one] != NO_DAY) & (where.first[other] != NO_DAY)
        gap = np.maximum(where.first[one], where.first[other]) - np.minimum(where.last[one], where.last[other])
        gap_at_most = np.maximum(where.earliest[one], where.earliest[other]) - np.minimum(
            where.last[one], where.last[other]
        )
        days = np.maximum(where.last[one] - where.first[one], where.last[other] - where.first[other]) + 1
        return _first_true(
            "date",
            ("unknown", ~known),
            ("same_day", (gap <= 0) & (days <= _FEW_DAYS)),
            ("same_days", (gap <= 0) & (days <= _WEEK)),
            ("same_month", gap <= 0),
            ("told_later", gap_at_most <= 0),
            ("next_day", (gap == 1) & (days <= _FEW_DAYS)),
            otherwise="apart",
        )

    def _place_levels(self, pairs: Pairs, gap: Floats) -> Levels:
        where, (one, other) = self.where, pairs
        shared = np.zeros(len(one), dtype=bool)
        touching = np.flatnonzero(gap <= 0)
        close = (one[touching], other[touching])
        shared[touching] = self.places.compare(close, lambda some, others: int(not set(some).isdisjoint(others)))
        widest = np.maximum(where.radius_m[one], where.radius_m[other])
        finest = np.minimum(where.radius_m[one], where.radius_m[other])
        apart = distance_m(where, one, other)
        both_named = self.precise[one] & self.precise[other]
        long = (where.last[one] - where.first[one] > _WEEK) | (where.last[other] - where.first[other] > _WEEK)
        return _first_true(
            "place",
            ("same_place", shared & ((apart <= _SAME_TOWN_M) | (widest <= _REGION_M))),
            ("unknown", np.isnan(gap) | (widest > WIDEST_M)),
            ("apart", long & ~shared),  # a month and a town nearby: anything may be meant
            ("same_region", shared & (finest > _REGION_M)),
            ("neighbour", both_named & (gap <= _NEAR_M)),
            ("in_region", (gap <= 0) & (widest > _REGION_M)),
            ("overlap", gap <= 0),
            ("near", gap <= _NEAR_M),
            ("close", gap <= _CLOSE_M),
            otherwise="apart",
        )


def score(levels: Mapping[str, Levels]) -> Scores:
    """The sum of the weights of the levels, and the base."""
    weights = joining_weights()
    total = np.full(len(next(iter(levels.values()))), weights.base, dtype=np.float32)
    for feature, numbers in levels.items():
        total += weights.by_level[feature][numbers]
    return total


@lru_cache(maxsize=100_000)
def compare_forces(some: ForceRoles, others: ForceRoles) -> int:
    """The level of `forces` of two events, each a tuple of (force, role)."""
    mine, theirs = (frozenset(force for force, _ in told) - {"unidentified"} for told in (some, others))
    if not mine or not theirs:
        return level("forces", "unnamed")
    shared = mine & theirs
    if not shared and not _are_kin(mine, theirs):
        # "Turkish drones hit …" and "… an SDF post was hit": each names the side that the other leaves out.
        leaves_out = not (_roles(some) & _roles(others))
        return level("forces", "unnamed" if leaves_out else "other")
    if _are_swapped(some, others):
        return level("forces", "swapped")
    if _contradict(some, others):
        return level("forces", "other")
    if not shared:
        return level("forces", "kin")
    return level("forces", "same" if len(shared) > 1 else "shared")


def _roles(told: ForceRoles) -> frozenset[str]:
    return frozenset(role for force, role in told if force != "unidentified")


def _in_role(told: ForceRoles, role: str) -> frozenset[str]:
    return frozenset(force for force, its in told if its == role and force != "unidentified")


def _are_kin(some: frozenset[str], others: frozenset[str]) -> bool:
    kin = kin_forces()
    return any(not others.isdisjoint(kin.get(force, ())) for force in some)


def _are_swapped(some: ForceRoles, others: ForceRoles) -> bool:
    """Whether one who acts on a target in one is the target of the other."""
    acting, hit = _in_role(some, "actor"), _in_role(some, "target")
    acting_there, hit_there = _in_role(others, "actor"), _in_role(others, "target")
    flips = (acting & hit_there) - hit, (acting_there & hit) - hit_there
    return any(flips) and not acting & acting_there


def _contradict(some: ForceRoles, others: ForceRoles) -> bool:
    """Whether both name who acted, and no one of these can be told as one of those."""
    acting, acting_there = _in_role(some, "actor"), _in_role(others, "actor")
    taking_part = frozenset(force for force, _ in (*some, *others) if _ == "counterpart")
    acting, acting_there = acting - taking_part, acting_there - taking_part
    if not acting or not acting_there:
        return False
    return not acting & acting_there and not _are_kin(acting, acting_there)


def _figure_levels(feature: str, one: Floats, other: Floats) -> Levels:
    low, high = np.minimum(one, other), np.maximum(one, other)
    return _first_true(
        feature,
        ("unknown", np.isnan(one) | np.isnan(other)),
        ("none", high == 0),
        ("same_many", (low == high) & (high >= _MANY)),
        ("same", low == high),
        ("like_many", (low >= _MANY) & (high - low <= 0.4 * high)),
        ("rising", (low > 0) & (high - low <= np.maximum(2, 0.6 * high))),
        otherwise="far",
    )


def _first_true(feature: str, *cases: tuple[str, Mask], otherwise: str) -> Levels:
    """The level of the first case that holds, for each pair."""
    names: Sequence[str] = [name for name, _ in cases]
    return np.select(
        [mask for _, mask in cases], [level(feature, name) for name in names], level(feature, otherwise)
    ).astype(np.int8)
