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
        ("سقطت ثلاث قذائف من دون وقوع إصابات", NONE, (0, 0)),
        ("أوقعت ما لا يقل عن ١١ قتيلاً", (11, None), NONE),
        ("ما أوقع قتيلاً برتبة ملازم وجريحين", (1, 1), (2, 2)),
        ("إصابة خمسة عشر مدنياً", NONE, (15, 15)),
        ("At least six people were left dead", (6, None), NONE),
        ("one fighter died and two were hurt", (1, 1), (2, 2)),
        ("wounding a shepherd", NONE, (1, 1)),
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
    ],
)
def test_figures_are_read(
    text: str, killed: tuple[int | None, int | None], wounded: tuple[int | None, int | None]
) -> None:
    mentions = find_casualties(text)
    for outcome, expected in (("killed", killed), ("wounded", wounded)):
        count = total(mentions, outcome)  # type: ignore[arg-type]
        assert (count.low, count.high) == expected


@given(st.text())
def test_spans_are_inside_the_text(text: str) -> None:
    for mention in find_casualties(text):
        assert 0 <= mention.start < mention.end <= len(text)
