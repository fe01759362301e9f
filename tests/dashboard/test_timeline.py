"""The timeline's bars, brush and words."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.events import Event, EventForce, events_frame
from dashboard.filters import EventFilter
from dashboard.timeline import (
    TIMELINE_WORDS,
    brush_days,
    component_source,
    day_of,
    read_brush,
    timeline_data,
)
from tests.benchmarks.synthetic import generate_frame

DAY = (date(2024, 10, 12) - date(1970, 1, 1)).days


def event(number: int, day: date | None, last: date | None = None, kind: str = "patrol", force: str = "us") -> Event:
    layer = "patrol" if kind == "patrol" else "incident"
    forces = (EventForce(id=force),)
    return Event(id=f"e{number}", layer=layer, kind=kind, date_start=day, date_end=last or day, forces=forces)  # type: ignore[arg-type]


FRAME = events_frame(
    [
        event(1, date(2024, 10, 12)),
        event(2, date(2024, 10, 12), force="russia"),
        event(3, date(2024, 10, 14), kind="clash"),
        event(4, None),
        event(5, date(2024, 10, 1), date(2024, 10, 31), kind="clash"),
    ]
)


def test_each_dated_event_counts_once_and_the_others_are_undated() -> None:
    data = timeline_data(FRAME, EventFilter())
    counts = {one["id"]: one["counts"] for one in data["series"]}
    assert counts == {"patrol": [[DAY, 2]], "incident": [[DAY + 2, 1], [DAY + 4, 1]]}
    assert data["undated"] == 1
    assert data["span"] == (DAY, DAY + 4)


def test_the_bars_stay_when_the_dates_are_filtered() -> None:
    window = EventFilter(date_from=date(2024, 10, 12), date_to=date(2024, 10, 12))
    assert timeline_data(FRAME, window)["series"] == timeline_data(FRAME, EventFilter())["series"]
    assert timeline_data(FRAME, window)["brush"] == [DAY, DAY]


def test_the_other_filters_take_bars_away() -> None:
    data = timeline_data(FRAME, EventFilter(layers=("incident",)))
    assert [one["id"] for one in data["series"]] == ["incident"]
    assert data["undated"] == 0


def test_bars_stack_by_the_first_force_within_a_layer() -> None:
    data = timeline_data(FRAME, EventFilter(), stack="force", lang="ar")
    assert [(one["layer"], one["id"]) for one in data["series"]] == [(0, "us"), (0, "russia"), (1, "us")]
    assert data["series"][1]["name"] == "روسيا"
    assert sum(count for one in data["series"] for _, count in one["counts"]) == 4


def test_a_long_span_is_weekly_and_loses_nothing() -> None:
    frame = generate_frame(3000, 1)
    data = timeline_data(frame, EventFilter())
    assert data["base"] == "week"
    days = [day for one in data["series"] for day, _ in one["counts"]]
    assert {day_of(day).weekday() for day in days} == {0}
    drawn = frame[frame["status"].isin(["auto", "reviewed", "verified", "disputed"])]
    assert sum(count for one in data["series"] for _, count in one["counts"]) + data["undated"] == len(drawn)


def test_no_events_have_no_span() -> None:
    data = timeline_data(events_frame([]), EventFilter())
    assert (data["span"], data["series"], data["undated"]) == (None, [], 0)


def test_only_undated_events_have_no_span() -> None:
    data = timeline_data(events_frame([event(1, None)]), EventFilter())
    assert (data["span"], data["undated"]) == (None, 1)


@pytest.mark.parametrize(("selected", "day"), [("e3", DAY + 2), ("e4", None), ("gone", None), (None, None)])
def test_the_selected_event_is_marked_where_it_has_a_date(selected: str | None, day: int | None) -> None:
    assert timeline_data(FRAME, EventFilter(), selected=selected)["selected"] == day


@pytest.mark.parametrize(
    ("value", "dates"),
    [
        ({"from": "2024-10-01", "to": "2024-10-12"}, (date(2024, 10, 1), date(2024, 10, 12))),
        (None, (None, None)),
        ({}, (None, None)),
        ({"from": "yesterday", "to": "2024-10-12"}, (None, None)),
        ({"from": 5, "to": 6}, (None, None)),
    ],
)
def test_a_brush_reads_as_dates_or_as_nothing(value: object, dates: tuple[date | None, date | None]) -> None:
    assert read_brush(value) == dates  # type: ignore[arg-type]


def test_a_brush_open_on_one_side_stays_open() -> None:
    assert brush_days(EventFilter(date_from=date(2024, 10, 12))) == [DAY, None]
    assert brush_days(EventFilter()) is None


def test_words_are_taken_from_the_caller() -> None:
    words = timeline_data(FRAME, EventFilter(), words={"play": "تشغيل"})["words"]
    assert (words["play"], words["pause"]) == ("تشغيل", TIMELINE_WORDS["pause"])


def test_the_component_brings_its_own_script_and_style() -> None:
    source = component_source()
    assert "export default" in source["js"]
    assert "http" not in source["js"].replace("http://www.w3.org/2000/svg", "")
    assert ".dw-timeline" in source["css"]
