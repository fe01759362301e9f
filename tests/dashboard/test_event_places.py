"""Where an event was: not where it was told, whence somebody came, or what a group is named after."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.events import Event
from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

PUBLISHED = date(2023, 6, 15)  # a Thursday


def read(text: str, gazetteer: Gazetteer) -> tuple[Event, ...]:
    return read_report(text, gazetteer, published=PUBLISHED).events


def test_a_place_called_by_its_sort_is_the_one_named_before(gazetteer: Gazetteer) -> None:
    text = (
        "احتجزت قوة الردع الخاصة ضابطاً في مطار معيتيقة الاثنين.\nودارت مواجهات في عين زارة الثلاثاء.\n"
        "وانتشرت قوات جهاز دعم الاستقرار في محيط المطار مساء الثلاثاء."
    )
    assert [event.place.name for event in read(text, gazetteer)][-1] == "Mitiga airport"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("In brief\nAbyan. A roadside charge went off under a patrol on Monday; two soldiers were killed.", "Abyan"),
        ("موجز\nسرمين: قتل ثلاثة مدنيين بقصف مدفعي لقوات النظام صباح اليوم.", "Sarmin"),
        ("A joint patrol drove along the road near Ariha on Tuesday, the centre at Hmeimim said.", "Ariha"),
        ("Two peacekeepers were wounded by a mine near Kidal on Sunday, the UN mission said in Bamako.", "Kidal"),
        ("The Observatory said from Coventry that Israeli jets had struck Masyaf on Sunday.", "Masyaf"),
        ("قال مسؤول في مقديشو إن حركة الشباب هاجمت قاعدة عسكرية في بلدة بلعد أمس.", "Bal"),
        ("PESHAWAR: Pakistani and Afghan border guards traded fire at the Torkham crossing on Monday.", "Torkham"),
        ("في محافظة القنيطرة، توغلت دبابات إسرائيلية صباح الأحد في بلدة خان أرنبة.", "Khan Arnabah"),
        ("عادت الاشتباكات إلى طرابلس الثلاثاء بعد احتجاز ضابط في مطار معيتيقة.", "Tripoli"),
        ("واصل الجيش السوداني تقدمه في محور سنار واستعاد مدينة الدندر من الدعم السريع أمس.", "Dinder"),
        # of namesakes the one at home of the forces, and a base that is said to be somebody's
        ("Syrian government artillery shelled Ariha on Monday and killed two farmers.", "Ariha"),
        ("اشتبكت قسد مع مسلحين من العشائر في بلدة ذيبان يوم الأحد.", "Dhiban"),
        ("استهدفت طائرتان مسيّرتان قاعدة التنف التابعة للتحالف الدولي في البادية السورية أمس.", "al-Tanf"),
        # a part of a group's name is no place
        ("Fighters of Jund al-Sham and Fatah clashed in Ain al-Hilweh on Monday.", "Ain al-Hilweh"),
        ("Ahrar al-Sham fighters attacked a checkpoint near Saraqib on Monday.", "Saraqib"),
        ("Drones hit a convoy in eastern Syria.\nThe strike took place near Mayadin, officials said.", "al-Mayadin"),
        ("منبج: تعزيزات لقسد تدخل المدينة قادمة من الرقة.", "Manbij"),
        ("موجز\n- الحديدة - حيس: مسيّرات مفخخة أسقطتها القوات المشتركة.", "Hays"),
        ("KIRKUK — A bomb tore through a wedding hall on Sunday, killing four guests.", "Kirkuk"),
        ("القنيطرة-سانا: توغلت قوة إسرائيلية صباح اليوم في قرية صيدا الحانوت.", "Saida al-Golan"),
        ("قال طبيب في بحر دار إن قذيفة سقطت على حي شعبي السبت.", "Bahir Dar"),
        ("On Sunday the SDF invited a commander to Hasakah for talks and arrested him there.", "Hasakah"),
        ("KHARTOUM (AFP) - Soldiers detained Sudan's prime minister before dawn on Monday.", "Khartoum"),
        ("Hama, Syria: Rocket fire from unknown positions hit fields near Mhardeh on Tuesday.", "Maharda"),
        ("أعلنت قسد قصف مدينة عفرين يوم الجمعة.", "Afrin"),
        ("وصلت تعزيزات عسكرية لفصائل الجيش الوطني إلى محور مارع يوم الجمعة.", "Marea"),
        ("HAMA: Opposition convoys entered the city on Monday, coming down from Aleppo.", "Hama"),
        ("أطلقت إيران ليل السبت أكثر من 300 صاروخ نحو إسرائيل.", "Israel"),
        ("داست عربة للجيش لغماً غربي أفريقيا الوسطى أمس.", "Central African Republic"),
        # the dialects, hashtags
        ("غارات أمريكية عالحديدة قبل قليل والبيوت اهتزت", "Hodeidah"),
        ("#TelAbyad: Turkish artillery shelled positions of the SDF this morning", "Tell Abyad"),
        ("🔴 #Sudan #ElObeid\n1/ RSF drones hit the fuel depot this morning, two guards hurt", "El Obeid"),
        # capitals, by their name and by their country's
        ("Shells landed on the outskirts of the Sudanese capital Khartoum on Monday.", "Khartoum"),
        ("Gunmen fired at a bus in the Nigerian capital, Abuja, on Sunday.", "Abuja"),
        ("A car bomb went off in Somalia's capital, Mogadishu, on Sunday.", "Mogadishu"),
        ("A car bomb exploded outside a restaurant in the Somali capital on Sunday.", "Mogadishu"),
        ("A drone struck a depot about 40 km north of the South Sudanese capital on Monday.", "40 km north of Juba"),
        ("قصف الطيران مواقع في العاصمة السودانية الخرطوم أمس.", "Khartoum"),
        ("قصف الطيران مواقع في العاصمة السودانية أمس.", "Khartoum"),
        ("Gunmen attacked a school in the Faladie district of the Malian capital on Monday.", "Faladie"),
        # a country's region
        ("A drone hit a depot in Nigeria's Borno state on Monday.", "Borno"),
        ("Gunmen killed two traders in Pakistan's restive Balochistan province on Monday.", "Balochistan"),
        ("Gunmen killed two traders in Bama, in Nigeria's Borno state, on Monday.", "Bama"),
        ("A soldier was shot dead in a rural area of the municipality of Tibú, Norte de Santander, on Monday.", "Tib"),
        # the finer place of a clause
        ("Israeli jets struck a car in the Shujaiya neighbourhood of Gaza City on Monday.", "Shujaiya"),
        ("A drone struck a bus in the Dniprovskyi district of Kherson on Monday.", "Dniprovskyi district"),
    ],
)
def test_a_place_is_where_it_happened_not_where_it_was_told(text: str, place: str, gazetteer: Gazetteer) -> None:
    (event,) = read(text, gazetteer)
    assert place in event.place.name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Reinforcements moved from Palmyra to Mayadin on Monday, residents said.", "al-Mayadin"),
        ("وصلت تعزيزات عسكرية قادمة من دمشق إلى مدينة إزرع أمس.", "Izraa"),
        ("A Turkish military convoy left Jarablus on Monday heading towards Manbij.", "Manbij"),
        ("A convoy was seen near Tell Tamr on Monday on its way to Qamishli.", "Tell Tamr"),
        (
            "Lorries crossed into Syria through the Semalka crossing on Monday, bound for the US base at Shaddadi.",
            "Semalka crossing",
        ),
        ("دخل رتل تركي من معبر كفرلوسين أمس واتجه نحو جبل الزاوية.", "Kafr Lusin"),
        (
            "A coalition patrol set off from its base at Rumaylan on Monday and drove through al-Qahtaniyah.",
            "al-Qahtaniyah",
        ),
        ("سيّرت القوات الروسية دورية انطلقت من قاعدة مطار القامشلي أمس وجابت قرى بمحيط عامودا.", "Amuda"),
    ],
)
def test_who_moves_is_where_they_arrive_or_are_seen(text: str, place: str, gazetteer: Gazetteer) -> None:
    (event,) = read(text, gazetteer)
    assert name_at_point(event, gazetteer) == place


def name_at_point(event: Event, gazetteer: Gazetteer) -> str:
    """The name of the place; of a route that of the stop at which the event's point is."""
    stops = {(stop.lat, stop.lon): stop.name for stop in gazetteer.places(event.place.place_ids)}
    return stops.get((event.place.lat, event.place.lon), event.place.name)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("A bomb exploded 10 km west of Raqqa on Monday.", 35.95, 38.90),
        ("A mine exploded on the road between Tabqa and Resafa on Monday.", 35.73, 38.65),
        ("استهدف الطيران المسيّر سيارة على طريق رميلان - القحطانية أمس.", 37.01, 41.75),
        (
            "Troops and Fano fighters clashed in Debre Tabor on Sunday. A drone hit a lorry on the road to Gonder.",
            12.23,
            37.74,
        ),
    ],
)
def test_a_derived_place_has_the_point_of_its_shape(text: str, lat: float, lon: float, gazetteer: Gazetteer) -> None:
    place = read(text, gazetteer)[-1].place
    assert (place.lat, place.lon) == (pytest.approx(lat, abs=0.03), pytest.approx(lon, abs=0.03))


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("Gunmen attacked a school in the Faladie district of the Malian capital on Monday.", 12.61, -7.98),
        ("A Russian bomb hit a school in the Shevchenkivskyi district of Kharkiv on Monday.", 49.98, 36.25),
        ("A drone hit a car in Russia's Belgorod region on Monday.", 50.67, 37.47),
        # the groups tell the country
        ("The BLA blew up the railway track near Sibi on Monday.", 29.54, 67.88),
        ("Boko Haram fighters attacked the village of Mafa on Monday.", 11.92, 13.60),
        (
            "Boko Haram killed forty farmers in Dumba, a village near Baga, the Borno governor said on Monday.",
            13.12,
            13.83,
        ),
        # no namesake of a site's patron
        ("A bomb exploded outside the Marco Fidel Suárez air base in Cali on Monday.", 3.43, -76.52),
    ],
)
def test_a_district_of_a_city_is_no_namesake_elsewhere(text: str, lat: float, lon: float, gazetteer: Gazetteer) -> None:
    place = read(text, gazetteer)[-1].place
    assert (place.lat, place.lon) == (pytest.approx(lat, abs=0.1), pytest.approx(lon, abs=0.1))


