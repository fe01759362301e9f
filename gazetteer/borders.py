"""Which border line a border expression means: "the Turkish border", الحدود مع تركيا, "the border"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gazetteer import shapes
from gazetteer.cues import Words, capitals
from gazetteer.expressions import point_on
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.places import Place

HOME_FIRST = ("SY", "IQ", "TR", "JO", "LB")
LINE_KINDS = frozenset(["road", "river", "border"])


def place_borders(found: Sequence[Found], words: Words, gazetteer: Gazetteer, country: str) -> list[Found]:
    """The names with every border expression given its place and its relation; `country` is what the text is about."""
    named = list(dict.fromkeys(code for f in found if f.span.is_border for code in f.span.border_of[:1]))
    everywhere = list(dict.fromkeys(f.place.country for f in found if f.place and f.place.country))
    placed: list[Found] = []
    for index, item in enumerate(found):
        if not item.span.is_border:
            placed.append(item)
            continue
        place = _border_place(found, index, words, gazetteer, country, named, everywhere)
        relation = replace(item.relation, name="border", is_inside=_is_band(words, item))
        placed.append(replace(item, place=place, relation=relation))
    return placed


_BAND_WORDS = frozenset(["منطقه", "مناطق", "شريط", "strip", "area", "region", "zone", "areas", "regions"])


def _is_band(words: Words, item: Found) -> bool:
    """Whether a border expression means the land along the line: near it, on one side of it, its strip."""
    relation, span = item.relation, item.span
    following = words.tokens[span.last].key if words.is_joined(span.last) else ""
    is_strip = following in _BAND_WORDS or not _BAND_WORDS.isdisjoint(words.forms[span.first])
    return is_strip or relation.azimuth is not None or relation.name in ("near", "along", "in")


def _border_place(
    found: Sequence[Found],
    index: int,
    words: Words,
    gazetteer: Gazetteer,
    country: str,
    others: Sequence[str],
    everywhere: Sequence[str],
) -> Place | None:
    """The border that an expression means: of the countries it names, else of the country the text is about.

    With one country named, the other is the one the text is about, or one that the sentence or the text names; with
    none, it is the border nearest to the towns around it. `others` are the countries that border expressions of the
    text name, `everywhere` all that the text's places lie in.
    """
    span = found[index].span
    window = found[max(0, index - 12) : index + 13]
    named = list(span.border_of)
    named += [f.place.country for f in window if f.place and span.border_with >= 0 and f.span.first == span.border_with]
    named = list(dict.fromkeys(named))[:2]
    if len(named) == 2:
        return _border_between(gazetteer, named[0], named[1])
    if not named:
        return _nearest_border(found, index, words, gazetteer, country, others)
    sentence = words.sentence[span.first]
    near = [f.place.country for f in window if f.place and words.sentence[f.span.first] == sentence]
    candidates = [*([] if country in named else [country]), *near, *others, *everywhere]
    borders = (_border_between(gazetteer, named[0], other) for other in candidates if other and other not in named)
    known = next((border for border in borders if border), None)
    return known or _only_border(gazetteer, named[0])


def _only_border(gazetteer: Gazetteer, country: str) -> Place | None:
    """The border of a country named alone in a text that names no neighbour: with Syria if they touch, else none."""
    return next((b for home in HOME_FIRST if (b := _border_between(gazetteer, country, home))), None)


def _nearest_border(
    found: Sequence[Found], index: int, words: Words, gazetteer: Gazetteer, country: str, named: Sequence[str]
) -> Place | None:
    """The border of `country` that a bare "the border" means: one named in full elsewhere, else the one nearest by."""
    for other in named:
        if border := _border_between(gazetteer, country, other):
            return border
    towns = towns_around(found, index, words, frozenset([country]))
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


def countries_of(line: Place) -> frozenset[str]:
    """The countries a border, road or river belongs to; empty where that is not known."""
    codes = line.id.removeprefix("border:").split("-") if line.kind == "border" else []
    return frozenset(codes)


def towns_around(found: Sequence[Found], i: int, words: Words, countries: frozenset[str]) -> list[tuple[float, float]]:
    """The (lat, lon) of the towns of the same sentence, else of the nearest mentions, in some countries (empty: any).

    Capitals are left out: they mostly stand for governments.
    """
    sentence = words.sentence[found[i].span.first]
    window = found[max(0, i - 6) : i + 7]
    towns = [
        f
        for f in window
        if f.place
        and f.place.kind not in ("country", *LINE_KINDS)
        and f.span.key not in capitals()
        and (not countries or f.place.country in countries)
    ]
    same = [f for f in towns if words.sentence[f.span.first] == sentence]
    return [(f.place.lat, f.place.lon) for f in (same or towns) if f.place]
