"""How long a snapshot takes of many events, how large the page with the live map is, and how soon a browser shows it.

DAWRIYA_BENCH_EVENTS says of how many events the pictures are (1,000,000).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
from playwright.sync_api import sync_playwright

from dashboard.cli import main
from dashboard.facets import index_of
from dashboard.filters import EventFilter
from dashboard.snapshot import SnapshotFormat, draw_snapshot
from dashboard.snapshot.base import whole_base
from dashboard.store import Store, StoredReport
from gazetteer.index import Gazetteer
from tests.benchmarks.synthetic import event_of, generate_frame
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path

EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "1000000"))
PAGES = (10_000, 100_000)
MADE_AT = datetime(2024, 11, 2, 9, 14, tzinfo=UTC)
RUNS = 3

Row = tuple[str, str, str]


def run() -> list[Row]:
    """Pictures of a loaded table, the whole command on a store of it, and pages in a browser."""
    gazetteer = Gazetteer.open()
    whole_base(gazetteer)
    frame = generate_frame(EVENTS)
    rows = _pictures(frame, gazetteer) + _command(frame)
    return rows + [row for count in PAGES if count <= EVENTS for row in _page(frame.head(count), gazetteer)]


def _pictures(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> list[Row]:
    _draw(frame.head(50), "png", gazetteer)  # fonts and modules, once a process
    first = _seconds(lambda: index_of(frame))
    rows: list[Row] = [(f"snapshot of {EVENTS:,} events: index of the table", f"{first:.2f} s", "once a table")]
    for name, target in (("png", "< 3 s"), ("svg", ""), ("pdf", "")):
        best = min(_seconds(lambda: _draw(frame, name, gazetteer)) for _ in range(RUNS))  # type: ignore[arg-type] # noqa: B023
        rows.append((f"snapshot of {EVENTS:,} events: {name}", f"{best:.2f} s", target))
    return rows


def _command(frame: gpd.GeoDataFrame) -> list[Row]:
    """`python -m dashboard snapshot`, with reading the store and what the first picture of a process needs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        reports = (
            StoredReport(id=f"report-{number}", text=f"text {number}", read_at=datetime(2024, 1, 1))
            for number in range(max(1, len(frame) // 2))
        )
        with Store(path) as store:
            store.add_events((event_of(row) for row in frame.itertuples(index=False)), reports=reports)
        took = _seconds(lambda: main(["snapshot", f"{folder}/out.png", "--store", str(path)]))
    return [(f"snapshot of {EVENTS:,} events: the whole command, png", f"{took:.1f} s", "")]


def _page(frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> list[Row]:
    """A page with the live map, opened from disk with no network."""
    content = _draw(frame, "html", gazetteer)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        path.write_bytes(content)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright.chromium.executable_path), args=list(CHROMIUM_FLAGS)
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        page.wait_for_function("document.documentElement.dataset.ready === 'true'")
        painted = page.evaluate("performance.getEntriesByName('dawriya.painted')[0].startTime")
        browser.close()
    megabytes = len(content) / 1e6
    return [
        (f"page of {len(frame):,} events: opened to painted", f"{painted / 1000:.2f} s", "< 2 s at 10,000"),
        ("  its size", f"{megabytes:.1f} MB", "a few MB at 10,000"),
    ]


def _draw(frame: gpd.GeoDataFrame, name: SnapshotFormat, gazetteer: Gazetteer) -> bytes:
    return draw_snapshot(frame, event_filter=EventFilter(), format=name, gazetteer=gazetteer, made_at=MADE_AT)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
