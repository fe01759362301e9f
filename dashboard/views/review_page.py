"""The review desk: the queue, the event that is being looked at beside its words, and what can be decided."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.errors import StoreError
from dashboard.review_draft import ReviewDraft
from dashboard.state import session
from dashboard.translation import Words
from dashboard.views import VIEWS, review_decide, review_desk, review_event, review_queue, review_side, tools
from dashboard.views.failures import shown_failures


def draw_review_page() -> None:
    """Draws the desk for the event that is selected, the first of the queue where none is."""
    words = session.words()
    draft = _open_draft()
    with st.container(key="review"):
        with st.container(key="review_queue"):
            review_queue.draw_queue(words, draft.base.id if draft else "")
        with st.container(key="review_event"), shown_failures(words):
            review_decide.draw_last(words)
            if draft is None:
                _draw_empty(words)
            else:
                review_event.draw_event(words, draft)
        with st.container(key="review_side"), shown_failures(words):
            if draft is not None:
                review_side.draw_side(words, draft)
    tools.review_keys(event=draft.base.id if draft else "", editor=st.session_state.get(review_desk.EDITOR, ""))


def _open_draft() -> ReviewDraft | None:
    """The selected event, else (also where that is gone) the first that waits."""
    for event_of in (session.selected_event, review_desk.first_waiting):
        try:
            if event_id := event_of():
                return review_desk.open_draft(event_id)
        except StoreError:
            continue
    return None


def _draw_empty(words: Words) -> None:
    with st.container(key="review_empty"):
        if review_desk.part() == "all":
            lead = words.say("Read a report, or ingest a folder of them; its events wait here.")
        else:
            lead = words.say("Other events may: choose another part of the queue.")
        st.html(f'<h2>{escape(words.say("Nothing waits for review."))}</h2><p class="dw-muted">{escape(lead)}</p>')
        st.page_link(VIEWS / "read.py", label=words.say("Read a report"), icon=":material/auto_stories:")
