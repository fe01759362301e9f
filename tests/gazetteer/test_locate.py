"""Place names in texts: which are found, what they mean, the part they play, and the shape their words give them."""

from __future__ import annotations

import pytest

from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention
from gazetteer.shapes import distance_between_m


def find(text: str, name: str, gazetteer: Gazetteer) -> PlacedMention:
    mentions = locate(text, gazetteer)
    found = [m for m in mentions if name in m.name]
    assert found, f"{name!r} is not among {[m.text for m in mentions]}"
    return found[0]


def names(text: str, gazetteer: Gazetteer) -> list[str]:
    return [m.name for m in locate(text, gazetteer)]


def test_mentions_come_in_the_order_of_the_text(gazetteer: Gazetteer) -> None:
    mentions = locate("From Raqqa to Manbij, then to Kobani, Syria.", gazetteer)
    assert [m.text for m in mentions] == ["Raqqa", "Manbij", "Kobani", "Syria"]
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)


# What is a place -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("يفتح الباب أمام عودة النازحين", []),
        # a word that heads a line or is a hashtag by itself is the town; so is a name that says its kind
        ("الباب: قصف مدفعي على أطراف المدينة", ["الباب"]),
        ("موجز\nالحديدة - حيس: إسقاط مسيّرة\n- نوى: اغتيال شاب", ["الحديدة", "حيس", "نوى"]),
        ("مقتل عنصر بانفجار لغم #تدمر", ["تدمر"]),
        ("#عرسال الآن: الجيش يستعيد مراكزه", ["عرسال"]),
        ("استهدفت مسيرات قاعدة التنف مساء الأحد", ["قاعدة التنف"]),
        ("وقفة أمام مبنى المحافظة في البصرة", ["البصرة"]),
        ("قصفوا المتاجر وأن ثلاثة قتلوا", []),
        ("عبوة على طريق الباب - الراعي", ["الباب", "الراعي"]),
        ("سقط ثلاثة شهداء\n- الجنينة: نهب سوق المدينة", ["الجنينة"]),
        ("أجبروا الدورية على سلوك طريق ترابي", []),
        ("انفجرت سيارة في مدينة الباب شرقي حلب", ["الباب", "حلب"]),
        ("نشر ناشطون عشرات الصور التي تظهر الدمار", []),
        ("وصل القيادي حمزة القامشلي إلى الاجتماع", []),
        ("قال الناطق علي الحلبي إن الهدوء عاد", []),
        ("هاجم عناصر «كتيبة شهداء الميادين» الموقع", []),
        ("انفجرت عبوة بين البصيرة والميادين", ["البصيرة", "الميادين"]),
        ("خرج المتظاهرون إلى الساحات والميادين", []),
        ("وقع الاشتباك شمال شرقي المملكة", []),
        ("سقطت قذائف قرب قرية ديرلوك ومدينة شيلادزي", ["ديرلوك", "شيلادزي"]),
        ("Shells fell between Deraluk and Sheladize.", ["Deraluk", "Sheladize"]),
        ("أعلنت وحدات مقاومة سنجار النفير", []),
        ("أعلنت قوات سوريا الديمقراطية العملية", []),
        ("أفادت وكالة فرانس برس بذلك", []),
        ("نقلت صحيفة «صوت الفرات» الخبر", []),
        ("سيّرت القوات الأميركية دورية برفقة آلية روسية", []),
        ("تحدث مجلس دير الزور العسكري عن الحادثة", []),
        ("لم يكتفوا بسلام عابر وكان الجميع هناك", []),
        ("وقع الانفجار قرب دوار البريد في شارع الزاوية", []),
        ("Turkish troops and American forces met a Russian patrol.", []),
        ("Hassan Rouhani met Mazloum Kobani and Rojda Afrin.", []),
        ("The Azaz Martyrs Brigade said it was ready.", []),
        ("The Manbij Military Council denied it on Aleppo Today.", []),
        ("It was a nice day for reading; the bomb did not go off.", []),
        ("The Syrian Democratic Forces and the Syrian National Army clashed.", []),
        ("Colonel Homs of the New York Times wrote it.", []),
        ("Clashes hit the town of Manbij on Sunday.", ["Manbij"]),
        ("An IED hit a car near Al-Shaddadi.", ["Al-Shaddadi"]),
        ("#الحسكة #دير_الزور عاجل", ["الحسكة", "دير_الزور"]),
        ("وبالقامشلي ولدمشق وفي الرقة", ["القامشلي", "دمشق", "الرقة"]),
    ],
)
def test_only_words_that_mean_a_place_are_mentions(text: str, expected: list[str], gazetteer: Gazetteer) -> None:
    assert names(text, gazetteer) == expected


