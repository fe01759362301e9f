"""Which names stand in one expression ("near the Turkish border in Hasakah governorate"), their shapes and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from gazetteer import shapes
from gazetteer.borders import LINE_KINDS, countries_of, towns_around
from gazetteer.cues import Words, capitals
from gazetteer.expressions import Shaped, ShapeMaker, point_on
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.places import Place, PlacedMention, Role
from gazetteer.relations import Relation
from gazetteer.roles import is_heading

_FACILITIES = frozenset(["base", "airfield", "camp", "crossing", "dam", "bridge", "prison", "oil field"])
_CONTAINERS = frozenset(["country", "governorate", "province", "region", "district"])
_ROUGH = frozenset(["near", "offset", "sector", "between"])
_LEAST_SHARED = 0.3  # of the smaller of two rough shapes


def shape_mentions(
    words: Words, found: Sequence[Found], roles: Sequence[Role], gazetteer: Gazetteer, country: str
) -> list[PlacedMention]:
    maker = ShapeMaker(gazetteer, country)
    heads = expression_heads(words, found)
    found = [_unless_elsewhere(found, heads, i) for i in range(len(found))]
    relations = [_relation_in_expression(words, found, heads, roles, i) for i in range(len(found))]
    shaped = [_shape_of(maker, found, relations, i) for i in range(len(found))]
    shaped = _follow_roads(maker, found, relations, shaped)
    shaped = _intersect_expressions(shaped, relations, heads)
    shaped = [_bounded(words, found, shaped, heads, i) for i in range(len(found))]
    mentions = []
    for i, item in enumerate(found):
        members = [n for n in range(i, min(i + 4, len(found))) if heads[n] == i]
        mentions.append(
            _mention(words, item, relations[i], _role_in_expression(found, roles, heads, i), shaped[i], members, found)
        )
        mentions[-1] = _with_point(mentions[-1], item, shaped[i], found, words, i, gazetteer)
    return mentions


def expression_heads(words: Words, found: Sequence[Found]) -> list[int]:
    """For each mention the index of the one that its expression is about: itself, or the X of "X in Y governorate"."""
    heads = list(range(len(found)))
    for i in range(1, len(found)):
        here, before = found[i], found[i - 1]
        is_part = _contains_others(here) or (_is_line(before) and here.relation.name in ("near", "sector"))
        if not is_part or words.sentence[here.span.first] != words.sentence[before.span.first]:
            continue
        touches = here.relation.first <= before.relation.last and here.span.first > before.span.first
        is_narrower = before.place is None or not (
            before.place.kind == "country" and here.place and here.place.kind == "country"
        )
        is_apposition = here.relation.name in ("", "in", "part_of", "sector", "countryside", "border") or _is_line(
            before
        )
        if touches and is_narrower and is_apposition and not _is_list(words, here, before):
            heads[i] = heads[i - 1]
    return heads


def _contains_others(item: Found) -> bool:
    kind = item.place.kind if item.place else ""
    return kind in _CONTAINERS or item.relation.name in ("sector", "countryside") or item.span.is_border


def _is_line(item: Found) -> bool:
    return item.place is not None and item.place.kind in LINE_KINDS


def _is_list(words: Words, here: Found, before: Found) -> bool:
    """Whether two names are listed side by side ("Syria and Iraq") rather than one inside the other."""
    between = words.text[before.span.end : here.span.start]
    if any(mark in between for mark in "/;:(") or here.relation.is_alias:
        return True
    return any(
        words.tokens[t].key in ("and", "or", "و", "او", "to", "الي") for t in range(before.span.last, here.span.first)
    ) or between.strip().startswith("و")


def _relation_in_expression(
    words: Words, found: Sequence[Found], heads: Sequence[int], roles: Sequence[Role], i: int
) -> Relation:
    relation, place = found[i].relation, found[i].place
    if i and found[i - 1].span.border_with == found[i].span.first:
        return replace(relation, name="", partner=None)
    if is_heading(words, found[i].span):
        return replace(relation, name="part_of" if found[i].region else "in")
    if place is not None and place.kind == "road" and relation.name in ("", "in"):
        return replace(relation, name="along")
    if place is not None and place.kind == "river" and relation.name == "in":
        return replace(relation, name="along")
    if place is not None and roles[i] == "context" and found[i].span.key in capitals() and relation.name == "in":
        return replace(relation, name="")
    if place is not None and place.kind in _FACILITIES and not relation.name and roles[i] != "source":
        return replace(relation, name="in")
    if roles[i] == "actor" or (place is not None and place.kind == "country" and relation.name == "in"):
        return replace(relation, name="", partner=None)
    is_area = place is not None and place.kind in ("governorate", "province", "region", "district")
    if heads[i] != i and is_area and relation.name in ("", "in"):
        return replace(relation, name="part_of")
    return relation


def _role_in_expression(found: Sequence[Found], roles: Sequence[Role], heads: Sequence[int], i: int) -> Role:
    """A name's role; the governorate of an event's town has the event's role, a mere country has its own."""
    role, head_role, place = roles[i], roles[heads[i]], found[i].place
    if i and found[i - 1].span.border_with == found[i].span.first:
        return "context"
    is_bare_country = place is not None and place.kind == "country" and found[i].relation.name in ("", "in")
    if heads[i] == i or is_bare_country or {role, head_role} != {"event", "context"}:
        return role
    return head_role


