"""Whole lists as newsrooms, armies and monitors write them: the kind, forces and place that each line tells."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

LISTS = [
    (
        "Summary of the Islamic Resistance's operations in south Lebanon on Sunday:\n"
        "1. 11:15 – Targeting of an Israeli infantry force near Khiam.\n"
        "2. 17:30 – Targeting of the Metulla barracks with Burkan rockets.",
        [("clash", {"hezbollah", "israel"}, "Khiam"), ("shelling", {"hezbollah", "israel"}, "Metula")],
    ),
    (
        "In brief\n"
        "Al-Fula — Sudanese witnesses reported that armed men on motorbikes looted the hospital's pharmacy on Monday.\n"
        "Kosti — The army arrested 11 people on Tuesday.",
        [("attack_on_civilians", {"unidentified"}, "lah"), ("arrest_or_raid", {"sudan-army"}, "Kosti")],
    ),
    (
        "Operational update of the General Staff of the Armed Forces of Ukraine.\n"
        "The occupiers tried to storm Bilohorivka, were repulsed and withdrew.",
        [("clash", {"russia", "ukraine"}, "Bilohorivka")],
    ),
    (
        "Governorate | Date | Incident\n"
        "Al Hudaydah | 10 May | Houthi mortar fire hit a house in At Tuhayta district, killing 2 women",
        [("shelling", {"houthi"}, "ytā")],
    ),
    (
        "Weekly bulletin\n"
        "1) Shelling and airstrikes: On 8 May GoS artillery hit Al-Bara in Idlib, injuring a farmer. No airstrikes.\n"
        "2) IEDs: A device attached to a car exploded in Afrin on 9 May; the driver survived with injuries.",
        [("shelling", {"syria-government"}, "Bar"), ("ied_or_mine", {"unidentified"}, "Afrin")],
    ),
    (
        "IRAQ: CF airstrikes near Tal Afar on Monday.\n"
        "COLOMBIA: The army said it killed ten members of a dissident FARC faction in an operation in Caquetá.",
        [("air_or_drone_strike", {"coalition"}, "Afar"), ("clash", {"colombia", "farc-dissidents"}, "Caquet")],
    ),
    (
        "Idlib: GoS forces fired some 30 artillery rounds towards Sarmin on 12 May.\n"
        "Kirkuk: The army was able to seize a cache containing 35 mortar shells and 12 explosive devices near Dibis.",
        [("shelling", {"syria-government"}, "Sarmin"), ("arrest_or_raid", {"iraq"}, "Dibis")],
    ),
    (  # divided by place
        "Daily report, 14 May 2024\n\nDEIR EZ-ZOR\n- Gunmen on a motorbike killed two farmers.\n"
        "- A mine wounded a child.\n\nRAQQA\n- SDF fighters arrested six men at a checkpoint.",
        [
            ("attack_on_civilians", {"unidentified"}, "Deir ez-Zor"),
            ("ied_or_mine", {"unidentified"}, "Deir ez-Zor"),
            ("arrest_or_raid", {"sdf"}, "Raqqa"),
        ],
    ),
    (
        "🔴 Update of 14 May\n\n📍 Idlib\nRussian jets carried out four raids.\n\n📍 Hama\nRussian jets bombed a farm.",
        [("air_or_drone_strike", {"russia"}, "Idlib"), ("air_or_drone_strike", {"russia"}, "Hama")],
    ),
    (
        "Front lines\nMarib front: Houthi forces attacked government positions on Monday.\n"
        "Beni territory: ADF fighters killed five people in Eringeti.",
        [("clash", {"houthi", "yemen-government"}, ""), ("attack_on_civilians", {"adf"}, "Eringeti")],
    ),
    (
        "ليبيا\nالأحد 12 مايو\nقوات حفتر تعتقل تسعة مهربين في سبها.\n"
        "الاثنين 13 مايو\nاشتباكات بين مجموعتين مسلحتين في الزاوية.",
        [("arrest_or_raid", {"libya-lna"}, "Sabha"), ("clash", {"unidentified"}, "Zawiya")],
    ),
    (  # headed by whoever did it all
        "ISRAELI ACTIVITY IN QUNEITRA, 6–12 MAY 2024\n"
        "Mon 6: shells on a farm near Kudna.\n"
        "Thu 9: drone strike on a car in Beer Ajam.",
        [("shelling", {"israel"}, ""), ("air_or_drone_strike", {"israel"}, "jam")],
    ),
    (
        "Security sheet, attacks blamed on ISIS\n"
        "Sun – gunmen attacked a post of the Iraqi army near Daquq.\n"
        "Tue – roadside bomb under a police vehicle in Hawija.",
        [("clash", {"isis", "iraq"}, "Daquq"), ("ied_or_mine", {"isis", "iraq"}, "Haw")],
    ),
    (  # whose bombs they are is not guessed where the report never names the force
        "Gaza – Monday 13 May\nMaghazi camp – house bombed at dawn, nine dead.\n"
        "Rafah – tank shells on the Shaboura quarter; no toll.",
        [("air_or_drone_strike", {"unidentified"}, "Maghazi"), ("shelling", {"unidentified"}, "")],
    ),
    (
        "Balochistan in brief\n"
        "1. Turbat: armed men shot two labourers. BLA claimed it.\n"
        "2. Kalat: a railway bridge was blown up near Dozan; trains to Quetta were stopped.",
        [("attack_on_civilians", {"bla"}, "Turbat"), ("ied_or_mine", {"unidentified"}, "K")],
    ),
]


@pytest.mark.parametrize(("text", "told"), LISTS)
def test_each_line_of_a_list_tells_its_event(
    text: str, told: list[tuple[str, set[str], str]], gazetteer: Gazetteer
) -> None:
    events = read_report(text, gazetteer, published=date(2024, 5, 14)).events
    assert [(event.kind, set(event.force_ids)) for event in events] == [(kind, forces) for kind, forces, _ in told]
    for event, (_, _, place) in zip(events, told, strict=True):
        assert place.casefold() in (event.place.name or "").casefold()


@pytest.mark.parametrize("name", ["Daesh", "DAESH", "daesh", "Isis"])
def test_a_name_is_known_in_any_letters(name: str, gazetteer: Gazetteer) -> None:
    text = f"SDF troops ambushed four {name} fighters near Raqqa on Monday."
    events = read_report(text, gazetteer, published=date(2024, 5, 14)).events
    assert [set(event.force_ids) for event in events] == [{"sdf", "isis"}]
