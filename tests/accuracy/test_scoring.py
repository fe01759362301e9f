"""The scorer itself: an event is right only with all its fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.events import CasualtyRange, Event, EventForce, EventPlace
from tests.accuracy.scoring import match_events, score_reports

EXPECTED: dict[str, Any] = {
    "layer": "incident",
    "kind": "shelling",
    "dates": ["2022-05-28", "2022-05-29"],
    "forces": [["turkey", "actor"]],
    "roles": {"turkey": "actor"},
    "place": {"lat": 36.47, "lon": 37.09, "km": 8},
    "casualties": {"killed": None, "wounded": [1, None]},
    "status": "reported",
}
FOUND = Event(
    id="a",
    layer="incident",
    kind="shelling",
    date_start=date(2022, 5, 29),
    date_end=date(2022, 5, 29),
    date_precision="day",
    forces=(EventForce(id="turkey"),),
    place=EventPlace(lat=36.48, lon=37.1),
    wounded=CasualtyRange(low=2, best=2, high=2),
)


def test_a_right_event_is_right() -> None:
    score = score_reports([({"id": "r", "events": [EXPECTED]}, [FOUND])])
    assert (score.right, score.f1) == (1, 1.0)
    assert all(score.share(name) == 1 for name in ("kind", "date", "forces", "place", "status", "roles", "casualties"))


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("kind", replace(FOUND, kind="clash")),
        ("date", replace(FOUND, date_end=date(2022, 5, 30))),
        ("date", replace(FOUND, date_start=None, date_end=None)),
        ("forces", replace(FOUND, forces=(EventForce(id="turkey"), EventForce(id="sdf")))),
        ("place", replace(FOUND, place=EventPlace(lat=36.6, lon=37.09))),
        ("place", replace(FOUND, place=EventPlace())),
        ("status", replace(FOUND, status="denied")),
    ],
)
def test_one_wrong_field_makes_it_wrong(field: str, changed: Event) -> None:
    pairs, _ = match_events({"id": "r", "events": [EXPECTED]}, [changed])
    assert not pairs[0].right[field] or pairs[0].found is None
    assert not pairs[0].is_right


def test_a_missed_and_an_invented_event_cost_recall_and_precision() -> None:
    score = score_reports(
        [({"id": "r", "events": [EXPECTED, EXPECTED]}, [FOUND]), ({"id": "s", "events": []}, [FOUND])]
    )
    assert (score.recall, score.precision) == (0.5, 0.5)
    assert [report_id for report_id, _ in score.extra] == ["s"]
