"""How many pictures a second the playback's films are drawn and written at, of many events."""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path

from dashboard.filters import EventFilter
from dashboard.playback import write_playback
from gazetteer.index import Gazetteer
from tests.benchmarks.synthetic import generate_frame

EVENTS = 100_000
YEAR = EventFilter(date_from=date(2024, 1, 1), date_to=date(2024, 12, 31))
ALL = EventFilter()


def run() -> list[tuple[str, str, str]]:
    """Films of a year by day and of all the time by month, with the time until the first picture apart."""
    frame, gazetteer = generate_frame(EVENTS), Gazetteer.open()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, event_filter, kind, mode, step in (
            ("a year by day, window, MP4", YEAR, "mp4", "window", "day"),
            ("a year by week, window, GIF", YEAR, "gif", "window", "week"),
            ("all by month, adding up, MP4", ALL, "mp4", "cumulative", "month"),
        ):
            path = Path(folder) / f"film.{kind}"
            seen: list[float] = []
            start = time.perf_counter()
            write_playback(
                path,
                frame,
                event_filter=event_filter,
                format=kind,  # type: ignore[arg-type]
                gazetteer=gazetteer,
                mode=mode,  # type: ignore[arg-type]
                step=step,  # type: ignore[arg-type]
                progress=lambda _done, _all, seen=seen: seen.append(time.perf_counter()),  # type: ignore[misc]
            )
            rate = (len(seen) - 1) / (seen[-1] - seen[0])
            megabytes = path.stat().st_size / 1e6
            measured = f"{rate:.1f} pictures/s, {megabytes:.1f} MB"
            rows.append((f"export of {EVENTS:,} events: {name}", measured, ">= 10 pictures/s"))
            rows.append(("  until its first picture", f"{seen[0] - start:.1f} s", "< 15 s"))
    return rows
