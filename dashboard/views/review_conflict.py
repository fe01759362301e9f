"""Somebody else was quicker: what they changed, what was changed here, and a way that loses neither."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.review_draft import ReviewDraft
from dashboard.review_words import field_names
from dashboard.state import opened
from dashboard.translation import Words
from dashboard.views import review_desk
from dashboard.views.failures import noted_failures

CONFLICT = "review_conflict"


def open_conflict(event_id: str) -> None:
    """Notes that the event that is open was saved by somebody else."""
    st.session_state[CONFLICT] = event_id


def draw_conflict(words: Words, draft: ReviewDraft) -> None:
    """Says who changed what meanwhile; a key puts the changes made here over theirs, another takes theirs."""
    panel = st.container(key="review_conflict")
    if st.session_state.get(CONFLICT) != draft.base.id:
        st.session_state[CONFLICT] = ""
        return
    now = opened.store().event(draft.base.id)
    log = opened.desk().log(draft.base.id)
    who = next((line.who for line in reversed(log) if line.event_id == draft.base.id), "")
    theirs = words.comma.join(field_names(draft.theirs(now), words)) or words.say("Status")
    mine = words.comma.join(field_names(draft.changes, words)) or words.say("nothing")
    with panel:
        said = words.say("{who} saved this event while it was open here. Nothing of yours was lost.", who=who or "?")
        st.html(
            f'<p role="alert"><strong>{escape(said)}</strong></p><p class="dw-muted">'
            f"{escape(words.say('They changed: {fields}', fields=theirs))} · "
            f"{escape(words.say('You changed: {fields}', fields=mine))}</p>"
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                words.say("Put mine over theirs"),
                key="review_mine",
                type="primary",
                shortcut="m",
                on_click=_put_over,
                args=(draft,),
            )
            st.button(words.say("Take theirs"), key="review_theirs", shortcut="h", on_click=_take_theirs, args=(draft,))


def _put_over(draft: ReviewDraft) -> None:
    with noted_failures():
        store = opened.store()
        now, revision = store.event(draft.base.id), store.event_revision(draft.base.id)
        review_desk.keep(draft.over(now, revision))
        review_desk.refresh()
        st.session_state[CONFLICT] = ""


def _take_theirs(draft: ReviewDraft) -> None:
    review_desk.forget(draft.base.id)
    st.session_state[CONFLICT] = ""
