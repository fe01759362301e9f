"""The records of a text's place mentions: each name with its role, its relation and the shape of its expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gazetteer import shapes
from gazetteer.borders import LINE_KINDS, countries_of, towns_around
from gazetteer.cues import Words
from gazetteer.divisions import TOWN_KINDS, division_of, name_divisions
from gazetteer.expressions import COUNTRYSIDE_REACH_M, Shaped, ShapeMaker, own_shape, point_on
from gazetteer.found import Found
from gazetteer.heads import (
    Expressions,
    relation_in_expression,
    role_in_expression,
    unless_elsewhere,
    unless_far_outside,
)
from gazetteer.index import Gazetteer
from gazetteer.places import Place, PlacedMention, Role
from gazetteer.relations import Relation

_ROUGH = frozenset(["near", "offset", "sector", "between"])
_BOUNDS = frozenset(["governorate", "province", "district"])
LEAST_SURE = 0.7  # the score of a name whose surroundings may bound one that no gazetteer has
_LEAST_SHARED = 0.3  # of the smaller of two rough shapes


def shape_mentions(
    words: Words, found: Sequence[Found], roles: Sequence[Role], gazetteer: Gazetteer, country: str
) -> list[PlacedMention]:
    """The mentions of a text in order, each with its shape (EPSG:4326); `country` is the one the text is about."""
    maker = ShapeMaker(gazetteer, country)
    found = name_divisions(words, found, gazetteer)
    expressions = Expressions(words, found)
    if expressions.members:
        found = [unless_elsewhere(expressions, found, i) for i in range(len(found))]
        found = [unless_far_outside(expressions, found, i, gazetteer) for i in range(len(found))]
    relations = [relation_in_expression(expressions, found[i], roles[i], i) for i in range(len(found))]
    shaped = [_shape_of(maker, found, relations, i) for i in range(len(found))]
    _follow_roads(maker, found, relations, shaped)
    _intersect_expressions(found, shaped, relations, expressions)
    _share_tripoints(relations, shaped, expressions)
    writer = _Writer(words, found, relations, expressions, shaped, gazetteer)
    return [writer.write(i, role_in_expression(expressions, found, roles, i)) for i in range(len(found))]


def _shape_of(maker: ShapeMaker, found: Sequence[Found], relations: Sequence[Relation], i: int) -> Shaped | None:
    item, relation = found[i], relations[i]
    if item.place is None:
        return None
    partners = [place for n in _others(relation, i) if n < len(found) and (place := found[n].place) is not None]
    is_town_itself = not TOWN_KINDS.isdisjoint(relation.kinds)  # شمال مدينة حماة is not north of Hama governorate
    goes_far = relation.name == "countryside" or (relation.name == "sector" and not is_town_itself)
    region = division_of(maker.gazetteer, item.place.id) if goes_far else None
    return maker.make(item.place, relation, partners=partners, region=region)


def _others(relation: Relation, i: int) -> Sequence[int]:
    """The other names of a relation of several, in the text's order."""
    if relation.others:
        return relation.others
    return (relation.partner,) if relation.partner is not None and relation.partner != i else ()


def _follow_roads(
    maker: ShapeMaker, found: Sequence[Found], relations: Sequence[Relation], shaped: list[Shaped | None]
) -> None:
    """Make "the M4 between A and B" the stretch of the road between them, for all three names."""
    for i, item in enumerate(found):
        if item.place is None or item.place.kind != "road":
            continue
        pair = next((n for n in (i + 1, i - 2) if 0 <= n < len(found) - 1 and relations[n].partner is not None), None)
        if pair is None or relations[pair].name != "between":
            continue
        partner = relations[pair].partner
        first, second = found[pair].place, found[partner].place if partner is not None else None
        stretch = maker.stretch(item.place, first, second) if first and second else None
        if stretch is not None:
            shaped[i] = shaped[pair] = stretch
            shaped[partner if partner is not None else pair] = stretch


