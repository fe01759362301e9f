"""Which border or part of a country an adjective means: "the Turkish border", الحدود مع تركيا, الشمال السوري."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gazetteer import shapes
from gazetteer.cues import Words, capitals, demonym_country, load_cues
from gazetteer.expressions import point_on
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from gazetteer.relations import Relation

HOME_FIRST = ("SY", "IQ", "TR", "JO", "LB")
LINE_KINDS = frozenset(["road", "river", "border"])
_NO_TOWNS = LINE_KINDS | {"country"}
_LIST_WORDS = frozenset(["and", "the", "و"])


def place_borders(found: Sequence[Found], words: Words, gazetteer: Gazetteer, country: str) -> list[Found]:
    """The names with every border expression given its place and its relation; `country` is what the text is about."""
    if not any(f.span.is_border for f in found):
        return list(found)
    named = list(dict.fromkeys(code for f in found if f.span.is_border for code in f.span.border_of[:1]))
    everywhere = list(dict.fromkeys(f.place.country for f in found if f.place and f.place.country))
    placed: list[Found] = []
    for index, item in enumerate(found):
        if not item.span.is_border:
            placed.append(item)
        elif item.span.key.startswith("border:"):
            place, feature = _border_place(found, index, words, gazetteer, country, named, everywhere)
            placed.append(Found(item.span, _border_relation(words, item, feature), None, place))
        else:
            placed.append(_country_part(words, item, gazetteer))
    return placed


def border_names(found: Sequence[Found], words: Words, index: int) -> list[int]:
    """The names that say whose border the expression at `index` is: "the border between A and B", الحدود مع س."""
    start = found[index].span.border_with
    names: list[int] = []
    for n in range(index + 1, min(index + 4, len(found))) if start >= 0 else ():
        first = found[n].span.first
        between = [words.tokens[t].key for t in range(found[names[-1]].span.last if names else start, first)]
        gap = words.gap(first).strip()
        if first < start or any(key not in _LIST_WORDS for key in between) or gap not in ("", ",", "،", "-"):
            break
        names.append(n)
        if len(names) == 1 and found[index].span.border_of:
            break
    return names


# The band along a border -----------------------------------------------------------------------------------------

_BAND_WORDS = frozenset(["منطقه", "مناطق", "شريط", "strip", "area", "region", "zone", "areas", "regions"])
_SIDE_WORDS = frozenset(["side", "جانب", "طرف", "جهه", "شطر"])


def _border_relation(words: Words, item: Found, feature: str) -> Relation:
    """A border's relation: `is_inside` where the land along the line is meant, `feature` on which side of it."""
    relation = item.relation
    side, first = _side_told(words, relation.first)
    side = side or _inside_told(words, item)
    return replace(
        relation,
        name="border",
        first=first,
        is_inside=_is_band(words, item) or bool(side),
        feature=feature or (f"side:{side}" if side else ""),
        partner=None,
        others=(),
    )


_INSIDE = frozenset(["inside", "within", "داخل"])


def _inside_told(words: Words, item: Found) -> str:
    """The country in which something is "inside the Syrian border"; '' where it is not told so."""
    back = item.span.first - 1
    back -= back > 0 and words.tokens[back].key == "the"
    is_inside = back >= 0 and not _INSIDE.isdisjoint(words.forms[back])
    return item.span.border_of[0] if is_inside and item.span.border_of else ""


def _side_told(words: Words, first: int) -> tuple[str, int]:
    """The country on whose side of a border something is, and where that begins: "the Iraqi side of the border"."""
    for back in range(max(0, first - 3), first + 2):
        if back + 1 >= len(words):
            break
        here, there = words.forms[back], words.forms[back + 1]
        if not _SIDE_WORDS.isdisjoint(there) and (code := demonym_country(here)):  # the Iraqi side
            return code, back
        if not _SIDE_WORDS.isdisjoint(here) and (code := demonym_country(there)):  # الجانب العراقي
            return code, back
    return "", first


def _is_band(words: Words, item: Found) -> bool:
    """Whether a border expression means the land along the line: near it, on one side of it, its strip."""
    relation, span = item.relation, item.span
    following = words.tokens[span.last].key if words.is_joined(span.last) else ""
    is_strip = following in _BAND_WORDS or not _BAND_WORDS.isdisjoint(words.forms[span.first])
    return is_strip or relation.azimuth is not None or relation.name in ("near", "along", "in")


