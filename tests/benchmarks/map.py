"""How soon the map paints, and how soon after a filter, in Chromium with 10,000 and 100,000 events."""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.filters import EventFilter
from dashboard.layers import filter_group
from dashboard.packing import pack_events
from tests.benchmarks.serving import served
from tests.benchmarks.synthetic import generate_frame
from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    ROOT,
    chromium_path,
)

Measure = tuple[str, str, str]

APP = ROOT / "tests" / "browser" / "apps" / "map_app.py"
TARGETS = {10_000: ("< 4 s", "< 300 ms"), 100_000: ("< 4 s", "< 1 s")}
FORCES = ("us", "russia", "turkey", "sdf")
FILTERS = 10

_WATCH = """() => {
  window.times = [];
  document.addEventListener("click", () => { window.clicked = performance.now(); }, true);
  window.dawriyaMap.onPaint = () => { if (window.clicked) window.times.push(performance.now() - window.clicked); };
}"""


def run() -> list[Measure]:
    """First paint, filter to paint and a frame of playback, for each size; and the packing behind them."""
    measures: list[Measure] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        for count in TARGETS:
            measures += packing(count)
            with served(["-m", "streamlit", "run", str(APP)], {}) as (address, _):
                measures += painting(browser, f"{address}/?events={count}", count)
        browser.close()
    return measures


def packing(count: int) -> list[Measure]:
    frame = generate_frame(count, 7)
    started = time.perf_counter()
    packed = pack_events(frame)
    took = time.perf_counter() - started
    started = time.perf_counter()
    filter_group(EventFilter(forces=("us",), text="patrol"), frame=frame, files={})
    first = time.perf_counter() - started
    started = time.perf_counter()
    filter_group(EventFilter(forces=("us",), text="convoy"), frame=frame, files={})
    again = time.perf_counter() - started
    return [
        (f"map: {count:,} events packed", f"{took:.2f} s, {len(packed.columns) / 1e6:.2f} MB", "once a revision"),
        (f"map: {count:,}, a text filter's group, first and next", f"{first * 1e3:.0f} and {again * 1e3:.0f} ms", ""),
    ]


def painting(browser: Browser, address: str, count: int) -> list[Measure]:
    firsts = [first_paint(browser, address) for _ in range(4)][1:]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    wait_painted(page)
    page.wait_for_timeout(1500)
    filters = [filter_to_paint(page, FORCES[number % len(FORCES)]) for number in range(FILTERS)]
    frames = page.evaluate(
        """() => { const times = []; for (let day = 17000; day < 17060; day++) {
             window.dawriyaMap.setWindow(day, day + 365); times.push(window.dawriyaMap.state().milliseconds); }
             return times.sort((a, b) => a - b)[30]; }"""
    )
    page.close()
    first_target, filter_target = TARGETS[count]
    return [
        (f"map: {count:,} events, first paint, warm", f"{statistics.median(firsts):.2f} s", first_target),
        (f"map: {count:,} events, filter to paint", f"{statistics.median(filters):.0f} ms", filter_target),
        (f"map: {count:,} events, one frame of playback", f"{frames:.1f} ms", "< 16 ms"),
    ]


def first_paint(browser: Browser, address: str) -> float:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    started = time.perf_counter()
    page.goto(address)
    wait_painted(page)
    took = time.perf_counter() - started
    page.close()
    return took


def wait_painted(page: Page) -> None:
    page.wait_for_function("window.dawriyaMap && window.dawriyaMap.painted > 0", timeout=120_000)


def filter_to_paint(page: Page, force: str) -> float:
    """Milliseconds from the click that chooses a force to the paint that shows it."""
    page.get_by_label("Force").first.click()
    option = page.get_by_role("option", name=force, exact=True)
    option.wait_for()
    page.evaluate(_WATCH)
    option.click()
    page.wait_for_function("window.times.length > 0", timeout=60_000)
    took = page.evaluate("window.times[0]")
    page.wait_for_timeout(700)
    return float(took)
