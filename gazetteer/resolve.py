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

from gazetteer.bundles import PROVINCES, WIDE_KINDS, Bundle, Bundles, Floats, distances_m, span_of
from gazetteer.candidates import Candidates
from gazetteer.facts import Fact
from gazetteer.index import Gazetteer
from gazetteer.kind_fit import kind_fit
from gazetteer.relations import Relation
from gazetteer.spans import NameSpan
from gazetteer.sureness import Signs, sureness

MOST_ANCHORS = 150
MOST_LISTED = 20  # candidates of one name that are given back
MUTE = -0.3  # evidence under which a name says nothing of where the others are: "March" is most likely no town
NEAR_M = 90_000.0
SAME_PLACE_M = 8_000.0
_STATES = PROVINCES | {"country"}
_ROUNDS = 2
_MOST_TOGETHER = 400  # names of one sentence; a longer one is a list, and says no more than the text
_WEIGHT_NEAR, _WEIGHT_SHARE, _WEIGHT_CONTAINED, _WEIGHT_PARTNER, _WEIGHT_CAPITAL = 1.6, 1.5, 1.3, 1.8, 1.2
_WEIGHT_ALIASED = 0.5  # of a name that is another place's main one: "Mambasa" is only a further name of Mombasa
_WEIGHT_TOLD = 4.0  # a country that an adjective tells: nothing else in the text says as much


_SENSES_APART = ("governorate", "river")
"""Kinds that set a name apart from the same name without them: Aleppo governorate, the Niger river in Niger."""


@dataclass(slots=True)
class NameSense:
    """One name of a text: all its candidates, where it stands, and what the words call it."""

    key: str
    bundle: Bundle
    kinds: Counter[str] = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    partners: set[int] = field(default_factory=set)
    aliases: set[int] = field(default_factory=set)
    exactness: str = "exact"
    evidence: float = -math.inf
    capital: int | None = None
    country: str = ""
    aliased: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the best candidate of a name stands: its facts, its score and what supports it, both 0 to 1."""

    best: Fact
    score: float
    support: float


@dataclass(frozen=True, slots=True)
class Resolution(Standing):
    """What a name means: its candidates best first, and the reason in words."""

    candidates: Candidates
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a text that are weighed together, with what is around each.

    `capitals` has the row of the capital that a name is the name of, `told_countries` for each span the country that an
    adjective beside it puts it in, '' for none; `home_country` is where the text is from.
    """

    spans: Sequence[NameSpan]
    relations: Sequence[Relation]
    sentences: Sequence[int]
    capitals: Mapping[str, int]
    told_countries: Sequence[str]
    home_country: str | None = None


def survey_names(names: Names, bundles: Bundles) -> list[Standing | None]:
    """How each span's best candidate stands at first sight: enough to tell whether it is a place at all."""
    scene, sense_of = _scene_of(names, bundles)
    if scene is None:
        return [None] * len(names.spans)
    scores = scene.score(rounds=1)
    standings = [scene.standing(number, scores)[0] for number in range(len(scene.senses))]
    return [standings[sense_of[i]] if i in sense_of else None for i in range(len(names.spans))]


def resolve_names(names: Names, bundles: Bundles, gazetteer: Gazetteer) -> list[Resolution | None]:
    """What each span means, in the spans' order; None for a border or a name that the gazetteer does not have."""
    scene, sense_of = _scene_of(names, bundles)
    if scene is None:
        return [None] * len(names.spans)
    scores = scene.score(rounds=_ROUNDS)
    resolutions = [scene.conclude(number, scores, gazetteer) for number in range(len(scene.senses))]
    return [resolutions[sense_of[i]] if i in sense_of else None for i in range(len(names.spans))]


def _scene_of(names: Names, bundles: Bundles) -> tuple[_Scene | None, dict[int, int]]:
    senses, sense_of = _gather_senses(names, bundles)
    return (_Scene(senses, bundles, names.home_country) if senses else None), sense_of


