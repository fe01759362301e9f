"""What a session has on the review desk: the event that is open, what was changed of it, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import streamlit as st

from dashboard.review_draft import ReviewDraft
from dashboard.review_queue import QueuePart, Turn, Waiting
from dashboard.state import loaded_events, opened, session

DRAFTS, DECISIONS, PENDING = "review_drafts", "review_decisions_taken", "review_pending"
EDITOR, VERSION, WHY = "review_editor", "review_version", "review_why"
PART, TURN = "review_part", "review_turn"

_END: Turn = (2**62, "")
"""After all that waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of the queue about the one that is open, and how many there are before and after them."""

    shown: tuple[Waiting, ...]
    before: int
    after: int


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
    return _drafts().get(session.selected_event())


def open_draft(event_id: str) -> ReviewDraft:
    """Opens an event: as it was left where it was changed before, else as it is in the store. Raises StoreError."""
    shown = opened.desk().shown_as(event_id)
    drafts = _drafts()
    if shown != session.selected_event() or shown not in drafts:
        for key in [key for key, one in drafts.items() if key != shown and not one.changes]:
            del drafts[key]
    if shown not in drafts:
        drafts[shown] = ReviewDraft.of(opened.store().event(shown), opened.store().event_revision(shown))
    session.select_event(shown)
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
    session.select_event(event_id)
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


def part() -> QueuePart:
    """Which part of the queue is looked at."""
    return st.session_state.get(PART) or "all"


def first_waiting() -> str:
    """The id of the first event that waits, of the part that is looked at; empty where none does."""
    return _first(opened.desk().queue(part(), limit=1))


def number_of(event_id: str) -> int:
    """How manieth an event is in the part of the queue that is looked at, from 1; 0 where it is not in it."""
    turn = _turn_waiting(event_id)
    return 0 if turn is None else loaded_events.waiting_before(part(), turn) + 1


def lines_about(event_id: str, around: int) -> Lines:
    """So many lines before and after an event; the first ones where it does not wait."""
    desk, chosen, turn = opened.desk(), part(), _turn_waiting(event_id)
    earlier = desk.queue(chosen, before=turn, limit=around) if turn is not None else ()
    # From the last one before it on: so it comes with what follows it.
    later = desk.queue(chosen, after=earlier[-1].turn if earlier else None, limit=around + 1)
    before = 0 if turn is None else max(0, loaded_events.waiting_before(chosen, turn) - len(earlier))
    shown = (*earlier, *later)
    return Lines(shown=shown, before=before, after=max(0, loaded_events.waiting(chosen) - before - len(shown)))


def remember_turn(event_id: str) -> None:
    """Keeps where the open event stands as it is drawn: a change of its day must not move the reader elsewhere."""
    st.session_state[TURN] = (event_id, _turn_waiting(event_id))


def step(by: int, *, leaves: bool = False) -> None:
    """Opens the next or the last event of the queue; `leaves` says that the open one waits no longer."""
    shown = session.selected_event()
    drawn, turn = st.session_state.get(TURN, ("", None))
    found = _next(by, turn if drawn == shown else _turn_waiting(shown))
    open_event("" if leaves and found == shown else found)


def _next(by: int, turn: Turn | None) -> str:
    """The id of the event after or before a turn; from the end of the queue on, that of the first."""
    desk, chosen = opened.desk(), part()
    if by > 0:
        return (_first(desk.queue(chosen, after=turn, limit=1)) if turn else "") or first_waiting()
    last = _first(desk.queue(chosen, before=turn, limit=1)) if turn else ""
    return last or _first(desk.queue(chosen, before=_END, limit=1))


def _turn_waiting(event_id: str) -> Turn | None:
    """Where an event stands in the part of the queue that is looked at; None where it is not in it."""
    desk = opened.desk()
    return desk.turn_of(event_id) if event_id and desk.is_waiting(event_id, part()) else None


def _first(waiting: tuple[Waiting, ...]) -> str:
    return waiting[0].id if waiting else ""


# What was decided -----------------------------------------------------------------------------------------------------


@contextmanager
def deciding(event_id: str, said: str) -> Iterator[None]:
    """Around one change of the store: it is remembered with what is said of it, so that a key takes it back."""
    before = opened.desk().last_change(session.who())
    yield
    change = opened.desk().last_change(session.who())
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
    desk = opened.desk()
    desk.undo(decision.change, who=session.who())
    if decision.correction is not None:
        desk.forget(decision.correction)
    forget(decision.event_id)
    open_event(desk.shown_as(decision.event_id))
