"""What single sentences of both languages tell: kind and forces, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.reading.kinds import find_cues, find_triggers
from dashboard.reading.patterns import split_words
from dashboard.reading.read import read_report
from dashboard.reading.sentences import split_sentences
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer

PUBLISHED = date(2023, 6, 15)

TOLD = [
    (
        "joint_patrol",
        "russia turkey",
        "Russian and Turkish military vehicles carried out a joint patrol in the countryside of Darbasiyah on Monday.",
    ),
    (
        "joint_patrol",
        "us sdf",
        "US forces and the Syrian Democratic Forces conducted a joint patrol near al-Shaddadi yesterday.",
    ),
    ("patrol", "us", "A US patrol of four armoured vehicles toured villages east of Qamishli on Sunday."),
    ("patrol", "russia", "Russian military police ran a patrol along the M4 near Ain Issa on Friday."),
    ("patrol", "us", "American troops were seen patrolling the Yarubiyah countryside on Saturday morning."),
    (
        "encounter",
        "us russia",
        "A US patrol met a Russian convoy near Tell Tamr on Monday and the two passed without incident.",
    ),
    ("encounter", "us russia", "US and Russian soldiers exchanged greetings on the road near Rumaylan on Wednesday."),
    ("movement", "turkey", "Turkey sent military reinforcements including tanks to its posts in Idlib on Thursday."),
    (
        "movement",
        "coalition",
        "A coalition convoy of 30 trucks entered Syria from Iraq through the al-Walid crossing on Saturday.",
    ),
    ("movement", "syria-government", "Syrian government forces deployed in the outskirts of Manbij on Monday."),
    ("movement", "russia", "Russian troops withdrew from their base near Tell Tamr on Sunday."),
    (
        "standoff",
        "us russia",
        "US troops blocked a Russian convoy near Qamishli on Tuesday and forced it to turn back.",
    ),
    (
        "standoff",
        "us syria-government",
        "A Syrian army checkpoint prevented a US patrol from passing near Tell Tamr on Wednesday.",
    ),
    (
        "standoff",
        "us russia",
        "Russian military vehicles rammed a US armoured vehicle near Derik on Tuesday, a Pentagon official said.",
    ),
    ("standoff", "us russia", "A Russian patrol was intercepted by US forces near Rumaylan on Monday."),
    (
        "clash",
        "sdf sna",
        "Clashes erupted between the SDF and the Turkish-backed Syrian National Army near Manbij on Monday.",
    ),
    (
        "clash",
        "isis sdf",
        "ISIS militants attacked an SDF checkpoint in Deir ez-Zor countryside on Sunday, killing two fighters.",
    ),
    ("clash", "unidentified sdf", "Unknown gunmen opened fire on an SDF patrol near al-Busayrah on Saturday."),
    (
        "clash",
        "isis syria-government",
        "Islamic State cells ambushed a Syrian army convoy in the desert near Palmyra on Monday.",
    ),
    ("clash", "hts syria-government", "HTS fighters stormed Syrian army positions near Saraqib on Friday."),
    ("air_or_drone_strike", "turkey sdf", "A Turkish drone struck an SDF vehicle near Kobani on Monday, killing two."),
    (
        "air_or_drone_strike",
        "us isis",
        "The US military said it carried out an airstrike that killed an Islamic State leader in Idlib on Monday.",
    ),
    ("air_or_drone_strike", "israel", "Israeli warplanes bombed targets near Damascus airport overnight on Sunday."),
    ("air_or_drone_strike", "turkey pkk", "Turkish jets hit PKK positions in the Metina area of Duhok on Monday."),
    ("air_or_drone_strike", "unidentified us", "A drone attack targeted US forces at the al-Omar oil field on Sunday."),
    (
        "air_or_drone_strike",
        "turkey",
        "Two people were killed in a Turkish drone strike on a car in Qamishli on Tuesday.",
    ),
    ("shelling", "turkey", "Turkish artillery shelled villages near Tell Rifaat on Monday."),
    ("shelling", "sna", "SNA factions fired mortars at the village of Abu Rasin on Sunday."),
    (
        "shelling",
        "syria-government",
        "Syrian government forces shelled the town of Atarib in western Aleppo on Friday, killing a child.",
    ),
    (
        "shelling",
        "unidentified us",
        "Rockets landed near a US base at the Conoco gas field on Sunday, causing no casualties.",
    ),
    (
        "ied_or_mine",
        "unidentified sdf",
        "An improvised explosive device targeted an SDF vehicle near Hajin on Monday, wounding three.",
    ),
    (
        "ied_or_mine",
        "unidentified",
        "Two children were killed when a landmine left over from the war exploded near Raqqa on Monday.",
    ),
    ("ied_or_mine", "isis sdf", "An ISIS suicide bomber blew himself up at an SDF checkpoint in Raqqa on Tuesday."),
    (
        "ied_or_mine",
        "unidentified",
        "A motorcycle bomb went off in a market in Afrin on Saturday, injuring six civilians.",
    ),
    (
        "attack_on_civilians",
        "unidentified",
        "Gunmen on a motorcycle killed a tribal sheikh in the town of al-Shuhayl on Monday.",
    ),
    ("attack_on_civilians", "isis", "ISIS fighters kidnapped ten truffle hunters in the Hama desert on Sunday."),
    (
        "attack_on_civilians",
        "turkey",
        "Turkish border guards shot dead a young man trying to cross near Darbasiyah on Monday.",
    ),
    (
        "arrest_or_raid",
        "sdf coalition isis",
        "The SDF, backed by the coalition, arrested an ISIS financier in Raqqa on Tuesday.",
    ),
    ("arrest_or_raid", "asayish", "Asayish forces raided houses in al-Hawl camp on Sunday and detained twelve people."),
    ("arrest_or_raid", "sna", "Members of the Syrian National Army detained three civilians in Ras al-Ayn on Friday."),
    ("protest", "", "Hundreds of people protested in Suwayda on Friday against living conditions."),
    ("protest", "us", "Residents threw stones at a US patrol in a village near Qamishli on Monday."),
    ("protest", "", "Teachers held a sit-in in Hasakah on Sunday to demand higher pay."),
    (
        "joint_patrol",
        "russia turkey",
        "سيرت القوات الروسية والتركية دورية مشتركة في ريف كوباني الغربي صباح يوم الاثنين.",
    ),
    (
        "joint_patrol",
        "coalition sdf",
        "أجرت قوات التحالف الدولي دورية مشتركة مع قوات سوريا الديمقراطية في ريف دير الزور الشرقي، أمس الأحد.",
    ),
    ("patrol", "us", "جابت دورية أميركية مؤلفة من خمس مدرعات قرى ريف القامشلي الشرقي يوم الثلاثاء."),
    ("patrol", "russia", "سيّرت الشرطة العسكرية الروسية دورية على طريق M4 قرب عين عيسى، اليوم الخميس."),
    ("patrol", "coalition", "تجولت دورية للتحالف الدولي في ناحية تل حميس صباح السبت."),
    ("encounter", "us russia", "صادفت دورية روسية رتلاً أميركياً قرب رميلان أمس، وتبادل الجنود التحية."),
    ("movement", "coalition", "دخل رتل للتحالف الدولي يضم 40 شاحنة عبر معبر الوليد إلى ريف الحسكة مساء الجمعة."),
    ("movement", "turkey", "أرسل الجيش التركي تعزيزات عسكرية إلى نقاطه في جبل الزاوية بريف إدلب يوم الأحد."),
    ("movement", "syria-government", "وصلت تعزيزات لقوات النظام إلى محيط عين عيسى يوم الاثنين."),
    ("movement", "russia", "انسحبت القوات الروسية من قاعدتها في تل رفعت يوم السبت."),
    ("standoff", "us russia", "اعترضت دورية أميركية رتلاً للقوات الروسية قرب القامشلي ومنعته من المرور، اليوم الاثنين."),
    ("standoff", "syria-government us", "منع حاجز لقوات النظام رتلاً أميركياً من المرور قرب تل تمر يوم الأحد."),
    ("standoff", "us russia", "أوقفت القوات الأميركية رتلاً روسياً قرب رميلان وأجبرته على العودة، يوم الخميس."),
    ("clash", "sdf sna", "اندلعت اشتباكات عنيفة بين قسد والجيش الوطني السوري على محور منبج صباح الاثنين."),
    ("clash", "isis sdf", "هاجم عناصر من تنظيم داعش نقطة لقسد في بلدة الصبحة شرقي دير الزور مساء أمس."),
    ("clash", "unidentified sdf", "أطلق مسلحون مجهولون النار على حاجز لقسد في بلدة ذيبان يوم السبت."),
    ("clash", "isis syria-government", "نفذ تنظيم الدولة كميناً استهدف رتلاً لقوات النظام في بادية تدمر يوم الأحد."),
    ("clash", "unidentified syria-government", "تعرض حاجز لقوات النظام لهجوم مسلح قرب نوى ليل أمس."),
    ("air_or_drone_strike", "turkey sdf", "استهدفت طائرة مسيرة تركية سيارة لقسد في كوباني يوم الاثنين."),
    ("air_or_drone_strike", "israel", "شنت طائرات إسرائيلية غارات على مواقع في محيط دمشق فجر اليوم."),
    ("air_or_drone_strike", "unidentified", "قتل شخصان جراء استهداف طائرة مسيرة مجهولة سيارة قرب البوكمال يوم الأحد."),
    (
        "air_or_drone_strike",
        "coalition isis",
        "نفذ التحالف الدولي غارة جوية استهدفت قيادياً في تنظيم داعش بريف إدلب يوم الجمعة.",
    ),
    ("air_or_drone_strike", "russia", "شن الطيران الحربي الروسي عدة غارات على أطراف بلدة البارة جنوب إدلب صباح اليوم."),
    ("shelling", "turkey", "قصفت المدفعية التركية قرى بريف تل تمر مساء الأحد."),
    ("shelling", "syria-government", "قصفت قوات النظام بالمدفعية بلدة الأتارب غربي حلب أمس."),
    ("shelling", "sna", "استهدفت فصائل الجيش الوطني بقذائف الهاون قرية الدردارة شمال تل تمر صباح اليوم."),
    ("shelling", "unidentified us", "سقطت ثلاثة صواريخ قرب القاعدة الأميركية في حقل كونيكو ليل السبت."),
    (
        "ied_or_mine",
        "unidentified sdf",
        "انفجرت عبوة ناسفة بسيارة عسكرية لقسد في بلدة هجين ما أدى إلى إصابة عنصرين يوم الاثنين.",
    ),
    ("ied_or_mine", "unidentified", "قتل طفلان بانفجار لغم من مخلفات الحرب في ريف الرقة يوم السبت."),
    ("ied_or_mine", "unidentified", "انفجرت سيارة مفخخة في سوق مدينة عفرين صباح اليوم وأدت إلى مقتل ستة مدنيين."),
    ("attack_on_civilians", "unidentified", "اغتال مسلحون مجهولون مختار قرية في ريف درعا الغربي مساء السبت."),
    ("attack_on_civilians", "unidentified", "قُتل شاب برصاص مجهولين في بلدة الشحيل يوم الأحد."),
    (
        "attack_on_civilians",
        "turkey",
        "قتل شاب برصاص حرس الحدود التركي أثناء محاولته عبور الحدود قرب الدرباسية يوم الاثنين.",
    ),
    ("attack_on_civilians", "sna", "اختطف مسلحون من الجيش الوطني مدنيين اثنين في عفرين أمس."),
    (
        "arrest_or_raid",
        "sdf coalition",
        "نفذت قسد بدعم من التحالف الدولي عملية أمنية في بلدة الشحيل واعتقلت شخصين فجر اليوم.",
    ),
    ("arrest_or_raid", "syria-government", "اعتقلت قوات النظام خمسة شبان على حاجز قرب دمشق يوم الأحد."),
    ("arrest_or_raid", "sdf isis", "ألقت قسد القبض على قيادي في داعش بمدينة الرقة يوم الثلاثاء."),
    ("arrest_or_raid", "coalition", "نفذت قوات التحالف إنزالاً جوياً في قرية بريف دير الزور واعتقلت شخصاً ليل أمس."),
    ("protest", "", "خرجت مظاهرة في مدينة السويداء للمطالبة بتحسين الأوضاع المعيشية يوم الجمعة."),
    ("protest", "sdf", "تظاهر أهالي بلدة الشحيل ضد قسد يوم الجمعة."),
    ("protest", "us", "رشق أهالي قرية قرب القامشلي رتلاً أميركياً بالحجارة يوم الأحد."),
    (
        "joint_patrol",
        "russia turkey",
        "The Turkish Defence Ministry said Monday that the 14th joint Turkish-Russian patrol was completed in Idlib.",
    ),
    (
        "joint_patrol",
        "russia turkey",
        "Turkey and Russia on Monday carried out their third joint land patrol east of the Euphrates, near Kobani.",
    ),
    ("patrol", "us", "US soldiers patrolled oil fields near Rumaylan on Thursday, stopping to talk with shepherds."),
    (
        "movement",
        "turkey",
        "A Turkish military convoy of 20 vehicles crossed into Idlib through Kafr Lusin on Sunday evening.",
    ),
    (
        "movement",
        "syria-government",
        "Army reinforcements arrived in the town of Ain Issa on Tuesday, Syrian state media said.",
    ),
    ("movement", "us", "Washington withdrew some 50 soldiers from its base in Sarrin on Monday, heading towards Iraq."),
    ("standoff", "us russia", "A Russian convoy was forced to turn back by American forces near Tell Tamr on Tuesday."),
    ("clash", "sdf sna", "Two SNA fighters were killed in clashes with the SDF on the Ain Issa front line on Monday."),
    (
        "clash",
        "isis iraq",
        "Three Iraqi soldiers were killed when IS gunmen attacked their post near Kirkuk on Saturday night.",
    ),
    (
        "clash",
        "pkk turkey",
        "A Turkish soldier was killed in a PKK attack in the Bashiqa area of northern Iraq on Monday.",
    ),
    (
        "clash",
        "hts syria-government",
        "Government forces repelled an HTS attack on the Kabana axis in Latakia countryside on Friday.",
    ),
    (
        "clash",
        "israel hezbollah",
        "Israeli troops and Hezbollah fighters exchanged fire across the border near Aitaroun on Tuesday.",
    ),
    (
        "air_or_drone_strike",
        "israel iran-backed",
        "Israeli air strikes on Iran-backed militia positions near al-Bukamal killed seven fighters late on Monday.",
    ),
    (
        "air_or_drone_strike",
        "turkey sdf",
        "Three SDF members were killed by a Turkish drone that targeted their vehicle in Amuda on Wednesday.",
    ),
    (
        "air_or_drone_strike",
        "jordan",
        "Jordanian jets struck drug smugglers' warehouses in Suwayda province on Tuesday.",
    ),
    (
        "air_or_drone_strike",
        "us iran-backed",
        "The US carried out strikes against Iran-backed groups in Mayadin on Friday.",
    ),
    ("shelling", "turkey", "A woman was injured in Turkish shelling on the village of Zirgan on Monday."),
    (
        "shelling",
        "iran-backed us",
        "Iran-backed militias launched rockets at a US base in the al-Omar oil field on Monday.",
    ),
    ("shelling", "hezbollah israel", "Hezbollah fired dozens of rockets at Israeli positions near Metula on Monday."),
    (
        "ied_or_mine",
        "isis syria-government",
        "Four government soldiers died when an Islamic State mine hit their truck near al-Sukhna on Tuesday.",
    ),
    (
        "ied_or_mine",
        "unidentified",
        "A child died in the explosion of a landmine on farmland near Khan Shaykhun on Monday.",
    ),
    (
        "attack_on_civilians",
        "unidentified",
        "Unidentified assailants shot and killed a mukhtar in the town of Nawa on Sunday.",
    ),
    (
        "attack_on_civilians",
        "isis",
        "Islamic State claimed responsibility for the killing of two shepherds near Rusafa on Saturday.",
    ),
    (
        "attack_on_civilians",
        "unidentified",
        "The body of a woman who had been shot was found in al-Hawl camp on Tuesday.",
    ),
    (
        "arrest_or_raid",
        "coalition isis",
        "The coalition arrested two ISIS members in an airborne operation in al-Busayrah on Sunday.",
    ),
    ("arrest_or_raid", "hts", "HTS detained a media activist in Idlib city on Thursday."),
    (
        "arrest_or_raid",
        "turkey pkk",
        "Turkish police detained 11 people over suspected links to the PKK in Diyarbakir on Monday.",
    ),
    ("protest", "sdf", "Residents of al-Shuhayl blocked roads and burned tyres on Sunday in protest against the SDF."),
    (
        "joint_patrol",
        "russia syria-government",
        "نفذت القوات الروسية وقوات الحكومة السورية دورية مشتركة على طريق M5 قرب معرة النعمان يوم الأربعاء.",
    ),
    ("patrol", "un", "سيّرت قوات اليونيفيل دورية في محيط بلدة كفركلا صباح الثلاثاء."),
    ("movement", "us", "استقدمت القوات الأميركية تعزيزات لوجستية إلى قاعدتها في الشدادي مساء أمس."),
    ("movement", "syria-government", "انتشر الجيش السوري في بلدة تل تمر يوم الأحد."),
    ("standoff", "us russia", "قالت مصادر محلية إن مدرعات أميركية قطعت الطريق على رتل روسي قرب القامشلي صباح اليوم."),
    ("clash", "turkey pkk", "قُتل جندي تركي في اشتباك مع مسلحي حزب العمال الكردستاني في منطقة متينا يوم السبت."),
    ("clash", "isis iraq", "تصدت القوات العراقية لهجوم شنه تنظيم داعش على نقطة أمنية قرب كركوك ليل السبت."),
    ("clash", "hts sna", "دارت مواجهات بين هيئة تحرير الشام والجيش الوطني في ريف عفرين يوم الخميس."),
    ("clash", "unidentified sdf", "تعرضت نقطة لقسد لهجوم مسلح في بلدة الطيانة شرقي دير الزور ليل أمس."),
    (
        "air_or_drone_strike",
        "turkey sdf",
        "قُتل ثلاثة من عناصر قسد بقصف من طائرة مسيّرة تركية على سيارتهم في عامودا يوم الأربعاء.",
    ),
    (
        "air_or_drone_strike",
        "israel hezbollah",
        "استهدفت غارة إسرائيلية سيارة تابعة لحزب الله في بلدة القصير يوم الاثنين.",
    ),
    (
        "air_or_drone_strike",
        "us iran-backed",
        "شنت القوات الأميركية غارات على مواقع لفصائل موالية لإيران في الميادين فجر الجمعة.",
    ),
    ("shelling", "sdf turkey", "استهدفت قسد بالصواريخ قاعدة تركية قرب مدينة اعزاز مساء الأحد."),
    ("shelling", "syria-government", "أصيبت امرأة بجروح جراء قصف مدفعي لقوات النظام على بلدة سرمين صباح اليوم."),
    ("ied_or_mine", "isis iraq", "انفجرت عبوة ناسفة زرعها عناصر داعش بدورية للجيش العراقي في قضاء الطارمية يوم الأحد."),
    (
        "ied_or_mine",
        "unidentified syria-government",
        "قُتل ضابط من قوات النظام بانفجار عبوة ناسفة بسيارته في مدينة درعا أمس.",
    ),
    ("attack_on_civilians", "unidentified", "أطلق مجهولون الرصاص على مدني في مدينة جاسم ما أدى إلى مقتله، مساء الأحد."),
    ("attack_on_civilians", "isis", "أقدم عناصر من تنظيم داعش على إعدام راعيين في بادية الرصافة يوم الاثنين."),
    ("arrest_or_raid", "turkey", "اعتقلت القوات التركية أربعة مدنيين في ريف عفرين يوم الاثنين."),
    ("arrest_or_raid", "hts", "داهمت دورية لهيئة تحرير الشام منزلاً في مدينة سرمدا واعتقلت شاباً أمس."),
    ("arrest_or_raid", "asayish isis", "أعلنت قوى الأمن الداخلي اعتقال خلية لداعش في حي غويران بالحسكة يوم السبت."),
    ("protest", "hts", "خرج أهالي مدينة بنش في مظاهرة ضد هيئة تحرير الشام يوم الجمعة."),
    ("encounter", "us russia", "التقت دورية أميركية بأخرى روسية على الطريق قرب تل تمر يوم الأربعاء من دون أي احتكاك."),
]

NOT_TOLD = [
    "US forces often patrol the area around Rumaylan.",
    "Turkey has threatened to launch an offensive against the SDF in Manbij.",
    "The coalition denied opening talks with Damascus.",
    "Experts say the number of patrols has fallen since 2019.",
    "Aid trucks delivered flour to bakeries in Raqqa on Monday.",
    "The football team of Qamishli beat its rival from Hasakah on Friday.",
    "The minister called for an end to attacks on civilians.",
    "A training course for police officers began in Hasakah on Monday.",
    "تسير القوات الأميركية دوريات في المنطقة بشكل دوري.",
    "هددت تركيا بشن عملية عسكرية ضد قسد في منبج.",
    "وصلت قافلة مساعدات أممية إلى إدلب تحمل مواد غذائية.",
    "طالب الأهالي بفتح الطريق بين الحسكة ودير الزور.",
    "افتتح المجلس المحلي مدرسة جديدة في الرقة يوم الأحد.",
    "تشهد المنطقة اشتباكات متكررة بين الفصائل منذ سنوات.",
    "The US has about 900 troops in Syria, most of them in the north-east.",
    "Erdogan said Turkey would not allow a terror corridor along its border.",
    "Damascus and the SDF resumed talks on Monday over the integration of forces.",
    "The UN said that 5,000 people had been displaced from Idlib since Monday.",
    "A court in Koblenz sentenced a former Syrian officer to life in prison on Thursday.",
    "Heavy snow closed the road between Manbij and Aleppo on Monday.",
    "Two people died in a car accident on the Raqqa road on Sunday.",
    "وصل وفد من التحالف الدولي إلى القامشلي للقاء قادة قسد يوم الأحد.",
    "يعاني سكان مخيم الهول من نقص المياه.",
    "قال أردوغان إن بلاده ستواصل محاربة الإرهاب في سوريا.",
    "نقلت فرق الدفاع المدني أربعة مصابين بحادث سير على طريق الرقة يوم السبت.",
    "اجتمع وزير الدفاع التركي مع نظيره الروسي في موسكو يوم الأربعاء.",
]


@pytest.mark.parametrize(("kind", "forces", "text"), TOLD)
def test_a_sentence_tells_one_event_of_its_kind_and_forces(
    kind: str, forces: str, text: str, gazetteer: Gazetteer
) -> None:
    events = read_report(text, gazetteer, published=PUBLISHED).events
    assert [event.kind for event in events] == [kind]
    assert set(events[0].force_ids) == set(forces.split())
    assert events[0].layer == kinds()[kind].layer
    assert events[0].status == "auto"


@pytest.mark.parametrize("text", NOT_TOLD)
def test_habits_threats_and_other_news_are_no_events(text: str, gazetteer: Gazetteer) -> None:
    assert read_report(text, gazetteer, published=PUBLISHED).events == ()


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        ("The army denied shelling the town.", ["denied"]),
        ("Turkey will launch joint patrols on Friday.", ["planned"]),
        ("Officials threatened to attack SDF posts.", ["hypothetical"]),
        ("Clashes often break out here.", ["habit"]),
        ("They passed without clashes.", ["negated"]),
        ("نفت الوزارة قصف البلدة.", ["denied"]),
        ("تعتزم القوات تسيير دورية مشتركة غداً.", ["planned"]),
        ("كثيراً ما اندلعت اشتباكات هنا.", ["habit"]),
        ("عاد الرتل من دون اشتباكات.", ["negated"]),
        ("Amman neither confirmed nor denied the air strikes.", ["background"]),
        ("Clashes broke out in the town.", ["told"]),
    ],
)
def test_a_trigger_is_as_real_as_its_cue_says(text: str, senses: list[str]) -> None:
    assert [trigger.sense for trigger in find_triggers(split_sentences(text)[0])] == senses


def test_cues_inside_a_longer_cue_are_not_heard() -> None:
    assert [cue.sense for cue in find_cues(split_words("He neither confirmed nor denied it"))] == ["background"]


def test_of_overlapping_triggers_the_strongest_stays() -> None:
    triggers = find_triggers(split_sentences("A Turkish drone strike hit a car.")[0])
    assert [trigger.kind for trigger in triggers] == ["air_or_drone_strike"]
