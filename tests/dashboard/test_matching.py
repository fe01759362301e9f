"""Events of several reports that are one are joined, doubtful ones offered, look-alikes left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

from dashboard.errors import LexiconError
from dashboard.events import CasualtyRange, Event, EventForce, EventPlace, events_frame
from dashboard.merging.matching import Matches, find_matches
from dashboard.merging.nearness import near_pairs, positions_of
from dashboard.merging.weights import joining_weights, kin_forces
from dashboard.reading.dating import UNDATED
from tests.benchmarks.synthetic import generate_frame

DAY = date(2024, 5, 14)
TURKEY = (EventForce(id="turkey"), EventForce(id="sdf", role="target"))


def place(lat: float = 36.69, lon: float = 40.39, *, radius_m: float = 2_000, name: str = "umm-al-kayf") -> EventPlace:
    return EventPlace(
        name=name,
        lat=lat,
        lon=lon,
        radius_m=radius_m,
        geometry=Point(lon, lat),
        place_ids=(f"place:{name}",),
        geo_precision=1 if radius_m < 5_000 else 3,
    )


VILLAGE = place()
NEXT_VILLAGE = place(36.72, 40.40, name="dardara")
NAMESAKE = replace(place(33.1, 36.2, name="another"), name="Umm-al-Kayf (Daraa)")
REGION = replace(place(36.5, 40.5, radius_m=90_000, name="hasakah"), geometry=Point(40.5, 36.5).buffer(0.8))


def told(event_id: str, **values: object) -> Event:
    """A shelling of the village, as a report of its own tells it."""
    event = Event(
        id=event_id,
        layer="incident",
        kind="shelling",
        date_start=DAY,
        date_end=DAY,
        date_precision="day",
        forces=TURKEY,
        place=VILLAGE,
        sources=(f"report-{event_id}",),
    )
    return replace(event, **values)  # type: ignore[arg-type]


def on(day: date) -> dict[str, object]:
    return {"date_start": day, "date_end": day}


def match(*events: Event, families: dict[str, str] | None = None, **options: object) -> Matches:
    return find_matches(events_frame(events), families or {}, **options)  # type: ignore[arg-type]


def offered(matches: Matches) -> set[tuple[str, str]]:
    return {(doubt.a, doubt.b) for doubt in matches.doubts}


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"forces": ()},
        {"forces": (EventForce(id="unidentified"),)},
        {"forces": (EventForce(id="sna"), EventForce(id="sdf", role="target"))},
        {"kind": "clash", "killed": CasualtyRange(best=3)},
        {"date_start": DAY - timedelta(days=1)},
        {**on(DAY + timedelta(days=1)), "date_reason": UNDATED, "killed": CasualtyRange(best=3)},
        {"place": NEXT_VILLAGE, "killed": CasualtyRange(best=7)},
        {"place": NAMESAKE},
        {"place": replace(VILLAGE, relation="countryside", radius_m=18_000, geo_precision=2)},
    ],
    ids=[
        *("alike", "no forces", "unidentified", "an ally's name", "akin", "overnight", "told later", "next village"),
        *("taken for a namesake", "in its countryside"),
    ],
)
def test_what_two_reports_tell_alike_is_one_event(other: dict[str, object]) -> None:
    killed = other.get("killed", CasualtyRange())
    assert match(told("a", killed=killed), told("b", **other)).joins == (("a", "b"),)


@pytest.mark.parametrize(
    "other",
    [
        on(DAY + timedelta(days=1)),
        on(DAY + timedelta(days=2)),
        {"place": NEXT_VILLAGE},
        {"place": place(36.9, 40.1, name="darbasiyah")},
        {"kind": "patrol", "layer": "patrol"},
        {"forces": (EventForce(id="isis"), EventForce(id="sdf", role="target"))},
        {"forces": (EventForce(id="sdf"), EventForce(id="turkey", role="target"))},
        {"status": "denied"},
        {"status": "rejected"},
        {"sources": ("report-a",)},
        {"place": EventPlace(reason="no place in the text")},
        {"date_start": date(2024, 1, 1), "date_end": date(2024, 12, 31), "date_precision": "year"},
    ],
    ids=[
        *("next day", "two days on", "next village", "another town", "patrol", "others", "sides swapped", "denied"),
        *("rejected", "same report", "no place", "year only"),
    ],
)
def test_a_look_alike_is_not_joined(other: dict[str, object]) -> None:
    assert match(told("a"), told("b", **other)).joins == ()


def test_the_one_force_that_both_name_may_be_read_the_wrong_way_round_once() -> None:
    hit, unknown = EventForce(id="us", role="target"), EventForce(id="unidentified")
    rockets = told("a", forces=(hit, unknown)), told("b", forces=(EventForce(id="us"),))
    assert match(*rockets).joins == (("a", "b"),)


@pytest.mark.parametrize("kind", ["clash", "standoff"])
def test_it_matters_not_with_which_of_two_sides_a_report_of_a_fight_begins(kind: str) -> None:
    swapped = (EventForce(id="sdf"), EventForce(id="turkey", role="counterpart"))
    assert match(told("a", kind=kind), told("b", kind=kind, forces=swapped)).joins == (("a", "b"),)
    others = (EventForce(id="isis"), EventForce(id="sdf", role="counterpart"))
    assert match(told("a", kind=kind), told("b", kind=kind, forces=others)).joins == ()


def test_a_quarter_lies_in_its_city_and_a_village_beside_another() -> None:
    city, quarter = place(radius_m=7_000), place(36.71, 40.40, radius_m=1_500, name="quarter")
    city = replace(city, geo_precision=1)
    assert match(told("a", place=city), told("b", place=quarter)).joins == (("a", "b"),)
    assert match(told("a"), told("b", place=quarter)).joins == ()


def texts_match(one: Event, other: Event, *texts: str) -> Matches:
    frame = events_frame([one, other], texts=dict(zip((one.id, other.id), texts, strict=True)))
    return find_matches(frame, {})


@pytest.mark.parametrize(
    ("one", "other", "is_joined"),
    [
        ("shelled the village at dawn", "قصفت القرية فجراً", True),
        ("shelled the village overnight", "قصفت القرية فجراً", True),
        ("shelled the village in the morning", "قصفت القرية صباحاً", True),
        ("shelled the village in the morning", "shelled the village in the evening", False),
        ("قصفت القرية صباحاً", "shelled the village on Tuesday evening", False),
    ],
)
def test_the_morning_s_shelling_is_not_the_evening_s(one: str, other: str, is_joined: bool) -> None:
    assert bool(texts_match(told("a"), told("b"), one, other).joins) is is_joined


def test_near_two_towns_is_one_event_where_a_report_names_both() -> None:
    near = [
        replace(place(radius_m=5_000, name="sake"), relation="near", geo_precision=2),
        replace(place(36.77, 40.40, radius_m=6_000, name="mushaki"), relation="near", geo_precision=2),
    ]
    one, other = (
        told(event_id, place=at, killed=CasualtyRange(best=1)) for event_id, at in zip("ab", near, strict=True)
    )
    assert texts_match(one, other, "shelled the surroundings of sake", "shelled hills at mushaki").joins == ()
    assert texts_match(one, other, "shelled the surroundings of sake", "shelled mushaki near sake").joins


def test_a_square_lies_in_its_town() -> None:
    town, square = place(radius_m=3_000), place(36.70, 40.40, radius_m=700, name="square")
    assert match(told("a", place=town), told("b", place=square)).joins == (("a", "b"),)


def test_a_wide_part_of_the_country_is_asked_about_and_a_whole_country_is_not() -> None:
    wide = replace(REGION, radius_m=230_000, geometry=Point(40.5, 36.0).buffer(2))
    figures = {"killed": CasualtyRange(best=2)}
    assert match(told("a", **figures), told("b", place=wide, **figures)).joins == (("a", "b"),)
    assert offered(match(told("a"), told("b", place=wide))) == {("a", "b")}
    assert offered(match(told("a"), told("b", place=replace(wide, radius_m=500_000)))) == set()


def test_a_high_toll_finds_what_has_no_place_though_it_is_told_as_another_kind() -> None:
    figures = {"killed": CasualtyRange(best=27)}
    nowhere = told("a", kind="clash", place=EventPlace(reason="no place"), **figures)
    assert offered(match(nowhere, told("b", kind="ied_or_mine", **figures))) == {("a", "b")}


def test_two_undated_reports_of_two_days_tell_two_events() -> None:
    later = {**on(DAY + timedelta(days=1)), "date_reason": UNDATED}
    assert match(told("a"), told("b", **later)).joins == (("a", "b"),)
    assert match(told("a", date_reason=UNDATED), told("b", **later)).joins == ()
    assert match(told("a"), told("b", **{**later, **on(DAY + timedelta(days=2))})).joins == ()


def test_convoys_of_other_numbers_are_two_and_other_tolls_may_be_one() -> None:
    quotes = {"a": "A column of 30 lorries came by the crossing.", "b": "عبر رتل من 45 شاحنة المعبر."}
    one_force = (EventForce(id="us"),)
    later = {**on(DAY + timedelta(days=1)), "date_reason": UNDATED}
    days: list[tuple[str, dict[str, object]]] = [("a", {}), ("b", later)]
    convoys = [told(name, kind="movement", layer="patrol", forces=one_force, **day) for name, day in days]
    assert find_matches(events_frame(convoys, texts=quotes), {}).joins == ()
    assert match(*convoys).joins == (("a", "b"),)
    tolls = [replace(told("a"), killed=CasualtyRange(best=30)), replace(told("b"), killed=CasualtyRange(best=45))]
    assert find_matches(events_frame(tolls, texts=quotes), {}).joins == (("a", "b"),)


def test_a_doubtful_pair_is_offered_with_what_speaks_for_and_against_it() -> None:
    (doubt,) = match(told("a"), told("b", status="denied")).doubts
    assert (doubt.a, doubt.b) == ("a", "b")
    assert {(reason.feature, reason.level) for reason in doubt.reasons} >= {
        ("status", "other"),
        ("date", "same_day"),
        ("place", "same_place"),
        ("forces", "same"),
    }
    assert sum(reason.weight for reason in doubt.reasons if reason.feature == "status") < 0 < doubt.score < 1


def test_a_person_s_word_that_two_are_not_one_stays() -> None:
    said = {frozenset(("a", "b"))}
    assert match(told("a"), told("b"), apart=said) == Matches()
    assert match(told("a"), told("b"), told("c"), apart=said).joins in ((("a", "c"),), (("b", "c"),), ())


def test_an_event_as_like_one_as_like_another_told_apart_from_it_is_joined_to_neither() -> None:
    two_of_one_report = told("a", sources=("r1",)), told("b", sources=("r1",))
    matches = match(*two_of_one_report, told("c"))
    assert matches.joins == ()
    assert offered(matches) == {("a", "c"), ("b", "c")}


def test_no_chain_joins_what_contradicts() -> None:
    isis = told("c", forces=(EventForce(id="isis"),))
    matches = match(told("a"), told("b", forces=()), isis)
    assert all(not {"a", "c"} <= set(group) for group in matches.joins)


def test_what_is_known_to_the_region_only_is_offered_where_little_else_tells() -> None:
    unnamed = (EventForce(id="unidentified"),)
    vague = told("a", place=REGION, forces=unnamed)
    assert match(vague, told("b")).joins == ()
    sure = {"killed": CasualtyRange(best=17), "forces": TURKEY}
    assert match(replace(vague, **sure), told("b", **sure)).joins == (("a", "b"),)  # type: ignore[arg-type]


def test_copies_of_one_text_are_joined_even_without_a_place() -> None:
    nowhere = EventPlace(reason="no place of that name is known")
    events = told("a", place=nowhere), told("b", place=nowhere)
    assert match(*events).joins == ()
    assert match(*events, families={"report-a": "report-a", "report-b": "report-a"}).joins == (("a", "b"),)


def test_new_events_are_compared_with_all_and_the_old_not_with_each_other() -> None:
    events = [told("a"), told("b"), *(told(f"n{i}", **on(DAY + timedelta(days=40 * i))) for i in range(1, 4))]
    later = told("x", **on(DAY + timedelta(days=80)))
    assert match(*events, later, new={"x"}).joins == (("n2", "x"),)
    assert match(*events, later, new=set()).joins == ()
    assert match(*events, later).joins == (("a", "b"), ("n2", "x"))


def test_the_order_of_the_rows_changes_nothing() -> None:
    frame = generate_frame(3_000, seed=3)
    frame["date_start"] = frame["date_end"] = frame["date_start"].map(lambda day: day.replace(month=1, year=2020))
    matches = find_matches(frame, {})
    assert len(matches.joins) > 10
    assert find_matches(frame.sample(frac=1, random_state=1), {}) == matches


def test_no_table_gives_no_matches() -> None:
    assert match() == Matches()
    assert match(told("a")) == Matches()


def brute_pairs(frame: gpd.GeoDataFrame) -> Iterable[tuple[int, int]]:
    """Pairs of towns' events within a day and 15 km, the slow way."""
    where = positions_of(frame)
    for i, j in combinations(range(len(frame)), 2):
        apart = abs(where.first[i] - where.first[j])
        north, east = where.lat[i] - where.lat[j], (where.lon[i] - where.lon[j]) * np.cos(np.radians(36))
        if apart <= 1 and np.hypot(north, east) * 111.32 <= 15:
            yield (i, j)


