"""Texts cut into lines and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.reading.sentences import report_title, split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One came. Two went! Did three? Yes.", ["One came.", "Two went!", "Did three?", "Yes."]),
        ("On Thursday, Feb. 16, forces struck. Nobody died.", ["On Thursday, Feb. 16, forces struck.", "Nobody died."]),
        ("It lies 3.5 km from Dr. Smith's house.", ["It lies 3.5 km from Dr. Smith's house."]),
        ("1. Kirkuk: fighters attacked a post.", ["1. Kirkuk: fighters attacked a post."]),
        ("وصلت الدورية. هل عادت؟ نعم.", ["وصلت الدورية.", "هل عادت؟", "نعم."]),
        ("First line\n\nSecond line.", ["First line", "Second line."]),
        ("“We saw it.” Then they left.", ["“We saw it.”", "Then they left."]),
        ("...", []),
    ],
)
def test_sentences_end_at_their_marks_only(text: str, expected: list[str]) -> None:
    assert [s.text for s in split_sentences(text)] == expected


def test_the_parts_of_a_report_are_told_apart() -> None:
    text = (
        "Convoy turned back near Tell Tamer\n"
        "HASAKAH, Jan 27\n"
        "A patrol stopped a convoy on Monday.\n"
        "- One soldier was hurt in the incident.\n"
        "Source: a local agency\n"
    )
    assert [s.part for s in split_sentences(text)] == ["title", "dateline", "body", "item", "source"]


def test_a_title_is_the_headline_or_the_first_words() -> None:
    assert report_title("A headline\nThe text follows here.") == "A headline"
    long = "A patrol of many vehicles drove slowly through a row of villages " * 3 + "."
    assert len(report_title(long)) <= 120
    assert report_title("  \n ") == ""


@given(st.text())
def test_every_sentence_is_where_it_says(text: str) -> None:
    last = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert last <= sentence.start < sentence.end
        last = sentence.end


def test_a_text_without_stops_is_cut_at_words_and_loses_nothing() -> None:
    text = "clashes in Manbij and " * 400
    sentences = split_sentences(text)
    assert max(len(sentence.text) for sentence in sentences) <= 2_000
    assert " ".join(sentence.text for sentence in sentences) == text.strip()
    assert split_sentences("a" * 5_000)[-1].end == 5_000
