"""Bytes to text, and text to a report: encodings, binary files, HTML, languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import ReportError
from dashboard.reading.report import (
    MAX_CHARACTERS,
    decode_report,
    detect_language,
    make_report,
    mask_markup,
    plain_text,
    text_id,
)

ARABIC = "سيّرت القوات الروسية دورية في ريف القامشلي صباح اليوم، ثم عادت إلى قاعدتها من دون أي حادث يذكر."
ENGLISH = "A Russian patrol passed through villages near Qamishli on Monday – nobody was hurt."
WITHOUT_SIGNS = ARABIC.replace("ّ", "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"),
        (ARABIC, "utf-8-sig"),
        (ARABIC, "utf-16"),
        (WITHOUT_SIGNS, "cp1256"),
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ARABIC, "utf-16-le"),
        (ARABIC, "utf-16-be"),
        (ARABIC, "utf-32"),
        (ENGLISH, "cp1252"),
    ],
)
def test_text_is_decoded_whatever_its_encoding(text: str, encoding: str) -> None:
    assert decode_report(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 text",
        b"PK\x03\x04more",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        bytes(range(256)) * 8,
        b"\x00\x01\x02" * 50,
    ],
)
def test_a_binary_file_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(ReportError, match="text"):
        decode_report(data)


@pytest.mark.parametrize("text", ["", "   ", "\n\t\r\n"])
def test_an_empty_report_is_refused(text: str) -> None:
    with pytest.raises(ReportError, match="empty"):
        make_report(text)


def test_a_report_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(ReportError, match="1,000,001 characters"):
        make_report("a" * (MAX_CHARACTERS + 1))


def test_markup_is_blanked_without_moving_a_letter() -> None:
    text = "<p>Clashes near <b>Ain Issa</b> &amp; Raqqa.</p><script>alert('attack in Idlib')</script>"
    masked, warnings = mask_markup(text)
    assert len(masked) == len(text)
    assert masked.index("Ain Issa") == text.index("Ain Issa")
    assert "alert" not in masked
    assert "<" not in masked
    assert warnings


def test_a_less_than_sign_is_no_markup() -> None:
    assert mask_markup("casualties < 5 and losses > 2") == ("casualties < 5 and losses > 2", ())


def test_an_html_page_becomes_its_words() -> None:
    page = "<html><head><style>p{}</style></head><body><h1>Title</h1><p>First &amp; second.</p></body></html>"
    assert plain_text(page) == "Title\nFirst & second."
    assert decode_report(page.encode()) == "Title\nFirst & second."


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (ARABIC, "ar"),
        (ENGLISH, "en"),
        ("عربات BTR-80 وMRAP قرب تل تمر", "ar"),
        ("123", "en"),
        ("Qamişlo û Dêrik", "en"),
    ],
)
def test_the_language_is_that_of_most_letters(text: str, lang: str) -> None:
    assert detect_language(text) == lang


@given(st.text())
def test_masking_keeps_every_offset(text: str) -> None:
    assert len(mask_markup(text)[0]) == len(text)


@given(st.text(alphabet=st.sampled_from("<>/pbrscript =\"'&;#x1!-\n ab"), max_size=80))
def test_masking_keeps_every_offset_in_broken_markup(text: str) -> None:
    assert len(mask_markup(text)[0]) == len(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decode_report(data), str)
    except ReportError as error:
        assert str(error)  # noqa: PT017  whichever bytes are refused


def test_the_id_is_that_of_the_text_alone() -> None:
    assert make_report(ARABIC).id == make_report(ARABIC).id == text_id(ARABIC)
    assert make_report(ARABIC + " ").id != make_report(ARABIC).id
