"""An event as it is being changed: what is new, what another has changed meanwhile, and both put together."""

from __future__ import annotations

from dataclasses import replace

from dashboard.events import CasualtyRange, Event, EventPlace, Evidence
from dashboard.review_draft import ReviewDraft, Settled

EVENT = Event(
    id="e",
    layer="incident",
    kind="shelling",
    place=EventPlace(name="Zirgan", lat=36.8, lon=40.2),
    sources=("r",),
    evidence=(
        Evidence(field="place", report_id="r", start=0, end=6, rule="in"),
        Evidence(field="kind", report_id="r", start=7, end=12, rule="trigger"),
    ),
)
DRAFT = ReviewDraft.of(EVENT, 3)


def test_a_draft_knows_what_was_changed() -> None:
    assert DRAFT.changes == ()
    changed = DRAFT.with_event(replace(EVENT, kind="clash", wounded=CasualtyRange(low=1, best=1, high=1)))
    assert set(changed.changes) == {"kind", "wounded_low", "wounded_best", "wounded_high"}
    assert changed.with_event(EVENT).changes == ()


def test_a_place_that_no_words_give_takes_the_old_words_with_it() -> None:
    settled = Settled(source="Road Watch", name="Zirgan", place_id="dawriya:zirgan")
    moved = DRAFT.remembering(settled).with_place(EventPlace(name="Zirgan", lat=36.9, lon=40.3))
    assert [one.field for one in moved.event.evidence] == ["kind"]
    assert moved.settled is None
    assert moved.event.place.lat == 36.9


def test_my_changes_over_theirs_keep_both() -> None:
    mine = DRAFT.with_event(replace(EVENT, kind="clash"))
    theirs = replace(EVENT, note="seen on video", status="verified")
    assert set(mine.theirs(theirs)) == {"note", "status"}
    both = mine.over(theirs, 4)
    assert (both.event.kind, both.event.note, both.event.status) == ("clash", "seen on video", "verified")
    assert (both.base, both.revision, both.changes) == (theirs, 4, ("kind",))


def test_where_both_changed_a_field_mine_wins() -> None:
    mine = DRAFT.with_event(replace(EVENT, kind="clash"))
    assert mine.over(replace(EVENT, kind="protest"), 4).event.kind == "clash"
