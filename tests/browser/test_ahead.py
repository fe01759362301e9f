"""What the map does before the server has answered: it is painted before the rest of the page, and follows a tick."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit, still_map, wait_for
from tests.browser.test_pages import address, store_path

__all__ = ["address", "store_path"]

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EDITIONS = pytest.mark.parametrize(("lang", "viewport"), [("en", WIDE), ("ar", PHONE)])

# Whether the rail and the timeline were there when the map first showed its events.
WATCH_FIRST_PAINT = """
  const looking = setInterval(() => {
    if (!window.dawriyaMap?.state?.().ready) return;
    clearInterval(looking);
    window.wasFirst = !document.querySelector(".st-key-rail_layers, .st-key-stage_time");
  }, 5);
"""

# Ticks boxes one after the other, and says what the map showed after each, with no time for any answer.
TICK = """(boxes) => boxes.map((box) => {
  document.querySelector(`.st-key-rail_${box} label input`).click();
  return window.dawriyaMap.state().shown;
})"""
COUNT = "document.querySelector('.dw-count strong').textContent"


def digits(text: object) -> int:
    return int(str(text).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")))


def whole_page(page: Page) -> dict:
    page.locator(".st-key-rail_force_turkey input").wait_for(state="attached")
    return still_map(page)


@EDITIONS
def test_the_map_is_seen_before_the_rest_of_the_page(
    address: str, visit: Callable[..., Visit], lang: str, viewport: dict[str, int]
) -> None:
    page = visit(viewport=viewport).page
    page.add_init_script(WATCH_FIRST_PAINT)
    page.goto(f"{address}/?lang={lang}")
    early = wait_for(
        page,
        "window.wasFirst !== undefined && document.querySelector('.st-key-stage_map iframe')"
        ".getBoundingClientRect().top",
    )
    whole_page(page)
    page.locator(".st-key-stage_time").wait_for()
    assert page.evaluate("window.wasFirst")
    assert not page.locator(".st-key-map_ready").count()  # the waiting is over, and nothing of it is left
    later = page.evaluate("document.querySelector('.st-key-stage_map iframe').getBoundingClientRect().top")
    assert later == pytest.approx(early, abs=1)  # what comes later moves nothing


@EDITIONS
def test_a_tick_shows_at_once_and_the_server_says_the_same(
    address: str, visit: Callable[..., Visit], lang: str, viewport: dict[str, int]
) -> None:
    page = visit(viewport=viewport).page
    page.goto(f"{address}/?lang={lang}")
    every = whole_page(page)["shown"]
    [without] = page.evaluate(TICK, ["layer_incident"])
    assert 0 < without < every
    wait_for(page, f"{COUNT} !== '{every}' && window.dawriyaMap.state().shown === {without}")
    page.locator(".st-key-stage").wait_for()
    counted = digits(page.evaluate(COUNT))
    assert counted == without
    [without_force] = page.evaluate(TICK, ["force_us"])
    assert 0 < without_force < without
    wait_for(page, f"{COUNT} !== '{counted}'")
    assert digits(page.evaluate(COUNT)) == page.evaluate("window.dawriyaMap.state().shown") == without_force


def test_the_answer_to_an_older_tick_does_not_undo_a_newer_one(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/?lang=en")
    whole_page(page)
    page.evaluate("window.seen = []; window.dawriyaMap.onPaint = (shown) => window.seen.push(shown); 0")
    after = page.evaluate(TICK, ["force_us", "force_russia", "force_turkey"])
    assert after == sorted(after, reverse=True)
    assert len(set(after)) == 3
    wait_for(page, f"{COUNT} === '{after[-1]}'", what="The page's count after the last tick")
    page.wait_for_timeout(500)
    assert list(dict.fromkeys(page.evaluate("window.seen"))) == after
    assert page.evaluate("window.seen").count(after[0]) == 1


def test_all_boxes_or_none_mean_no_filter(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/?lang=en")
    every = whole_page(page)["shown"]
    patrols, none = page.evaluate(TICK, ["layer_incident", "layer_patrol"])
    assert patrols < every == none
    incidents, both = page.evaluate(TICK, ["layer_incident", "layer_patrol"])
    assert incidents < every == both