# Which place it is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "lat", "lon", "km"),
    [
        ("دورية أميركية قرب القحطانية في محافظة الحسكة", "القحطانية", 37.029, 41.546, 3),
        ("A patrol passed Qahtaniyah on its way to Hasakah.", "Qahtaniyah", 37.029, 41.546, 3),
        ("مداهمة في مزرعة القحطانية شمال غربي مدينة الرقة", "القحطانية", 35.99, 38.92, 5),
        ("A raid in Qahtaniyah, north-west of Raqqa.", "Qahtaniyah", 35.99, 38.92, 5),
        ("استهدفت مسيّرة مجمع القحطانية جنوب سنجار في العراق", "القحطانية", 36.18, 41.7, 15),
        ("Rockets fell on Qahtaniyah, south of Sinjar in Iraq.", "Qahtaniyah", 36.18, 41.7, 15),
        ("انفجار في الحسكة", "الحسكة", 36.5024, 40.7477, 8),
        ("Fighting in Tripoli, Libya, went on.", "Tripoli", 32.887, 13.187, 12),
        ("Shots were fired in Tripoli, north of Beirut in Lebanon.", "Tripoli", 34.43, 35.84, 12),
        ("The patrol returned to Damascus.", "Damascus", 33.51, 36.291, 12),
        ("غارة على طرابلس شمال لبنان وبيروت", "طرابلس", 34.43, 35.84, 12),
        ("Shelling near Tel Abyad and Ras al-Ayn.", "Ras al-Ayn", 36.85, 40.07, 8),
        ("A patrol in Kamishli met one from Hasaka.", "Kamishli", 37.052, 41.231, 10),
        ("انتشار في قامشلو وكوباني", "كوباني", 36.891, 38.353, 8),
    ],
)
def test_the_other_places_of_the_text_decide_among_namesakes(
    text: str, name: str, lat: float, lon: float, km: float, gazetteer: Gazetteer
) -> None:
    mention = find(text, name, gazetteer)
    assert mention.lat is not None
    assert mention.lon is not None
    assert distance_between_m(lat=mention.lat, lon=mention.lon, other_lat=lat, other_lon=lon) <= km * 1000


@pytest.mark.parametrize("text", ["انفجار في القحطانية", "A blast in Qahtaniyah on Monday.", "القحطانية", "Qahtaniyah"])
def test_ambiguous_name_without_context_keeps_all_candidates_and_is_marked_uncertain(
    text: str, gazetteer: Gazetteer
) -> None:
    mention = locate(text, gazetteer)[0]
    assert len(mention.candidates) >= 3
    assert mention.score < 0.6
    assert "places share the name" in mention.reason
    scores = [candidate.score for candidate in mention.candidates]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("in Hasakah governorate", "Hasakah", "admin:SY-HA"),
        ("in Hasakah province", "Hasakah", "admin:SY-HA"),
        ("في محافظة الحسكة", "الحسكة", "admin:SY-HA"),
        ("in Hasakah city", "Hasakah", "geonames:173811"),
    ],
)
def test_the_word_before_or_after_says_city_or_governorate(
    text: str, name: str, kind: str, gazetteer: Gazetteer
) -> None:
    place_id = find(text, name, gazetteer).place_ids[0]
    assert place_id == kind if kind.startswith("admin") else place_id.startswith("geonames:")


def test_one_name_has_one_sense_in_a_report(gazetteer: Gazetteer) -> None:
    text = "وصلت دورية إلى القحطانية بريف الرقة.\nثم غادرت القحطانية مساء."
    mentions = [m for m in locate(text, gazetteer) if "القحطانية" in m.text]
    assert len(mentions) == 2
    assert mentions[0].place_ids == mentions[1].place_ids


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("قصف على قرية خربة كذاوية في محافظة الحسكة", "خربة كذاوية", "SY"),
        ("Shells hit the village of Xyzabad in Hasakah governorate.", "Xyzabad", "SY"),
    ],
)
def test_a_name_only_its_cue_word_vouches_for_is_unresolved_and_bounded(
    text: str, name: str, country: str, gazetteer: Gazetteer
) -> None:
    mention = find(text, name, gazetteer)
    assert mention.place_ids == ()
    assert "not in the gazetteer" in mention.reason
    assert mention.country == country
    assert mention.geometry is not None
    assert mention.geometry.area > 0
    assert mention.score < 0.6


