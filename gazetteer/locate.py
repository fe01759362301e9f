"""Place names of a text, found and placed: text in, placed mentions out, in the text's order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gazetteer import shapes
from gazetteer.cues import Words, capitals, read_words
from gazetteer.expressions import Shaped, ShapeMaker, point_on
from gazetteer.index import Gazetteer, prominence
from gazetteer.mentions import NameSpan, find_names
from gazetteer.places import Place, PlacedMention, Role
from gazetteer.regions import HOME
from gazetteer.relations import Relation, join_relations, read_relation
from gazetteer.resolve import Resolution, resolve_names
from gazetteer.roles import is_heading, read_roles

IS_A_PLACE = 1.0  # evidence from words and from where it lies that makes a name a mention
HOME_FIRST = ("SY", "IQ", "TR", "JO", "LB")
_FACILITIES = frozenset(["base", "airfield", "camp", "crossing", "dam", "bridge", "prison", "oil field"])
_LINES = frozenset(["road", "river"])
_CONTAINERS = frozenset(["country", "governorate", "region", "district"])


@dataclass(frozen=True, slots=True)
class _Found:
    """A name of the text with all that is known of it before it gets its shape."""

    span: NameSpan
    relation: Relation
    resolution: Resolution | None
    place: Place | None


def locate(
    text: str, gazetteer: Gazetteer, *, lang: str | None = None, home_country: str | None = None
) -> list[PlacedMention]:
    """Every place that a text names, whatever its role, in the text's order.

    `lang` is not needed: Arabic and Latin words are each read as what they are. `home_country` (ISO 3166-1) is where
    the text is from, a weak hint among namesakes. A name that can't be placed is there too, without lat and lon and
    with the reason. Linear in the text's length.
    """
    del lang  # kept in the signature: every caller knows it, and a reader for one language may come to need it
    words = read_words(text)
    found = _find(words, gazetteer, home_country)
    country = _reporting_country(found, home_country)
    found = _place_borders(found, words, gazetteer, country)
    roles = read_roles(
        words, [f.span for f in found], [f.relation for f in found], [f.place for f in found], country=country
    )
    return _shape_mentions(words, found, roles, gazetteer, country)


def _find(words: Words, gazetteer: Gazetteer, home_country: str | None) -> list[_Found]:
    spans = find_names(words, gazetteer)
    own = _own_relations(words, spans)
    relations = join_relations(words, [(s.first, s.last) for s in spans], own)
    sentences = [words.sentence[span.first] for span in spans]
    resolutions = resolve_names(spans, relations, sentences, gazetteer, home_country=home_country)
    sure = {spans[i].key for i, span in enumerate(spans) if span.evidence >= 2.0 and _is_place(span, resolutions[i])}
    kept = [i for i, span in enumerate(spans) if _is_place(span, resolutions[i], is_named_elsewhere=span.key in sure)]
    kept_spans = [spans[i] for i in kept]
    relations = join_relations(words, [(s.first, s.last) for s in kept_spans], _own_relations(words, kept_spans))
    found = []
    for i, span, relation in zip(kept, kept_spans, relations, strict=True):
        resolution = resolutions[i]
        place = resolution.candidates[0].place if resolution and not _is_mere_likeness(span, resolution) else None
        found.append(_Found(span, relation, resolution, place))
    return found


def _own_relations(words: Words, spans: Sequence[NameSpan]) -> list[Relation]:
    floors = [0, *(span.last for span in spans)]
    return [read_relation(words, span.first, span.last, floor=floors[i]) for i, span in enumerate(spans)]


def _is_place(span: NameSpan, resolution: Resolution | None, *, is_named_elsewhere: bool = False) -> bool:
    """Whether a name is a place mention, by its words, by where it lies, and by whether it surely is one elsewhere."""
    if resolution is None:
        return span.evidence >= IS_A_PLACE
    if is_named_elsewhere and span.evidence > -0.5:
        return True
    place = resolution.candidates[0].place
    geography = 1.6 * min(1.0, resolution.support * 1.6)
    is_far_and_small = (
        place.country not in HOME and prominence(place) < 0.7 and place.kind not in ("country", "governorate")
    )
    if is_far_and_small and resolution.support < 0.15:
        geography -= 0.8
    if span.exactness == "folded" and resolution.support < 0.2 and place.kind not in ("country", "governorate"):
        geography -= 0.6
    return span.evidence + geography >= IS_A_PLACE


def _is_mere_likeness(span: NameSpan, resolution: Resolution) -> bool:
    """Whether all that speaks for the best candidate is that its name sounds like this one."""
    return span.exactness == "folded" and resolution.support < 0.3 and span.likeness < 0.9


def _reporting_country(found: Sequence[_Found], home_country: str | None) -> str:
    """The country that most of a text's towns lie in, '' if it names none; its side of a border is meant."""
    counts: Counter[str] = Counter()
    for item in found:
        if item.place is not None and item.resolution is not None and item.place.country:
            is_local = item.place.kind not in ("country",)
            counts[item.place.country] += (
                2 * item.resolution.score if is_local and prominence(item.place) < 0.85 else 0.7
            )
    if home_country:
        counts[home_country] += 0.5
    return counts.most_common(1)[0][0] if counts else home_country or ""


