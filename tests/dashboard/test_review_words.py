"""What the review desk says: titles and reasons of the queue, changes in the log, what speaks for one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.review_log import SOFTWARE, LogEntry
from dashboard.review_queue import Waiting
from dashboard.review_words import (
    claimed,
    doubt_reason,
    field_names,
    history,
    waiting_about,
    waiting_reason,
    waiting_title,
)
from dashboard.translation import Words

ENGLISH, ARABIC = Words("en"), Words("ar")
WAITING = Waiting(
    id="e",
    queue_turn=0,
    layer="patrol",
    kind="encounter",
    date_start=date(2024, 10, 12),
    date_end=date(2024, 10, 12),
    date_precision="day",
    force_words="us actor\nrussia actor",
    place_name="al-Qahtaniyah",
    place_name_ar="القحطانية",
    lat=37.03,
    relation="near",
    geo_precision=2,
    status="auto",
    confidence=0.8,
    source="Khabur Monitor",
    reports=2,
    doubts=0,
)


def test_a_line_of_the_queue_is_the_title_of_its_event() -> None:
    assert waiting_title(WAITING, ENGLISH).replace("\u2011", "-") == "US and Russian patrols meet near al-Qahtaniyah"
    assert waiting_title(WAITING, ARABIC) == "دوريتان أميركية وروسية تلتقيان قرب القحطانية"
    assert waiting_about(WAITING, ENGLISH) == "Sat 12 Oct 2024 · 2 reports"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"doubts": 1, "lat": None}, "Same event?"),
        ({"status": "denied"}, "Denied"),
        ({"status": "planned"}, "Planned"),
        ({"lat": None}, "No place"),
        ({"date_start": None}, "No date"),
        ({"geo_precision": 3}, "Wide area"),
        ({"force_words": "unidentified actor"}, "No force named"),
        ({"confidence": 0.3}, "Unsure"),
    ],
)
def test_the_first_thing_to_look_at_is_said(changes: dict[str, Any], reason: str) -> None:
    assert waiting_reason(replace(WAITING, **changes), ENGLISH) == reason


def line(change: int, action: str, field: str, after: Any, *, who: str = "Rana", why: str = "") -> LogEntry:
    at = datetime(2024, 10, 13, 9, 12, tzinfo=UTC)
    return LogEntry(
        change=change, action=action, at=at, who=who, event_id="e", field=field, before=None, after=after, why=why
    )


def test_the_log_is_told_a_change_a_line_the_latest_first() -> None:
    log = [
        line(1, "join", "joined_into", "x", who=SOFTWARE),
        line(2, "edit", "lat", 36.9, why="the video"),
        line(2, "edit", "place_name", "Zirgan", why="the video"),
        line(2, "edit", "kind", "clash", why="the video"),
        line(3, "edit", "status", "verified"),
        line(4, "undo", "status", "auto", who="Omar"),
    ]
    assert [(one.who, one.what, one.why, one.is_undo) for one in history(log, ENGLISH)] == [
        ("Omar", "Taken back: Status", "", True),
        ("Rana", "Confirmed", "", False),
        ("Rana", "Changed: Place, Kind", "the video", False),
        ("Dawriya", "Joined with another report", "", False),
    ]


def test_the_fields_of_the_log_are_named_once_each() -> None:
    assert field_names(["lat", "lon", "date_start", "killed_best", "wounded_low", "is_checked"], ENGLISH) == [
        "Place",
        "Date",
        "Casualties",
    ]


def test_what_speaks_for_and_against_is_named_weightiest_first() -> None:
    reasons = [
        {"feature": "date", "level": "same_day", "weight": 2.25},
        {"feature": "place", "level": "same_place", "weight": 3.75},
        {"feature": "kind", "level": "akin", "weight": -1.0},
        {"feature": "status", "level": "same", "weight": 0.0},
        {"feature": "killed", "level": "far", "weight": -1.25},
        {"feature": "wounded", "level": "far", "weight": -1.0},
        {"feature": "wording", "level": "none", "weight": 0.0},
    ]
    assert doubt_reason(reasons, ENGLISH) == "Alike: places, dates · different: figures, kind"
    assert doubt_reason([], ENGLISH) == ""


def test_a_claim_is_said_in_words() -> None:
    assert claimed("killed", None, ENGLISH) == "–"
    assert claimed("killed", 0, ENGLISH) == "0"
    assert claimed("forces", [{"id": "us"}, {"id": "russia"}], ENGLISH) == "United States, Russia"
    assert claimed("place", {"place": "Zirgan", "relation": "near"}, ENGLISH) == "near Zirgan"
    assert claimed("date", {"days": ["2024-10-12", "2024-10-12"], "precision": "day"}, ENGLISH) == "Sat 12 Oct 2024"
