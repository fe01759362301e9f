"""Events changed by hand: what is kept, what goes with the value it stood for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.editing import AROUND_M, NEAR_M, Changes, changed_event, find_places, place_at
from dashboard.events import CasualtyRange, Event, EventForce, EventPlace, Evidence
from gazetteer.index import Gazetteer

EVENT = Event(
    id="e",
    layer="patrol",
    kind="encounter",
    date_start=date(2024, 10, 12),
    date_end=date(2024, 10, 12),
    date_precision="day",
    date_reason="the Saturday before",
    forces=(EventForce(id="us"), EventForce(id="russia", role="counterpart"), EventForce(id="sdf", role="target")),
    place=EventPlace(name="Qamishli", lat=37.05, lon=41.22, geo_precision=1),
    sources=("r",),
    evidence=tuple(
        Evidence(field=field, report_id="r", start=0, end=1)
        for field in ("kind", "date", "place", "force:us", "force:russia", "force:sdf")
    ),
)
SAME = Changes(
    kind=EVENT.kind,
    date_start=EVENT.date_start,
    date_end=EVENT.date_end,
    date_precision="day",
    actors=("us", "russia"),
    targets=("sdf",),
    place=EVENT.place,
    status=EVENT.status,
    killed=EVENT.killed,
    wounded=EVENT.wounded,
)


def test_a_form_left_alone_changes_nothing() -> None:
    assert changed_event(EVENT, SAME) == EVENT


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        (replace(SAME, kind="clash"), {"kind"}),
        (replace(SAME, date_start=date(2024, 10, 11)), {"date"}),
        (replace(SAME, actors=("russia",)), {"force:us"}),
        (replace(SAME, place=EventPlace(name="Raqqa", lat=35.9, lon=39.0)), {"place"}),
        (replace(SAME, killed=CasualtyRange(best=2)), set()),
    ],
)
def test_the_evidence_of_a_changed_value_goes(changes: Changes, gone: set[str]) -> None:
    before = {one.field for one in EVENT.evidence}
    assert {one.field for one in changed_event(EVENT, changes).evidence} == before - gone


def test_a_kind_brings_its_layer() -> None:
    assert changed_event(EVENT, replace(SAME, kind="clash")).layer == "incident"


def test_days_are_put_in_order_and_one_day_is_both() -> None:
    swapped = changed_event(EVENT, replace(SAME, date_start=date(2024, 10, 20), date_end=date(2024, 10, 18)))
    assert (swapped.date_start, swapped.date_end) == (date(2024, 10, 18), date(2024, 10, 20))
    single = changed_event(EVENT, replace(SAME, date_start=None, date_end=date(2024, 10, 18)))
    assert single.date_start == single.date_end == date(2024, 10, 18)


def test_without_days_the_precision_is_unknown() -> None:
    undated = changed_event(EVENT, replace(SAME, date_start=None, date_end=None))
    assert undated.date_precision == "unknown"
    assert undated.date_reason == "taken out by hand"


def test_forces_keep_their_roles() -> None:
    changed = changed_event(EVENT, replace(SAME, actors=("russia", "turkey"), targets=("isis", "turkey")))
    assert [(one.id, one.role) for one in changed.forces] == [
        ("russia", "counterpart"),
        ("turkey", "actor"),
        ("isis", "target"),
    ]


def test_a_typed_name_finds_places_in_any_spelling(gazetteer: Gazetteer) -> None:
    for name in ("Qamishli", "القامشلي", "Kamishli"):
        assert find_places(name, gazetteer)[0].place.id == "geonames:173377"
    assert find_places("  ", gazetteer) == []


def test_a_town_becomes_a_circle_and_near_it_a_larger_one(gazetteer: Gazetteer) -> None:
    town = gazetteer.place("geonames:173377")
    inside, near, around = (place_at(town, gazetteer, within_m=reach) for reach in (None, NEAR_M, AROUND_M))
    assert (inside.relation, inside.geo_precision, inside.admin1) == ("in", 1, "SY-HA")
    assert (near.relation, near.geo_precision, near.radius_m) == ("near", 2, NEAR_M)
    assert around.geo_precision == 3
    assert inside.geometry is not None
    assert around.geometry is not None
    assert around.geometry.contains(inside.geometry)


def test_a_governorate_is_its_area_and_a_border_its_line(gazetteer: Gazetteer) -> None:
    hasakah = place_at(gazetteer.place("admin:SY-HA"), gazetteer)
    assert hasakah.geometry is not None
    assert hasakah.geometry.area > 1
    assert hasakah.geo_precision == 3
    border = place_at(gazetteer.place("border:SY-TR"), gazetteer)
    assert border.relation == "border"
    assert border.geometry is not None
    assert border.geometry.geom_type.endswith("LineString")


def test_a_form_left_alone_keeps_the_order_of_the_forces() -> None:
    hit = replace(EVENT, forces=(EventForce(id="sdf", role="target"), EventForce(id="us"), EventForce(id="russia")))
    assert changed_event(hit, SAME) == hit
    added = changed_event(hit, replace(SAME, actors=("us", "russia", "turkey"), targets=()))
    assert added.force_ids == ("us", "russia", "turkey")
