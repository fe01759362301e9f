"""The map by itself, in Chromium: it paints offline, filters in place, and never runs what a report says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from playwright.sync_api import Page, Route

from dashboard.events import STATUSES
from dashboard.filters import EventFilter, select_events
from dashboard.layers import filter_parameters
from dashboard.vocabulary import forces, kinds
from tests.benchmarks.synthetic import generate_frame
from tests.browser.conftest import settled_map, still_map, wait_for
from tests.browser.editions import EDITIONS, PHONE, Edition

APP = Path(__file__).parent / "apps" / "map_app.py"
Visits = Callable[..., Any]

# How many pixels of one sheet are painted, and how many different colours they have.
PIXELS = """(name) => {
  const frame = window.dawriyaMap.frame;
  const canvas = frame.document.querySelector(`canvas[data-sheet="${name}"]`);
  const data = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const colours = new Set();
  let painted = 0;
  for (const pixel of data) if (pixel) { painted++; if (colours.size < 500) colours.add(pixel); }
  return { painted, share: painted / data.length, colours: colours.size };
}"""


@pytest.fixture
def open_map(visit: Visits, serve: Callable[..., str]) -> Callable[..., tuple[Any, dict[str, Any]]]:
    """A function that opens the map's page and waits for its first paint."""

    def open_page(query: str = "", events: int = 0, **options: Any) -> tuple[Any, dict[str, Any]]:
        opened = visit(**options)
        opened.page.goto(f"{serve(APP)}/?events={events}&{query}")
        return opened, still_map(opened.page)

    return open_page


def pick(page: Page, label: str, value: str) -> None:
    page.get_by_label(label).first.click()
    page.get_by_role("option", name=value, exact=True).click()


def on_page(page: Page, state: dict[str, Any], mark: dict[str, Any]) -> tuple[float, float]:
    """Where a mark is on the page."""
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    return frame["x"] + state["origin"][0] + mark["x"], frame["y"] + state["origin"][1] + mark["y"]


