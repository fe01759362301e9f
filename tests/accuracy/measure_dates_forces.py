"""How many of the annotated events' dates and forces are among those found: python measure_dates_forces.py FILE [-v].

FILE holds one JSON object a line: text, published, lang, and events with dates [first, last], forces and evidence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.reading.dates import DateMention, find_dates, find_publication_date
from dashboard.reading.forces import find_forces

SPEAKERS = ("country", "capital", "government", "leader")


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    path, verbose = Path(arguments[0]), "-v" in arguments
    reports = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    print_dates(reports, verbose=verbose)
    print_forces(reports, verbose=verbose)
    return 0


def events_of(reports: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for report in reports:
        for event in report["events"]:
            yield report, event


def print_dates(reports: list[dict[str, Any]], *, verbose: bool) -> None:
    """Recall of the days, of the words with those days, and how many dates that stand for no event are context."""
    found = {r["id"]: find_dates(r["text"], published=date.fromisoformat(r["published"])) for r in reports}
    total = days = words = 0
    for report, event in events_of(reports):
        total += 1
        right = [m for m in found[report["id"]] if [str(m.date_start), str(m.date_end)] == event["dates"]]
        days += bool(right)
        at_words = [m for m in right if _overlaps(report["text"], m, event["evidence"]["date"])]
        words += bool(at_words)
        if verbose and not at_words:
            print("  date:", report["id"], event["evidence"]["date"], event["dates"])
    stated = {r["id"]: find_publication_date(r["text"]) for r in reports}
    wrong = [r["id"] for r in reports if (m := stated[r["id"]]) and str(m.date_start) != r["published"]]
    print(f"dates: the days of {days} of {total} events are found, at the words of the evidence {words}")
    print(f"dates: {sum(len(mentions) for mentions in found.values())} mentions in {len(reports)} reports")
    print(f"publication dates stated in the text: {sum(map(bool, stated.values()))}, wrong {wrong}")


def _overlaps(text: str, mention: DateMention, words: str) -> bool:
    start = text.find(words, max(0, mention.start - len(words)))
    return 0 <= start < mention.end and mention.start < start + len(words)


def print_forces(reports: list[dict[str, Any]], *, verbose: bool) -> None:
    """Recall of the forces that are named, and the share of the forces found (but speakers) that are in an event."""
    wanted = hit = named = unnamed = 0
    right = acting = 0
    for report in reports:
        mentions = find_forces(report["text"], day=date.fromisoformat(report["published"]))
        ids = {mention.force_id for mention in mentions}
        gold = {force for event in report["events"] for force in event["forces"]}
        actors = {mention.force_id for mention in mentions if mention.sense not in SPEAKERS}
        acting += len(actors)
        right += len(actors & gold)
        for event in report["events"]:
            for force in event["forces"]:
                wanted += 1
                hit += force in ids
                if force == "unidentified":
                    unnamed += force not in ids
                else:
                    named += force not in ids
                if verbose and force not in ids:
                    print("  force:", report["id"], force, event["evidence"]["kind"])
    print(
        f"forces: {hit} of {wanted} found; missed {named} with a name and {unnamed} unidentified without a word for it"
    )
    print(f"forces: of {acting} found acting in a report, {right} take part in one of its events")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
