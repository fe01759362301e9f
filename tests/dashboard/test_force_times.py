"""Forces by the day and by the country: one name for other forces at other times, and whose "the army" is."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.forces import find_forces
from dashboard.vocabulary import countries, forces

SPEAKERS = ("country", "capital", "government", "leader")


def named(text: str, day: str = "2024-06-01", places: tuple[tuple[int, str], ...] = ()) -> set[str]:
    mentions = find_forces(text, day=date.fromisoformat(day), places=places)
    return {mention.force_id for mention in mentions if mention.sense not in SPEAKERS}


BY_DAY = [
    ("Free Syrian Army fighters", "2013-05-01", {"opposition"}),
    ("Free Syrian Army fighters", "2019-05-01", {"sna"}),
    ("مقاتلو الجيش الحر", "2014-05-01", {"opposition"}),
    ("مقاتلو الجيش الحر", "2020-05-01", {"sna"}),
    ("Turkish-backed militants", "2016-09-01", {"opposition"}),
    ("Turkish-backed militants", "2022-09-01", {"sna"}),
    ("Jabhat al-Nusra", "2014-01-01", {"hts"}),
    ("al-Qaeda in the north of Syria", "2015-01-01", {"hts"}),
    ("al-Qaeda in the north of Syria", "2020-01-01", {"hurras-al-din"}),
    ("al-Qaeda fighters in Anbar, Iraq", "2007-01-01", {"al-qaeda-in-iraq"}),
    ("al-Qaeda-linked fighters near Gao, Mali", "2013-01-01", {"ansar-dine"}),
    ("al-Qaeda-linked fighters near Gao, Mali", "2022-01-01", {"jnim"}),
    ("Islamic State of Iraq", "2009-01-01", {"al-qaeda-in-iraq"}),
    ("the Syrian army", "2015-01-01", {"syria-government"}),
    ("the Syrian army", "2025-03-01", {"syria-government"}),
    ("General Security in Idlib, Syria", "2021-03-01", {"hts"}),
    ("General Security in Idlib, Syria", "2025-03-01", {"syria-government"}),
    ("قوى الأمن الداخلي في الحسكة", "2021-03-01", {"asayish"}),
    ("قوى الأمن الداخلي في درعا", "2025-03-01", {"syria-government"}),
    ("Afghan soldiers", "2019-03-01", {"afghanistan"}),
    ("Afghan soldiers", "2023-03-01", {"taliban"}),
    ("the Libyan coast guard", "2018-03-01", {"libya-gna"}),
    ("the Libyan coast guard", "2023-03-01", {"libya-gnu"}),
    ("FARC guerrillas", "2012-03-01", {"farc"}),
    ("FARC guerrillas", "2021-03-01", {"farc-dissidents"}),
    ("Tuareg rebels", "2023-03-01", {"csp"}),
    ("Tuareg rebels", "2025-03-01", {"fla"}),
]


@pytest.mark.parametrize(("text", "day", "expected"), BY_DAY)
def test_a_name_means_the_force_that_had_it_on_the_day(text: str, day: str, expected: set[str]) -> None:
    assert named(text, day) == expected


def test_a_name_without_a_day_means_who_has_it_now() -> None:
    assert [m.force_id for m in find_forces("Free Syrian Army")] == ["sna"]


BY_COUNTRY = [
    ("Nigerian troops", {"nigeria"}),
    ("القوات النيجيرية", {"nigeria"}),
    ("جنديان إثيوبيان", {"ethiopia"}),
    ("Ethiopian federal forces", {"ethiopia"}),
    ("القوات الكورية الجنوبية", {"south-korea"}),
    ("جنود جنوب سودانيون", {"south-sudan"}),
    ("ENDF units", {"ethiopia"}),
    ("the Tatmadaw", {"myanmar"}),
    ("junta jets bombed a village in Myanmar", {"myanmar"}),
    ("FARDC soldiers", {"drc"}),
    ("UPDF", {"uganda"}),
    ("Burkina Faso's army", {"burkina-faso"}),
    ("Pakistan army", {"pakistan"}),
    ("The army said that two militants were shot near Maiduguri, Nigeria", {"nigeria"}),
    ("Soldiers fired at a bus in Cauca, Colombia", {"colombia"}),
    ("Police shot a man dead in Nairobi, Kenya", {"kenya"}),
    ("قوات الأمن تطلق النار في الخرطوم بالسودان", {"sudan-army"}),
    ("مقتل ثلاثة جنود في باكستان", {"pakistan"}),
    ("هاجم الجيش قرية في إثيوبيا", {"ethiopia"}),
    ("استهداف دورية للجيش اللبناني", {"lebanon"}),
    ("The army stormed a camp in Nablus, Palestine", {"israel"}),
    ("The Israeli army struck Tyre in Lebanon. The army said that it was a warning", {"israel"}),
    ("soldiers of the SDF in Syria", {"sdf"}),
    ("جنود من قسد في سوريا", {"sdf"}),
    ("three soldiers were wounded near Tabqa, Syria", set()),
    ("Islamic State fighters in Borno, Nigeria", {"iswap"}),
    ("Islamic State militants in Afghanistan", {"iskp"}),
    ("the coalition bombed Sanaa in Yemen", {"saudi-led-coalition"}),
    ("Iran-backed rebels in Yemen", {"houthi"}),
    ("Rwandan-backed rebels near Goma, DR Congo", {"m23"}),
    ("قصف معادٍ على أطراف عيترون في لبنان", {"israel"}),
    ("Kataib Hezbollah", {"iran-backed"}),
    ("the al-Qaeda offshoot ISIL", {"isis"}),
    ("Iran-backed Hezbollah", {"hezbollah"}),
    ("مقاتلات التحالف العربي", {"saudi-led-coalition"}),
    ("the army and the joint forces in El Fasher, Sudan", {"sudan-army", "sudan-joint-forces"}),
    ("Moscow withdrew some 50 soldiers from Syria", {"russia"}),
    ("Fulani herdsmen in Benue, Nigeria", {"fulani-militia"}),
]


@pytest.mark.parametrize(("text", "expected"), BY_COUNTRY)
def test_an_army_is_that_of_the_country_that_the_text_is_about(text: str, expected: set[str]) -> None:
    assert named(text) == expected


def test_each_paragraph_is_about_its_own_country() -> None:
    text = "In Nigeria the army shot two men.\nIn Chad the army lost a truck.\n"
    assert [m.force_id for m in find_forces(text) if m.sense == "actor"] == ["nigeria", "chad"]


def test_places_tell_whose_the_army_is() -> None:
    text = "The army lost two men at Djibo."
    assert named(text) == set()
    assert named(text, places=((25, "BF"), (25, "BF"))) == {"burkina-faso"}


LOOK_ALIKES = [
    "fano, in Italy",
    "the Salvation Army in Kenya",
    "Army Day in Lebanon",
    "former soldiers in Chad",
    "child soldiers in Chad",
    "a military operation in Chad",
    "military sources in Chad",
    "army-run shops in Egypt",
    "the Republic of Niger's Niger River",
    "in Georgia Tech",
    "Wagner opera by Richard Wagner",
    "بقطر عشرة أمتار",
    "وزارة المالية في مالي",
    "جيش من المتطوعين في لبنان",
    "دوريات صحراوية",
    "IDLIB (Syria)",
    "BEIRUT, Jan 6 - A bomb",
    "Iraq: a bomb",
    "Hamza, a boy in Syria",
    "the youth of the quarter, الشباب في لبنان",
    "he was a lions' keeper",
    "#السودان",
    "AIN ISSA, Syria — a road",
    "the Biranit barracks, seen from Lebanon",
    "القتال داخل أراضي أرمينيا",
]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_name_nobody_who_acts(text: str) -> None:
    assert named(text) == set()


def test_every_state_of_the_world_is_a_force_with_words_in_both_languages() -> None:
    for country in countries():
        force = forces()[country["force"]]
        assert all((force.en, force.ar, force.light, force.dark))
    assert {"nigeria", "myanmar", "drc", "burkina-faso", "saudi-arabia", "syria-government", "us"} <= set(forces())
    assert forces()["nigeria"].is_state
    assert not forces()["m23"].is_state


@pytest.mark.parametrize("country", [c for c in countries() if c["en_demonyms"]], ids=lambda country: country["iso"])
def test_every_adjective_names_its_states_troops(country: object) -> None:
    row = dict(country.cells)  # type: ignore[attr-defined]
    mentions = find_forces(f"{row['en_demonyms'].split('|')[0]} troops")
    assert len({m.force_id for m in mentions}) == 1
    if row["ar_demonyms"]:
        adjective = " ".join(f"ال{word}ة" for word in row["ar_demonyms"].split("|")[0].split()).replace(
            "الجنوبة", "جنوب"
        )
        arabic = find_forces(f"القوات {adjective}" if "جنوب " not in row["ar_demonyms"] else "")
        assert {m.force_id for m in arabic} <= {m.force_id for m in mentions}
