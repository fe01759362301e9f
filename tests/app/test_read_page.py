"""The page that reads a report: what it finds, what it keeps, and what it says of a text it can't read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.fetching import Fetched
from dashboard.store import Store
from tests.app.conftest import OpenApp, page_html

ARABIC = """دوريتان تلتقيان قرب القامشلي
التقت دورية أميركية بدورية روسية مصادفة قرب بلدة القحطانية في محافظة الحسكة يوم السبت 12 تشرين الأول 2024.
"""


def read(app: AppTest, text: str, *, published: date | None = None) -> AppTest:
    app.text_area(key="report_text").set_value(text)
    if published:
        app.date_input(key="report_published").set_value(published)
    return app.button(key="read_report").click().run()


def test_a_pasted_arabic_report_is_marked_and_saved(open_app: OpenApp, empty_store: Path) -> None:
    app = read(open_app("read", {"lang": "ar"}), ARABIC, published=date(2024, 10, 13))
    assert not app.exception
    html = page_html(app)
    for colour in ("dw-place", "dw-force", "dw-date", "dw-trigger"):
        assert f'<mark class="dw-mark {colour}' in html
    assert "حدث واحد في هذا التقرير" in html
    app.button(key="save_report").click().run()
    assert "أُضيف حدث واحد" in page_html(app)
    with Store(empty_store) as store:
        (event,) = store.events()
    assert event.kind == "encounter"
    assert set(event.force_ids) == {"us", "russia"}
    assert event.date_start == date(2024, 10, 12)
    assert event.place.place_ids[0] == "geonames:165757"


def test_what_is_changed_by_hand_is_what_is_saved(open_app: OpenApp, empty_store: Path) -> None:
    app = read(open_app("read"), ARABIC, published=date(2024, 10, 13))
    prefix = next(box.key for box in app.checkbox if box.key.endswith("_keep")).removesuffix("_keep")
    app.selectbox(key=f"{prefix}_kind_en").set_value("standoff")
    app.text_input(key=f"{prefix}_typed").set_value("Raqqa").run()
    app.multiselect(key=f"{prefix}_actors_en").set_value(["russia"]).run()
    app.button(key="save_report").click().run()
    with Store(empty_store) as store:
        (event,) = store.events()
    assert (event.kind, event.layer, event.force_ids) == ("standoff", "incident", ("russia",))
    assert event.place.lat == pytest.approx(35.95, abs=0.1)
    assert not any(one.field in ("kind", "place", "force:us") for one in event.evidence)


def test_places_that_are_called_alike_are_told_apart(open_app: OpenApp, empty_store: Path) -> None:
    app = read(open_app("read", {"lang": "ar"}), ARABIC, published=date(2024, 10, 13))
    prefix = next(box.key for box in app.checkbox if box.key.endswith("_keep")).removesuffix("_keep")
    app.text_input(key=f"{prefix}_typed").set_value("Salhiyah").run()
    box = app.selectbox(key=f"{prefix}_place_Salhiyah_ar")
    assert len(set(box.options)) == len(box.options)
    alike = [at for at, label in enumerate(box.options) if "°" in label]
    assert len(alike) > 1
    for at in alike:
        app.selectbox(key=f"{prefix}_place_Salhiyah_ar").select_index(at).run()
    lat, lon = (float(number) for number in re.findall(r"[\d.]+(?=°)", box.options[alike[-1]]))
    app.button(key="save_report").click().run()
    with Store(empty_store) as store:
        (event,) = store.events()
    assert (event.place.lat, event.place.lon) == (pytest.approx(lat, abs=1e-4), pytest.approx(lon, abs=1e-4))


@pytest.mark.usefixtures("empty_store")
def test_an_event_can_be_left_out(open_app: OpenApp) -> None:
    app = read(open_app("read"), ARABIC, published=date(2024, 10, 13))
    next(box for box in app.checkbox if box.key.endswith("_keep")).uncheck().run()
    assert app.button(key="save_report").disabled


def test_an_event_can_be_added_by_hand(open_app: OpenApp, empty_store: Path) -> None:
    app = read(open_app("read"), "The schools opened and fuel prices stayed the same.", published=date(2024, 5, 1))
    assert "No event found" in page_html(app)
    app.button(key="add_event").click().run()
    app.button(key="save_report").click().run()
    with Store(empty_store) as store:
        (event,) = store.events()
    assert event.date_start == date(2024, 5, 1)
    assert not event.place.is_resolved


def test_a_report_read_twice_adds_nothing(open_app: OpenApp, empty_store: Path) -> None:
    for _ in range(2):
        app = read(open_app("read"), ARABIC, published=date(2024, 10, 13))
        app.button(key="save_report").click().run()
    assert "read before" in page_html(app)
    with Store(empty_store) as store:
        assert len(store.events()) == len(store.reports()) == 1


@pytest.mark.parametrize(
    "text",
    ["", "   \n ", "\x00\x01\x02\x03 binary \x00\x7f\x00\x00" * 4, "A US patrol passed Qamishli. " * 60_000],
    ids=["empty", "blank", "binary", "huge"],
)
@pytest.mark.usefixtures("empty_store")
def test_a_text_that_cannot_be_read_is_told_and_kept(open_app: OpenApp, text: str) -> None:
    app = read(open_app("read"), text)
    assert not app.exception
    assert app.error[0].value
    assert app.text_area(key="report_text").value == text


@pytest.mark.usefixtures("empty_store")
def test_a_text_without_place_or_date_gives_an_event_off_the_map(open_app: OpenApp) -> None:
    app = read(open_app("read"), "Two US soldiers were killed when a roadside bomb exploded.")
    assert not app.exception
    html = page_html(app)
    assert "The day of publication is not known" in html
    assert "not on the map" in html


def test_markup_in_a_report_is_shown_never_followed(open_app: OpenApp, empty_store: Path) -> None:
    text = (
        "Russian artillery shelled the outskirts of Ain Issa on 3 May 2024, wounding two civilians "
        "<img src=x onerror=alert(1)><script>alert(document.cookie)</script> **bold** [link](javascript:alert(1)).\n"
    )
    app = read(open_app("read"), text, published=date(2024, 5, 4))
    assert not app.exception
    html = page_html(app)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    app.button(key="save_report").click().run()
    with Store(empty_store) as store:
        (event,) = store.events()
    card = page_html(open_app(query={"event": event.id}))
    assert "<script" not in card
    assert "<img src=x" not in card


@pytest.mark.usefixtures("empty_store")
def test_the_text_stays_while_one_looks_at_another_page(open_app: OpenApp) -> None:
    app = open_app("read")
    app.text_area(key="report_text").set_value("Half a report").run()
    app.switch_page("views/about.py").run()
    app.switch_page("views/read.py").run()
    assert app.text_area(key="report_text").value == "Half a report"


@pytest.mark.usefixtures("empty_store")
def test_the_text_can_be_changed_after_reading(open_app: OpenApp) -> None:
    app = read(open_app("read"), ARABIC)
    app.button(key="change_text").click().run()
    assert app.text_area(key="report_text").value == ARABIC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1256"])
@pytest.mark.usefixtures("empty_store")
def test_a_file_is_read_in_its_own_encoding(open_app: OpenApp, encoding: str) -> None:
    app = open_app("read")
    app.file_uploader(key="report_file").set_value(("report.txt", ARABIC.encode(encoding), "text/plain")).run()
    assert not app.exception
    assert app.text_area(key="report_text").value == ARABIC


@pytest.mark.usefixtures("empty_store")
def test_a_binary_file_is_told_and_leaves_the_text_alone(open_app: OpenApp) -> None:
    app = open_app("read")
    app.text_area(key="report_text").set_value("What was typed").run()
    app.file_uploader(key="report_file").set_value(("report.txt", b"\x89PNG\x00\x01\x02", "text/plain")).run()
    assert "not text" in app.error[0].value
    assert app.text_area(key="report_text").value == "What was typed"


def test_there_is_no_field_for_an_address_unless_fetching_is_on(open_app: OpenApp, store_path: Path) -> None:
    assert store_path.exists()
    assert "fetch_address" not in {field.key for field in open_app("read").text_input}


def test_a_fetched_page_fills_the_fields_and_what_can_not_be_fetched_is_said(
    open_app: OpenApp, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store_path.exists()
    monkeypatch.setenv("DAWRIYA_FETCH", "1")
    app = open_app("read", {"lang": "ar"})
    app.text_input(key="fetch_address").set_value("http://127.0.0.1/").run()
    app.button(key="fetch_page").click().run()
    assert [error.value for error in app.error] == ["ليس 127.0.0.1 مضيفًا على الإنترنت العامة، لذلك لا يُجلب منه."]

    def fetch(address: str) -> Fetched:
        return Fetched(f"{address}found", "found.txt", ARABIC.encode())

    monkeypatch.setattr("dashboard.views.fetch_field.fetch", fetch)
    app.text_input(key="fetch_address").set_value("https://news.example/").run()
    app.button(key="fetch_page").click().run()
    assert not app.error
    assert app.text_area(key="report_text").value == ARABIC
    assert app.text_input(key="report_url").value == "https://news.example/found"