def test_an_unknown_name_with_nothing_around_it_is_kept_without_a_place(gazetteer: Gazetteer) -> None:
    mention = find("Shells hit the village of Xyzabad.", "Xyzabad", gazetteer)
    assert not mention.is_resolved
    assert mention.geometry is None
    assert mention.reason.startswith("unresolved")


# Roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Moscow denied the report on Monday.", "Moscow", "actor"),
        ("A deal between Moscow and Ankara held.", "Ankara", "actor"),
        ("The government in Damascus called it illegal.", "Damascus", "actor"),
        ("Officials in Moscow said the road was open.", "Moscow", "actor"),
        ("نفت أنقرة ما نشر عن القصف", "أنقرة", "actor"),
        ("تدخلت روسيا التي تنشر قواتها دعما لدمشق", "دمشق", "actor"),
        ("تدخلت روسيا التي تنشر قواتها دعما لدمشق", "روسيا", "actor"),
        ("ودخلت روسيا إلى المشهد إثر اتفاق", "روسيا", "actor"),
        ("قال مسؤول في واشنطن إن الجنود أصيبوا", "واشنطن", "actor"),
        ("HASAKAH, Jan 27 - Fighters entered the jail.", "HASAKAH", "source"),
        ("AMMAN/BEIRUT - A strike killed a smuggler.", "BEIRUT", "source"),
        ("BAMAKO, Mali - Militants attacked a boat.", "Mali", "source"),
        ("الحسكة – نورث برس – قال مصدر إن دورية مرت", "الحسكة", "source"),
        ("بيروت – أغارت مسيّرة على دراجة", "بيروت", "source"),
        ("He told AFP in Beirut that it was over.", "Beirut", "source"),
        ("ALEPPO: Turkish artillery hit farmland.", "ALEPPO", "event"),
        ("قُتل مدنيان في مدينة منبج", "منبج", "event"),
        ("A mine went off near Manbij.", "Manbij", "event"),
        ("American troops have been in Manbij since 2014.", "Manbij", "context"),
        ("وتتواجد قوات أميركية في الحسكة منذ العام 2014", "الحسكة", "context"),
        ("The convoy drove back towards Qamishli.", "Qamishli", "context"),
        ("عاد الرتل باتجاه القامشلي", "القامشلي", "context"),
    ],
)
def test_a_name_has_the_part_that_its_words_give_it(text: str, name: str, role: str, gazetteer: Gazetteer) -> None:
    assert find(text, name, gazetteer).role == role


# Relations and shapes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "relation", "geometry", "inside", "outside"),
    [
        ("in the town of Amuda", "Amuda", "in", "Point", (37.104, 40.93), None),
        ("في بلدة عامودا", "عامودا", "in", "Point", (37.104, 40.93), None),
        ("near Qahtaniyah in Hasakah", "Qahtaniyah", "near", "Polygon", (37.03, 41.55), (37.2, 41.2)),
        ("قرب بلدة القحطانية في الحسكة", "القحطانية", "near", "Polygon", (37.03, 41.55), (37.2, 41.2)),
        ("on the outskirts of Manbij", "Manbij", "near", "Polygon", (36.53, 37.95), (36.9, 37.95)),
        ("10 km north of Manbij", "Manbij", "offset", "Polygon", (36.618, 37.955), (36.528, 37.955)),
        ("على بعد 25 كيلومتراً جنوب مدينة منبج", "منبج", "offset", "Polygon", (36.303, 37.955), (36.528, 37.955)),
        ("خمسة عشر كيلومتراً شرق منبج", "منبج", "offset", "Polygon", (36.528, 38.122), (36.528, 37.955)),
        ("north of Manbij", "Manbij", "sector", "Polygon", (36.63, 37.955), (36.43, 37.955)),
        ("شمال مدينة منبج", "منبج", "sector", "Polygon", (36.63, 37.955), (36.43, 37.955)),
        ("in the western countryside of Kobani", "Kobani", "countryside", "Polygon", (36.89, 38.25), (36.89, 38.5)),
        ("ريف عين العرب الشرقي", "عين العرب", "countryside", "Polygon", (36.8, 38.5), (36.89, 38.25)),
        ("ريف عين العرب (كوباني) الشرقي", "عين العرب", "countryside", "Polygon", (36.8, 38.5), (36.89, 38.25)),
        ("ريف عين العرب", "عين العرب", "countryside", "Polygon", (36.75, 38.35), (37.0, 38.35)),
        ("في ريف حلب الشمالي", "حلب", "countryside", "Polygon", (36.6, 37.2), (35.9, 37.3)),
        ("ريف دير الزور الشرقي", "دير الزور", "countryside", "Polygon", (34.6, 40.85), (35.9, 39.9)),
        ("قرب بلدة القحطانية شرق القامشلي", "القحطانية", "near", "Polygon", (37.029, 41.546), (37.03, 41.4)),
        ("شمال شرق سوريا", "سوريا", "sector", "Polygon", (36.9, 41.9), (33.5, 36.3)),
        ("north-eastern Syria", "Syria", "sector", "Polygon", (35.6, 40.9), (36.2, 37.1)),
        ("southern Lebanon", "Lebanon", "sector", "Polygon", (33.2, 35.4), (34.4, 36.1)),
        ("in Hasakah governorate", "Hasakah", "in", "Polygon", (36.5, 40.75), (35.3, 40.1)),
        ("في محافظة الحسكة", "الحسكة", "in", "Polygon", (36.5, 40.75), (35.3, 40.1)),
        ("between Qamishli and Amuda", "Qamishli", "between", "Polygon", (37.08, 41.08), (36.5, 40.75)),
        ("بين القامشلي وعامودا", "عامودا", "between", "Polygon", (37.08, 41.08), (36.5, 40.75)),
        ("on the Aleppo-Latakia road", "Latakia", "between", "Polygon", (35.86, 36.47), (35.3, 40.1)),
        ("clashes east of the Euphrates in Syria", "Euphrates", "sector", "Polygon", (36.5, 40.7), (33.5, 36.3)),
        ("اشتباكات شرق الفرات في سوريا", "الفرات", "sector", "Polygon", (36.5, 40.7), (33.5, 36.3)),
    ],
)
def test_the_words_around_a_name_become_its_shape(
    text: str,
    name: str,
    relation: str,
    geometry: str,
    inside: tuple[float, float],
    outside: tuple[float, float] | None,
    gazetteer: Gazetteer,
) -> None:
    from shapely import Point

    mention = find(text, name, gazetteer)
    assert mention.relation == relation
    assert mention.geometry is not None
    assert mention.geometry.geom_type == geometry
    assert mention.geometry.distance(Point(inside[1], inside[0])) < 0.02
    if outside:
        assert not mention.geometry.contains(Point(outside[1], outside[0]))


