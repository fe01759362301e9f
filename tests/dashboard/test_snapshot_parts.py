"""The parts of a snapshot: type, projection, marks, names, timeline, words."""

from __future__ import annotations

import itertools
import math
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.textpath import TextToPath
from shapely.geometry import LineString, box

from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.snapshot import fonts
from dashboard.snapshot.doubt import shapes_of
from dashboard.snapshot.fonts import drawable, properties, text_width
from dashboard.snapshot.labels import Label, Taken, place_inside, place_labels
from dashboard.snapshot.marks import Placed, bearing_along, looks_of, marks_of
from dashboard.snapshot.page import Box
from dashboard.snapshot.palette import palette
from dashboard.snapshot.projection import HOME_VIEW, bounds_of, fit
from dashboard.snapshot.sheets import layout_of, new_page
from dashboard.snapshot.strip import _date_names, timeline_of
from dashboard.snapshot.symbols import OTHERS, ring_width
from dashboard.snapshot.words import Words, _table

MAP = Box(10, 27, 219, 137.5)


# Type -----------------------------------------------------------------------------------------------------------------


def glyphs(text: str) -> list[str]:
    """The glyphs that a text is drawn with, in the order on the page."""
    engine = TextToPath()
    font = font_manager.get_font(font_manager.fontManager._find_fonts_by_props(properties(size=100)))
    font.set_size(100, 72)
    drawn, _, _ = engine.get_glyphs_with_font(font, drawable(text))
    return [name for name, *_ in drawn]


def test_arabic_letters_join() -> None:
    alone = [glyphs(letter)[0] for letter in "دوريه"]
    joined = glyphs("دوريه")
    assert not set(joined) <= set(alone)


def test_arabic_runs_from_the_right_and_latin_inside_it_from_the_left() -> None:
    line = glyphs("قرب ABC حلب")
    latin = [glyphs(letter)[0] for letter in "ABC"]
    at = line.index(latin[0])
    assert line[at : at + 3] == latin
    assert line[-1] == glyphs("قرب")[-1]


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_heavier_type_is_wider(weight: int) -> None:
    assert text_width("Qamishli", size=10, weight=weight) >= text_width("Qamishli", size=10, weight=400)
    assert text_width("القامشلي", size=10, weight=600) > 0


def test_fonts_are_made_where_the_package_can_not_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "built"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setattr(fonts, "__file__", str(tmp_path / "fonts.py"))
    made = fonts.latin_file(600)
    assert made.read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert made.parent != blocked


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\nb\t c", "a b c"),
        ("日", "\ufffd"),
        ("Şırnak", "Şırnak"),
        ("\u2068x\u2069", "\u2068x\u2069"),
        ("a\x00b\ud800", "ab"),
    ],
)
def test_only_what_fonts_have_is_drawn(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


# Projection -----------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    west=st.floats(-179, 178),
    south=st.floats(-80, 79),
    width=st.floats(0.01, 1) | st.floats(1, 50),
    height=st.floats(0.01, 1) | st.floats(1, 30),
)
def test_a_fitted_section_shows_its_bounds_north_up(west: float, south: float, width: float, height: float) -> None:
    east, north = min(west + width, 180), min(south + height, 84)
    projection = fit(MAP, (west, south, east, north))
    x, y = projection.xy([west, east], [south, north])
    assert MAP.left - 1e-6 <= x[0] < x[1] <= MAP.right + 1e-6
    assert MAP.top - 1e-6 <= y[1] < y[0] <= MAP.bottom + 1e-6


def test_a_kilometre_is_as_long_as_mercator_says() -> None:
    projection = fit(MAP, (38, 36, 42, 37))
    lat = (projection.bounds[1] + projection.bounds[3]) / 2
    degree_km = 111.32 * math.cos(math.radians(lat))
    x, _ = projection.xy([39, 40], [lat, lat])
    assert (x[1] - x[0]) / degree_km == pytest.approx(projection.mm_per_km, rel=0.002)


def test_one_event_keeps_its_surroundings_and_none_shows_home() -> None:
    west, _, east, _ = bounds_of(np.array([40.7]), np.array([36.5]))
    assert east - west == pytest.approx(1.6)
    assert bounds_of(np.array([]), np.array([])) == HOME_VIEW


