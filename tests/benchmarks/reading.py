"""How long reading a report takes, once the gazetteer is open.

`DAWRIYA_BENCH_REPORT` names a text file to read instead of the samples.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from datetime import date
from functools import partial
from pathlib import Path

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

Measure = tuple[str, str, str]

_RUNS = 20
_SAMPLES = Path(__file__).parents[2] / "data" / "reports"
_PUBLISHED = date(2024, 10, 14)
_ACCURACY = Path(__file__).parents[1] / "accuracy"
_LENGTH = 2_500
_BIG_CHARACTERS = 500_000


def run() -> list[Measure]:
    """Figures against the issue's targets: (what, measured, target)."""
    with Gazetteer.open() as gazetteer:
        return [
            *_measure_reports(gazetteer),
            *map(partial(_measure_many, gazetteer), ("ar", "en")),
            _measure_big_text(gazetteer),
        ]


def _measure_reports(gazetteer: Gazetteer) -> list[Measure]:
    given = os.environ.get("DAWRIYA_BENCH_REPORT")
    paths = [Path(given)] if given else [_SAMPLES / "ar01.txt", _SAMPLES / "en01.txt"]
    return [_measure_report(gazetteer, path) for path in paths]


def _measure_report(gazetteer: Gazetteer, path: Path) -> Measure:
    text = path.read_text(encoding="utf-8")
    read_report(text, gazetteer, published=_PUBLISHED)
    seconds = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        read_report(text, gazetteer, published=_PUBLISHED)
        seconds.append(time.perf_counter() - start)
    name = f"reading: {path.name}, {len(text):,} characters"
    return name, f"{statistics.median(seconds) * 1000:.0f} ms (best {min(seconds) * 1000:.0f})", "< 50 ms"


def _measure_many(gazetteer: Gazetteer, lang: str) -> Measure:
    """Reports of the issue's length, cut from the practice texts, read by one core: for the first time, and again."""
    lines = (_ACCURACY / f"practice_{lang}.jsonl").read_text(encoding="utf-8").splitlines()
    text = "\n\n".join(json.loads(line)["text"] for line in lines)
    reports = [text[i : i + _LENGTH] for i in range(0, len(text) - _LENGTH, _LENGTH)]
    rates = []
    for _ in range(3):
        start = time.process_time()
        for report in reports:
            read_report(report, gazetteer, published=_PUBLISHED)
        rates.append(len(reports) / (time.process_time() - start))
    measured = f"{rates[0]:.0f} a second at first, {max(rates[1:]):.0f} again"
    return f"reading: {lang}, {len(reports)} reports of {_LENGTH:,} characters", measured, "150 a second"


def _measure_big_text(gazetteer: Gazetteer) -> Measure:
    """A text of many reports pasted as one, to show that the time grows with the length and not faster."""
    sample = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(_SAMPLES.glob("*.txt")))
    text = (sample * (_BIG_CHARACTERS // len(sample) + 1))[:_BIG_CHARACTERS]
    start = time.perf_counter()
    read_report(text, gazetteer, published=_PUBLISHED)
    seconds = time.perf_counter() - start
    measured = f"{seconds:.1f} s, {len(text) / seconds / 1000:.0f} k char/s"
    return f"reading: {_BIG_CHARACTERS:,} characters", measured, "-"
