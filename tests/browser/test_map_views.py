"""The map's other views, in Chromium: density, by place, by governorate; their counts, names, keys and pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from dashboard.filters import EventFilter, select_events
from tests.benchmarks.synthetic import generate_frame
from tests.browser.conftest import settled_map, still_map
from tests.reference_pictures import looks_as_approved

APP = Path(__file__).parent / "apps" / "map_app.py"
EVENTS = 2000

# Names that lie over another name, a mark or the chrome; marks and chrome as boxes in the sheets' pixels.
OVERLAPS = """() => {
  const { frame } = window.dawriyaMap, { layer, radiusOf } = frame.dawriya;
  const [offX, offY] = layer.origin();
  const ours = ([left, top, right, bottom]) => [left - offX, top - offY, right - offX, bottom - offY];
  const taken = layer.chrome.boxes().map((box) => ({ what: "chrome", box: ours(box) }));
  for (const mark of layer.marks) {
    if (mark.isUnseen) continue;
    const r = radiusOf(mark);
    taken.push({ what: "mark", box: [mark.atX - r, mark.atY - r, mark.atX + r, mark.atY + r] });
  }
  const found = [];
  const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  layer.labels.forEach((label, at) => {
    for (const other of layer.labels.slice(at + 1)) {
      if (meets(label.box, other.box)) found.push([label.text, other.text]);
    }
    for (const { what, box } of taken) if (meets(label.box, box)) found.push([label.text, what]);
  });
  return { names: layer.labels.map((label) => label.text), found };
}"""


@pytest.fixture
def open_map(visit: Callable[..., Any], serve: Callable[..., str]) -> Callable[..., Page]:
    """A function that opens the map with made-up events and waits until it stands still."""

    def open_page(query: str = "", events: int = EVENTS, **options: Any) -> Page:
        opened = visit(**options)
        opened.page.goto(f"{serve(APP)}/?events={events}&{query}")
        settled_map(opened.page)
        assert opened.errors == []
        return opened.page  # type: ignore[no-any-return]

    return open_page


def show(page: Page, mode: str, view: str = "") -> dict[str, Any]:
    """The state of the map once it shows a view, at latitude, longitude and zoom where they are given."""
    page.evaluate("mode => window.dawriyaMap.setMode(mode)", mode)
    if view:
        lat, lon, zoom = view.split(",")
        page.evaluate(f"window.dawriyaMap.frame.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
    return settled_map(page)


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("ar", 390)])
def test_each_view_counts_every_event_and_says_so(open_map: Callable[..., Page], lang: str, width: int) -> None:
    frame = generate_frame(EVENTS, 7)
    expected = len(select_events(frame[frame["lat"].notna()], EventFilter()))
    page = open_map(f"lang={lang}", viewport={"width": width, "height": 844})
    inner = page.frame_locator("iframe").first
    legend, switch = inner.locator(".dw-legend"), inner.locator(".dw-views")
    assert {round(box["height"]) for box in (button.bounding_box() for button in switch.locator("button").all())} == (  # type: ignore[index]
        {40} if width == 390 else {32}
    )
    density = show(page, "density", "35, 40, 5")
    assert density["density"]["count"] == density["shown"] == expected
    words = {"en": "Events per", "ar": "الأحداث في كل"}[lang]
    assert words in (legend.text_content() or "")
    assert f"{density['density']['top']:,}".removesuffix(".0") in (legend.text_content() or "")
    place = show(page, "place")
    assert place["drawn"] == place["shown"] == expected
    governorate = show(page, "governorate")
    assert governorate["inside"] == governorate["drawn"]
    assert governorate["inside"] + governorate["elsewhere"] == expected
    assert governorate["elsewhere"] > 0
    assert str(governorate["elsewhere"]) in (legend.text_content() or "")
    # By keyboard: the arrow goes on as the words run, and each count has a name for a screen reader.
    inner.locator(".dw-views [aria-checked=true]").focus()
    page.keyboard.press("ArrowRight" if lang == "ar" else "ArrowLeft")
    assert still_map(page, "state.mode === 'place'")["mode"] == "place"
    assert "mode=place" in page.url or page.evaluate("window.dawriyaMap.address.mode") == "place"
    keyed = settled_map(page) and inner.locator(".dw-key").first.get_attribute("aria-label")
    assert {"en": "Events: ", "ar": "الأحداث: "}[lang] in (keyed or "")
    inner.locator(".dw-key").first.focus()
    page.wait_for_timeout(100)
    tip = inner.locator(".dw-tip").inner_text()
    assert {"en": "patrols", "ar": "دورية"}[lang] in tip or {"en": "incidents", "ar": "حادثة"}[lang] in tip


def test_a_view_outlives_a_rerun_and_a_click_opens_the_events(open_map: Callable[..., Page]) -> None:
    page = open_map("mode=place")
    assert still_map(page)["mode"] == "place"
    show(page, "governorate", "36, 40, 6.5")
    before = settled_map(page)
    page.get_by_label("Theme").first.click()
    page.get_by_role("option", name="dark", exact=True).click()
    assert still_map(page, "state.theme === 'dark'", after=before["painted"])["mode"] == "governorate"
    settled_map(page)
    hasakah = page.evaluate(
        "window.dawriyaMap.frame.dawriya.layer.marks.find((mark) => mark.area.id === 'SY-HA').count"
    )
    assert hasakah > 0
    page.evaluate("window.dawriyaMap.frame.dawriya.layer.marks.find((mark) => mark.area.id === 'SY-HA').open()")
    after = still_map(page, "state.mode === 'events' && state.zoom > 7")
    assert after["drawn"] >= hasakah


def test_a_count_may_be_pointed_at_where_no_symbol_was_drawn_yet(open_map: Callable[..., Page]) -> None:
    page = open_map("mode=governorate")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    show(page, "governorate", "36, 40, 6.5")
    for number in range(3):
        page.frame_locator("iframe").first.locator(".dw-key").nth(number).focus()
        page.frame_locator("iframe").first.locator(".dw-tip").wait_for()
        page.wait_for_timeout(100)
    page.locator(".dw-chart").hover()  # a bar of the timeline points at events of its days
    page.get_by_role("slider", name="One bar").focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(100)
    assert errors == []


VIEWS = ["35, 40, 5", "36.4, 40.6, 7", "36.6, 41, 9", "36.5, 40.74, 11"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_name_lies_over_another_a_mark_or_the_chrome(open_map: Callable[..., Page], lang: str) -> None:
    page = open_map(f"lang={lang}")
    seen = set()
    for view, mode in [
        *((view, "events") for view in VIEWS),
        ("36.4, 38.6, 7", "place"),
        ("35.5, 39, 6.5", "governorate"),
    ]:
        show(page, mode, view)
        names = page.evaluate(OVERLAPS)
        assert names["found"] == [], (mode, view)
        assert len(names["names"]) >= 3, (mode, view)
        seen |= set(names["names"])
    assert {"en": "Hasakah", "ar": "الحسكة"}[lang] in seen
    assert {"en": "الحسكة", "ar": "Hasakah"}[lang] not in seen


def test_routes_are_drawn_the_way_they_went(open_map: Callable[..., Page]) -> None:
    page = open_map("lang=ar", events=-1)
    show(page, "events", "36.5, 40.2, 8.5")
    told = page.evaluate(
        """() => {
             const { layer, bearingAt, isRoute } = window.dawriyaMap.frame.dawriya, { events } = layer;
             return layer.marks.map(({ first }) => {
               const shape = events.shape(first);
               const isTurned = shape && isRoute(shape);
               const bearing = isTurned && Math.round(bearingAt(shape, ...events.point(first)));
               return [first, shape && shape.style, bearing, events.isHollow(first)];
             }).sort((a, b) => a[0] - b[0]);
           }"""
    )
    road, stops, band, region = told[:4]
    assert (road[1], stops[1], band[1], region[1]) == (3, 4, 0, 1)
    assert 250 < road[2] % 360 < 262  # west by south, as it went
    assert 250 < stops[2] % 360 < 300
    assert [one[3] for one in told] == [False] * 2 + [True] * 5  # a point that stands for an area is hollow
    # Without uncertainty shapes the routes stay, in their force's colour.
    page.evaluate("window.dawriyaMap.frame.dawriya.layer.params.shapes = false")
    page.evaluate("window.dawriyaMap.frame.dawriya.layer.paintAll()")
    blue = page.evaluate(
        """() => {
             const canvas = window.dawriyaMap.frame.document.querySelector("canvas[data-sheet=events]");
             const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
             let found = 0;
             for (let i = 0; i < data.length; i += 4) {
               if (data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 168) found++;
             }
             return found;
           }"""
    )
    assert blue > 500


VIEWED = {
    EVENTS: (
        ("clusters", "events", "36.5, 40, 8"),
        ("density", "density", "35.6, 39.4, 6.5"),
        ("place", "place", "35.6, 39.4, 7"),
        ("governorate", "governorate", "35.6, 39.4, 6.5"),
    ),
    -1: (
        ("routes", "events", "36.5, 40.2, 7.75"),
        ("shapes", "events", "36.9, 41.6, 8.5"),
    ),
}
"""By number of events: the picture's name, the view's, and latitude, longitude and zoom."""


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", 1440, EVENTS), ("ar", 390, -1)])
@pytest.mark.parametrize("events", VIEWED)
def test_a_view_looks_as_it_was_approved(
    open_map: Callable[..., Page], events: int, lang: str, width: int, dark: int
) -> None:
    """Each set of events is dark in one of the languages."""
    theme = "dark" if events == dark else "light"
    page = open_map(f"lang={lang}&theme={theme}", events=events, viewport={"width": width, "height": 844})
    for name, mode, view in VIEWED[events]:
        show(page, mode, view)
        looks_as_approved(page.locator("iframe").first, f"{name}_{lang}")
    if events == -1:  # those of the others reach to today
        looks_as_approved(page.locator(".dw-timeline"), f"timeline_{lang}", largest=(1440, 340))
