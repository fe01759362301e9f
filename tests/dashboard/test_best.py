"""Several reports' claims of one event: the best-supported value of each field, and the table of who says what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from shapely import Point

from dashboard.events import (
    CasualtyRange,
    Claim,
    Event,
    EventForce,
    EventPlace,
    Evidence,
    claim_fields,
    event_as_json,
    event_from_json,
)
from dashboard.merging.best import FieldSupport, joined_event, support

DAY = date(2024, 5, 14)
TOWN = EventPlace(
    name="Manbij",
    lat=36.53,
    lon=37.95,
    radius_m=3_000,
    geometry=Point(37.95, 36.53),
    place_ids=("p1",),
    geo_precision=1,
)
REGION = replace(TOWN, name="Aleppo", lat=36.3, radius_m=70_000, place_ids=("p2",), geo_precision=3)
ELSEWHERE = replace(TOWN, name="Hasakah", lat=36.5, lon=40.75, place_ids=("p3",))


def told(name: str, **values: Any) -> Event:
    event = Event(
        id=f"event-{name}",
        layer="incident",
        kind="shelling",
        date_start=DAY,
        date_end=DAY,
        date_precision="day",
        forces=(EventForce(id="turkey"),),
        place=TOWN,
        confidence=0.5,
        sources=(name,),
        evidence=(Evidence(field="kind", report_id=name, start=0, end=5),),
    )
    event = replace(event, **values)
    return replace(event, claims=(Claim(report_id=name, fields=claim_fields(event)),))


def joined(*members: Event, families: dict[str, str] | None = None) -> Event:
    return joined_event("joined", members, families or {})


def field(event: Event, name: str, families: dict[str, str] | None = None) -> FieldSupport:
    return next(one for one in support(event, families or {}, {"a": "Monitor"}) if one.field == name)


def test_everything_that_was_told_is_kept() -> None:
    event = joined(told("a", note="seen"), told("b"))
    assert (event.id, event.sources, event.note) == ("joined", ("a", "b"), "seen")
    assert [claim.report_id for claim in event.claims] == ["a", "b"]
    assert [claim.fields["event_id"] for claim in event.claims] == ["event-a", "event-b"]
    assert {one.report_id for one in event.evidence} == {"a", "b"}
    assert event_from_json(event_as_json(event)) == event


def test_copies_of_one_text_count_once() -> None:
    members = told("a", kind="clash"), told("b"), told("c")
    assert joined(*members).kind == "shelling"
    assert joined(*members, families={"b": "b", "c": "b"}).kind == "clash"
    assert joined(told("x", kind="patrol"), told("y", kind="movement")).layer == "patrol"


def test_the_more_exact_of_two_that_agree_is_shown() -> None:
    week = told("b", date_start=date(2024, 5, 13), date_end=date(2024, 5, 19), date_precision="week", place=REGION)
    event = joined(week, told("a"))
    assert (event.date_start, event.date_precision, event.place.name) == (DAY, "day", "Manbij")
    assert field(event, "place").why == "agreed"


def test_a_place_that_most_tell_stands_against_one_that_differs() -> None:
    event = joined(told("a", place=ELSEWHERE), told("b"), told("c", place=REGION))
    row = field(event, "place")
    assert (event.place.name, row.why, row.families, row.is_disputed) == ("Manbij", "most_sources", 2, True)
    assert [(claim.report_id, claim.standing) for claim in row.claims] == [
        ("a", "differs"),
        ("b", "shown"),
        ("c", "agrees"),
    ]
    assert (row.claims[0].source, row.claims[0].value["place"]) == ("Monitor", "Hasakah")


def test_a_region_does_not_win_because_every_town_in_it_agrees() -> None:
    beside = replace(TOWN, name="al-Bab", lat=36.37, lon=37.51, place_ids=("p4",))
    event = joined(told("a", place=beside), told("b", place=REGION), told("c"), told("d"))
    assert event.place.name == "Manbij"


def test_a_toll_is_the_best_supported_between_the_lowest_and_the_highest() -> None:
    tolls = [told(name, killed=CasualtyRange(low=n, best=n, high=n)) for name, n in (("a", 5), ("b", 7), ("c", 7))]
    assert joined(*tolls).killed == CasualtyRange(low=5, best=7, high=7)
    rising = joined(*tolls[:2], told("d"))
    assert rising.killed.best == 7
    row = field(rising, "killed")
    assert (row.why, row.shown, [claim.standing for claim in row.claims]) == (
        "highest",
        7,
        ["differs", "shown", "silent"],
    )
    assert field(rising, "wounded").why == "silent"


def test_forces_that_do_not_contradict_are_put_together() -> None:
    target = EventForce(id="sdf", role="target")
    event = joined(
        told("a", forces=(EventForce(id="unidentified"), target)),
        told("b", forces=(EventForce(id="turkey"),)),
        told("c", forces=(EventForce(id="turkey"), EventForce(id="ypg", role="target"))),
    )
    assert set(event.forces) == {EventForce(id="turkey"), EventForce(id="ypg", role="target")}
    blamed = joined(told("a"), told("b"), told("c", forces=(EventForce(id="syria-government"),)))
    assert blamed.force_ids == ("turkey",)
    assert field(blamed, "forces").is_disputed


def test_a_value_that_a_person_confirmed_decides_between_equals() -> None:
    event = joined(told("a", kind="clash"), told("b", kind="shelling", status="verified"))
    assert (event.kind, event.status) == ("shelling", "verified")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("auto", "auto"), "auto"),
        (("auto", "denied"), "disputed"),
        (("denied", "denied"), "denied"),
        (("planned", "auto"), "auto"),
        (("reviewed", "verified"), "verified"),
    ],
)
def test_what_some_tell_and_others_deny_is_disputed(statuses: tuple[str, str], expected: str) -> None:
    assert joined(*(told(str(i), status=status) for i, status in enumerate(statuses))).status == expected


def test_a_second_source_makes_it_surer_and_a_copy_does_not() -> None:
    members = told("a"), told("b")
    assert joined(*members).confidence == pytest.approx(0.75)
    assert joined(*members, families={"a": "a", "b": "a"}).confidence == pytest.approx(0.5)


def test_a_value_that_no_report_gives_was_set_by_hand() -> None:
    event = replace(joined(told("a"), told("b")), place=ELSEWHERE)
    row = field(event, "place")
    assert (row.why, row.families, row.is_disputed) == ("by_hand", 0, True)


def test_an_event_is_made_of_something() -> None:
    with pytest.raises(ValueError, match="'joined' can't be made of no events"):
        joined()
