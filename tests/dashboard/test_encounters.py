"""Encounters: which events of two forces were near each other, how surely, what they come to, and their files."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, box

from dashboard.cli import main
from dashboard.encounters import Encounters, Question, find_encounters, question_from, search, sides
from dashboard.encounters.files import write_encounters
from dashboard.encounters.summary import calendar_of, days_of, first_of, repeat_places
from dashboard.encounters.words import apart, summary, why
from dashboard.errors import FilterError, UsageError
from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.store import Store
from dashboard.translation import Words
from gazetteer.shapes import circle
from tests.benchmarks.synthetic import generate_frame

US_RUSSIA = Question(one="us", other="russia")
DAY = date(2024, 10, 12)
GEOD = Geod(ellps="WGS84")


def make(
    number: str,
    *forces: str,
    lat: float | None = 37.0,
    lon: float = 41.5,
    radius_m: float = 0,
    shape: Any = None,
    day: date | None = DAY,
    last: date | None = None,
    kind: str = "patrol",
    target: str = "",
    name: str = "Himo",
) -> Event:
    place = EventPlace()
    if lat is not None:
        drawn = shape or Point(lon, lat)
        place = EventPlace(name=name, lat=lat, lon=lon, radius_m=radius_m, geometry=drawn, geo_precision=1)
    return Event(
        id=number,
        layer="incident" if kind in ("shelling", "clash") else "patrol",
        kind=kind,
        date_start=day,
        date_end=last or day,
        date_precision="day" if last is None else "month",
        forces=tuple(EventForce(id=force, role="target" if force == target else "actor") for force in forces),
        place=place,
    )


def find(*events: Event, question: Question = US_RUSSIA) -> Encounters:
    return find_encounters(events_frame(list(events)), question)


def only(found: Encounters) -> Any:
    assert len(found.table) == 1
    return found.table.iloc[0]


def test_two_exact_events_near_each_other_on_one_day_are_certain() -> None:
    row = only(find(make("a", "us"), make("b", "russia", lat=37.05)))
    assert (row["one_id"], row["other_id"], row["certainty"], row["is_told"]) == ("a", "b", "certain", False)
    assert row["km_best"] == pytest.approx(5.56, abs=0.01)
    assert (row["days_low"], row["days_high"], row["day"].date()) == (0, 0, DAY)
    assert (row["lat"], row["lon"]) == pytest.approx((37.025, 41.5))


@pytest.mark.parametrize(
    ("radius_m", "certainty", "low", "high"), [(1_000, "certain", 3.56, 7.56), (4_000, "likely", 0, 13.56)]
)
def test_doubt_about_the_place_makes_it_less_sure(radius_m: float, certainty: str, low: float, high: float) -> None:
    row = only(find(make("a", "us", radius_m=radius_m), make("b", "russia", lat=37.05, radius_m=radius_m)))
    assert row["certainty"] == certainty
    assert (row["km_low"], row["km_high"]) == pytest.approx((low, high), abs=0.01)


def test_beyond_the_distance_only_doubt_brings_two_together() -> None:
    assert find(make("a", "us"), make("b", "russia", lat=37.2)).table.empty
    row = only(find(make("a", "us"), make("b", "russia", lat=37.2, shape=circle(lat=37.2, lon=41.5, radius_m=15_000))))
    assert (row["certainty"], round(row["km_low"], 1)) == ("possible", 7.2)


def test_a_shape_that_is_no_disc_is_measured_to_its_edge() -> None:
    # A band of 2 by 100 km, 5 km south of the other: the disc around it would reach 45 km beyond it.
    band = box(41.0, 36.94, 42.1, 36.955)
    row = only(find(make("a", "us"), make("b", "russia", lat=36.947, lon=41.55, shape=band)))
    assert row["km_low"] == pytest.approx(5.0, abs=0.05)
    assert row["km_high"] > 50
    far = make("b", "russia", lat=36.84, lon=41.55, shape=box(41.0, 36.83, 42.1, 36.85))
    assert find(make("a", "us"), far).table.empty


def test_a_month_is_thirty_days_of_doubt() -> None:
    month = make("b", "russia", day=date(2024, 10, 1), last=date(2024, 10, 31))
    row = only(find(make("a", "us"), month))
    assert (row["certainty"], row["days_low"], row["days_high"]) == ("possible", 0, 19)
    assert pd.isna(row["day"])
    assert (row["first_day"].date(), row["last_day"].date()) == (date(2024, 10, 1), date(2024, 10, 31))
    assert only(find(make("a", "us", day=date(2024, 10, 16)), month))["certainty"] == "likely"
    assert find(make("a", "us", day=date(2024, 11, 2)), month).table.empty


@pytest.mark.parametrize(("apart_days", "allowed", "number"), [(1, 1, 1), (2, 1, 0), (0, 0, 1), (1, 0, 0)])
def test_the_days_between_are_counted_whole(apart_days: int, allowed: int, number: int) -> None:
    later = make("b", "russia", day=DAY + timedelta(days=apart_days))
    found = find(make("a", "us"), later, question=Question(one="us", other="russia", days=allowed))
    assert len(found.table) == number
    if number:
        assert found.table["day"].iloc[0].date() == later.date_start  # the day on which both had been there


def test_two_sides_of_the_antimeridian_are_near() -> None:
    row = only(find(make("a", "us", lat=10, lon=179.98), make("b", "russia", lat=10, lon=-179.98)))
    assert row["km_best"] == pytest.approx(4.38, abs=0.01)
    assert abs(row["lon"]) == pytest.approx(180)
    cut = shapely.MultiPolygon([box(179.9, 9.9, 180, 10.1), box(-180, 9.9, -179.9, 10.1)])
    near = make("b", "russia", lat=10, lon=180, shape=cut)
    assert only(find(make("a", "us", lat=10, lon=-179.85), near))["km_low"] == pytest.approx(5.48, abs=0.05)


def test_one_report_that_names_both_is_told_and_no_part_of_a_pair() -> None:
    found = find(make("both", "us", "russia", kind="encounter"), make("a", "us"))
    row = only(found)
    assert (row["is_told"], row["certainty"], row["one_id"], row["other_id"]) == (True, "certain", "both", "both")
    assert why(row, Words("en")) == "One report names both."


def test_a_told_meeting_counts_without_a_place_or_a_date() -> None:
    row = only(find(make("both", "us", "russia", lat=None, day=None)))
    assert row["is_told"]
    assert np.isnan(row["lat"])
    assert pd.isna(row["first_day"])


def test_who_strikes_from_afar_is_near_at_most_possibly() -> None:
    hit = make("hit", "turkey", "sdf", kind="shelling", target="sdf")
    question = Question(one="turkey", other="sdf")
    assert only(find(hit, question=question))["certainty"] == "possible"
    # Who was hit was there: a patrol of the other side beside it is an encounter of its own.
    found = find(hit, make("near", "turkey"), question=question)
    pair = found.table[~found.table["is_told"]].iloc[0]
    assert (pair["one_id"], pair["other_id"], pair["certainty"]) == ("near", "hit", "certain")
    alone = find(make("a", "turkey", kind="shelling"), make("b", "sdf"), question=question)
    assert only(alone)["certainty"] == "possible"


def test_a_force_includes_its_children_but_not_the_other_side() -> None:
    below = Question(one="iran", other="us")
    assert len(find(make("a", "hezbollah"), make("b", "us"), question=below).table) == 1
    family = Question(one="iran", other="hezbollah")
    assert sides(family)[0] == {"iran", "iran-backed"} | (sides(family)[0] - {"iran", "iran-backed"})
    assert "hezbollah" in sides(family)[1]
    assert "hezbollah" not in sides(family)[0]
    assert len(find(make("a", "hezbollah"), make("b", "hezbollah"), question=family).table) == 0
    assert len(find(make("a", "iran-backed"), make("b", "hezbollah"), question=family).table) == 1


def test_what_can_not_be_compared_is_counted() -> None:
    found = find(make("a", "us", lat=None), make("b", "russia", day=None), make("c", "isis", lat=None))
    assert (len(found.table), found.unplaced, found.undated) == (0, 1, 1)
    lines = summary(found, Words("en"))
    assert lines[0] == "No encounter of United States and Russia within 10 km and 1 day."
    assert "1 event has no place and can't be compared." in lines
    assert not any("{" in line or "encounter" in line for line in summary(found, Words("ar")))


def test_no_events_have_no_encounters() -> None:
    assert find().table.empty
    assert repeat_places(find().table) == []
    assert calendar_of(find().table).days == {}


def test_only_the_sure_ones_where_they_alone_are_asked_for() -> None:
    events = events_frame(
        [
            make("a", "us"),
            make("b", "russia", lat=37.05),
            make("c", "russia", lat=37.06, radius_m=6_000),
            make("d", "russia", lat=37.11, radius_m=6_000),
        ]
    )
    by_least = {least: find_encounters(events, question_from(("us", "russia"), least=least)).table for least in
                ("possible", "likely", "certain")}  # fmt: skip
    assert {least: set(table["other_id"]) for least, table in by_least.items()} == {
        "possible": {"b", "c", "d"},
        "likely": {"b", "c"},
        "certain": {"b"},
    }


def test_too_many_stop_at_a_day_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_PAIRS", 50)
    monkeypatch.setattr(search, "_FIRST_CHUNK", 4)
    days = [DAY + timedelta(days=10 * number) for number in range(40)]
    events = events_frame(
        [make(f"{force}{n}{i}", force, day=day) for force in ("us", "russia") for n, day in enumerate(days)
         for i in range(3)]
    )  # fmt: skip
    found = find_encounters(events, US_RUSSIA)
    assert found.until is not None
    assert len(found.table) < 40 * 9
    before = [day for day in days if day < found.until]
    counted = found.table["first_day"].dt.date.value_counts()
    assert all(counted[day] == 9 for day in before)
    assert any("too many" in line for line in summary(found, Words("en")))


@pytest.mark.parametrize(
    ("between", "km", "days", "said"),
    [
        (("us",), None, None, "two different forces"),
        (("us", "us"), None, None, "two different forces"),
        (("us", "rusia"), None, None, "Did you mean russia?"),
        (("us", "russia"), "-1", None, "km '-1' is not between 0 and 500"),
        (("us", "russia"), "nan", None, "km 'nan'"),
        (("us", "russia"), None, "1.5", "days '1.5' is not a whole number"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(
    between: tuple[str, ...], km: str | None, days: str | None, said: str
) -> None:
    with pytest.raises(FilterError, match=said.replace("?", r"\?")):
        question_from(between, km, days)


# Against every pair, one by one ---------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), km=st.sampled_from([0.0, 3.0, 25.0, 120.0]), days=st.sampled_from([0, 2, 40]))
def test_the_search_finds_what_a_look_at_every_pair_finds(seed: int, km: float, days: int) -> None:
    rng = np.random.default_rng(seed)
    frame = generate_frame(50, seed=seed)
    frame["lat"] += rng.normal(0, 0.02, 50)  # no longer the middles of their shapes: drawn shapes, not discs
    question = Question(one="turkey", other="sdf", km=km, days=days)
    table = find_encounters(frame, question).table
    found = {(row["one_id"], row["other_id"]): row["certainty"] for _, row in table[~table["is_told"]].iterrows()}
    sure, doubtful = _by_looking(frame, question)
    assert {pair: found.get(pair) for pair in sure} == sure
    assert set(found) <= set(sure) | doubtful


def _by_looking(frame: gpd.GeoDataFrame, question: Question) -> tuple[dict[Any, str], set[Any]]:
    """The encounters of pairs by plain arithmetic, and those so near a limit that a percent decides."""
    left, right = sides(question)
    sure: dict[Any, str] = {}
    doubtful = set()
    afar = ("air_or_drone_strike", "shelling", "ied_or_mine")
    rows = [row for row in frame.itertuples() if row.lat == row.lat and row.date_start == row.date_start]
    # Generated events are hit by nobody: those that name both are told.
    ones = [row for row in rows if left & set(row.forces) and not right & set(row.forces)]
    others = [row for row in rows if right & set(row.forces) and not left & set(row.forces)]
    for a, b in product(ones, others):
        best, low, high = _kilometres(a, b)
        start_a, end_a, start_b, end_b = (
            value.toordinal() for value in (a.date_start, a.date_end, b.date_start, b.date_end)
        )
        days_low = max(start_b - end_a, start_a - end_b, 0)
        if days_low > question.days:
            continue
        if any(abs(value - question.km) < max(0.02 * value, 0.1) for value in (best, low, high)):
            doubtful.add((a.id, b.id))
            continue
        if low > question.km:
            continue
        days_high = max(end_a - start_b, end_b - start_a)
        days_best = abs(start_a + end_a - start_b - end_b) / 2
        if a.kind in afar or b.kind in afar:
            sure[a.id, b.id] = "possible"
        elif high <= question.km and days_high <= question.days:
            sure[a.id, b.id] = "certain"
        else:
            sure[a.id, b.id] = "likely" if best <= question.km and days_best <= question.days else "possible"
    return sure, doubtful


def _kilometres(a: Any, b: Any) -> tuple[float, float, float]:
    best = GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2] / 1000

    def on_plane(row: Any) -> Any:
        drawn = row.geometry if row.geometry.geom_type != "Point" else Point(row.lon, row.lat)
        lat = np.radians((a.lat + b.lat) / 2)
        return shapely.transform(drawn, lambda at: (at - [a.lon, a.lat]) * 111.195 * [np.cos(lat), 1])

    def own_km(row: Any) -> float:
        return row.radius_m / 1000 if row.geometry.geom_type == "Point" else 0.0

    def reach_km(row: Any) -> float:
        corners = shapely.get_coordinates(row.geometry)
        if row.geometry.geom_type == "Point":
            return own_km(row)
        return max(GEOD.inv(row.lon, row.lat, lon, lat)[2] for lon, lat in corners) / 1000

    low = max(on_plane(a).distance(on_plane(b)) - own_km(a) - own_km(b), 0)
    return best, low, best + reach_km(a) + reach_km(b)


# What they come to ----------------------------------------------------------------------------------------------------


@pytest.fixture
def several() -> Encounters:
    """Three at Himo on two days, one at Sarrin, one of a month only."""
    second = DAY + timedelta(days=20)
    return find(
        make("a", "us", radius_m=8_000),
        make("b", "russia", radius_m=8_000),
        make("c", "us", day=second),
        make("d", "russia", day=second),
        make("e", "russia", lat=37.02, day=second),
        make("f", "us", "russia", lat=36.6, lon=38.2, name="Sarrin", day=date(2025, 1, 3)),
        make("g", "us", "russia", lat=36.6, lon=38.2, name="Sarrin", day=date(2025, 3, 1), last=date(2025, 3, 31)),
    )


def test_the_first_the_repeat_places_and_the_calendar(several: Encounters) -> None:
    table = several.table
    first, certain = first_of(table), first_of(table, "certain")
    assert first is not None
    assert certain is not None
    assert (first["one_id"], first["certainty"]) == ("a", "likely")
    assert certain["one_id"] == "c"
    places = repeat_places(table)
    assert [(one.name, one.number, one.certain) for one in places] == [("Himo", 3, 2), ("Sarrin", 2, 2)]
    assert places[0].days == (DAY, DAY + timedelta(days=20))
    calendar = calendar_of(table)
    assert calendar.days == {DAY: (1, 0), DAY + timedelta(days=20): (2, 2), date(2025, 1, 3): (1, 1)}
    assert calendar.months == {date(2025, 3, 1): 1}
    assert calendar.elsewhere == 0
    assert list(days_of(table, "2024-11-01")["one_id"]) == ["c", "c"]
    assert list(days_of(table, "2025-03")["one_id"]) == ["g"]
    assert len(days_of(table, "nonsense")) == len(table)


def test_the_summary_says_it_in_both_languages(several: Encounters) -> None:
    lines = summary(several, Words("en"))
    assert lines[0] == "5 encounters of United States and Russia within 10 km and 1 day: 4 certain, 1 likely."
    assert lines[1] == "First: Sat 12 Oct 2024, Himo (Likely)."
    assert lines[2] == "First certain: Fri 1 Nov 2024, Himo."
    arabic = " ".join(summary(several, Words("ar")))
    assert "5 لقاءات" in arabic
    assert "تشرين الثاني" in arabic
    assert "encounter" not in arabic


def test_how_far_apart_is_said_with_its_doubt() -> None:
    row = only(find(make("a", "us", radius_m=4_000), make("b", "russia", lat=37.05, day=DAY + timedelta(days=1))))
    assert apart(row, Words("en")) == "5.6 km apart, between 1.6 km and 10 km, 1 day apart"


# Files ----------------------------------------------------------------------------------------------------------------


def test_the_files_hold_every_encounter_and_run_no_formula(several: Encounters, tmp_path: Path) -> None:
    events = events_frame(
        [make("a", "us"), make("b", "russia", lat=37.05), make("c", "us", "russia", lat=None)], texts={"a": "=1+1"}
    )
    found = find_encounters(events, US_RUSSIA)
    for suffix in ("csv", "geojson", "xlsx"):
        assert write_encounters(tmp_path / f"e.{suffix}", found, events, Words("en")) == 2
    text = (tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    assert '"\'=1+1"' in text
    # GDAL tells apart text and formulas, days and words.
    sheet = pyogrio.read_dataframe(tmp_path / "e.xlsx", read_geometry=False).set_index("told_by_one_report")
    assert sheet.loc["no", "one_text"] == "=1+1"
    assert sheet.loc["no", "first_day"].date() == DAY
    assert np.isnan(sheet.loc["yes", "lat"])
    features = json.loads((tmp_path / "e.geojson").read_text(encoding="utf-8"))["features"]
    by_kind = [(one["properties"]["feature"], one["geometry"] and one["geometry"]["type"]) for one in features]
    assert sorted(by_kind, key=str) == sorted(
        [("event", "Point"), ("event", "Point"), ("event", None), ("encounter", "LineString"), ("encounter", None)],
        key=str,
    )
    line = next(one["geometry"] for one in features if one["geometry"] and one["geometry"]["type"] == "LineString")
    assert line["coordinates"] == [[41.5, 37.0], [41.5, 37.05]]
    with pytest.raises(UsageError, match=r"csv, \.geojson, \.xlsx"):
        write_encounters(tmp_path / "e.kml", several, events, Words("en"))


def test_a_line_across_the_antimeridian_is_cut(tmp_path: Path) -> None:
    events = events_frame([make("a", "us", lat=10, lon=179.9), make("b", "russia", lat=10.04, lon=-179.94)])
    found = find_encounters(events, Question(one="us", other="russia", km=30))
    write_encounters(tmp_path / "e.geojson", found, events, Words("en"))
    shape = json.loads((tmp_path / "e.geojson").read_text(encoding="utf-8"))["features"][-1]["geometry"]
    assert shape["type"] == "MultiLineString"
    (start, edge), (other_edge, end) = shape["coordinates"]
    assert (start, end) == ([179.9, 10.0], [-179.94, 10.04])
    assert (edge[0], other_edge[0]) == (180, -180)
    assert edge[1] == other_edge[1] == pytest.approx(10.025)


def test_the_command_writes_the_filtered_encounters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        for event in (make("a", "us"), make("b", "russia", lat=37.05), make("c", "russia", lat=37.3)):
            store.save_event(event, who="test")
    out = tmp_path / "out.csv"
    asked = ["encounters", str(out), "--between", "us", "russia", "--store", str(path)]
    assert main(asked) == 0
    assert "1 encounter of United States and Russia" in capsys.readouterr().err
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Near enough and soon enough" in lines[1]
    assert main([*asked, "--lang", "ar"]) == 0
    assert "لقاء واحد بين الولايات المتحدة وروسيا" in capsys.readouterr().err
    arabic = out.read_text(encoding="utf-8-sig").splitlines()
    assert arabic[0] == lines[0]  # the columns' names are for programs
    assert "enough" not in arabic[1]
    assert "certain" in arabic[1]
    assert main([*asked, "--to", "2024-10-01"]) == 0
    assert "No encounter" in capsys.readouterr().err
    assert main([*asked[:2], "--between", "us", "us", "--store", str(path)]) == 2
    assert "two different forces" in capsys.readouterr().err
