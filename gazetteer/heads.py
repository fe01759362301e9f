"""Which names stand in one expression ("near the Turkish border in Hasakah governorate"), and what each is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer.borders import LINE_KINDS, border_names
from gazetteer.cues import Words, capitals
from gazetteer.divisions import division_of
from gazetteer.expressions import is_in_its_name
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.places import Place, Role
from gazetteer.relations import Relation
from gazetteer.roles import is_heading
from gazetteer.shapes import distance_between_m

FACILITIES = frozenset(["base", "airfield", "camp", "crossing", "dam", "bridge", "prison", "oil field"])
_UNNAMED = frozenset(["crossing", "base", "oil field"])
"""Features that are called after the town they lie near; a camp, a bridge or an airport bears its name."""
CONTAINERS = frozenset(["country", "governorate", "province", "region", "district"])
_AREAS = frozenset(["governorate", "province", "region", "district"])
_SETTLEMENTS = frozenset(["city", "town", "village", "quarter"])
_SMALL = frozenset(["town", "village", "quarter"])
_AROUND = frozenset(["district", "region"])
"""What a town is called where the land around it is meant: the Afrin region, the Houla plain."""
_APPOSITIONS = frozenset(["", "in", "part_of", "sector", "countryside", "border"])
_LIST_WORDS = frozenset(["and", "or", "و", "او", "to", "الي"])


class Expressions:
    """The expressions of a text: for each name its head, and the names that only say whose border is meant."""

    def __init__(self, words: Words, found: Sequence[Found]) -> None:
        self.words = words
        self.heads = list(range(len(found)))
        self.border_of: dict[int, int] = {}
        for i, item in enumerate(found):
            if item.span.border_with >= 0:
                self.border_of.update(dict.fromkeys(border_names(found, words, i), i))
        self.members: dict[int, list[int]] = {}
        for i in range(1, len(found)):
            head = self.border_of.get(i)
            before = self._before(i)
            if before is not None and _is_possessed(words, found[before], found[i]):
                before = _before_owner(words, found, before)
            if head is None and before is not None and _stands_in(words, found, i, before):
                head = self.heads[before]
            if head is not None:
                self.heads[i] = head
                self.members.setdefault(head, []).append(i)

    def _before(self, i: int) -> int | None:
        """The name before, past those that say whose border it is: the border with Turkey [in] Hasakah."""
        before = i - 1
        return self.border_of.get(before, before)

    def is_plain(self, i: int) -> bool:
        """Whether a name stands in no expression with others."""
        return self.heads[i] == i and i not in self.members


def _stands_in(words: Words, found: Sequence[Found], i: int, before_index: int) -> bool:
    """Whether a name says where the one before it is: the governorate around it, the towns along a line."""
    here, before = found[i], found[before_index]
    is_line = _is_line(before)
    if not (_contains_others(here) or (is_line and here.relation.name in ("near", "sector"))):
        return False
    if words.sentence[here.span.first] != words.sentence[before.span.first]:
        return False
    reached = max(before.relation.last, found[i - 1].span.last)
    touches = here.relation.first <= reached and here.span.first > before.span.first
    both_countries = before.place is not None and before.place.kind == "country" and _kind(here) == "country"
    is_apposition = here.relation.name in _APPOSITIONS or is_line
    return touches and not both_countries and is_apposition and not _is_list(words, here, found[i - 1])


_POSSESSIVE = re.compile(r"['’]s?\s(?:[a-z-]+\s){0,2}")
_IN_ITS = re.compile(r"(?:\s(?:town|city|village|district|area|territory|province|county))?,?\s(?:in\s)?(?:[a-z-]+\s)?")


def _is_possessed(words: Words, owner: Found, item: Found) -> bool:
    """Whether a country only says whose a region is: "in Nigeria's Borno state", "Pakistan's restive Balochistan"."""
    gap = _POSSESSIVE.fullmatch(words.text, owner.span.end, item.span.start)
    return gap is not None and _kind(owner) == "country" and _kind(item) in _AREAS


def _before_owner(words: Words, found: Sequence[Found], owner: int) -> int | None:
    """The name that a country with its region follows right on: "Bama, in Nigeria's Borno state"."""
    if not owner:
        return None
    gap = words.text[found[owner - 1].span.end : found[owner].span.start]
    return owner - 1 if _IN_ITS.fullmatch(gap) else None


def _kind(item: Found) -> str:
    return item.place.kind if item.place is not None else ""


def _contains_others(item: Found) -> bool:
    return _kind(item) in CONTAINERS or item.relation.name in ("sector", "countryside") or item.span.is_border


def _is_line(item: Found) -> bool:
    return item.place is not None and item.place.kind in LINE_KINDS


def _is_list(words: Words, here: Found, before: Found) -> bool:
    """Whether two names are listed side by side ("Syria and Iraq") rather than one inside the other."""
    between = words.text[before.span.end : here.span.start]
    if any(mark in between for mark in "/;:(") or here.relation.is_alias:
        return True
    listed = any(words.tokens[t].key in _LIST_WORDS for t in range(before.span.last, here.span.first))
    return listed or between.strip().startswith("و")


def relation_in_expression(expressions: Expressions, item: Found, role: Role, i: int) -> Relation:
    """A name's relation once it is known what it is: of an area around another name "part_of", of a road "along"."""
    relation, place = item.relation, item.place
    if i in expressions.border_of or (role == "source" and relation.name == "part_of"):
        return _renamed(relation, "")
    if item.span.is_border:
        return relation
    if place is None:
        return relation
    if is_in_its_name(place, relation):
        return replace(relation, name="", azimuth=None, is_inside=False)
    name, kind = relation.name, place.kind
    if name not in ("", "in"):
        return _renamed(relation, "") if role == "actor" else relation
    if is_heading(expressions.words, item.span):
        return _renamed(relation, "part_of" if item.region else "in")
    if kind == "road" or (kind == "river" and name == "in"):
        return _renamed(relation, "along")
    if relation.feature == "centre" and kind in CONTAINERS:
        return replace(relation, name="sector", is_inside=True)
    if kind in _SETTLEMENTS and name == "in":
        is_unnamed = _is_unnamed_feature(expressions.words, relation, item)
        if is_unnamed or relation.feature == "area" or "road" in relation.kinds:
            return replace(relation, name="near", label=relation.label or is_unnamed)
        if not _AROUND.isdisjoint(relation.kinds) and not relation.feature and kind != "quarter":
            return replace(relation, feature="district")
    if role == "context" and name == "in" and item.span.key in capitals():
        return _renamed(relation, "")
    if kind in FACILITIES and not name and role != "source":
        return _renamed(relation, "in")
    if role == "actor" or (kind == "country" and name == "in"):
        return _renamed(relation, "")
    if kind in _AREAS and expressions.heads[i] != i:
        return _renamed(relation, "" if role == "source" else "part_of")
    return relation