def _gather_senses(names: Names, bundles: Bundles) -> tuple[list[NameSense], dict[int, int]]:
    spans, relations = names.spans, names.relations
    senses: list[NameSense] = []
    by_key: dict[tuple[str, str, str], int] = {}
    sense_of: dict[int, int] = {}
    for index, (span, relation) in enumerate(zip(spans, relations, strict=True)):
        if not span.rows:
            continue
        called = next((kind for kind in _SENSES_APART if kind in relation.kinds), "")
        country = names.told_countries[index]
        number = by_key.setdefault((span.key, called, country), len(senses))
        if number == len(senses):
            capital = names.capitals.get(span.key)
            senses.append(NameSense(span.key, bundles.of(span.rows), exactness=span.exactness, capital=capital))
            senses[-1].country = country
            senses[-1].aliased = span.aliased
        sense = senses[number]
        if relation.kinds:
            sense.kinds.update(relation.kinds)
        sense.sentences.add(names.sentences[index])
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

    def __init__(self, senses: list[NameSense], bundles: Bundles, home_country: str | None) -> None:
        self.senses = senses
        parts = [sense.bundle for sense in senses]
        self.starts, self.owner = span_of(parts)
        self.points = np.concatenate([part.points for part in parts])
        self.country = np.concatenate([part.country for part in parts])
        self.admin1 = np.concatenate([part.admin1 for part in parts])
        self.is_wide = np.concatenate([part.is_wide for part in parts])
        self.is_country = np.concatenate([part.is_country for part in parts])
        self.country_pull = np.concatenate([part.country_pull for part in parts])
        self.admin_pull = np.concatenate([part.admin_pull for part in parts])
        self.base = np.concatenate([_base_scores(sense) for sense in senses])
        evidence = np.array([sense.evidence for sense in senses])
        self.trust = np.where(evidence < MUTE, 0.0, 1 / (1 + np.exp(-1.2 * (np.maximum(evidence, 0.0) - 1.0))))
        self.has_partners = any(sense.partners for sense in senses)
        self.home = bundles.countries.get(home_country or "", 0)
        self.countries, self.admins = len(bundles.countries), len(bundles.admins)
        nothing = np.zeros(len(self.base))
        self.near = self.share = self.contained = self.partnered = nothing
        self._by_sentence: defaultdict[int, list[int]] = defaultdict(list)
        for number, sense in enumerate(senses):
            for sentence in sense.sentences:
                self._by_sentence[sentence].append(number)

    def score(self, *, rounds: int) -> Floats:
        """Scores of all candidates; each round weighs them with the last round's idea of the others."""
        scores = self.base
        if len(self.senses) == 1 and not self.home:
            return scores
        for _ in range(rounds):
            weights = self._weights(scores)
            self._weigh_areas(weights)
            self.near = self._nearness(weights)
            if self.has_partners:
                self.partnered = self._partners_around(weights)
            scores = (
                self.base
                + _WEIGHT_NEAR * self.near
                + _WEIGHT_SHARE * self.share
                + _WEIGHT_CONTAINED * self.contained
                + _WEIGHT_PARTNER * self.partnered
            )
        return scores

    def _weights(self, scores: Floats) -> Floats:
        """How sure each candidate is among those of its name, 0 to 1."""
        starts = self.starts[:-1]
        powers = np.exp(3.0 * (scores - np.maximum.reduceat(scores, starts)[self.owner]))
        return powers / np.add.reduceat(powers, starts)[self.owner] * self.trust[self.owner]

    def _weigh_areas(self, weights: Floats) -> None:
        """For each candidate: how much of the text's names lies in its country, and in its governorate."""
        pull = weights * self.country_pull
        in_country = np.bincount(self.country, pull, self.countries)
        if self.home:
            in_country[self.home] += 0.7
        own = self._own_sums(self.country, self.countries, pull)
        total = in_country.sum()
        others = total - np.add.reduceat(pull, self.starts[:-1])[self.owner]
        self.share = np.where(others > 1e-9, (in_country[self.country] - own) / (others + 0.8), 0.0)
        strength = weights * self.admin_pull
        in_admin = np.bincount(self.admin1, strength, self.admins)
        own = self._own_sums(self.admin1, self.admins, strength)
        self.contained = np.where(self.admin1 > 0, 1 - np.exp(own - in_admin[self.admin1]), 0.0)

    def _own_sums(self, code: np.ndarray, size: int, values: Floats) -> Floats:
        """For each candidate the sum of `values` over the candidates of its own name that share its code."""
        joint = self.owner * size + code
        if len(self.senses) * size < 500_000:
            return np.asarray(np.bincount(joint, values)[joint], dtype=np.float64)
        _, place = np.unique(joint, return_inverse=True)
        return np.asarray(np.bincount(place, values)[place], dtype=np.float64)

    def _partners_around(self, weights: Floats) -> Floats:
        """For each candidate: how surely the name beside it ("Paris, Texas") is the province or country around it."""
        around = np.zeros(len(weights))
        for number, sense in enumerate(self.senses):
            if not sense.partners:
                continue
            countries, admins = np.zeros(self.countries), np.zeros(self.admins)
            for partner in sense.partners:
                part = slice(self.starts[partner], self.starts[partner + 1])
                is_province = self.admin_pull[part] > 1.0
                mere_country = self.is_country[part] | (is_province & (self.admin1[part] == 0))
                countries += np.bincount(self.country[part], weights[part] * mere_country, self.countries)
                admins += np.bincount(self.admin1[part], weights[part] * is_province, self.admins)
            admins[0] = 0.0
            own = slice(self.starts[number], self.starts[number + 1])
            pull = admins[self.admin1[own]] + 0.5 * countries[self.country[own]]
            around[own] = np.where(self.is_country[own], 0.0, np.minimum(1.0, pull))
        return around

    def _nearness(self, weights: Floats) -> Floats:
        """How near each candidate lies to what the other names mean, 0 to 1."""
        anchors = np.flatnonzero((weights > 0.02) & ~self.is_wide)
        if len(anchors) > MOST_ANCHORS:
            anchors = anchors[np.argsort(-weights[anchors], kind="stable")][:MOST_ANCHORS]
        near = np.zeros(len(weights))
        if len(anchors) == 0:
            return near
        links = self._links_to(anchors) * weights[anchors]
        for start in range(0, len(weights), 4000):
            part = slice(start, start + 4000)
            chords = self.points[part] @ self.points[anchors].T
            # a chord's length stands for the arc's: they part company only beyond where nearness ends
            pull = np.exp(np.sqrt(np.maximum(2.0 - 2.0 * chords, 0.0)) * (-6_371_008.8 / NEAR_M))
            near[part] = 1 - np.exp(-(pull * links[self.owner[part]]).sum(axis=1))
        return near

    def _links_to(self, anchors: np.ndarray) -> Floats:
        """How closely each name (row) is tied to each anchor (column): same expression, same sentence, same text.

        A name is not tied to itself.
        """
        owners, column_of = np.unique(self.owner[anchors], return_inverse=True)
        links = np.full((len(self.senses), len(owners)), 0.6)
        for column, number in enumerate(owners.tolist()):
            sense = self.senses[number]
            for sentence in sense.sentences:
                together = self._by_sentence[sentence]
                if 1 < len(together) <= _MOST_TOGETHER:
                    links[together, column] = 1.2
            if sense.partners or sense.aliases:
                links[list(sense.partners | sense.aliases), column] = 2.5
            links[number, column] = 0.0
        return links[:, column_of]

    def standing(self, number: int, scores: Floats) -> tuple[Standing, list[int], int]:
        """How the best candidate of one name stands, all in order, best first, and how many are other places."""
        sense, first = self.senses[number], int(self.starts[number])
        own = scores[first : self.starts[number + 1]]
        bundle = sense.bundle
        order = [0] if len(own) == 1 else np.argsort(-own, kind="stable").tolist()
        best = order[0]
        apart = [n for n in order[1:] if not _is_same_place(bundle, best, n)]
        at = first + best
        support = float(max(self.near[at], self.share[at] * 0.8, self.contained[at], self.partnered[at]))
        if sense.country and bundle.facts[best].country == sense.country:
            support = max(support, 0.6)
        lead = min(float(own[best] - own[apart[0]]), 3.0) if apart else 3.0
        score = sureness(self._signs(at, lead, not apart, support, bundle.facts[best], sense))
        return Standing(bundle.facts[best], score, support), order, len(apart)

    def conclude(self, number: int, scores: Floats, gazetteer: Gazetteer) -> Resolution:
        """The candidates of one name best first, each with a score from 0 to 1 and its reason."""
        standing, order, apart = self.standing(number, scores)
        bundle, first = self.senses[number].bundle, int(self.starts[number])
        own = scores[first : self.starts[number + 1]]
        listed = order[:MOST_LISTED]
        rest = [standing.score * math.exp(one - own[order[0]]) * 0.9 for one in own[listed[1:]].tolist()]
        candidates = Candidates(
            [bundle.rows[n] for n in listed],
            [standing.score, *rest],
            lambda rank: self._why(bundle.facts[listed[rank]], first + listed[rank]),
            gazetteer.place_at,
        )
        why = self._why(standing.best, first + order[0])
        reason = _reason(candidates.best.name, standing.best, why, apart, standing.score)
        return Resolution(standing.best, standing.score, standing.support, candidates, reason)

    def _signs(self, at: int, lead: float, is_only: bool, support: float, fact: Fact, sense: NameSense) -> Signs:
        is_known = fact.kind in _STATES or fact.prominence > 0.75
        return Signs(
            lead=lead,
            is_only=float(is_only),
            near=float(self.near[at]),
            share=float(self.share[at]),
            contained=float(self.contained[at]),
            partnered=float(self.partnered[at]),
            prominence=fact.prominence,
            is_country=float(fact.kind == "country"),
            is_area=float(fact.kind in PROVINCES or fact.kind == "region"),
            is_folded=float(sense.exactness == "folded"),
            is_alone=float(support < 0.15 and not is_known),
        )

    def _why(self, fact: Fact, at: int) -> str:
        reasons = []
        if self.contained[at] > 0.3 or self.partnered[at] > 0.3:
            reasons.append("the text names its governorate")
        if self.near[at] > 0.3:
            reasons.append("near other places of the text")
        if self.share[at] > 0.3:
            reasons.append("in a country the text is about")
        if fact.kind in _STATES:
            reasons.append(f"a {fact.kind}")
        elif fact.prominence > 0.7:
            reasons.append("the best known of the name")
        return ", ".join(reasons) or "nothing in the text speaks for it"