# Marks ----------------------------------------------------------------------------------------------------------------


def event(number: int, **arguments: Any) -> Event:
    forces = arguments.pop("forces", (EventForce(id="us"),))
    kind = arguments.pop("kind", "patrol")
    layer = "patrol" if kind in ("patrol", "encounter", "joint_patrol") else "incident"
    place = EventPlace(**{"lat": 36.5, "lon": 40.7, "geo_precision": 1, **arguments})
    return Event(id=f"e{number}", layer=layer, kind=kind, forces=forces, place=place)  # type: ignore[arg-type]


def placed_at(frame: gpd.GeoDataFrame, spots: list[tuple[float, float]]) -> Placed:
    look, looks = looks_of(frame)
    xy = np.array(spots, dtype=np.float64).reshape(-1, 2)
    return Placed(np.arange(len(frame)), xy[:, 0], xy[:, 1], look, looks)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(14, 225), st.floats(31, 160), st.sampled_from(["patrol", "clash"])), min_size=1, max_size=60
    )
)
def test_marks_hold_each_event_once_keep_layers_apart_and_do_not_pile_up(
    spots: list[tuple[float, float, str]],
) -> None:
    frame = events_frame(event(at, kind=kind) for at, (_, _, kind) in enumerate(spots))
    marks = marks_of(frame, placed_at(frame, [(x, y) for x, y, _ in spots]), room=MAP)
    rows = sorted(int(row) for _, rows in marks for row in rows)
    assert rows == list(range(len(spots)))
    for mark, members in marks:
        assert mark.count == len(members)
        assert set(frame["layer"].iloc[members]) == {mark.layer}
        assert MAP.holds(mark.box.grown(-1e-6))
    for (one, _), (other, _) in itertools.combinations(marks, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > (one.reach + other.reach) * 0.6


def test_patrol_and_incident_in_one_town_stand_side_by_side() -> None:
    frame = events_frame([event(1), event(2, kind="clash")])
    (patrol, _), (incident, _) = marks_of(frame, placed_at(frame, [(100, 100), (100, 100)]), room=MAP)
    assert patrol.x < 100 < incident.x


@pytest.mark.parametrize(
    ("kind", "forces", "drawn"),
    [
        ("joint_patrol", (("russia", "actor"), ("turkey", "actor")), ("russia", "turkey")),
        ("encounter", (("us", "actor"), ("russia", "counterpart")), ("us", "russia")),
        ("clash", (("isis", "actor"), ("sdf", "target")), ("isis",)),
        ("clash", (("sdf", "target"),), ("sdf",)),
        ("patrol", (), ("unidentified",)),
    ],
)
def test_an_event_wears_the_colours_of_those_who_act(
    kind: str, forces: tuple[tuple[str, Any], ...], drawn: tuple[str, ...]
) -> None:
    frame = events_frame([event(1, kind=kind, forces=tuple(EventForce(id=one, role=role) for one, role in forces))])
    _, looks = looks_of(frame)
    assert looks[0].forces == drawn


def test_ring_shares_sum_to_one_and_small_ones_are_joined() -> None:
    ids = ["us"] * 6 + ["russia"] * 5 + ["sdf"] * 4 + ["turkey"] * 3 + ["isis", "sna", "iran", "un"]
    frame = events_frame(event(at, forces=(EventForce(id=one),)) for at, one in enumerate(ids))
    ((mark, _),) = marks_of(frame, placed_at(frame, [(100, 100)] * len(ids)), room=MAP)
    assert [force for force, _ in mark.forces[:4]] == ["us", "russia", "sdf", "turkey"]
    assert mark.forces[-1][0] == OTHERS
    assert sum(share for _, share in mark.forces) == pytest.approx(1)


@pytest.mark.parametrize("count", [2, 9, 10, 24, 25, 999, 1000, 123_456])
def test_a_ring_is_wide_enough_for_its_number(count: int) -> None:
    assert ring_width(count) > text_width(f"{count:,}", size=2.6, weight=600)


@pytest.mark.parametrize(
    ("line", "bearing"),
    [
        (LineString([(40, 36), (40, 37)]), 0),
        (LineString([(40, 36), (41, 36)]), 90),
        (LineString([(40, 37), (40, 36)]), 180),
        (LineString([(40, 36), (40, 36)]), 0),
        (box(0, 0, 1, 1), 0),
        (None, 0),
    ],
)
def test_chevrons_point_along_the_way(line: Any, bearing: float) -> None:
    assert bearing_along(line) == pytest.approx(bearing, abs=0.5)


ROUTE = {"relation": "route", "geo_precision": 2, "geometry": LineString([(40, 36), (40.6, 36.4), (41, 37)])}


@pytest.mark.parametrize(
    ("place", "kinds"),
    [
        ({"relation": "in", "geometry": box(40.6, 36.4, 40.8, 36.6)}, []),
        ({"relation": "near", "geo_precision": 2, "geometry": box(40.6, 36.4, 40.8, 36.6)}, ["near"]),
        ({"relation": "between", "geo_precision": 2, "geometry": box(40, 36.4, 41, 36.5)}, ["along"]),
        ({"relation": "sector", "geo_precision": 2, "geometry": box(40, 36, 41, 37)}, ["direction"]),
        ({"relation": "in", "geo_precision": 3, "geometry": box(40, 36, 41, 37)}, ["region"]),
        ({"relation": "along", "geo_precision": 2, "geometry": LineString([(40, 36), (41, 37)])}, ["along"]),
        ({**ROUTE, "place_ids": ("a", "b")}, ["route"]),
        ({**ROUTE, "place_ids": ("a", "b", "c")}, ["route_inferred"]),
        ({"relation": "border", "geo_precision": 2, "geometry": LineString([(40, 37), (42, 37)])}, ["along"]),
        ({"relation": "near", "geo_precision": 2, "geometry": box(40.7, 36.5, 40.701, 36.501)}, []),
    ],
)
def test_doubt_has_the_shape_of_the_words(place: dict[str, Any], kinds: list[str]) -> None:
    frame = events_frame([event(1, **place)])
    placed = placed_at(frame, [(100, 100)])
    marks = marks_of(frame, placed, room=MAP)
    shapes = shapes_of(frame, marks, placed.looks, placed.look, fit(MAP, (39, 35, 42, 37.5)))
    assert [one.kind for one in shapes] == kinds


# Names ----------------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(20, 200), st.floats(35, 155), st.floats(4, 25)), max_size=40))
def test_names_never_overlap_each_other_a_mark_or_the_frame(spots: list[tuple[float, float, float]]) -> None:
    marks = (Box(60, 60, 6, 6), Box(120, 90, 8, 8))
    labels = [
        Label(text=f"t{at}", x=x, y=y, width=width, size=2.6, rank=at, key=str(at))
        for at, (x, y, width) in enumerate(spots)
    ]
    found = place_labels(labels, Taken(frame=MAP, marks=marks))
    boxes = [one.box for one in found]
    assert all(MAP.holds(one) and not any(one.meets(mark) for mark in marks) for one in boxes)
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))


