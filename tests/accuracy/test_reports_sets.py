"""The project's own annotated reports: each line keeps to the format that README.md states, and the halves hold."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.vocabulary import forces, kinds
from tests.accuracy.reports_sets import FILES, FORMS, halves, read_documents
from tests.accuracy.scoring import expected_forces

UNKNOWN_FORCES = {"ahrar-sinjar"}
"""Groups that were invented for a text: no table can have them."""

ROLES = {"actor", "counterpart", "target"}
FIELDS = {"id", "lang", "form", "region", "published", "source", "text", "events"}
EVENT_FIELDS = {"layer", "kind", "dates", "precision", "forces", "roles", "place", "casualties", "status", "evidence"}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def reports(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    path: Path = request.param
    return read_documents(path)


def _events(reports: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(report, event) for report in reports for event in report["events"]]


def test_a_set_has_a_hundred_reports_of_its_language_in_all_forms(reports: list[dict[str, Any]]) -> None:
    assert len(reports) >= 100
    assert len({report["lang"] for report in reports}) == 1
    assert [one for one, count in Counter(report["id"] for report in reports).items() if count > 1] == []
    forms = Counter(report["form"] for report in reports)
    assert set(forms) == set(FORMS)
    assert min(forms.values()) >= 15


def test_a_line_has_the_stated_fields(reports: list[dict[str, Any]]) -> None:
    assert [report["id"] for report in reports if report.keys() - {"note"} != FIELDS] == []
    assert [report["id"] for report, event in _events(reports) if event.keys() - {"note"} != EVENT_FIELDS] == []


def test_some_reports_tell_of_nothing(reports: list[dict[str, Any]]) -> None:
    assert len([report for report in reports if not report["events"]]) >= 10


def test_the_evidence_stands_in_the_text(reports: list[dict[str, Any]]) -> None:
    missing = [
        (report["id"], words)
        for report, event in _events(reports)
        for words in event["evidence"].values()
        if words and words not in report["text"]
    ]
    assert missing == []


def test_kinds_layers_forces_and_roles_are_those_of_the_tables(reports: list[dict[str, Any]]) -> None:
    for report, event in _events(reports):
        assert kinds()[event["kind"]].layer == event["layer"], report["id"]
        assert expected_forces(event) - set(forces()) <= UNKNOWN_FORCES, report["id"]
        assert set(event["roles"]) == expected_forces(event), report["id"]
        assert set(event["roles"].values()) <= ROLES, report["id"]


def test_dates_are_in_order_and_not_after_the_report_but_for_plans(reports: list[dict[str, Any]]) -> None:
    for report, event in _events(reports):
        if not event["dates"] or event["dates"][0] is None:
            assert event["precision"] == "unknown", report["id"]
            continue
        first, last = map(date.fromisoformat, event["dates"])
        assert first <= last, report["id"]
        assert event["status"] == "planned" or last <= date.fromisoformat(report["published"]), report["id"]


def test_places_are_on_the_earth(reports: list[dict[str, Any]]) -> None:
    for report, event in _events(reports):
        place = event["place"]
        if place is not None:
            assert abs(place["lat"]) <= 90, report["id"]
            assert abs(place["lon"]) <= 180, report["id"]
            assert 0 < place["km"] <= 400, report["id"]


def test_the_halves_are_of_a_size_and_do_not_move(reports: list[dict[str, Any]]) -> None:
    tuned, held_out = halves(reports)
    assert len(tuned) + len(held_out) == len(reports)
    assert min(len(tuned), len(held_out)) >= len(reports) // 3
    assert halves(held_out) == ([], held_out)
