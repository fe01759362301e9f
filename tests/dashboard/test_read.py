"""Reports read from end to end: what a whole text tells, and that no text breaks the reader."""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.errors import ReportError
from dashboard.events import DATE_PRECISIONS, STATUSES, event_from_json
from dashboard.reading import command
from dashboard.reading.read import ReadReport, read_report
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer

MEETING = """دوريتان أميركية وروسية تتبادلان التحية قرب القحطانية

خلال جولة اعتيادية، التقى جنود أميركيون وروس قرب بلدة القحطانية في شمال شرق سوريا، وتبادلوا الصور.

وتنتشر قوات أميركية في المنطقة منذ العام 2014، وتكررت لقاءات الطرفين خلال الدوريات من دون حوادث.

وفي 2020، صدمت مدرعة روسية آلية أميركية على طريق ترابي بعدما حاولت إيقافها.

والسبت، التقت دوريتان أميركية وروسية قرب حقل نفطي بالقرب من الحدود التركية في محافظة الحسكة.

وقال الباحث حسن الرقاوي إن موسكو وواشنطن لا تريدان التصعيد.

المصدر: وكالة محلية
"""
PUBLISHED = date(2022, 10, 9)


@pytest.fixture(scope="module")
def meeting(gazetteer: Gazetteer) -> ReadReport:
    return read_report(MEETING, gazetteer, published=PUBLISHED)


def test_a_meeting_told_twice_and_an_old_collision_are_two_events(meeting: ReadReport) -> None:
    assert [(event.kind, event.layer) for event in meeting.events] == [
        ("encounter", "patrol"),
        ("standoff", "incident"),
    ]


def test_the_meeting_has_its_day_forces_and_place(meeting: ReadReport) -> None:
    event = next(e for e in meeting.events if e.kind == "encounter")
    assert (event.date_start, event.date_end, event.date_precision) == (date(2022, 10, 8), date(2022, 10, 8), "day")
    assert {(force.id, force.role) for force in event.forces} == {("us", "actor"), ("russia", "actor")}
    assert event.place.place_ids == ("geonames:165757",)
    assert event.place.geo_precision == 2
    told = [MEETING[e.start : e.end] for e in event.evidence if e.field == "place"]
    assert any("القحطانية" in words for words in told)
    assert any("الحدود التركية" in words for words in told)


def test_the_collision_is_dated_to_its_year_and_placed_in_the_region_only(meeting: ReadReport) -> None:
    event = next(e for e in meeting.events if e.kind == "standoff")
    assert (event.date_start, event.date_end, event.date_precision) == (date(2020, 1, 1), date(2020, 12, 31), "year")
    assert event.place.geo_precision == 3
    assert event.place.reason == "the region that the report is about"


def test_every_value_has_its_words(meeting: ReadReport) -> None:
    for event in meeting.events:
        fields = {evidence.field for evidence in event.evidence}
        assert {"kind", "date"} <= fields
        assert {f"force:{force}" for force in event.force_ids} <= fields
        assert all(0 <= e.start < e.end <= len(MEETING) and e.rule for e in event.evidence)
        assert event.claims[0].report_id == meeting.id
        assert event.claims[0].fields["kind"] == event.kind


def test_the_json_form_is_the_contract(meeting: ReadReport) -> None:
    value = json.loads(json.dumps(meeting.as_json()))
    assert set(value) >= {"id", "lang", "title", "published", "mentions", "events", "warnings"}
    assert value["lang"] == "ar"
    assert value["published"] == "2022-10-09"
    assert [event_from_json(event).id for event in value["events"]] == [event.id for event in meeting.events]


def test_ids_do_not_change_between_readings(gazetteer: Gazetteer, meeting: ReadReport) -> None:
    again = read_report(MEETING, gazetteer, published=PUBLISHED)
    assert again.id == meeting.id
    assert [e.id for e in again.events] == [e.id for e in meeting.events]


def test_without_a_day_of_publication_a_weekday_stays_unknown_with_a_reason(gazetteer: Gazetteer) -> None:
    report = read_report("Turkish artillery shelled villages near Tell Rifaat on Monday.", gazetteer)
    assert report.published is None
    assert report.events[0].date_start is None
    assert report.events[0].date_precision == "unknown"
    assert report.events[0].date_reason
    assert any("publication" in warning for warning in report.warnings)


def test_the_day_of_publication_is_found_in_the_text(gazetteer: Gazetteer) -> None:
    text = "HASAKAH, 27 January 2022 - Turkish artillery shelled villages near Tell Tamer on Wednesday."
    report = read_report(text, gazetteer)
    assert report.published == date(2022, 1, 27)
    assert report.events[0].date_start == date(2022, 1, 26)


@pytest.mark.parametrize(
    "text",
    [
        "Bread prices rose again in Qamishli.",
        "x",
        "؟؟؟",
        "12345 67890",
        "<p>nothing</p>",
        "يوم جميل في دمشق",
        "\x07bell",
        "a" * 5000,
        "و" * 500,
        "( ( (" * 300,
    ],
)
def test_a_text_without_an_event_gives_none_and_says_so(text: str, gazetteer: Gazetteer) -> None:
    report = read_report(text, gazetteer, published=PUBLISHED)
    assert report.events == ()
    assert "No event was found in this report." in report.warnings


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x01\x02\x03" * 40, "b" * 5_000_000])
def test_what_is_no_report_is_refused_with_a_reason(text: str, gazetteer: Gazetteer) -> None:
    with pytest.raises(ReportError, match=r"report"):
        read_report(text, gazetteer)


