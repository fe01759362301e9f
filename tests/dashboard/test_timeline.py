"""The timeline's bars, brush and words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from dashboard.events import Event, EventForce, events_frame
from dashboard.filters import EventFilter, count_by
from dashboard.timeline import (
    SCRIPTS,
    TIMELINE_WORDS,
    brush_days,
    component_source,
    read_brush,
    timeline_data,
)
from dashboard.timeline_bars import MOST_FORCES, OTHERS, VAGUE, bar_numbers, timeline_bars
from dashboard.timeline_view import TimelineView, read_view, read_view_text, view_text, view_value
from tests.benchmarks.synthetic import generate_frame

DAY = (date(2024, 10, 12) - date(1970, 1, 1)).days


def event(number: int, day: date | None, last: date | None = None, kind: str = "patrol", force: str = "us") -> Event:
    layer = "patrol" if kind == "patrol" else "incident"
    precision = "unknown" if day is None else "month" if last else "day"
    return Event(
        id=f"e{number}",
        layer=layer,  # type: ignore[arg-type]
        kind=kind,
        date_start=day,
        date_end=last or day,
        date_precision=precision,  # type: ignore[arg-type]
        forces=(EventForce(id=force),),
    )


FRAME = events_frame(
    [
        event(1, date(2024, 10, 12)),
        event(2, date(2024, 10, 12), force="russia"),
        event(3, date(2024, 10, 14), kind="clash"),
        event(4, None),
        event(5, date(2024, 10, 1), date(2024, 10, 31), kind="clash"),
    ]
)
FIRST = DAY - 11  # 1 October


def numbers(runs: list[list[float]]) -> dict[int, float]:
    """The numbers of a packed row by their place."""
    return {int(first) + place: number for first, *values in runs for place, number in enumerate(values)}


def units_of(data: dict[str, Any]) -> dict[str, Any]:
    return json.loads(data["bars"])["units"]


def total(unit: dict[str, list]) -> float:
    return sum(sum(numbers(runs).values()) for kind in ("exact", "spread") for runs in unit[kind])


def test_an_event_known_to_the_day_stands_in_its_day_and_one_of_a_month_over_all_of_it() -> None:
    data = timeline_data(FRAME, EventFilter())
    assert data["span"] == (FIRST, FIRST + 30)
    assert [one["id"] for one in data["series"]] == ["patrol", "incident"]
    day = units_of(data)["day"]
    assert [numbers(runs) for runs in day["exact"]] == [{11: 2}, {13: 1}]
    assert numbers(day["spread"][1]) == pytest.approx(dict.fromkeys(range(31), 1 / 31), abs=1e-4)
    assert numbers(day["possible"][VAGUE.index("month")]) == dict.fromkeys(range(31), 1)
    assert day["vague"] == [0, 0, 1, 0]


def test_what_is_known_to_the_bar_is_not_vague_in_it() -> None:
    units = units_of(timeline_data(FRAME, EventFilter()))
    assert units["month"]["exact"] == [[[0, 2]], [[0, 2]]]
    assert (units["month"]["vague"], units["week"]["vague"]) == ([0, 0, 0, 0], [0, 0, 1, 0])
    # Tuesday 1 October: a week of 6 days, three of 7, the last of 4
    assert list(numbers(units["week"]["spread"][1]).values()) == pytest.approx(
        [6 / 31, *3 * [7 / 31], 4 / 31], abs=1e-3
    )


def test_bars_and_the_undated_add_up_to_what_the_page_counts() -> None:
    frame = generate_frame(3000, 1)
    for chosen in (EventFilter(), EventFilter(forces=("us",), layers=("incident",))):
        bars = timeline_bars(frame, chosen, stack="force")
        assert bars.dated + bars.undated == count_by(frame, chosen).shown
        for unit in bars.units.values():
            assert total(unit) == pytest.approx(bars.dated, abs=1)


def test_begun_and_ended_tell_how_many_events_a_window_meets() -> None:
    frame = generate_frame(3000, 1)
    bars = timeline_bars(frame, EventFilter())
    assert bars.span is not None
    begun, ended = numbers(bars.starts), numbers(bars.ends)
    first, last = date(2021, 3, 4), date(2021, 6, 1)
    from_day, to_day = ((day - date(1970, 1, 1)).days - bars.span[0] for day in (first, last))
    met = sum(n for day, n in begun.items() if day <= to_day) - sum(n for day, n in ended.items() if day < from_day)
    assert met == count_by(frame, EventFilter(date_from=first, date_to=last)).shown > 0


def test_the_bars_stay_when_the_dates_are_filtered() -> None:
    window = EventFilter(date_from=date(2024, 10, 12), date_to=date(2024, 10, 12))
    assert timeline_data(FRAME, window)["bars"] == timeline_data(FRAME, EventFilter())["bars"]
    assert timeline_data(FRAME, window)["brush"] == [DAY, DAY]


def test_the_other_filters_take_bars_away() -> None:
    data = timeline_data(FRAME, EventFilter(layers=("incident",)))
    assert [one["id"] for one in data["series"]] == ["incident"]
    assert data["undated"] == 0


def test_bars_stack_by_the_first_force_within_a_layer() -> None:
    data = timeline_data(FRAME, EventFilter(), view=TimelineView(stack="force"), lang="ar")
    assert [(one["layer"], one["id"]) for one in data["series"]] == [(0, "us"), (0, "russia"), (1, "us")]
    assert data["series"][1]["name"] == "روسيا"
    assert total(units_of(data)["day"]) == pytest.approx(4, abs=0.01)


def test_rare_forces_are_one_series_that_comes_last() -> None:
    bars = timeline_bars(generate_frame(3000, 1), EventFilter(), stack="force")
    for layer in (0, 1):
        keys = [key for one, key in bars.series if one == layer]
        assert len(keys) == len(set(keys)) <= MOST_FORCES + 1
        assert keys.index(OTHERS) == len(keys) - 1


def test_a_span_of_centuries_has_no_bars_of_days() -> None:
    frame = events_frame([event(1, date(1700, 1, 1)), event(2, date(1990, 1, 1)), event(3, date(2024, 1, 1))])
    assert set(timeline_bars(frame, EventFilter()).units) == {"month"}
    assert set(timeline_bars(frame[1:], EventFilter()).units) == {"week", "month"}


def test_weeks_begin_on_monday() -> None:
    days = np.array([DAY, DAY + 1, DAY + 2])  # Saturday, Sunday, Monday
    assert np.diff(bar_numbers("week", days)).tolist() == [0, 1]


def test_no_events_have_no_span() -> None:
    data = timeline_data(events_frame([]), EventFilter())
    assert (data["span"], data["series"], data["undated"]) == (None, [], 0)


def test_only_undated_events_have_no_span() -> None:
    data = timeline_data(events_frame([event(1, None)]), EventFilter())
    assert (data["span"], data["undated"]) == (None, 1)


@pytest.mark.parametrize(
    ("selected", "days"),
    [("e3", [DAY + 2, DAY + 2]), ("e5", [FIRST, FIRST + 30]), ("e4", None), ("gone", None), (None, None)],
)
def test_the_selected_event_is_marked_on_all_of_its_days(selected: str | None, days: list[int] | None) -> None:
    assert timeline_data(FRAME, EventFilter(), selected=selected)["selected"] == days


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


def test_every_script_of_the_component_is_in_it_once() -> None:
    js = component_source()["js"]
    assert len(SCRIPTS) == len(set(SCRIPTS))
    for topic in ("const brush = {", "const zooming = {", "const playing = {", "const pointing = {", "const chart = {"):
        assert js.count(topic) == 1


VIEWS = [
    ("", TimelineView()),
    ("week", TimelineView(unit="week")),
    (
        "month,force,cumulative,4x,2024-08-01..2024-10-31",
        TimelineView(
            unit="month", stack="force", mode="cumulative", speed=4, zoom=(date(2024, 8, 1), date(2024, 10, 31))
        ),
    ),
    ("0.25x", TimelineView(speed=0.25)),
]


@pytest.mark.parametrize(("text", "view"), VIEWS)
def test_a_view_goes_into_an_address_and_into_the_component_and_back(text: str, view: TimelineView) -> None:
    assert view_text(view) == text
    assert read_view_text(text) == view
    assert read_view(view_value(view)) == view
    assert timeline_data(FRAME, EventFilter(), view=view)["view"] == view_value(view)


@pytest.mark.parametrize("text", ["decade", "3x", "2024-13-01..2024-14-01", "2024-10-31..2024-08-01", "<b>", ",,,"])
def test_an_address_that_says_nonsense_shows_the_usual_view(text: str) -> None:
    assert read_view_text(text) == TimelineView()


@pytest.mark.parametrize(
    "value", [None, {}, [], {"unit": 3, "speed": "fast", "zoom": []}, {"zoom": {"from": None}}, {"speed": float("nan")}]
)
def test_a_component_that_says_nonsense_shows_the_usual_view(value: object) -> None:
    assert read_view(value) == TimelineView()  # type: ignore[arg-type]