@pytest.mark.parametrize(("west_first", "is_east"), [(False, True), (True, False)])
def test_a_name_stands_east_of_its_place_and_in_arabic_west(west_first: bool, is_east: bool) -> None:
    label = Label(text="x", x=100, y=100, width=10, size=2.6, rank=1)
    (spot,) = place_labels([label], Taken(frame=MAP), west_first=west_first)
    assert (spot.x > 100) == is_east


def test_a_governorate_too_small_for_its_name_has_none() -> None:
    small, large = box(50, 50, 60, 58), box(50, 50, 120, 110)
    assert place_inside("HASAKAH", small, Taken(frame=MAP), width=20, size=2.4, wholly=True) is None
    spot = place_inside("HASAKAH", large, Taken(frame=MAP), width=20, size=2.4, wholly=True)
    assert spot is not None
    assert large.contains(box(spot.box.left, spot.box.top, spot.box.right, spot.box.bottom))


# Timeline -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [(1, "day", 1), (200, "day", 200), (201, "week", 29), (900, "week", 129), (4000, "month", 132)],
)
def test_long_timelines_have_coarser_bars_and_lose_nothing(days: int, unit: str, bars: int) -> None:
    every = np.datetime64("2013-01-07", "D") + np.arange(days)
    layers = np.array(["patrol", "incident"], dtype=object)[np.arange(days) % 2]
    timeline = timeline_of(layers, every, window=(None, None), undated=0)
    assert timeline is not None
    assert (timeline.unit, len(timeline.starts) - 1) == (unit, bars)
    assert sum(int(counts.sum()) for counts in timeline.counts.values()) == days


