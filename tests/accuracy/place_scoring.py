"""How right placed mentions are against annotated texts: found, placed, and as sure as they say.

The pairing is the usual one for such corpora: one annotated mention to one predicted, exact spans first, then by the
characters shared. Nothing here knows how a prediction was made, so other programs are scored by the same code.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_KM = 6371.0088  # the sphere that the published figures of these corpora are measured on
SAME_CITY_KM = 161.0  # 100 miles, the tolerance of the toponym resolution literature
PLACED_KM = 10.0  # what an own annotation allows that states no distance
SLACK_KM = 1.0  # how far a probe may lie on the wrong side of a shape's edge, which is itself an approximation
SURE_ABOVE = (0.9, 0.8, 0.5)

LonLat = tuple[float, float]
Span = TypeVar("Span", "Gold", "Predicted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """An annotated mention. `km` is the distance allowed; `contains`, `excludes` are the probes of its shape.

    `has_place` is False where a corpus gives no coordinates: such a mention can be found but not placed. An own
    annotation always has a place, if only "nowhere in a gazetteer" (`lat` None and no probes).
    """

    start: int
    end: int
    text: str
    lat: float | None = None
    lon: float | None = None
    km: float = SAME_CITY_KM
    role: str | None = None
    relation: str | None = None
    contains: tuple[LonLat, ...] = ()
    excludes: tuple[LonLat, ...] = ()
    slack_km: float = SLACK_KM
    has_place: bool = True

    @property
    def has_shape(self) -> bool:
        return bool(self.contains or self.excludes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """A mention that a program found; lat and lon are None where it could not place it."""

    start: int
    end: int
    text: str
    lat: float | None = None
    lon: float | None = None
    score: float = 0.0
    role: str = ""
    relation: str = ""
    geometry: BaseGeometry | None = None
    country: str = ""
    reason: str = ""
    place_ids: tuple[str, ...] = ()
    candidates: Sequence[Any] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """An annotated text; `is_own` where the places are annotated as the project does (role, relation, distance)."""

    id: str
    lang: str
    text: str
    golds: tuple[Gold, ...]
    not_places: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An annotated mention with what was predicted for it, how far off it lies, and whether it is placed right.

    `predicted` is None where it was missed, `distance_km` where either side has no coordinates; `is_right` is None
    where nothing can be said: the corpus gives no place.
    """

    document: Annotated
    gold: Gold
    predicted: Predicted | None
    distance_km: float | None
    is_right: bool | None

    @property
    def is_exact(self) -> bool:
        found = self.predicted
        return found is not None and (found.start, found.end) == (self.gold.start, self.gold.end)

    @property
    def is_place_right(self) -> bool | None:
        """Whether the place named is the right one, whatever shape is drawn; None where the gold has no coordinates."""
        if self.gold.lat is None:
            return None
        return self.distance_km is not None and self.distance_km <= self.gold.km


@dataclass(frozen=True, slots=True)
class Counts:
    """Precision, recall and F1 of found mentions."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Placed predictions whose scores lie in [low, high): `graded` have an annotated place, `right` of them agree.

    `extra` are those that no annotation names.
    """

    low: float
    high: float
    graded: int
    right: int
    extra: int
    mean_score: float


