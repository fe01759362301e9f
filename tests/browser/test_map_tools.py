"""The map's tools in Chromium: measuring, positions, full screen, by mouse, touch and keyboard."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import mgrs
import pytest
from PIL import Image
from playwright.sync_api import FrameLocator, Page, Route
from pyproj import Geod

from tests.browser.conftest import ROOT, still_map, wait_for
from tests.browser.editions import EDITIONS, Edition

APP = Path(__file__).parent / "apps" / "map_app.py"
STATIC = ROOT / "dashboard" / "static"
WGS84 = Geod(ellps="WGS84")
Visits = Callable[..., Any]

# [red, green, blue] of the base map in the middle of its canvas.
MIDDLE_PIXEL = """(() => {
  const canvas = window.dawriyaMap.frame.document.querySelector('canvas[data-sheet="base"]');
  const at = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  return [at[0], at[1], at[2]];
})()"""


@pytest.fixture
def open_map(visit: Visits, serve: Callable[..., str]) -> Callable[..., tuple[Any, FrameLocator, Callable[..., Any]]]:
    """A function that opens the map alone: the visit, its frame, and a function that clicks at the map's pixels."""

    def open_page(query: str = "", **options: Any) -> tuple[Any, FrameLocator, Callable[..., Any]]:
        opened = visit(permissions=["clipboard-read", "clipboard-write"], **options)
        page: Page = opened.page
        page.goto(f"{serve(APP)}/?{query}")
        still_map(page)
        page.evaluate("window.dawriyaMap.frame.map.setView([36, 40], 8, {animate: false})")
        page.locator("iframe").first.evaluate("frame => frame.scrollIntoView({block: 'start'})")

        def on_page(x: float, y: float) -> tuple[float, float]:
            box = page.locator("iframe").first.bounding_box()
            assert box is not None
            return box["x"] + x, box["y"] + y

        return opened, page.frame_locator("iframe").first, on_page

    return open_page


