"""The report to pick words from: what its component is told, and that nothing of a text is followed."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.marking import Mark
from dashboard.report_text import PICK_KEYS, component_source, report_text_data
from dashboard.store import StoredReport
from dashboard.translation import Words

TEXT = "First line\n\n<img src=x onerror=alert(1)> near Zirgan\n"
REPORT = StoredReport(id="r", text=TEXT, lang="en", read_at=datetime(2024, 5, 6, tzinfo=UTC))


def test_each_paragraph_says_where_it_begins_and_hostile_words_are_text() -> None:
    at = TEXT.index("near")
    html = report_text_data(REPORT, [Mark(start=at, end=at + 11, kind="place")], Words("en"))["html"]
    assert '<p dir="auto" data-start="0">First line</p>' in html
    assert f'data-start="{TEXT.index("<img")}"' in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert '<mark class="dw-mark dw-place">near Zirgan</mark>' in html


def test_each_field_has_a_key_of_its_own_in_both_languages() -> None:
    assert len(set(PICK_KEYS.values())) == len(PICK_KEYS)
    for lang, direction in (("en", "ltr"), ("ar", "rtl")):
        report = StoredReport(id="r", text=TEXT, lang=lang, read_at=REPORT.read_at)
        data = report_text_data(report, [], Words(lang), focus="2")  # type: ignore[arg-type]
        assert (data["dir"], data["lang"], data["focus"]) == (direction, lang, "2")
        assert {one["name"]: one["key"] for one in data["fields"]} == PICK_KEYS
        assert all(one["label"] for one in data["fields"])


def test_the_component_is_our_own_script_alone() -> None:
    source = component_source()
    assert set(source) == {"html", "js"}
    assert "export default function" in source["js"]
