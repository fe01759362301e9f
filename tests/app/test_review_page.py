"""The review desk driven without a browser: what it shows in each state, and what is in the store afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reading.read import read_report
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.app.conftest import OpenApp, page_html

ROAD_WATCH = (
    ("A Russian patrol reached Qahtaniyah on 8 October 2024 and stayed an hour.", date(2024, 10, 9)),
    ("Russian vehicles on patrol near Qahtaniyah on 20 October 2024 went back after an hour.", date(2024, 10, 21)),
    ("Turkish artillery shelled Tell Tamr on 14 October 2024, wounding two civilians.", date(2024, 10, 15)),
)
MET = "التقت دورية أميركية بدورية روسية قرب بلدة القحطانية في محافظة الحسكة يوم السبت 12 تشرين الأول 2024."
BLOCKED = "On 12 October a Russian convoy blocked US vehicles on a farm road east of Qamishli, and they turned back."
HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1)) :red[red]"


@pytest.fixture
def store(empty_store: Path) -> Iterator[Store]:
    with Store(empty_store) as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def keep(store: Store, gazetteer: Gazetteer, text: str, *, source: str, published: date) -> list[str]:
    report = read_report(text, gazetteer, source=source, published=published)
    return list(store.save(report).event_ids)


@pytest.fixture
def three(store: Store, gazetteer: Gazetteer) -> list[str]:
    """Three events of one source, of which two name a place that has namesakes."""
    found = [keep(store, gazetteer, text, source="Road Watch", published=day) for text, day in ROAD_WATCH]
    return [event_id for ids in found for event_id in ids]


@pytest.fixture
def doubted(store: Store, desk: Desk, gazetteer: Gazetteer) -> list[str]:
    """Two events that may be one."""
    one = keep(store, gazetteer, MET, source="دفتر الجزيرة", published=date(2024, 10, 13))
    other = keep(store, gazetteer, BLOCKED, source="Khabur Office", published=date(2024, 10, 14))
    assert desk.match() == (0, 1)
    return [*one, *other]


def open_id(app: AppTest) -> str:
    return str(app.session_state["selected"])


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].message
    return app


def test_an_empty_queue_says_so(open_app: OpenApp, empty_store: Path) -> None:
    assert empty_store.parent.exists()
    app = open_app("review")
    assert "Nothing waits for review." in page_html(app)
    assert "لا شيء بانتظار المراجعة." in page_html(open_app("review", {"lang": "ar"}))


def test_decisions_are_kept_with_who_and_why_and_the_next_event_opens(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    queue = [one.id for one in desk.queue()]
    assert sorted(queue) == sorted(three)
    app = open_app("review")
    assert open_id(app) == queue[0]
    app.text_input(key="review_name").set_value("Rana").run()
    app.text_input(key="review_why").set_value("no such patrol").run()
    press(app, "review_reject")
    assert open_id(app) == queue[1]
    assert app.text_input(key="review_why").value == ""
    press(app, "review_verify")
    press(app, "review_accept")
    assert "Nothing waits for review." in page_html(app)
    assert [store.event(one).status for one in queue] == ["rejected", "verified", "reviewed"]
    assert {(line.who, line.why) for line in desk.log(queue[0])} == {("Rana", "no such patrol")}
    assert desk.queue() == ()


def test_the_last_decisions_are_taken_back_one_by_one(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    assert three
    queue = [one.id for one in desk.queue()]
    app = press(press(open_app("review"), "review_reject"), "review_dispute")
    assert "Disputed: " in page_html(app)
    press(app, "review_return")
    assert (open_id(app), store.event(queue[1]).status) == (queue[1], "auto")
    press(app, "review_return")
    assert (open_id(app), store.event(queue[0]).status) == (queue[0], "auto")
    assert [one.id for one in desk.queue()] == queue
    assert not [button for button in app.button if button.key == "review_return"]


def test_taking_back_is_refused_where_another_has_changed_the_event_since(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    assert three
    first = desk.queue()[0].id
    app = press(open_app("review"), "review_reject")
    desk.set_status(first, "verified", who="Omar")
    press(app, "review_return")
    assert "Omar has changed the same event since" in app.warning[0].value
    assert store.event(first).status == "verified"


def test_skipping_keeps_what_was_changed_until_it_is_discarded(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    assert three
    first, second = (one.id for one in desk.queue()[:2])
    before = store.event(first)
    app = press(open_app("review"), "review_change_kind")
    app.selectbox(key=f"review_{first}_0_kind_en").set_value("protest").run()
    assert "Changed: Kind" in page_html(app)
    assert open_id(press(app, "review_skip")) == second
    assert open_id(press(app, "review_back")) == first
    assert "Changed: Kind" in page_html(app)
    assert store.event(first) == before
    press(app, "review_discard")
    assert "Changed: " not in page_html(app)
    assert store.event(first) == before


def test_the_fields_are_changed_and_saved_together(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    shelling = next(one for one in three if store.event(one).kind == "shelling")
    app = open_app("review", {"event": shelling})
    assert open_id(app) == shelling
    press(app, "review_change_date")
    app.date_input(key=f"review_{shelling}_0_start").set_value(date(2024, 10, 13)).run()
    press(app, "review_change_people")
    app.number_input(key=f"review_{shelling}_1_killed").set_value(1).run()
    press(app, "review_change_forces")
    app.multiselect(key=f"review_{shelling}_1_actors_en").set_value(["turkey", "sna"]).run()
    press(app, "review_accept")
    kept = store.event(shelling)
    assert (kept.date_start, kept.date_end) == (date(2024, 10, 13), date(2024, 10, 13))
    assert (kept.killed.best, kept.wounded.best) == (1, 2)
    assert kept.force_ids == ("turkey", "sna")
    assert kept.status == "reviewed"
    fields = {line.field for line in desk.log(shelling)}
    assert {"date_start", "killed_best", "event_forces", "status"} <= fields


def test_a_corrected_place_is_remembered_and_offered_for_the_rest(
    open_app: OpenApp, store: Store, desk: Desk, three: list[str]
) -> None:
    patrols = [one for one in three if store.event(one).kind != "shelling"]
    app = open_app("review", {"event": patrols[0]})
    number = next(
        int(button.key.removeprefix("review_take_"))
        for button in app.button
        if button.key.startswith("review_take_") and "Raqqa" in button.label
    )
    press(app, f"review_take_{number}")
    assert "Remembered for Road Watch when you accept." in page_html(app)
    press(app, "review_accept")
    assert app.button(key="review_move").label == "Move 1 event"
    press(app, "review_move")
    places = {store.event(one).place.place_ids for one in patrols}
    (correction,) = desk.corrections("Road Watch")
    assert places == {(correction.place_id,)}
    press(app, "review_return")
    press(app, "review_return")
    assert correction.place_id not in {one for event_id in patrols for one in store.event(event_id).place.place_ids}
    assert desk.corrections() == ()


def test_a_doubt_is_shown_side_by_side_and_joined(
    open_app: OpenApp, store: Store, desk: Desk, doubted: list[str]
) -> None:
    one, other = doubted
    app = open_app("review", {"event": one})
    html = page_html(app)
    assert "Same event in two reports?" in html
    assert "differs" in html
    assert "If joined" in html
    press(app, f"review_join_{other}")
    joined = desk.shown_as(one)
    assert joined == desk.shown_as(other) == open_id(app)
    assert "What each report says" in page_html(app)
    assert store.event(joined).sources == tuple(store.event(id_).sources[0] for id_ in sorted(doubted))
    assert open_id(open_app("review", {"event": other})) == joined
    press(app, f"review_out_{other}")
    assert {desk.shown_as(one), desk.shown_as(other)} == {one, other}
    press(app, "review_return")
    assert desk.shown_as(other) == joined


def test_a_doubt_that_is_no_match_is_kept_apart_and_asked_no_more(
    open_app: OpenApp, desk: Desk, doubted: list[str]
) -> None:
    one, other = doubted
    app = press(open_app("review", {"event": one}), f"review_apart_{other}")
    assert "Same event in two reports?" not in page_html(app)
    assert desk.doubts() == ()
    press(app, "review_return")
    assert len(desk.doubts()) == 1


def test_a_join_waits_for_changes_to_be_saved(open_app: OpenApp, doubted: list[str]) -> None:
    one, other = doubted
    app = press(open_app("review", {"event": one}), "review_change_kind")
    app.selectbox(key=f"review_{one}_0_kind_en").set_value("protest").run()
    assert app.button(key=f"review_join_{other}").disabled


def test_the_second_of_two_reviewers_is_told_and_puts_the_changes_over(
    open_app: OpenApp, store: Store, three: list[str]
) -> None:
    event_id = three[0]
    app = press(open_app("review", {"event": event_id}), "review_change_kind")
    app.selectbox(key=f"review_{event_id}_0_kind_en").set_value("protest").run()
    store.save_event(replace(store.event(event_id), note="seen by another"), who="Omar")
    press(app, "review_accept")
    html = page_html(app)
    assert "Omar saved this event while it was open here." in html
    assert "They changed: Note" in html
    assert "You changed: Kind" in html
    assert store.event(event_id).kind != "protest"
    press(app, "review_mine")
    press(app, "review_accept")
    kept = store.event(event_id)
    assert (kept.kind, kept.note, kept.status) == ("protest", "seen by another", "reviewed")


def test_hostile_words_are_shown_not_followed(open_app: OpenApp, store: Store, gazetteer: Gazetteer) -> None:
    text = f"{HOSTILE}\nTurkish drones struck a vehicle near Kobani on 9 October 2024, killing two."
    (event_id,) = keep(store, gazetteer, text, source=HOSTILE, published=date(2024, 10, 10))
    app = open_app("review", {"event": event_id})
    assert "<img src=x" not in page_html(app)
    assert "&lt;img src=x" in page_html(app)


def test_an_event_without_a_report_can_be_decided(open_app: OpenApp, store: Store, three: list[str]) -> None:
    bare = replace(store.event(three[0]), id="bare", sources=(), claims=(), evidence=())
    store.save_event(bare)
    app = open_app("review", {"event": "bare"})
    assert "No report is kept for this event." in page_html(app)
    press(app, "review_verify")
    assert store.event("bare").status == "verified"


def test_a_link_to_an_event_that_is_gone_opens_the_first_that_waits(
    open_app: OpenApp, desk: Desk, three: list[str]
) -> None:
    assert three
    assert open_id(open_app("review", {"event": "no-such-event"})) == desk.queue()[0].id


def test_the_public_sees_no_desk_and_changes_nothing(
    open_app: OpenApp, desk: Desk, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAWRIYA_PUBLIC", "1")
    app = open_app()
    assert not [button for button in app.button if button.key in ("edit", "confirm", "unconfirm")]
    desk.set_status(three[0], "verified")
    app = open_app("", {"event": three[0]})
    assert not [button for button in app.button if button.key in ("edit", "confirm", "unconfirm")]
    assert "dw-card-title" in page_html(app)
    app = open_app("", {"event": three[1]})
    assert "dw-card-title" not in page_html(app)
