"""Importing places on the page: what a file would bring, the columns put right, what is kept and what removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.views import gazetteer_import
from gazetteer.own import OwnPlaces
from gazetteer.sources.imported import DIRECTORY_VARIABLE, list_imported
from tests.app.conftest import OpenApp, page_html

VILLAGES = """name_ar,Spelt so,latitude,longitude,type,pop
القحطانية,al-Qahtaniyah,37.029,41.546,town,16000
تل زكسا,Tell Zaxa,36.91,41.22,village,220
خربة جميلة,Khirbat Jamila,36.87,41.31,village,
بلا موقع,Nowhere,,,village,
خارج,Outside,136.2,41.0,village,5
<img src=x onerror=alert(1)>,Sly,36.5,40.9,village,9
"""


@pytest.fixture(autouse=True)
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a test keeps what it imports; building, which takes half a minute, is left out."""
    folder = tmp_path / "imported"
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(folder))

    def build() -> Iterator[float]:
        yield 1.0

    monkeypatch.setattr(gazetteer_import, "build_progress", build)
    return folder


def hand_in(open_app: OpenApp, text: str, *, name: str = "villages.csv", lang: str = "en") -> AppTest:
    app = open_app("gazetteer", {"lang": lang})
    app.button(key="to_import").click().run()
    app.file_uploader(key="import_file_0").set_value((name, text.encode(), "text/csv")).run()
    assert not app.exception
    return app


@pytest.mark.usefixtures("store_path")
def test_a_preview_says_what_would_come_of_a_file(open_app: OpenApp) -> None:
    app = hand_in(open_app, VILLAGES)
    html = page_html(app)
    assert "Recognised as: Table" in html
    for figure in (
        "<strong>4</strong><span>places",
        "<strong>1</strong><span>perhaps known",
        "<strong>2</strong><span>rows",
    ):
        assert figure in html
    assert "line 5" in html
    assert "10 m away" in html
    assert "<img src=x" not in html
    assert list(app.dataframe[0].value["Name"])[:2] == ["القحطانية", "تل زكسا"]
    assert app.button(key="run_import").label == "Import 4 places"


@pytest.mark.usefixtures("store_path")
def test_a_column_put_right_changes_the_preview(open_app: OpenApp) -> None:
    app = hand_in(open_app, VILLAGES)
    app.selectbox(key="import_as_column_name:en").set_value("Spelt so").run()
    assert not app.exception
    assert list(app.dataframe[0].value["Name"])[:2] == ["al-Qahtaniyah", "Tell Zaxa"]


@pytest.mark.usefixtures("store_path")
def test_columns_that_say_nothing_are_asked_for(open_app: OpenApp) -> None:
    app = hand_in(open_app, "a,b,c\nTell Zaxa,36.91,41.22\n")
    assert "Choose which column holds the name." in app.info[0].value
    app.selectbox(key="import_as_column_name").set_value("a").run()
    assert "latitude and longitude" in app.info[0].value
    app.selectbox(key="import_as_column_lat").set_value("b")
    app.selectbox(key="import_as_column_lon").set_value("c").run()
    assert app.button(key="run_import").label == "Import 1 place"


@pytest.mark.usefixtures("store_path")
def test_an_import_is_kept_under_its_name_and_can_be_removed(open_app: OpenApp) -> None:
    app = hand_in(open_app, VILLAGES)
    app.text_input(key="import_as_source").set_value("Field survey").run()
    app.text_input(key="import_as_licence").set_value("CC0").run()
    app.button(key="run_import").click().run()
    assert not app.exception
    (file,) = list_imported()
    assert (file.name, file.source, file.licence, file.count, file.failed) == ("villages", "Field survey", "CC0", 4, 2)
    assert "4 places were imported" in app.success[0].value
    app.button(key="to_sources").click().run()
    assert "Field survey" in page_html(app)
    app.button(key="confirm_remove_0").click().run()
    assert not app.exception
    assert list_imported() == []


@pytest.mark.usefixtures("store_path")
def test_a_file_that_does_not_read_is_told_by_its_own_name(open_app: OpenApp) -> None:
    app = hand_in(open_app, "\x00\x01\x02", name="broken.gpkg")
    assert app.error
    assert "broken.gpkg" in app.error[0].value
    assert "dawriya-import-" not in app.error[0].value


@pytest.mark.usefixtures("store_path")
def test_the_import_is_arabic_on_demand(open_app: OpenApp) -> None:
    html = page_html(hand_in(open_app, VILLAGES, lang="ar"))
    for words in ("استيراد أماكن", "نوع الملف: جدول", "ربما معروفة", "السطر 5"):
        assert words in html, words


@pytest.mark.usefixtures("store_path")
def test_sources_own_places_and_hidden_ones_are_listed(open_app: OpenApp, own_places: OwnPlaces) -> None:
    own_places.remove("geonames:165757", who="dana")
    app = open_app("gazetteer")
    app.button(key="to_sources").click().run()
    assert not app.exception
    html = page_html(app)
    sources = dict(zip(app.table[0].value["Source"], app.table[0].value["Licence"], strict=True))
    assert sources["GeoNames"] == "CC BY 4.0"
    assert "Nothing has been imported." in html
    assert "al-Qahtaniyah" in html
    app.button(key="bring_back_0").click().run()
    assert own_places.removed() == set()
    assert "brought back" in page_html(app)
