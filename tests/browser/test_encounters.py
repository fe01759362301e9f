"""The page of encounters in a browser: its calendar, its map, its list, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from gazetteer.index import Gazetteer
from tests.browser.conftest import AT_REST, ROOT, Serve, Visit, settled_map, still_map, wait_for
from tests.encounter_events import fill_store
from tests.reference_pictures import looks_as_approved

DAY = '.st-key-encounter_calendar button[data-day="%s"]'
CLOSE = "window.dawriyaMap.frame.map.setView([36.985, 41.28], 10.5, {animate: false})"


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store with five encounters."""
    assert gazetteer.path.exists()
    path = tmp_path_factory.mktemp("encounters") / "store.sqlite"
    fill_store(path)
    return serve(ROOT / "dashboard" / "app.py", {"DAWRIYA_STORE": str(path)})


def test_a_day_of_the_calendar_narrows_list_map_and_address(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/encounters?lang=en")
    expect(page.locator(".dw-encounters-found h2")).to_contain_text("5 encounters of United States and Russia")
    drawn = still_map(page, "state.shown === 9")  # neither the Turkish patrol
    assert drawn["zoom"] > 8  # the view goes around them
    assert page.locator(".dw-encounter").count() == 5
    page.evaluate(CLOSE)
    settled_map(page)
    looks_as_approved(page.locator("iframe").first, "encounters_en")
    first = page.locator(DAY % "2024-10-12")
    assert first.get_attribute("aria-label") == "12 Oct 2024: 1 encounter, 1 certain"
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**day=2024-11-04**")
    still_map(page, "state.shown === 2")
    expect(page.locator(".dw-encounter")).to_have_count(1)
    expect(page.locator(".st-key-encounter_0")).to_contain_text("<b>Russian</b> forces came to Himo again.")
    expect(page.locator(DAY % "2024-11-04")).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as download:
        page.locator(".st-key-encounters_geojson button").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").count('"feature": "encounter"') == 5
    page.locator(".st-key-chip_encounter_day button").first.click()
    still_map(page, "state.shown === 9")
    page.locator("[class*=st-key-line_encounter_0_] button").first.click()
    page.locator(".st-key-card").wait_for()
    page.wait_for_url("**event=a**")
    assert "between" not in page.url


def test_on_a_phone_months_are_sheets_that_begin_at_the_right(address: str, visit: Callable[..., Visit]) -> None:
    opened = visit(viewport={"width": 390, "height": 844}, locale="ar", has_touch=True)
    page = opened.page
    page.goto(f"{address}/encounters?lang=ar&between=us&between=russia&km=10&days=0")
    expect(page.locator(".dw-encounters-found h2")).to_contain_text("4 لقاءات بين الولايات المتحدة وروسيا")
    page.locator(AT_REST).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [page.locator(DAY % day).bounding_box() for day in ("2024-10-12", "2024-12-01")]
    assert all(box and box["width"] >= 38 and box["height"] >= 38 for box in boxes)  # for a finger
    # Both are the first day of the week, which is at the right: a Saturday, a Sunday after it.
    assert boxes[0]["x"] > boxes[1]["x"]
    still_map(page, "state.lang === 'ar'")
    page.evaluate(CLOSE)
    settled_map(page)
    looks_as_approved(page.locator("iframe").first, "encounters_ar")
    page.locator(DAY % "2024-12-01").tap()
    page.wait_for_url("**day=2024-12-01**")
    expect(page.locator(".dw-encounter")).to_have_count(1)
    wait_for(page, "window.dawriyaMap && window.dawriyaMap.painted && window.dawriyaMap.state().lang === 'ar'")
    with page.expect_download() as download:
        page.locator(".st-key-encounters_csv button").tap()
    told = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "يذكر تقرير واحد" in told
    assert "certain" in told  # a word for programs
    assert opened.errors == []
    assert opened.outside == []
