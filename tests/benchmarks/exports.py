"""How long the `export` command takes for each format, and how much memory, in a process of its own.

DAWRIYA_BENCH_EVENTS says how many events the store holds (100,000 if nothing is said): above that only GeoJSON and
GeoPackage are measured, whose target is a million in 60 s and 2 GB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from sqlalchemy import insert

from dashboard import schema
from dashboard.interchange import FORMATS
from dashboard.rows import event_row
from dashboard.store import Store
from tests.benchmarks.synthetic import event_of, generate_frame

Measure = tuple[str, str, str]

EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "100000"))
STORE = os.environ.get("DAWRIYA_BENCH_STORE", "")
"""A store to measure on that is there already, or is made there and kept."""

ALL_FORMATS_UP_TO, AT_ONCE = 100_000, 50_000
LARGE = ("geojson", "gpkg")
ONLY_BY_NAME = True


def run() -> list[Measure]:
    """(what, seconds and megabytes, target) for the whole command: start, store, filter, file."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(STORE or Path(folder) / "store.sqlite")
        if not store.exists():
            # In a process of its own: a child's peak of memory begins with what its parent holds.
            filling = get_context("spawn").Process(target=fill_store, args=(store, EVENTS))
            filling.start()
            filling.join()
        formats = list(FORMATS) if EVENTS <= ALL_FORMATS_UP_TO else list(LARGE)
        return [_measured(store, Path(folder), suffix) for suffix in formats]


def fill_store(path: Path, number: int) -> None:
    """A store of made-up events: their rows alone, which is all that an export reads."""
    with Store(path) as store:
        for start in range(0, number, AT_ONCE):
            frame = generate_frame(min(AT_ONCE, number - start), seed=start + 1)
            rows = [
                event_row(event_of(row), source=row.source, quote=row.text) | {"is_shown": True}
                for row in frame.itertuples(index=False)
            ]
            with store.writer() as connection:
                connection.execute(insert(schema.events), rows)


def _measured(store: Path, folder: Path, suffix: str) -> Measure:
    out = folder / f"out.{suffix}"
    command = [sys.executable, "-m", "dashboard", "export", str(out), "--store", str(store), "--status", "all"]
    seconds, peak_mb = run_and_watch(command)
    size_mb = out.stat().st_size / 1e6
    out.unlink()
    target = "60 s, 2,000 MB at 1,000,000" if suffix in LARGE else ""
    return (
        f"export: {EVENTS:,} events as {suffix}",
        f"{seconds:.1f} s, {peak_mb:,.0f} MB, file {size_mb:,.0f} MB",
        target,
    )


def run_and_watch(command: list[str]) -> tuple[float, float]:
    """Seconds that a command took, and the most memory that it held (resident, in MB). Raises RuntimeError."""
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[1:5])} failed: {said.strip()[-300:]}")
    return perf_counter() - started, usage.ru_maxrss / 1024