# Borders ---------------------------------------------------------------------------------------------------------


def _place_borders(found: Sequence[_Found], words: Words, gazetteer: Gazetteer, country: str) -> list[_Found]:
    placed: list[_Found] = []
    for index, item in enumerate(found):
        if item.span.is_border:
            place = _border_place(found, index, words, gazetteer, country)
            relation = item.relation
            placed.append(replace(item, place=place, relation=replace(relation, name="border")))
        else:
            placed.append(item)
    return placed


def _border_place(
    found: Sequence[_Found], index: int, words: Words, gazetteer: Gazetteer, country: str
) -> Place | None:
    """The border that an expression means: of the countries it names, else of the country the text is about.

    With one country named, the other is the one the text is about, or one that the sentence or the text names; with
    none, it is the border nearest to the towns around it.
    """
    span = found[index].span
    named = list(span.border_of)
    named += [f.place.country for f in found if f.place and span.border_with >= 0 and f.span.first == span.border_with]
    named = list(dict.fromkeys(named))[:2]
    if len(named) == 2:
        return _border_between(gazetteer, named[0], named[1])
    sentence = words.sentence[span.first]
    near = [f.place.country for f in found if f.place and words.sentence[f.span.first] == sentence]
    others = [f.span.border_of[0] for f in found if f.span.is_border and f.span.border_of]
    everywhere = [f.place.country for f in found if f.place]
    if not named:
        return _nearest_border(found, index, words, gazetteer, country, others)
    candidates = [*([] if country in named else [country]), *near, *others, *everywhere]
    borders = (_border_between(gazetteer, named[0], other) for other in candidates if other and other not in named)
    known = next((border for border in borders if border), None)
    return known or _only_border(gazetteer, named[0])


def _only_border(gazetteer: Gazetteer, country: str) -> Place | None:
    """The border of a country named alone in a text that names no neighbour: with Syria if they touch, else none."""
    return next((b for home in HOME_FIRST if (b := _border_between(gazetteer, country, home))), None)


def _nearest_border(
    found: Sequence[_Found], index: int, words: Words, gazetteer: Gazetteer, country: str, named: Sequence[str]
) -> Place | None:
    """The border of `country` that a bare "the border" means: one named in full elsewhere, else the one nearest by."""
    for other in named:
        if border := _border_between(gazetteer, country, other):
            return border
    towns = _towns_around(found, index, words, frozenset([country]))
    borders = borders_of(gazetteer, country)
    if not towns or not borders:
        return None
    lat, lon = sum(t[0] for t in towns) / len(towns), sum(t[1] for t in towns) / len(towns)
    distances = [(_distance_to(gazetteer, border, lat, lon), border.id) for border in borders]
    return gazetteer.place(min(distances)[1])


