"""Reports a second by one and two processes and one and two Dask workers, what they weigh, and what matching costs.

`DAWRIYA_BENCH_REPORTS` (default 3,000) says how many reports are read, `DAWRIYA_BENCH_STORES` (default 10000,100000) of
how many events the stores are into which 1,000 reports come; a million takes ten minutes and 3 GB.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from distributed import LocalCluster

from dashboard.events import Event
from dashboard.ingest import ingest
from dashboard.interchange.geoparquet import write_partitions
from dashboard.memory import give_back
from dashboard.review import Desk
from dashboard.store import Store, StoredReport
from tests.benchmarks.merging import watched_memory
from tests.benchmarks.store import Measure, seconds, timed
from tests.benchmarks.synthetic import generate_events

ONLY_BY_NAME = True

REPORTS = int(os.environ.get("DAWRIYA_BENCH_REPORTS", "3000"))
STORES = [int(n) for n in os.environ.get("DAWRIYA_BENCH_STORES", "10000,100000").split(",") if n]
_ACCURACY = Path(__file__).parents[1] / "accuracy"
_TURNS = 2
_SETS = ("practice_ar", "practice_en", "practice_ar2", "practice_en2", "reports_ar", "reports_en")
_FIRST_DAY = date(2024, 1, 1)
_A_DAY = 200
"""Reports that came out on each day of the made-up files."""


def run() -> list[Measure]:
    """Figures against the issue's targets: (what, measured, target)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = folder / "reports.jsonl"
        characters = write_reports(reports, REPORTS)
        return [
            ("batch: load of the machine before", f"{os.getloadavg()[0]:.1f}", "below 0.5"),
            ("batch: reports, characters each", f"{REPORTS:,} of {characters:,.0f}", ""),
            *measure_reading(folder, reports),
            *measure_matching(folder),
        ]


