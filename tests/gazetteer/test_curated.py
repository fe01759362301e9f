"""What the curated points claim holds: where they lie, how their names are written, that none stands twice."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from itertools import combinations

import pytest
import shapely
from pyproj import Geod
from shapely.ops import nearest_points

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.names import full_key
from gazetteer.places import Place
from gazetteer.sources import curated, governorates, natural_earth

GEOD = Geod(ellps="WGS84")
BORDER_ERROR_M = 9_000
"""How far a border of the 1:10 m map may be off, with the 5 km that a place may be."""
OLD_BORDERS = dict.fromkeys(("IQ-DA", "IQ-BG", "IQ-NI", "IQ-AR", "IQ-DI", "IQ-SU", "IQ-KI", "IQ-SD"), 40_000)
"""Governorates that the map draws as they were: Dohuk without Akre, Shekhan and Bardarash, Baghdad without its belt."""
LARGE = frozenset(["sea", "region", "mountain", "desert", "plain", "valley", "island"])
SETTLED = frozenset(["town", "village", "city"])
PLACES = list(curated.read_places())


def distance_m(place: Place, shape: shapely.Geometry) -> float:
    point = shapely.Point(place.lon, place.lat)
    if shape.covers(point):
        return 0.0
    near, _ = nearest_points(shape, point)
    return GEOD.inv(place.lon, place.lat, near.x, near.y)[2]


def far_from(places: list[Place], shapes: dict[str, shapely.Geometry], column: str) -> list[str]:
    """The places that lie outside the area that the row claims, by more than the map's error and the place's size."""
    found = []
    for place in places:
        shape = shapes.get(getattr(place, column))
        if shape is not None and place.kind not in LARGE:
            off = distance_m(place, shape)
            if off > OLD_BORDERS.get(getattr(place, column), BORDER_ERROR_M):
                found.append(f"{place.id}: {off / 1000:.0f} km outside {getattr(place, column)}")
    return found


def test_every_point_lies_in_the_country_of_its_table() -> None:
    countries = {place.country: place.geometry for place in natural_earth.read_countries()}
    assert far_from(PLACES, countries, "country") == []


def test_every_point_lies_in_the_governorate_that_its_row_names() -> None:
    areas = {place.admin1: place.geometry for place in governorates.read_places()}
    assert far_from([place for place in PLACES if place.admin1], areas, "admin1") == []


def test_names_are_written_in_the_script_of_their_column() -> None:
    for place in PLACES:
        for language, is_right in (("ar", "ARABIC"), ("en", "LATIN"), ("ku", "LATIN")):
            for name in place.names.get(language, ())[:1]:
                letters = [letter for letter in name if letter.isalpha()]
                assert letters, place.id
                assert any(unicodedata.name(letter).startswith(is_right) for letter in letters), (place.id, name)


def test_no_settlement_stands_twice() -> None:
    by_name: dict[str, list[Place]] = defaultdict(list)
    for place in PLACES:
        if place.kind in SETTLED:
            by_name[full_key(place.names["ar"][0])].append(place)
    twice = [
        (one.id, other.id)
        for namesakes in by_name.values()
        for one, other in combinations(namesakes, 2)
        if GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2] < 5_000
    ]
    assert twice == []


def test_each_source_note_says_how_far_off_a_place_may_be() -> None:
    noted = [place for place in PLACES if "±" in place.source]
    assert len(noted) >= 900
    for place in noted:
        error_km = float(place.source.rpartition("±")[2].removesuffix(" km"))
        assert error_km <= 15 or place.kind in LARGE | {"lake"}, place.id
        assert place.radius_m >= min(error_km * 1000, 1_500), place.id


ORDINARY = [
    "قال إنه تم إسقاط الطائرة صباح اليوم",
    "وفي خطاب ألقاه أمس قال إن بلاده ترفض أي عدوان",
    "حضر الاجتماع عدد من المسؤولين علما أن اللقاء كان جملة من المشاورات",
    "القصف دمر منزلا ومركبة ولم يصب أحد من المهاجرين",
    "نشر صورة على الخريطة ودعا إلى السلامة والتضامن",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_that_villages_are_named_after_are_no_places(text: str, small_gazetteer: Gazetteer) -> None:
    assert [mention.text for mention in locate(text, small_gazetteer)] == []


NAMED = [
    ("استهدف القصف قرية إسقاط بريف إدلب", "dawriya:isqat"),
    ("shelling hit the town of Latamneh in northern Hama", "dawriya:al-lataminah"),
    ("دورية في حي الوعر بمدينة حمص", "dawriya:al-waer"),
]


@pytest.mark.parametrize(("text", "place_id"), NAMED)
def test_a_curated_place_is_found_by_its_usual_spelling(text: str, place_id: str, small_gazetteer: Gazetteer) -> None:
    assert place_id in [mention.place_ids[0] for mention in locate(text, small_gazetteer) if mention.place_ids]
