"""The project's own groups of reports of the same events (same_events.jsonl), how they are divided, and what is right.

A line is a group: reports that tell the same event, and look-alikes that don't. A report's `events` are the labels,
within its group, of the events it tells; its `copy`, if any, that of the text it is a copy of.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from dashboard.events import Event, events_frame
from dashboard.merging.matching import Matches, find_matches
from dashboard.merging.near_duplicates import signature, text_families
from dashboard.quotes import quote_of
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

FILE = Path(__file__).with_suffix(".jsonl")
PRACTICE = FILE.with_name("practice_events.jsonl")
"""Groups in the same format to tune on: nothing of them is held out."""

_SEED = "dawriya same events 1"  # never changed: what was held out stays held out

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report of the set: `events` and `copy` are told apart from other groups' by the group's name before them."""

    id: str
    group: str
    lang: str
    published: date
    source: str
    text: str
    events: frozenset[str]
    copy: str

    @property
    def is_held_out(self) -> bool:
        """Whether the report's group may only be measured, not read while rules and weights are made."""
        return sha256(f"{_SEED}:{self.group}".encode()).digest()[0] % 2 == 1


@dataclass(slots=True)
class PairScore:
    """Pairs found, expected and right, in all and by language pair."""

    found: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def count(self, langs: str, *, is_found: bool, is_right: bool) -> None:
        """Counts one pair, in all and for its languages."""
        for key in ("all", langs):
            self.found[key] += is_found
            self.expected[key] += is_right
            self.right[key] += is_found and is_right

    def precision(self, langs: str = "all") -> float:
        return self.right[langs] / self.found[langs] if self.found[langs] else 1.0

    def recall(self, langs: str = "all") -> float:
        return self.right[langs] / self.expected[langs] if self.expected[langs] else 1.0


def read_told(path: Path = FILE) -> list[Told]:
    """The reports of the set, group after group."""
    reports = []
    for line in path.read_text(encoding="utf-8").splitlines():
        group = json.loads(line)
        name = group["group"]
        for report in group["reports"]:
            reports.append(
                Told(
                    id=report["id"],
                    group=name,
                    lang=report["lang"],
                    published=date.fromisoformat(report["published"]),
                    source=report["source"],
                    text=report["text"],
                    events=frozenset(f"{name}/{label}" for label in report["events"]),
                    copy=f"{name}/{report['copy']}" if report["copy"] else "",
                )
            )
    return reports


def quoted_events(reports: Sequence[Told], gazetteer: Gazetteer) -> tuple[list[Event], dict[str, str]]:
    """The events that the real reader finds in the reports, and the quote of each by its id."""
    events: list[Event] = []
    texts: dict[str, str] = {}
    for told in reports:
        read = read_report(told.text, gazetteer, published=told.published, source=told.source, report_id=told.id)
        texts[read.id] = read.text
        events.extend(read.events)
    return events, {event.id: quote_of(event, texts) for event in events}


def read_and_match(reports: Sequence[Told], gazetteer: Gazetteer) -> tuple[list[Event], Matches]:
    """The events that the real reader finds in the reports, and what is matched of them."""
    events, quotes = quoted_events(reports, gazetteer)
    frame = events_frame(events, sources={told.id: told.source for told in reports}, texts=quotes)
    return events, find_matches(frame, families_of(reports))


def families_of(reports: Iterable[Told]) -> dict[str, str]:
    """The text families of the reports."""
    return text_families({told.id: signature(told.text) for told in reports})


def joined_pairs(events: Iterable[Event], matches: Matches, *, doubts: bool = False) -> set[Pair]:
    """The pairs of reports that tell one event: those joined, and with `doubts` those offered too."""
    report_of = {event.id: event.sources[0] for event in events}
    pairs = {frozenset(map(report_of.__getitem__, pair)) for group in matches.joins for pair in combinations(group, 2)}
    if doubts:
        pairs |= {frozenset((report_of[doubt.a], report_of[doubt.b])) for doubt in matches.doubts}
    return pairs


def copied_pairs(families: Mapping[str, str]) -> set[Pair]:
    """The pairs of reports of one text family."""
    by_family: dict[str, list[str]] = {}
    for report, family in families.items():
        by_family.setdefault(family, []).append(report)
    return {frozenset(pair) for reports in by_family.values() for pair in combinations(reports, 2)}


def score_pairs(found: Collection[Pair], reports: Sequence[Told], *, copies: bool = False) -> PairScore:
    """The score of pairs of reports, of those that are both among `reports`; with `copies`, of copies of one text."""
    score = PairScore()
    for one, other in combinations(reports, 2):
        is_right = bool(one.copy and one.copy == other.copy) if copies else bool(one.events & other.events)
        score.count(
            "-".join(sorted((one.lang, other.lang))), is_found=frozenset((one.id, other.id)) in found, is_right=is_right
        )
    return score


def score_generated(
    matches: Matches, truth: Mapping[str, str], langs: Mapping[str, str]
) -> tuple[PairScore, PairScore]:
    """(of the joins, of joins and doubts) for generated events, whose true event and language are given by id."""
    joined = {frozenset(pair) for group in matches.joins for pair in combinations(group, 2)}
    offered = joined | {frozenset((doubt.a, doubt.b)) for doubt in matches.doubts}
    by_truth: dict[str, list[str]] = {}
    for event, true in truth.items():
        by_truth.setdefault(true, []).append(event)
    right = {frozenset(pair) for events in by_truth.values() for pair in combinations(events, 2)}
    scores = (PairScore(), PairScore())
    for score, found in zip(scores, (joined, offered), strict=True):
        for pair in found | right:
            score.count(
                "-".join(sorted(langs[event] for event in pair)), is_found=pair in found, is_right=pair in right
            )
    return scores


def halves(reports: Iterable[Told]) -> Iterator[tuple[str, list[Told]]]:
    """("tuned", its reports), ("held out", its reports)."""
    listed = list(reports)
    yield "tuned", [told for told in listed if not told.is_held_out]
    yield "held out", [told for told in listed if told.is_held_out]
