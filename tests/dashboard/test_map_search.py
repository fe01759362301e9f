"""What the map's search box is answered."""

from __future__ import annotations

import pytest

from dashboard.map_search import answer
from dashboard.translation import Words
from gazetteer.index import Gazetteer

HASAKAH, RAQQA = [36.5, 40.75], [36.2, 39.0]


def ask(gazetteer: Gazetteer, text: str, *, near: object = HASAKAH, lang: str = "en") -> dict:
    told = answer({"text": text, "number": 7, "near": near}, gazetteer, Words(lang), lambda code: code)  # type: ignore[arg-type]
    assert told is not None
    assert told["number"] == 7
    return told


@pytest.mark.parametrize("typed", ["Qahtaniyah", "al-Qahtaniya", "القحطانية", "قحطانيه", "Tirbespî", "Tirbespiye"])
def test_a_name_is_found_in_every_spelling(typed: str, gazetteer: Gazetteer) -> None:
    first = ask(gazetteer, typed)["places"][0]
    assert (first["lat"], first["lon"]) == pytest.approx((37.029, 41.546), abs=0.01)
    assert first["about"] == "Town · SY-HA, Syria"


def test_namesakes_come_by_how_near_they_are_to_what_is_looked_at(gazetteer: Gazetteer) -> None:
    lons = [ask(gazetteer, "al-Qahtaniyah", near=near)["places"][0]["lon"] for near in (HASAKAH, None, "no position")]
    assert lons == pytest.approx([41.546] * 3, abs=0.01)
    assert {place["about"] for place in ask(gazetteer, "al-Qahtaniyah", near=RAQQA)["places"][:2]} == {
        "Town · SY-HA, Syria",
        "Village · SY-RA, Syria",
    }


@pytest.mark.parametrize(
    "typed", ["36.9, 41.5", "36°54'N 41°30'E", "٣٦٫٩، ٤١٫٥", "37S GA 22687 86756", "37S 722687 4086756"]
)
def test_a_position_is_found_in_every_notation(typed: str, gazetteer: Gazetteer) -> None:
    [place] = ask(gazetteer, typed)["places"]
    assert (place["lat"], place["lon"]) == pytest.approx((36.9, 41.5), abs=2e-3)
    assert place["about"].startswith("Position · ")


@pytest.mark.parametrize(
    ("typed", "lang", "said"),
    [
        ("xyzzyx", "en", "MGRS or UTM"),
        ("xyzzyx", "ar", "MGRS أو UTM"),
        ("36°99'N 41°30'E", "en", "minutes and seconds"),
        ("91.5, 200", "en", "latitude"),
        ("91.5, 200", "ar", "خط العرض"),
    ],
)
def test_what_is_not_found_says_what_is_read(typed: str, lang: str, said: str, gazetteer: Gazetteer) -> None:
    told = ask(gazetteer, typed, lang=lang)
    assert told["places"] == []
    assert said in told["problem"]


def test_anything_but_a_question_has_no_answer(gazetteer: Gazetteer) -> None:
    for question in (None, "Raqqa", {"text": 5}, []):
        assert answer(question, gazetteer, Words("en"), str) is None
