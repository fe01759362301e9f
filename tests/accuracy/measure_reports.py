"""Read annotated reports and print how right each field is: python -m tests.accuracy.measure_reports [PATH] [-v].

Without a path the project's own set is measured, each half and language by itself. Of that set -v shows the errors of
the tuned half only, unless --held-out says otherwise.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.events import Event
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer
from tests.accuracy import reports_sets
from tests.accuracy.scoring import FIELDS, Pair, Score, score_reports

COLUMNS = (*FIELDS, "status", "roles", "casualties")


def annotated_reports(path: Path) -> Iterator[dict[str, Any]]:
    """The annotated reports of a JSON-lines file; a line without `text` has it in <id>.txt beside the file."""
    for report in reports_sets.read_documents(path):
        if "text" not in report:
            report["text"] = path.with_name(f"{report['id']}.txt").read_text(encoding="utf-8")
        yield report


def read_annotated(report: dict[str, Any], gazetteer: Gazetteer) -> tuple[Event, ...]:
    """The events read out of an annotated report, as a user would have it read."""
    published = date.fromisoformat(report["published"]) if report.get("published") else None
    return read_report(
        report["text"], gazetteer, published=published, source=report.get("source", ""), report_id=report["id"]
    ).events


def score_documents(reports: Iterable[dict[str, Any]], gazetteer: Gazetteer) -> Score:
    """The score of annotated reports."""
    return score_reports((report, read_annotated(report, gazetteer)) for report in reports)


def score_file(path: Path, gazetteer: Gazetteer) -> Score:
    """The score of a file of annotated reports."""
    return score_documents(annotated_reports(path), gazetteer)


# Printing -------------------------------------------------------------------------------------------------------------


def print_table(scores: Iterable[tuple[str, int, Score]]) -> None:
    """A line for each (name, number of reports, score): shares in per cent of the annotated events."""
    print(
        f"{'':<22}{'reports':>8}{'events':>7}{'read':>6}{'found':>7}"
        + "".join(f"{c[:8]:>9}" for c in COLUMNS)
        + "    P    R   F1  false/report"
    )
    for name, reports, score in scores:
        shares = "".join(f"{100 * score.share(column):>9.1f}" for column in COLUMNS)
        right = "".join(f"{100 * value:>5.0f}" for value in (score.precision, score.recall, score.f1))
        found = 100 * score.paired / score.expected if score.expected else 0.0
        extra = len(score.extra) / reports if reports else 0.0
        print(f"{name:<22}{reports:>8}{score.expected:>7}{score.found:>6}{found:>7.1f}{shares}{right}{extra:>8.2f}")


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
        f"{'..'.join(map(str, expected['dates'] or ()))} {expected['forces']} ({place['lat']}, {place['lon']}) "
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


# The command ----------------------------------------------------------------------------------------------------------


def groups_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The parts of a file that are told apart: the halves of the project's own set, else the languages."""
    documents = list(annotated_reports(path))
    if path in reports_sets.FILES:
        tuned, held_out = reports_sets.halves(documents)
        return {f"{path.stem} tuned": tuned, f"{path.stem} held out": held_out}
    langs = sorted({report["lang"] for report in documents})
    return {f"{path.stem} {lang}": [report for report in documents if report["lang"] == lang] for lang in langs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each event that is not right")
    parser.add_argument("--held-out", action="store_true", help="of the held-out half too")
    args = parser.parse_args()
    gazetteer = Gazetteer.open()
    rows = []
    for path in [args.path.resolve()] if args.path else reports_sets.FILES:
        for name, reports in groups_of(path).items():
            score = score_documents(reports, gazetteer)
            rows.append((name, len(reports), score))
            if args.verbose and (args.held_out or "held out" not in name):
                print_misses(score)
    print_table(rows)


if __name__ == "__main__":
    main()