def spots_on_map(page: Page, pixels: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """(lat, lon) of the map's pixels."""
    found = page.evaluate(
        """pixels => pixels.map((pixel) => { const at = dawriyaMap.frame.map.containerPointToLatLng(pixel);
                                            return [at.lat, at.lng]; })""",
        pixels,
    )
    return [(lat, lon) for lat, lon in found]


def kilometres(spots: list[tuple[float, float]]) -> float:
    return float(WGS84.line_length([lon for _, lon in spots], [lat for lat, _ in spots])) / 1000


def square_kilometres(spots: list[tuple[float, float]]) -> float:
    area, _ = WGS84.polygon_area_perimeter([lon for _, lon in spots], [lat for lat, _ in spots])
    return abs(float(area)) / 1e6


def figure(text: str) -> float:
    return float(text.split()[0].replace(",", ""))


def assert_scale_bar_is_true(page: Page, frame: FrameLocator, units: dict[str, int]) -> None:
    """The bar is as long as its figure says, at two zooms; `units` are metres by their name."""
    figures = []
    for zoom in (11, 8):
        page.evaluate(f"dawriyaMap.frame.map.setView([36, 40], {zoom}, {{animate: false}})")
        still_map(page, f"state.zoom === {zoom}")
        number, unit = frame.locator(".dw-scale-figures span").last.inner_text().split()
        box = frame.locator(".dw-scale-bar").bounding_box()
        assert box is not None
        x, y = page.evaluate("(({ x, y }) => [x / 2, y / 2])(dawriyaMap.frame.map.getSize())")
        metres_per_pixel = kilometres(spots_on_map(page, [(x - 50, y), (x + 50, y)])) * 1000 / 100
        assert box["width"] * metres_per_pixel == pytest.approx(float(number) * units[unit], rel=0.01)
        figures.append((number, unit))
    assert figures[0] != figures[1]


@EDITIONS
def test_a_way_and_an_area_are_measured(open_map: Callable[..., Any], edition: Edition) -> None:
    opened, frame, at = open_map(f"lang={edition.lang}", **edition.options)
    page: Page = opened.page
    if not edition.is_touch:
        assert_scale_bar_is_true(page, frame, {"km": 1000, "m": 1})
    open_tool(frame, edition, "Measure")
    pixels = [(60, 330), (200, 330), (130, 250)] if edition.is_touch else [(420, 150), (640, 260), (560, 420)]
    for pixel in pixels:
        edition.press_at(page, *at(*pixel))
        page.wait_for_timeout(350)  # not a double click
    result = frame.locator(".dw-measure-result")
    spots = spots_on_map(page, pixels)
    exact = 0.02 if edition.is_touch else 0.003  # a short way on a small map
    assert figure(result.inner_text()) == pytest.approx(kilometres(spots), rel=exact)
    assert still_map(page)["selected"] is None
    if edition.is_touch:
        frame.get_by_role("button", name=edition.say("Done")).tap()
        page.wait_for_timeout(350)  # nor is this one with the next
    else:
        page.keyboard.press("Enter")
    edition.press_at(page, *at(*((30, 280) if edition.is_touch else (300, 500))))
    page.wait_for_timeout(350)
    assert frame.locator(".dw-measure-handle").count() == 3  # it has ended
    start, end = pixels[2], (pixels[2][0] - 40, pixels[2][1] + 30)
    with edition.dragged(page, at(*start), at(*end)):
        pass
    spots = spots_on_map(page, [*pixels[:2], end])
    assert figure(result.inner_text()) == pytest.approx(kilometres(spots), rel=exact)
    edition.press(frame.get_by_role("button", name=edition.say("Area"), exact=True))
    assert figure(result.inner_text()) == pytest.approx(square_kilometres(spots), rel=exact)
    said = frame.locator("[data-panel=measure] .dw-unseen").inner_text()
    assert said == f"{edition.say('Area')}: {result.inner_text()}"
    page.keyboard.press("Escape")
    assert not frame.locator(".dw-panel[data-panel=measure]").is_visible()
    assert frame.locator(".dw-measure-handle").count() == 0
    opened.was_clean()


def open_tool(frame: FrameLocator, edition: Edition, name: str) -> None:
    """Presses one of the map's tools, which on a phone are behind one button, and large enough for a finger."""
    tool = frame.get_by_role("button", name=edition.say(name), exact=True)
    if edition.is_touch:
        assert not tool.is_visible()
        frame.get_by_role("button", name=edition.say("Map tools")).tap()
        for box in (one.bounding_box() for one in frame.locator(".dw-tool").all()):
            assert box is not None
            assert min(box["width"], box["height"]) >= 40
    edition.press(tool)


def test_a_way_is_measured_by_the_keyboard_in_arabic(open_map: Callable[..., Any]) -> None:
    opened, frame, _ = open_map("lang=ar&theme=dark")
    page: Page = opened.page
    assert_scale_bar_is_true(page, frame, {"كم": 1000, "م": 1})
    frame.locator("[data-tool=measure]").focus()
    page.keyboard.press("Enter")
    assert frame.locator(".dw-cross").is_visible()
    centres = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        centres.append(still_map(page)["center"])
        page.keyboard.press("Space")
        page.keyboard.press(key)
        page.wait_for_timeout(400)
    assert frame.locator(".dw-measure-handle").count() == 3
    page.keyboard.press("Backspace")
    assert frame.locator(".dw-measure-handle").count() == 2
    page.keyboard.press("Enter")
    result = frame.locator(".dw-measure-result").inner_text()
    assert figure(result) == pytest.approx(kilometres([(lat, lon) for lon, lat in centres[:2]]), rel=0.01)
    zoom = frame.locator(".dw-zoom").bounding_box()
    panel = frame.locator(".dw-panel[data-panel=measure]").bounding_box()
    assert zoom is not None
    assert panel is not None
    assert panel["x"] + panel["width"] <= zoom["x"]  # both on the right, side by side
    opened.was_clean()


COPIED = "navigator.clipboard.readText().then((text) => text === '%s')"


@EDITIONS
def test_positions_are_shown_pinned_and_copied_and_the_map_fills_the_screen(
    open_map: Callable[..., Any], edition: Edition
) -> None:
    opened, frame, at = open_map(f"lang={edition.lang}", **edition.options)
    page: Page = opened.page
    shown = frame.locator(".dw-readout .dw-notation")
    if edition.is_touch:  # a finger points at nothing until it presses: it has the cross
        lat, lon = 36.0, 40.0
        open_tool(frame, edition, "Position at the cross")
        grid = shown.nth(1).inner_text()
        shown.nth(1).tap()
    else:
        [(lat, lon)] = spots_on_map(page, [(600, 300)])
        page.mouse.move(*at(600, 300))
        grid = shown.nth(1).inner_text()
        assert json.loads(f"[{shown.first.inner_text()}]") == pytest.approx([lat, lon], abs=2e-3)
        page.mouse.click(*at(600, 300), button="right")
        frame.locator(".dw-pin-card").get_by_role("button", name="MGRS").click()
    assert mgrs.MGRS().toLatLon(grid.replace(" ", "")) == pytest.approx((lat, lon), abs=2e-3)
    wait_for(page, COPIED % grid, what=f"{grid} on the clipboard")
    if not edition.is_touch:
        open_tool(frame, edition, "Position at the cross")
    frame.locator(".leaflet-container").focus()
    page.keyboard.press("c")
    wait_for(page, COPIED % "36.00000, 40.00000", what="The position at the cross on the clipboard")
    page.keyboard.press("ArrowRight")
    wait_for(page, "dawriyaMap.frame.document.querySelector('.dw-notation').innerText !== '36.00000, 40.00000'")

    height = page.evaluate("dawriyaMap.frame.map.getSize().y")
    open_tool(frame, edition, "Full screen")
    wait_for(
        page, "dawriyaMap.frame.map.getSize().y === dawriyaMap.frame.innerHeight && dawriyaMap.frame.innerHeight > 800"
    )
    open_tool(frame, edition, "Leave full screen")
    wait_for(page, f"dawriyaMap.frame.map.getSize().y === {height}")
    opened.was_clean()


@EDITIONS
def test_a_place_is_searched_for_and_marked(open_map: Callable[..., Any], edition: Edition) -> None:
    opened, frame, _ = open_map(f"lang={edition.lang}", **edition.options)
    page: Page = opened.page
    runs = page.get_by_text("runs ").inner_text()
    open_tool(frame, edition, "Find a place")
    field, options = frame.get_by_role("combobox"), frame.get_by_role("option")
    field.fill("قحطانيه" if edition.lang == "en" else "qahtaniya")  # in the other language's letters
    options.first.wait_for()
    assert {"en": "Hasakah", "ar": "الحسكة"}[edition.lang] in options.first.inner_text()
    away = edition.say("{distance} away").partition("{distance}")
    assert away[0] in options.first.inner_text()
    assert away[2] in options.first.inner_text()
    if edition.is_touch:
        options.first.tap()
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert options.nth(1).get_attribute("aria-selected") == "true"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    state = still_map(page, "Math.abs(state.center[0] - 41.546) < 0.01 && Math.abs(state.center[1] - 37.029) < 0.01")
    assert state["zoom"] > 10
    named = frame.locator(".dw-pin-card h2").inner_text().replace("\u2011", "-")
    assert named == {"en": "al-Qahtaniyah", "ar": "القحطانية"}[edition.lang]
    # A position in any notation is one too.
    reference = mgrs.MGRS().toMGRS(35.3, 40.1)
    open_tool(frame, edition, "Find a place")
    field.fill(f"{reference[:3]} {reference[3:5]} {reference[5:10]} {reference[10:]}")
    options.get_by_text(reference[3:5]).wait_for()
    assert options.count() == 1
    edition.press(options)
    state = still_map(page, "Math.abs(state.center[0] - 40.1) < 1e-3 && Math.abs(state.center[1] - 35.3) < 1e-3")
    assert state["zoom"] == 12
    pinned = page.evaluate("(({ lat, lng }) => [lat, lng])(dawriyaMap.frame.dawriya.layer.pin.marker.getLatLng())")
    assert pinned == pytest.approx([35.3, 40.1], abs=2e-5)  # a metre
    assert reference[5:10] in frame.locator(".dw-pin-card h2").inner_text()
    open_tool(frame, edition, "Find a place")
    field.fill("36.9 41.5 12 7 99")
    frame.locator("[data-panel=search] [role=status]").get_by_text("MGRS").wait_for()
    assert options.count() == 0
    assert page.get_by_text("runs ").inner_text() == runs  # the page did not run again
    opened.was_clean()


ONLINE = {
    "satellite": ("server.arcgisonline.com", "Maxar"),
    "relief": ("tile.opentopomap.org", "© OpenTopoMap (CC-BY-SA)"),
    "osm": ("tile.openstreetmap.org", "© OpenStreetMap contributors"),
}
"""The hosts of the layers that are fetched, and who is to be named."""


def tile_of(host: str) -> bytes:
    """A picture all red, green or blue, by which host it is."""
    hosts = [one for one, _ in ONLINE.values()]
    made = io.BytesIO()
    Image.new("RGB", (256, 256), tuple(200 * (at == hosts.index(host)) for at in range(3))).save(made, "PNG")
    return made.getvalue()


def test_pictures_from_the_network_come_only_when_chosen(open_map: Callable[..., Any]) -> None:
    opened, frame, _ = open_map("lang=ar")
    page: Page = opened.page
    wait_for(page, "dawriyaMap.frame.dawriya.layer.look.rtl")
    assert opened.outside == []
    asked: list[str] = []
    down = {"tile.openstreetmap.org"}

    def answer(route: Route) -> None:
        asked.append(urlsplit(route.request.url).hostname or "")
        assert route.request.headers.get("referer", "").startswith("http://")
        if asked[-1] in down:
            route.abort()
        else:
            tile, headers = tile_of(asked[-1]), {"access-control-allow-origin": "*"}
            route.fulfill(body=tile, content_type="image/png", headers=headers)

    page.route(re.compile("^https:"), answer)
    before = page.evaluate(MIDDLE_PIXEL)
    frame.locator("[data-tool=base]").click()
    note, credit = frame.locator(".dw-ground-note"), frame.locator("a.dw-credit")
    assert asked == []
    assert not note.is_visible()
    assert not credit.is_visible()
    frame.locator(".dw-ground input[value=osm]").check()
    wait_for(page, "dawriyaMap.frame.document.querySelector('.dw-failing')", what="The message of a host that fails")
    assert set(asked) == down
    assert page.evaluate(MIDDLE_PIXEL) == before  # the local map
    note.get_by_role("button").click()
    assert not note.is_visible()
    down.clear()
    for value, (host, credited) in ONLINE.items():
        asked.clear()
        frame.locator(f".dw-ground input[value={value}]").check()
        own = list(ONLINE).index(value)
        is_its = f"(pixel) => pixel.every((part, at) => at === {own} ? part > 150 : part < 110)"
        wait_for(page, f"({is_its})({MIDDLE_PIXEL})", what=f"The picture of {host} on the map")
        assert set(asked) == {host}
        assert host in note.inner_text()
        assert credit.is_visible()
        assert credited in credit.inner_text()
    note.get_by_role("button").click()
    assert page.evaluate(MIDDLE_PIXEL) == before
    assert not credit.is_visible()
    assert opened.errors == []


def test_villages_are_fetched_and_named_where_the_map_is_looked_at_closely(open_map: Callable[..., Any]) -> None:
    opened, _, _ = open_map()
    page: Page = opened.page
    x, y = (round(part * 2**24) for part in ((44.2 + 180) / 360, 0.4566))
    cell = {"x": [x], "y": [y], "zoom": [10], "style": [3], "en": ["Al Qaidah"], "ar": ["القاعدة"]}
    files = {"index.json": {"6": [f"{x >> 18}-{y >> 18}"]}, f"6-{x >> 18}-{y >> 18}.json": cell}
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.rpartition("/")[2])
        route.fulfill(json=files[asked[-1]])

    page.route("**/places.test/*", answer)
    page.evaluate(
        """() => { const { layer } = dawriyaMap.frame.dawriya, { params } = layer;
                   layer.tellParts("take", { ...params, urls: { ...params.urls, places: "places.test" } }); }"""
    )
    go = "([x, y, zoom]) => { const { map } = dawriyaMap.frame; map.setView(map.unproject([x, y], 24 - 8), zoom); }"
    named = "dawriyaMap.frame.dawriya.layer.labels.some(({ text }) => text === 'Al Qaidah')"
    page.evaluate(go, [x, y, 9])
    wait_for(page, "dawriyaMap.frame.dawriya.layer.moreTowns?.length === 1", what="The cell in view")
    still_map(page)
    assert not page.evaluate(named)
    page.evaluate(go, [x, y, 10])
    wait_for(page, named, what="The village's name")
    assert asked == ["index.json", f"6-{x >> 18}-{y >> 18}.json"]  # each once, none of other cells
