"""Forces: a table of texts and the forces they name, and what holds for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reading.forces import RULES, RULES_BY_CODE, find_forces
from dashboard.vocabulary import children, forces

SPEAKERS = ("country", "capital", "government", "leader")

ACTING = [
    # an adjective beside a military word
    ("American convoy", {"us"}),
    ("a convoy of five American armoured vehicles", {"us"}),
    ("U.S. troops and US-led coalition aircraft", {"us", "coalition"}),
    ("four American service members", {"us"}),
    ("two Russian jeeps", {"russia"}),
    ("a Russian military police patrol", {"russia"}),
    ("Russian guided bombs", {"russia"}),
    ("a Russian-Turkish patrol", {"russia", "turkey"}),
    ("joint patrol of Russian and Turkish troops", {"russia", "turkey"}),
    ("US and British aircraft", {"us", "united-kingdom"}),
    ("a Turkish drone", {"turkey"}),
    ("Turkish shelling struck farmland", {"turkey"}),
    ("Turkish artillery", {"turkey"}),
    ("a Russian carrier shunting an American one", {"russia", "us"}),
    ("the Americans ignore it and the Russians too", {"us", "russia"}),
    ("Kurdish fighters", {"ypg"}),
    ("one Iraqi soldier", {"iraq"}),
    ("Israeli warplanes", {"israel"}),
    ("Syrian government forces", {"syria-government"}),
    ("دورية أميركية", {"us"}),
    ("دورية أمريكية", {"us"}),
    ("دوريه امريكيه", {"us"}),
    ("دوريتان أميركية وروسية", {"us", "russia"}),
    ("دورية روسية تركية مشتركة", {"russia", "turkey"}),
    ("القوات الروسية والتركية", {"russia", "turkey"}),
    ("وللقوات الروسية", {"russia"}),
    ("الشرطة العسكرية الروسية", {"russia"}),
    ("رتلاً روسياً", {"russia"}),
    ("جنود أميركيون وروس", {"us", "russia"}),
    ("الجنود الروس والأميركيون", {"us", "russia"}),
    ("عربة روسية وأخرى أميركية", {"russia", "us"}),
    ("احتكاك روسي – أميركي", {"russia", "us"}),
    ("مدرعات تابعة للقوات الأميركية", {"us"}),
    ("طائرة مسيّرة تركية", {"turkey"}),
    ("قصف مدفعي تركي", {"turkey"}),
    ("القواعد التركية", {"turkey"}),
    ("قوات من الجيشين الروسي والتركي", {"russia", "turkey"}),
    ("Russian and regime warplanes", {"russia", "syria-government"}),
    ("pro-Turkish factions", {"sna"}),
    ("العدو الإسرائيلي", {"israel"}),
    ("طائرات روسية وسورية", {"russia", "syria-government"}),
    # names and units
    ("قسد", {"sdf"}),
    ("لـ«قسد»", {"sdf"}),
    ("لقسد", {"sdf"}),
    ("قوات سوريا الديمقراطية", {"sdf"}),
    ("the SDF's fighters", {"sdf"}),
    ("Manbij Military Council", {"sdf"}),
    ("YPG and YPJ", {"ypg"}),
    ("HTS and the SNA", {"hts", "sna"}),
    ("PMF units", {"pmf"}),
    ("Asayish", {"asayish"}),
    ("قوى الأمن الداخلي في بيروت بلبنان", {"lebanon"}),
    ("the coalition", {"coalition"}),
    ("بالتحالف", {"coalition"}),
    ("طائرات التحالف", {"coalition"}),
    ("التحالف الدولي بقيادة", {"coalition"}),
    ("الجندرمة التركية", {"turkey"}),
    ("قوات النظام", {"syria-government"}),
    ("regime forces", {"syria-government"}),
    ("the 4th Division", {"syria-government"}),
    ("الفرقة الرابعة", {"syria-government"}),
    ("National Defence Forces", {"syria-government"}),
    ("government soldiers near Aleppo", {"syria-government"}),
    ("تنظيم الدولة الإسلامية", {"isis"}),
    ("خلايا تنظيم «الدولة الإسلامية»", {"isis"}),
    ("داعش", {"isis"}),
    # a country beside the border is not whose the army is; an ally is named by his adjective
    ("سيطر المتمردون في ميانمار على بلدة على حدود الصين وانسحب الجيش منها", {"myanmar"}),
    ("طائرات النظام السوري وحليفه الروسي", {"syria-government", "russia"}),
    # القاعدة is a base where one was spoken of; "the organisation" is the PKK in a report on it
    ("استُهدفت قاعدة حرير بمسيّرة، وكانت القاعدة قد قُصفت قبل شهر", set()),
    ("هاجم مسلحو القاعدة نقطة في أبين اليمنية", {"aqap"}),
    ("قتل مقاتل من حزب العمال الكردستاني قرب عين عيسى، وقصفت المدفعية نقاطاً للتنظيم", {"pkk"}),
    ("an IS cell", {"isis"}),
    ("Islamic State militants", {"isis"}),
    ("هيئة تحرير الشام", {"hts"}),
    ("Turkish-backed factions", {"sna"}),
    ("الفصائل الموالية لـأنقرة", {"sna"}),
    ("الفصائل الموالية لتركيا", {"sna"}),
    ("militants supported by Iran", {"iran-backed"}),
    ("militias backed by Iran", {"iran-backed"}),
    ("الميليشيات الموالية لإيران", {"iran-backed"}),
    ("الحشد الشعبي", {"pmf"}),
    ("حزب العمال الكردستاني", {"pkk"}),
    ("البيشمركة", {"peshmerga"}),
    ("UNIFIL", {"un"}),
    ("قوات «اليونيفيل»", {"un"}),
    ("a UN convoy", {"un"}),
    # nobody known
    ("مسلحون مجهولون", {"unidentified"}),
    ("مسلحين مجهولين", {"unidentified"}),
    ("unknown gunmen", {"unidentified"}),
    ("gunmen on a motorbike", {"unidentified"}),
    ("an unidentified drone", {"unidentified"}),
    # a country's own
    ("Russian peacekeepers", {"russia"}),
    ("the army in Omdurman, Sudan", {"sudan-army"}),
    ("Sudan's army", {"sudan-army"}),
    ("Moscow's troops", {"russia"}),
    ("drones belonging to Washington", {"us"}),
    ("the army in Kirkuk, Iraq", {"iraq"}),
    ("the Irish contingent", {"ireland"}),
    ("Irish peacekeepers", {"un"}),
    ("Uruguayan blue helmets", {"un"}),
    # other languages of the region
    ("Suriye Demokratik Güçleri", {"sdf"}),
    ("Hêzên Sûriya Demokratîk", {"sdf"}),
    ("Türk Silahlı Kuvvetleri", {"turkey"}),
    ("Pêşmerge", {"peshmerga"}),
]


@pytest.mark.parametrize(("text", "expected"), ACTING)
def test_text_names_these_forces(text: str, expected: set[str]) -> None:
    assert {mention.force_id for mention in find_forces(text) if mention.sense not in SPEAKERS} == expected


SPEAKING = [
    ("Moscow denied it", {"russia": "capital"}),
    ("Ankara said that its raids were answers", {"turkey": "capital"}),
    ("ولم يصدر أي تعليق من موسكو أو واشنطن", {"russia": "capital", "us": "capital"}),
    ("وزارة الدفاع التركية", {"turkey": "government"}),
    ("the Turkish defence ministry", {"turkey": "government"}),
    ("the Syrian government said", {"syria-government": "government"}),
    ("أطلقتها روسيا", {"russia": "country"}),
    ("the US said", {"us": "country"}),
    ("دعماً لدمشق", {"syria-government": "capital"}),
    ("الاتفاق الذي توصلت إليه أنقرة", {"turkey": "capital"}),
]


@pytest.mark.parametrize(("text", "expected"), SPEAKING)
def test_capital_or_ministry_speaks_for_its_government(text: str, expected: dict[str, str]) -> None:
    assert {mention.force_id: mention.sense for mention in find_forces(text)} == expected


NOBODY = [
    "a Syrian town",
    "the border with Turkey",
    "المنطقة الحدودية مع تركيا",
    "the Turkish border",
    "الحدود التركية",
    "للحدود التركية",
    "Russian airports",
    "the American University",
    "a Kurdish-majority town",
    "the Kurdish-run council",
    "the SDF-run prison",
    "an American fabrication",
    "a truce brokered by a Russian-speaking man",
    "بلدة سورية",
    "اللغة التركية",
    "in Turkey and Iraq",
    "southern Lebanon",
    "في العراق",
    "في سوريا والعراق",
    "BEIRUT - A convoy",
    "أنقرة - نفت",
    "AMMAN/BEIRUT - A strike",
    "the Damascus Gate",
    "The Baghdad Post",
    "the US flag",
    "بلدية المدينة",
    "he is hit",
    "it was us",
    "un village",
    "أميركا الجنوبية",
    "a coalition government in Ohio",
    "roast turkey",
    "وحدات سكنية",
    "خلايا نحل",
    "Syrian refugees and Turkish coffee",
]


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_only_look_like_a_force_name_none(text: str) -> None:
    assert find_forces(text) == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("وانطلقت دورية روسية تركية مشتركة صباحاً", "دورية روسية تركية"),
        ("stopped a Russian military police patrol there", "Russian military police patrol"),
        ("بين «قسد» والقوات", "قسد"),
        ("وللقوات الروسية", "لقوات الروسية"),
    ],
)
def test_span_covers_the_expression_without_its_proclitic(text: str, span: str) -> None:
    assert find_forces(text)[0].text == span


def test_every_force_of_an_expression_has_its_own_mention() -> None:
    first, second = find_forces("a Russian-Turkish patrol")
    assert (first.start, first.end) == (second.start, second.end)


def test_children_include_the_force_and_all_below_it() -> None:
    assert children("iran") == {"iran", "iran-backed", "hezbollah"}
    assert children("sdf") == {"sdf", "ypg", "asayish"}
    assert children("us") == {"us"}
    assert "coalition" not in children("us")


def test_all_forces_of_the_design_are_in_the_table() -> None:
    wanted = (
        "us coalition russia turkey syria-government sdf ypg asayish isis sna hts opposition iran iran-backed "
        "hezbollah israel iraq pmf peshmerga pkk jordan lebanon un unidentified"
    )
    assert set(wanted.split()) <= set(forces())


@pytest.mark.parametrize("force_id", list(forces()))
def test_every_force_is_found_by_some_name_in_both_languages(force_id: str) -> None:
    from dashboard.reading.force_forms import force_forms

    languages = {form.lang for forms in force_forms().values() for form in forms if form.force == force_id}
    assert {"en", "ar"} <= languages


PIECES = """Russian Turkish American convoy patrol forces - , and ' s U.S. US قوات دورية روسية تركي و ل أميركية قسد
Ankara in backed by Iran militias Kurdish -led وزارة الدفاع أخرى الموالية لتركيا «داعش» مجهولون ."""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.one_of(st.text(), st.lists(WORDS, max_size=30).map(" ".join)))
def test_any_text_gives_spans_of_itself_in_order(text: str) -> None:
    start = 0
    for mention in find_forces(text):
        assert start <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert mention.force_id in forces()
        start = mention.start


@pytest.mark.parametrize(
    "piece", ["قوات عسكرية ", "Russian-", "Russian joint ", "U.S. ", "Ankara, ", "in the of ", "و"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.perf_counter()
    find_forces(text)
    assert time.perf_counter() - began < 10


@given(st.text(alphabet="AFCDdNnRrIiKkjJBXLTbthlspmvW_&,-'%", min_size=1, max_size=8))
def test_no_rule_is_left_out_that_holds_for_some_codes(codes: str) -> None:
    holding = [rule for rule in RULES if rule[1].match(codes)]
    assert [rule for rule in RULES_BY_CODE.get(codes[0], RULES) if rule in holding] == holding