def _renamed(relation: Relation, name: str) -> Relation:
    if relation.name == name and (name or relation.partner is None):
        return relation
    return replace(relation, name=name, partner=relation.partner if name else None)


def _is_unnamed_feature(words: Words, relation: Relation, item: Found) -> str:
    """The words that call a settlement a base or an oil field: the feature lies near it, and is the label."""
    if _UNNAMED.isdisjoint(relation.kinds):
        return ""
    first, last = relation.first, relation.last
    before = words.text[words.tokens[first].start : item.span.start] if first < item.span.first else ""
    after = words.text[item.span.end : words.tokens[last - 1].end] if last > item.span.last else ""
    return re.sub(r"^\W+|\W+$", "", before or after)


def role_in_expression(expressions: Expressions, found: Sequence[Found], roles: Sequence[Role], i: int) -> Role:
    """A name's role; the governorate of an event's town has the event's role, a mere country has its own."""
    if i in expressions.border_of:
        return "context"
    head = expressions.heads[i]
    role, head_role = roles[i], roles[head]
    if head == i or {role, head_role} != {"event", "context"}:
        return role
    item = found[i]
    if role == "context" and _is_line(item):
        return role
    is_bare_country = _kind(item) == "country" and (item.relation.name in ("", "in") or role == "context")
    return role if is_bare_country else head_role


def unless_elsewhere(expressions: Expressions, found: Sequence[Found], i: int) -> Found:
    """A name, its place taken back where the expression names a governorate of another country around it."""
    item = found[i]
    members = expressions.members.get(expressions.heads[i])
    if not members or item.place is None or item.span.is_border:
        return item
    if item.place.kind in CONTAINERS or item.place.kind in LINE_KINDS:
        return item
    around: list[Place] = [
        place for n in members if n > i and n not in expressions.border_of and (place := found[n].place) is not None
    ][:2]
    countries = {place.country for place in around if place.kind in ("country", "governorate", "province", "city")}
    if not countries or item.place.country in countries:
        return item
    named = item.resolution.candidates.places() if item.resolution else ()
    fitting = [place for place in named if place.country in countries]
    return replace(item, place=fitting[0] if fitting else None)


FAR_OUTSIDE_M = 40_000.0
"""How far from a governorate a village of the name can't be the one that lies "in its countryside"."""


def unless_far_outside(expressions: Expressions, found: Sequence[Found], i: int, gazetteer: Gazetteer) -> Found:
    """A village's or town's place, taken back where it lies far outside the governorate that its expression names:
    al-Huwayjah "in the western countryside of Raqqa" is no al-Huwayjah of Hama."""
    item = found[i]
    members = expressions.members.get(i)
    if not members or item.place is None or item.place.kind not in _SMALL or item.relation.name == "between":
        return item
    around = next((area for n in members if (area := _governorate_named(found[n], gazetteer)) is not None), None)
    if around is None or not _is_far_from(around, item.place):
        return item
    named = item.resolution.candidates.places() if item.resolution else iter(())
    fitting = next((p for p in named if p.kind in _SMALL and not _is_far_from(around, p)), None)
    return replace(item, place=fitting)


def _governorate_named(item: Found, gazetteer: Gazetteer) -> BaseGeometry | None:
    """The outline of the governorate that a name is, or of the one whose capital's countryside it means."""
    place = item.place
    if place is None or item.span.is_border:
        return None
    if place.kind in ("governorate", "province"):
        return gazetteer.outline(place.id)
    division = division_of(gazetteer, place.id) if item.relation.name == "countryside" else None
    return gazetteer.outline(division.id) if division is not None else None


def _is_far_from(area: BaseGeometry, place: Place) -> bool:
    point = Point(place.lon, place.lat)
    if area.area == 0 or area.distance(point) == 0:
        return False
    nearest = nearest_points(area, point)[0]
    away_m = distance_between_m(lat=place.lat, lon=place.lon, other_lat=nearest.y, other_lon=nearest.x)
    return away_m > FAR_OUTSIDE_M
