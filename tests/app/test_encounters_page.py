"""The page of encounters, without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer.index import Gazetteer
from tests.app.conftest import OpenApp, address, page_html
from tests.encounter_events import fill_store


@pytest.fixture(autouse=True)
def meetings(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gazetteer.path.exists()
    fill_store(tmp_path / "meetings.sqlite")
    monkeypatch.setenv("DAWRIYA_STORE", str(tmp_path / "meetings.sqlite"))


def open_at(open_app: OpenApp, query: Mapping[str, str | list[str]]) -> AppTest:
    """The page as an address of its own opens it: the map's page, which AppTest opens first, would drop the query."""
    app = open_app()
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page("views/encounters.py").run()


def test_it_tells_the_encounters_with_the_words_of_both_sides(open_app: OpenApp) -> None:
    html = page_html(open_app("encounters"))
    assert "5 encounters of United States and Russia within 10 km and 1 day: 3 certain, 1 likely, 1 possible." in html
    assert "First certain: Sat 12 Oct 2024, Himo." in html
    assert "One report names both." in html
    assert "7.8 km apart" in html
    assert "2 encounters · 12 Oct 2024, 4 Nov 2024" in html  # the place that comes again
    assert "Source A" in html
    assert "Source B" in html
    assert "&lt;b&gt;" in html
    assert "<b>Russian" not in html


def test_what_is_asked_is_in_the_address_and_comes_back(open_app: OpenApp) -> None:
    query = {"between": ["russia", "turkey"], "km": "20", "days": "3", "least": "likely", "day": "2024-12-01"}
    app = open_at(open_app, query)
    for name, value in query.items():
        assert address(app, name) == ([value] if isinstance(value, str) else value)
    assert app.selectbox(key="encounters_one_en").value == "russia"
    app.number_input(key="encounters_days").set_value(0).run()
    assert address(app, "days") == ["0"]
    app.switch_page("views/data.py").run()
    app.switch_page("views/encounters.py").run()
    assert app.selectbox(key="encounters_other_en").value == "turkey"


def test_the_same_force_on_both_sides_changes_places(open_app: OpenApp) -> None:
    app = open_app("encounters")
    app.selectbox(key="encounters_one_en").set_value("russia").run()
    assert not app.exception
    assert (app.selectbox(key="encounters_one_en").value, app.selectbox(key="encounters_other_en").value) == (
        "russia",
        "us",
    )


@pytest.mark.parametrize("query", [{"between": ["us"]}, {"between": ["us", "nobody"]}, {"km": "far", "day": "never"}])
def test_an_address_without_sense_shows_the_usual_question(open_app: OpenApp, query: dict[str, Any]) -> None:
    app = open_at(open_app, query)
    assert not app.exception
    assert app.selectbox(key="encounters_one_en").value == "us"
    assert app.number_input(key="encounters_km").value == 10


def test_the_force_filter_hides_no_side_and_the_days_do(open_app: OpenApp) -> None:
    assert "5 encounters" in page_html(open_app("encounters", {"force": "us"}))
    html = page_html(open_app("encounters", {"lang": "ar", "to": "2024-10-31"}))
    assert "لقاء واحد بين الولايات المتحدة وروسيا" in html
    assert "encounter of" not in html


def test_none_found_is_said(open_app: OpenApp) -> None:
    html = page_html(open_at(open_app, {"between": ["us", "isis"], "days": "0"}))
    assert "No encounter of United States and ISIS within 10 km on the same day." in html
