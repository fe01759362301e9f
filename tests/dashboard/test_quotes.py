"""The sentence behind an event."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.events import Event, Evidence
from dashboard.quotes import quote_of

TEXT = (
    "Patrols meet in Hasakah\n\nOn Saturday US patrols met Russians near Qahtaniyah. Nobody was hurt! "
    "«انتهى الأمر.» نهاية"
)


def event(*stretches: tuple[str, str]) -> Event:
    evidence = tuple(
        Evidence(field=field, report_id="r", start=TEXT.index(words), end=TEXT.index(words) + len(words))
        for field, words in stretches
    )
    return Event(id="e", layer="patrol", kind="encounter", evidence=evidence)


@pytest.mark.parametrize(
    ("stretches", "quote"),
    [
        ([("kind", "met")], "On Saturday US patrols met Russians near Qahtaniyah."),
        ([("kind", "meet")], "Patrols meet in Hasakah"),
        (
            [("kind", "meet"), ("place", "Hasakah"), ("kind", "met"), ("place", "Qahtaniyah"), ("date", "Saturday")],
            "On Saturday US patrols met Russians near Qahtaniyah.",
        ),
        ([("place", "Qahtaniyah"), ("date", "Saturday"), ("kind", "hurt")], "Nobody was hurt!"),
        ([("place", "الأمر")], "«انتهى الأمر.»"),
        ([("place", "نهاية")], "نهاية"),
        ([], ""),
    ],
)
def test_the_sentence_that_says_most_is_quoted(stretches: list[tuple[str, str]], quote: str) -> None:
    assert quote_of(event(*stretches), {"r": TEXT}) == quote


def test_a_report_that_is_not_at_hand_gives_no_quote() -> None:
    assert quote_of(event(("kind", "met")), {}) == ""


@given(text=st.text(alphabet="ab .\n؟", min_size=1, max_size=2000), data=st.data())
@settings(deadline=None)
def test_a_quote_is_words_of_the_text_and_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    evidence = Evidence(field="kind", report_id="r", start=start, end=end)
    told = Event(id="e", layer="patrol", kind="patrol", evidence=(evidence,))
    quote = quote_of(told, {"r": text})
    assert quote in " ".join(text.split())
    assert len(quote) <= 600
    assert " ".join(text[start:end].split()) in quote