def mark_of(state: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(mark for mark in state["marks"] if mark["kind"] == kind)


def test_the_map_paints_with_every_other_host_blocked(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map()
    page = opened.page
    state = settled_map(page)
    assert opened.outside == []
    assert opened.errors == []
    assert (state["total"], state["shown"], state["drawn"]) == (6, 6, 6)
    base, names = page.evaluate(PIXELS, "base"), page.evaluate(PIXELS, "names")
    assert base["share"] == 1
    assert base["colours"] > 20
    assert names["painted"] > 2000
    assert 200 < page.evaluate(PIXELS, "events")["painted"] < base["painted"]


def test_a_force_filter_changes_what_is_drawn_and_keeps_the_view(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map()
    page = opened.page
    page.evaluate("window.dawriyaMap.frame.map.setView([36.6, 40.6], 8.25, {animate: false})")
    before = settled_map(page)
    page.evaluate("window.dawriyaMap.frame.kept = true")
    pick(page, "Force", "russia")
    after = still_map(page, "state.shown === 2", after=before["painted"])
    assert {force for mark in after["marks"] for force in mark["forces"]} <= {"us", "russia"}
    assert (after["zoom"], after["center"]) == (before["zoom"], before["center"])
    assert page.evaluate("window.dawriyaMap.frame.kept") is True  # the frame was not rebuilt


def test_a_place_filter_answered_by_the_server_reaches_the_map(open_map: Callable[..., Any]) -> None:
    opened, before = open_map()
    opened.page.get_by_label("Place").fill("القحطانيه")
    opened.page.keyboard.press("Enter")
    after = still_map(opened.page, "state.shown === 1", after=before["painted"])
    assert [mark["kind"] for mark in after["marks"]] == ["encounter"]


FILTERS = [
    EventFilter(),
    EventFilter(date_from=date(2020, 1, 1), date_to=date(2021, 6, 30)),
    EventFilter(date_from=date(2024, 3, 15)),
    EventFilter(date_to=date(2016, 12, 31)),
    EventFilter(forces=("sdf",)),
    EventFilter(forces=("iran", "hts")),
    EventFilter(layers=("incident",)),
    EventFilter(kinds=("clash", "encounter")),
    EventFilter(statuses=("rejected", "denied", "planned")),
    EventFilter(min_precision=1),
    EventFilter(min_precision=2, layers=("patrol",)),
    EventFilter(text="residents"),
    EventFilter(place="SY-HA", statuses=STATUSES),
    EventFilter(text="دوريه", forces=("us",), date_from=date(2019, 1, 1), kinds=("patrol", "joint_patrol")),
]


def test_the_browser_filters_as_the_server_does(open_map: Callable[..., Any]) -> None:
    opened, before = open_map(events=2000)
    frame = generate_frame(2000, 7)
    placed = frame[frame["lat"].notna()]
    assert before["shown"] == len(select_events(placed, EventFilter()))
    for event_filter in FILTERS:
        shown = opened.page.evaluate(
            """async (filter) => {
                 const events = window.dawriyaMap.frame.dawriya.layer.events;
                 events.filter(filter);
                 events.window(filter.from, filter.to);
                 const { ids } = await events.loadDetails();
                 return [...events.shown].map((index) => ids[index]);
               }""",
            filter_parameters(event_filter, frame),
        )
        assert shown == select_events(placed, event_filter)["id"].tolist(), event_filter


def test_every_event_in_view_is_in_exactly_one_mark(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map(events=2000)
    opened.page.evaluate("window.dawriyaMap.frame.map.setView([35, 40], 4, {animate: false})")
    state = settled_map(opened.page)
    assert state["drawn"] == state["shown"]


def test_the_theme_and_the_language_change_without_a_new_map(open_map: Callable[..., Any]) -> None:
    opened, before = open_map()
    page = opened.page
    page.evaluate("window.dawriyaMap.frame.kept = true")
    pick(page, "Theme", "dark")
    still_map(page, "state.theme === 'dark'")
    pick(page, "Language", "ar")
    after = still_map(page, "state.lang === 'ar'")
    assert (after["theme"], after["zoom"]) == ("dark", before["zoom"])
    assert page.evaluate("window.dawriyaMap.frame.kept") is True
    sides = page.evaluate(
        """() => ["zoom", "foot"].map((part) => window.dawriyaMap.frame.document.querySelector(`.dw-${part}`)
             .getBoundingClientRect().left)"""
    )
    assert sides[0] > 1000 > sides[1]


def test_an_event_that_is_clicked_is_selected(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map()
    page = opened.page
    state = settled_map(page)
    page.mouse.click(*on_page(page, state, mark_of(state, "encounter")))
    page.get_by_text("selected event_1").wait_for()
    still_map(page, "state.selected === 'event_1'")


def test_the_keyboard_selects_an_event_too(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map()
    key = opened.page.frame_locator("iframe").get_by_role("button", name="Shelling")
    key.focus()
    opened.page.keyboard.press("Enter")
    opened.page.get_by_text("selected event_4").wait_for()


def test_what_a_report_says_is_never_run(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map("event=event_2")
    page = opened.page
    state = settled_map(page)
    page.mouse.move(*on_page(page, state, mark_of(state, "shelling")))
    tip = page.frame_locator("iframe").locator(".dw-tip")
    tip.get_by_text("<img src=x").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.frame_locator("iframe").locator(".dw-chrome img").count() == 0
    assert opened.errors == []


# The ids of the events in a mark.
INSIDE = """async (number) => {
  const mark = window.dawriyaMap.frame.dawriya.layer.marks[number];
  const { ids } = await mark.events.loadDetails();
  return mark.members.map((index) => ids[index]);
}"""
FOCUSED = "window.dawriyaMap.frame.document.activeElement.getAttribute('aria-label')"


def told_of(members: gpd.GeoDataFrame, edition: Edition) -> tuple[str, set[str], set[str]]:
    """The lines about a cluster of one layer: how many it holds, how many of each kind, and of each force it draws."""
    [layer] = members["layer"].unique()
    words = {"patrol": "{n} patrols", "incident": "{n} incidents"}[layer]
    of_kinds, of_forces = Counter(members["kind"]), Counter[str]()
    for ids, roles in zip(members["forces"], members["force_roles"], strict=True):
        acting = [force for force, role in zip(ids, roles, strict=True) if role != "target"]
        of_forces.update(set(acting or ids or ("unidentified",)))
    return (
        edition.say(words).replace("{n}", str(len(members))),
        {f"{edition.name_of(kinds()[one])} {number}" for one, number in of_kinds.items()},
        {f"{edition.name_of(forces()[one])} {number}" for one, number in of_forces.items()},
    )


@EDITIONS
def test_a_cluster_says_what_it_holds_and_opens_where_it_was(open_map: Callable[..., Any], edition: Edition) -> None:
    opened, _ = open_map(f"lang={edition.lang}", events=2000, **edition.options)
    page = opened.page
    page.evaluate("window.dawriyaMap.frame.map.setView([35, 39], 6, {animate: false})")
    before = settled_map(page)
    frame = page.locator("iframe").bounding_box()
    assert frame is not None

    def is_amid(mark: dict[str, Any]) -> bool:
        x, y = on_page(page, before, mark)
        wide, high = (x - frame["x"]) / frame["width"], (y - frame["y"]) / frame["height"]
        return mark["count"] <= 200 and 0.2 < wide < 0.75 and 0.25 < high < 0.75  # so many know each of their events

    cluster = max((mark for mark in before["marks"] if is_amid(mark)), key=lambda mark: mark["count"])
    assert cluster["count"] > 20
    x, y = on_page(page, before, cluster)
    events = generate_frame(2000, 7).set_index("id")
    members = events.loc[page.evaluate(INSIDE, before["marks"].index(cluster))]
    head, of_kinds, of_forces = told_of(members, edition)
    inner = page.frame_locator("iframe")
    if edition.is_touch:  # a finger does not hover; who hears the page is told the same
        inner.locator(f'.dw-key[aria-label^="{head}"]').first.focus()
    else:
        page.mouse.move(x, y)
    tip = inner.locator(".dw-tip")
    tip.get_by_text(head, exact=True).wait_for()
    first, *lines = tip.inner_text().splitlines()
    assert first == head
    assert set(lines) & of_kinds
    assert set(lines) & of_forces
    assert set(lines) <= of_kinds | of_forces
    point = f"[{x - frame['x']}, {y - frame['y']}]"
    under = f"(({{ lat, lng }}) => [lat, lng])(window.dawriyaMap.frame.map.containerPointToLatLng({point}))"
    spot = page.evaluate(under)
    edition.press_at(page, x, y)
    after = still_map(page, f"state.zoom > {before['zoom']}")
    # What was under the pointer still is, to a pixel of the zoom before, in degrees.
    assert after["zoom"] >= before["zoom"] + 1
    assert page.evaluate(under) == pytest.approx(spot, abs=360 / (256 * 2 ** before["zoom"]))


@EDITIONS
def test_events_on_one_spot_fan_out(open_map: Callable[..., Any], edition: Edition) -> None:
    opened, _ = open_map(f"lang={edition.lang}", events=-12, **edition.options)
    page = opened.page
    state = settled_map(page)
    [cluster] = state["marks"]
    assert cluster["count"] == 12
    edition.press_at(page, *on_page(page, state, cluster))
    opened_fan = still_map(page, "state.marks.length === 12", after=state["painted"])
    assert [mark["count"] for mark in opened_fan["marks"]] == [1] * 12
    spots = [(mark["x"], mark["y"]) for mark in opened_fan["marks"]]
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a in spots for b in spots if a is not b) > 12
    # Esc closes it; by keyboard it opens again, and the focus goes into it and out of it.
    page.frame_locator("iframe").locator(".leaflet-container").focus()
    page.keyboard.press("Escape")
    closed = still_map(page, "state.marks.length === 1", after=opened_fan["painted"])
    page.wait_for_timeout(400)
    page.frame_locator("iframe").locator(".dw-key").first.focus()
    page.keyboard.press("Enter")
    still_map(page, "state.marks.length === 12", after=closed["painted"])
    day = {"en": "12 Oct 2024", "ar": "12 تشرين الأول 2024"}[edition.lang]
    wait_for(page, f"{FOCUSED}.includes('{day}')")
    page.keyboard.press("Escape")
    still_map(page, "state.marks.length === 1")
    wait_for(page, f"{FOCUSED}.startsWith('12 ')")
    page.keyboard.press("Enter")
    opened_fan = still_map(page, "state.marks.length === 12")
    edition.press_at(page, *on_page(page, opened_fan, opened_fan["marks"][3]))
    page.get_by_text("selected event_").wait_for()


def test_a_phone_gets_larger_controls_and_no_legend_until_asked(open_map: Callable[..., Any]) -> None:
    opened, _ = open_map("lang=ar", device_scale_factor=2, **PHONE.options)
    page = opened.page
    frame = page.frame_locator("iframe")
    assert page.locator("iframe").bounding_box()["height"] == pytest.approx(404, abs=2)  # type: ignore[index]
    assert not frame.locator(".dw-legend").is_visible()
    frame.locator(".dw-legend-button").tap()
    assert frame.locator(".dw-legend").is_visible()
    frame.locator(".dw-legend-button").tap()  # it may lie over what is tapped below
    assert not frame.locator(".dw-legend").is_visible()
    canvas = page.evaluate(
        """() => { const c = window.dawriyaMap.frame.document.querySelector("canvas[data-sheet=base]");
                   return c.width / parseFloat(c.style.width); }"""
    )
    assert canvas == pytest.approx(2, abs=0.02)
    state = settled_map(page)
    x, y = on_page(page, state, mark_of(state, "encounter"))
    page.touchscreen.tap(x + 14, y + 12)  # within 44 px
    page.get_by_text("selected event_1").wait_for()


def test_a_file_of_which_only_a_piece_comes_is_asked_for_anew(visit: Visits, serve: Callable[..., str]) -> None:
    opened = visit()
    asked: list[str | None] = []

    def a_piece_first(route: Route) -> None:
        asked.append(route.request.headers.get("range"))
        if len(asked) > 1:
            route.continue_()
            return
        whole = route.fetch()
        half = whole.body()[: len(whole.body()) // 2]
        route.fulfill(status=206, headers={"Content-Range": f"bytes 0-{len(half) - 1}/{len(whole.body())}"}, body=half)

    opened.page.route("**/basemap.*.json", a_piece_first)
    opened.page.goto(f"{serve(APP)}/?events=0")
    still_map(opened.page)
    assert asked == ["bytes=0-", None]
    opened.was_clean()


def test_an_empty_answer_is_said_on_the_map(open_map: Callable[..., Any]) -> None:
    opened, before = open_map()
    opened.page.get_by_label("Place").fill("nowhere at all")
    opened.page.keyboard.press("Enter")
    still_map(opened.page, "state.shown === 0", after=before["painted"])
    opened.page.frame_locator("iframe").locator(".dw-empty").get_by_text("No event matches these filters.").wait_for()
