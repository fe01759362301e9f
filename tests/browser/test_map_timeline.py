"""The timeline and the map together: the brush drives the canvas at once, and tells the server once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled_map, still_map
from tests.browser.editions import EDITIONS, PHONE, WIDE, Edition

APP = Path(__file__).parent / "apps" / "map_app.py"


@pytest.fixture
def timeline(visit: Callable[..., Any], serve: Callable[..., str]) -> Callable[..., Page]:
    """A function that opens the page in an edition with map and timeline, both painted."""

    def open_page(query: str = "", events: int = 0, edition: Edition = WIDE, **options: Any) -> Page:
        page: Page = visit(**edition.options, **options).page
        page.goto(f"{serve(APP)}/?events={events}&lang={edition.lang}&{query}")
        page.locator(".dw-chart path").first.wait_for(state="attached")
        settled_map(page)
        page.locator(".dw-chart").scroll_into_view_if_needed()
        return page

    return open_page


def said(page: Page) -> str:
    return page.locator("[data-testid=stCaptionContainer]").inner_text()


def runs(page: Page) -> int:
    found = re.search(r"runs (\d+)", said(page))
    assert found is not None
    return int(found.group(1))


def look(page: Page, expression: str, argument: Any = None) -> Any:
    """The value of a JavaScript expression over the timeline `t` (and the argument `a`)."""
    return page.locator(".dw-timeline").evaluate(
        f"(root, a) => {{ const t = root.timeline; return {expression}; }}", argument
    )


def brush(page: Page, edition: Edition, start: float, end: float) -> AbstractContextManager[None]:
    """Drags between two shares of the time, which runs from right to left in Arabic; lets go after the block."""
    box = page.locator(".dw-chart").bounding_box()
    assert box is not None

    def point(share: float) -> tuple[float, float]:
        across = 1 - share if edition.lang == "ar" else share
        return box["x"] + min(box["width"] - 1, box["width"] * across), box["y"] + 30

    return edition.dragged(page, point(start), point(end))


def open_settings(page: Page, edition: Edition) -> None:
    """Opens what a phone keeps behind a button."""
    if edition.is_touch:
        page.get_by_role("button", name=edition.say("Timeline settings")).tap()


@EDITIONS
def test_the_brush_filters_the_map_while_it_is_dragged(timeline: Callable[..., Page], edition: Edition) -> None:
    page = timeline(edition=edition)
    before = runs(page)
    with brush(page, edition, 1, 0.5):  # the last day's end
        still_map(page, "state.shown === 2")  # 5 August twice; the undated one has no place in a window of days
        assert runs(page) == before
    page.get_by_text(re.compile("brush 2024-08-05 2024-0[89]")).wait_for()
    assert settled_map(page)["shown"] == 2
    assert runs(page) == before + 1
    with brush(page, edition, 0.75, 0.95):  # a new one
        still_map(page, "state.shown === 1")
        assert runs(page) == before + 1
    page.get_by_text(re.compile("brush 2024-09-2. 2024-10-(0|10)")).wait_for()
    # All of the time is no filter.
    page.locator(".dw-chart").dblclick(position={"x": 60, "y": 4})
    page.get_by_text("brush None None").wait_for()
    assert still_map(page, "state.shown === 6")["range"] == [None, None]


def test_a_tap_soon_after_a_fast_drag_counts(timeline: Callable[..., Page]) -> None:
    page = timeline(edition=PHONE)
    opened = page.locator(".dw-timeline.dw-open")
    for number, start in enumerate((1, 0.9, 0.8, 0.7), start=1):
        with brush(page, PHONE, start, start - 0.5):  # left while the finger moves: a fling
            pass
        open_settings(page, PHONE)  # opened, closed, opened, closed
        expect(opened).to_have_count(number % 2)


@EDITIONS
def test_the_keyboard_moves_the_brush_by_days_and_weeks(timeline: Callable[..., Page], edition: Edition) -> None:
    page = timeline(edition=edition)
    forward = "ArrowLeft" if edition.lang == "ar" else "ArrowRight"
    handle = page.get_by_role("slider", name=edition.say("First day shown"))
    handle.focus()
    for _ in range(3):
        page.keyboard.press(forward)
    page.get_by_text("brush 2024-08-08 2024-10-12").wait_for()
    still_map(page, "state.shown === 3")
    assert {"en": "8 Aug 2024", "ar": "8 آب 2024"}[edition.lang] in (handle.get_attribute("aria-valuetext") or "")
    page.keyboard.press("Escape")
    page.get_by_text("brush None None").wait_for()
    # Weeks add up to the same days.
    open_settings(page, edition)
    edition.press(page.get_by_role("button", name=edition.say("Week")))
    handle.focus()
    page.keyboard.press(forward)
    page.get_by_text("brush 2024-08-12").wait_for()
    still_map(page, "state.shown === 3")
    edition.press(page.get_by_role("button", name=edition.say("{n} undated").replace("{n}", "1")))
    page.get_by_text("undated True").wait_for()


@EDITIONS
def test_playing_moves_the_brush_without_the_server(timeline: Callable[..., Page], edition: Edition) -> None:
    page = timeline(events=500, edition=edition)
    before, paints = runs(page), still_map(page)["painted"]
    edition.press(page.get_by_role("button", name=edition.say("Play")))
    first = still_map(page, f"state.painted > {paints + 2}")
    second = still_map(page, f"state.painted > {paints + 5} && state.range[0] > {first['range'][0]}")
    widths = [state["range"][1] - state["range"][0] for state in (first, second)]
    assert abs(widths[0] - widths[1]) < 40  # bars are months
    assert runs(page) == before
    edition.press(page.get_by_role("button", name=edition.say("Pause")))
    expect(page.locator("[data-testid=stCaptionContainer]")).to_contain_text(f"runs {before + 1} ")
    settled_map(page)
    assert runs(page) == before + 1


@EDITIONS
def test_a_step_moves_by_one_bar_and_playing_stops_at_the_end(timeline: Callable[..., Page], edition: Edition) -> None:
    page = timeline(edition=edition)
    with brush(page, edition, 1, 0.5):
        pass
    page.get_by_text("brush 2024-08-05").wait_for()
    first, last = settled_map(page)["range"]
    open_settings(page, edition)
    for name, days in (("forward", 1), ("forward", 2), ("back", 1)):
        edition.press(page.get_by_role("button", name=edition.say(f"One step {name}")))
        still_map(page, f"String(state.range) === '{first + days},{last + days}'")
    page.get_by_text("brush 2024-08-06").wait_for()
    page.get_by_role("slider", name=edition.say("Last day shown")).focus()
    for _ in range(4):
        page.keyboard.press("PageUp")  # to the week of the end
    page.get_by_label(edition.say("Speed"), exact=True).select_option("16")
    page.get_by_text("view 16x").wait_for()
    play = page.get_by_role("button", name=edition.say("Play"))
    edition.press(play)
    play.wait_for()
    page.get_by_text("2024-10-12 selected").wait_for()


def test_two_tabs_do_not_disturb_each_other(timeline: Callable[..., Page]) -> None:
    one, other = timeline(), timeline()
    with brush(one, WIDE, 1, 0.5):
        pass
    still_map(one, "state.shown === 2")
    assert settled_map(other)["shown"] == 6
