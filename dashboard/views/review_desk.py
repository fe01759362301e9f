"""What a session has on the review desk: the event that is open, what was changed of it, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import streamlit as st

from dashboard import state
from dashboard.review import Waiting
from dashboard.review_draft import ReviewDraft

DRAFTS, DECISIONS, PENDING = "review_drafts", "review_decisions_taken", "review_pending"
EDITOR, VERSION, WHY, PART = "review_editor", "review_version", "review_why", "review_part"

PARTS: dict[str, Callable[[Waiting], bool]] = {
    "all": lambda _: True,
    "same": lambda one: one.doubts > 0,
    "nowhere": lambda one: one.lat is None,
}
"""The parts of the queue that can be looked at alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided in this session, to be taken back: the change, and a place that was remembered with it."""

    change: int
    event_id: str
    said: str
    correction: int | None = None


# The event that is open -----------------------------------------------------------------------------------------------


def draft_now() -> ReviewDraft | None:
    """The event that is open with what was changed of it; None where none is."""
    return _drafts().get(state.selected_event())


def open_draft(event_id: str) -> ReviewDraft:
    """Opens an event: as it was left where it was changed before, else as it is in the store. Raises StoreError."""
    shown = state.desk().shown_as(event_id)
    drafts = _drafts()
    if shown != state.selected_event() or shown not in drafts:
        for key in [key for key, one in drafts.items() if key != shown and not one.changes]:
            del drafts[key]
    if shown not in drafts:
        drafts[shown] = ReviewDraft.of(state.store().event(shown), state.store().event_revision(shown))
    state.select_event(shown)
    return drafts[shown]


def keep(draft: ReviewDraft) -> ReviewDraft:
    """Makes a draft the session's."""
    _drafts()[draft.base.id] = draft
    return draft


def forget(event_id: str) -> None:
    """Drops what was changed of an event and not saved."""
    _drafts().pop(event_id, None)
    refresh()


def is_changed(event_id: str) -> bool:
    """Whether an event has changes that were not saved yet."""
    draft = _drafts().get(event_id)
    return draft is not None and bool(draft.changes)


def open_event(event_id: str) -> None:
    """Turns to an event, or to the first that waits where none is named; what was changed of the last one is kept."""
    state.select_event(event_id)
    open_editor("")
    st.session_state[WHY] = ""


def after_fields(action: Callable[[], None]) -> None:
    """Does something now, or, where a field is open, once what was typed into it is taken over."""
    if st.session_state.get(EDITOR):
        st.session_state[PENDING] = action
    else:
        action()


def act_after_fields() -> None:
    """Does what waited for the open field, and draws the page anew."""
    action: Callable[[], None] | None = st.session_state.pop(PENDING, None)
    if action is not None:
        action()
        st.rerun()


def open_editor(name: str) -> None:
    """Opens a field to be changed, or none."""
    st.session_state[EDITOR] = name


def refresh() -> None:
    """Lets the fields show what the draft says now: their widgets begin anew."""
    st.session_state[VERSION] = version() + 1


def version() -> int:
    """Grows when the draft is changed from outside the fields."""
    number: int = st.session_state.get(VERSION, 0)
    return number


def why() -> str:
    """The reason that was typed for the log."""
    return str(st.session_state.get(WHY) or "").strip()


def _drafts() -> dict[str, ReviewDraft]:
    drafts: dict[str, ReviewDraft] = st.session_state.setdefault(DRAFTS, {})
    return drafts


# The queue ------------------------------------------------------------------------------------------------------------


def part() -> str:
    """Which part of the queue is looked at: a key of PARTS."""
    return str(st.session_state.get(PART) or "all")


def waiting() -> tuple[Waiting, ...]:
    """The events that wait, of the part that is looked at."""
    return tuple(filter(PARTS[part()], state.review_queue()))


def step(by: int, *, leaves: bool = False) -> None:
    """Opens the next or the last event of the queue; `leaves` says that the open one waits no longer."""
    ids, opened = [one.id for one in waiting()], state.selected_event()
    here = ids.index(opened) if opened in ids else -1 if by > 0 else 0
    if leaves and opened in ids:
        ids.pop(here)
        here -= 1
    open_event(ids[(here + by) % len(ids)] if ids else "")


# What was decided -----------------------------------------------------------------------------------------------------


@contextmanager
def deciding(event_id: str, said: str) -> Iterator[None]:
    """Around one change of the store: it is remembered with what is said of it, so that a key takes it back."""
    before = state.desk().last_change(state.who())
    yield
    change = state.desk().last_change(state.who())
    if change != before:
        decision = Decision(change=change, event_id=event_id, said=said)
        st.session_state.setdefault(DECISIONS, []).append(decision)


def note_correction(correction: int) -> None:
    """Notes that a place was remembered with the last decision: it is forgotten where that is taken back."""
    taken: list[Decision] = st.session_state.get(DECISIONS, [])
    if taken:
        taken[-1] = replace(taken[-1], correction=correction)


def last_decision() -> Decision | None:
    taken: list[Decision] = st.session_state.get(DECISIONS, [])
    return taken[-1] if taken else None


def take_back() -> None:
    """Takes the last decision back and turns to its event. Raises EventChanged where somebody has changed it since."""
    decision: Decision = st.session_state[DECISIONS].pop()
    desk = state.desk()
    desk.undo(decision.change, who=state.who())
    if decision.correction is not None:
        desk.forget(decision.correction)
    forget(decision.event_id)
    open_event(desk.shown_as(decision.event_id))
