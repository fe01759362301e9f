"""How right the events read out of annotated reports are, field by field.

An event is right when its layer, kind, dates (inside the annotated window), forces (all of them) and place (within the
annotated distance) are. Annotations come one JSON object a report, as data/reports/expected.jsonl has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from pyproj import Geod

from dashboard.events import Event

FIELDS = ("layer", "kind", "date", "forces", "place")
_GEOD = Geod(ellps="WGS84")
_STATUSES = {"reported": "auto", "denied": "denied", "planned": "planned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An annotated event and the one read for it (None where it was missed), with what is right of each field."""

    report_id: str
    expected: dict[str, Any]
    found: Event | None
    right: dict[str, bool]

    @property
    def is_right(self) -> bool:
        return self.found is not None and all(self.right[name] for name in FIELDS) and self.right["status"]


@dataclass(slots=True)
class Score:
    """Counts over many reports."""

    expected: int = 0
    found: int = 0
    right: int = 0
    paired: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    extra: list[tuple[str, Event]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def share(self, name: str) -> float:
        """The share of annotated events that were found and have this field right."""
        return self.fields[name] / self.expected if self.expected else 0.0


def score_reports(reports: Iterable[tuple[dict[str, Any], Sequence[Event]]]) -> Score:
    """The score of annotated reports, each with the events that were read out of its text."""
    score = Score()
    for annotated, events in reports:
        pairs, extra = match_events(annotated, events)
        score.expected += len(pairs)
        score.found += len(events)
        score.pairs += pairs
        score.extra += [(annotated["id"], event) for event in extra]
        for pair in pairs:
            score.paired += pair.found is not None
            score.right += pair.is_right
            score.fields.update(name for name, is_right in pair.right.items() if is_right)
    return score


def match_events(annotated: dict[str, Any], events: Sequence[Event]) -> tuple[list[Pair], list[Event]]:
    """Each annotated event with the found event that is most like it, best matches first; and what was left."""
    expected = annotated["events"]
    rights = {(i, j): compare(expected[i], events[j]) for i, j in product(range(len(expected)), range(len(events)))}
    taken: dict[int, int] = {}
    order = sorted(rights, key=lambda ij: (-_likeness(rights[ij]), ij))
    for i, j in order:
        if i not in taken and j not in taken.values() and _likeness(rights[i, j]) >= 3:
            taken[i] = j
    pairs = [
        Pair(
            report_id=annotated["id"],
            expected=expected[i],
            found=events[taken[i]] if i in taken else None,
            right=rights[i, taken[i]]
            if i in taken
            else dict.fromkeys([*FIELDS, "status", "roles", "casualties"], False),
        )
        for i in range(len(expected))
    ]
    return pairs, [event for j, event in enumerate(events) if j not in taken.values()]


def compare(expected: dict[str, Any], event: Event) -> dict[str, bool]:
    """Which fields of a found event agree with an annotated one."""
    return {
        # Some annotations file stand-offs with the patrols; the kind decides, so the layer is not held against it.
        "layer": event.layer == expected["layer"] or (event.kind == "standoff" and expected["kind"] == "standoff"),
        "kind": event.kind == expected["kind"],
        "date": _is_inside(event, expected["dates"]),
        "forces": set(event.force_ids) == expected_forces(expected),
        "roles": {f.id: f.role for f in event.forces} == expected.get("roles"),
        "place": _is_near(event, expected["place"]),
        "status": event.status == _STATUSES[expected.get("status", "reported")],
        "casualties": all(
            _figures_agree(expected["casualties"][name], getattr(event, name)) for name in ("killed", "wounded")
        ),
    }


def expected_forces(expected: dict[str, Any]) -> set[str]:
    """The annotated force ids; annotations write a force as its id, or as [id, role]."""
    return {force if isinstance(force, str) else force[0] for force in expected["forces"]}


def _likeness(right: dict[str, bool]) -> int:
    return (
        3 * right["kind"] + 2 * right["date"] + 2 * right["place"] + right["forces"] + right["status"] + right["layer"]
    )


def _is_inside(event: Event, window: Sequence[str | None] | None) -> bool:
    """Whether the event's days lie in the annotated window; without one, whether the event is undated too."""
    if window is None or window[0] is None or window[1] is None:
        return event.date_start is None
    if event.date_start is None or event.date_end is None:
        return False
    return date.fromisoformat(window[0]) <= event.date_start and event.date_end <= date.fromisoformat(window[1])


def _is_near(event: Event, place: dict[str, float] | None) -> bool:
    if place is None:
        return not event.place.is_resolved
    if event.place.lat is None or event.place.lon is None:
        return False
    metres = _GEOD.inv(event.place.lon, event.place.lat, place["lon"], place["lat"])[2]
    return bool(metres <= place["km"] * 1000)


def _figures_agree(expected: Sequence[int | None] | None, found: Any) -> bool:
    if expected is None:
        return found.best in (None, 0)
    low, high = expected
    return found.best is not None and (low or 0) <= found.best and (high is None or found.best <= high)