# Which border ----------------------------------------------------------------------------------------------------


def _border_place(
    found: Sequence[Found],
    index: int,
    words: Words,
    gazetteer: Gazetteer,
    country: str,
    others: Sequence[str],
    everywhere: Sequence[str],
) -> tuple[Place | None, str]:
    """The border that an expression means, and "tripoint:…" where three countries meet.

    It is that of the countries it names, else of the country the text is about. With one country named, the other is
    the one the text is about, or one that the sentence or the text names; with none, it is the border nearest to the
    towns around it. `others` are the countries that border expressions of the text name, `everywhere` all that the
    text's places lie in.
    """
    span = found[index].span
    window = found[max(0, index - 12) : index + 13]
    named = list(span.border_of)
    named += [place.country for n in border_names(found, words, index) if (place := found[n].place)]
    named = list(dict.fromkeys(named))
    if len(named) >= 3:
        lines = [_border_between(gazetteer, first, second) for first, second in _pairs(named[:3])]
        known = [line for line in lines if line]
        return (known[0], f"tripoint:{known[0].id}|{known[1].id}") if len(known) > 1 else (next(iter(known), None), "")
    if len(named) == 2:
        return _border_between(gazetteer, named[0], named[1]), ""
    if not named:
        return _nearest_border(found, index, words, gazetteer, country, others), ""
    if beside := _border_beside(found, index, words, gazetteer, named[0]):
        return beside, ""
    sentence = words.sentence[span.first]
    near = [f.place.country for f in window if f.place and words.sentence[f.span.first] == sentence]
    candidates = [*([] if country in named else [country]), *near, *others, *everywhere]
    borders = (_border_between(gazetteer, named[0], other) for other in candidates if other and other not in named)
    return next((border for border in borders if border), None) or _only_border(gazetteer, named[0]), ""


BESIDE_M = 30_000.0
"""How near a border a town lies that tells which border is meant: "the Syrian border near Qamishli"."""


def _border_beside(
    found: Sequence[Found], index: int, words: Words, gazetteer: Gazetteer, country: str
) -> Place | None:
    """The border of a country that a town of its own, told right after, lies at; None where none is told."""
    last = max([index, *border_names(found, words, index)])
    after = found[last + 1] if last + 1 < len(found) else None
    if after is None or after.relation.name != "near" or after.relation.first > found[last].span.last:
        return None
    place = after.place
    if place is None or place.country != country or place.kind in _NO_TOWNS:
        return None
    away = [(_distance_to(gazetteer, b, place.lat, place.lon), b.id) for b in borders_of(gazetteer, country)]
    nearest_m, border_id = min(away, default=(BESIDE_M, ""))
    return gazetteer.place(border_id) if nearest_m < BESIDE_M else None


def _pairs(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(codes[0], codes[1]), (codes[1], codes[2]), (codes[0], codes[2])]


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


@lru_cache(maxsize=1024)
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
        and f.place.kind not in _NO_TOWNS
        and f.span.key not in capitals()
        and (not countries or f.place.country in countries)
    ]
    same = [f for f in towns if words.sentence[f.span.first] == sentence]
    return [(f.place.lat, f.place.lon) for f in (same or towns) if f.place]


# Parts of a country ----------------------------------------------------------------------------------------------


def _country_part(words: Words, item: Found, gazetteer: Gazetteer) -> Found:
    """A country told by its adjective, with the part of it that the words mean: الشمال السوري, the Syrian coast."""
    span, relation = item.span, item.relation
    kind, place_id = span.key.split(":")[0], f"ne:{span.border_of[0]}"
    place = gazetteer.place(place_id) if gazetteer.has(place_id) else None
    if kind == "part":
        matches = load_cues().ending_at(words, span.last - 1)
        match = max((m for m in matches if m.cue.cue == "direction"), key=lambda m: -m.first, default=None)
        azimuth = float(match.cue.value) if match else None
        part = replace(relation, name="sector", azimuth=azimuth, is_inside=True, feature="" if match else "centre")
        return Found(span, part, None, place)
    feature = {"sea": "coast", "waters": "waters"}.get(kind, "shore")
    return Found(span, replace(relation, name="sector", azimuth=None, feature=feature), None, place)
