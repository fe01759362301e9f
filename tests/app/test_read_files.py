"""Files on the page that reads reports: one fills the fields, several are read into the store at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store import Store
from tests import report_files as files
from tests.app.conftest import OpenApp, page_html


def hand_in(app: AppTest, *named: tuple[str, bytes]) -> AppTest:
    given = [(name, data, "application/octet-stream") for name, data in named]
    return app.file_uploader(key="report_file").set_value(given).run()


@pytest.mark.usefixtures("empty_store")
def test_a_web_page_fills_the_text_and_what_it_says_of_it(open_app: OpenApp) -> None:
    app = hand_in(open_app("read"), ("a.html", files.page().encode()))
    assert not app.exception
    assert app.text_area(key="report_text").value.startswith(files.TITLE)
    assert app.date_input(key="report_published").value == date(2024, 10, 13)
    assert app.text_input(key="report_source").value == "مرصد الجزيرة"
    assert app.text_input(key="report_url").value == "https://example.org/ar/1"


@pytest.mark.usefixtures("empty_store")
def test_a_pdf_leaves_what_was_typed_where_it_says_nothing(open_app: OpenApp) -> None:
    app = open_app("read")
    app.text_input(key="report_source").set_value("Typed").run()
    app = hand_in(app, ("a.pdf", files.pdf([files.ENGLISH])))
    assert app.text_area(key="report_text").value == files.ENGLISH
    assert app.text_input(key="report_source").value == "Typed"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_an_archive_is_offered_and_read_whole_with_what_failed(open_app: OpenApp, empty_store: Path, lang: str) -> None:
    members = {
        "a.txt": files.ENGLISH.encode(),
        "b.html": files.page().encode(),
        "<b>scan.pdf": files.picture_pdf(),
    }
    app = hand_in(open_app("read", {"lang": lang}), ("all.zip", files.archive(members)))
    assert not app.exception
    html = page_html(app)
    assert ("2 reports" if lang == "en" else "تقريران") in html  # the third can't be read
    assert files.TITLE in html
    assert "<b>scan" not in html
    app.button(key="read_all").click().run(timeout=120)
    assert not app.exception
    html = page_html(app)
    assert '<td><bdi dir="auto">&lt;b&gt;scan.pdf</bdi></td>' in html
    assert ("(OCR)" if lang == "en" else "(مسح ضوئي)") in html
    with Store(empty_store) as store:
        reports = {report.text.splitlines()[0]: report for report in store.reports()}
    assert set(reports) == {files.ENGLISH, files.TITLE}
    assert reports[files.TITLE].published == date(2024, 10, 13)
    app.button(key="other_files").click().run()
    assert app.file_uploader[0].value in ([], None)


@pytest.mark.usefixtures("empty_store")
def test_several_files_are_offered_together(open_app: OpenApp) -> None:
    app = hand_in(open_app("read"), ("a.txt", files.ENGLISH.encode()), ("a.txt", files.DATELINE.encode()))
    assert "2 reports" in page_html(app)


def test_the_columns_of_a_list_can_be_chosen(open_app: OpenApp, empty_store: Path) -> None:
    data = files.table([["col a", "col b"], [files.ENGLISH, "2021-03-04"], [files.ENGLISH_SECOND, "2022-10-09"]])
    app = hand_in(open_app("read"), ("a.csv", data))
    assert "Choose which column holds the text" in app.info[0].value
    assert app.button(key="read_all").disabled
    app.selectbox(key="list_column_text").set_value("col a").run()
    app.selectbox(key="list_column_published").set_value("col b").run()
    assert "2 reports" in page_html(app)
    app.button(key="read_all").click().run(timeout=120)
    with Store(empty_store) as store:
        assert {report.published for report in store.reports()} == {date(2021, 3, 4), date(2022, 10, 9)}


@pytest.mark.usefixtures("empty_store")
def test_a_file_that_can_not_be_read_is_told(open_app: OpenApp) -> None:
    app = hand_in(open_app("read", {"lang": "ar"}), ("a.docx", b"\xd0\xcf\x11\xe0"))
    assert not app.exception
    assert app.error[0].value.startswith("الملف")
