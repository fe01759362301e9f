"""How long it takes to find where two forces were near each other, among 100,000 and a million events."""

from __future__ import annotations

from functools import partial
from time import process_time

from dashboard.encounters import find_encounters, question_from
from dashboard.filters import EventFilter, select_events
from tests.benchmarks.store import Measure, seconds, timed
from tests.benchmarks.synthetic import generate_frame

QUESTIONS = (
    ("10 km, 1 day", question_from(("us", "russia"))),
    ("10 km, 1 day, likely", question_from(("us", "russia"), least="likely")),
    ("50 km, 30 days", question_from(("us", "russia"), 50, 30)),
)


def run() -> list[Measure]:
    """Figures: (what, measured, target)."""
    measures = []
    for n in (100_000, 1_000_000):
        events = select_events(generate_frame(n), EventFilter())
        find_encounters(events, question_from(("isis", "jordan")))  # the frame's index is shared with the filters
        for name, question in QUESTIONS:
            before = process_time()
            took, found = timed(partial(find_encounters, events, question))
            of_one_core = process_time() - before
            far = f"to {found.until}" if found.until else "all"
            what = f"encounters: {n:,}, {name} ({len(found.table):,}, {far})"
            measures.append((what, f"{seconds(took)}, core {seconds(of_one_core)}", "a few s" if n < 200_000 else ""))
    return measures
