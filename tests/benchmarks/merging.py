"""How long matching takes among 10,000 to a million events, for all of them and for 100 new ones, and what memory.

The events are of thirteen years however many there are: ten times as many have a hundred times as many neighbours.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any

from dashboard.merging.matching import find_matches
from dashboard.merging.near_duplicates import signature, text_families
from tests.accuracy.places_sets import FILES, read_documents
from tests.benchmarks.store import Measure, seconds, timed
from tests.benchmarks.synthetic import generate_frame

_PAGE_MIB = 4096 / 2**20


def run() -> list[Measure]:
    """Figures against the brief's targets: (what, measured, target)."""
    sizes = (10_000, 100_000, 300_000, 1_000_000)
    return [*measure_signatures(), *(measure for n in sizes for measure in measure_matching(n))]


def measure_signatures() -> list[Measure]:
    texts = [document["text"] for path in FILES for document in read_documents(path)]
    made, signatures = timed(lambda: {str(i): signature(text) for i, text in enumerate(texts * 5)})
    grouped, _ = timed(lambda: text_families(signatures))
    return [
        (f"copies: sign {len(signatures):,} texts", seconds(made), "< 2 ms a text"),
        (f"copies: the families of {len(signatures):,} texts", seconds(grouped), ""),
    ]


def measure_matching(n: int) -> list[Measure]:
    frame = generate_frame(n)
    some = set(frame["id"].sample(100, random_state=1))
    with watched_memory() as peak_mib:
        before = process_time()
        every, matches = timed(lambda: find_matches(frame, {}))
        reckoned = process_time() - before
    fresh = min(timed(lambda: find_matches(frame, {}, new=some))[0] for _ in range(3))
    found = f"{len(matches.joins):,} groups, {len(matches.doubts):,} doubts"
    return [
        (f"matching: all of {n:,} ({found})", seconds(every), "minutes for 1,000,000"),
        (f"matching: all of {n:,}, of one core", seconds(reckoned), ""),
        (f"matching: peak beyond the table of {n:,}", f"{peak_mib():,.0f} MiB", "< 2,048 MiB for 1,000,000"),
        (f"matching: 100 new among {n:,}", seconds(fresh), "about 1 s among 1,000,000"),
    ]


@contextmanager
def watched_memory() -> Iterator[Callable[[], float]]:
    """A function that tells by how many MiB the process grew, at most, while the block ran."""
    start = _resident_mib()
    highest: list[float] = [start]
    done = threading.Event()

    def watch() -> Any:
        while not done.wait(0.05):
            highest[0] = max(highest[0], _resident_mib())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield lambda: highest[0] - start
    done.set()
    thread.join()


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_MIB
