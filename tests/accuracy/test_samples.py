"""The sample reports, read: what share of their events is fully right, and of each field."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer.index import Gazetteer
from tests.accuracy.measure_reports import annotated_reports, score_file
from tests.accuracy.scoring import FIELDS, Score

EXPECTED = Path(__file__).resolve().parents[2] / "data" / "reports" / "expected.jsonl"


@pytest.fixture(scope="module")
def score() -> Score:
    return score_file(EXPECTED, Gazetteer.open())


def test_there_are_sixteen_samples_in_both_languages() -> None:
    langs = [report["lang"] for report in annotated_reports(EXPECTED)]
    assert len(langs) >= 16
    assert {"ar", "en"} == set(langs)


def test_most_events_are_read_fully_right(score: Score) -> None:
    assert score.recall >= 0.85
    assert score.precision >= 0.85


@pytest.mark.parametrize("name", [*FIELDS, "status"])
def test_each_field_is_mostly_right(score: Score, name: str) -> None:
    assert score.share(name) >= 0.9


@pytest.mark.parametrize(("name", "least"), [("roles", 0.8), ("casualties", 0.8)])
def test_roles_and_figures_are_mostly_right(score: Score, name: str, least: float) -> None:
    assert score.share(name) >= least


def test_nothing_is_invented(score: Score) -> None:
    assert len(score.extra) <= 1
