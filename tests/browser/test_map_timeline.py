"""The timeline and the map together: the brush drives the canvas at once, and tells the server once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled_map, still_map

APP = Path(__file__).parent / "apps" / "map_app.py"


@pytest.fixture
def timeline(visit: Callable[..., Any], serve: Callable[..., str]) -> Callable[..., Page]:
    """A function that opens the page with map and timeline, both painted."""

    def open_page(query: str = "", events: int = 0, **options: Any) -> Page:
        page: Page = visit(**{"viewport": {"width": 1440, "height": 1000}, **options}).page
        page.goto(f"{serve(APP)}/?events={events}&{query}")
        page.locator(".dw-chart path").first.wait_for(state="attached")
        settled_map(page)
        return page

    return open_page


def said(page: Page) -> str:
    return page.locator("[data-testid=stCaptionContainer]").inner_text()


def runs(page: Page) -> int:
    found = re.search(r"runs (\d+)", said(page))
    assert found is not None
    return int(found.group(1))


def drag(page: Page, start: float, end: float, *, release: bool = True) -> None:
    """Drags along the chart, from and to shares of its width as seen from the left."""
    box = page.locator(".dw-chart").bounding_box()
    assert box is not None
    y = box["y"] + 30
    page.mouse.move(box["x"] + box["width"] * start, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (start + end) / 2, y, steps=4)
    page.mouse.move(box["x"] + box["width"] * end, y, steps=4)
    if release:
        page.mouse.up()


def test_the_brush_filters_the_map_while_it_is_dragged(timeline: Callable[..., Page]) -> None:
    page = timeline()
    before = runs(page)
    drag(page, 1, 0.5, release=False)
    still_map(page, "state.shown === 2")  # 5 August twice; the undated one has no place in a window of days
    assert runs(page) == before
    page.mouse.up()
    page.get_by_text(re.compile("brush 2024-08-05 2024-0[89]")).wait_for()
    assert settled_map(page)["shown"] == 2
    assert runs(page) == before + 1


def test_all_of_the_time_is_no_filter(timeline: Callable[..., Page]) -> None:
    page = timeline()
    drag(page, 1, 0.5)
    page.get_by_text("brush 2024-08-05").wait_for()
    page.locator(".dw-chart").dblclick(position={"x": 4, "y": 4})
    page.get_by_text("brush None None").wait_for()
    assert still_map(page, "state.shown === 6")["range"] == [None, None]


def test_the_keyboard_moves_the_brush(timeline: Callable[..., Page]) -> None:
    page = timeline()
    handle = page.get_by_role("slider", name="First day shown")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_text("brush 2024-08-08 2024-10-12").wait_for()
    still_map(page, "state.shown === 3")
    assert "8 Aug 2024" in (handle.get_attribute("aria-valuetext") or "")


def test_playing_moves_the_brush_without_the_server(timeline: Callable[..., Page]) -> None:
    page = timeline(events=500)
    before, paints = runs(page), still_map(page)["painted"]
    page.get_by_role("button", name="Play").click()
    first = still_map(page, f"state.painted > {paints + 2}")
    second = still_map(page, f"state.painted > {paints + 5} && state.range[0] > {first['range'][0]}")
    widths = [state["range"][1] - state["range"][0] for state in (first, second)]
    assert abs(widths[0] - widths[1]) < 40  # bars are months
    assert runs(page) == before
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-testid=stCaptionContainer]")).to_contain_text(f"runs {before + 1} ")
    settled_map(page)
    assert runs(page) == before + 1


def test_playing_stops_at_the_end(timeline: Callable[..., Page]) -> None:
    page = timeline()
    drag(page, 0, 0.9)
    page.get_by_text("brush 2024").wait_for()
    page.get_by_label("Speed").select_option("16")
    page.get_by_text("view 16x").wait_for()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_text("2024-10-12 selected").wait_for()


def test_a_step_moves_by_one_bar(timeline: Callable[..., Page]) -> None:
    page = timeline()
    drag(page, 1, 0.5)
    page.get_by_text("brush 2024-08-05").wait_for()
    first, last = settled_map(page)["range"]
    page.get_by_role("button", name="One step forward").click()
    still_map(page, f"String(state.range) === '{first + 1},{last + 1}'")


def test_time_runs_from_right_to_left_in_arabic(timeline: Callable[..., Page]) -> None:
    page = timeline("lang=ar")
    drag(page, 0, 0.5)  # the left edge is the last day
    page.get_by_text(re.compile("brush 2024-08-05 2024-0[89]")).wait_for()
    still_map(page, "state.shown === 2")


def test_weeks_add_up_to_the_same_days(timeline: Callable[..., Page]) -> None:
    page = timeline()
    page.get_by_role("button", name="Week").click()
    handle = page.get_by_role("slider", name="First day shown")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("brush 2024-08-12").wait_for()
    still_map(page, "state.shown === 3")


def test_the_undated_are_asked_for_by_a_button(timeline: Callable[..., Page]) -> None:
    page = timeline()
    page.get_by_role("button", name="1 undated").click()
    page.get_by_text("undated True").wait_for()


def test_two_tabs_do_not_disturb_each_other(timeline: Callable[..., Page]) -> None:
    one, other = timeline(), timeline()
    drag(one, 1, 0.5)
    still_map(one, "state.shown === 2")
    assert settled_map(other)["shown"] == 6