def _base_scores(sense: NameSense) -> Floats:
    """What each candidate has on its own: its prior, the kind the text calls it, its being the capital so named."""
    bundle = sense.bundle
    called = sense.kinds
    score = bundle.prior.copy()
    if "governorate" not in called:
        towns = {fact.admin1 for fact in bundle.facts if fact.kind not in PROVINCES}
        for n, fact in enumerate(bundle.facts):  # a bare name is the city, if the governorate has one
            if fact.kind in PROVINCES:
                score[n] -= 1.0 if fact.kind == "governorate" and fact.admin1 in towns else 0.2
    if sense.capital is not None and sense.capital in bundle.rows:
        score[bundle.rows.index(sense.capital)] += _WEIGHT_CAPITAL
    if sense.aliased:
        score -= _WEIGHT_ALIASED * _aliases(bundle, sense.aliased)
    if sense.country:
        score += _WEIGHT_TOLD * np.array([fact.country == sense.country for fact in bundle.facts])
    if called:
        for n, fact in enumerate(bundle.facts):
            score[n] += sum(kind_fit(fact, kind) for kind in called)
    return score


def _aliases(bundle: Bundle, aliased: frozenset[int]) -> Floats:
    """For each candidate 1 where the name is only a further one of it, and the main one of a town elsewhere; else 0."""
    mains = [
        n
        for n, (row, fact) in enumerate(zip(bundle.rows, bundle.facts, strict=True))
        if row not in aliased and fact.kind not in WIDE_KINDS
    ]
    return np.array(
        [
            float(row in aliased and bool(mains) and not any(_is_same_place(bundle, n, m) for m in mains))
            for n, row in enumerate(bundle.rows)
        ]
    )


def _is_same_place(bundle: Bundle, first: int, second: int) -> bool:
    """Whether two candidates are a city and its governorate, or one place listed twice."""
    one, other = bundle.facts[first], bundle.facts[second]
    if one.admin1 and one.admin1 == other.admin1 and not PROVINCES.isdisjoint((one.kind, other.kind)):
        return True
    if abs(one.lat - other.lat) > 0.1:
        return False
    return float(distances_m(bundle.points[first : first + 1], bundle.points[second : second + 1])[0, 0]) < SAME_PLACE_M


def _reason(name: str, fact: Fact, why: str, namesakes: int, sure: float) -> str:
    said = f"{name} ({fact.kind}{', ' + fact.country if fact.country else ''}): {why}"
    if not namesakes:
        return f"{said}; the only place of the name"
    shared = f"{namesakes + 1} places share the name"
    return f"{said}; {shared}" if sure >= 0.6 else f"uncertain: {shared}, {said}"
