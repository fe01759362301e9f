"""How long the review queue takes with 100,000 and a million events: its first lines, its middle, its counts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import insert

from dashboard import schema
from dashboard.review import Desk
from dashboard.store import Store
from tests.benchmarks.merging import watched_memory
from tests.benchmarks.store import Measure, seconds, timed
from tests.benchmarks.synthetic import generate_frame

_LINES = 25
_AT_ONCE = 20_000
_DOUBT_EACH = 50


def run() -> list[Measure]:
    """Figures against the brief's targets: (what, measured, target)."""
    return [*measure_queue(100_000), *measure_queue(1_000_000)]


def measure_queue(n: int) -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        fill(store, n)
        desk = Desk(store)
        waiting = desk.waiting()["all"]
        middle = desk.queue(limit=1)[0].turn
        for _ in range(9):  # some way in, without reading what lies between
            middle = (middle[0] + 100_000_000, "") if desk.waiting_before(middle) < waiting // 2 else middle
        with watched_memory() as peak_mib:
            measures = [
                (f"queue of {waiting:,}: {what}", seconds(best_of(work)), "< 100 ms for 1,000,000")
                for what, work in _work(desk, middle)
            ]
        return [*measures, (f"queue of {waiting:,}: memory for all of it", f"{peak_mib():,.0f} MiB", "< 50 MiB")]


def _work(desk: Desk, middle: tuple[int, str]) -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "the first lines", lambda: desk.queue(limit=_LINES)
    yield "lines after the middle", lambda: desk.queue(after=middle, limit=_LINES)
    yield "lines before the middle", lambda: desk.queue(before=middle, limit=_LINES)
    yield "how many before the middle", lambda: desk.waiting_before(middle)
    yield "lines that may be the same", lambda: desk.queue("same", after=middle, limit=_LINES)
    yield "lines without a place", lambda: desk.queue("nowhere", after=middle, limit=_LINES)
    yield "count of each part", desk.waiting


def best_of(work: Callable[[], Any]) -> float:
    return min(timed(work)[0] for _ in range(3))


def fill(store: Store, n: int) -> None:
    """Puts events into a store that nobody looked at, one in fifty of which may be one with the next."""
    frame = generate_frame(n)
    with store.writer() as connection:
        for begin in range(0, n, _AT_ONCE):
            rows = frame.iloc[begin : begin + _AT_ONCE]
            connection.execute(insert(schema.events), list(_rows(rows)))
            ids = rows["id"].tolist()
            pairs = zip(ids[::_DOUBT_EACH], ids[1::_DOUBT_EACH], strict=True)
            doubts = [{"first_id": a, "second_id": b, "score": 0.5, "reasons": []} for a, b in pairs]
            connection.execute(insert(schema.doubts), doubts)


def _rows(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.itertuples(index=False):
        start, end = (None if pd.isna(day) else day.date() for day in (row.date_start, row.date_end))
        placed = not pd.isna(row.lat)
        yield {
            **{name: getattr(row, name) for name in ("id", "layer", "kind", "date_precision", "place_name", "status")},
            **{name: getattr(row, name) for name in ("place_name_ar", "relation", "confidence", "source")},
            "geo_precision": int(row.geo_precision),
            "date_start": start,
            "date_end": end,
            "lat": row.lat if placed else None,
            "lon": row.lon if placed else None,
            "force_words": "\n".join(f"{one} {role}" for one, role in zip(row.forces, row.force_roles, strict=True)),
            "report_ids": "\n".join(row.report_ids),
        }
