"""Marked text: nothing of a report gets through as markup, and the marks never overlap."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from dashboard.marking import MARK_KINDS, Mark, marked_html, paragraphs_html, sentence_around
from dashboard.safe_text import with_signs_shown

MARKS = st.builds(
    Mark,
    start=st.integers(-2, 60),
    end=st.integers(-2, 60),
    kind=st.sampled_from(MARK_KINDS),
    title=st.text(max_size=8),
    faint=st.booleans(),
)


@given(st.text(max_size=50), st.lists(MARKS, max_size=8))
def test_the_words_are_the_texts_own_and_tags_only_ours(text: str, marks: list[Mark]) -> None:
    html = marked_html(text, marks)
    bare = re.sub(r'<mark class="dw-mark dw-\w+( dw-faint)?"( title="[^"<>]*")?>|</mark>', "", html)
    assert unescape(bare.replace("<br>", "\n")) == unescape(bare).replace("<br>", "\n")
    assert not set("<>") & set(bare.replace("<br>", ""))
    assert bare.replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&"
    ) == with_signs_shown(text)


@given(st.text(max_size=80), st.lists(MARKS, max_size=6))
def test_marks_are_never_inside_each_other(text: str, marks: list[Mark]) -> None:
    depth = 0
    for tag in re.findall(r"</?mark", paragraphs_html(text, marks)):
        depth += 1 if tag == "<mark" else -1
        assert depth in (0, 1)


def test_the_shorter_mark_wins_over_the_longer() -> None:
    text = "near the Turkish border"
    html = marked_html(text, [Mark(start=0, end=23, kind="place"), Mark(start=9, end=16, kind="force")])
    assert html == (
        '<mark class="dw-mark dw-place">near the</mark> <mark class="dw-mark dw-force">Turkish</mark> '
        '<mark class="dw-mark dw-place">border</mark>'
    )


def test_a_script_in_a_report_is_only_shown() -> None:
    text = 'x <script>alert("1")</script> y'
    html = marked_html(text, [Mark(start=2, end=10, kind="trigger", title='"><script>')])
    assert "<script" not in html
    assert 'title="&quot;&gt;&lt;script&gt;"' in html


def test_paragraphs_carry_the_numbers_of_their_events() -> None:
    html = paragraphs_html("One.\n\nTwo.", [], numbers={0: 1, 7: 2})
    assert html == (
        '<p dir="auto"><span class="dw-number dw-number-1">1</span>One.</p>'
        '<p dir="auto"><span class="dw-number dw-number-2">2</span>Two.</p>'
    )


@given(st.text(max_size=120), st.integers(0, 120), st.integers(0, 20))
def test_the_sentence_holds_its_words(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = sentence_around(text, start, end)
    assert 0 <= first <= start
    assert end <= last <= len(text)


def test_the_sentence_is_the_one_around() -> None:
    text = "First one. Then a US patrol met a Russian one at 7.30 near Qamishli. Last."
    first, last = sentence_around(text, 20, 25)
    assert text[first:last] == "Then a US patrol met a Russian one at 7.30 near Qamishli."
