"""One happening in one sentence, as monitors word it most: its kind, place and day, and no other event."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

PUBLISHED = date(2021, 9, 8)
MONDAY = date(2021, 9, 6)


def _rows() -> list[tuple[str, str, str]]:
    with Path(__file__).with_name("plain_sentences.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["place"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("kind", "place", "text"), _rows())
def test_a_plain_sentence_tells_one_event(kind: str, place: str, text: str, gazetteer: Gazetteer) -> None:
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert [(e.kind, e.place.name, e.date_start, e.date_end) for e in events] == [(kind, place, MONDAY, MONDAY)]
