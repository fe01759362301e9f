"""Read annotated reports and print how right each field is: python -m tests.accuracy.measure_reports PATH [-v]."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.events import Event
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer
from tests.accuracy.scoring import FIELDS, Pair, Score, score_reports


def annotated_reports(path: Path) -> Iterator[dict[str, Any]]:
    """The annotated reports of a JSON-lines file; a line without `text` has it in <id>.txt beside the file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            report = json.loads(line)
            if "text" not in report:
                report["text"] = path.with_name(f"{report['id']}.txt").read_text(encoding="utf-8")
            yield report


def read_annotated(report: dict[str, Any], gazetteer: Gazetteer) -> tuple[Event, ...]:
    """The events read out of an annotated report, as a user would have it read."""
    published = date.fromisoformat(report["published"]) if report.get("published") else None
    return read_report(
        report["text"], gazetteer, published=published, source=report.get("source", ""), report_id=report["id"]
    ).events


def score_file(path: Path, gazetteer: Gazetteer, *, lang: str | None = None) -> Score:
    """The score of a file of annotated reports, of one language if asked."""
    reports = [r for r in annotated_reports(path) if lang is None or r["lang"] == lang]
    return score_reports((report, read_annotated(report, gazetteer)) for report in reports)


def print_score(score: Score) -> None:
    print(f"events: {score.expected} annotated, {score.found} read, {score.paired} matched")
    for name in (*FIELDS, "status", "roles", "casualties"):
        print(f"  {name:<11}{score.share(name):6.1%}")
    print(f"fully right: P {score.precision:.1%}  R {score.recall:.1%}  F1 {score.f1:.1%}")


def print_misses(score: Score) -> None:
    for pair in score.pairs:
        if not pair.is_right:
            _print_miss(pair)
    for report_id, event in score.extra:
        print(f"{report_id} EXTRA {_short(event)}")


def _print_miss(pair: Pair) -> None:
    expected = pair.expected
    wrong = [name for name in (*FIELDS, "status") if not pair.right[name]]
    place = expected["place"] or {"lat": None, "lon": None}
    print(
        f"{pair.report_id} {'MISSED' if pair.found is None else 'WRONG ' + ','.join(wrong)}: {expected['kind']} "
        f"{'..'.join(expected['dates'])} {expected['forces']} ({place['lat']}, {place['lon']}) "
        f"{expected.get('status', '')} | {expected.get('evidence', {})}"
    )
    if pair.found is not None:
        print(f"      READ {_short(pair.found)}")


def _short(event: Event) -> str:
    place = event.place
    where = f"({place.lat:.3f}, {place.lon:.3f})" if place.lat is not None and place.lon is not None else "(nowhere)"
    return (
        f"{event.kind} {event.date_start}..{event.date_end} {[f.id for f in event.forces]} {where} {place.name} "
        f"[{place.relation}; {place.reason[:60]}] {event.status} | {event.date_reason}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lang", choices=("ar", "en"))
    parser.add_argument("-v", "--verbose", action="store_true", help="print each event that is not right")
    args = parser.parse_args()
    gazetteer = Gazetteer.open()
    started = time.perf_counter()
    score = score_file(args.path, gazetteer, lang=args.lang)
    if args.verbose:
        print_misses(score)
    print_score(score)
    print(f"read in {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
