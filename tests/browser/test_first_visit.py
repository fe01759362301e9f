"""What a newcomer sees: the tour that is asked for, the map inside another page, the addresses that people type."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dashboard.ingest import ingest
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import AT_REST, ROOT, Serve, Visit, still_map

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
CHROME = ".stAppHeader, [data-testid=stSidebar], .st-key-bar, .st-key-topend, .st-key-stage_card, .stButton"


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store with the sample reports only."""
    path = tmp_path_factory.mktemp("first") / "store.sqlite"
    with Store(path) as store:
        ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path)
    return serve(ROOT / "dashboard" / "app.py", {"DAWRIYA_STORE": str(path)})


def start_tour(page: Page) -> None:
    still_map(page, "state.shown > 10")
    page.locator(AT_REST).wait_for()
    assert page.locator(".dw-tour").count() == 0  # never by itself
    page.locator(".st-key-tour button").click()
    page.locator(".dw-tour").wait_for()


def rings(page: Page, target: str) -> bool:
    """Whether the ring lies around what a selector shows, as far as the window shows it."""
    return bool(
        page.evaluate(
            """(target) => {
                const ring = document.querySelector(".dw-tour-ring").getBoundingClientRect();
                const box = document.querySelector(target).getBoundingClientRect();
                return ring.left <= Math.max(box.left, 6) && ring.right >= Math.min(box.right, innerWidth - 6)
                    && ring.top <= Math.max(box.top, 6) && ring.bottom >= Math.min(box.bottom, innerHeight - 6);
            }""",
            target,
        )
    )


def test_the_tour_goes_by_keys_and_gives_the_focus_back(address: str, visit: Callable[..., Visit]) -> None:
    opened = visit(locale="en-GB", reduced_motion="reduce")
    page = opened.page
    page.goto(f"{address}/?lang=en")
    expect(page.locator(".st-key-card_empty p").first).to_contain_text("these come from invented samples")
    start_tour(page)
    said = page.locator(".dw-tour-text")
    expect(said).to_contain_text("How many events are shown")
    assert rings(page, ".dw-count")
    assert page.evaluate("document.activeElement.classList.contains('dw-tour-main')")
    assert page.evaluate("document.querySelector('#root').inert")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.dw-tour')).transitionDuration)") == 0
    for target in (".st-key-stage_map iframe", ".st-key-stage_card", ".st-key-stage_time", ".st-key-rail"):
        page.keyboard.press("ArrowRight")
        assert rings(page, target), target
    page.keyboard.press("ArrowLeft")
    assert rings(page, ".st-key-stage_time")
    page.keyboard.press("Escape")
    expect(page.locator(".dw-tour, .dw-tour-ring")).to_have_count(0)
    assert not page.evaluate("document.querySelector('#root').inert")
    within = (
        "document.activeElement.shadowRoot ? document.activeElement.shadowRoot.activeElement : document.activeElement"
    )
    assert page.evaluate(f"({within}).textContent").strip() == "Show me around"
    opened.was_clean()


def test_the_tour_on_an_arabic_phone_stays_in_the_window(address: str, visit: Callable[..., Visit]) -> None:
    opened = visit(locale="ar", **PHONE)
    page = opened.page
    page.goto(f"{address}/?lang=ar")
    expect(page.locator(".st-key-card_empty p").first).to_contain_text("وهذه من تقارير عيّنة متخيَّلة")
    start_tour(page)
    assert page.locator(".dw-tour").get_attribute("dir") == "rtl"
    for number in range(1, 7):
        expect(page.locator(".dw-tour-count")).to_have_text(f"{number} / 6")
        page.wait_for_timeout(250)
        box = page.locator(".dw-tour").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844
        page.locator(".dw-tour-main").tap()
    expect(page.locator(".dw-tour")).to_have_count(0)
    opened.was_clean()


@pytest.mark.parametrize(("lang", "options"), [("en", {"viewport": {"width": 1440, "height": 800}}), ("ar", PHONE)])
def test_inside_another_page_are_only_map_timeline_and_a_link(
    address: str, visit: Callable[..., Visit], lang: str, options: dict[str, object]
) -> None:
    opened = visit(**options)
    page = opened.page
    page.goto(f"{address}/?embed=true&embed_options=show_padding&lang={lang}&force=russia")
    few = still_map(page, "state.shown > 3")
    assert few["shown"] < 12
    assert few["lang"] == lang
    page.locator(AT_REST).wait_for()
    page.locator(".st-key-stage_time .dw-timeline").wait_for()
    assert [one for one in page.locator(CHROME).all() if one.is_visible()] == []
    # Everything is seen at once, and nothing is left over.
    height = page.viewport_size["height"] if page.viewport_size else 0
    link = page.locator(".dw-embedded a")
    box = link.bounding_box()
    assert box
    assert height - 40 <= box["y"] + box["height"] <= height
    assert link.get_attribute("href") == f"?lang={lang}&force=russia"
    assert link.get_attribute("target") == "_blank"
    assert "embed=true" in page.url
    assert "embed_options=show_padding" in page.url
    opened.was_clean()


def test_typed_addresses_lead_to_the_map(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/map?lang=en&layer=patrol")
    few = still_map(page, "state.shown > 3")["shown"]
    page.wait_for_url("**layer=patrol**")
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("[data-testid=stTopNavLink][aria-current=page]").inner_text() == "Map"
    page.goto(f"{address}/ar")
    page.wait_for_url("**lang=ar**")
    every = still_map(page, "state.lang === 'ar'")["shown"]
    assert every > few
    assert page.get_by_role("dialog").count() == 0