def write_reports(path: Path, count: int) -> float:
    """Lines of reports made of the practice texts: no two alike, `_A_DAY` of them for a day; their mean length."""
    texts = [
        json.loads(line)["text"]
        for name in _SETS
        for line in (_ACCURACY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    length = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            one, other = texts[number % len(texts)], texts[(number * 7 + number // len(texts)) % len(texts)]
            text = f"{one}\n\n{other}\n\n({number})"
            day = _FIRST_DAY + timedelta(days=number // _A_DAY)
            file.write(json.dumps({"text": text, "published": day.isoformat(), "source": f"S{number % 20}"}) + "\n")
            length += len(text)
    return length / count


# Reading --------------------------------------------------------------------------------------------------------------


def measure_reading(folder: Path, reports: Path) -> Iterator[Measure]:
    """By turns in one run, so that they can be compared: 1 process, 2, 1 Dask worker, 2; of each the better of two."""
    rates: dict[str, float] = {}
    told: dict[str, list[Measure]] = {}
    for turn in range(_TURNS):
        for name, how in _WAYS.items():
            with tempfile.TemporaryDirectory(dir=folder) as own, how() as arguments:
                rate, measures = _measure_run(Path(own) / "store.sqlite", reports, name, arguments)
            if turn == 0 or rate > rates[name]:
                rates[name], told[name] = rate, measures
    for measures in told.values():
        yield from measures
    for one, other, target in (
        ("2 processes", "1 process", "≥ 1.7"),
        ("2 Dask workers", "1 process", "≥ 1.7"),
        ("2 Dask workers", "1 Dask worker", "this machine's other core writes meanwhile"),
    ):
        yield f"batch: {one} against {other}", f"{rates[one] / rates[other]:.2f} times", target


def _measure_run(path: Path, reports: Path, name: str, how: dict[str, Any]) -> tuple[float, list[Measure]]:
    """(reports a second, without joining; what is to be printed)."""
    with Store(path) as store:
        spent = {"writing": 0.0, "joining": 0.0}
        with _timing(store, spent), _largest_child() as largest:
            start, used = perf_counter(), process_time()
            result = ingest([reports], store, **how)
            total, used = perf_counter() - start, process_time() - used
    reading = total - spent["joining"]
    rate = result.added / reading
    measures = [
        (f"batch: reports a second, {name}", f"{rate:.0f} ({seconds(total)} in all)", ""),
        (f"batch: share of it that writes, {name}", f"{spent['writing'] / reading:.0%}", ""),
        (f"batch: joining {result.events:,} events, {name}", seconds(spent["joining"]), ""),
    ]
    if how.get("workers") == 2:
        own = 1000 * (used - spent["joining of one core"]) / result.added
        measures += [
            ("batch: of one core a report, where all are kept", f"{own:.1f} ms", "bounds the number of workers"),
            ("batch: memory of a reading process", f"{largest():.0f} MiB", ""),
            ("batch: bytes in SQLite a report, with its events", f"{path.stat().st_size / result.added:,.0f}", ""),
            ("batch: events a report", f"{result.events / result.added:.1f}", ""),
        ]
    return rate, measures


@contextmanager
def _cluster(count: int) -> Iterator[dict[str, Any]]:
    with LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as own:
        yield {"scheduler": own.scheduler_address}


_WAYS: dict[str, Callable[[], AbstractContextManager[dict[str, Any]]]] = {
    "1 process": lambda: nullcontext({"workers": 1}),
    "2 processes": lambda: nullcontext({"workers": 2}),
    "1 Dask worker": partial(_cluster, 1),
    "2 Dask workers": partial(_cluster, 2),
}


@contextmanager
def _timing(store: Store, spent: dict[str, float]) -> Iterator[None]:
    """Adds up what the run's write transactions take, and its matching."""
    match, writer = Desk.match, store.writer

    @contextmanager
    def timed_writer(*needs: Any) -> Iterator[Any]:
        start = perf_counter()
        with writer(*needs) as connection:
            yield connection
        spent["writing"] += perf_counter() - start

    def timed_match(desk: Desk, new: Any = None) -> tuple[int, int]:
        before, used = spent["writing"], process_time()
        spent["joining"], result = timed(lambda: match(desk, new))
        spent["writing"], spent["joining of one core"] = before, process_time() - used
        return result

    store.writer, Desk.match = timed_writer, timed_match  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Desk.match = match  # type: ignore[method-assign]


@contextmanager
def _largest_child() -> Iterator[Any]:
    """A function that tells the most memory, in MiB, that any process begun by this one has held."""
    largest = [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            largest[0] = max([largest[0], *map(_resident_mib, _children(os.getpid()))])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield lambda: largest[0]
    done.set()
    thread.join()


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text(encoding="ascii").split()]
    return found


def _resident_mib(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20
    except OSError:
        return 0.0


# Matching -------------------------------------------------------------------------------------------------------------


def measure_matching(folder: Path) -> Iterator[Measure]:
    """What 1,000 reports of ten days cost where there are ever more events; and what these weigh in files."""
    fresh = folder / "fresh.jsonl"
    write_reports(fresh, 1_000)
    for number in STORES:
        path = folder / f"{number}.sqlite"
        with Store(path) as store:
            _fill(store, number)
            before = path.stat().st_size
            spent = {"writing": 0.0, "joining": 0.0}
            with _timing(store, spent), watched_memory() as peak_mib:
                total, result = timed(partial(ingest, [fresh], store))
            yield f"batch: 1,000 reports into {number:,} events", seconds(total), ""
            yield (
                f"batch: of it joining {result.events:,} events",
                seconds(spent["joining"]),
                "no more in larger stores",
            )
            yield f"batch: peak beyond the start, {number:,} events", f"{peak_mib():,.0f} MiB", ""
            yield f"batch: bytes an event without its report, {number:,}", f"{before / number:,.0f}", ""
            give_back()
            with watched_memory() as peak_mib:
                frame = store.events_frame()
                written, _ = timed(partial(write_partitions, frame, folder / f"{number}.parquet", "month"))
            weight = sum(file.stat().st_size for file in (folder / f"{number}.parquet").rglob("*.parquet"))
            yield f"batch: partitions of {number:,} events", f"{seconds(written)}, {weight / number:.0f} bytes each", ""
            yield (
                f"batch: peak of reading and parting {number:,}",
                f"{peak_mib():,.0f} MiB",
                "< 2,048 MiB for 1,000,000",
            )


def _fill(store: Store, number: int) -> None:
    """Made-up events of thirteen years, two a report."""
    for begin in range(0, number, 50_000):
        some = min(50_000, number - begin)
        reports = [
            StoredReport(id=f"report-{begin}-{i}", text=f"text {begin} {i}", read_at=datetime(2024, 1, 1))
            for i in range(some // 2 + 1)
        ]
        events = generate_events(some, seed=begin // 50_000)
        store.add_events([_of_report(one, begin) for one in events], reports=reports)


def _of_report(one: Event, begin: int) -> Event:
    return replace(one, sources=tuple(source.replace("report-", f"report-{begin}-") for source in one.sources))
