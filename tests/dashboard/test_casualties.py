"""Figures of killed and wounded in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reading.casualties import find_casualties, total

NONE = (None, None)


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("ما أدى إلى مقتل عنصرين وجرح ثالث", (2, 2), (1, 1)),
        ("وأسفرت عن إصابة ثلاثة مقاتلين", NONE, (3, 3)),
        ("إلى 32 قتيلاً و159 جريحاً", (32, 32), (159, 159)),
        ("قُتل مدنيان وأصيب سبعة آخرون", (2, 2), (7, 7)),
        ("سقوط 29 بين قتيل وجريح", NONE, NONE),
        ("مقتل ما بين 20 و25 مسلحاً", (20, 25), NONE),
        ("سقطت ثلاث قذائف من دون وقوع إصابات", (0, 0), (0, 0)),
        ("أوقعت ما لا يقل عن ١١ قتيلاً", (11, None), NONE),
        ("ما أوقع قتيلاً برتبة ملازم وجريحين", (1, 1), (2, 2)),
        ("إصابة خمسة عشر مدنياً", NONE, (15, 15)),
        ("At least six people were left dead", (6, None), NONE),
        ("one fighter died and two were hurt", (1, 1), (2, 2)),
        ("wounding a shepherd", NONE, (1, 1)),
        ("killing three people, a doctor at the hospital said", (3, 3), NONE),
        ("wounding two officers, a police captain told reporters", NONE, (2, 2)),
        ("killing three people, a child and two women", (3, 3), NONE),
        ("killing two soldiers, three drivers and a guard", (6, 6), NONE),
        ("No casualties were reported", (0, 0), (0, 0)),
        ("A peacekeeper was killed and three were hurt", (1, 1), (3, 3)),
        ("killing twenty-five people", (25, 25), NONE),
        ("killing at least five soldiers and wounding nine", (5, None), (9, 9)),
        ("Six soldiers and two village guards died in a firefight", (8, 8), NONE),
        ("killing three journalists and two officers", (5, 5), NONE),
        ("wounding a shepherd and killing several sheep", NONE, (1, 1)),
        ("At least 15 fighters from the two sides died", (15, None), NONE),
        ("أصيب طفل بانفجار لغم", NONE, (1, 1)),
        ("عسكريين اثنين قُتلا وأصيب ثالث", (2, 2), (1, 1)),
        ("أحد عشر شخصاً، بينهم أربعة أطفال، استشهدوا", (11, 11), NONE),
        ("nobody said anything in 2014", NONE, NONE),
        ("slightly injuring three soldiers and several villagers", NONE, (5, None)),
        ("مقتل ثلاثة جنود وعدد من المدنيين", (5, None), NONE),
        ("ما في إصابات", (0, 0), (0, 0)),
        ("2 KIA 4 WIA", (2, 2), (4, 4)),
        ("Three soldiers and a civilian were killed", (4, 4), NONE),
        ("killing three soldiers and a civilian", (4, 4), NONE),
        ("IED hits an SDF water tanker; driver killed.", (1, 1), NONE),
        ("Gunmen murder the head of the civil council's relief office and his son at their home.", (2, 2), NONE),
        ("6 soldiers killed, 12 wounded", (6, 6), (12, 12)),
        ("killing the driver and his mate", (2, 2), NONE),
        ("injuring five passengers and the driver", NONE, (6, 6)),
        ("leaving three people dead and a dozen wounded", (3, 3), (12, 12)),
        ("up to 30 were wounded", NONE, (None, 30)),
        ("Dozens were killed and more than a hundred hurt", (20, None), (100, None)),
        ("at least 40 people, including 12 children, were killed", (40, None), NONE),
        ("No injuries were reported", (0, 0), (0, 0)),
        ("a car bomb had injured nobody", (0, 0), (0, 0)),
        ("Nobody was hurt.", (0, 0), (0, 0)),
        ("two drivers kidnapped; released unharmed next day", (0, 0), (0, 0)),
        ("killed a man, along with his wife and six children", (8, 8), NONE),
        ("3-5 fighters were killed", (3, 5), NONE),
        ("13:05 A drone strike on a house kills a couple and wounds three neighbours", (2, 2), (3, 3)),
        ("A policeman was shot dead", (1, 1), NONE),
        ("8 bodies", (8, 8), NONE),
        ("9 martyrs in the camp", (9, 9), NONE),
        ("An explosion killed five people and destroyed two houses", (5, 5), NONE),
        ("two people died and seven others were wounded", (2, 2), (7, 7)),
        ("The attack claimed the lives of 12 soldiers", (12, 12), NONE),
        ("The attack left 5 dead, 11 injured", (5, 5), (11, 11)),
        ("death toll rose to 17", (17, 17), NONE),
        ("One soldier was killed, and three wounded", (1, 1), (3, 3)),
        ("several people were injured", NONE, (1, None)),
        ("ثلاثة شهداء و12 جريحاً", (3, 3), (12, 12)),
        ("شهيدان وجريحة في الغارة", (2, 2), (1, 1)),
        ("تحديث ١٤:٤٠ - الصحة: شهيدان وجريحة", (2, 2), (1, 1)),
        ("مقتل ثلاثة جنود ومدني", (4, 4), NONE),
        ("مقتل جندي وإصابة ثلاثة آخرين", (1, 1), (3, 3)),
        ("استشهاد سائقها", (1, 1), NONE),
        ("مقتل قيادي ومرافقه", (2, 2), NONE),
        ("وسقوط 19 من المليشيا وستة من الجيش أمس", (25, 25), NONE),
        ("سقط فيها ٧ مدنيين", (7, 7), NONE),
        ("سقط تسعة قتلى على الأقل", (9, None), NONE),
        ("لقي أربعة أشخاص حتفهم وأصيب ما يصل إلى 30", (4, 4), (None, 30)),
        ("لا إصابات بحسب نجمة داوود الحمراء.", (0, 0), (0, 0)),
        ("من غير إصابات والحمد لله", (0, 0), (0, 0)),
        ("وفوق الـ200 جريح من الطرفين", NONE, (200, None)),
        ("وزارة الصحة قالت 29 قتيل و140 مصاب", (29, 29), (140, 140)),
        ("أُصيب فيه جنود", NONE, (1, None)),
        ("فأوقعت جرحى لم يُحدد عددهم", NONE, (1, None)),
        ("قُتل شخصان وأُصيب 11 آخرون بجروح", (2, 2), (11, 11)),
        ("مسلحان على دراجة يغتالان جندياً من اللواء", (1, 1), NONE),
        ("اغتال مجهولون القيادي السابق", (1, 1), NONE),
        ("نجا قيادي من محاولة اغتيال", (0, 0), NONE),
        ("وجرحتا خمسة مدنيين", NONE, (5, 5)),
        ("في إصابتين رصاص حي", NONE, (2, 2)),
        ("قُتل مدير المركز وشقيقه", (2, 2), NONE),
        ("استشهد خمسة مواطنين من عائلة واحدة", (5, 5), NONE),
        ("مقتل أكثر من 20 عنصراً وجرح العشرات", (20, None), (20, None)),
        ("ما أودى بحياة 3 أطفال وامرأة", (4, 4), NONE),
        ("مقتل ما لا يقل عن عشرة أشخاص", (10, None), NONE),
        ("خمسة قتلى وعشرات الجرحى", (5, 5), (20, None)),
        ("مقتل 4 جنود وإصابة 7 بينهم ضابط", (4, 4), (7, 7)),
        ("قتل في الهجوم خمسة جنود", (5, 5), NONE),
        ("ولم ترد أنباء عن سقوط ضحايا", (0, 0), (0, 0)),
        ("دون أن تسفر عن إصابات", (0, 0), (0, 0)),
        ("أصيب ثلاثة أطفال ووالدتهم", NONE, (4, 4)),
        ("عدد القتلى ارتفع إلى 17", (17, 17), NONE),
        ("استشهاد عسكريين اثنين", (2, 2), NONE),
        ("3 شهداء بينهم طفل وعدد من الجرحى", (3, 3), (1, None)),
        ("إصابة مباشرة للهدف", NONE, NONE),
        ("تحقيق إصابات مباشرة", NONE, NONE),
        ("أصيبت سيارة مدنية", NONE, NONE),
        ("مقتل وإصابة عدد من العناصر", NONE, NONE),
        ("الدفاع المدني ينتشل جثامين ٣ شهداء", (3, 3), NONE),
        ("عُثر على جثة شاب مقتولاً", (1, 1), NONE),
        ("قتل 12 مدنياً بينهم 4 أطفال وجرح 30 آخرون", (12, 12), (30, 30)),
        ("leaving three people dead and a dozen wounded before a ceasefire took hold", (3, 3), (12, 12)),
        ("on the night of 16 October, wounding a shepherd", NONE, (1, 1)),
        ("a 61-year-old man was injured", NONE, (1, 1)),
        ("مقتل 41 عنصراً من قوات النظام والمسلحين الموالين لها", (41, 41), NONE),
    ],
)
def test_figures_are_read(
    text: str, killed: tuple[int | None, int | None], wounded: tuple[int | None, int | None]
) -> None:
    mentions = find_casualties(text)
    for outcome, expected in (("killed", killed), ("wounded", wounded)):
        count = total(mentions, outcome)  # type: ignore[arg-type]
        assert (count.low, count.high) == expected


def test_figures_that_sources_dispute_make_a_range() -> None:
    text = "The army said one soldier was killed, but local sources said that 12 soldiers had died."
    count = total(find_casualties(text), "killed")
    assert (count.low, count.best, count.high) == (1, 12, 12)


@given(st.text())
def test_spans_are_inside_the_text(text: str) -> None:
    for mention in find_casualties(text):
        assert 0 <= mention.start < mention.end <= len(text)
