"""Who acts and who is hit: sentences of our own, each with the forces of its events and their roles."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

ROWS = Path(__file__).with_name("role_sentences.csv")
PUBLISHED = date(2023, 5, 10)


def _rows() -> Iterator[tuple[str, str]]:
    """Sentences with what they tell; `roles` has force=role pairs, a semicolon between events."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], row["roles"]


@pytest.mark.parametrize(("text", "roles"), list(_rows()))
def test_the_forces_of_a_sentence_have_their_roles(text: str, roles: str, gazetteer: Gazetteer) -> None:
    expected = [dict(pair.split("=") for pair in event.split()) for event in roles.split(";")]
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert [{force.id: force.role for force in event.forces} for event in events] == expected


def test_both_languages_have_sixty_sentences_or_more() -> None:
    with ROWS.open(encoding="utf-8", newline="") as file:
        langs = [row["lang"] for row in csv.DictReader(file)]
    assert langs.count("en") >= 60
    assert langs.count("ar") >= 60


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        # the group, the column, both sides, a short form of a name, its people
        (
            "ISIS killed a shepherd near Hajin on Monday. The group abducted two farmers near Diban on Tuesday.",
            [{"isis": "actor"}, {"isis": "actor"}],
        ),
        (
            "استهدفت طائرة تركية مقراً لوحدات مقاومة سنجار قرب سنوني يوم الاثنين. "
            "وأصابت مسيّرة تركية سيارة للوحدات قرب خانصور يوم الثلاثاء.",
            [{"turkey": "actor", "ybs": "target"}, {"turkey": "actor", "ybs": "target"}],
        ),
    ],
)
def test_words_that_refer_back_mean_the_force_named_before(
    text: str, roles: list[dict[str, str]], gazetteer: Gazetteer
) -> None:
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert [{force.id: force.role for force in event.forces} for event in events] == roles


def test_a_list_under_raids_of_one_force_is_its_doing(gazetteer: Gazetteer) -> None:
    text = (
        "Israeli strikes on Lebanon, 5 May 2023\n\n"
        "- 07:15 Warplanes bomb a house in Srifa.\n- 09:40 Artillery shells the outskirts of Aita al-Shaab.\n"
    )
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert len(events) >= 2
    assert {(f.id, f.role) for event in events for f in event.forces} == {("israel", "actor")}
