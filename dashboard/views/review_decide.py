"""What can be decided about the event on the review desk, each with its key, and the last decision to take back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from dashboard.errors import EventChanged
from dashboard.review_draft import ReviewDraft
from dashboard.state import opened, session
from dashboard.translation import Words
from dashboard.views import review_conflict, review_desk, review_remember
from dashboard.views.failures import noted_failures
from dashboard.wording import event_title


def draw_decisions(words: Words) -> None:
    """The bar below the event: accept, verify, dispute, reject, why, back and skip."""
    decisions = (
        ("accept", words.say("Accept"), "a", ""),
        ("verify", words.say("Verify"), "v", "verified"),
        ("dispute", words.say("Mark disputed"), "d", "disputed"),
        ("reject", words.say("Reject"), "x", "rejected"),
    )
    with st.container(key="review_decisions", horizontal=True, gap="xsmall", vertical_alignment="center"):
        for name, label, key, status in decisions:
            st.button(
                label,
                key=f"review_{name}",
                type="primary" if name == "accept" else "tertiary" if name == "reject" else "secondary",
                shortcut=key,
                on_click=review_desk.after_fields,
                args=(partial(_decide, words, status),),
            )
        st.text_input(
            words.say("Why, for the log"),
            key=review_desk.WHY,
            max_chars=300,
            placeholder=words.say("Why? ({key})", key="Y"),
            label_visibility="collapsed",
        )
        st.button(words.say("Back"), key="review_back", type="tertiary", shortcut="b", on_click=_step, args=(-1,))
        st.button(words.say("Skip"), key="review_skip", type="tertiary", shortcut="n", on_click=_step, args=(1,))


def draw_last(words: Words) -> None:
    """What was decided last, and a key that takes it back."""
    decision = review_desk.last_decision()
    with st.container(key="review_last", horizontal=True, gap="small", vertical_alignment="center"):
        if decision is None:
            return
        st.html(f'<p role="status"><bdi>{escape(decision.said)}</bdi></p>')
        st.button(words.say("Take back"), key="review_return", type="tertiary", shortcut="z", on_click=_take_back)


def said_of(words: Words, verdict: str, draft: ReviewDraft) -> str:
    """What is said of a decision: "Rejected: Clash near Zirgan"."""
    return words.say("{verdict}: {title}", verdict=verdict, title=event_title(draft.event, words.lang))


def _decide(words: Words, status: str) -> None:
    draft = review_desk.draft_now()
    if draft is None:
        return
    verdict = {
        "": words.say("Accepted"),
        "verified": words.say("Verified"),
        "disputed": words.say("Disputed"),
        "rejected": words.say("Rejected"),
    }[status]
    decided = replace(draft.event, status=status) if status else draft.event
    why = review_desk.why()
    with noted_failures():
        try:
            with review_desk.deciding(draft.base.id, said_of(words, verdict, draft)):
                opened.desk().accept(decided, who=session.who(), why=why, expected_revision=draft.revision)
        except EventChanged:
            review_conflict.open_conflict(draft.base.id)
            return
        review_desk.step(1, leaves=True)
        review_desk.forget(draft.base.id)
        if draft.settled is not None and status != "rejected":
            review_remember.offer(draft.settled, why)


def _step(by: int) -> None:
    review_desk.after_fields(partial(review_desk.step, by))


def _take_back() -> None:
    with noted_failures():
        review_desk.take_back()
