"""Many at once: viewers who filter and editors who review, on 100,000 events, for ten minutes.

DAWRIYA_BENCH_MINUTES, DAWRIYA_BENCH_EVENTS, DAWRIYA_BENCH_VIEWERS and DAWRIYA_BENCH_EDITORS ask for less. Viewers speak
Streamlit's protocol; an editor is a process with a desk of its own, as another server on the same store would be.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from dashboard.errors import DashboardError, EventChanged
from dashboard.permissions import Role, person_as
from dashboard.review import Desk
from dashboard.store import Store
from tests.benchmarks.serving import filled_server
from tests.benchmarks.store import Measure, seconds
from tests.benchmarks.viewers import seconds_while_editing

ONLY_BY_NAME = True

MINUTES = float(os.environ.get("DAWRIYA_BENCH_MINUTES", "10"))
EVENTS = int(os.environ.get("DAWRIYA_BENCH_EVENTS", "100000"))
VIEWERS = int(os.environ.get("DAWRIYA_BENCH_VIEWERS", "25"))
EDITORS = int(os.environ.get("DAWRIYA_BENCH_EDITORS", "2"))
LOOKS_S, DECIDES_S = 10.0, 5.0
"""How long a viewer looks at an answer and an editor at an event, on the average: a person's pace."""

KEYS = ("rail_force_us", "rail_force_russia", "rail_force_turkey", "rail_force_sdf", "rail_layer_patrol")


def run() -> list[Measure]:
    """Figures: (what, measured, target). Raises RuntimeError where anything that was decided is not in the store."""
    with filled_server(EVENTS) as (path, address, server):
        seconds_while_editing(address, viewers=1, minutes=0.02, pause_s=0.1, keys=KEYS)  # the first page loads all
        before = server_mib(server.pid)
        with ProcessPoolExecutor(EDITORS, mp_context=get_context("spawn")) as editors:
            deciding = [editors.submit(decide, str(path), MINUTES, number) for number in range(EDITORS)]
            answers, errors = seconds_while_editing(
                address, viewers=VIEWERS, minutes=MINUTES, pause_s=LOOKS_S, keys=KEYS
            )
            decided = [one.result() for one in deciding]
        after = server_mib(server.pid)
        edits = [took for one in decided for took, _ in one[0]]
        errors += [error for one in decided for error in one[1]]
        with Store(path) as store:
            lost = [event_id for one in decided for _, event_id in one[0] if store.event(event_id).status != "verified"]
    if lost:
        raise RuntimeError(f"{len(lost)} decisions were lost, the first of them about {lost[0]}.")
    for error in errors[:10]:
        print(f"  {error}")
    return [
        (f"{VIEWERS} viewers, {MINUTES:g} min, {EVENTS:,} events: answers", f"{len(answers):,}", ""),
        ("answer to a filter: p50", seconds(_share(answers, 0.5)), ""),
        ("answer to a filter: p95", seconds(_share(answers, 0.95)), "stated"),
        (f"{EDITORS} editors: decisions", f"{len(edits):,}", ""),
        ("a decision: p50", seconds(_share(edits, 0.5)), ""),
        ("a decision: p95", seconds(_share(edits, 0.95)), "stated"),
        ("errors · decisions lost", f"{len(errors)} · {len(lost)}", "0 · 0"),
        ("memory of the server: before · after", f"{before:,.0f} · {after:,.0f} MiB", "does not grow on"),
    ]


def decide(path: str, minutes: float, number: int) -> tuple[list[tuple[float, str]], list[str]]:
    """What an editor decides for minutes: (seconds, event) of each decision, and errors; one event after another."""
    done: list[tuple[float, str]] = []
    errors: list[str] = []
    editor = person_as(Role.EDITOR, name=f"editor-{number}@bench.example")
    until = time.monotonic() + minutes * 60
    with Store(path, person=editor) as store:
        desk = Desk(store)
        while time.monotonic() < until:
            try:
                # Each begins elsewhere in the queue, as two people at one table would agree to.
                waiting = desk.queue(limit=10 * (number + 1))[-1]
                revision = store.event_revision(waiting.id)
                started = time.perf_counter()
                desk.set_status(waiting.id, "verified", expected_revision=revision)
                done.append((time.perf_counter() - started, waiting.id))
            except EventChanged:  # the other editor was quicker, and is told from: nothing is lost
                continue
            except DashboardError as error:
                errors.append(f"editor {number}: {error}")
            time.sleep(DECIDES_S)
    return done, errors


def _share(values: list[float], share: float) -> float:
    """The value below which a share of the values is; not a number where there are none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def server_mib(pid: int) -> float:
    """The memory of a process that is its own or in use, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
