"""Time zones: which one a report's days are reckoned in, and what its day of publication is there."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.errors import ReportError
from dashboard.reading.read import read_report
from dashboard.reading.time_zones import published_day, report_time_zone
from dashboard.settings import TIME_ZONE
from gazetteer.index import Gazetteer


def test_zone_is_the_reports_own_else_the_setting_else_damascus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TIME_ZONE.name, raising=False)
    assert report_time_zone() == "Asia/Damascus"
    monkeypatch.setenv(TIME_ZONE.name, "Africa/Khartoum")
    assert report_time_zone() == "Africa/Khartoum"
    assert report_time_zone("Europe/Kyiv") == "Europe/Kyiv"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Asia"])
def test_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ReportError, match="There is no time zone"):
        report_time_zone(zone)


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2024-05-11", "Asia/Damascus", "2024-05-11"),
        ("2024-05-11T22:30:00Z", "Asia/Damascus", "2024-05-12"),
        ("2024-05-11T22:30:00+03:00", "Asia/Damascus", "2024-05-11"),
        ("2024-05-11T02:30:00Z", "America/Bogota", "2024-05-10"),
        ("2024-05-11 23:59", "Asia/Damascus", "2024-05-11"),
        ("2024-05-11 at noon", "Asia/Damascus", "2024-05-11"),
        ("", "Asia/Damascus", "None"),
    ],
)
def test_instant_of_publication_is_of_the_local_day(value: str, zone: str, expected: str) -> None:
    assert str(published_day(value, zone)) == expected


def test_hour_in_gmt_moves_an_event_to_the_local_day() -> None:
    text = "A Turkish drone struck a car in Kobani at 22:30 GMT on Saturday."
    with Gazetteer.open() as gazetteer:
        [local] = read_report(text, gazetteer, published=date(2024, 5, 15)).events
        [abroad] = read_report(text, gazetteer, published=date(2024, 5, 15), time_zone="UTC").events
    assert (local.date_start, local.time_zone) == (date(2024, 5, 12), "Asia/Damascus")
    assert (abroad.date_start, abroad.time_zone) == (date(2024, 5, 11), "UTC")


def test_weekday_that_contradicts_its_date_is_a_warning() -> None:
    text = "A Turkish drone struck a car in Kobani on Monday, 12 May 2024."
    with Gazetteer.open() as gazetteer:
        report = read_report(text, gazetteer, published=date(2024, 5, 15))
    assert "“on Monday, 12 May 2024” contradicts itself: 2024-05-12 is a Sunday." in report.warnings