@pytest.mark.parametrize("are_new", [False, True])
def test_blocking_misses_no_pair_that_is_near(are_new: bool) -> None:
    frame = generate_frame(2_000, seed=5)
    frame = frame[(frame["geo_precision"] == 1) & (frame["date_precision"] == "day")].head(600).reset_index(drop=True)
    days = DAY.toordinal() + np.arange(len(frame)) % 25
    frame["date_start"] = frame["date_end"] = [np.datetime64(date.fromordinal(int(day)), "ns") for day in days]
    frame["date_start"] = frame["date_end"] = frame["date_start"].dt.tz_localize("UTC")
    new = np.arange(len(frame)) % 7 == 0
    pairs = near_pairs(positions_of(frame), new if are_new else None)
    found = {pair for one, other in pairs for pair in zip(one.tolist(), other.tolist(), strict=True)}
    expected = {(i, j) for i, j in brute_pairs(frame) if not are_new or new[i] or new[j]}
    assert len(expected) > 50
    assert expected <= found


def test_the_weights_are_read_from_the_table() -> None:
    assert joining_weights().doubt < joining_weights().join
    assert "coalition" in kin_forces()["us"]
    assert "ypg" in kin_forces()["sdf"]


def test_a_weight_that_is_no_number_is_told_with_its_line(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    import dashboard.tables as tables

    table = tables.LEXICON / "joining.csv"
    text = table.read_text(encoding="utf-8").replace("base,base,-4.25", "base,base,much")
    (tmp_path / "joining.csv").write_text(text, encoding="utf-8")  # type: ignore[operator]
    monkeypatch.setattr(tables, "LEXICON", tmp_path)
    with pytest.raises(LexiconError, match=r"joining\.csv, line 2, column weight: 'much' is not a number"):
        joining_weights.__wrapped__()
