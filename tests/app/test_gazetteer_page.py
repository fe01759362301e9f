"""The gazetteer page: find a place in any spelling, add, correct, name and hide one, and read a report with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store import Store
from gazetteer.own import OwnPlaces, user_name
from tests.app.conftest import OpenApp, address, page_html

QAHTANIYAH = "geonames:165757"
REPORT = "وقعت اشتباكات بين قسد والجيش الوطني في قرية زغرتون قرب القحطانية يوم السبت 12 تشرين الأول 2024."


def find(app: AppTest, typed: str) -> AppTest:
    return app.text_input(key="place_typed").set_value(typed).run()


def found(app: AppTest) -> list[str]:
    """The lines of the list, best first."""
    return [button.label for button in app.button if (button.key or "").startswith("take_")]


def add(app: AppTest, *, arabic: str = "", english: str = "", position: str = "36.95, 41.52") -> AppTest:
    app.button(key="add_place").click().run()
    app.text_input(key="form_arabic").set_value(arabic)
    app.text_input(key="form_english").set_value(english)
    app.text_input(key="form_position").set_value(position).run()
    return app.button(key="save_place").click().run()


@pytest.mark.parametrize("typed", ["القحطانية", "qahtania", "al-Kahtaniyah", "القحطا", "Tirbespî"])
@pytest.mark.usefixtures("store_path")
def test_a_place_is_found_in_any_spelling(open_app: OpenApp, typed: str) -> None:
    app = find(open_app("gazetteer"), typed)
    assert not app.exception
    assert any("Hasakah, Syria" in line and "Qahtaniyah" in line.replace("\u2011", "-") for line in found(app))


@pytest.mark.usefixtures("store_path")
def test_the_chosen_place_is_told_whole_and_is_in_the_address(open_app: OpenApp) -> None:
    app = find(open_app("gazetteer"), "qahtaniyah")
    app.button(key="take_1").click().run()
    html = page_html(app).replace("\u2011", "-")
    for words in ("القحطانية", "Tirbespî", "Hasakah, Syria", "37.0290° N", "MGRS 37S", "GeoNames", "CC BY 4.0"):
        assert words in html, words
    assert address(app, "id") == [QAHTANIYAH]


@pytest.mark.usefixtures("store_path")
def test_a_link_opens_a_place_and_its_events_lead_to_the_map(open_app: OpenApp) -> None:
    app = open_app("gazetteer", {"id": QAHTANIYAH})
    assert "Events here" in page_html(app)
    app.button(key="place_on_map").click().run()
    assert not app.exception
    assert address(app, "place") == [QAHTANIYAH]
    assert any("Place: al-Qahtaniyah" in button.label.replace("\\", "").replace("\u2011", "-") for button in app.button)


@pytest.mark.usefixtures("store_path")
def test_an_event_of_the_place_opens_on_the_map(open_app: OpenApp) -> None:
    app = open_app("gazetteer", {"id": QAHTANIYAH})
    line = next(button for button in app.button if (button.key or "").startswith("line_at_place_"))
    line.click().run()
    assert not app.exception
    assert address(app, "event") == [line.key.removeprefix("line_at_place_")]  # type: ignore[union-attr]
    assert address(app, "place") == [QAHTANIYAH]


@pytest.mark.usefixtures("store_path")
def test_a_name_that_nothing_bears_can_be_added(open_app: OpenApp) -> None:
    app = find(open_app("gazetteer"), "تل تجربة")
    assert "No place of that name is known." in page_html(app)
    app.button(key="add_typed").click().run()
    assert app.text_input(key="form_arabic").value == "تل تجربة"


@pytest.mark.usefixtures("store_path")
def test_an_added_place_is_found_and_used_by_the_next_report(open_app: OpenApp, own_places: OwnPlaces) -> None:
    app = add(open_app("gazetteer"), arabic="زغرتون", english="Zagharton")
    assert not app.exception
    (place,) = own_places.places()
    assert (place.lat, place.lon, place.country, place.admin1) == (36.95, 41.52, "SY", "SY-HA")
    assert [change.who for change in own_places.history()] == [user_name()]
    assert "Zagharton" in found(find(app, "zagharton"))[0]
    app.switch_page("views/read.py").run()
    app.text_area(key="report_text").set_value(REPORT)
    app.date_input(key="report_published").set_value(date(2024, 10, 13))
    app.button(key="read_report").click().run()
    assert not app.exception
    assert "in Zagharton" in page_html(app)


@pytest.mark.usefixtures("store_path")
def test_what_is_missing_is_said_and_nothing_is_lost(open_app: OpenApp, own_places: OwnPlaces) -> None:
    app = add(open_app("gazetteer"), english="Tell Tajriba", position="nowhere")
    assert "Not coordinates" in page_html(app)
    assert app.error
    assert app.text_input(key="form_english").value == "Tell Tajriba"
    assert own_places.places() == []


@pytest.mark.usefixtures("store_path")
def test_a_correction_stands_in_for_the_source_and_can_be_undone(open_app: OpenApp, own_places: OwnPlaces) -> None:
    app = open_app("gazetteer", {"id": QAHTANIYAH})
    app.button(key="correct_place").click().run()
    assert app.text_input(key="form_arabic").value == "القحطانية"
    app.text_input(key="form_position").set_value("37S GB 26460 01120").run()
    app.number_input(key="form_people").set_value(17_000)
    app.button(key="save_place").click().run()
    assert not app.exception
    html = page_html(app)
    assert "Corrected by you" in html
    assert "17,000" in html
    assert own_places.get(QAHTANIYAH).source == "own, after GeoNames"  # type: ignore[union-attr]
    app.button(key="undo_correction").click().run()
    assert "16,900" in page_html(app)
    assert [change.action for change in own_places.history()] == ["restore", "correct"]


@pytest.mark.usefixtures("store_path")
def test_a_further_name_finds_the_place_and_can_be_taken_away(open_app: OpenApp, own_places: OwnPlaces) -> None:
    app = open_app("gazetteer", {"id": QAHTANIYAH})
    app.text_input(key=f"alias_{QAHTANIYAH}").set_value("Zzyzx Hill").run()
    app.button(key="save_alias").click().run()
    assert own_places.aliases() == [(QAHTANIYAH, "Zzyzx Hill", "en")]
    assert "Qahtaniyah" in found(find(app, "zzyzx hill"))[0].replace("\u2011", "-")
    app.button(key="chip_alias_0").click().run()
    assert own_places.aliases() == []


@pytest.mark.usefixtures("store_path")
def test_a_hidden_place_is_found_no_more_until_it_is_brought_back(open_app: OpenApp, own_places: OwnPlaces) -> None:
    app = find(open_app("gazetteer", {"id": QAHTANIYAH}), "Tirbespî")
    app.button(key="hide_place").click().run()
    assert own_places.removed() == {QAHTANIYAH}
    assert "is hidden" in page_html(app)
    assert not any("Hasakah" in line for line in found(app))
    app.button(key="undo_hide").click().run()
    assert any("Hasakah" in line for line in found(app))


@pytest.mark.usefixtures("store_path")
def test_the_page_is_arabic_on_demand(open_app: OpenApp) -> None:
    app = find(open_app("gazetteer", {"lang": "ar"}), "Qahtaniyah")
    app.button(key="take_1").click().run()
    assert not app.exception
    html = page_html(app)
    for words in ("عُثر على", "الموقع", "ضمن 2 كم", "الحسكة، سوريا", "الأحداث هنا"):
        assert words in html, words
    assert "القحطانية" in found(app)[0]
    app.button(key="correct_place").click().run()
    assert app.text_input(key="form_position").label == "الموقع"


@pytest.mark.usefixtures("empty_store")
def test_a_link_to_a_place_that_is_gone_opens_the_search(open_app: OpenApp) -> None:
    app = open_app("gazetteer", {"id": "own:gone"})
    assert "No place chosen" in page_html(app)


@pytest.mark.usefixtures("empty_store")
def test_a_name_that_a_report_brings_can_be_added_and_the_report_read_again(open_app: OpenApp) -> None:
    app = open_app("read")
    app.text_area(key="report_text").set_value(REPORT)
    app.date_input(key="report_published").set_value(date(2024, 10, 13))
    app.button(key="read_report").click().run()
    app.button(key="add_missing_0").click().run()
    app.switch_page("views/gazetteer.py").run()  # where the button has led, which the next run of a test forgets
    assert not app.exception
    assert app.text_input(key="form_arabic").value == "زغرتون"
    app.text_input(key="form_position").set_value("36.95, 41.52").run()
    app.button(key="save_place").click().run()
    app.button(key="back_to_report").click().run()
    app.switch_page("views/read.py").run()
    assert "The gazetteer has changed" in page_html(app)
    app.button(key="read_again").click().run()
    assert not app.exception
    assert "No place is known for" not in page_html(app)


@pytest.mark.usefixtures("store_path")
def test_what_somebody_typed_is_never_markup(open_app: OpenApp, store_path: Path) -> None:
    app = add(open_app("gazetteer"), english="<img src=x onerror=alert(1)> **Tell**")
    assert not app.exception
    assert "<img src=x" not in page_html(app)
    with Store(store_path) as store:
        assert store.events()


@pytest.mark.usefixtures("store_path")
def test_a_damaged_file_of_own_places_is_told(open_app: OpenApp, own_places: OwnPlaces) -> None:
    own_places.path.write_bytes(b"no database" * 500)
    app = open_app("gazetteer")
    assert not app.exception
    assert any("own.sqlite" in error.value for error in app.error)
