"""Which place each name means: all names of a text are weighed together.

A candidate gains by its prominence, by being of the kind the text calls it, by lying in a country or governorate
that the text names, and by lying near what the other names most likely mean. One name has one sense in a report.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gazetteer.cues import capitals
from gazetteer.index import Gazetteer, prominence
from gazetteer.places import Candidate, Place
from gazetteer.regions import HOME
from gazetteer.relations import Relation
from gazetteer.spans import NameSpan

MOST_CANDIDATES = 60  # of one name; beyond them only hamlets that no text could tell apart
MOST_ANCHORS = 150
NEAR_M = 90_000.0
SAME_PLACE_M = 30_000.0
PROVINCES = frozenset(["governorate", "province"])
WIDE_KINDS = frozenset(
    ["country", *PROVINCES, "region", "sea", "continent", "road", "river", "border", "desert", "plain"]
)
SETTLEMENTS = frozenset(["city", "town", "village", "quarter"])
AREAS = frozenset([*PROVINCES, "district", "region"])
_ROUNDS = 3


@dataclass(slots=True)
class NameSense:
    """One name of a text: all its candidates, where it stands, and what the words call it."""

    key: str
    places: list[Place]
    kinds: Counter[str] = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    spans: list[int] = field(default_factory=list)
    partners: set[int] = field(default_factory=set)
    aliases: set[int] = field(default_factory=set)
    exactness: str = "exact"
    evidence: float = 0.0
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: its candidates best first, and the reasons in words."""

    candidates: tuple[Candidate, ...]
    score: float
    reason: str
    support: float


def resolve_names(
    spans: Sequence[NameSpan],
    relations: Sequence[Relation],
    sentences: Sequence[int],
    gazetteer: Gazetteer,
    *,
    home_country: str | None = None,
) -> list[Resolution | None]:
    """What each span means, in the spans' order; None for a border or a name that the gazetteer does not have."""
    senses, sense_of = _gather_senses(spans, relations, sentences, gazetteer)
    if not senses:
        return [None] * len(spans)
    scene = _Scene(senses, home_country)
    scores = scene.score()
    resolutions = [scene.conclude(index, scores) for index in range(len(senses))]
    return [resolutions[sense_of[i]] if i in sense_of else None for i in range(len(spans))]


def _gather_senses(
    spans: Sequence[NameSpan], relations: Sequence[Relation], sentences: Sequence[int], gazetteer: Gazetteer
) -> tuple[list[NameSense], dict[int, int]]:
    senses: list[NameSense] = []
    by_key: dict[tuple[str, bool], int] = {}
    sense_of: dict[int, int] = {}
    for index, (span, relation) in enumerate(zip(spans, relations, strict=True)):
        if not span.place_ids:
            continue
        calls_an_area = "governorate" in relation.kinds
        number = by_key.setdefault((span.key, calls_an_area), len(senses))
        if number == len(senses):
            places = gazetteer.places(span.place_ids[:MOST_CANDIDATES])
            senses.append(NameSense(span.key, places, exactness=span.exactness))
        sense = senses[number]
        sense.kinds.update(relation.kinds)
        sense.sentences.add(sentences[index])
        sense.spans.append(index)
        sense.evidence = max(sense.evidence, span.evidence)
        sense_of[index] = number
    _link_neighbours(spans, relations, senses, sense_of)
    return senses, sense_of


def _link_neighbours(
    spans: Sequence[NameSpan], relations: Sequence[Relation], senses: Sequence[NameSense], sense_of: Mapping[int, int]
) -> None:
    """Mark names that stand in one expression (A in B; A, B; A (B)): each says most of where the other is."""
    for index in range(1, len(spans)):
        if index not in sense_of or index - 1 not in sense_of:
            continue
        here, before = sense_of[index], sense_of[index - 1]
        if here == before:
            continue
        if relations[index].is_alias:
            senses[here].aliases.add(before)
            senses[before].aliases.add(here)
        elif relations[index].first <= relations[index - 1].last + 1:
            senses[here].partners.add(before)
            senses[before].partners.add(here)


