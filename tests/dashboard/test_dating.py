"""When the events of a report were: their own words, their paragraph's, their heading's, the lead's, the report's."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.read import read_report
from gazetteer.index import Gazetteer

PUBLISHED = date(2024, 5, 15)  # a Wednesday


STORIES = [
    # two in one sentence, each with its own
    (
        "A Turkish drone struck a car in Kobani on Monday and Turkish artillery shelled Tell Rifaat on Tuesday.",
        ["05-13", "05-14"],
    ),
    (
        "داهمت قوات سوريا الديمقراطية بلدة ذيبان الاثنين، فيما استهدفت مسيرة تركية سيارة في عين العرب الثلاثاء.",
        ["05-13", "05-14"],
    ),
    (
        "Two soldiers were killed when a mine exploded near Raqqa on Friday, two days after a drone struck a car in "
        "Tabqa.",
        ["05-08", "05-10"],
    ),
    (
        "Russian jets bombed Idlib overnight. A day earlier, HTS had shelled Kafr Nabl.",
        ["05-13", "05-14..05-15"],
    ),
    # what came before the news of its sentence
    ("A day after Israeli jets struck Mezzeh, Syria's president flew to Moscow on Tuesday.", ["05-13"]),
    ("Two days after gunmen killed ten people in Kidal, schools reopened.", ["05-13"]),
    ("Supporters tried to storm the Green Zone in Baghdad from the July 14 Bridge on Sunday.", ["05-12"]),
    ("Clashes killed nine near Tame on Sunday. Two battalions are being sent to Saravena.", ["05-12", "05-15"]),
    ("Gunmen killed two policemen near the Sunday bazaar in Khuzdar.", ["05-15"]),
    # a record is of all the time since a day
    (
        "A soldier was killed by a rocket near Kobani, the military said on Monday, in the first death since Ankara "
        "sent troops over the border on Friday.",
        ["05-13"],
    ),
    # what the words around it say
    (
        "On Monday morning the air force went after the trucks. Two jets struck a gathering of fighters near Palmyra.",
        ["05-13"],
    ),
    ("Gunmen ambushed an army bus near Palmyra, killing two soldiers. It happened on Sunday night.", ["05-12"]),
    ("فجّر مسلحون عبوة ناسفة بآلية للجيش قرب تدمر. وقع ذلك مساء الأحد.", ["05-12"]),
    (
        "Drones hit a convoy in eastern Syria, officials said on Tuesday.\n\n"
        "They said the strike was carried out on Sunday near Mayadin.",
        ["05-12"],
    ),
    (
        "ISIS gunmen attacked an army checkpoint near Palmyra on Saturday.\n\n"
        "Russian jets bombed Idlib, and nobody was hurt.",
        ["05-11", "05-11"],
    ),
    # the heading of a list, and what the lines say themselves
    (
        "Security bulletin\nMonday 13 May:\n- Turkish artillery shelled Tell Rifaat.\n"
        "- A drone struck a car in Kobani at noon.\nSunday 12 May:\n- A mine exploded in Raqqa.",
        ["05-13", "05-13", "05-12"],
    ),
    (
        "أحداث يوم الأحد 12/5\n- قصفت مدفعية تركية تل رفعت.\n- انفجار لغم في الرقة وإصابة طفلين.\n"
        "- استهدفت مسيرة تركية سيارة في عين العرب مساءً.",
        ["05-12", "05-12", "05-12"],
    ),
    (
        "WEEKLY BULLETIN | 6–12 May 2024\n- 7/5: IED hits an SDF water tanker in Raqqa; driver killed.\n"
        "- 9/5: Turkish artillery shelled Tell Rifaat.\n- Turkish artillery shelled Manbij, day not known.",
        ["05-07", "05-09", "05-06..05-12"],
    ),
    (
        "Situation summary, 14 May (published 15 May)\n- Turkish artillery shelled Tell Rifaat in the morning.\n"
        "- A mine exploded in Raqqa in the evening.",
        ["05-14", "05-14"],
    ),
    (
        "Tuesday 14 May 2024\n0930hrs: Turkish artillery shelled Tell Rifaat.\n1715hrs: A mine exploded in Raqqa.",
        ["05-14", "05-14"],
    ),
    (
        "يوميات الثلاثاء 14/5/2024\n07:15 – قصفت مدفعية تركية تل رفعت.\n09:40 – انفجر لغم في الرقة وأصيب طفل.",
        ["05-14", "05-14"],
    ),
    (
        "حصيلة الأسبوع (من 6 إلى 12 أيار)\n- الأحد: انفجر لغم في الرقة وقتل طفل.\n"
        "- الثلاثاء: قصفت مدفعية تركية تل رفعت.\n- اعتقلت قسد ثلاثة أشخاص في الشحيل.",
        ["05-12", "05-07", "05-06..05-12"],
    ),
    (
        "أغارت طائرات إسرائيلية فجر اليوم على عيتا الشعب، وذلك بعد ساعات من إطلاق حزب الله صواريخ على كريات شمونة "
        "مساء أمس.",
        ["05-14", "05-15"],
    ),
    (
        "Myanmar's army bombed a village near Sagaing on Tuesday, killing 14, two days after resistance fighters "
        "shelled a convoy near Monywa.",
        ["05-12", "05-14"],
    ),
    (
        "ISIS killed three soldiers in an ambush near Palmyra on Friday. The next day, Russian jets bombed the desert "
        "around Palmyra. The same evening, gunmen attacked a checkpoint near Sukhna.",
        ["05-10", "05-11", "05-11"],
    ),
    (
        "Incident log\n12 MAY\n0615 Drone strike on a vehicle near Kobani, 1 killed.\n"
        "13 MAY\n0900 Turkish artillery shelled Tell Rifaat.",
        ["05-12", "05-13"],
    ),
    # not the day when it was said
    ("أعلن المتحدث باسم الجيش السوداني السبت أن قواته قصفت مواقع للدعم السريع في الخرطوم الجمعة.", ["05-10"]),
    (
        "The military said on Tuesday it had killed 30 bandits in air strikes in Zamfara between Friday and Sunday.",
        ["05-10..05-12"],
    ),
    (
        "اتهم وزير الدفاع اليوم الأربعاء داعش بالوقوف خلف تفجير سيارة مفخخة في الرقة، وهو التفجير الذي وقع في العاشر "
        "من الشهر الجاري.",
        ["05-10"],
    ),
    ("للمرة الثانية هذا الأسبوع اعترض أهالي قرية جولبستان دورية روسية صباح الأربعاء.", ["05-15"]),
    # a dateline, and nothing at all
    ("QAMISHLI, May 12 (Reuters) - A Turkish drone struck a car in Qamishli, killing two people.", ["05-12"]),
    ("A Turkish drone struck a car in Qamishli, killing two people.", ["05-15"]),
    ("Damascus denied that its forces shelled Tell Rifaat.", ["05-15"]),
    # never the date of the background
    (
        "A Turkish drone struck a car in Qamishli. Turkey has carried out such strikes since 2019. The "
        "ceasefire, which began on 5 May, is broken daily.",
        ["05-15"],
    ),
    (
        "US troops, who have been in Syria since 2014, blocked a Russian convoy near Tell Tamr on Tuesday.",
        ["05-14"],
    ),
    ("قصفت مدفعية تركية تل رفعت الثلاثاء، للمرة الأولى منذ اتفاق آذار 2020.", ["05-14"]),
    # what the headline alone tells is of the day of the lead
    (
        "SDF withdraws from Tishrin Dam\n\nTISHRIN DAM - A convoy of aid trucks passed the bridge on Monday, the "
        "council said.\n\nTurkish drones struck a house near Sarrin on Tuesday.",
        ["05-13", "05-14"],
    ),
    # what was before the news gives its day to nothing after it
    (
        "Gunmen attacked an army post near Palmyra on Tuesday. In a similar attack in March, two soldiers were killed "
        "near Sukhna. Syrian troops later raided a farm near Raqqa.",
        ["03-01..03-31", "05-14", "05-14"],
    ),
    (
        "قصفت مدفعية تركية تل رفعت الثلاثاء. وكانت مسيرة تركية قد استهدفت سيارة في عين العرب الأحد. وقصفت المدفعية "
        "التركية منبج ليلاً.",
        ["05-12", "05-14", "05-14"],
    ),
    (
        "Gunmen abducted ten villagers near Raqqa on Monday. Last week, SDF fighters raided a house in Tabqa. On "
        "Tuesday a mine exploded in Kobani.",
        ["05-06..05-12", "05-13", "05-14"],
    ),
    # the day of a burial, or of saying it
    (
        "Hundreds of mourners buried on Tuesday three soldiers who were killed in an ambush near Palmyra. The ambush "
        "took place on Sunday.",
        ["05-12"],
    ),
    (
        "The funeral of two soldiers killed in a Turkish drone strike on Kobani was held in Raqqa on Tuesday. The "
        "strike took place on Friday. On Wednesday, drones hit a car near Manbij.",
        ["05-10", "05-15"],
    ),
    (
        "أعلنت وزارة الداخلية السورية الثلاثاء إحباط هجوم لداعش على حاجز للجيش قرب تدمر فجر الاثنين.",
        ["05-13"],
    ),
    (
        "A Syrian soldier died on Tuesday of wounds suffered when ISIS gunmen ambushed an army convoy on Sunday.",
        ["05-12"],
    ),
    # the day of what an arrest or an answer was about
    (
        "Turkish police arrested three men in Istanbul on Tuesday over Sunday's attack on a church. Masked gunmen "
        "had shot a worshipper dead.",
        ["05-12", "05-14"],
    ),
    ("اعتقلت قسد شخصين في الرقة من المشاركين في هجوم الأحد الماضي.", ["05-15"]),
    (
        "SDF fighters arrested two men in Raqqa in connection with a bombing that killed three people on Sunday.",
        ["05-15"],
    ),
    # the day after, in the morning, of the same month
    (
        "Turkish artillery shelled Tell Rifaat on Tuesday, the day after gunmen killed two soldiers near Manbij.",
        ["05-13", "05-14"],
    ),
    ("اندلعت اشتباكات بين قسد ومسلحين في الشحيل مساء الاثنين. وفجراً قصفت مسيرة تركية عين العرب.", ["05-13", "05-14"]),
    ("قصفت مسيرة تركية عين العرب في 2 أيار. وفي التاسع من الشهر ذاته انفجر لغم في الرقة.", ["05-02", "05-09"]),
    ("قتل مسلحون ثلاثة جنود قرب تدمر الأحد. وغداة الهجوم، قصفت طائرات روسية بادية السخنة.", ["05-12", "05-13"]),
    (
        "A mine exploded in Raqqa on Monday at about 9 p.m. Turkish drones struck a car in Kobani two days earlier.",
        ["05-11", "05-13"],
    ),
    (
        "أعلن الجيش التركي في 10 أيار تحييد مسلحين في عين العرب. وكانت الغارات نفذت ليلة 8 – 9 من الشهر. وفي 12 منه "
        "قصفت مدفعيته تل رفعت.",
        ["05-08..05-09", "05-12"],
    ),
    (
        "The HTS group, which broke a truce on 6 May, attacked an army post near Palmyra two days later.",
        ["05-08"],
    ),
    ("قتل مسلحون ثلاثة جنود قرب تدمر الأحد قبل الماضي.", ["05-05"]),
    # a cause gives its day to nothing after it
    (
        "Hezbollah fired 40 rockets at Haifa on Tuesday after an Israeli strike killed one of its commanders in Tyre "
        "on Monday. The Israeli military then bombed Beirut.",
        ["05-13", "05-14", "05-14"],
    ),
    # what lasted until a day
    (
        "أحداث الأحد 12 أيار:\n- اشتباكات بين فصيلين في تل رفعت استمرت حتى صباح الاثنين.\n- انفجار لغم في الرقة.",
        ["05-12", "05-12..05-13"],
    ),
    (
        "Clashes between the SDF and gunmen broke out in Manbij on Saturday night and lasted until Monday.",
        ["05-11..05-13"],
    ),
    # two sides in one sentence
    (
        "استهدف الحوثيون مطار بن غوريون بصاروخ الثلاثاء، بعد ساعات من قصف البحرية الإسرائيلية ميناء الحديدة.",
        ["05-14", "05-14"],
    ),
    # what goes on from the day before is not of the day told next
    (
        "قصفت مدفعية تركية تل رفعت الثلاثاء. واندلعت اشتباكات مع قسد. وأصيب جنديان الأحد في إطلاق نار قرب الرقة.",
        ["05-12", "05-14", "05-14"],
    ),
    (
        "Gunmen killed three soldiers near Palmyra on Sunday. ISIS fighters had attacked an oil tanker near Sukhna two "
        "days before the ambush.",
        ["05-10", "05-12"],
    ),
    # plans
    ("Russia and Turkey will run a joint patrol near Kobani on Thursday.", ["05-16"]),
    ("من المقرر أن تسير القوات الروسية والتركية دورية مشتركة قرب عين العرب الخميس المقبل.", ["05-16"]),
]


@pytest.mark.parametrize(("text", "expected"), STORIES)
def test_events_are_of_these_days(text: str, expected: list[str], gazetteer: Gazetteer) -> None:
    events = read_report(text, gazetteer, published=PUBLISHED).events
    spans = [f"{e.date_start:%m-%d}" + (f"..{e.date_end:%m-%d}" if e.date_start != e.date_end else "") for e in events]
    assert sorted(spans) == sorted(expected)


def test_date_that_the_text_says_is_not_known_stays_unknown(gazetteer: Gazetteer) -> None:
    text = "Saudi border guards shelled Saada, Houthi television reports. No date is given."
    [event] = read_report(text, gazetteer, published=PUBLISHED).events
    assert (event.date_start, event.date_precision) == (None, "unknown")


def test_carried_date_says_where_it_comes_from(gazetteer: Gazetteer) -> None:
    text = "Monday 13 May:\n- Turkish artillery shelled Tell Rifaat."
    [event] = read_report(text, gazetteer, published=PUBLISHED).events
    [evidence] = [e for e in event.evidence if e.field == "date"]
    assert text[evidence.start : evidence.end] == "Monday 13 May"
    assert event.date_reason.startswith("the date of its heading; ")
