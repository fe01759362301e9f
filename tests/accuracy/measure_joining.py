"""How well reports of one event are joined: python -m tests.accuracy.measure_joining [-v].

Precision and recall of pairs, of those joined and of those joined or offered, by language pair: of the hand-written
groups (same_events.jsonl, read by the real reader; each half of the set by itself) and of generated events (retold.py).
-v prints the pairs of the tuned half that are wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import combinations

from dashboard.events import Event
from dashboard.merging.matching import find_matches
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH
from tests.accuracy.edited_copies import measure_copies
from tests.accuracy.retold import retell
from tests.accuracy.same_events import (
    PRACTICE,
    Pair,
    PairScore,
    Told,
    copied_pairs,
    families_of,
    halves,
    joined_pairs,
    read_and_match,
    read_told,
    score_generated,
    score_pairs,
)

GENERATED = 2_000


def main(arguments: list[str]) -> int:
    reports = read_told()
    practice = read_told(PRACTICE)
    with Gazetteer.open(DEFAULT_PATH) as gazetteer:
        events, matches = read_and_match(reports, gazetteer)
        practised = joined_pairs(*read_and_match(practice, gazetteer))
    joined, offered = joined_pairs(events, matches), joined_pairs(events, matches, doubts=True)
    copies = copied_pairs(families_of(reports))
    print(f"{'':<34}{'langs':<7}{'pairs':>6}{'precision':>11}{'recall':>8}")
    for half, told in halves(reports):
        print_score(f"{half}: joined", score_pairs(joined, told))
        print_score(f"{half}: joined or offered", score_pairs(offered, told))
        print_score(f"{half}: copies of one text", score_pairs(copies, told, copies=True))
    print_score("practice: joined", score_pairs(practised, practice))
    for lang in ("ar", "en"):
        print_score("edited copies and look-alikes", measure_copies(lang))
    for seed in (1, 2):
        retold = retell(GENERATED, seed)
        scores = score_generated(find_matches(retold.frame, {}), retold.truth, retold.langs)
        for name, score in zip(("joined", "joined or offered"), scores, strict=True):
            print_score(f"generated, seed {seed}: {name}", score)
    if "-v" in arguments:
        tuned = [told for told in reports if not told.is_held_out]
        print_wrong(tuned, joined, offered, events)
    return 0


def print_score(name: str, score: PairScore) -> None:
    for langs in sorted(score.expected):
        figures = f"{score.expected[langs]:>6}{score.precision(langs):>11.3f}{score.recall(langs):>8.3f}"
        print(f"{name if langs == 'all' else '':<34}{langs:<7}{figures}")


def print_wrong(reports: Sequence[Told], joined: set[Pair], offered: set[Pair], events: Iterable[Event]) -> None:
    """Each wrong or missed pair with what was read of its two reports."""
    by_report: dict[str, list[Event]] = {}
    for event in events:
        by_report.setdefault(event.sources[0], []).append(event)
    for one, other in combinations(reports, 2):
        pair, is_right = frozenset((one.id, other.id)), bool(one.events & other.events)
        if is_right == (pair in joined) and not (pair in offered and not is_right):
            continue
        what = "wrongly joined" if pair in joined else "offered" if pair in offered else "missed"
        print(f"\n{what}{'' if is_right else ' (two events)'}: {one.id} {other.id}")
        for report in (one, other):
            print("  ", report.text.replace("\n", " ")[:150])
            for event in by_report.get(report.id, []):
                print("     ", *_in_short(event))


def _in_short(event: Event) -> tuple[object, ...]:
    forces = [f"{force.id}:{force.role[:3]}" for force in event.forces]
    place = event.place
    where = (place.name, place.relation, round(place.radius_m or 0), place.geo_precision)
    return (
        event.kind,
        event.date_start,
        event.date_end,
        *forces,
        where,
        event.killed.best,
        event.wounded.best,
        event.status,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
