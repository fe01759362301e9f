"""A place in words: what its card says in both languages, and that nothing of a file gets in as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.place_words import PlaceNote, card_html, change_words, full_grid, place_line
from dashboard.translation import Language, Words
from gazetteer.own import Change
from gazetteer.places import Place

TOWN = Place(
    id="geonames:165757",
    name="al-Qahtaniyah",
    kind="town",
    lat=37.029,
    lon=41.54596,
    radius_m=2000,
    names={"en": ("al-Qahtaniyah", "Tirbe Spi"), "ar": ("القحطانية",), "ku": ("Tirbespî",)},
    country="SY",
    admin1="SY-HA",
    population=16900,
    source="GeoNames",
    licence="CC BY 4.0",
)


@pytest.mark.parametrize(
    ("lang", "region", "line"),
    [("en", "Hasakah", "Town · Hasakah, Syria"), ("ar", "الحسكة", "بلدة · الحسكة، سوريا")],
)
def test_a_place_is_told_in_a_line(lang: Language, region: str, line: str) -> None:
    assert place_line(TOWN, Words(lang), region) == line


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("within 2 km", "Kurdish", "16,900", "37.0290° N, 41.5460° E", "GeoNames", "CC BY 4.0")),
        ("ar", ("ضمن 2 كم", "الكردية", "16,900", "37.0290° N, 41.5460° E", "GeoNames", "CC BY 4.0")),
    ],
)
def test_the_card_says_all_that_is_known(lang: Language, said: tuple[str, ...]) -> None:
    html = card_html(TOWN, Words(lang), PlaceNote(region="Hasakah"))
    for words in (*said, "القحطانية", "Tirbespî", "MGRS 37S GB 2646 0112", "geonames:165757"):
        assert words in html.replace("\u2011", "-"), words


def test_a_grid_reference_is_good_to_ten_metres() -> None:
    assert full_grid(lat=37.029, lon=41.54596) == "37S GB 2646 0112"


def test_words_of_a_file_are_shown_not_followed() -> None:
    sly = "<img src=x onerror=alert(1)>"
    place = replace(TOWN, name=sly, names={"en": (sly,), "x<": (sly,)}, source=sly, licence=sly, kind=sly, id=sly)
    html = card_html(place, Words("en"), PlaceNote(region=sly, note=sly))
    assert "<img" not in html
    assert html.count("&lt;img") >= 7


def test_a_change_says_when_who_and_what() -> None:
    change = Change(
        number=1,
        at_utc=datetime(2026, 11, 25, 16, 40, tzinfo=UTC),
        who="<b>dana</b>",
        action="alias",
        place_id="geonames:165757",
        detail={"name": "<i>Qahta</i>", "lang": "en"},
    )
    line = change_words(change, Words("en"))
    for words in ("25 Nov 2026", "16:40", "name added:", "&lt;i&gt;Qahta&lt;/i&gt;", "&lt;b&gt;dana&lt;/b&gt;"):
        assert words in line