@dataclass(slots=True)
class Score:
    """Outcomes over many texts, and the predictions that answer to no annotation."""

    documents: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    extras: list[tuple[Annotated, Predicted]] = field(default_factory=list)

    @property
    def found(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.predicted is not None]

    @property
    def overlap(self) -> Counts:
        return Counts(len(self.found), len(self.found) + len(self.extras), len(self.outcomes))

    @property
    def exact(self) -> Counts:
        # Exact spans are paired first, so every one there is stands among the pairs.
        right = sum(outcome.is_exact for outcome in self.outcomes)
        return Counts(right, len(self.found) + len(self.extras), len(self.outcomes))

    @property
    def distances_km(self) -> list[float]:
        return [outcome.distance_km for outcome in self.outcomes if outcome.distance_km is not None]

    @property
    def with_coordinates(self) -> int:
        return sum(outcome.gold.lat is not None for outcome in self.outcomes)

    @property
    def near_of_resolved(self) -> float:
        """The share within 161 km of the mentions that have coordinates on both sides."""
        return share(self._near, len(self.distances_km))

    @property
    def near_of_all(self) -> float:
        """The share within 161 km of all annotated mentions that have coordinates, missed ones included."""
        return share(self._near, self.with_coordinates)

    @property
    def median_km(self) -> float:
        return statistics.median(self.distances_km) if self.distances_km else math.nan

    @property
    def mean_km(self) -> float:
        return statistics.fmean(self.distances_km) if self.distances_km else math.nan

    @property
    def placed_of_all(self) -> float:
        """The share placed right (by its own distance or shape) of all annotated mentions that have a place."""
        return share(sum(o.is_right is True for o in self.outcomes), sum(o.gold.has_place for o in self.outcomes))

    @property
    def placed_of_found(self) -> float:
        graded = [outcome for outcome in self.found if outcome.is_right is not None]
        return share(sum(outcome.is_right is True for outcome in graded), len(graded))

    @property
    def named_of_all(self) -> float:
        """The share whose point is within its own distance, of all annotated mentions that have coordinates."""
        return share(sum(o.is_place_right is True for o in self.outcomes), self.with_coordinates)

    @property
    def has_roles(self) -> bool:
        return any(outcome.gold.role is not None for outcome in self.outcomes)

    def agreeing(self, name: str) -> float:
        """The share of found mentions whose `role` or `relation` is the annotated one."""
        graded = [outcome for outcome in self.found if getattr(outcome.gold, name) is not None]
        return share(sum(getattr(o.gold, name) == getattr(o.predicted, name) for o in graded), len(graded))

    def sure(self, above: float, *, by_point: bool = False) -> tuple[int, int, int]:
        """Of the placed predictions scored above this: how many have an annotated place, are right, are extra.

        `by_point` asks only whether it is the right place, which is what the score is about, not for its shape.
        """
        return _tally(self._scored(lambda score: score > above, by_point=by_point))

    def bins(self, count: int = 10) -> list[Bin]:
        """A reliability table: `count` equal bins of the score, 1.0 in the last."""
        table = []
        for number in range(count):
            low, high = number / count, (number + 1) / count
            above = math.inf if number == count - 1 else high
            rows = self._scored(partial(_is_between, low, above))
            graded, right, extra = _tally(rows)
            mean = statistics.fmean(score for score, _ in rows) if rows else math.nan
            table.append(Bin(low=low, high=high, graded=graded, right=right, extra=extra, mean_score=mean))
        return table

    @property
    def _near(self) -> int:
        return sum(distance <= SAME_CITY_KM for distance in self.distances_km)

    def _scored(self, is_in: Callable[[float], bool], *, by_point: bool = False) -> list[tuple[float, bool | None]]:
        """Placed predictions as (score, right), right None for extras; those of unplaced annotations are left out."""
        rows: list[tuple[float, bool | None]] = []
        for outcome in self.outcomes:
            right = outcome.is_place_right if by_point else outcome.is_right
            if outcome.predicted is not None and outcome.predicted.lat is not None and right is not None:
                rows.append((outcome.predicted.score, right))
        rows += [(extra.score, None) for _, extra in self.extras if extra.lat is not None]
        return [row for row in rows if is_in(row[0])]


def share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _is_between(low: float, high: float, score: float) -> bool:
    return low <= score < high


def _tally(rows: Sequence[tuple[float, bool | None]]) -> tuple[int, int, int]:
    graded = [right for _, right in rows if right is not None]
    return len(graded), sum(graded), len(rows) - len(graded)


def joined(scores: Iterable[Score]) -> Score:
    """One score over the texts of several."""
    whole = Score()
    for score in scores:
        whole.documents += score.documents
        whole.outcomes += score.outcomes
        whole.extras += score.extras
    return whole


def score_documents(documents: Iterable[tuple[Annotated, Sequence[Predicted]]]) -> Score:
    """The score of annotated texts, each with what was predicted for it."""
    score = Score()
    for document, predictions in documents:
        score.documents += 1
        golds = _without_doubles(document.golds)
        predicted = _without_doubles(predictions)
        partner = dict(pair_spans(golds, predicted))
        for i, gold in enumerate(golds):
            match = predicted[partner[i]] if i in partner else None
            score.outcomes.append(
                Outcome(
                    document=document,
                    gold=gold,
                    predicted=match,
                    distance_km=_distance_between(gold, match),
                    is_right=is_placed_right(gold, match),
                )
            )
        taken = set(partner.values())
        score.extras += [(document, extra) for j, extra in enumerate(predicted) if j not in taken]
    return score


