"""Sentences that only say more of an event told before them, and those that tell another one."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

PUBLISHED = date(2024, 3, 6)
STRIKE, SHELLING, BOMB = "air_or_drone_strike", "shelling", "ied_or_mine"
CLASH, CIVILIANS, RAID, PROTEST = "clash", "attack_on_civilians", "arrest_or_raid", "protest"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # the attack, the blast that was heard, what was found, the toll, what it ranks as
        (
            "A bomb tore through a church in Damascus on Sunday. Rescuers worked all night. At least 25 people died in"
            " the attack on the church.",
            [BOMB],
        ),
        (
            'A drone hit a fuel depot in Port Sudan on Tuesday. "I heard a huge explosion," a neighbour said.',
            [STRIKE],
        ),
        (
            "Iraqi jets bombed a hideout south of Kirkuk on Tuesday. Troops who searched the site found four bodies and"
            " explosive belts.",
            [STRIKE],
        ),
        (
            "Al-Shabaab attacked a checkpoint of Jubaland forces near Kismayo on Tuesday. The militants claimed to have"
            " killed 27 soldiers.",
            [CLASH],
        ),
        (
            "Rockets hit the UNIFIL base near Naqoura on Tuesday. It was the third time in a week that the Italian"
            " contingent came under fire.",
            [SHELLING],
        ),
        (
            "Police in Jos fired tear gas at a protest on Tuesday. The protesters burnt tyres and blocked Zaria road.",
            [PROTEST],
        ),
        ("The wounded soldiers were taken by helicopter to Homs.", []),
        ("Mourners marched through Jenin on Tuesday behind the coffin.", []),
        ("Rescuers pulled a boy from the rubble of a house bombed in Gaza.", []),
        ("Russian troops have been advancing in the Donetsk region for more than a year.", []),
        ("The dispute began when Taliban guards started to build a post near Torkham.", []),
        # others
        (
            "Rockets from Lebanon hit Metula on Tuesday. In response, artillery struck the source of the fire.",
            [SHELLING, SHELLING],
        ),
        (
            "Ukraine said it downed 42 of 56 drones overnight. In Sumy a dormitory was struck, killing two.",
            [STRIKE, STRIKE],
        ),
        (
            "SDF fighters raided a house near Hajin on Tuesday and took a man away. During the raid, soldiers fired in"
            " the air.",
            [RAID],
        ),
        ("A navy patrol intercepted two boats off Pemba on Tuesday and arrested nine men.", [RAID]),
        (
            "Six people were shot dead near Zaria on Tuesday. A patrol was shot at by unknown men near Jos.",
            [CIVILIANS, CLASH],
        ),
    ],
)
def test_what_was_told_before_is_told_once(text: str, kinds: list[str], gazetteer: Gazetteer) -> None:
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert [event.kind for event in events] == kinds