def _intersect_expressions(
    found: Sequence[Found], shaped: list[Shaped | None], relations: Sequence[Relation], expressions: Expressions
) -> None:
    """Cut each head's shape down to what the rest of its expression leaves of it; a place itself is never cut off from
    what is near it."""
    for head, members in expressions.members.items():
        for i in members:
            first, second = shaped[head], shaped[i]
            if i in expressions.border_of or first is None or second is None:
                continue
            if first.geometry.geom_type == "Point" or second.geometry.area == 0:
                continue
            shared = shapes.intersect(first.geometry, second.geometry)
            if shared is None or _loses_its_place(found[head], relations[head], found[i], relations[i], shared):
                continue
            if not _barely_meet(first, second, relations[i], shared):
                shaped[head] = Shaped(shared, shapes.radius_of_m(shared))


def _share_tripoints(relations: list[Relation], shaped: list[Shaped | None], expressions: Expressions) -> None:
    """Give the countries of "the triangle where A, B and C meet" the shape of that triangle, not their own."""
    for i, border in expressions.border_of.items():
        if relations[border].feature.startswith("tripoint:") and shaped[border] is not None:
            shaped[i] = shaped[border]
            relations[i] = replace(relations[i], name="border")


def _loses_its_place(head: Found, relation: Relation, other: Found, member: Relation, shared: BaseGeometry) -> bool:
    """Whether "near A, east of B" would no longer hold A: directions, bands and borders say less of A than we know.

    Not so where B is another country: "near Nusaybin, in Syria" is across the border from it.
    """
    if relation.name == "between" and (member.name in _ROUGH or other.span.is_border):
        return True  # two ends say more of where it is than "north-west of Mosul, near the border"
    if relation.name != "near" or relation.azimuth is not None or head.place is None:
        return False
    if member.name not in _ROUGH and (other.place is None or other.place.country not in ("", head.place.country)):
        return False
    return not shared.covers(Point(head.place.lon, head.place.lat))


def _barely_meet(first: Shaped, second: Shaped, relation: Relation, shared: BaseGeometry) -> bool:
    """Whether two rough shapes only touch: "near A, east of B" is near A even where our "east of B" ends too soon.

    An area, a border or a country has an edge of its own, and always cuts.
    """
    if relation.name not in _ROUGH:
        return False
    return shared.area < _LEAST_SHARED * min(first.geometry.area, second.geometry.area)