def test_days_outside_the_filter_stay_on_the_timeline() -> None:
    days = np.array(["2024-08-05", "2024-08-20", "2024-09-03", "NaT"], dtype="datetime64[D]")
    layers = np.array(["patrol"] * 4, dtype=object)
    timeline = timeline_of(layers, days, window=(date(2024, 8, 12), date(2024, 8, 31)), undated=0)
    assert timeline is not None
    assert timeline.window == (date(2024, 8, 12), date(2024, 8, 31))
    assert timeline.counts["patrol"].sum() == 3


@pytest.mark.parametrize(
    ("first", "days", "lang", "names"),
    [
        (date(2024, 9, 2), 3, "en", ["2 Sep 2024", "3 Sep", "4 Sep"]),
        (date(2024, 8, 3), 90, "en", ["Aug 2024", "Sep", "Oct"]),
        (date(2023, 11, 5), 100, "ar", ["تشرين الثاني 2023", "كانون الأول", "كانون الثاني 2024", "شباط"]),
        (date(2020, 1, 1), 365 * 9, "en", ["2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028"]),
    ],
)
def test_axis_names_are_as_short_as_they_may_be(first: date, days: int, lang: str, names: list[str]) -> None:
    every = np.datetime64(first, "D") + np.arange(days)
    timeline = timeline_of(np.array(["patrol"] * days, dtype=object), every, window=(None, None), undated=0)
    assert timeline is not None
    marks = _date_names(Words(lang), timeline, width=190, text_width=lambda name: len(name) * 1.4)
    assert [name for _, name in marks] == names


def test_no_dated_event_means_no_timeline() -> None:
    nothing = np.array(["NaT"], dtype="datetime64[D]")
    assert timeline_of(np.array(["patrol"], dtype=object), nothing, window=(None, None), undated=1) is None


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "من حدث واحد"),
        (2, "من حدثين معروضان"),
        (7, "من 7 أحداث معروضة"),
        (52, "من 52 حدثاً معروضة"),
        (240, "من 240 حدثاً معروضة"),
        (1100, "من 1,100 حدث معروضة"),
    ],
)
def test_arabic_counts_agree_with_their_number(number: int, words: str) -> None:
    assert Words("ar").count("of_total", number) == words


@pytest.mark.parametrize(
    ("lang", "first", "last", "words"),
    [
        ("en", date(2024, 8, 12), date(2024, 10, 20), "12 August to 20 October 2024"),
        ("en", date(2023, 12, 30), date(2024, 1, 2), "30 December 2023 to 2 January 2024"),
        ("en", date(2024, 1, 2), date(2024, 1, 2), "2 January 2024"),
        ("ar", date(2024, 8, 12), date(2024, 10, 20), "من 12 آب إلى 20 تشرين الأول 2024"),
        ("ar", None, None, "لا حدث مؤرّخاً"),
    ],
)
def test_periods_in_words(lang: str, first: date | None, last: date | None, words: str) -> None:
    assert Words(lang).period(first, last) == words


def test_every_text_has_the_same_blanks_in_both_languages() -> None:
    import string

    for (key, form), row in _table().items():
        blanks = [{name for _, name, _, _ in string.Formatter().parse(row[lang]) if name} for lang in ("en", "ar")]
        if key != "credits" and form not in ("one", "two"):
            assert blanks[0] == blanks[1], (key, form)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_long_text_is_wrapped_and_cut_to_its_room(lang: str) -> None:
    page = new_page(palette("light"), Words(lang), layout_of("a4", rtl=lang == "ar"))
    lines = page.wrapped("كلمات words " * 30 + "x" * 300, width=53)
    assert all(page.text_width(line) <= 53 for line in lines)
    assert lines[-1].endswith("…")
