"""Two events compared, field by field, for very many pairs at once: which level each feature is at, and the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from dashboard.merging.codes import Codes
from dashboard.merging.namesakes import FAR_M, place_names
from dashboard.merging.nearness import (
    M_PER_DEGREE,
    NO_DAY,
    NOWHERE_M,
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
from dashboard.merging.sides import compare_forces, sides_of
from dashboard.merging.weights import LEVELS, joining_weights, kind_levels, level
from dashboard.vocabulary import kinds

Levels = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float32]

_FEW_DAYS, _WEEK = 3, 10
_NEAR_M = 5_000
_SAME_TOWN_M = 3_000
_REGION_M = 10_000
_CITY_M = 5_000
"""So large a town has quarters of their own names in it."""

_SURROUNDINGS_M = 20_000
"""As far as "west of the town" and "its countryside" reach: two such are one place told in two ways."""

MANY = 5
_AT_ONE = ("in", "near")
"""Relations that tell of one named place alone."""
_AROUND_M = 15_000
"""As far as "near" a town reaches, at most."""
_SITE_M = 1_000
"""So large at most is a square, a street or a camp: what lies in a town, as another village does not."""
_CLOSE_BY = np.isin(LEVELS["place"], ("beside", "near", "neighbour", "close"))
"""By the number of a level of the place: whether the two lie close by and their names decide."""
_FORCE_COLUMNS = ("kind", "forces", "force_roles")


@dataclass(frozen=True, slots=True)
class Compared:
    """Some rows of a table of events, ready to be compared with each other by their positions among these rows."""

    where: Positions
    precise: Mask
    named: Mask
    kinds: Ints
    standings: Ints
    forces: Codes
    places: Codes
    names: Codes
    reports: Codes
    families: Ints
    killed: Floats
    wounded: Floats
    shapes: npt.NDArray[np.object_]
    texts: Sequence[str]
    spellings: Sequence[tuple[str, str]]
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
            named=(frame["relation"].isin(_AT_ONE) | (frame["geo_precision"] == 1)).to_numpy(),
            kinds=np.array([order.get(kind, -1) for kind in frame["kind"].tolist()], dtype=np.int64),
            standings=np.array([standing.get(status, 0) for status in frame["status"].tolist()], dtype=np.int64),
            forces=Codes.of(
                sides_of(kind, tuple(zip(ids, roles, strict=True)))
                for kind, ids, roles in zip(*(frame[name].tolist() for name in _FORCE_COLUMNS), strict=True)
            ),
            places=Codes.of(frame["place_ids"].tolist()),
            names=place_names(frame),
            reports=Codes.of(reports),
            families=Codes.of(families.get(ids[0], ids[0]) if ids else i for i, ids in enumerate(reports)).numbers,
            killed=frame["killed"].to_numpy(dtype=float),
            wounded=frame["wounded"].to_numpy(dtype=float),
            shapes=np.asarray(shapes, dtype=object),
            texts=(texts := frame["text"].tolist()),
            spellings=list(zip(frame["place_name"].tolist(), frame["place_name_ar"].tolist(), strict=True)),
            words=SharedWords.of(texts, np.zeros(0, dtype=np.int64)),
        )

    def with_words(self, rows: Ints) -> Compared:
        """The same, ready to compare the wording of these rows too."""
        return replace(self, words=SharedWords.of(self.texts, rows))

    def early_scores(self, pairs: Pairs) -> Scores:
        """The most that kinds, figures and wording of each pair can add up to, which costs a few look-ups each."""
        one, other = pairs
        weights = joining_weights()
        sums = weights.base + self.best_wording(pairs) + weights.by_level["kind"][self._kind_levels(pairs)]
        for feature, figures in (("killed", self.killed), ("wounded", self.wounded)):
            known = ~np.isnan(figures)
            sums += np.where(known[one] & known[other], weights.best(feature), 0).astype(np.float32)
        return sums

    def _kind_levels(self, pairs: Pairs) -> Levels:
        return kind_levels()[self.kinds[pairs[0]], self.kinds[pairs[1]]]

    def cheap_levels(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of all features but the forces and the wording, the place by circles."""
        one, other = pairs
        return {
            "kind": self._kind_levels(pairs),
            "status": np.where(
                self.standings[one] == self.standings[other], level("status", "same"), level("status", "other")
            ),
            "date": self.date_levels(pairs),
            "place": self._place_levels(pairs, distance_m(self.where, one, other) - self._radii(pairs)),
            "killed": _figure_levels("killed", self.killed[one], self.killed[other]),
            "wounded": _figure_levels("wounded", self.wounded[one], self.wounded[other]),
        }

    def best_wording(self, pairs: Pairs) -> Scores:
        """The most that the wording of each pair can weigh: much only of copies of one text."""
        weights = joining_weights().by_level["wording"]
        others = weights[[at for at in range(len(weights)) if at != level("wording", "copy")]].max()
        same_text = self.families[pairs[0]] == self.families[pairs[1]]
        return np.where(same_text, weights.max(), others).astype(np.float32)

    def most_by_names(self, places: Levels) -> Scores:
        """The most that `name_each_other` can add to pairs at these levels of the place."""
        weights = joining_weights().by_level["place"]
        gain = np.maximum(0, weights[level("place", "named")] - weights)
        return np.where(_CLOSE_BY[places], gain[places], 0).astype(np.float32)

    def force_levels(self, pairs: Pairs) -> Levels:
        """The levels of the forces."""
        return self.forces.compare(pairs, compare_forces).astype(np.int8)

    def full_levels(self, pairs: Pairs) -> dict[str, Levels]:
        """The levels of all features, the place by the true shapes; of rows that `with_words` was given."""
        levels = {**self.cheap_levels(pairs), "forces": self.force_levels(pairs)}
        levels["place"] = self._named_for_each_other(pairs, self._place_levels(pairs, self._gaps(pairs)))
        one, other = pairs
        same_text = self.families[one] == self.families[other]
        stays = np.isin(levels["place"], [level("place", name) for name in ("same_place", "same_region", "unknown")])
        counted = (levels["killed"] != level("killed", "unknown")) | (levels["wounded"] != level("wounded", "unknown"))
        wording = self.words.levels(pairs, is_counted=counted)
        levels["hour"] = self.words.hour_levels(pairs)
        levels["wording"] = np.where(same_text & stays, level("wording", "copy"), wording)
        return levels

    def are_of_one_report(self, pairs: Pairs) -> Mask:
        """Which pairs one report tells apart."""
        return self.reports.share(pairs).astype(bool)

    def _radii(self, pairs: Pairs) -> Floats:
        return self.where.radius_m[pairs[0]] + self.where.radius_m[pairs[1]]

    def _gaps(self, pairs: Pairs) -> Floats:
        """Metres from shape to shape where one is more than a town, from circle to circle of others."""
        gaps = distance_m(self.where, *pairs) - self._radii(pairs)
        wide = np.maximum(self.where.radius_m[pairs[0]], self.where.radius_m[pairs[1]]) > _NEAR_M
        some = np.flatnonzero(wide & (gaps <= FAR_M))
        apart = shapely.distance(self.shapes[pairs[0][some]], self.shapes[pairs[1][some]])
        # A degree is shorter from west to east: the middle between the two, which is 10 % off at 36° N.
        metres = apart * M_PER_DEGREE * (1 + np.cos(np.radians(self.where.lat[pairs[0][some]]))) / 2
        gaps[some] = np.where(np.isnan(metres), gaps[some], metres)
        return gaps

    def date_levels(self, pairs: Pairs) -> Levels:
        """How the days of each pair compare."""
        where, (one, other) = self.where, pairs
        known = (where.first[one] != NO_DAY) & (where.first[other] != NO_DAY)
        gap = np.maximum(where.first[one], where.first[other]) - np.minimum(where.last[one], where.last[other])
        gap_at_most = np.maximum(where.earliest[one], where.earliest[other]) - np.minimum(
            where.last[one], where.last[other]
        )
        guessed = where.earliest != where.first
        days = np.maximum(where.last[one] - where.first[one], where.last[other] - where.first[other]) + 1
        return _first_true(
            "date",
            ("unknown", ~known),
            ("same_day", (gap <= 0) & (days <= _FEW_DAYS)),
            ("same_days", (gap <= 0) & (days <= _WEEK)),
            ("same_month", gap <= 0),
            ("told_late", (gap_at_most <= 0) & ((gap > 1) | (guessed[one] & guessed[other]))),
            ("told_later", gap_at_most <= 0),
            ("next_day", (gap == 1) & (days <= _FEW_DAYS)),
            otherwise="apart",
        )

    def _place_levels(self, pairs: Pairs, gap: Floats) -> Levels:
        where, (one, other) = self.where, pairs
        shared = np.zeros(len(one), dtype=bool)
        touching = np.flatnonzero(gap <= 0)
        close = (one[touching], other[touching])
        shared[touching] = self.places.share(close)
        widest = np.maximum(where.radius_m[one], where.radius_m[other])
        finest = np.minimum(where.radius_m[one], where.radius_m[other])
        apart = distance_m(where, one, other)
        both_named = self.precise[one] & self.precise[other]
        is_part = both_named & (apart <= widest) & (2 * finest <= widest) & (widest <= _REGION_M)
        long = (where.last[one] - where.first[one] > _WEEK) | (where.last[other] - where.first[other] > _WEEK)
        return _first_true(
            "place",
            ("same_place", shared & ((apart <= _SAME_TOWN_M) | (widest <= _REGION_M))),
            ("in_wide", (gap <= 0) & (widest > WIDEST_M) & (widest <= NOWHERE_M)),
            ("unknown", np.isnan(gap) | (widest > WIDEST_M)),
            ("apart", long & ~shared),  # a month and a town nearby: anything may be meant
            ("overlap", shared & (gap <= _NEAR_M) & (finest <= _SURROUNDINGS_M) & (widest <= 2 * _SURROUNDINGS_M)),
            ("same_region", shared & (finest > _REGION_M)),
            ("overlap", is_part & ((widest >= _CITY_M) | (finest <= _SITE_M))),
            ("neighbour", both_named & (gap <= _NEAR_M)),
            ("beside", (gap <= 0) & self.named[one] & self.named[other] & (widest <= _AROUND_M)),
            ("in_region", (gap <= 0) & (widest > _REGION_M)),
            ("overlap", gap <= 0),
            ("near", gap <= _NEAR_M),
            ("close", gap <= FAR_M),
            ("namesake", self._are_namesakes(pairs, gap)),
            otherwise="apart",
        )

    def _named_for_each_other(self, pairs: Pairs, levels: Levels) -> Levels:
        """The levels of the place; `named` of two close by where the words of one name the place of the other."""
        some = np.flatnonzero(_CLOSE_BY[levels])
        levels[some[self.name_each_other((pairs[0][some], pairs[1][some]))]] = level("place", "named")
        return levels

    def name_each_other(self, pairs: Pairs) -> Mask:
        """Of which pairs the words of one name the place of the other."""
        sides = zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)
        return np.array([self._names(one, other) or self._names(other, one) for one, other in sides], dtype=bool)

    def _names(self, teller: int, told: int) -> bool:
        """Whether the words of one event name the place of another."""
        return any(name and name in self.texts[teller] for name in self.spellings[told])

    def _are_namesakes(self, pairs: Pairs, gap: Floats) -> Mask:
        """Which pairs are in places that are called alike, one of which may have been taken for the other."""
        found = np.zeros(len(gap), dtype=bool)
        far = np.flatnonzero(gap > FAR_M)
        found[far] = self.names.share((pairs[0][far], pairs[1][far])).astype(bool)
        return found


def score(levels: Mapping[str, Levels]) -> Scores:
    """The sum of the weights of the levels, and the base."""
    weights = joining_weights()
    total = np.full(len(next(iter(levels.values()))), weights.base, dtype=np.float32)
    for feature, numbers in levels.items():
        total += weights.by_level[feature][numbers]
    return total


def _figure_levels(feature: str, one: Floats, other: Floats) -> Levels:
    low, high = np.minimum(one, other), np.maximum(one, other)
    return _first_true(
        feature,
        ("unknown", np.isnan(one) | np.isnan(other)),
        ("none", high == 0),
        ("same_many", (low == high) & (high >= MANY)),
        ("one", (low == high) & (high == 1)),
        ("same", low == high),
        ("like_many", (low >= MANY) & (high - low <= 0.4 * high)),
        ("rising", (low > 0) & (high - low <= np.maximum(2, 0.6 * high))),
        otherwise="far",
    )


def _first_true(feature: str, *cases: tuple[str, Mask], otherwise: str) -> Levels:
    """The level of the first case that holds, for each pair."""
    names: Sequence[str] = [name for name, _ in cases]
    return np.select(
        [mask for _, mask in cases], [level(feature, name) for name in names], level(feature, otherwise)
    ).astype(np.int8)