def test_near_a_border_in_a_governorate_is_the_intersection_and_keeps_the_feature_as_a_label(
    gazetteer: Gazetteer,
) -> None:
    for text, label in [
        ("قرب حقل نفطي بالقرب من الحدود التركية في محافظة الحسكة", "حقل نفطي"),
        ("The patrols met near an oil field close to the Turkish border in Hasakah governorate.", "oil field"),
    ]:
        border, governorate = locate(text, gazetteer)
        assert border.relation == "border"
        assert border.place_ids == ("border:SY-TR",)
        assert label in border.label
        assert governorate.relation == "part_of"
        assert border.role == governorate.role == "event"
        assert border.geometry is not None
        assert governorate.geometry is not None
        assert governorate.geometry.buffer(0.03).contains(border.geometry)
        turkey = gazetteer.geometry("ne:TR")
        assert turkey is not None
        assert border.geometry.intersection(turkey).area < border.geometry.area * 0.1
        expression = text[border.expression_start : border.expression_end]
        assert label in expression
        assert governorate.text in expression


@pytest.mark.parametrize(
    ("text", "border", "is_line"),
    [
        ("وصلوا الحدود التركية مع سوريا", "border:SY-TR", True),
        ("They crossed the Turkish-Syrian border.", "border:SY-TR", True),
        ("near the Syrian-Turkish border", "border:SY-TR", False),
        ("في المنطقة الحدودية مع تركيا قرب القامشلي", "border:SY-TR", False),
        ("close to the Iraqi border, east of Tell Hamis", "border:IQ-SY", False),
        ("قرب الحدود العراقية في شرناق بتركيا", "border:IQ-TR", False),
        ("near the Jordanian border in Suwayda, Syria", "border:JO-SY", False),
        ("close to the border north of Qamishli", "border:SY-TR", False),
    ],
)
def test_a_border_expression_is_the_line_or_the_band_along_it(
    text: str, border: str, is_line: bool, gazetteer: Gazetteer
) -> None:
    mention = next(m for m in locate(text, gazetteer) if m.relation == "border")
    assert mention.place_ids == (border,)
    assert mention.geometry is not None
    assert (mention.geometry.area == 0) == is_line


def test_a_road_between_two_towns_is_that_stretch_of_it(gazetteer: Gazetteer) -> None:
    road, first, second = locate("on the M4 between Tell Tamr and Ain Issa", gazetteer)
    assert road.relation == "along"
    assert first.relation == second.relation == "between"
    assert road.geometry is not None
    west, _, east, _ = road.geometry.bounds
    assert 38.7 < west < 39.0
    assert 40.2 < east < 40.6


