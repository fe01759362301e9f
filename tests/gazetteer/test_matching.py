"""The names of the gazetteer that begin at a word of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import Gazetteer
from gazetteer.matching import NameMatch
from gazetteer.names import tokenize


def first_match(gazetteer: Gazetteer, text: str, word: int = 0) -> NameMatch:
    return gazetteer.matcher.names_at(tokenize(text), word)[0]


def ids_of(gazetteer: Gazetteer, match: NameMatch) -> list[str]:
    return [gazetteer.place_at(row).id for row in match.rows]


IN_TEXTS = [
    ("القحطانية", 0, "geonames:165757", "القحطانية", ""),
    ("في الحسكة أمس", 1, "geonames:173811", "الحسكة", ""),
    ("بالحسكة", 0, "geonames:173811", "بالحسكة", "ب"),
    ("وبالحسكة", 0, "geonames:173811", "وبالحسكة", "وب"),
    ("والقامشلي", 0, "geonames:173377", "والقامشلي", "و"),
    ("لدمشق", 0, "geonames:170654", "لدمشق", "ل"),
    ("ودير الزور", 0, "geonames:170794", "ودير الزور", "و"),
    ("محافظة الحسكة", 0, "admin:SY-HA", "محافظة الحسكة", ""),
    ("near al-Hasakah city", 1, "geonames:173811", "al-Hasakah", ""),
    ("in Deir ez-Zor.", 1, "geonames:170794", "Deir ez-Zor", ""),
    ("Ar Raqqah", 0, "geonames:172955", "Ar Raqqah", ""),
    ("Hasakah's hospital", 0, "geonames:173811", "Hasakah", ""),
    ("HASAKAH", 0, "geonames:173811", "HASAKAH", ""),
    ("Tal  Tamr", 0, "geonames:163434", "Tal  Tamr", ""),
]


@pytest.mark.parametrize(("text", "word", "place_id", "words", "stripped"), IN_TEXTS)
def test_a_name_in_a_text_is_matched_whole(
    small_gazetteer: Gazetteer, text: str, word: int, place_id: str, words: str, stripped: str
) -> None:
    match = first_match(small_gazetteer, text, word)
    named = tokenize(text)[word : word + match.token_count]
    assert place_id in ids_of(small_gazetteer, match)
    assert text[named[0].start : named[-1].end] == words
    assert match.stripped == stripped


def test_a_swallowed_article_is_read(small_gazetteer: Gazetteer) -> None:
    match = first_match(small_gazetteer, "للحسكة")
    assert "geonames:173811" in ids_of(small_gazetteer, match)
    assert match.stripped == "ل"


def test_a_transliteration_is_a_folded_match_and_less_alike(small_gazetteer: Gazetteer) -> None:
    match = first_match(small_gazetteer, "Qaamishlee")
    assert (match.exactness, ids_of(small_gazetteer, match)) == ("folded", ["geonames:173377"])
    assert match.likeness < 1


@pytest.mark.parametrize("text", ["Deir. ez-Zor", "Deir, ez-Zor", "دير، الزور", "Deir (ez-Zor)"])
def test_a_name_does_not_run_across_punctuation(small_gazetteer: Gazetteer, text: str) -> None:
    assert all(match.token_count == 1 for match in small_gazetteer.matcher.names_at(tokenize(text), 0))


@pytest.mark.parametrize("text", ["at Raqqa", "as Raqqa"])
def test_a_preposition_is_not_part_of_the_name(small_gazetteer: Gazetteer, text: str) -> None:
    assert not small_gazetteer.matcher.names_at(tokenize(text), 0)
    assert "geonames:172955" in ids_of(small_gazetteer, first_match(small_gazetteer, text, 1))


def test_lower_case_words_are_not_folded_into_names(small_gazetteer: Gazetteer) -> None:
    assert not small_gazetteer.matcher.names_at(tokenize("kmshli"), 0)


def test_the_longest_name_comes_first(gazetteer: Gazetteer) -> None:
    counts = [match.token_count for match in gazetteer.matcher.names_at(tokenize("New York City"), 0)]
    assert counts[0] == 3
    assert counts == sorted(counts, reverse=True)


@given(st.text())
def test_matches_lie_inside_any_text(small_gazetteer: Gazetteer, text: str) -> None:
    tokens = tokenize(text)
    for i in range(len(tokens)):
        for match in small_gazetteer.matcher.names_at(tokens, i):
            assert 0 < match.token_count <= len(tokens) - i
            assert match.rows
