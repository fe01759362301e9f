"""The filter: which events it lets through, what it counts, and its words in addresses and commands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from dashboard.errors import FilterError
from dashboard.events import (
    DRAWN_STATUSES,
    LAYERS,
    STATUSES,
    Event,
    EventForce,
    EventPlace,
    events_frame,
)
from dashboard.facets import FoldedTexts
from dashboard.filters import (
    EventFilter,
    add_filter_arguments,
    count_by,
    from_arguments,
    from_query,
    select_events,
    to_query,
)
from tests.benchmarks.synthetic import generate_frame

QAHTANIYAH = EventPlace(
    name="Al Qahţānīyah",
    name_ar="القحطانية",
    lat=37.03,
    lon=41.55,
    radius_m=1500,
    geometry=Point(41.55, 37.03),
    place_ids=("geonames:165757",),
    country="SY",
    admin1="SY-HA",
    geo_precision=1,
)
QAMISHLI = EventPlace(
    name="Al Qāmishlī",
    name_ar="القامشلي",
    lat=37.05,
    lon=41.23,
    radius_m=9000,
    geometry=Point(41.23, 37.05),
    place_ids=("geonames:173811",),
    country="SY",
    admin1="SY-HA",
    geo_precision=2,
)
MOSUL = EventPlace(name="Mosul", name_ar="الموصل", lat=36.3, lon=43.1, country="IQ", admin1="IQ-NI", geo_precision=3)

EVENTS = (
    Event(
        id="met",
        layer="patrol",
        kind="encounter",
        date_start=date(2022, 10, 8),
        date_end=date(2022, 10, 8),
        date_precision="day",
        forces=(EventForce(id="us"), EventForce(id="russia", role="counterpart")),
        place=QAHTANIYAH,
    ),
    Event(
        id="october",
        layer="incident",
        kind="shelling",
        date_start=date(2022, 10, 1),
        date_end=date(2022, 10, 31),
        date_precision="month",
        forces=(EventForce(id="turkey"), EventForce(id="hezbollah", role="target")),
        place=QAMISHLI,
    ),
    Event(
        id="denied",
        layer="incident",
        kind="clash",
        date_start=date(2023, 1, 1),
        date_precision="day",
        forces=(EventForce(id="asayish"),),
        place=MOSUL,
        status="denied",
    ),
    Event(id="undated", layer="patrol", kind="patrol", forces=(EventForce(id="iran"),), place=MOSUL),
    Event(id="nowhere", layer="patrol", kind="patrol", date_start=date(2022, 10, 9), date_precision="day"),
)
TEXTS = {
    "met": "التقت دورية أميركية بدورية روسية قرب القحطانيّة",
    "october": "Shelling was heard; 'nobody was hurt', the agency said.",
    "denied": "وبالحسكة نفت الأسايش وقوع أي اشتباك",
    "undated": "An Iranian PATROL passed.",
}


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return events_frame(EVENTS, texts=TEXTS)


def ids(frame: gpd.GeoDataFrame, event_filter: EventFilter) -> set[str]:
    return set(select_events(frame, event_filter)["id"])


@pytest.mark.parametrize(
    ("event_filter", "expected"),
    [
        (EventFilter(), {"met", "october", "undated", "nowhere"}),
        (EventFilter(date_from=date(2022, 10, 8)), {"met", "october", "nowhere"}),
        (EventFilter(date_from=date(2022, 10, 9)), {"october", "nowhere"}),
        (EventFilter(date_to=date(2022, 10, 1)), {"october"}),
        (EventFilter(date_from=date(2022, 10, 31), date_to=date(2022, 12, 1)), {"october"}),
        (EventFilter(date_from=date(2022, 11, 1)), set()),
        (EventFilter(forces=("us",)), {"met"}),
        (EventFilter(forces=("russia", "turkey")), {"met", "october"}),
        (EventFilter(forces=("iran",)), {"october", "undated"}),
        (EventFilter(forces=("iran-backed",)), {"october"}),
        (EventFilter(forces=("sdf",), statuses=STATUSES), {"denied"}),
        (EventFilter(layers=("incident",)), {"october"}),
        (EventFilter(kinds=("encounter", "clash")), {"met"}),
        (EventFilter(statuses=("denied",)), {"denied"}),
        (EventFilter(min_precision=1), {"met"}),
        (EventFilter(min_precision=2), {"met", "october"}),
        (EventFilter(min_precision=3), {"met", "october", "undated"}),
        (EventFilter(place="geonames:165757"), {"met"}),
        (EventFilter(place="sy-ha"), {"met", "october"}),
        (EventFilter(place="IQ"), {"undated"}),
        (EventFilter(place="القحطانيه"), {"met"}),
        (EventFilter(place="قحطانية"), {"met"}),
        (EventFilter(place="Qahtaniyeh"), {"met"}),
        (EventFilter(place="al-Kamishli"), {"october"}),
        (EventFilter(place="Al Qamishli"), {"october"}),
        (EventFilter(place="Raqqa"), set()),
        (EventFilter(text="دوريه روسيه"), {"met"}),
        (EventFilter(text="patrol"), {"undated"}),
        (EventFilter(text="NOBODY hurt"), {"october"}),
        (EventFilter(text="الحسكه", statuses=STATUSES), {"denied"}),
        (EventFilter(text="Qahtaniyah"), {"met"}),
        (EventFilter(text="patrol clash"), set()),
        (EventFilter(text="  "), {"met", "october", "undated", "nowhere"}),
        (EventFilter(forces=("us",), layers=("incident",)), set()),
    ],
)
def test_filter_lets_through(frame: gpd.GeoDataFrame, event_filter: EventFilter, expected: set[str]) -> None:
    assert ids(frame, event_filter) == expected


def test_each_facet_is_counted_with_its_own_filter_lifted(frame: gpd.GeoDataFrame) -> None:
    counts = count_by(frame, EventFilter(layers=("patrol",), forces=("us",)))
    assert (counts.total, counts.shown, counts.hidden) == (5, 1, 4)
    assert counts.by_layer == {"patrol": 1, "incident": 0}
    assert {force: n for force, n in counts.by_force.items() if n} == {"us": 1, "russia": 1, "iran": 1}
    assert counts.by_kind == {"encounter": 1, "shelling": 0, "clash": 0, "patrol": 0}


def test_a_parent_force_counts_its_childrens_events_once(frame: gpd.GeoDataFrame) -> None:
    counts = count_by(frame, EventFilter())
    assert counts.by_force["iran"] == 2
    assert counts.by_force["iran-backed"] == 1
    both = Event(id="x", layer="patrol", kind="patrol", forces=(EventForce(id="iran"), EventForce(id="hezbollah")))
    assert count_by(events_frame([both]), EventFilter()).by_force["iran"] == 1


def test_events_without_place_or_date_are_counted(frame: gpd.GeoDataFrame) -> None:
    assert count_by(frame, EventFilter()).not_on_map == 1
    assert count_by(frame, EventFilter()).undated_hidden == 0
    assert count_by(frame, EventFilter(date_from=date(2000, 1, 1))).undated_hidden == 1


def test_denied_events_are_counted_though_not_drawn(frame: gpd.GeoDataFrame) -> None:
    assert count_by(frame, EventFilter()).by_status == {"auto": 4, "denied": 1}


def test_an_empty_frame_filters_and_counts() -> None:
    empty = events_frame([])
    assert len(select_events(empty, EventFilter(text="x", place="y", forces=("us",)))) == 0
    assert count_by(empty, EventFilter(date_from=date(2020, 1, 1))).total == 0


def test_selecting_leaves_the_frame_as_it_was(frame: gpd.GeoDataFrame) -> None:
    before = frame.copy()
    chosen = select_events(frame, EventFilter())
    chosen["kind"] = "changed"
    assert frame.equals(before)


words = st.text(max_size=12)


def some(options: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(options)), unique=True, max_size=3).map(tuple)


@st.composite
def filters(draw: st.DrawFn) -> EventFilter:
    days = sorted(draw(st.lists(st.dates(date(2013, 1, 1), date(2027, 1, 1)), min_size=2, max_size=2)))
    return EventFilter(
        date_from=draw(st.sampled_from([None, days[0]])),
        date_to=draw(st.sampled_from([None, days[1]])),
        forces=draw(some(["us", "russia", "turkey", "sdf", "iran", "opposition"])),
        layers=draw(some(LAYERS)),
        kinds=draw(some(["patrol", "clash", "shelling", "encounter"])),
        statuses=draw(some(STATUSES)),
        place=draw(st.one_of(st.just(""), words)),
        text=draw(st.one_of(st.just(""), words)),
        min_precision=draw(st.integers(0, 3)),
    )


@pytest.fixture(scope="module")
def made() -> gpd.GeoDataFrame:
    return generate_frame(2_000, seed=3)


@given(event_filter=filters())
@settings(deadline=None)
def test_an_address_gives_back_the_filter_it_was_made_of(event_filter: EventFilter) -> None:
    assert from_query(to_query(event_filter)) == event_filter


@given(event_filter=filters())
@settings(max_examples=60, deadline=None)
def test_counts_add_up(made: gpd.GeoDataFrame, event_filter: EventFilter) -> None:
    counts = count_by(made, event_filter)
    chosen = select_events(made, event_filter)
    statuses, layers = event_filter.statuses or DRAWN_STATUSES, event_filter.layers or LAYERS
    assert counts.shown == len(chosen)
    assert counts.shown + counts.hidden == counts.total == len(made)
    assert counts.not_on_map == chosen.geometry.isna().sum()
    assert sum(counts.by_layer.get(layer, 0) for layer in layers) == counts.shown
    assert sum(counts.by_status.get(status, 0) for status in statuses) == counts.shown
    if event_filter.kinds:
        assert sum(counts.by_kind.get(kind, 0) for kind in event_filter.kinds) == counts.shown


@given(event_filter=filters())
@settings(max_examples=40, deadline=None)
def test_a_facets_count_is_what_choosing_it_shows(made: gpd.GeoDataFrame, event_filter: EventFilter) -> None:
    counts = count_by(made, event_filter)
    alone = {"forces": ("sdf",), "kinds": ("clash",), "layers": ("patrol",)}
    shown = {name: len(select_events(made, _with(event_filter, name, chosen))) for name, chosen in alone.items()}
    assert counts.by_force["sdf"] == shown["forces"]
    assert counts.by_kind["clash"] == shown["kinds"]
    assert counts.by_layer["patrol"] == shown["layers"]


def _with(event_filter: EventFilter, name: str, value: tuple[str, ...]) -> EventFilter:
    from dataclasses import replace

    return replace(event_filter, **{name: value})


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"from": "yesterday"}, "from 'yesterday' is not a date"),
        ({"from": "2024-02-30"}, "2024-02-30"),
        ({"from": "2024-02-02", "to": "2024-02-01"}, "Swap them"),
        ({"force": "rusia"}, "Did you mean russia?"),
        ({"layer": ["patrol", "rumour"]}, "It is one of patrol, incident"),
        ({"kind": "patrl"}, "Did you mean patrol?"),
        ({"status": "maybe"}, "status 'maybe'"),
        ({"min-precision": "4"}, "min-precision '4'"),
        ({"min-precision": "high"}, "min-precision 'high'"),
    ],
)
def test_unusable_parameters_are_named(parameters: dict[str, str | list[str]], problem: str) -> None:
    with pytest.raises(FilterError, match=problem.replace("?", r"\?")):
        from_query(parameters)


def test_parameters_of_others_are_left_alone() -> None:
    assert from_query({"lang": "ar", "view": "map"}) == EventFilter()


def test_all_statuses_can_be_asked_for_in_one_word() -> None:
    assert from_query({"status": "all"}).statuses == STATUSES


def test_values_may_be_joined_by_commas_or_repeated() -> None:
    assert from_query({"force": "us,russia"}).forces == ("us", "russia")
    assert from_query({"force": ["us", "russia"]}).forces == ("us", "russia")


def parsed(line: str) -> EventFilter:
    parser = argparse.ArgumentParser()
    add_filter_arguments(parser)
    return from_arguments(parser.parse_args(line.split()))


def test_a_command_says_it_in_the_same_words() -> None:
    line = "--from 2022-01-01 --to 2022-12-31 --force us russia --force sdf --layer patrol --kind patrol,movement"
    assert parsed(f"{line} --status all --place Qamishli --text دورية --min-precision 2") == EventFilter(
        date_from=date(2022, 1, 1),
        date_to=date(2022, 12, 31),
        forces=("us", "russia", "sdf"),
        layers=("patrol",),
        kinds=("patrol", "movement"),
        statuses=STATUSES,
        place="Qamishli",
        text="دورية",
        min_precision=2,
    )
    assert parsed("") == EventFilter()


def test_a_zero_byte_in_a_sentence_moves_no_other_row() -> None:
    texts = FoldedTexts(pd.Series(["a \0 patrol", "", "\0", "دورية \0 \0 قرب", "a convoy"]))
    assert list(texts.rows_with("convoy")) == [False, False, False, False, True]
    assert list(texts.rows_with("قرب")) == [False, False, False, True, False]


def test_more_texts_than_are_folded_at_once_keep_their_rows() -> None:
    rows = 45_001
    texts = FoldedTexts(pd.Series([f"patrol number{i}." for i in range(rows)]))
    assert np.flatnonzero(texts.rows_with("number45000")).tolist() == [rows - 1]
    assert np.flatnonzero(texts.rows_with("number20000")).tolist() == [20_000]


def test_a_source_is_found_by_its_name() -> None:
    events = [Event(id=name, layer="patrol", kind="patrol", sources=(name,)) for name in ("a", "b")]
    frame = events_frame(events, sources={"a": "وكالة الجزيرة", "b": "Euphrates Wire"})
    assert list(select_events(frame, EventFilter(text="جزيره"))["id"]) == ["a"]
    assert list(select_events(frame, EventFilter(text="euphrates"))["id"]) == ["b"]
