"""The queue at the side of the review desk: what waits, which part of it is looked at, and who is looking."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.review_queue import QUEUE_PARTS, Waiting
from dashboard.review_words import waiting_about, waiting_glyph, waiting_reason, waiting_title
from dashboard.state import loaded_events, session, signed_in
from dashboard.translation import Words
from dashboard.views import review_desk
from dashboard.views.event_list import plain

PART_FIELD, NAME_FIELD = "review_part_shown", "review_name"
AROUND = 12
"""Lines of the queue before and after the one that is open; a queue may hold a million."""


def draw_queue(words: Words, open_id: str) -> None:
    """The parts of the queue, the lines around the event that is open, and the reviewer's name."""
    lines = review_desk.lines_about(open_id, AROUND)
    review_desk.remember_turn(open_id)
    _draw_head(words)
    with st.container(key="queue_lines"):
        if lines.before:
            _draw_more(words.say_number("{number} before", "{number} before", lines.before))
        for one in lines.shown:
            _draw_line(words, one, is_open=one.id == open_id)
        if lines.after:
            _draw_more(words.say_number("and {number} more", "and {number} more", lines.after))
    if signed_in.is_signed_in():
        return
    st.text_input(
        words.say("Your name, for the log"), value=session.who(), key=NAME_FIELD, max_chars=80, on_change=_take_name
    )


def _draw_head(words: Words) -> None:
    numbers = {name: loaded_events.waiting(name) for name in QUEUE_PARTS}
    count = words.say_number("{number} waiting", "{number} waiting", numbers["all"])
    st.html(
        f'<div class="dw-queue-head"><h2>{escape(words.say("To review"))}</h2>'
        f'<span class="dw-muted">{escape(count)}</span></div>'
    )
    labels = {
        "all": words.say("All {number}", number=numbers["all"]),
        "same": words.say("Same event? {number}", number=numbers["same"]),
        "nowhere": words.say("No place {number}", number=numbers["nowhere"]),
    }
    st.segmented_control(
        words.say("Which events"),
        list(labels),
        default=review_desk.part(),
        required=True,
        format_func=labels.__getitem__,
        key=PART_FIELD,
        label_visibility="collapsed",
        width="stretch",
        on_change=_choose_part,
    )


def _draw_line(words: Words, one: Waiting, *, is_open: bool) -> None:
    with st.container(key=f"queue_{one.id}{'_open' if is_open else ''}", horizontal=True, gap="xsmall"):
        st.html(waiting_glyph(one), width="content")
        reason = words.say("Changed") if review_desk.is_changed(one.id) else waiting_reason(one, words)
        pill = f" :gray-badge[{plain(reason)}]" if reason else ""
        label = f"**{plain(waiting_title(one, words))}**  \n:gray[{plain(waiting_about(one, words))}]{pill}"
        st.button(
            label,
            key=f"queue_open_{one.id}",
            type="tertiary",
            width="stretch",
            on_click=review_desk.after_fields,
            args=(partial(review_desk.open_event, one.id),),
        )


def _draw_more(said: str) -> None:
    st.html(f'<p class="dw-muted dw-queue-more">{escape(said)}</p>')


def _choose_part() -> None:
    st.session_state[review_desk.PART] = st.session_state[PART_FIELD] or "all"
    review_desk.open_event("")


def _take_name() -> None:
    st.session_state[session.REVIEWER] = st.session_state[NAME_FIELD].strip()
