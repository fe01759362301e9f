"""The page that brings in coded events: the preview, what is not known, bringing in, and what the public may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.store import Store
from tests.app.conftest import OpenApp, page_html
from tests.coded_files import acled_row, write_csv

ROWS = (
    acled_row(event_id_cnty="SYR1"),
    acled_row(event_id_cnty="SYR2", actor1="Brigade of the Blue Hills"),
    acled_row(event_id_cnty="SYR3", event_date="yesterday"),
)


@pytest.fixture
def file(tmp_path: Path) -> tuple[str, bytes, str]:
    return ("events.csv", write_csv(tmp_path / "events.csv", list(ROWS)).read_bytes(), "text/csv")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_file_is_previewed_then_brought_in(
    open_app: OpenApp, empty_store: Path, file: tuple[str, bytes, str], lang: str
) -> None:
    app = open_app("coded", {"lang": lang})
    assert not app.exception
    app.file_uploader[0].set_value(file).run()
    assert not app.exception
    html = page_html(app)
    assert "ACLED" in html
    with Store(empty_store, must_exist=True) as store:
        assert store.events() == ()
    unknown = next(box for box in app.selectbox if "Blue Hills" in box.label)
    unknown.set_value("sna").run()
    assert not app.exception
    app.button(key="coded_run").click().run()
    assert not app.exception
    with Store(empty_store, must_exist=True) as store:
        assert {event.id: event.force_ids for event in store.events()} == {
            "acled:SYR1": ("sdf", "isis"),
            "acled:SYR2": ("sna", "isis"),
        }
    app.switch_page("views/map.py").run()
    assert not app.exception
    app.switch_page("views/coded.py").run()
    assert app.success[0].value.startswith("2 events were brought in." if lang == "en" else "أُدخل حدثان.")


def test_a_table_asks_for_its_columns(open_app: OpenApp, empty_store: Path) -> None:
    app = open_app("coded")
    content = b"Datum,Hier,Da\n2024-03-31,36.9,41.5\n"
    app.file_uploader[0].set_value(("a.csv", content, "text/csv")).run()
    assert not app.exception
    app.selectbox(key="coded_field_lat").set_value("Hier").run()
    app.selectbox(key="coded_field_lon").set_value("Da").run()
    app.button(key="coded_run").click().run()
    assert not app.exception
    with Store(empty_store, must_exist=True) as store:
        (event,) = store.events()
    assert (event.place.lat, event.place.lon, event.status) == (36.9, 41.5, "auto")


@pytest.mark.usefixtures("empty_store")
def test_the_public_is_not_offered_it(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAWRIYA_PUBLIC", "1")
    app = open_app("data")
    assert not app.exception
    assert "bring-in" not in str(app.main)