def _unless_elsewhere(found: Sequence[Found], heads: Sequence[int], i: int) -> Found:
    """A name, its place taken back where the expression names a governorate of another country around it."""
    item = found[i]
    if item.place is None or item.place.kind in _CONTAINERS or item.place.kind in LINE_KINDS or item.span.is_border:
        return item
    around = [found[n].place for n in range(i + 1, min(i + 3, len(found))) if heads[n] == i]
    countries = {
        place.country for place in around if place and place.kind in ("country", "governorate", "province", "city")
    }
    if not countries or item.place.country in countries:
        return item
    named = item.resolution.candidates.places() if item.resolution else ()
    fitting = [place for place in named if place.country in countries]
    return replace(item, place=fitting[0] if fitting else None)


def _bounded(
    words: Words, found: Sequence[Found], shaped: Sequence[Shaped | None], heads: Sequence[int], i: int
) -> Shaped | None:
    """A name's shape; for one that is not in the gazetteer that of the governorate the same sentence puts it in."""
    if shaped[i] is not None or found[i].span.is_border:
        return shaped[i]
    after = range(i + 1, min(i + 4, len(found)))
    own = [n for n in after if heads[n] == heads[i]]
    sentence = words.sentence[found[i].span.first]
    same = [n for n in [*after, *range(max(0, i - 3), i)] if words.sentence[found[n].span.first] == sentence]
    for n in [*own, *same]:
        place, shape = found[n].place, shaped[n]
        is_area = place is not None and (place.kind == "governorate" or found[n].relation.name == "countryside")
        if is_area and shape is not None and shape.geometry.area > 0:
            return shape
    return None


def _follow_roads(
    maker: ShapeMaker, found: Sequence[Found], relations: Sequence[Relation], shaped: Sequence[Shaped | None]
) -> list[Shaped | None]:
    """The shapes, where "the M4 between A and B" is the stretch of the road between them, for all three names."""
    followed = list(shaped)
    for i, item in enumerate(found):
        if item.place is None or item.place.kind != "road":
            continue
        pair = next((n for n in (i + 1, i - 2) if 0 <= n < len(found) - 1 and relations[n].partner is not None), None)
        if pair is None or relations[pair].name != "between":
            continue
        first, partner = found[pair].place, _partner_place(found, pair)
        stretch = maker.stretch(item.place, first, partner) if first and partner else None
        if stretch is not None:
            followed[i] = followed[pair] = stretch
            followed[relations[pair].partner or pair] = stretch
    return followed


def _shape_of(maker: ShapeMaker, found: Sequence[Found], relations: Sequence[Relation], i: int) -> Shaped | None:
    place, relation = found[i].place, relations[i]
    if place is None:
        return None
    partner = _partner_place(found, i)
    if relation.name == "border" and not relation.is_inside:
        relation = replace(relation, name="")
    region = found[i].region if relation.name == "countryside" else None
    return maker.make(place, relation, partner=partner, region=region)


