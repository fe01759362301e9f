"""The route of a patrol or a convoy, where its sentence says from where to where: its stops in order, and the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from shapely import LineString, Point, get_coordinates, line_merge
from shapely.geometry.base import BaseGeometry

from dashboard.reading.drafts import is_part_of_force
from dashboard.reading.mentions import Mentions, within
from dashboard.reading.placing import distance_m, is_region
from dashboard.reading.sentences import Sentence
from dashboard.reading.spoken import is_spoken
from dashboard.reading.ways import Way, way_of
from gazetteer.index import Gazetteer
from gazetteer.places import PlacedMention
from gazetteer.shapes import line_between

ROUTED = frozenset({"patrol", "joint_patrol", "movement"})
_STARTS: tuple[Way, ...] = ("origin", "gate")
_ENDS: tuple[Way, ...] = ("arrival", "heading")
_SHORTEST_M, _LONGEST_LEG_M = 2_000.0, 250_000.0
_MOST_STOPS = 8
_OFF_ROAD_M = 8_000.0
"""A stop so far from the road that the sentence names is not on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Two stops or more in the order in which they were passed, and the line through them.

    The line, (lon, lat), has a vertex for each stop and no other where nothing says how they went from one to the next;
    more where they kept to a road that the sentence names.
    """

    stops: tuple[PlacedMention, ...]
    line: LineString


def route_of(
    kind: str, place: PlacedMention | None, sentence: Sentence, mentions: Mentions, gazetteer: Gazetteer
) -> Route | None:
    """The route that the sentence of a patrol or a movement gives; None where it lacks an end, or leads elsewhere.

    `place` is what was read to be the place of the event: a route that does not touch it is another's.
    """
    if kind not in ROUTED or place is None:
        return None
    named = within(mentions.places, sentence.start, sentence.end)
    stops = _ordered([(p, _way(mentions.text, p)) for p in named if _is_stop(p, mentions)])
    if len(stops) < 2 or not _is_plausible(stops):
        return None
    if not any(stop.place_ids == place.place_ids for stop in stops):
        return None
    return Route(stops=tuple(stops), line=_line(stops, _road(named, gazetteer)))


def route_names(route: Route, gazetteer: Gazetteer) -> tuple[str, str]:
    """ "from A to C via B", "from A via B and back" in English and Arabic."""
    english, arabic = ([_name(stop, gazetteer, lang) for stop in route.stops] for lang in ("en", "ar"))
    if route.stops[0].place_ids == route.stops[-1].place_ids:
        passed, passed_in_arabic = ", ".join(english[1:-1]), " و".join(arabic[1:-1])
        return f"from {english[0]} via {passed} and back", f"من {arabic[0]} عبر {passed_in_arabic} والعودة"
    in_english, in_arabic = f"from {english[0]} to {english[-1]}", f"من {arabic[0]} إلى {arabic[-1]}"
    if len(route.stops) > 2:
        in_english += f" via {', '.join(english[1:-1])}"
        in_arabic += f" عبر {' و'.join(arabic[1:-1])}"
    return in_english, in_arabic


def _name(stop: PlacedMention, gazetteer: Gazetteer, lang: str) -> str:
    places = gazetteer.places(stop.place_ids[:1])
    return places[0].name_in(lang) if places else stop.name


def _is_stop(place: PlacedMention, mentions: Mentions) -> bool:
    """Whether a place is one that can be driven to: a town, a base, a crossing, named for itself."""
    if not place.is_resolved or not place.place_ids or place.role in ("actor", "source"):
        return False
    if place.relation not in ("", "in", "near", "between") or (is_region(place) and place.relation != "between"):
        return False
    kinds = {c.place.kind for c in place.candidates[:1]}
    if kinds & {"road", "river", "border", "governorate", "country", "region"}:
        return False
    return not (is_spoken(mentions.text, place.start, place.end) or is_part_of_force(place, mentions))


def _way(text: str, place: PlacedMention) -> Way | None:
    """What the words right before the name say: of "the M4 from A to B", which is one expression, those inside it."""
    return way_of(text, replace(place, expression_start=place.start) if place.relation == "between" else place)


def _ordered(towns: Sequence[tuple[PlacedMention, Way | None]]) -> list[PlacedMention]:
    """The start, what was passed, the end; empty where start or end is not told."""
    first = next((at for at, (_, way) in enumerate(towns) if way in _STARTS), None)
    if first is None:
        return []
    start, rest = towns[first][0], towns[first + 1 :]
    last = next((place for place, way in reversed(rest) if way in _ENDS), None)
    if last is None:
        return []
    passed = [
        place
        for place, way in rest
        if way in ("through", "arrival", "gate") and place is not last and place.place_ids != start.place_ids
    ]
    stops = [start, *passed, last]
    return [stop for at, stop in enumerate(stops) if not at or stop.place_ids != stops[at - 1].place_ids]


def _is_plausible(stops: Sequence[PlacedMention]) -> bool:
    points = [replace(stop, geometry=None) for stop in stops]
    legs = [distance_m(one, other) for one, other in pairwise(points)]
    return len(stops) <= _MOST_STOPS and sum(legs) >= _SHORTEST_M and max(legs) <= _LONGEST_LEG_M


def _road(named: Sequence[PlacedMention], gazetteer: Gazetteer) -> BaseGeometry | None:
    """The line of the one road that a sentence names, where the gazetteer has it."""
    roads = {p.place_ids[0] for p in named if p.place_ids and {c.place.kind for c in p.candidates[:1]} == {"road"}}
    if len(roads) != 1:
        return None
    line = gazetteer.geometry(roads.pop())
    return line if line is not None and line.geom_type in ("LineString", "MultiLineString") else None


def _line(stops: Sequence[PlacedMention], road: BaseGeometry | None) -> LineString:
    points = [(float(stop.lon or 0), float(stop.lat or 0)) for stop in stops]
    vertices = [points[0]]
    for start, end in pairwise(points):
        vertices += _along(road, start, end) if road is not None else []
        vertices.append(end)
    return LineString(vertices)


def _along(road: BaseGeometry, start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The vertices of a road between two points that lie on it, in the order from one to the other; else none."""
    degrees = _OFF_ROAD_M / 111_000
    if max(road.distance(Point(start)), road.distance(Point(end))) > degrees:
        return []
    stretch = line_between(line_merge(road) if road.geom_type == "MultiLineString" else road, start, end)
    if stretch is None or stretch.geom_type != "LineString":
        return []
    vertices = [(float(x), float(y)) for x, y in get_coordinates(stretch)]
    is_backward = np.hypot(*np.subtract(vertices[0], start)) > np.hypot(*np.subtract(vertices[-1], start))
    return vertices[::-1] if is_backward else vertices
