"""Streets, bridges, hospitals and quarters that a text puts in a city are that city's, and never a namesake's."""

from __future__ import annotations

import pytest
from shapely import Point

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention

MOSUL, BAGHDAD, DAMASCUS, HASAKAH = (36.335, 43.119), (33.341, 44.401), (33.51, 36.291), (36.502, 40.748)
OMDURMAN, TAIZ, RAQQA = (15.645, 32.478), (13.58, 44.02), (35.953, 39.008)


def find(text: str, name: str, gazetteer: Gazetteer) -> PlacedMention:
    return next(m for m in locate(text, gazetteer) if name in m.text)


# fmt: off
@pytest.mark.parametrize(
    ("text", "name", "city"),
    [
        ("A patrol came under fire near Zuhour Bridge in Mosul.", "Zuhour Bridge", MOSUL),
        ("A bomb went off at the al-Salam Hospital in the east of Mosul.", "al-Salam Hospital", MOSUL),
        ("Troops stormed the 'Umayqirah neighbourhood in Taiz city.", "Umayqirah", TAIZ),
        ("In Omdurman the RSF shelled the Sabreen market and Al-Nilein Hospital.", "Al-Nilein Hospital", OMDURMAN),
        ("Clashes erupted in the Old City of Taiz at dawn.", "Old City", TAIZ),
        ("دارت اشتباكات في البلدة القديمة في تعز", "البلدة القديمة", TAIZ),
        ("Two shells fell on Orabi Street in the city of Raqqa.", "Orabi Street", RAQQA),
        ("انفجرت عبوة أمام مشفى السلام في الموصل", "مشفى السلام", MOSUL),
        ("انفجرت عبوة على جسر الزهور في مدينة الموصل", "جسر الزهور", MOSUL),
        ("قصفوا أم درمان، وسوق الصابرين، ومستشفى النيلين.", "مستشفى النيلين", OMDURMAN),
        ("نقل المصابون إلى مستشفى ابن سينا في الموصل", "مستشفى ابن سينا", MOSUL),
    ],
)
def test_a_site_that_no_gazetteer_has_lies_somewhere_in_its_city(
    text: str, name: str, city: tuple[float, float], gazetteer: Gazetteer
) -> None:
    mention = find(text, name, gazetteer)
    assert mention.place_ids == ()
    assert mention.geometry is not None
    assert mention.geometry.contains(Point(city[1], city[0]))
    assert mention.radius_m is not None
    assert mention.radius_m <= 20_000


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Gunmen opened fire in Karrada Street in central Baghdad.", "Karrada Street", "Karrada"),
        ("استهدفوا سيارة في شارع الكرادة داخل بغداد", "شارع الكرادة", "Karrada"),
        ("Shells hit Baghdad Street in Damascus.", "Baghdad Street", "Baghdad Street (Damascus)"),
        ("قتل شخص في الحسكة وآخر في حي الزهور بمدينة الموصل", "حي الزهور", "al-Zuhur (Mosul)"),
        ("قتل شخص في حي الزهور بمدينة الحسكة", "حي الزهور", "al-Zuhour"),
        ("سقطت قذائف على أحياء صلاح الدين والحمدانية في حلب", "صلاح الدين", "Salah al-Din (Aleppo)"),
        ("قصفوا مخيم البريج وحي الزيتون في غزة", "حي الزيتون", "al-Zaytun (Gaza)"),
        ("They were taken to Kafr Nabl Hospital in Idlib.", "Kafr Nabl Hospital", "Kafr Nabl"),
    ],
)
def test_a_site_whose_name_a_place_of_the_city_bears_is_there(
    text: str, name: str, place: str, gazetteer: Gazetteer
) -> None:
    mention = find(text, name, gazetteer)
    assert [gazetteer.place(one).name for one in mention.place_ids] == [place]


@pytest.mark.parametrize(
    "text",
    [
        "انفجرت دراجة وسط سوق الخضار في مدينة الباب",
        "لجأ نازحون إلى ملعب مدرسة بمدينة صور",
        "قصفت مدرسة تؤوي نازحين في النصيرات",
        "An old church in Tal Tawil lost its bell.",
        "The wounded were taken to a hospital in Idlib.",
        "دارت معارك في ساحة المعركة في حلب",
    ],
)
def test_what_only_tells_what_is_there_is_no_mention(text: str, gazetteer: Gazetteer) -> None:
    words = ("سوق", "ملعب", "مدرسة", "church", "hospital", "ساحة")
    assert [m.text for m in locate(text, gazetteer) if any(word in m.text for word in words)] == []


def test_a_site_told_to_be_near_another_town_is_not_in_the_one_named_before(gazetteer: Gazetteer) -> None:
    mention = find("Missiles hit Bakhmut, and the Antonivka Bridge near Kherson was damaged.", "Antonivka", gazetteer)
    assert (mention.lat, mention.lon) == pytest.approx((46.677, 32.731), abs=0.02)