def test_a_place_that_is_not_known_is_not_put_at_the_dateline(gazetteer: Gazetteer) -> None:
    text = "PESHAWAR: Gunmen attacked a police post in the village of Dogarzai Khel Bala on Monday."
    (event,) = read(text, gazetteer)
    assert not event.place.is_resolved
    assert "not in the gazetteer" in event.place.reason


def test_a_place_that_is_not_known_is_bounded_by_its_region(gazetteer: Gazetteer) -> None:
    text = "Gunmen killed two soldiers in the village of Khirbet Zaqqum, in Daraa governorate, on Monday."
    (event,) = read(text, gazetteer)
    assert (event.place.admin1, event.place.geo_precision) == ("SY-DR", 3)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # those who fire are elsewhere
        ("قصفت قوات النظام المتمركزة في سراقب بلدة الأتارب بريف حلب الغربي صباح اليوم.", ["al-Atarib"]),
        ("قصفت الفصائل من مواقعها بريف إدلب مدينة سلحب غرب حماة أمس.", ["Salhab"]),
        # where the arrested and the dead are from
        ("اعتقلت قسد شابين من أبناء بلدة الشحيل في مدينة الحسكة أمس.", ["Hasakah"]),
        ("قتل شاب من أهالي قرية الحصان برصاص مسلحين في مدينة دير الزور أمس.", ["Deir ez-Zor"]),
        ("هاجم مسلحون قدموا من جهة بيجي قرية قرب تكريت أمس.", ["Tikrit"]),
        ("قُتل شاب من بلدة قباطية برصاص جنود الاحتلال في مدينة جنين أمس.", ["Janin"]),
        # lists whose lines a place heads, behind a number, a day, beside a label
        (
            "حصيلة\n❶ الشحيل: إنزال جوي للتحالف فجراً، واعتقال أمير مالي.\n❷ هجين: هجوم بالرشاشات على دورية لقسد أمس.",
            ["al-Shuhayl", "Hajin"],
        ),
        (
            "ملف أيلول\n8/9 مصياف: غارات إسرائيلية على مركز للبحوث.\n14/9 القورية: ثلاث قذائف هاون على مقر ولا خسائر.",
            ["Masyaf", "al-Quriyah"],
        ),
        (
            "خلايا التنظيم هذا الأسبوع\nالشحيل، السبت: هجوم مسلح على سيارة لقسد ومقتل عنصر.\n"
            "جبل أبو رجمين، الثلاثاء: كمين لسرية من الفرقة ١٧، ٢٦ قتيلاً.",
            ["al-Shuhayl", "Abu Rujmayn"],
        ),
        (
            "Weekly notes\n- Harib (Marib): Houthi assault on government positions on Tuesday night.\n"
            "- Zinjibar (Abyan): a Security Belt vehicle was blown up on Monday.",
            ["Harib", "Zinjibar"],
        ),
        (
            "Notes\n• Deir ez-Zor, east bank: Gunmen took a post of the SDF in Dhiban on Monday.\n• Raqqa: quiet.",
            ["Dhiban"],
        ),
        # the town that is meant
        (
            "Rockets hit the perimeter of Ain al-Asad on Monday evening. A lorry with a rack was found near Haditha. "
            "Iraqi security forces arrested five men in the town on Tuesday.",
            ["Ain al-Asad", "Haditha"],
        ),
        (
            "BAMA, Nigeria — Soldiers repelled an attack by Boko Haram on a camp outside the town on Sunday. "
            "Maiduguri, the state capital, lies 70 km to the north-west.",
            ["Bama"],
        ),
        (
            "دير حافر – تعرضت نقاط قسد شرق المدينة أمس لقصف مدفعي، أعلنت دمشق أنها جاءت رداً على قنص جندي في حميمة.",
            ["Deir Hafer"],
        ),
        (
            "سيطر مسلحو العشائر مساء الجمعة على بلدة ذيبان. وردت قسد صباح السبت بقصف البلدة بالهاون من حقل العمر.",
            ["Dhiban", "Dhiban"],
        ),
        (
            "البصرة – أضرم محتجون النار في القنصلية الإيرانية ليل الجمعة. وسقطت قذائف على محيط مطار المدينة فجر السبت.",
            ["Basra", "Basra"],
        ),
        # the dateline's town, before others that are named later
        (
            "GAZIANTEP — A child wearing a vest killed at least 30 people at a Kurdish wedding late on Saturday. "
            "Police arrested two men in Elazig on Sunday.",
            ["Gaziantep", "Elazığ"],
        ),
        (
            "أنقرة – أودى انفجار سيارة مفخخة في ميدان كزلاي مساء الأحد بسبعة وثلاثين شخصاً. "
            "وأغارت تسع مقاتلات صباح الاثنين على مستودعات الحزب في قنديل.",
            ["Ankara", "Qandil"],
        ),
        ("ديار بكر – قُتل شرطيان حين أُلقيت قنبلة يدوية الليلة الماضية على دوريتهم في حي سور.", ["Diyarbak"]),
        # a province that only opens the sentence
        (
            "An army warplane bombed the airport in Nyala overnight. "
            "In North Kordofan, RSF artillery shelled neighbourhoods of El Obeid on Monday morning, killing four.",
            ["Nyala", "El Obeid"],
        ),
        ("وفي الحديدة شن طيران التحالف أمس غارتين على مواقع للحوثيين في مديرية حيس.", ["Hays"]),
        ("Fighting broke out in Nawa on Monday.", ["Nawa"]),  # of namesakes whose main name it is, not Naha
        # who speaks, and where the hurt were taken
        (
            "A bomb exploded in Spin Boldak district on Monday, a police spokesman in Kandahar city said.",
            ["Spīn Bōldak"],
        ),
        (
            "A convoy of the Syrian National Army left Jarablus on Monday for the front, residents of al-Bab said.",
            ["Jarabulus"],
        ),
        ("قصفت قوات النظام صباح أمس بلدة الأتارب، ونُقل الجرحى إلى مشفى باب الهوى.", ["al-Atarib"]),
        ("Government artillery positioned around Kafr Nabl shelled the outskirts of Ariha on Monday.", ["Ariha"]),
        # whence somebody attacked, what had come before, and of three towns the one in the middle
        (
            "Fighting raged on the approaches to Pokrovsk on Wednesday, with Russian troops attacking from Selydove "
            "and Novohrodivka.",
            ["Pokrovsk"],
        ),
        ("Protests erupted in Basra on Monday after a shooting in Nasiriyah.", ["Basra"]),
        ("اعترضت مقاتلات يونانية مقاتلتين تركيتين فوق جزيرة ليسبوس أمس بعد دخولهما أجواء أثينا.", ["Lesbos"]),
        ("Azerbaijani artillery struck Goris, Jermuk and Sotk shortly after midnight on Tuesday.", ["Jermuk"]),
        # a capital and a quarter without their names
        (
            "اندلعت اشتباكات في حي أبو سليم بطرابلس أمس. ووصلت تعزيزات من مصراتة إلى المدخل الشرقي للعاصمة.",
            ["Abu Salim", "Tripoli"],
        ),
        (
            "صيدا – تجددت الاشتباكات أمس في مخيم عين الحلوة بين فتح وجند الشام. ونفذ أهالي حي البراد وقفة احتجاجية.",
            ["Ain al-Hilweh", "Ain al-Hilweh"],
        ),
        # two towns side by side, and the border by which one lies
        (
            "Israeli strikes killed 12 people in Khan Younis on Monday, medics said. "
            "In Rafah, near the border with Egypt, a drone hit a group of men, killing three.",
            ["Khan Yunis", "Rafah"],
        ),
    ],
)
def test_each_event_of_a_story_has_its_place(text: str, places: list[str], gazetteer: Gazetteer) -> None:
    found = [event.place.name for event in read(text, gazetteer)]
    assert len(found) == len(places), found
    assert all(want in name for want, name in zip(places, found, strict=True)), found
