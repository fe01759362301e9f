"""The part each place plays: scene, context, government or source, by rules that hold in both languages."""

from __future__ import annotations

import pytest

from gazetteer.index import Gazetteer
from gazetteer.locate import locate


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        # a town without a relation is the scene
        ("Shells hit Manbij, Kobani and Amuda on Sunday.", "Amuda", "event"),
        ("طالت القذائف منبج وكوباني وعامودا مساء الأحد", "عامودا", "event"),
        # so is where a movement goes to or comes from; not where somebody returns to, nor what is passed through
        ("A convoy of forty lorries set off from Qamishli at dawn.", "Qamishli", "event"),
        ("The column moved on to Kobani in the evening.", "Kobani", "event"),
        ("انطلقت الدورية من القامشلي صباحاً", "القامشلي", "event"),
        ("وصل الرتل إلى كوباني مساء", "كوباني", "event"),
        ("The convoy drove back towards Qamishli.", "Qamishli", "context"),
        ("عاد الرتل باتجاه القامشلي", "القامشلي", "context"),
        ("A convoy drove from Kobani to Amuda via Qamishli.", "Qamishli", "context"),
        ("موسكو تتعرض لهجوم بثماني مسيّرات", "موسكو", "event"),
        # a law is no speaker, and a capital that acts is none of a list of places
        ("القبض على مطلوبين وفق المادة 4 إرهاب في القامشلي", "القامشلي", "event"),
        ("مواجهات بريف السويداء الغربي ودمشق تدفع بتعزيزات", "ودمشق", "actor"),
        # origins, places told apart and agreements are context
        ("القتيل من أهالي منبج", "منبج", "context"),
        ("وقع القصف في قرية القحطانية وهي غير القحطانية العراقية في الحسكة", "القحطانية العراقية", "context"),
        ("It follows the deal struck in Sochi last week near Kobani.", "Sochi", "context"),
        ("وجاء القصف بعد محادثات في جنيف", "جنيف", "context"),
        # what only says where another place lies
        ("A blast shook the town on the Turkish border, in Hasakah.", "Turkish border", "context"),
        ("Clashes went on near the Tishrin dam on the Euphrates in Syria.", "Euphrates", "context"),
        # governments and offices
        ("Sudan's army recaptured the palace in Khartoum.", "Sudan", "actor"),
        ("قال محافظ الحسكة إن الوضع مستقر", "الحسكة", "actor"),
        ("The mayor of Manbij denied it.", "Manbij", "actor"),
        # sources
        ("Two died, according to a monitor in Coventry.", "Coventry", "source"),
        ("قُتل اثنان وفق مفوضية اللاجئين في جنيف", "جنيف", "source"),
    ],
)
def test_the_words_around_a_place_tell_its_part(text: str, name: str, role: str, gazetteer: Gazetteer) -> None:
    found = [m for m in locate(text, gazetteer) if name.split()[0] in m.text]
    assert found, f"{name!r} is not among {[m.text for m in locate(text, gazetteer)]}"
    assert found[-1].role == role
