"""The lines that the map draws between the events of encounters."""

from __future__ import annotations

from datetime import timedelta

import geopandas as gpd
import pytest

from dashboard.encounters import Question, drawing, find_encounters
from dashboard.encounters.drawing import links_of
from dashboard.events import Event, events_frame
from tests.dashboard.test_encounters import DAY, US_RUSSIA, make


def links(*events: Event, question: Question = US_RUSSIA) -> dict:
    frame: gpd.GeoDataFrame = events_frame(list(events))
    return links_of(find_encounters(frame, question).table, frame)


def test_each_pair_is_a_line_that_tells_how_sure_it_is() -> None:
    later = DAY + timedelta(days=9)
    found = links(
        make("a", "us", lat=37.01, lon=41.51),
        make("b", "russia", lat=37.06, lon=41.52),
        make("c", "us", lat=37.0, lon=41.7, radius_m=4_000, day=later),
        make("d", "russia", lat=37.05, lon=41.7, radius_m=4_000, day=later),
        make("e", "us", lat=36.4, lon=41.9, radius_m=15_000, day=later),
        make("f", "russia", lat=36.6, lon=41.9, day=later),
    )
    assert found["lines"] == [
        [41.51, 37.01, 41.52, 37.06, 0],  # certain
        [41.7, 37.0, 41.7, 37.05, 1],  # likely
        [41.9, 36.4, 41.9, 36.6, 2],  # possible
    ]
    assert found["bounds"] == [41.51, 36.4, 41.9, 37.06]  # west, south, east, north


def test_what_one_report_tells_and_what_lies_on_one_spot_has_no_line_but_is_in_the_bounds() -> None:
    found = links(
        make("both", "us", "russia", kind="encounter", lat=35.5, lon=40.1),
        make("a", "us", lat=37.0, lon=41.5),
        make("b", "russia", lat=37.0, lon=41.5),
        make("nowhere", "us", "russia", kind="encounter", lat=None),
    )
    assert found == {"lines": [], "bounds": [40.1, 35.5, 41.5, 37.0]}
    assert links(make("nowhere", "us", "russia", lat=None)) == {"lines": [], "bounds": None}
    assert links(make("a", "us")) == {"lines": [], "bounds": None}


@pytest.mark.parametrize(
    ("one", "other", "drawn"), [(179.98, -179.98, (179.98, 180.02)), (-179.98, 179.98, (-179.98, -180.02))]
)
def test_a_line_goes_the_short_way_over_the_antimeridian(one: float, other: float, drawn: tuple[float, float]) -> None:
    found = links(make("a", "us", lat=10, lon=one), make("b", "russia", lat=10.01, lon=other))
    assert found["lines"] == [[drawn[0], 10.0, drawn[1], 10.01, 0]]
    assert found["bounds"] == [min(drawn), 10.0, max(drawn), 10.01]


def test_only_the_first_lines_are_drawn_and_the_bounds_hold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_LINES", 2)
    found = links(
        make("both", "us", "russia", kind="encounter"),
        *(
            make(f"{force}{number}", force, lat=lat + number, day=DAY + timedelta(days=9 * number))
            for force, lat in (("us", 36), ("russia", 36.01))
            for number in range(1, 4)
        ),
    )
    assert [line[1] for line in found["lines"]] == [37.0, 38.0]
    assert found["bounds"][3] == 39.01
