"""Arabic names that are words too, stand in lists, are told only by what is around them, or are written two ways."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention


def find(text: str, name: str, gazetteer: Gazetteer) -> PlacedMention:
    found = [mention for mention in locate(text, gazetteer) if name in mention.name]
    assert found, f"{name!r} is not among {[m.text for m in locate(text, gazetteer)]}"
    return found[0]


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("خرجت الحافلات من داريا وصحنايا، ودخلت الكسوة مساء", "الكسوة", "geonames:173598"),
        ("اندلعت حرائق في سلمى وربيعة بريف اللاذقية", "ربيعة", "geonames:167880"),
        ("نُقل الجرحى من السخنة إلى مشفى تدمر", "تدمر", "geonames:163808"),
        ("انفجرت عبوة بسيارة في إب وسط اليمن", "إب", "geonames:74477"),
        ("زار الوزير محطة بوشهر ثم توجه إلى قم", "قم", "geonames:119208"),
        ("سقطت قذائف في كفر كلا والعديسة جنوبي لبنان", "كفر كلا", "geonames:272849"),
        ("أغارت الطائرات على كفر نبل وحاس", "كفر نبل", "geonames:168661"),
        ("توغلت الدبابات في دير البلح وسط القطاع", "القطاع", "dawriya:gaza-strip"),
    ],
)
def test_a_name_that_is_a_word_too_is_told_by_its_surroundings(
    text: str, name: str, place_id: str, gazetteer: Gazetteer
) -> None:
    assert find(text, name, gazetteer).place_ids == (place_id,)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("هتف المتظاهرون في درعا والصنمين للحرية والكرامة", "الكرامة"),
        ("شهدت الموصل في آب 2007 تفجيرات", "آب"),
        ("أُغلقت مكاتب في صلخد وشهبا بالشمع الأحمر", "الشمع"),
        ("قصفت طائرات روسية وسورية أطراف سراقب", "سورية"),
        ("تضرر القطاع الزراعي في الحسكة", "القطاع"),
        ("سقطت قذيفة قرب قرية ديرلوك ومدينة شيلادزي", "مدينة"),
    ],
)
def test_an_ordinary_word_is_no_place_amid_places(text: str, word: str, gazetteer: Gazetteer) -> None:
    assert [m.text for m in locate(text, gazetteer) if m.name == word] == []


def test_an_unknown_village_takes_the_shape_of_what_it_is_told_from(gazetteer: Gazetteer) -> None:
    village = find("انفجر لغم في قرية بني ظفران شمال غرب حجة في اليمن", "بني", gazetteer)
    assert village.place_ids == ()
    assert village.geometry is not None
    assert village.geometry.covers(Point(43.52, 15.77))
    assert not village.geometry.covers(Point(44.2, 15.35))
    between = find("هبطت مروحيات في قرية الجنيدلة بين الصور ومركدة", "الجنيدلة", gazetteer)
    assert between.geometry is not None
    assert between.geometry.covers(Point(40.7, 35.63))


def test_a_namesake_far_from_the_governorate_named_is_not_meant(gazetteer: Gazetteer) -> None:
    village = find("هاجم مسلحون قرية الحويجة بريف الرقة الغربي", "الحويجة", gazetteer)
    assert village.place_ids == ()
    assert village.geometry is not None
    assert village.geometry.covers(Point(38.6, 35.95))


def test_where_three_countries_meet_each_is_the_triangle(gazetteer: Gazetteer) -> None:
    mentions = locate("في مثلث الحدود بين مالي وبوركينا فاسو والنيجر أحرقت قرية", gazetteer)
    countries = [mention for mention in mentions if "border" not in mention.place_ids[0]]
    assert [mention.relation for mention in countries] == ["border"] * 3
    for mention in countries:
        assert mention.geometry is not None
        assert mention.geometry.covers(Point(0.24, 14.99))
        assert not mention.geometry.covers(Point(-7.97, 12.6))


def test_south_of_a_river_ends_where_the_river_does(gazetteer: Gazetteer) -> None:
    side = find("انسحبت القوات إلى جنوب نهر الفرات في سوريا", "الفرات", gazetteer).geometry
    assert side is not None
    assert side.covers(Point(39.3, 35.5))
    assert not side.covers(Point(37.2, 36.2))
    assert not side.covers(Point(40.75, 36.5))


def test_a_list_ends_a_name_that_could_go_on(gazetteer: Gazetteer) -> None:
    found = [m.name for m in locate("سقطت قذائف على بلدتي القصر وحوش السيد علي في الهرمل", gazetteer)]
    assert found[:2] == ["القصر", "حوش السيد علي"]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("قدمت تعزيزات من طرابلس اللبنانية إلى حمص", "طرابلس", "LB"),
        ("لا علاقة لربيعة العراقية بحريق اللاذقية وكسب", "ربيعة", "IQ"),
        ("كسرت القوات هجوماً في جبهة الكسارة غرب مأرب، وتقدمت في صرواح وحريب", "الكسارة", "YE"),
        ("شارك فوج إطفاء جبلة مع فرق من اللاذقية وبانياس", "جبلة", "SY"),
        ("توجه وفد من كسلا والخرطوم وسنار إلى جنيف", "جنيف", "CH"),
        ("أغلق مسلحون طريق الضالع - إب: لا مرور لأحد", "إب", "YE"),
    ],
)
def test_what_stands_beside_a_name_tells_its_place(text: str, name: str, country: str, gazetteer: Gazetteer) -> None:
    assert find(text, name, gazetteer).country == country


def test_a_village_is_not_another_countrys_town(gazetteer: Gazetteer) -> None:
    text = "قصفت المدفعية كاني ماسي والعمادية في دهوك وبساتين قرية سردشت"
    assert find(text, "سردشت", gazetteer).country != "IR"


@pytest.mark.parametrize(
    "text", ["وصلت العائلات من إدلب إلى الحدود سيراً", "تمركز الجيش اللبناني عند الحدود الشرقية قرب الهرمل"]
)
def test_the_border_that_one_comes_to_is_a_place(text: str, gazetteer: Gazetteer) -> None:
    assert "border" in [mention.relation for mention in locate(text, gazetteer)]
