"""The card of an event: its quote, its escapes, and what it says where little is known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from dashboard.card import card_parts, sentence_position
from dashboard.events import Event, EventForce, EventPlace, Evidence
from dashboard.store import StoredReport
from dashboard.translation import Words

TEXT = (
    "Patrols meet\n"
    "A US patrol met a Russian one near Qamishli on Saturday. Nobody was hurt. The <b>army</b> said nothing.\n"
)
EN = Words("en")


def evidence(field: str, words: str) -> Evidence:
    start = TEXT.index(words)
    return Evidence(field=field, report_id="r", start=start, end=start + len(words))


def stored(**values: object) -> dict[str, StoredReport]:
    given = {"id": "r", "text": TEXT, "source": "Notes", "published": date(2024, 10, 13), "lang": "en"} | values
    return {"r": StoredReport(read_at=datetime(2024, 10, 13, tzinfo=UTC), **given)}  # type: ignore[arg-type]


EVENT = Event(
    id="e",
    layer="patrol",
    kind="encounter",
    date_start=date(2024, 10, 12),
    date_end=date(2024, 10, 12),
    date_precision="day",
    forces=(EventForce(id="us"), EventForce(id="russia")),
    place=EventPlace(name="Qamishli", relation="near", lat=37.05, lon=41.22, radius_m=5000, geo_precision=2),
    sources=("r",),
    evidence=(
        evidence("kind", "Patrols meet"),
        evidence("kind", "met a Russian one"),
        evidence("force:us", "US"),
        evidence("force:russia", "Russian"),
        evidence("place", "near Qamishli"),
        evidence("date", "on Saturday"),
    ),
)


def bare(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_the_quote_is_the_sentence_that_says_most() -> None:
    quotes = card_parts(EVENT, stored(), EN).quotes
    assert "sentence 2 of 4" in quotes
    assert bare(quotes).startswith("Notes 13 Oct 2024 · sentence 2 of 4 A US patrol met a Russian one near Qamishli")
    assert "Nobody" not in quotes


def test_each_value_is_marked_in_its_colour() -> None:
    quotes = card_parts(EVENT, stored(), EN).quotes
    assert '<mark class="dw-mark dw-force">US</mark>' in quotes
    assert '<mark class="dw-mark dw-place">near Qamishli</mark>' in quotes
    assert '<mark class="dw-mark dw-date">on Saturday</mark>' in quotes


def test_the_facts_say_when_where_how_surely_and_who() -> None:
    facts = bare(card_parts(EVENT, stored(), EN, region="Hasakah").facts)
    assert "Sat 12 Oct 2024 from “ on Saturday ”" in facts
    assert "Near Qamishli, Hasakah" in facts
    assert "Near a named place, within 5 km" in facts
    assert "United States Russia" in facts


def test_an_event_without_place_or_date_says_so() -> None:
    event = Event(id="e", layer="incident", kind="clash", date_reason="no day is named", sources=("gone",))
    parts = card_parts(event, {}, EN)
    assert "Date unknown no day is named" in bare(parts.facts)
    assert "the text names no place we know" in parts.facts
    assert "None named" in parts.facts
    assert "MGRS" not in parts.quotes


def test_a_source_and_a_text_are_escaped() -> None:
    event = Event(id="e", layer="incident", kind="clash", sources=("r",), evidence=(evidence("kind", "<b>army</b>"),))
    quotes = card_parts(event, stored(source="<script>x</script>"), EN).quotes
    assert "<script" not in quotes
    assert "<b>" not in quotes
    assert "&lt;b&gt;army&lt;/b&gt;" in quotes


def test_evidence_outside_the_text_is_left_out() -> None:
    wrong = Evidence(field="kind", report_id="r", start=5, end=10_000)
    event = Event(id="e", layer="incident", kind="clash", sources=("r",), evidence=(wrong,))
    quotes = card_parts(event, stored(), EN).quotes
    assert "sentence 1 of 4" in quotes
    assert "army" not in quotes


def test_sentences_are_counted_from_one() -> None:
    assert sentence_position("One. Two. Three.", 5) == (2, 3)
    assert sentence_position("", 0) == (1, 1)
