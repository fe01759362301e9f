"""The review desk: the queue, the event that is being looked at beside its words, and what can be decided."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import state
from dashboard.review import Waiting
from dashboard.review_draft import ReviewDraft
from dashboard.review_words import waiting_about, waiting_glyph, waiting_reason, waiting_title
from dashboard.translation import Words
from dashboard.views import review_event, review_side
from dashboard.views.event_list import plain
from dashboard.views.failures import shown_failures

PART, REVIEWER_FIELD = "review_part", "review_name"
AROUND = 12
"""Lines of the queue before and after the one that is open; a queue may hold thousands."""


def draw_review_page() -> None:
    """Draws the desk for the event that is open, the first of the queue where none is."""
    words = state.words()
    waiting = _part(state.review_queue())
    draft = _draft(waiting)
    with st.container(key="review"):
        with st.container(key="review_queue"):
            _draw_queue(words, waiting, draft)
        with st.container(key="review_event"), shown_failures(words):
            if draft is None:
                _draw_empty(words)
            else:
                review_event.draw_event(words, draft, _position(waiting, draft), len(waiting))
        with st.container(key="review_side"), shown_failures(words):
            if draft is not None:
                review_side.draw_side(words, draft)


def _part(waiting: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    part = st.session_state.get(PART, "all")
    if part == "same":
        return tuple(one for one in waiting if one.doubts)
    return tuple(one for one in waiting if one.lat is None) if part == "nowhere" else waiting


def _draft(waiting: tuple[Waiting, ...]) -> ReviewDraft | None:
    """The event that is open, with what was changed of it; the first that waits where none is open or it is gone."""
    draft = review_event.draft_now()
    opened = st.session_state.pop(review_event.OPENED, "") or (draft.base.id if draft else "")
    if draft is not None and draft.base.id == opened:
        return draft
    if not opened and waiting:
        opened = waiting[0].id
    if not opened:
        return None
    return review_event.keep(ReviewDraft.of(state.event(opened), state.store().event_revision(opened)))


def _position(waiting: tuple[Waiting, ...], draft: ReviewDraft) -> int:
    return next((number for number, one in enumerate(waiting) if one.id == draft.base.id), -1)


# The queue ------------------------------------------------------------------------------------------------------------


def _draw_queue(words: Words, waiting: tuple[Waiting, ...], draft: ReviewDraft | None) -> None:
    everything = state.review_queue()
    count = words.say_number("{number} waiting", "{number} waiting", len(everything))
    st.html(
        f'<div class="dw-queue-head"><h2>{escape(words.say("To review"))}</h2>'
        f'<span class="dw-muted">{escape(count)}</span></div>'
    )
    labels = {
        "all": words.say("All {number}", number=len(everything)),
        "same": words.say("Same event? {number}", number=sum(one.doubts > 0 for one in everything)),
        "nowhere": words.say("No place {number}", number=sum(one.lat is None for one in everything)),
    }
    st.segmented_control(
        words.say("Which events"),
        list(labels),
        default=st.session_state.get(PART, "all"),
        required=True,
        format_func=labels.__getitem__,
        key="review_part_shown",
        label_visibility="collapsed",
        on_change=_choose_part,
    )
    open_id = draft.base.id if draft else ""
    at = next((number for number, one in enumerate(waiting) if one.id == open_id), 0)
    first = max(0, at - AROUND)
    with st.container(key="queue_lines"):
        for one in waiting[first : at + AROUND + 1]:
            _draw_line(words, one, is_open=one.id == open_id)
        if (rest := len(waiting) - at - AROUND - 1) > 0:
            more = words.say_number("and {number} more", "and {number} more", rest)
            st.html(f'<p class="dw-muted">{escape(more)}</p>')
    st.text_input(
        words.say("Your name, for the log"),
        value=state.who(),
        key=REVIEWER_FIELD,
        max_chars=80,
        on_change=_take_name,
    )


def _draw_line(words: Words, one: Waiting, *, is_open: bool) -> None:
    with st.container(key=f"queue_{one.id}{'_open' if is_open else ''}", horizontal=True, gap="xsmall"):
        st.html(waiting_glyph(one), width="content")
        reason = waiting_reason(one, words)
        pill = f" :gray-badge[{plain(reason)}]" if reason else ""
        label = f"**{plain(waiting_title(one, words))}**  \n:gray[{plain(waiting_about(one, words))}]{pill}"
        st.button(label, key=f"queue_open_{one.id}", type="tertiary", on_click=open_event, args=(one.id,))


def open_event(event_id: str) -> None:
    """Opens an event on the page, as it is in the store now."""
    review_event.forget()
    st.session_state[review_event.OPENED] = event_id


def _choose_part() -> None:
    st.session_state[PART] = st.session_state["review_part_shown"] or "all"
    review_event.forget()


def _take_name() -> None:
    st.session_state[state.REVIEWER] = st.session_state[REVIEWER_FIELD].strip()


def _draw_empty(words: Words) -> None:
    with st.container(key="review_empty"):
        lead = words.say("Read a report, or ingest a folder of them; its events wait here.")
        st.html(f'<h2>{escape(words.say("Nothing waits for review."))}</h2><p class="dw-muted">{escape(lead)}</p>')
        st.page_link(state.VIEWS / "read.py", label=words.say("Read a report"), icon=":material/auto_stories:")