def _partner_place(found: Sequence[Found], i: int) -> Place | None:
    partner = found[i].relation.partner
    return found[partner].place if partner is not None and partner < len(found) else None


def _intersect_expressions(
    shaped: list[Shaped | None], relations: Sequence[Relation], heads: Sequence[int]
) -> list[Shaped | None]:
    """The shapes, with each head's cut down to what the rest of its expression leaves of it."""
    cut = list(shaped)
    for i, head in enumerate(heads):
        first, second = cut[head], shaped[i]
        if (
            head == i
            or first is None
            or second is None
            or first.geometry.geom_type == "Point"
            or second.geometry.area == 0
        ):
            continue
        shared = shapes.intersect(first.geometry, second.geometry)
        if shared is not None and not _barely_meet(first, second, relations[i], shared):
            cut[head] = Shaped(shared, shapes.radius_of_m(shared))
    return cut


def _barely_meet(first: Shaped, second: Shaped, relation: Relation, shared: BaseGeometry) -> bool:
    """Whether two rough shapes only touch: "near A, east of B" is near A even where our "east of B" ends too soon.

    An area, a border or a country has an edge of its own, and always cuts.
    """
    if relation.name not in _ROUGH:
        return False
    return shared.area < _LEAST_SHARED * min(first.geometry.area, second.geometry.area)


# The record ------------------------------------------------------------------------------------------------------


def _mention(
    words: Words,
    item: Found,
    relation: Relation,
    role: Role,
    shaped: Shaped | None,
    members: Sequence[int],
    found: Sequence[Found],
) -> PlacedMention:
    span, place, resolution = item.span, item.place, item.resolution
    last = max([relation.last, *(found[n].relation.last for n in members)])
    first = min([relation.first, *(found[n].relation.first for n in members)])
    score, reason = _score_and_reason(item)
    return PlacedMention(
        start=span.start,
        end=span.end,
        text=words.text[span.start : span.end],
        name=span.name,
        relation=relation.name,
        role=role,
        geometry=shaped.geometry if shaped else None,
        radius_m=shaped.radius_m if shaped else None,
        place_ids=(place.id,) if place else (),
        country=place.country if place else "",
        admin1=place.admin1 if place else "",
        score=score,
        reason=reason,
        candidates=resolution.candidates if resolution else (),
        expression_start=min(words.tokens[first].start, span.start),
        expression_end=max(words.tokens[last - 1].end, span.end),
        label=relation.label,
    )


def _score_and_reason(item: Found) -> tuple[float, str]:
    if item.resolution is not None and item.place is not None:
        return item.resolution.score, item.resolution.reason
    if item.resolution is not None:
        return 0.0, "unresolved: not in the gazetteer under this spelling; places of a like name lie far from the rest"
    if item.span.is_border:
        if item.place is not None:
            return (
                0.9 if item.span.border_of else 0.7
            ), f"{item.place.name}: the border of the countries that the text is about"
        return 0.0, "unresolved: the text does not say which border"
    return 0.0, "unresolved: called a place by the words before it, but not in the gazetteer"


def _with_point(
    mention: PlacedMention,
    item: Found,
    shape: Shaped | None,
    found: Sequence[Found],
    words: Words,
    i: int,
    gazetteer: Gazetteer,
) -> PlacedMention:
    """The mention with its place's own point; for a line the point of it nearest to the names around it.

    A name that is only bounded by a governorate has a point in the middle of it, and says so.
    """
    place = item.place
    if place is None:
        if shape is None:
            return mention
        lat, lon = shapes.inner_point(shape.geometry)
        country, admin1 = gazetteer.containing(lat=lat, lon=lon)
        reason = f"{mention.reason}; placed only in the governorate that the sentence names"
        return replace(mention, lat=lat, lon=lon, country=country, admin1=admin1, score=0.3, reason=reason)
    line = gazetteer.geometry(place.id) if place.kind in LINE_KINDS else None
    if line is None:
        return replace(mention, lat=place.lat, lon=place.lon)
    lat, lon = point_on(line, towns_around(found, i, words, countries_of(place)))
    return replace(mention, lat=lat, lon=lon)