def test_markup_and_scripts_are_not_read(gazetteer: Gazetteer) -> None:
    text = (
        "<html><body><p>Turkish artillery shelled <b>Tell Rifaat</b> on Monday.</p>"
        "<script>document.write('A bomb exploded in Idlib on Monday')</script></body></html>"
    )
    report = read_report(text, gazetteer, published=PUBLISHED)
    assert [event.kind for event in report.events] == ["shelling"]
    assert report.text == text
    assert any("HTML" in warning for warning in report.warnings)


FRAGMENTS = [
    "قصفت المدفعية التركية", "دورية مشتركة", "بين", "القامشلي", "في ريف", "شمال", "10 كم", "أمس", "السبت", "2020",
    "نفت", "قسد", "clashes", "near", "Raqqa", "on Monday", "no", "denied", "Turkish", "patrol",
    "killed 5", "between", "and", ".", ",",
    "\n", ":", "-", "“", "HASAKAH:", "1.", "<b>", "M4", "10 km north of", "the Turkish border", "\u200f", "ـ", "🚨",
]  # fmt: skip


def assert_sound(report: ReadReport) -> None:
    for mention in report.mentions:
        assert report.text[mention.start : mention.end] == mention.text
        assert mention.geometry is None or mention.geometry.is_valid
        assert mention.lat is None or (-90 <= mention.lat <= 90 and -180 <= (mention.lon or 0) <= 180)
    for event in report.events:
        assert event.kind in kinds()
        assert event.layer == kinds()[event.kind].layer
        assert event.status in STATUSES
        assert event.date_precision in DATE_PRECISIONS
        assert (event.date_start is None) == (event.date_end is None)
        assert event.date_start is None or event.date_end is None or event.date_start <= event.date_end
        assert event.date_start is not None or event.date_reason
        assert event.place.is_resolved or event.place.reason
        assert event.place.geometry is None or event.place.geometry.is_valid
        assert event.place.lat is None or (-90 <= event.place.lat <= 90 and -180 <= (event.place.lon or 0) <= 180)
        assert 0 <= event.confidence <= 1
        assert len(set(event.force_ids)) == len(event.force_ids)
        assert all(0 <= e.start < e.end <= len(report.text) for e in event.evidence)
    assert len({event.id for event in report.events}) == len(report.events)
    json.dumps(report.as_json())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=60), st.booleans())
def test_no_text_breaks_the_reader(gazetteer: Gazetteer, parts: list[str], with_date: bool) -> None:
    text = " ".join(parts)
    try:
        report = read_report(text, gazetteer, published=PUBLISHED if with_date else None)
    except ReportError as error:
        assert str(error)  # noqa: PT017  the message is what is asserted, whichever texts are refused
        return
    assert_sound(report)


def test_a_long_text_is_read_in_reasonable_time(gazetteer: Gazetteer) -> None:
    text = MEETING * 60
    started = time.perf_counter()
    report = read_report(text, gazetteer, published=PUBLISHED)
    assert time.perf_counter() - started < 20
    assert_sound(report)


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000 + " " + "ا" * 200_000, "US forces said Russian forces said " * 3_000, "2 " * 40_000],
    ids=["words of 200,000 letters", "thousands of forces in a sentence", "nothing but numbers"],
)
def test_the_time_grows_with_the_text_whatever_it_is(gazetteer: Gazetteer, text: str) -> None:
    # Each took a minute and more where the time grew with the square of the length.
    started = time.perf_counter()
    assert_sound(read_report(text, gazetteer))
    assert time.perf_counter() - started < 20


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict], str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    status = command.run(parser.parse_args(arguments))
    captured = capsys.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_the_command_reads_files_in_any_encoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / "utf8.txt", tmp_path / "cp1256.txt"]
    paths[0].write_text(MEETING, encoding="utf-8")
    paths[1].write_text(MEETING, encoding="cp1256")
    status, reports, _ = run([*map(str, paths), "--published", "2022-10-09", "--source", "A"], capsys)
    assert status == 0
    assert [len(report["events"]) for report in reports] == [2, 2]
    assert reports[0]["id"] == reports[1]["id"]
    assert reports[0]["source"] == "A"


def test_one_bad_report_is_told_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "reports.jsonl"
    good = {"id": "a", "text": "Turkish artillery shelled Tell Rifaat on Monday.", "published": "2022-10-09"}
    bad = [json.dumps({"id": "b", "text": ""}), "not json", '{"id": "c"}', '{"text": "x", "published": "soon"}']
    lines.write_text("\n".join([*bad, json.dumps(good)]), encoding="utf-8")
    status, reports, errors = run(["--jsonl", str(lines)], capsys)
    assert status == 1
    assert [report["id"] for report in reports] == ["a"]
    assert [f"line {number}" in errors for number in (1, 2, 3, 4)] == [True] * 4


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, reports, errors = run([str(tmp_path / "none.txt")], capsys)
    assert (status, reports) == (1, [])
    assert "none.txt" in errors
