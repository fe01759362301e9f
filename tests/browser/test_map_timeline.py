"""The timeline and the map together: the brush drives the canvas at once, and tells the server once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

APP = Path(__file__).parent / "apps" / "map_app.py"
MapState = Callable[..., dict[str, Any]]


@pytest.fixture
def timeline(visit: Callable[..., Any], serve: Callable[..., str], map_state: MapState) -> Callable[..., Page]:
    """A function that opens the page with map and timeline, both painted."""

    def open_page(query: str = "", events: int = 0, **options: Any) -> Page:
        page: Page = visit(viewport={"width": 1440, "height": 1000}, **options).page
        page.goto(f"{serve(APP, {'DAWRIYA_TEST_EVENTS': str(events)})}/?{query}")
        map_state(page)
        page.locator(".dw-chart path").first.wait_for(state="attached")
        page.wait_for_timeout(500)
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


def test_the_brush_filters_the_map_while_it_is_dragged(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline()
    before = runs(page)
    drag(page, 1, 0.5, release=False)
    state = map_state(page)
    assert state["shown"] == 2  # 5 August twice; the undated one has no place in a window of days
    assert runs(page) == before
    page.mouse.up()
    page.get_by_text(re.compile("brush 2024-08-05 2024-0[89]")).wait_for()
    page.wait_for_timeout(500)
    assert map_state(page)["shown"] == 2
    assert runs(page) == before + 1


def test_all_of_the_time_is_no_filter(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline()
    drag(page, 1, 0.5)
    page.get_by_text("brush 2024-08-05").wait_for()
    page.locator(".dw-chart").dblclick(position={"x": 4, "y": 4})
    page.get_by_text("brush None None").wait_for()
    assert map_state(page)["range"] == [None, None]
    assert map_state(page)["shown"] == 6


def test_the_keyboard_moves_the_brush(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline()
    handle = page.get_by_role("slider", name="First day shown")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_text("brush 2024-08-08 2024-10-12").wait_for()
    assert map_state(page)["shown"] == 3
    assert "8 Aug 2024" in (handle.get_attribute("aria-valuetext") or "")


def test_playing_moves_the_brush_without_the_server(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline(events=500)
    before, paints = runs(page), map_state(page)["painted"]
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    first = map_state(page)
    page.wait_for_timeout(700)
    second = map_state(page)
    assert first["range"][0] < second["range"][0]
    widths = [state["range"][1] - state["range"][0] for state in (first, second)]
    assert abs(widths[0] - widths[1]) < 40  # bars are months
    assert second["painted"] > paints + 5
    assert runs(page) == before
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1200)
    assert runs(page) == before + 1


def test_playing_stops_at_the_end(timeline: Callable[..., Page]) -> None:
    page = timeline()
    drag(page, 0, 0.9)
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Speed 1").click()
    page.get_by_role("button", name="Speed 2").click()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for(timeout=20_000)
    page.get_by_text("2024-10-12 selected").wait_for()


def test_a_step_moves_by_one_bar(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline()
    drag(page, 1, 0.5)
    page.wait_for_timeout(600)
    before = map_state(page)["range"]
    page.get_by_role("button", name="One step forward").click()
    after = map_state(page)["range"]
    assert after == [before[0] + 1, before[1] + 1]


def test_time_runs_from_right_to_left_in_arabic(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline("lang=ar")
    drag(page, 0, 0.5)  # the left edge is the last day
    page.get_by_text(re.compile("brush 2024-08-05 2024-0[89]")).wait_for()
    assert map_state(page)["shown"] == 2


def test_weeks_add_up_to_the_same_days(timeline: Callable[..., Page], map_state: MapState) -> None:
    page = timeline()
    page.get_by_role("button", name="Week").click()
    handle = page.get_by_role("slider", name="First day shown")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("brush 2024-08-12").wait_for()
    assert map_state(page)["shown"] == 3


def test_the_undated_are_asked_for_by_a_button(timeline: Callable[..., Page]) -> None:
    page = timeline()
    page.get_by_role("button", name="1 undated").click()
    page.get_by_text("undated True").wait_for()


def test_two_tabs_do_not_disturb_each_other(timeline: Callable[..., Page], map_state: MapState) -> None:
    one, other = timeline(), timeline()
    drag(one, 1, 0.5)
    one.wait_for_timeout(800)
    assert map_state(one)["shown"] == 2
    assert map_state(other)["shown"] == 6