class _Writer:
    """Writes the records of one text."""

    def __init__(
        self,
        words: Words,
        found: Sequence[Found],
        relations: Sequence[Relation],
        expressions: Expressions,
        shaped: Sequence[Shaped | None],
        gazetteer: Gazetteer,
    ) -> None:
        self.words = words
        self.found = found
        self.relations = relations
        self.expressions = expressions
        self.shaped = shaped
        self.gazetteer = gazetteer

    def write(self, i: int, role: Role) -> PlacedMention:
        item, relation = self.found[i], self.relations[i]
        place, resolution = item.place, item.resolution
        shape = self.shaped[i] if place is not None else self._bound(i)
        score, reason = _score_and_reason(item)
        country, admin1 = (place.country, place.admin1) if place is not None else ("", "")
        lat, lon = (place.lat, place.lon) if place is not None else (None, None)
        if place is None and shape is not None:
            lat, lon = shapes.inner_point(shape.geometry)
            country, admin1 = self.gazetteer.containing(lat=lat, lon=lon)
            score, reason = 0.3, f"{reason}; placed only in the area that the sentence names"
        elif place is not None and place.kind in LINE_KINDS:
            lat, lon = self._point_of_line(place, shape, i)
        first, last = self._extent(i)
        span, tokens = item.span, self.words.tokens
        return PlacedMention(
            start=span.start,
            end=span.end,
            text=self.words.text[span.start : span.end],
            name=span.name,
            relation=relation.name,
            role=role,
            lat=lat,
            lon=lon,
            radius_m=shape.radius_m if shape else None,
            geometry=shape.geometry if shape else None,
            place_ids=(place.id,) if place is not None else (),
            country=country,
            admin1=admin1,
            score=score,
            reason=reason,
            candidates=resolution.candidates if resolution is not None else (),
            expression_start=min(tokens[first].start, span.start),
            expression_end=max(tokens[last - 1].end, span.end),
            label=relation.label,
        )

    def _extent(self, i: int) -> tuple[int, int]:
        """The tokens that a name's expression covers, with what stands in it."""
        first, last = self.relations[i].first, self.relations[i].last
        for n in self.expressions.members.get(i, ()):
            relation, span = self.relations[n], self.found[n].span
            first, last = min(first, relation.first), max(last, relation.last, span.last)
        return first, last

    def _point_of_line(self, place: Place, shape: Shaped | None, i: int) -> tuple[float, float]:
        """The point of a line nearest to the names around it; where three borders meet, that point."""
        if self.relations[i].feature.startswith("tripoint:") and shape is not None:
            return shapes.inner_point(shape.geometry)
        line = self.gazetteer.geometry(place.id)
        if line is None:
            return place.lat, place.lon
        return point_on(line, towns_around(self.found, i, self.words, countries_of(place)))

    def _bound(self, i: int) -> Shaped | None:
        """The shape of a name that is not in the gazetteer: that of the area that its expression, or else its sentence,
        puts it in: a governorate, a countryside, the district of a town, "near X"."""
        if self.found[i].span.is_border:
            return None
        if (city := self._city_of(i)) is not None:
            return Shaped(shapes.circle(lat=city.lat, lon=city.lon, radius_m=city.radius_m), city.radius_m)
        heads, words = self.expressions.heads, self.words
        after = range(i + 1, min(i + 4, len(self.found)))
        own = [n for n in after if heads[n] == heads[i]]
        sentence = words.sentence[self.found[i].span.first]
        same = [n for n in [*after, *range(max(0, i - 3), i)] if words.sentence[self.found[n].span.first] == sentence]
        beside = i + 1 if i + 1 in same and self._touches(i) else None
        for n in [*own, *([] if beside is None else [beside]), *same]:
            place, shape, relation = self.found[n].place, self.shaped[n], self.relations[n]
            if place is None or shape is None:
                continue
            if n == beside and place.kind in ("city", "town") and relation.name == "in" and not relation.feature:
                return self._around_town(place)
            if n == beside and place.kind not in _BOUNDS and ("district" in relation.kinds or relation.name == "near"):
                return _district_around(place) if relation.name != "near" else shape
            is_rough = (n == beside or n in own) and relation.name in _ROUGH and self._is_sure(n)  # north-west of X
            if (is_rough or place.kind in _BOUNDS or relation.name == "countryside") and shape.geometry.area > 0:
                return shape
        return None

    def _city_of(self, i: int) -> Place | None:
        """The town that a street, a bridge or a quarter is told to be in."""
        begins = self.found[i].span.site_of
        city = next((item.place for item in self.found if begins >= 0 and item.span.first == begins), None)
        return city if city is not None and city.kind in ("city", "town", "camp") else None

    def _around_town(self, town: Place) -> Shaped:
        """Where what is "in" a town, and has no place of its own, may be: its governorate, or the land around it."""
        division = division_of(self.gazetteer, town.id)
        return (
            _district_around(town)
            if division is None
            else own_shape(self.gazetteer, self.gazetteer.version, division.id)
        )

    def _is_sure(self, i: int) -> bool:
        resolution = self.found[i].resolution
        return resolution is not None and resolution.score >= LEAST_SURE

    def _touches(self, i: int) -> bool:
        return self.relations[i + 1].first <= self.relations[i].last + 1


def _district_around(town: Place) -> Shaped:
    """The district called after a town, where its outline is not known: as wide as the country around such a town."""
    radius_m = COUNTRYSIDE_REACH_M.get(town.kind, 15_000.0)
    return Shaped(shapes.circle(lat=town.lat, lon=town.lon, radius_m=radius_m), radius_m)


def _score_and_reason(item: Found) -> tuple[float, str]:
    if item.resolution is not None and item.place is not None:
        return item.resolution.score, item.resolution.reason
    if item.resolution is not None:
        return 0.0, "unresolved: not in the gazetteer under this spelling; places of a like name lie far from the rest"
    if item.place is not None and item.span.site_of >= 0:
        return 0.9, f"{item.place.name}: the one of that name in the town that the text names"
    if not item.span.is_border:
        return 0.0, "unresolved: called a place by the words before it, but not in the gazetteer"
    if item.place is None:
        return 0.0, "unresolved: the text does not say which border"
    if item.place.kind == "border":
        sure = 0.9 if item.span.border_of else 0.7
        return sure, f"{item.place.name}: the border of the countries that the text is about"
    return 0.9, f"{item.place.name}: told by its people's adjective"
