"""How soon the whole app paints its map, and how soon after a force is ticked, with 10,000 events in its store."""

from __future__ import annotations

import statistics
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.store import Store, StoredReport
from tests.benchmarks.map import first_paint, wait_painted
from tests.benchmarks.serving import served
from tests.benchmarks.synthetic import generate_events
from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    ROOT,
    chromium_path,
)

Measure = tuple[str, str, str]

APP = ROOT / "dashboard" / "app.py"
EVENTS = 10_000
FORCES = ("us", "russia", "turkey", "sdf", "isis")
FILTERS = 10

_WATCH = """() => {
  window.shownBefore = window.dawriyaMap.state().shown;
  window.took = 0;
  document.addEventListener("click", () => { window.clicked = performance.now(); }, { capture: true, once: true });
  window.dawriyaMap.onPaint = (shown) => {
    const isNew = window.clicked && !window.took && shown !== window.shownBefore;
    if (isNew) window.took = performance.now() - window.clicked;
  };
}"""


def run() -> list[Measure]:
    """First paint of a store that was opened before, and a force's tick to the paint that shows it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store_path = Path(folder) / "store.sqlite"
        fill(store_path)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        store = {"DAWRIYA_STORE": f"sqlite:///{store_path}"}
        with served(["-m", "streamlit", "run", str(APP)], store) as (address, _):
            measures = painting(browser, f"{address}/?lang=en")
        browser.close()
    return measures


def fill(store_path: Path) -> None:
    reports = [
        StoredReport(id=f"report-{number}", text=f"text {number}", read_at=datetime(2024, 1, 1))
        for number in range(EVENTS // 2)
    ]
    with Store(store_path) as store:
        store.add_events(generate_events(EVENTS, 7), reports=reports)


def painting(browser: Browser, address: str) -> list[Measure]:
    first, *firsts = [first_paint(browser, address) for _ in range(4)]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    wait_painted(page)
    page.wait_for_timeout(2500)
    ticks = [tick_to_paint(page, FORCES[number % len(FORCES)]) for number in range(FILTERS)]
    page.close()
    return [
        (f"app: {EVENTS:,} events, the very first paint", f"{first:.2f} s", ""),
        (f"app: {EVENTS:,} events, first paint, warm", f"{statistics.median(firsts):.2f} s", "< 4 s"),
        (f"app: {EVENTS:,} events, force to paint", f"{statistics.median(ticks):.0f} ms", "< 300 ms"),
        (f"app: {EVENTS:,} events, force to paint, slowest", f"{max(ticks):.0f} ms", ""),
    ]


def tick_to_paint(page: Page, force: str) -> float:
    """Milliseconds from the click on a force's box to the first paint with other events than before."""
    page.evaluate(_WATCH)
    page.locator(f".st-key-rail_force_{force} label").click()
    page.wait_for_function("window.took > 0", timeout=60_000)
    took = float(page.evaluate("window.took"))
    page.wait_for_timeout(1200)
    return took
