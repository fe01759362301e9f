"""Villages that no gazetteer has, told by their company: lists of villages, "X, a village in …"."""

from __future__ import annotations

import pytest
from shapely import Point

from gazetteer.index import Gazetteer
from gazetteer.locate import locate

LISTS = [
    ("أصيب مدنيون بقصف على قرى تل لبن والدردارة والكوزلية بريف تل تمر الغربي", ["تل لبن", "والكوزلية"], (36.66, 40.23)),
    ("They took the villages of Tell Umm Hawsh, Zorabad and Khirbat Shaykh Ali in the countryside of Manbij.",
     ["Tell Umm Hawsh", "Zorabad", "Khirbat Shaykh Ali"], (36.6, 38.1)),
    ("Villagers of Tell Zorabad, in the Abu Rasin countryside, fled.", ["Tell Zorabad"], (36.86, 40.4)),
    ("Tell Laban, a village in the Abu Rasin countryside, was also hit.", ["Tell Laban"], (36.86, 40.4)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "inside"), LISTS)
def test_unknown_villages_of_a_list_are_bounded_by_what_the_sentence_names(
    text: str, names: list[str], inside: tuple[float, float], gazetteer: Gazetteer
) -> None:
    mentions = {m.text.removeprefix("قرى "): m for m in locate(text, gazetteer)}
    for name in names:
        assert mentions[name].place_ids == ()
        geometry = mentions[name].geometry
        assert geometry is not None
        assert geometry.contains(Point(inside[1], inside[0]))


def test_a_known_village_of_a_list_keeps_its_place(gazetteer: Gazetteer) -> None:
    mentions = {m.name: m for m in locate(LISTS[0][0], gazetteer)}
    assert gazetteer.place(mentions["الدردارة"].place_ids[0]).name == "Dardara"


@pytest.mark.parametrize(
    "text",
    [
        "Ahmad Khalil, a village elder in Amuda, fled.",
        "They entered the villages of Amuda, then left.",
        "سيطروا على قرى في ريف عامودا ونزح الأهالي",
    ],
)
def test_what_is_no_name_is_not_listed(text: str, gazetteer: Gazetteer) -> None:
    assert [m.name for m in locate(text, gazetteer) if not m.place_ids] == []