def _distance_to(gazetteer: Gazetteer, border: Place, lat: float, lon: float) -> float:
    line = gazetteer.geometry(border.id)
    if line is None:
        return float("inf")
    on_lat, on_lon = point_on(line, [(lat, lon)])
    return shapes.distance_between_m(lat=lat, lon=lon, other_lat=on_lat, other_lon=on_lon)


@lru_cache(maxsize=256)
def borders_of(gazetteer: Gazetteer, country: str) -> tuple[Place, ...]:
    """All land borders of a country."""
    borders = gazetteer.select(kinds=["border"])
    return tuple(b for b in borders if country and country in b.id.removeprefix("border:").split("-"))


def _border_between(gazetteer: Gazetteer, first: str, second: str) -> Place | None:
    place_id = "border:" + "-".join(sorted([first, second]))
    return gazetteer.place(place_id) if gazetteer.has(place_id) else None


# Shapes ----------------------------------------------------------------------------------------------------------


def _shape_mentions(
    words: Words, found: Sequence[_Found], roles: Sequence[Role], gazetteer: Gazetteer, country: str
) -> list[PlacedMention]:
    maker = ShapeMaker(gazetteer, country)
    heads = _expression_heads(words, found)
    relations = [_relation_in_expression(words, found, heads, roles, i) for i in range(len(found))]
    shaped = [_shape_of(maker, found, relations, i) for i in range(len(found))]
    shaped = _intersect_expressions(shaped, heads)
    mentions = []
    for i, item in enumerate(found):
        members = [n for n in range(i, min(i + 4, len(found))) if heads[n] == i]
        mentions.append(
            _mention(words, item, relations[i], _role_in_expression(roles, heads, i), shaped[i], members, found)
        )
        if shaped[i] is not None and item.place is not None:
            mentions[-1] = _with_point(mentions[-1], item.place, found, words, i, gazetteer)
    return mentions


def _expression_heads(words: Words, found: Sequence[_Found]) -> list[int]:
    """For each mention the index of the one that its expression is about: itself, or the X of "X in Y governorate"."""
    heads = list(range(len(found)))
    for i in range(1, len(found)):
        here, before = found[i], found[i - 1]
        if not _contains_others(here) or words.sentence[here.span.first] != words.sentence[before.span.first]:
            continue
        touches = here.relation.first <= before.relation.last and here.span.first > before.span.first
        is_narrower = before.place is None or not (
            before.place.kind == "country" and here.place and here.place.kind == "country"
        )
        is_apposition = here.relation.name in ("", "in", "part_of", "sector", "countryside", "border")
        if touches and is_narrower and is_apposition and not _is_list(words, here, before):
            heads[i] = heads[i - 1]
    return heads


def _contains_others(item: _Found) -> bool:
    kind = item.place.kind if item.place else ""
    return kind in _CONTAINERS or item.relation.name in ("sector", "countryside") or item.span.is_border


def _is_list(words: Words, here: _Found, before: _Found) -> bool:
    """Whether two names are listed side by side ("Syria and Iraq") rather than one inside the other."""
    between = words.text[before.span.end : here.span.start]
    if any(mark in between for mark in "/;:(") or here.relation.is_alias:
        return True
    return any(
        words.tokens[t].key in ("and", "or", "و", "او", "to", "الي") for t in range(before.span.last, here.span.first)
    ) or between.strip().startswith("و")


def _relation_in_expression(
    words: Words, found: Sequence[_Found], heads: Sequence[int], roles: Sequence[Role], i: int
) -> Relation:
    relation, place = found[i].relation, found[i].place
    if is_heading(words, found[i].span):
        return replace(relation, name="part_of" if _region_of(found[i]) else "in")
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
    is_area = place is not None and place.kind in ("governorate", "region", "district")
    if heads[i] != i and is_area and relation.name in ("", "in"):
        return replace(relation, name="part_of")
    return relation


