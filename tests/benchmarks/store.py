"""How long events take into the store, out of it, through a filter and into files (DAWRIYA_BENCH_EVENTS of them)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import geopandas as gpd

from dashboard.filters import EventFilter, count_by, select_events
from dashboard.interchange import FORMATS, write_events
from dashboard.store import Store, StoredReport
from dashboard.upkeep.check import find_problems
from tests.benchmarks.synthetic import generate_events
from tests.stores import empty_database, own_server

Measure = tuple[str, str, str]

EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "100000"))
_FILTER = EventFilter(date_from=date(2018, 1, 1), forces=("us", "iran"), layers=("patrol",), min_precision=2)


def run() -> list[Measure]:
    """Figures against the brief's targets: (what, measured, target)."""
    with own_server() as server:
        served, _ = measure_store(empty_database(server.get_uri()), "store in PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        measures, frame = measure_store(str(Path(folder) / "store.sqlite"), "store")
        measures += [*served, *measure_filters(frame)]
        return [*measures, *measure_files(frame.head(10_000), Path(folder))]


def measure_store(address: str, name: str) -> tuple[list[Measure], gpd.GeoDataFrame]:
    """What a store at an address takes to open, to fill, to read, to read as known before half of it, and to check."""
    events = generate_events(EVENTS)
    reports = [
        StoredReport(id=f"report-{i}", text=f"text {i}", read_at=datetime(2024, 1, 1))
        for i in range(max(1, EVENTS // 2))
    ]
    opened, store = timed(lambda: Store(address))
    with store:
        half = len(events) // 2
        added, _ = timed(lambda: store.add_events(events[:half], reports=reports))
        then = datetime.now(UTC)
        store.add_events(events[half:])
        loaded, frame = timed(store.events_frame)
        known, _ = timed(lambda: store.events_frame(as_known_on=then))
        checked, problems = timed(lambda: list(find_problems(store)))
        if problems:
            raise RuntimeError(f"the store has {len(problems)} problems, the first: {problems[0]}")
    return [
        (f"{name}: open a new one", seconds(opened), "< 1 s"),
        (f"{name}: add {half:,} events", seconds(added), ""),
        (f"{name}: read {EVENTS:,} events", seconds(loaded), "< 3 s for 100,000"),
        (f"{name}: read as known when there were half", seconds(known), ""),
        (f"{name}: check it", seconds(checked), ""),
    ], frame


def measure_filters(frame: gpd.GeoDataFrame) -> list[Measure]:
    first, _ = timed(lambda: count_by(frame, _FILTER))
    select = min(timed(lambda: select_events(frame, _FILTER))[0] for _ in range(5))
    count = min(timed(lambda: count_by(frame, _FILTER))[0] for _ in range(5))
    text_first, _ = timed(lambda: select_events(frame, EventFilter(text="دورية الحسكة")))
    text, _ = timed(lambda: select_events(frame, EventFilter(text="patrol qamishli")))
    rows = f"{len(frame):,}"
    return [
        (f"filter: index {rows} events", seconds(first), ""),
        (f"filter: select from {rows}", seconds(select), "< 50 ms for 100,000"),
        (f"filter: count every facet of {rows}", seconds(count), "< 50 ms for 100,000"),
        (f"filter: first text search in {rows}", seconds(text_first), ""),
        (f"filter: text search in {rows}", seconds(text), ""),
    ]


def measure_files(frame: gpd.GeoDataFrame, folder: Path) -> list[Measure]:
    return [
        (f"export: {len(frame):,} events as {suffix}", seconds(timed(write_to(folder, suffix, frame))[0]), "")
        for suffix in FORMATS
    ]


def write_to(folder: Path, suffix: str, frame: gpd.GeoDataFrame) -> Callable[[], int]:
    return lambda: write_events(folder / f"out.{suffix}", frame)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
