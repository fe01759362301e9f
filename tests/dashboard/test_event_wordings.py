"""The ways in which reports word events, and words of war that tell of none: what each sentence is read as."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from dashboard.reading.genres import genre_of
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a table beside this file; `:status` stands behind a kind that is not reported as a fact."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


@pytest.mark.parametrize(("kinds", "text"), [*rows("event_wordings_en.csv"), *rows("event_wordings_ar.csv")])
def test_wordings_tell_their_kinds_and_no_more(kinds: str, text: str, gazetteer: Gazetteer) -> None:
    events = read_report(text, gazetteer, published=date(2024, 5, 14)).events
    told = [event.kind + ("" if event.status == "auto" else f":{event.status}") for event in events]
    assert told == kinds.split()


DERBY = """Erbil laid siege to the Duhok goal for most of Monday's derby but it was the visitors who struck, a late \
ambush by their substitute striker sinking the hosts in front of 20,000 in the stadium. The coach spoke of a battle."""
OBITUARY = """Master Selim has left us. He died in his sleep in Kirkuk, 81 years old. He studied in Mosul and taught \
there when rockets fell in 1991. Funeral today. He is survived by two daughters, both of them colleagues of ours."""
BOMB_AT_MATCH = """A suicide bomber blew himself up outside the stadium in Karbala on Monday as fans left the league \
match, killing nine of them. The captain and the coach of the hosts were unhurt; the final was put off."""


WEBINAR = """Webinar on Thursday: "Captagon, drones and the smuggling war". Speakers will look at the army's rules \
of engagement. Past events: "Clashes in the Badia" (video on our page). Register by Tuesday."""


@pytest.mark.parametrize(
    ("genre", "text"), [("talk", WEBINAR), ("sport", DERBY), ("obituary", OBITUARY), ("sport", BOMB_AT_MATCH)]
)
def test_genres_are_known_by_their_signs(genre: str, text: str) -> None:
    assert genre_of(text) == genre


def test_a_war_report_is_of_no_genre() -> None:
    assert genre_of("Shells hit the museum and the stadium in Kharkiv on Sunday; a guide was killed.") == ""


@pytest.mark.parametrize("text", [DERBY, OBITUARY, WEBINAR])
def test_a_genre_tells_no_events_in_its_figures_of_speech(text: str, gazetteer: Gazetteer) -> None:
    assert read_report(text, gazetteer, published=date(2024, 5, 14)).events == ()


def test_a_bomb_at_a_match_stays_an_event(gazetteer: Gazetteer) -> None:
    events = read_report(BOMB_AT_MATCH, gazetteer, published=date(2024, 5, 14)).events
    assert [event.kind for event in events] == ["ied_or_mine"]


@pytest.mark.parametrize(("forces", "kind", "text"), rows("sides_ar.csv"))
def test_sides_are_all_named_and_nobody_else(forces: str, kind: str, text: str, gazetteer: Gazetteer) -> None:
    event = next(e for e in read_report(text, gazetteer, published=date(2024, 5, 14)).events if e.kind == kind)
    assert {force.id for force in event.forces} == set(forces.split())
