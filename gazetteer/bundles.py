"""The facts of one name's candidates as arrays, made once a name: what resolution reckons with."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from gazetteer.facts import Fact
from gazetteer.index import Gazetteer
from gazetteer.regions import HOME

PROVINCES = frozenset(["governorate", "province"])
WIDE_KINDS = frozenset(
    ["country", *PROVINCES, "region", "sea", "continent", "road", "river", "border", "desert", "plain"]
)
MOST_CANDIDATES = 60  # of one name; beyond them only hamlets that no text could tell apart
CACHED = 5_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """The candidates of one name, most prominent first.

    `points` are unit vectors from the earth's middle; `country` and `admin1` numbers of codes; `prior` what a
    candidate has on its own; `country_pull` and `admin_pull` how much its being meant says of its country and its
    governorate.
    """

    rows: tuple[int, ...]
    facts: tuple[Fact, ...]
    points: Floats
    country: Ints
    admin1: Ints
    prior: Floats
    is_wide: npt.NDArray[np.bool_]
    is_country: npt.NDArray[np.bool_]
    country_pull: Floats
    admin_pull: Floats


class Bundles:
    """Makes and remembers bundles; countries and governorates get numbers as they are met (0 is none)."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[int, ...], Bundle] = {}
        self._lock = threading.Lock()
        self.countries: dict[str, int] = {"": 0}
        self.admins: dict[str, int] = {"": 0}

    def of(self, rows: tuple[int, ...]) -> Bundle:
        """The bundle of some rows, at most MOST_CANDIDATES of them."""
        bundle = self._known.get(rows)
        if bundle is None:
            with self._lock:  # codes are numbered in turn
                if len(self._known) >= CACHED:
                    self._known.clear()
                bundle = self._known[rows] = self._make(rows[:MOST_CANDIDATES])
        return bundle

    def _make(self, rows: tuple[int, ...]) -> Bundle:
        facts = tuple(self._gazetteer.fact(row) for row in rows)
        lats = np.radians([fact.lat for fact in facts])
        lons = np.radians([fact.lon for fact in facts])
        return Bundle(
            rows=rows,
            facts=facts,
            points=np.stack([np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)], axis=1),
            country=np.array([_number(self.countries, fact.country) for fact in facts]),
            admin1=np.array([_number(self.admins, fact.admin1) for fact in facts]),
            prior=np.array([_prior(fact) for fact in facts]),
            is_wide=np.array([fact.kind in WIDE_KINDS for fact in facts]),
            is_country=np.array([fact.kind == "country" for fact in facts]),
            country_pull=np.array([0.6 if fact.kind == "country" else 1.0 for fact in facts]),
            admin_pull=np.array([_admin_pull(fact) for fact in facts]),
        )


def _number(numbers: dict[str, int], code: str) -> int:
    return numbers.setdefault(code, len(numbers))


def _prior(fact: Fact) -> float:
    """What a candidate has before the text says anything: prominence, and home before the world."""
    return 2.6 * fact.prominence + (0.25 if fact.country in HOME else 0.0)


def _admin_pull(fact: Fact) -> float:
    if not fact.admin1:
        return 0.0
    return {"governorate": 1.5, "province": 1.5, "city": 0.8}.get(fact.kind, 0.0)


def distances_m(points: Floats, others: Floats) -> Floats:
    """Great-circle distances in metres between unit vectors, one row for each of the first."""
    return 6_371_008.8 * np.arccos(np.clip(points @ others.T, -1.0, 1.0))


def span_of(parts: Sequence[Bundle]) -> tuple[Ints, Ints]:
    """Where each bundle begins when all are laid end to end, and which bundle each candidate is of."""
    sizes = [len(part.rows) for part in parts]
    return np.array([0, *accumulate(sizes)]), np.repeat(np.arange(len(parts)), sizes)