def test_names_in_brackets_share_the_relation_of_the_name_before(gazetteer: Gazetteer) -> None:
    mentions = locate("في ريف المالكية (ديريك) بمحافظة الحسكة", gazetteer)
    assert [m.relation for m in mentions] == ["countryside", "countryside", "part_of"]
    assert mentions[0].place_ids == mentions[1].place_ids


def test_listed_names_share_the_relation_before_them(gazetteer: Gazetteer) -> None:
    assert [m.relation for m in locate("Shells fell near Manbij and Jarabulus.", gazetteer)] == ["near", "near"]
    assert [m.relation for m in locate("قصف قرب منبج وجرابلس", gazetteer)] == ["near", "near"]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("قصف في ريف اللاذقية، وعاد الهدوء إلى مدينة ربيعة العراقية", "ربيعة", "IQ"),
        ("قرية سردشت، وهي غير مدينة سردشت الإيرانية، قرب الحسكة والقامشلي", "سردشت", "IR"),
        ("Raqqa and Aleppo were calm; the Iraqi town of Rabia was shelled", "Rabia", "IQ"),
    ],
)
def test_an_adjective_beside_a_name_tells_its_country(text: str, name: str, country: str, gazetteer: Gazetteer) -> None:
    named = [mention for mention in locate(text, gazetteer) if name in mention.text]
    assert named[-1].country == country


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("In Irbid, Jordan, a man said he swam the Jordan twice.", "Jordan", "dawriya:jordan-river"),
        ("Families crossed the Jordan at night and walked to Jericho.", "Jordan", "dawriya:jordan-river"),
        ("The Jordan Times reported a raid in Amman, Jordan.", "Jordan", "ne:JO"),
        ("Fishermen on the Niger river in Gao, Mali, fled.", "Niger river", "dawriya:niger-river"),
        ("Bombs hit the T4 airbase east of Homs, Syria.", "T4", "dawriya:t4"),
    ],
)
def test_rivers_called_like_countries_and_names_of_a_letter_and_a_number(
    text: str, name: str, place_id: str, gazetteer: Gazetteer
) -> None:
    found = [m.place_ids[0] for m in locate(text, gazetteer) if m.place_ids and m.text.startswith(name.split()[0])]
    assert place_id in found


def test_a_border_that_is_named_lets_a_text_go_on_to_small_places_behind_it(gazetteer: Gazetteer) -> None:
    fighting = "Fighting went on in El Fasher, Kutum and Mellit, in North Darfur. "
    over = locate(fighting + "Two hundred families reached Iriba after crossing the Chadian border.", gazetteer)
    iriba = next(mention for mention in over if mention.text == "Iriba")
    assert (iriba.country, round(iriba.lat or 0, 1)) == ("TD", 15.1)
    alone = locate(fighting + "Two hundred families reached Iriba after a long walk.", gazetteer)
    assert not next(mention for mention in alone if mention.text == "Iriba").is_resolved


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Rockets hit Bagram air base on Monday.", "dawriya:bagram-air-base"),
        ("Israeli troops raided Jenin refugee camp on Monday.", "dawriya:jenin-camp"),
        ("Rockets hit the al-Omar oil field on Monday.", "dawriya:al-omar-field"),
        ("Clashes broke out in Anbar on Monday.", "admin:IQ-AN"),
        ("Clashes broke out in Nineveh on Monday.", "admin:IQ-NI"),
        ("Fighting went on in eastern Congo on Monday.", "ne:CD"),
        ("Fighting went on in the DRC on Monday.", "ne:CD"),
        ("اندلعت معارك في الكونغو يوم الإثنين.", "ne:CD"),
        ("هاجم مسلحون قرية في إيتوري يوم الإثنين.", "admin:CD-IT"),
        ("Drones hit the UAE on Monday.", "ne:AE"),
        ("Fighting went on in the Philippines on Monday.", "ne:PH"),
        ("Clashes broke out in the US on Monday.", "ne:US"),
    ],
)
def test_what_reports_say_plainly_is_no_namesake_abroad(text: str, place_id: str, gazetteer: Gazetteer) -> None:
    assert place_id in [p for mention in locate(text, gazetteer) for p in mention.place_ids]


def test_tribesmen_are_no_town(gazetteer: Gazetteer) -> None:
    assert names("Clashes broke out between Arab tribesmen and guards in Hajin.", gazetteer) == ["Hajin"]
