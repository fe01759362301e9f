"""How soon a viewer is answered once somebody else has decided about an event, and the server's memory: at a million.

DAWRIYA_BENCH_EVENTS asks for fewer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from dashboard.review import Desk
from dashboard.store import Store
from tests.benchmarks.load import KEYS, server_mib
from tests.benchmarks.serving import filled_server
from tests.benchmarks.store import Measure, seconds
from tests.benchmarks.viewers import answers_after

ONLY_BY_NAME = True

EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "1000000"))
ROUNDS = 20


def run() -> Iterator[Measure]:
    """Each row as it is had."""
    with filled_server(EVENTS) as (path, address, server), Store(path) as store:
        answers_after(address, lambda: None, rounds=len(KEYS), keys=KEYS)  # the first page reads all
        before = server_mib(server.pid)
        yield f"live: {EVENTS:,} events, memory of the server", f"{before:,.0f} MiB", "< 1,500 MB"
        for name, change in _changes(Desk(store)):
            took = sorted(answers_after(address, change, rounds=ROUNDS, keys=KEYS))
            row = f"p50 {seconds(took[ROUNDS // 2])}, most {seconds(took[-1])}"
            yield f"live: {EVENTS:,} events, answer after {name}", row, "stated"
            after = server_mib(server.pid)
            yield f"live: memory after {ROUNDS} times", f"{after:,.0f} MiB", "as before"


def _changes(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    waiting = iter(desk.queue(limit=3 * ROUNDS))
    yield "nothing", lambda: None
    yield "a decision", lambda: desk.set_status(next(waiting).id, "verified")
    yield "a joining", lambda: desk.join([next(waiting).id, next(waiting).id])
