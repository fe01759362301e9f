"""Who takes part in what a few English sentences tell together: all whom they name for it, and nobody else."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer


def _rows() -> list[tuple[str, str, str, str]]:
    with Path(__file__).with_name("sides_en.csv").open(encoding="utf-8", newline="") as file:
        return [(row["published"], row["kind"], row["forces"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("published", "kind", "forces", "text"), _rows())
def test_a_story_has_all_its_forces_and_nobody_else(
    published: str, kind: str, forces: str, text: str, gazetteer: Gazetteer
) -> None:
    events = read_report(text, gazetteer, published=date.fromisoformat(published)).events
    found = [sorted(force.id for force in event.forces) for event in events if event.kind == kind]
    assert sorted(forces.split()) in found
