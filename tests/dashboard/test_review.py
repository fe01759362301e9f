"""The review desk: decisions are kept with who and why, can be taken back, and never lose another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from shapely import Point

from dashboard.errors import EventChanged, StoreError
from dashboard.events import CasualtyRange, Claim, Event, EventForce, EventPlace, Evidence
from dashboard.reading.read import ReadReport
from dashboard.review import Desk
from dashboard.review_log import SOFTWARE
from dashboard.review_words import doubt_reason
from dashboard.store import Store
from dashboard.translation import Words
from gazetteer.shapes import circle
from tests.stores import NewStore

FIRST = "Two Turkish shells hit Zirgan on Saturday, wounding a farmer, the Khabur Monitor reported."
SECOND = "أصيب مزارع بقذيفتين تركيتين سقطتا على بلدة أبو راسين يوم السبت 8 تشرين الأول، وفق مراسلنا في المنطقة."
THIRD = "A Russian patrol drove along the border road east of Qamishli on Sunday morning."


def event(event_id: str, report_id: str, *, kind: str = "shelling", lat: float = 36.83, **values: object) -> Event:
    place = EventPlace(
        name="Zirgan",
        place_ids=("dawriya:zirgan",),
        lat=lat,
        lon=40.2,
        radius_m=2000.0,
        geometry=Point(40.2, lat),
        geo_precision=1,
    )
    made = Event(
        id=event_id,
        layer="patrol" if kind == "patrol" else "incident",
        kind=kind,
        date_start=date(2022, 10, 8),
        date_end=date(2022, 10, 8),
        date_precision="day",
        forces=(EventForce(id="turkey"),),
        place=place,
        wounded=CasualtyRange(low=1, best=1, high=1),
        confidence=0.8,
        sources=(report_id,),
        claims=(Claim(report_id=report_id, fields={"kind": kind, "lat": lat}),),
        evidence=(Evidence(field="kind", report_id=report_id, start=0, end=9, rule="test"),),
    )
    return replace(made, **values)


def report(report_id: str, text: str, source: str, *events: Event) -> ReadReport:
    return ReadReport(id=report_id, lang="en", title="", text=text, source=source, events=events)


@pytest.fixture
def store(new_store: NewStore) -> Iterator[Store]:
    with Store(new_store()) as store:
        store.save(report("r1", FIRST, "Khabur Monitor", event("a", "r1")))
        store.save(report("r2", SECOND, "Jazira Notes", event("b", "r2", lat=36.9, confidence=0.5)))
        store.save(report("r3", THIRD, "Jazira Notes", event("c", "r3", kind="patrol", lat=37.06)))
        yield store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def shown(store: Store) -> set[str]:
    return set(store.events_frame()["id"])


def last_change(desk: Desk) -> int:
    return desk.log()[-1].change


def test_the_queue_begins_with_the_least_sure(desk: Desk) -> None:
    assert [(one.id, one.kind, one.source, one.reports) for one in desk.queue()] == [
        ("b", "shelling", "Jazira Notes", 1),
        ("a", "shelling", "Khabur Monitor", 1),
        ("c", "patrol", "Jazira Notes", 1),
    ]


def test_what_was_accepted_waits_no_longer(store: Store, desk: Desk) -> None:
    changed = replace(store.event("a"), kind="clash")
    desk.accept(changed, who="Rana", why="the video")
    assert store.event("a") == replace(changed, status="reviewed", is_checked=True)
    assert [one.id for one in desk.queue()] == ["b", "c"]
    assert {(line.field, line.who, line.why, line.action) for line in desk.log("a")} == {
        (field, "Rana", "the video", "edit") for field in ("kind", "status", "is_checked")
    }


def test_a_denied_event_stays_denied_when_it_was_looked_at(store: Store, desk: Desk) -> None:
    store.save_event(replace(store.event("a"), status="denied"))
    desk.accept(store.event("a"))
    assert (store.event("a").status, store.event("a").is_checked) == ("denied", True)


def test_the_second_reviewer_is_told_and_loses_nothing(store: Store, desk: Desk) -> None:
    revision = store.event_revision("a")
    desk.accept(store.event("a"), who="first", expected_revision=revision)
    mine = replace(store.event("a"), kind="clash")
    with pytest.raises(EventChanged, match="saved by someone else"):
        desk.accept(mine, who="second", expected_revision=revision)
    assert store.event("a").kind == "shelling"


def test_a_change_is_taken_back_and_given_again(store: Store, desk: Desk) -> None:
    before = store.event("a")
    moved = EventPlace(name="Ras al-Ayn", lat=36.85, lon=40.07, geometry=Point(40.07, 36.85), geo_precision=1)
    desk.accept(replace(before, place=moved, date_start=None, date_end=None, date_precision="unknown"), who="Rana")
    after, change = store.event("a"), last_change(desk)
    assert desk.undo(change, who="Omar") == ("a",)
    assert store.event("a") == before
    assert desk.is_undone(change)
    desk.undo(last_change(desk))
    assert store.event("a") == after
    assert not desk.is_undone(change)


def test_a_change_under_a_later_one_stays(store: Store, desk: Desk) -> None:
    desk.set_status("a", "verified", who="Rana")
    first = last_change(desk)
    desk.set_status("a", "disputed", who="Omar")
    with pytest.raises(EventChanged, match="Omar has changed the same event since"):
        desk.undo(first)
    assert store.event("a").status == "disputed"


def test_a_change_is_taken_back_once(desk: Desk) -> None:
    desk.set_status("a", "verified")
    change = last_change(desk)
    desk.undo(change)
    with pytest.raises(StoreError, match="taken back already"):
        desk.undo(change)
    with pytest.raises(StoreError, match="no change 99"):
        desk.undo(99)


def test_joined_events_are_shown_as_one_with_all_their_sources(store: Store, desk: Desk) -> None:
    one = desk.join(["a", "b"], who="Rana")
    assert shown(store) == {one, "c"}
    assert store.event(one).sources == ("r1", "r2")
    assert {claim.report_id for claim in store.event(one).claims} == {"r1", "r2"}
    assert [member.id for member in desk.members(one)] == ["a", "b"]
    assert (desk.shown_as("a"), desk.shown_as("c")) == (one, "c")


def test_a_third_report_joins_the_same_event(store: Store, desk: Desk) -> None:
    one = desk.join(["a", "b"])
    assert desk.join([one, "c"]) == one
    assert [member.id for member in desk.members(one)] == ["a", "b", "c"]
    assert shown(store) == {one}


def test_a_join_keeps_what_was_set_by_hand(store: Store, desk: Desk) -> None:
    one = desk.join(["a", "b"])
    desk.accept(replace(store.event(one), kind="air_or_drone_strike"), who="Rana")
    desk.join([one, "c"])
    assert store.event(one).kind == "air_or_drone_strike"
    assert store.event(one).sources == ("r1", "r2", "r3")


def test_joining_is_taken_back_whole(store: Store, desk: Desk) -> None:
    one = desk.join(["a", "b"], who="Rana")
    desk.undo(last_change(desk))
    assert shown(store) == {"a", "b", "c"}
    assert desk.members(one) == ()
    assert desk.join(["a", "b"]) == one


def test_a_split_off_report_stands_alone_and_is_not_joined_again(store: Store, desk: Desk) -> None:
    one = desk.join(["a", "b", "c"])
    desk.split(one, ["c"], who="Rana")
    assert shown(store) == {one, "c"}
    assert store.event(one).sources == ("r1", "r2")
    desk.split(one, ["b"])
    assert shown(store) == {"a", "b", "c"}
    desk.match()
    assert shown(store) == {"a", "b", "c"}
    desk.undo(last_change(desk))
    assert shown(store) == {one, "c"}


def test_what_is_no_part_can_not_be_split_off(desk: Desk) -> None:
    one = desk.join(["a", "b"])
    with pytest.raises(StoreError, match="is not made of c"):
        desk.split(one, ["c"])
    with pytest.raises(StoreError, match="choose two"):
        desk.join(["c"])


def test_the_map_can_be_drawn_according_to_a_source(store: Store, desk: Desk) -> None:
    desk.join(["a", "b"])
    frame = store.events_frame(according_to="Jazira Notes")
    assert list(zip(frame["id"], frame["lat"], strict=True)) == [("b", 36.9), ("c", 37.06)]
    assert set(store.events_frame(according_to="Khabur Monitor")["id"]) == {"a"}
    assert store.events_frame(according_to="x' OR 1=1 --").empty


def test_the_software_joins_what_is_surely_one(store: Store, desk: Desk) -> None:
    store.save(report("r4", "Shelling of Zirgan wounds farmer", "Agency", event("d", "r4", lat=36.831)))
    joined, _ = desk.match(new=["d"])
    assert joined == 1
    one = desk.shown_as("d")
    assert {member.id for member in desk.members(one)} >= {"a", "d"}
    assert {line.who for line in desk.log(one) if line.action == "join"} == {SOFTWARE}


def test_what_may_be_one_is_asked_about_with_what_speaks_for_and_against_it(store: Store, desk: Desk) -> None:
    around = circle(lat=36.8, lon=40.2, radius_m=5000.0)
    near = EventPlace(name="south of Zirgan", lat=36.8, lon=40.2, radius_m=5000.0, geometry=around, geo_precision=2)
    store.save(report("r5", "Fire on the farms", "Agency", event("e", "r5", kind="clash", place=near)))
    assert desk.match(new=["e"]) == (0, 1)
    (doubt,) = desk.doubts("e")
    assert {doubt.first_id, doubt.second_id} == {"a", "e"}
    assert doubt_reason(doubt.reasons, Words("en")).startswith("Alike: ")
    assert "different: kind" in doubt_reason(doubt.reasons, Words("en"))
    assert {one.id: one.doubts for one in desk.queue()} == {"a": 1, "b": 0, "c": 0, "e": 1}
    desk.keep_apart("a", "e", who="Rana")
    assert desk.doubts("e") == ()
    assert desk.match(new=["e"]) == (0, 0)


def test_copies_of_a_text_are_one_family(store: Store, desk: Desk) -> None:
    text = (
        "A convoy of forty trucks with logistic supplies crossed from Iraq through the Walid crossing on Monday night "
        "and drove towards the coalition base at Qasrak, local sources said. It was the third convoy this month, "
        "they added."
    )
    store.save(report("w1", text, "Agency"))
    store.save(report("w2", "HASAKAH (Local Monitor) — " + text, "Local Monitor"))
    families = desk.families(["w1", "w2", "r1"])
    assert families["w1"] == families["w2"] == "w1"
    assert families["r1"] == "r1"


def test_a_remembered_place_is_found_by_its_source(desk: Desk) -> None:
    desk.remember(source="Jazira Notes", name="القحطانية", place_id="geonames:165757", who="Rana", why="on the border")
    (kept,) = desk.corrections("Jazira Notes")
    assert (kept.name_key, kept.place_id, kept.who) == ("قحطانيه", "geonames:165757", "Rana")
    assert desk.corrections("Khabur Monitor") == ()
    desk.remember(source="Jazira Notes", name="قحطانية", place_id="dawriya:x")
    assert [one.place_id for one in desk.corrections()] == ["dawriya:x"]
    desk.forget(desk.corrections()[0].id)
    assert desk.corrections() == ()
