"""Spellings and their keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.names import Token, fold, is_article, normalise, readings, token_key, tokenize

SAME_KEY = [
    ("القحطانية", "القحطانيه"),
    ("القحطانية", "القَحْطانِيّـة"),
    ("القحطانية", "قحطانية"),
    ("أعزاز", "اعزاز"),
    ("إدلب", "ادلب"),
    ("نوى", "نوي"),
    ("أميركية", "اميركيه"),
    ("السويداء", "السويدا"),
    ("رأس العين", "راس العين"),
    ("گرێ سپی", "كري سبي"),
    ("كوباني", "کوبانی"),
    ("ﻗﺎﻣﺸﻠﻲ", "قامشلي"),
    ("الطريق ٤", "الطريق 4"),
    ("Girkê Legê", "girke lege"),
    ("Tirbespî", "Tirbespi"),
    ("al-Hasakah", "Hasakah"),
    ("Al Ḩasakah", "hasakah"),
    ("el-Hasakah", "Al Hasakah"),
    ("Mu'abbada", "Mu’abbada"),
    ("Muabbada", "Muʿabbada"),
    ("Şanlıurfa", "sanliurfa"),
    ("Ra’s al ‘Ayn", "Ras al-Ayn"),
    ("Deir-ez-Zor", "Deir ez-Zor"),
]


@pytest.mark.parametrize(("one", "other"), SAME_KEY)
def test_spellings_of_one_name_share_the_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


SAME_FOLD = [
    ("Qahtaniyah", "Al-Qahtaniyeh", "Qahtaniya", "Kahtaniye"),
    ("Qamishli", "Kamishli", "Qamishlo", "Kamışlı"),
    ("Hasakah", "Hasaka", "al-Hasakeh", "Hassakeh"),
    ("Deir ez-Zor", "Deir Ezzor", "Dayr az Zawr", "Der Zor"),
    ("Darbasiyah", "Derbassiye", "Darbasiya"),
    ("Rumaylan", "Rmelan", "Rmeilan", "Rumeilan"),
    ("Shaddadi", "Shadadi", "ash-Shaddadi"),
    ("al-Hawl", "al-Hol", "Houl", "al-Howl"),
    ("Tell Tamr", "Tal Tamr", "Tel Tamer", "Tall Tamir"),
    ("Ayn Issa", "Ain Issa", "Ein Eissa"),
    ("Jarabulus", "Jarablus", "Cerablus"),
    ("Suwayda", "Sweida", "as-Suwayda", "Soueida"),
    ("Ras al-Ayn", "Ras el Ain", "Res al-Ein"),
    ("السويداء", "سويدا"),
    ("الشدادي", "الشدادى", "الشدادة"),
]


@pytest.mark.parametrize("spellings", SAME_FOLD, ids=lambda spellings: spellings[0])
def test_transliterations_of_one_name_share_the_fold_key(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


DIFFERENT = [
    ("Hama", "Homs"),
    ("Raqqa", "Rakha"),
    ("Tell Tamr", "Tell Hamis"),
    ("حلب", "حلبجة"),
    ("الباب", "البابا"),
    ("Sinjar", "Sinjil"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
    assert fold(one) != fold(other)


READINGS = [
    ("للحدود", ("حدود", "ل", True)),
    ("وبالحسكة", ("حسكه", "وب", True)),
    ("والقحطانية", ("قحطانيه", "و", True)),
    ("بحلب", ("حلب", "ب", False)),
    ("كالحسكة", ("حسكه", "ك", True)),
    ("وكوباني", ("كوباني", "و", False)),
    ("فالرقة", ("رقه", "ف", True)),
]


@pytest.mark.parametrize(("word", "expected"), READINGS)
def test_a_proclitic_is_one_of_the_readings(word: str, expected: tuple[str, str, bool]) -> None:
    assert expected in [(r.key, r.stripped, r.has_article) for r in readings(token_key(word))]


@pytest.mark.parametrize("word", ["بغداد", "لبنان", "كركوك", "فلسطين", "واسط"])
def test_a_name_that_begins_like_a_proclitic_is_first_read_whole(word: str) -> None:
    first = readings(token_key(word))[0]
    assert (first.key, first.stripped) == (token_key(word), "")


TOKENS = [
    ("Syria's ‘Raqqa’.", ["Syria", "Raqqa"]),
    ("al-Hawl", ["al", "Hawl"]),
    ("#حفر_الباطن", ["حفر", "الباطن"]),
    ("الـM4", ["الـ", "M4"]),
    ("Mu'abbada", ["Mu'abbada"]),
    ("", []),
    ("؟!… 🙂", []),
]


@pytest.mark.parametrize(("text", "words"), TOKENS)
def test_words_are_split_where_names_are(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == words


ARTICLES = [
    ("al-Raqqa", True),
    ("ez-Zor", True),
    ("Al Raqqah", True),
    ("Ar Raqqah", True),
    ("at Raqqa", False),
    ("as Syria", False),
    ("an attack", False),
    ("Raqqa city", False),
]


@pytest.mark.parametrize(("text", "expected"), ARTICLES)
def test_english_prepositions_are_no_arabic_articles(text: str, expected: bool) -> None:
    first, second = tokenize(text)
    assert is_article(first, second) is expected


@given(st.text())
def test_tokens_are_stretches_of_any_text_in_order(text: str) -> None:
    tokens: list[Token] = tokenize(text)
    assert all(text[token.start : token.end] == token.text and token.key for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    words = [token.key for token in tokenize(text)]
    assert all(token_key(word) == word for word in words)


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءـَُِّ ", max_size=30))
def test_normalising_arabic_twice_changes_nothing_more(text: str) -> None:
    assert fold(text) == fold(text)
    for reading in readings(token_key(text.replace(" ", ""))):
        assert len(reading.stripped) <= 2


def test_a_hashtag_is_cut_at_its_capitals() -> None:
    assert [token.text for token in tokenize("#TelAbyad and #BabAlHawa, McGurk")] == [
        "Tel", "Abyad", "and", "Bab", "Al", "Hawa", "McGurk",
    ]  # fmt: skip


def test_the_on_of_the_dialects_is_taken_off_a_name() -> None:
    assert ("حديده", "ع", True) in [(r.key, r.stripped, r.has_article) for r in readings(token_key("عالحديدة"))]
