"""The middle of the review desk: an event's fields, the words they rest on, and the decisions with their keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import state
from dashboard.card import event_marks, legend_html, status_pill
from dashboard.errors import EventChanged
from dashboard.glyphs import event_glyph
from dashboard.picking import PICKED_FIELDS, with_picked_words
from dashboard.report_text import component_source, report_text_data
from dashboard.review_draft import ReviewDraft
from dashboard.review_words import field_names
from dashboard.store import StoredReport
from dashboard.translation import Words
from dashboard.views import review_claims, review_conflict, review_fields, review_remember
from dashboard.views.card_panel import reports_of
from dashboard.wording import day, event_title

DRAFT, OPENED, EDITOR, FOCUS, WHY = "review_draft", "review_opened", "review_editor", "review_focus", "review_why"
MOST_REPORTS = 4

_SOURCE = component_source()
_report_text = st.components.v2.component(
    "dawriya.report_text", html=_SOURCE["html"], js=_SOURCE["js"], isolate_styles=False
)


def keep(draft: ReviewDraft) -> ReviewDraft:
    """Makes a draft the session's."""
    st.session_state[DRAFT] = draft
    return draft


def draft_now() -> ReviewDraft | None:
    draft: ReviewDraft | None = st.session_state.get(DRAFT)
    return draft


def forget() -> None:
    """Closes the event that is open; what was changed of it and not saved is dropped."""
    for key in (DRAFT, EDITOR, WHY):
        st.session_state.pop(key, None)


def draw_event(words: Words, draft: ReviewDraft, position: int, waiting: int) -> None:
    """The event that is open: its head, its fields, its claims where several reports tell it, its words."""
    reports = reports_of(draft.event)
    _draw_head(words, draft, position, waiting)
    if review_conflict.is_open():
        review_conflict.draw_conflict(words, draft)
    review_fields.draw_fields(words, draft)
    review_claims.draw_doubts(words, draft)
    review_claims.draw_claims(words, draft, reports)
    with st.container(key="review_texts"):
        for number, report in enumerate(list(reports.values())[:MOST_REPORTS]):
            _draw_report(words, draft, report, number)
        st.html(legend_html(words))
    _draw_decisions(words, draft)
    review_remember.draw_offer(words)


def _draw_head(words: Words, draft: ReviewDraft, position: int, waiting: int) -> None:
    event = draft.event
    number = words.say("{number} of {total}", number=position + 1, total=waiting) if position >= 0 else ""
    changed = field_names(draft.changes, words)
    note = words.say("Changed: {fields}", fields=("، " if words.is_rtl else ", ").join(changed)) if changed else ""
    st.html(
        f'<div class="dw-review-head">{event_glyph(event, size=25)}<h1>{escape(event_title(event, words.lang))}</h1>'
        f"{status_pill(event.status, words)}"
        f'<span class="dw-muted">{escape(number)}</span></div>'
        f'<p class="dw-muted dw-changed" role="status">{escape(note)}</p>'
    )


# Its words ------------------------------------------------------------------------------------------------------------


def _draw_report(words: Words, draft: ReviewDraft, report: StoredReport, number: int) -> None:
    published = escape(day(report.published, words.lang)) if report.published else ""
    source = escape(report.source or report.title or words.say("A report without a name"))
    st.html(f'<div class="dw-source"><strong dir="auto">{source}</strong><span>{published}</span></div>')
    focus = str(st.session_state.get(FOCUS, 0)) if number == 0 and st.session_state.get(FOCUS) else ""
    key = f"review_text_{report.id}"
    _report_text(
        data=report_text_data(report, event_marks(draft.event, report.id), words, focus=focus),
        key=key,
        on_picked_change=_picker(key, report),
    )


def _picker(key: str, report: StoredReport) -> Callable[[], None]:
    def take() -> None:
        picked = st.session_state[key].get("picked") or {}
        draft = draft_now()
        start, end, field = picked.get("start"), picked.get("end"), picked.get("field")
        if draft is None or field not in PICKED_FIELDS or not isinstance(start, int) or not isinstance(end, int):
            return
        keep(draft.with_event(with_picked_words(draft.event, report, field, start, end, state.gazetteer())))
        review_fields.refresh()

    return take


# Decisions ------------------------------------------------------------------------------------------------------------


def _draw_decisions(words: Words, draft: ReviewDraft) -> None:
    with st.container(key="review_decisions", horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        decisions = (
            ("accept", words.say("Accept"), "a", ""),
            ("verify", words.say("Verify"), "v", "verified"),
            ("dispute", words.say("Disputed"), "d", "disputed"),
            ("reject", words.say("Reject"), "x", "rejected"),
        )
        for name, label, key, status in decisions:
            st.button(
                label,
                key=f"review_{name}",
                type="secondary" if status else "primary",
                shortcut=key,
                on_click=_decide,
                args=(draft, status),
            )
        st.text_input(words.say("Why, for the log"), key=WHY, max_chars=300, placeholder=words.say("Optional"))
        st.button(words.say("To the text"), key="review_to_text", type="tertiary", shortcut="s", on_click=_focus_text)
        st.button(words.say("Back"), key="review_back", type="tertiary", shortcut="b", on_click=step, args=(-1,))
        st.button(words.say("Skip"), key="review_skip", type="tertiary", shortcut="n", on_click=step, args=(1,))


def _focus_text() -> None:
    st.session_state[FOCUS] = st.session_state.get(FOCUS, 0) + 1


def _decide(draft: ReviewDraft, status: str) -> None:
    why = str(st.session_state.get(WHY) or "").strip()
    decided = replace(draft.event, status=status) if status else draft.event
    try:
        state.desk().accept(decided, who=state.who(), why=why, expected_revision=draft.revision)
    except EventChanged:
        review_conflict.open_conflict(draft.base.id)
        return
    if draft.settled is not None and status != "rejected":
        review_remember.offer(draft.settled, why)
    step(1, leaves=True)


def step(by: int, *, leaves: bool = False) -> None:
    """Opens the next or the last event of the queue; `leaves` says that the open one waits no longer."""
    draft, waiting = draft_now(), [one.id for one in state.review_queue()]
    open_id = draft.base.id if draft is not None else ""
    here = waiting.index(open_id) if open_id in waiting else 0
    forget()
    if leaves and open_id in waiting:
        waiting.pop(here)
        here -= 1
    if waiting:
        st.session_state[OPENED] = waiting[(here + by) % len(waiting)]
