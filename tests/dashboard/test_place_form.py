"""The form of a place: what its fields make, and what is said where they make none."""

from __future__ import annotations

import pytest

from dashboard.place_form import PlaceForm, draft_position, near_namesakes, place_from_form
from gazetteer.errors import CoordinateError, PlaceError
from gazetteer.index import Gazetteer

QAHTANIYAH = "geonames:165757"


@pytest.mark.parametrize(
    "position",
    ["36.95, 41.52", "٣٦٫٩٥، ٤١٫٥٢", "36°57'N 41°31'12\"E", "37S GA 24372 92291"],
    ids=["decimal", "arabic", "dms", "mgrs"],
)
def test_a_position_is_read_however_it_is_written(gazetteer: Gazetteer, position: str) -> None:
    place = place_from_form(PlaceForm(arabic="تل تجربة", english="Tell Tajriba", position=position), gazetteer)
    assert (place.lat, place.lon) == (pytest.approx(36.95, abs=2e-3), pytest.approx(41.52, abs=2e-3))
    assert (place.country, place.admin1) == ("SY", "SY-HA")
    assert place.names == {"en": ("Tell Tajriba",), "ar": ("تل تجربة",)}
    assert (place.kind, place.radius_m, place.source) == ("village", 1500, "own")


def test_an_arabic_name_alone_is_enough(gazetteer: Gazetteer) -> None:
    place = place_from_form(
        PlaceForm(arabic=" تل  تجربة ", others="تلّ تجربه\n\nTell T.", position="36.9 41.5"), gazetteer
    )
    assert place.name == "تل تجربة"
    assert place.names == {"ar": ("تل تجربة", "تلّ تجربه"), "en": ("Tell T.",)}


@pytest.mark.parametrize(
    ("form", "error", "said"),
    [
        (PlaceForm(position="36.9, 41.5"), PlaceError, "needs a name"),
        (PlaceForm(english="X"), CoordinateError, "needs a position"),
        (PlaceForm(english="X", position="somewhere"), CoordinateError, "Not coordinates"),
        (PlaceForm(english="X", position="136.9, 41.5"), CoordinateError, "swapped"),
    ],
)
def test_what_is_missing_is_said(gazetteer: Gazetteer, form: PlaceForm, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        place_from_form(form, gazetteer)


def test_a_correction_keeps_what_it_does_not_change(gazetteer: Gazetteer) -> None:
    before = gazetteer.place(QAHTANIYAH)
    form = PlaceForm.of(before)
    place = place_from_form(form, gazetteer)
    assert (place.id, place.admin1, place.population, place.licence) == (
        before.id,
        before.admin1,
        before.population,
        "CC BY 4.0",
    )
    assert place.source == "own, after GeoNames"
    assert {lang: set(names) for lang, names in place.names.items()} == {
        lang: set(names) for lang, names in before.names.items()
    }


def test_a_namesake_close_by_is_shown(gazetteer: Gazetteer) -> None:
    near = near_namesakes(PlaceForm(arabic="القحطانية", position="37.03, 41.55"), gazetteer)
    assert near[0][0].id == QAHTANIYAH
    assert near[0][1] < 1_000
    assert near_namesakes(PlaceForm(arabic="القحطانية", position="33.5, 36.3"), gazetteer) == []


def test_a_half_typed_position_is_no_draft() -> None:
    assert draft_position("36.9,") is None
    assert draft_position("36.9, 41.5") == (41.5, 36.9)


def test_a_name_from_a_report_goes_into_the_field_of_its_script() -> None:
    assert PlaceForm.named("قرية تجربة").arabic == "قرية تجربة"
    assert PlaceForm.named("Tell Test", near=(41.0, 36.0)) == PlaceForm(english="Tell Test", near=(41.0, 36.0))
