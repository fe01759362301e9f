"""Whole stories: what is one event told twice, what are two, and what stands around an event's own words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.errors import LexiconError
from dashboard.events import Event
from dashboard.reading.read import read_report
from dashboard.tables import read_table
from gazetteer.index import Gazetteer

PUBLISHED = date(2023, 6, 15)  # a Thursday


def read(text: str, gazetteer: Gazetteer) -> tuple[Event, ...]:
    return read_report(text, gazetteer, published=PUBLISHED).events


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # told again: by the headline, by a passing reference, by what came of it
        (
            "Drone strike kills two near Qamishli\n"
            "A Turkish drone struck a car near Qamishli on Monday. The strike killed two people.",
            ["air_or_drone_strike"],
        ),
        (
            "US troops blocked a Russian convoy near Tell Tamr on Monday. The convoy headed back to its base.",
            ["standoff"],
        ),
        (
            "اندلعت اشتباكات بين قسد والجيش الوطني قرب منبج يوم الاثنين. وأسفرت الاشتباكات عن مقتل عنصرين.",
            ["clash"],
        ),
        (
            "قصفت مسيّرة للجيش المالي تجمعاً قرب تساليت الجمعة.\nومن جانبها قالت جبهة تحرير أزواد إن القصف أصاب مدنيين.",
            ["air_or_drone_strike"],
        ),
        (
            "سمع دوي انفجارات في محيط دمشق أمس، وقالت وكالة الأنباء إن الدفاعات الجوية تصدت لأهداف معادية.",
            ["air_or_drone_strike"],
        ),
        (
            "استهدف الحوثيون مصفاة بصواريخ باليستية الاثنين.\nورداً على ذلك، شن التحالف العربي ليلاً غارات على صنعاء.",
            ["air_or_drone_strike", "air_or_drone_strike"],
        ),
        (
            "قصف الدعم السريع الأبيض الثلاثاء.\nوأضافت شبكة أطباء السودان أن القصف استهدف سوقاً ومدرسة تؤوي نازحين.",
            ["shelling"],
        ),
        ("أحبطت قوات الأمن العراقية محاولة لإطلاق صواريخ من مخمور أمس.", []),
        # what came of an earlier event of another day is two
        (
            "عادت الاشتباكات إلى طرابلس فجر الثلاثاء بعد احتجاز قوة الردع آمر اللواء 444 في مطار معيتيقة يوم الاثنين.",
            ["clash", "arrest_or_raid"],
        ),
        # two of a kind: another day, another place, "a second"
        (
            "Turkish artillery shelled Tell Rifaat on Monday. On Tuesday Turkish artillery shelled Manbij.",
            ["shelling", "shelling"],
        ),
        (
            "A Turkish drone struck a car in Kobani on Monday. A second drone hit a house in Amuda the same day.",
            ["air_or_drone_strike", "air_or_drone_strike"],
        ),
        # a round-up: each line its own
        (
            "Daily summary\nHASAKAH: A bomb exploded in Tell Tamr today.\nRAQQA: A mine exploded in Tabqa on Monday.",
            ["ied_or_mine", "ied_or_mine"],
        ),
        # an answer is another event; stones at a patrol are, too; those who bar a road may throw stones at it
        (
            "سقطت قذائف أطلقتها قسد على مخفر للجيش التركي قرب جرابلس أمس. وردّت المدفعية التركية بقصف مواقع قرب منبج.",
            ["shelling", "shelling"],
        ),
        (
            "Villagers pelted a joint Russian-Turkish patrol with stones near Darbasiyah on Monday.",
            ["protest", "joint_patrol"],
        ),
        (
            "اعترض أهالي قرية حامو رتلاً للقوات الأميركية أمس. ورشق الأهالي العربات بالحجارة قبل انسحابها.",
            ["standoff"],
        ),
        # a lead that counts what is told after it is no event besides; what a semicolon parts is two
        (
            "Three people were killed in two separate incidents in Deir ez-Zor on Sunday. In the first, gunmen opened "
            "fire on a farmer in Hajin. In the second, a mine exploded under a car near Abu Kamal.",
            ["attack_on_civilians", "ied_or_mine"],
        ),
        (
            "قُتل رجلان في هجومين منفصلين بمحافظة درعا أمس. "
            "ففي جاسم أطلق مسلحان النار على مدني، وفي طفس اغتال مجهولون صيدلانياً.",
            ["attack_on_civilians", "attack_on_civilians"],
        ),
        (
            "Israeli jets struck a house in Khiam on Monday; Israeli artillery shelled the outskirts of Kfar Shuba.",
            ["air_or_drone_strike", "shelling"],
        ),
        # two in one sentence: each force at its own place
        (
            "شنت طائرات روسية غارات على كنصفرة جنوبي إدلب صباح اليوم، فيما ألقت مروحيات النظام براميل على كفرنبل.",
            ["air_or_drone_strike", "air_or_drone_strike"],
        ),
        # verbs that agencies use besides "clashed" and "shelled"
        ("Jordanian border guards traded fire with smugglers near Nasib on Monday.", ["clash"]),
        ("Five rockets came down on the town of Karkamis on Monday.", ["shelling"]),
        ("US troops came under drone attack near Shaddadi on Monday.", ["air_or_drone_strike"]),
        ("The Asayish took into custody three suspected ISIS members in Raqqa on Sunday.", ["arrest_or_raid"]),
        ("استهداف قوات النظام بصاروخ موجه سيارة مدنية قرب الأتارب صباح اليوم.", ["shelling"]),
        ("شوهد رتل للتحالف الدولي وهو يعبر مساء أمس نحو تل بيدر.", ["movement"]),
        ("ألقى مجهولان قنبلة يدوية على نقطة للأسايش في الحسكة أمس.", ["clash"]),
        ("Hundreds gathered in the main square of Suwayda on Friday, chanting against the government.", ["protest"]),
        ("Coalition jets were scrambled near Hajin on Monday but dropped no bombs.", []),
        # not events: habit, background, a threat, a demand
        ("US and Russian patrols often meet on this road. They have done so since 2019.", []),
        ("وتكررت لقاءات الدوريات الأميركية والروسية في المنطقة منذ 2019.", []),
    ],
)
def test_one_event_told_twice_is_one_and_two_are_two(text: str, kinds: list[str], gazetteer: Gazetteer) -> None:
    assert [event.kind for event in read(text, gazetteer)] == kinds


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The ministry denied that its forces had shelled the town of Ayn Issa on Sunday.", "denied"),
        ("A Turkish drone struck a clinic in Amuda on Monday, pages said. These claims are false.", "denied"),
        ("Turkey and Russia will begin joint patrols near Darbasiyah on Friday.", "planned"),
        ("نفت وزارة الدفاع التركية قصف بلدة عين عيسى ليل الأحد.", "denied"),
        ("تعتزم القوات الروسية والتركية تسيير دورية مشتركة قرب الدرباسية يوم السبت المقبل.", "planned"),
        ("Turkish artillery shelled Tell Rifaat on Monday.", "auto"),
    ],
)
def test_what_is_denied_or_planned_is_kept_as_such(text: str, status: str, gazetteer: Gazetteer) -> None:
    events = read(text, gazetteer)
    assert [event.status for event in events] == [status]
    assert status == "auto" or any(evidence.field == "status" for evidence in events[0].evidence)


@pytest.mark.parametrize(
    ("text", "first", "last", "reason"),
    [
        ("Turkish artillery shelled Tell Rifaat on Monday.", date(2023, 6, 12), date(2023, 6, 12), "Monday"),
        ("Clashes broke out between the SDF and the SNA near Manbij.", PUBLISHED, PUBLISHED, "publication"),
        (
            "Council officials said on Wednesday that Turkish artillery had shelled Tell Rifaat on Sunday.",
            date(2023, 6, 11),
            date(2023, 6, 11),
            "Sunday",
        ),
        ("In May 2021 a car bomb exploded in Manbij.", date(2021, 5, 1), date(2021, 5, 31), ""),
    ],
)
def test_an_event_is_dated_with_a_reason(text: str, first: date, last: date, reason: str, gazetteer: Gazetteer) -> None:
    event = read(text, gazetteer)[0]
    assert (event.date_start, event.date_end) == (first, last)
    assert reason in event.date_reason


def test_a_date_and_a_place_are_carried_from_the_sentence_before(gazetteer: Gazetteer) -> None:
    text = "Turkish artillery shelled Tell Rifaat on Monday. An hour later a bomb exploded in the town."
    shelling, bomb = read(text, gazetteer)
    assert (bomb.kind, bomb.date_start) == ("ied_or_mine", shelling.date_start)
    assert bomb.place.place_ids == shelling.place.place_ids
    assert "the town that it means" in bomb.place.reason


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("A Turkish drone struck an SDF vehicle near Kobani on Monday.", {"turkey": "actor", "sdf": "target"}),
        ("US troops blocked a Russian convoy near Tell Tamr.", {"us": "actor", "russia": "counterpart"}),
        ("An SDF patrol was attacked by ISIS near Hajin on Monday.", {"isis": "actor", "sdf": "target"}),
        ("انفجرت عبوة ناسفة بسيارة لقسد في هجين أمس.", {"unidentified": "actor", "sdf": "target"}),
        ("التقت دورية أميركية بأخرى روسية قرب تل تمر أمس.", {"us": "actor", "russia": "counterpart"}),
        ("التقت دوريتان أميركية وروسية قرب تل تمر أمس.", {"us": "actor", "russia": "actor"}),
        ("Moscow denied that Russian jets had bombed Idlib on Monday.", {"russia": "actor"}),
        ("اعترضت دورية أميركية موكب ضابط روسي قرب رميلان أمس.", {"us": "actor", "russia": "counterpart"}),
        ("Militants opened fire on an SDF patrol near Hajin on Monday.", {"unidentified": "actor", "sdf": "target"}),
        # who is blamed or claims it, in the same sentence or the next
        (
            "Artillery shells hit a resort in Zakho on Monday. Baghdad blamed Turkish forces.",
            {"turkey": "actor"},
        ),
        ("Rockets landed on Karkamis on Monday. Ankara held the YPG responsible.", {"ypg": "actor"}),
        (
            "تبنى تنظيم الدولة الإسلامية تفجير عبوة ناسفة بآلية تقل عناصر من قسد قرب هجين أمس.",
            {"isis": "actor", "sdf": "target"},
        ),
        # whose people, whose convoy, whose proxies
        ("اعترض أهالٍ رتلاً للقوات الأميركية قرب القامشلي أمس.", {"us": "target"}),
        ("قصفت القوات التركية والفصائل الموالية لها قرية قرب تل تمر أمس.", {"turkey": "actor", "sna": "actor"}),
        (
            "US jets struck groups linked to Tehran near Abu Kamal on Monday.",
            {"us": "actor", "iran-backed": "target"},
        ),
        ("داهم عناصر من فرقة السلطان مراد منازل قرب عفرين أمس.", {"sna": "actor"}),
        ("Jets believed to be Jordanian bombed a house near Salkhad on Monday.", {"jordan": "actor"}),
        (
            "Four American and three Russian vehicles stopped side by side near Tell Tamr on Monday.",
            {"us": "actor", "russia": "actor"},
        ),
        (
            "جرى أمس تسيير دورية روسية قرب عين عيسى بعد امتناع الجانب التركي عن المشاركة.",
            {"russia": "actor"},
        ),
        (
            "Hundreds gathered in Suwayda on Friday, chanting against the government.",
            {"syria-government": "target"},
        ),
    ],
)
def test_forces_have_their_roles(text: str, roles: dict[str, str], gazetteer: Gazetteer) -> None:
    events = read(text, gazetteer)
    assert [{force.id: force.role for force in event.forces} for event in events] == [roles]


def test_figures_of_the_next_sentence_belong_to_the_event(gazetteer: Gazetteer) -> None:
    (event,) = read("A car bomb exploded in Manbij on Monday. Six people died and nine were hurt.", gazetteer)
    assert (event.killed.best, event.wounded.best) == (6, 9)


def test_a_wrong_table_is_named_with_line_and_column(tmp_path: Path) -> None:
    table = tmp_path / "triggers.csv"
    table.write_text("kind,lang\nclash,en\n,ar\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"triggers.csv, line 3, column kind"):
        read_table(table, columns=("kind", "lang"), required=("kind",))