def _role_in_expression(roles: Sequence[Role], heads: Sequence[int], i: int) -> Role:
    role = roles[i]
    return (
        roles[heads[i]]
        if heads[i] != i and role in ("event", "context") and roles[heads[i]] in ("event", "context")
        else role
    )


def _shape_of(maker: ShapeMaker, found: Sequence[_Found], relations: Sequence[Relation], i: int) -> Shaped | None:
    place, relation = found[i].place, relations[i]
    if place is None:
        return None
    partner = _partner_place(found, i)
    if relation.name == "border" and not _is_near_border(found[i]):
        relation = replace(relation, name="")
    region = _region_of(found[i]) if relation.name == "countryside" else None
    return maker.make(place, relation, partner=partner, region=region)


def _is_near_border(item: _Found) -> bool:
    """Whether a border expression means the land along it: near it, in its strip, on one side of it."""
    return (
        item.relation.last - item.relation.first > item.span.last - item.span.first
        or item.span.end - item.span.start > 18
    )


def _partner_place(found: Sequence[_Found], i: int) -> Place | None:
    partner = found[i].relation.partner
    return found[partner].place if partner is not None and partner < len(found) else None


def _region_of(item: _Found) -> Place | None:
    """The governorate that bears the name of the city a mention was resolved to."""
    if item.resolution is None or item.place is None:
        return None
    regions = (c.place for c in item.resolution.candidates if c.place.kind == "governorate")
    return next((place for place in regions if place.admin1 == item.place.admin1), None)


def _intersect_expressions(shaped: list[Shaped | None], heads: Sequence[int]) -> list[Shaped | None]:
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
        if shared is not None:
            cut[head] = Shaped(shared, shapes.radius_of_m(shared))
    return cut


# The record ------------------------------------------------------------------------------------------------------


def _mention(
    words: Words,
    item: _Found,
    relation: Relation,
    role: Role,
    shaped: Shaped | None,
    members: Sequence[int],
    found: Sequence[_Found],
) -> PlacedMention:
    span, place, resolution = item.span, item.place, item.resolution
    last = max([relation.last, *(found[n].relation.last for n in members)])
    first = min([relation.first, *(found[n].relation.first for n in members)])
    score, reason = _score_and_reason(item)
    return PlacedMention(
        start=span.start,
        end=span.end,
        text=words.text[span.start : span.end],
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


def _score_and_reason(item: _Found) -> tuple[float, str]:
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
    mention: PlacedMention, place: Place, found: Sequence[_Found], words: Words, i: int, gazetteer: Gazetteer
) -> PlacedMention:
    """The mention with its place's own point; for a line the point of it nearest to the names around it."""
    line = gazetteer.geometry(place.id) if place.kind in ("border", *_LINES) else None
    if line is None:
        return replace(mention, lat=place.lat, lon=place.lon)
    lat, lon = point_on(line, _towns_around(found, i, words, _countries_of(place)))
    return replace(mention, lat=lat, lon=lon)


def _countries_of(line: Place) -> frozenset[str]:
    """The countries a border, road or river belongs to; empty where that is not known."""
    codes = line.id.removeprefix("border:").split("-") if line.kind == "border" else []
    return frozenset(codes)


def _towns_around(
    found: Sequence[_Found], i: int, words: Words, countries: frozenset[str]
) -> list[tuple[float, float]]:
    """The (lat, lon) of the towns of the same sentence, else of the nearest mentions, in some countries (empty: any).

    Capitals are left out: they mostly stand for governments.
    """
    sentence = words.sentence[found[i].span.first]
    window = found[max(0, i - 6) : i + 7]
    towns = [
        f
        for f in window
        if f.place
        and f.place.kind not in ("country", "border", *_LINES)
        and f.span.key not in capitals()
        and (not countries or f.place.country in countries)
    ]
    same = [f for f in towns if words.sentence[f.span.first] == sentence]
    return [(f.place.lat, f.place.lon) for f in (same or towns) if f.place]
