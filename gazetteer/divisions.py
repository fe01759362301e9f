"""When a name means the governorate or province and when its capital: "in Hatay", "Çukurca in Hakkâri", قرب ميناكا."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from gazetteer.bundles import PROVINCES
from gazetteer.cues import Words, read_table
from gazetteer.found import Found
from gazetteer.index import Gazetteer
from gazetteer.names import normalise
from gazetteer.places import Place
from gazetteer.shapes import distance_between_m

TOWN_KINDS = frozenset(["city", "town", "village", "quarter"])
_FROM_A_TOWN = frozenset(["near", "offset", "sector", "between"])
_GOVERNED = frozenset(["governor", "districts", "محافظ", "مديريات", "اقضيه", "نواحي"])
"""What a governorate has and a town has not: the governor of Marib, two districts of Sa'dah."""
_OF = frozenset(["of", "the"])
FAR_M = 15_000.0
"""A town so far from a capital, and in its governorate, is not in the capital: "near Ruwayshid, in Mafraq"."""


def name_divisions(words: Words, found: Sequence[Found], gazetteer: Gazetteer) -> list[Found]:
    """The names, with the governorate for its capital and the capital for its governorate where the words mean it."""
    return [_meant(words, found, i, gazetteer) for i in range(len(found))]


def _meant(words: Words, found: Sequence[Found], i: int, gazetteer: Gazetteer) -> Found:
    item = found[i]
    if item.place is None or item.span.is_border:
        return item
    if item.place.kind in PROVINCES:
        town = _town_of(item)
        return item if town is None else replace(item, place=town)
    if item.place.kind not in TOWN_KINDS or not TOWN_KINDS.isdisjoint(item.relation.kinds):
        return item
    division = division_of(gazetteer, item.place.id)
    if division is None or item.relation.name not in ("", "in", "part_of"):
        return item
    is_meant = (
        _is_called_region(words, item, division)
        or _is_governed(words, item)
        or _is_around_the_name_before(words, found, i)
        or (
            item.span.exactness == "exact"
            and item.span.key in _only_the_divisions(gazetteer, item.place.id, division.id)
        )
    )
    if not is_meant:
        return item
    relation = item.relation
    if "district" in relation.kinds:  # "two districts of Sa'dah" are parts of it, not a district of that name
        relation = replace(relation, name="part_of", kinds=(), feature="")
    return replace(item, place=division, relation=relation)


def _town_of(item: Found) -> Place | None:
    """The capital that a name means although its province was chosen: near it, north of it; None where it is not so."""
    relation, place = item.relation, item.place
    if relation.name not in _FROM_A_TOWN or relation.is_inside or relation.feature or item.resolution is None:
        return None
    if place is None or not PROVINCES.isdisjoint(relation.kinds):
        return None
    named = item.resolution.candidates.places()
    return next((p for p in named if p.kind in ("city", "town") and p.admin1 == place.admin1), None)


@lru_cache(maxsize=1)
def _with_regions() -> frozenset[str]:
    """The countries whose divisions are called regions in English: the Kursk region, Mopti region."""
    rows = read_table("province_words.csv", ["country", "en", "ar"])
    return frozenset(row["country"] for row in rows if row["en"] in ("Region", "Oblast"))


def _is_called_region(words: Words, item: Found, division: Place) -> bool:
    """Whether a name is followed by "region" in a country where that is what its divisions are called."""
    last = item.span.last
    is_region = last < len(words) and words.is_joined(last) and words.tokens[last].key in ("region", "regions")
    return is_region and division.country in _with_regions()


def _is_governed(words: Words, item: Found) -> bool:
    """Whether the words right before a name are of what only a governorate has."""
    first = item.relation.first
    for index in (item.span.first - 1, first, first - 1, first - 2):
        if 0 <= index < item.span.first and words.sentence[index] == words.sentence[item.span.first]:
            if not _GOVERNED.isdisjoint(words.forms[index]):
                return True
            if index < first and words.tokens[index].key not in _OF:
                return False
    return False


def _is_around_the_name_before(words: Words, found: Sequence[Found], i: int) -> bool:
    """Whether "X in Y", "X, Y" puts a place into Y that lies too far from the town of the name to be in it."""
    if i == 0:
        return False
    here, before = found[i], found[i - 1]
    place, other = here.place, before.place
    if place is None or other is None or other.kind not in TOWN_KINDS or not place.admin1:
        return False
    if other.admin1 != place.admin1 or other.id == place.id:
        return False
    if words.sentence[here.span.first] != words.sentence[before.span.first]:
        return False
    gap = words.text[before.span.end : here.span.start].strip(" \n")
    touches = here.relation.first <= max(before.relation.last, before.span.last)
    is_told = here.relation.name == "in" and gap.strip(",،") != "" if touches else False
    is_apposition = gap in (",", "،") and here.relation.name == ""
    if not (is_told or is_apposition) or gap.startswith(("/", ";", ":", "and", "و")):
        return False
    return distance_between_m(lat=place.lat, lon=place.lon, other_lat=other.lat, other_lon=other.lon) > FAR_M


@lru_cache(maxsize=2_000)
def _only_the_divisions(gazetteer: Gazetteer, place_id: str, division_id: str) -> frozenset[str]:
    """The names that a division has and its capital has not, or only besides its own: Hatay is Antakya's province,
    Akkar Halba's governorate; none where the two are called alike."""
    own, called = _first_names_of(gazetteer.place(place_id)), _first_names_of(gazetteer.place(division_id))
    shares_its_name = any(f" {name} " in f" {other} " for name in own for other in called)
    return frozenset() if shares_its_name else frozenset(_names_of(gazetteer, division_id)) - own


def _first_names_of(place: Place) -> set[str]:
    return {normalise(names[0]) for names in place.names.values() if names} | {normalise(place.name)}


def _names_of(gazetteer: Gazetteer, place_id: str) -> tuple[str, ...]:
    row = gazetteer.row_of(place_id)
    return () if row is None else gazetteer.name_keys(row)


@lru_cache(maxsize=2_000)
def division_of(gazetteer: Gazetteer, place_id: str) -> Place | None:
    """The governorate or province that bears the name of a town in it; None where none does."""
    place = gazetteer.place(place_id)
    division_id = f"admin:{place.admin1}"
    if place.kind not in TOWN_KINDS or not place.admin1 or not gazetteer.has(division_id):
        return None
    names = _names_of(gazetteer, division_id)
    return None if set(names).isdisjoint(_names_of(gazetteer, place_id)) else gazetteer.place(division_id)
