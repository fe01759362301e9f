"""The gazetteer page in a browser: typing, picking, clicking the map, saving, and finding again what was saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.ingest import ingest
from dashboard.store import Store
from gazetteer.index import Gazetteer
from gazetteer.own import OwnPlaces
from tests.browser.conftest import ROOT, Serve, Visit

APP = ROOT / "dashboard" / "app.py"
PHONE = {"width": 390, "height": 844}
MAP = ".st-key-place_map .pm-map"
FIRST = ".st-key-take_1 button"


@pytest.fixture(scope="module")
def own_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the served application keeps own places: nobody's but this module's."""
    return tmp_path_factory.mktemp("own") / "own.sqlite"


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, own_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store with the sample reports and own places of its own."""
    folder = tmp_path_factory.mktemp("gazetteer-page")
    path = folder / "store.sqlite"
    with Store(path) as store:
        assert ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path).events > 10
    imported = str(folder / "imported")
    return serve(APP, {"DAWRIYA_STORE": str(path), "DAWRIYA_OWN_PLACES": str(own_path), "DAWRIYA_IMPORTED": imported})


@pytest.fixture(params=["desktop", "phone"])
def visited(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Iterator[Visit]:
    """A visit on a wide and on a narrow screen, without errors and without a request to any other host."""
    size = {} if request.param == "desktop" else {"viewport": PHONE, "has_touch": True}
    opened = visit(locale="en-GB", **size)
    yield opened
    opened.was_clean()
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_page(page: Page, address: str, query: str = "lang=en") -> None:
    page.goto(f"{address}/gazetteer?{query}")
    page.locator(f"{MAP}[data-ready]").wait_for()


def type_name(page: Page, name: str) -> None:
    """Types letter by letter, without Enter: the list follows by itself."""
    field = page.locator(".st-key-place_typed input")
    field.fill("")
    field.press_sequentially(name, delay=20)


def test_a_place_is_found_while_typing_and_picked_on_the_map(address: str, visited: Visit) -> None:
    page = visited.page
    open_page(page, address)
    type_name(page, "qahtan")
    page.locator(FIRST).wait_for()
    pins = page.locator(f"{MAP} .pm-pin")
    expect(pins).to_have_count(4)
    expect(page.locator("[class*=st-key-take_]")).to_have_count(4)
    pins.filter(has_text="2").click()
    title = page.locator(".st-key-place_card .dw-card-title")
    title.wait_for()
    expect(page.locator("[class*=st-key-candidate_2_chosen]")).to_be_visible()
    page.locator(FIRST).click()
    expect(page.locator(".st-key-place_card")).to_contain_text("Hasakah, Syria")
    page.wait_for_url("**id=geonames**")
    expect(page.locator(f"{MAP} .pm-chosen")).to_have_text("1")


def test_a_place_is_added_by_a_click_and_found_again(address: str, own_path: Path, visited: Visit) -> None:
    page = visited.page
    name = f"Tell Zaxa {visited.page.viewport_size['width']}"  # type: ignore[index]
    open_page(page, address)
    page.locator(".st-key-add_place button").click()
    page.locator(".st-key-form_english input").fill(name)
    page.locator(f"{MAP}[data-picking=yes]").wait_for()
    box = page.locator(MAP).bounding_box()
    assert box is not None
    page.locator(MAP).click(position={"x": box["width"] * 0.55, "y": box["height"] * 0.6})
    page.locator(f"{MAP} .pm-draft").wait_for()
    expect(page.locator(".st-key-form_english input")).to_have_value(name)
    expect(page.locator(".st-key-form_position input")).not_to_have_value("")
    page.locator(".st-key-save_place button").click()
    expect(page.locator(".st-key-place_card .dw-card-title")).to_have_text(name)
    assert name in {place.name for place in OwnPlaces(own_path).places()}
    type_name(page, name.lower())
    expect(page.locator(FIRST)).to_contain_text(name)


def test_the_map_stays_where_it_is_while_a_place_is_put(address: str, visited: Visit) -> None:
    page = visited.page
    open_page(page, address)
    page.locator(".st-key-add_place button").click()
    page.locator(f"{MAP}[data-picking=yes]").wait_for()
    box = page.locator(MAP).bounding_box()
    assert box is not None
    page.locator(MAP).click(position={"x": box["width"] * 0.4, "y": box["height"] * 0.5})
    spot = page.locator(f"{MAP} .pm-draft")
    spot.wait_for()
    put = spot.bounding_box()
    assert put is not None
    assert put["x"] + put["width"] / 2 - box["x"] == pytest.approx(box["width"] * 0.4, abs=2)
    assert put["y"] + put["height"] / 2 - box["y"] == pytest.approx(box["height"] * 0.5, abs=2)


def test_the_events_of_a_place_open_on_the_map(address: str, visit: Callable[..., Visit]) -> None:
    opened = visit(locale="ar")
    page = opened.page
    open_page(page, address, "lang=ar&id=geonames:165757")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    page.locator(".st-key-place_on_map button").click()
    expect(page.locator(".st-key-chip_place")).to_contain_text("القحطانية")
    page.wait_for_url("**place=geonames**")
    assert opened.outside == []
    assert opened.errors == []


def test_a_file_is_looked_at_before_anything_is_kept(address: str, tmp_path: Path, visited: Visit) -> None:
    page = visited.page
    file = tmp_path / "villages.csv"
    file.write_text("name_ar,lat,lon,type\nتل زكسا,36.91,41.22,village\nبلا موقع,,,village\n", encoding="utf-8")
    open_page(page, address)
    page.locator(".st-key-to_import button").click()
    page.locator("[class*=st-key-import_file_] input[type=file]").set_input_files(file)
    figures = page.locator(".dw-figures")
    figures.wait_for()
    assert [figures.locator("strong").nth(at).inner_text() for at in (0, 3)] == ["1", "1"]
    page.locator(".st-key-import_problems summary").click()
    expect(page.locator(".st-key-import_problems")).to_contain_text("line 3")
    expect(page.locator(".st-key-run_import button")).to_have_text("Import 1 place")
