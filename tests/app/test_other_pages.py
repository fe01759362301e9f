"""The data and about pages, and what holds for all pages."""

from __future__ import annotations

import pytest

from tests.app.conftest import OpenApp, address, page_html


@pytest.mark.usefixtures("store_path")
def test_the_table_holds_the_filtered_events_in_words(open_app: OpenApp) -> None:
    app = open_app("data", {"layer": "patrol"})
    table = app.dataframe[0].value
    assert len(table) > 3
    assert not set(table["kind"]) & {"Clash", "Shelling", "Stand-off"}
    assert table["date"].dropna().is_monotonic_decreasing


@pytest.mark.usefixtures("store_path")
def test_the_table_is_arabic_in_the_arabic_interface(open_app: OpenApp) -> None:
    table = open_app("data", {"lang": "ar"}).dataframe[0].value
    assert set(table["status"]) <= {"آلي", "مؤكّد", "مُراجع", "متنازع عليه"}


@pytest.mark.usefixtures("store_path")
def test_the_filter_goes_along_from_page_to_page(open_app: OpenApp) -> None:
    app = open_app(query={"layer": "incident"})
    for page in ("read", "data"):
        app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    assert not app.checkbox(key="rail_layer_patrol").value
    assert address(app, "layer") == ["incident"]


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_leaves_the_data_page_usable(open_app: OpenApp) -> None:
    assert "No events yet" in page_html(open_app("data"))


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.usefixtures("store_path")
def test_about_names_the_sources_and_their_licences(open_app: OpenApp, lang: str) -> None:
    html = page_html(open_app("about", {"lang": lang}))
    for name in ("GeoNames", "CC BY 4.0", "Natural Earth", "IBM Plex Sans"):
        assert name in html