class _Scene:
    """The candidates of all names of a text as arrays, and what they say of each other."""

    def __init__(self, senses: list[NameSense], home_country: str | None) -> None:
        self.senses = senses
        self.home_country = home_country
        self.owner = np.array([n for n, sense in enumerate(senses) for _ in sense.places])
        self.places = [place for sense in senses for place in sense.places]
        self.offsets = np.concatenate([[0], np.cumsum([len(sense.places) for sense in senses])])
        radians = np.radians(np.array([[place.lat, place.lon] for place in self.places]))
        self.lats, self.lons = radians[:, 0], radians[:, 1]
        self.is_wide = np.array([place.kind in WIDE_KINDS for place in self.places])
        self.base = np.array([_base_score(place, sense) for sense in senses for place in sense.places])
        self.near = np.zeros(len(self.places))
        self.share = np.zeros(len(self.places))
        self.contained = np.zeros(len(self.places))
        self.partnered = np.zeros(len(self.places))
        self.country_shares: dict[str, float] = {}

    def score(self) -> np.ndarray:
        """Scores of all candidates; each round weighs them with the last round's idea of the others."""
        scores = self.base.copy()
        for _ in range(_ROUNDS):
            weights = self._weights(scores)
            self.share, self.contained = self._shares(weights)
            self.near = self._nearness(weights)
            self.partnered = self._partners_around(weights)
            scores = self.base + 1.6 * self.near + 1.5 * self.share + 1.3 * self.contained + 1.8 * self.partnered
        return scores

    def _weights(self, scores: np.ndarray) -> np.ndarray:
        """How sure each candidate is among those of its name, 0 to 1."""
        weights = np.zeros(len(scores))
        for n in range(len(self.senses)):
            part = slice(self.offsets[n], self.offsets[n + 1])
            powers = np.exp(3.0 * (scores[part] - scores[part].max()))
            trust = 1 / (1 + math.exp(-1.2 * (self.senses[n].evidence - 1.0)))
            weights[part] = powers / powers.sum() * trust
        return weights

    def _shares(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each candidate: how much of the text's names lies in its country, and in its governorate."""
        in_country: dict[str, float] = defaultdict(float)
        own_country: list[dict[str, float]] = [defaultdict(float) for _ in self.senses]
        in_admin: dict[str, float] = defaultdict(float)
        own_admin: list[dict[str, float]] = [defaultdict(float) for _ in self.senses]
        for place, owner, weight in zip(self.places, self.owner, weights, strict=True):
            weight *= 0.6 if place.kind == "country" else 1.0
            in_country[place.country] += weight
            own_country[owner][place.country] += weight
            if place.admin1 and (place.kind in PROVINCES or place.kind == "city"):
                strength = weight * (1.5 if place.kind in PROVINCES else 0.8)
                in_admin[place.admin1] += strength
                own_admin[owner][place.admin1] += strength
        if self.home_country:
            in_country[self.home_country] += 0.7
        total = sum(in_country.values())
        self.country_shares = {country: weight / (total + 1e-9) for country, weight in in_country.items()}
        share = np.zeros(len(self.places))
        contained = np.zeros(len(self.places))
        for n, (place, owner) in enumerate(zip(self.places, self.owner, strict=True)):
            others = in_country[place.country] - own_country[owner][place.country]
            all_others = total - sum(own_country[owner].values())
            share[n] = others / (all_others + 0.8) if all_others > 0 else 0.0
            if place.admin1:
                contained[n] = 1 - math.exp(-(in_admin[place.admin1] - own_admin[owner][place.admin1]))
        return share, contained

    def _partners_around(self, weights: np.ndarray) -> np.ndarray:
        """For each candidate: how surely the name beside it ("Paris, Texas") is the province or country around it."""
        around = np.zeros(len(self.places))
        for number, sense in enumerate(self.senses):
            codes: dict[str, float] = defaultdict(float)
            for partner in sense.partners:
                for n in range(self.offsets[partner], self.offsets[partner + 1]):
                    place = self.places[n]
                    if place.kind == "country" or place.kind in PROVINCES:
                        codes[place.admin1 or place.country] += float(weights[n])
            for n in range(self.offsets[number], self.offsets[number + 1]) if codes else ():
                place = self.places[n]
                if place.kind != "country":
                    around[n] = min(1.0, codes.get(place.admin1, 0.0) + 0.5 * codes.get(place.country, 0.0))
        return around

    def _nearness(self, weights: np.ndarray) -> np.ndarray:
        """How near each candidate lies to what the other names mean, 0 to 1."""
        usable = np.flatnonzero((weights > 0.02) & ~self.is_wide)
        anchors = usable[np.argsort(-weights[usable], kind="stable")][:MOST_ANCHORS]
        near = np.zeros(len(self.places))
        if len(anchors) == 0:
            return near
        links = self._links(anchors)
        for start in range(0, len(self.places), 4000):
            part = slice(start, start + 4000)
            distances = _distances_m(self.lats[part], self.lons[part], self.lats[anchors], self.lons[anchors])
            others = self.owner[part, None] != self.owner[None, anchors]
            pull = np.exp(-distances / NEAR_M) * weights[anchors] * others * links[self.owner[part]]
            near[part] = 1 - np.exp(-pull.sum(axis=1))
        return near

    def _links(self, anchors: np.ndarray) -> np.ndarray:
        """How closely each name (row) is tied to each anchor (column): same expression, same sentence, same text."""
        links = np.full((len(self.senses), len(anchors)), 0.6)
        for column, anchor in enumerate(anchors):
            other = self.senses[self.owner[anchor]]
            for row, sense in enumerate(self.senses) if len(self.senses) <= 400 else ():
                if not sense.sentences.isdisjoint(other.sentences):
                    links[row, column] = 1.2
            for row in other.partners | other.aliases:
                links[row, column] = 2.5
        return links

    def conclude(self, number: int, scores: np.ndarray) -> Resolution:
        """The candidates of one name best first, each with a score from 0 to 1 and its reason."""
        sense = self.senses[number]
        part = range(self.offsets[number], self.offsets[number + 1])
        order = sorted(part, key=lambda n: (-scores[n], self.places[n].id))
        best = order[0]
        rival = next((n for n in order[1:] if not _is_same_place(self.places[best], self.places[n])), None)
        support = float(max(self.near[best], self.share[best] * 0.8, self.contained[best], self.partnered[best]))
        sure = _sureness(scores[best], scores[rival] if rival is not None else None, support, self.places[best], sense)
        reason = self._reason(best, order, sure)
        candidates = []
        for rank, n in enumerate(order[:20]):
            score = sure if rank == 0 else sure * math.exp(scores[n] - scores[best]) * 0.9
            candidates.append(Candidate(place=self.places[n], score=round(float(score), 4), reason=self._why(n)))
        return Resolution(tuple(candidates), sure, reason, support)

    def _why(self, n: int) -> str:
        place = self.places[n]
        reasons = []
        if self.contained[n] > 0.3 or self.partnered[n] > 0.3:
            reasons.append("the text names its governorate")
        if self.near[n] > 0.3:
            reasons.append("near other places of the text")
        if self.share[n] > 0.3:
            reasons.append("in a country the text is about")
        if place.kind in ("country", *PROVINCES):
            reasons.append(f"a {place.kind}")
        elif prominence(place) > 0.7:
            reasons.append("the best known of the name")
        return ", ".join(reasons) or "nothing in the text speaks for it"

    def _reason(self, best: int, order: Sequence[int], sure: float) -> str:
        place = self.places[best]
        apart = [n for n in order[1:] if not _is_same_place(place, self.places[n])]
        said = f"{place.name} ({place.kind}{', ' + place.country if place.country else ''}): {self._why(best)}"
        if not apart:
            return f"{said}; the only place of the name"
        namesakes = f"{len(apart) + 1} places share the name"
        return f"{said}; {namesakes}" if sure >= 0.6 else f"uncertain: {namesakes}, {said}"


def _base_score(place: Place, sense: NameSense) -> float:
    """What a candidate has on its own: prominence, the kind the text calls it, home region before the world."""
    score = 2.6 * prominence(place)
    if place.kind == "governorate" and "governorate" not in sense.kinds:
        score -= 1.0  # a bare name is the city, if there is one
    if place.kind == "province" and "governorate" not in sense.kinds:
        score -= 0.2
    score += 0.25 if place.country in HOME else 0.0
    score += 1.2 if capitals().get(sense.key) == place.id else 0.0
    return score + sum(_kind_fit(place, kind) for kind in sense.kinds)


def _kind_fit(place: Place, called: str) -> float:
    """How well a place's kind fits what the text calls it."""
    if called == place.kind or (called == "governorate" and place.kind == "province"):
        return 2.0 if called not in ("town", "village", "city") else 0.7
    if called in AREAS:
        return {"governorate": -1.0 if place.kind in SETTLEMENTS else 0.6}.get(
            called, 0.2 if place.kind in AREAS else 0.0
        )
    if called in ("city", "town", "village"):
        if place.kind in ("country", *PROVINCES, "region", "river"):
            return -2.5
        if called == "village" and (place.population or 0) > 50_000:
            return -1.2
        if called == "city" and place.kind == "village":
            return -0.5
        return 0.2 if place.kind in SETTLEMENTS else -0.3
    if called in ("camp", "base", "airfield", "oil field", "dam", "crossing", "bridge", "prison", "quarter"):
        return -1.5 if place.kind == "country" else 0.0
    if called in ("road", "river"):
        return -1.5 if place.kind == "country" else -0.3
    return 0.0


def _is_same_place(first: Place, second: Place) -> bool:
    """Whether two candidates are a city and its governorate, or one place listed twice."""
    if first.admin1 and first.admin1 == second.admin1 and not PROVINCES.isdisjoint((first.kind, second.kind)):
        return True
    lat, lon = math.radians(first.lat), math.radians(first.lon)
    other_lat, other_lon = math.radians(second.lat), math.radians(second.lon)
    return (
        float(_distances_m(np.array([lat]), np.array([lon]), np.array([other_lat]), np.array([other_lon]))[0, 0])
        < 8_000
    )


def _sureness(best: float, rival: float | None, support: float, place: Place, sense: NameSense) -> float:
    """How likely the best candidate is right, 0 to 1: by its lead over the next, and by what supports it."""
    lead = 3.0 if rival is None else min(best - rival, 3.0)
    known = place.kind in ("country", *PROVINCES) or prominence(place) > 0.75
    z = -0.6 + 1.5 * lead + 1.6 * support + (0.8 if known else 0.0) - (0.6 if sense.exactness == "folded" else 0.0)
    if support < 0.15 and not known:
        z -= 1.0
    return min(0.99, 1 / (1 + math.exp(-z)))


def _distances_m(lats: np.ndarray, lons: np.ndarray, other_lats: np.ndarray, other_lons: np.ndarray) -> np.ndarray:
    """Great-circle distances in metres, one row for each of the first points (radians in)."""
    cosines = np.sin(lats)[:, None] * np.sin(other_lats) + np.cos(lats)[:, None] * np.cos(other_lats) * np.cos(
        lons[:, None] - other_lons
    )
    return 6_371_008.8 * np.arccos(np.clip(cosines, -1.0, 1.0))