def pair_spans(golds: Sequence[Gold], predicted: Sequence[Predicted]) -> list[tuple[int, int]]:
    """(index of gold, index of prediction) of spans that share a character, each in one pair at most.

    Greedy: equal spans first, then the more characters shared the earlier.
    """
    possible = []
    for i, gold in enumerate(golds):
        for j, other in enumerate(predicted):
            shared = min(gold.end, other.end) - max(gold.start, other.start)
            if shared > 0:
                is_exact = (gold.start, gold.end) == (other.start, other.end)
                possible.append((not is_exact, -shared, i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(possible):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return list(pairs.items())


def _without_doubles(spans: Sequence[Span]) -> list[Span]:
    return list({(span.start, span.end): span for span in reversed(spans)}.values())[::-1]


def _distance_between(gold: Gold, predicted: Predicted | None) -> float | None:
    if predicted is None or predicted.lat is None or predicted.lon is None or gold.lat is None or gold.lon is None:
        return None
    return distance_km(lat=gold.lat, lon=gold.lon, other_lat=predicted.lat, other_lon=predicted.lon)


def distance_km(*, lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points of a sphere, as the corpora's published figures are measured."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def is_placed_right(gold: Gold, predicted: Predicted | None) -> bool | None:
    """Whether a mention lies where it is annotated; None where the corpus says of no place, False where it is missed.

    With probes the geometry decides; else the point, within the annotated distance. A place that no gazetteer has
    (no probes, no coordinates) is right when it is left unresolved.
    """
    if not gold.has_place:
        return None
    if predicted is None:
        return False
    if gold.has_shape:
        return is_right_shape(predicted.geometry, gold.contains, gold.excludes, slack_km=gold.slack_km)
    if gold.lat is None:
        return predicted.lat is None
    distance = _distance_between(gold, predicted)
    return distance is not None and distance <= gold.km


def is_right_shape(
    geometry: BaseGeometry | None,
    contains: Sequence[LonLat],
    excludes: Sequence[LonLat],
    *,
    slack_km: float = SLACK_KM,
) -> bool:
    """Whether a geometry (EPSG:4326) holds every probe of the first kind and none of the second, but for the slack.

    A line has no inside: it holds what it passes within that distance.
    """
    if geometry is None or geometry.is_empty:
        return False
    return all(_depth_km(geometry, probe) >= -slack_km for probe in contains) and not any(
        _depth_km(geometry, probe) > (slack_km if geometry.area else -slack_km) for probe in excludes
    )


def _depth_km(geometry: BaseGeometry, probe: LonLat) -> float:
    """How far inside a geometry a point lies, in kilometres; outside it the distance to it, negative."""
    lon, lat = probe
    kilometres = math.pi * EARTH_RADIUS_KM / 180
    east = kilometres * math.cos(math.radians(lat))  # true at the probe, where the answer is near zero
    flat = affine_transform(geometry, [east, 0, 0, kilometres, -east * lon, -kilometres * lat])
    origin = Point(0, 0)
    if flat.area and flat.covers(origin):
        return float(shapely.boundary(flat).distance(origin))
    return -float(flat.distance(origin))


def read_annotated(document: dict[str, Any]) -> Annotated:
    """An annotated text from its JSON object, with "toponyms" (offsets) or "places" (text and which occurrence).

    Raises ValueError naming the text and the place that does not stand in it.
    """
    is_own = "places" in document
    golds = _read_place if is_own else _read_toponym
    return Annotated(
        id=str(document["id"]),
        lang=document.get("lang", ""),
        text=document["text"],
        golds=tuple(golds(document, place) for place in document["places" if is_own else "toponyms"]),
        not_places=tuple(document.get("not_places") or ()),
        is_own=is_own,
    )


def _read_toponym(document: dict[str, Any], toponym: dict[str, Any]) -> Gold:
    start, end = toponym["start"], toponym["end"]
    lat, lon = toponym.get("lat"), toponym.get("lon")
    return Gold(start=start, end=end, text=document["text"][start:end], lat=lat, lon=lon, has_place=lat is not None)


def _read_place(document: dict[str, Any], place: dict[str, Any]) -> Gold:
    start = -1
    for _ in range(place.get("n", 1)):
        start = document["text"].find(place["text"], start + 1)
        if start < 0:
            raise ValueError(f"{document['id']}: {place['text']!r} number {place.get('n', 1)} is not in the text.")
    probes = place.get("shape") or {}
    return Gold(
        start=start,
        end=start + len(place["text"]),
        text=place["text"],
        lat=place.get("lat"),
        lon=place.get("lon"),
        km=place.get("km") or PLACED_KM,
        role=place.get("role") or None,
        relation=place.get("relation") or "",
        contains=tuple((lon, lat) for lon, lat in probes.get("contains") or ()),
        excludes=tuple((lon, lat) for lon, lat in probes.get("excludes") or ()),
        slack_km=probes.get("slack_km") or SLACK_KM,
    )


def read_predicted(toponym: dict[str, Any]) -> Predicted:
    """A prediction from a JSON object with at least start and end: a mention of `locate --jsonl`, or a span."""
    geometry = toponym.get("geometry")
    return Predicted(
        start=toponym["start"],
        end=toponym["end"],
        text=toponym.get("text", ""),
        lat=toponym.get("lat"),
        lon=toponym.get("lon"),
        score=toponym.get("score") or 0.0,
        role=toponym.get("role", ""),
        relation=toponym.get("relation") or "",
        geometry=shape(geometry) if geometry else None,
        country=toponym.get("country", ""),
        reason=toponym.get("reason", ""),
        place_ids=tuple(toponym.get("place_ids") or ()),
    )
