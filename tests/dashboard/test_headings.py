"""Lists whose headings name the kind, and two events that one sentence joins with "and"."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer


def told(text: str, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    events = read_report(text, gazetteer, published=date(2024, 5, 14)).events
    return [(event.kind, event.place.name) for event in events]


INLINE = """DAILY SITREP, 12 May 2024
Shelling: two rounds on Marea; four on Tell Rifaat, no casualties.
Arrests: 3 in Manbij; 2 in Tabqa.
Clashes: nil.
Protests: a sit-in in Suwayda."""

BLOCKS = """Northern Syria, incidents of 13 May 2024
AIR STRIKES
- Kafr Takharim: 2 wounded
- Jisr al-Shughur: outskirts, no casualties
ARRESTS AND RAIDS
- Afrin: 2 civilians
- Azaz: an IED went off near the bus station
Weather
- Idlib: rain"""

NOUNS = """Deir ez-Zor 24, today's news:
• Attack by unknown persons on an SDF checkpoint in Dhiban
• Coalition patrol in al-Izbah
• Raid by the SDF in Abu Hamam"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            INLINE,
            [
                ("shelling", "Marea"),
                ("shelling", "Tell Rifaat"),
                ("arrest_or_raid", "Manbij"),
                ("arrest_or_raid", "Tabqa"),
                ("protest", "Suwayda"),
            ],
        ),
        (
            BLOCKS,
            [
                ("air_or_drone_strike", "Kafr Takharim"),
                ("air_or_drone_strike", "Jisr al-Shughur"),
                ("arrest_or_raid", "Afrin"),
                ("ied_or_mine", "Azaz"),
            ],
        ),
        (NOUNS, [("clash", "Dhiban"), ("patrol", "al-Izbah"), ("arrest_or_raid", "Abu Hamam")]),
    ],
)
def test_headings_give_their_kind_to_the_lines_below(
    text: str, expected: list[tuple[str, str]], gazetteer: Gazetteer
) -> None:
    assert told(text, gazetteer) == expected


def test_and_joins_two_events_where_each_has_its_place(gazetteer: Gazetteer) -> None:
    text = "Turkish drones struck a car in Amuda and artillery shelled the outskirts of Abu Rasin on Monday."
    assert told(text, gazetteer) == [("air_or_drone_strike", "Amuda"), ("shelling", "Abu Rasin")]


def test_and_joins_what_one_attack_did_into_one_event(gazetteer: Gazetteer) -> None:
    text = "Gunmen opened fire on a car near Hajin on Sunday and killed a shepherd."
    assert told(text, gazetteer) == [("attack_on_civilians", "Hajin")]


def test_who_came_back_does_the_same_again(gazetteer: Gazetteer) -> None:
    text = "Drones hit the depot in El Obeid on Monday morning. They came back after sunset and went for the airport."
    assert [kind for kind, _ in told(text, gazetteer)] == ["air_or_drone_strike"] * 2


def test_the_march_on_which_a_bomb_hit_is_no_event_of_its_own(gazetteer: Gazetteer) -> None:
    text = "Fighters detonated a roadside charge as an army convoy passed near Hajin on Monday."
    assert told(text, gazetteer) == [("ied_or_mine", "Hajin")]
