"""Who is taken for the side that a sentence leaves out: whom the other was fighting then, if the report names it."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.adversaries import adversaries_of
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer


def test_both_sides_of_a_row_are_adversaries() -> None:
    assert "jnim" in adversaries_of("mali-army", None)
    assert "mali-army" in adversaries_of("jnim", None)


def test_a_row_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    assert "syria-government" in adversaries_of("hts", date(2024, 12, 7))
    assert "syria-government" not in adversaries_of("hts", date(2024, 12, 8))
    assert "syria-government" in adversaries_of("sdf", date(2024, 12, 8))


CONVOY = "An SDF convoy was ambushed near al-Shuhayl on Thursday and lost three vehicles."


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (f"Tribal fighters took two checkpoints by Wednesday. {CONVOY}", {"sdf": "target", "tribal-forces": "actor"}),
        (CONVOY, {"sdf": "target", "unidentified": "actor"}),
        (
            f"Iraqi officers visited Tribal fighters and ISIS on Wednesday. {CONVOY}",
            {"sdf": "target", "unidentified": "actor"},
        ),
        (
            "سيطرت حركة الشباب على بلدة بريري. وهاجم مسلحون مجهولون موقعاً للجيش الصومالي في بلدوين يوم الإثنين.",
            {"somalia": "target", "unidentified": "actor"},
        ),
    ],
)
def test_one_adversary_in_the_report_is_the_side_left_out(
    text: str, roles: dict[str, str], gazetteer: Gazetteer
) -> None:
    event = read_report(text, gazetteer, published=date(2023, 9, 2)).events[-1]
    assert {force.id: force.role for force in event.forces} == roles


@pytest.mark.parametrize(
    ("strike", "forces"),
    [
        ("Turkish warplanes bombed positions near Sarrin on Friday, wounding four fighters.", {"turkey", "sdf"}),
        ("Turkish warplanes bombed a bakery in Sarrin on Friday.", {"turkey"}),
        ("Shelling from Turkish positions hit a bakery in Sarrin on Friday.", {"turkey"}),
    ],
)
def test_positions_that_a_strike_hits_are_of_whom_it_was_fighting(
    strike: str, forces: set[str], gazetteer: Gazetteer
) -> None:
    text = f"The SDF took a hill near Ain Issa on Thursday. {strike}"
    assert set(read_report(text, gazetteer, published=date(2023, 9, 2)).events[-1].force_ids) == forces
