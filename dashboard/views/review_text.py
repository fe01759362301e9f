"""The reports of the event that is being reviewed: their words in colour, to be picked as evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from dashboard.card import event_marks, legend_html
from dashboard.picking import PICKED_FIELDS, with_picked_words
from dashboard.report_text import component_source, report_text_data
from dashboard.review_draft import ReviewDraft
from dashboard.state import opened
from dashboard.store import StoredReport
from dashboard.translation import Words
from dashboard.views import review_desk
from dashboard.views.failures import noted_failures
from dashboard.wording import day

FOCUS = "review_focus"
MOST_REPORTS = 4

_SOURCE = component_source()
_report_text = st.components.v2.component(
    "dawriya.report_text", html=_SOURCE["html"], js=_SOURCE["js"], isolate_styles=False
)


def draw_reports(words: Words, draft: ReviewDraft, reports: Mapping[str, StoredReport]) -> None:
    """Each report with its words to pick, and what the colours mean; says so where there is none."""
    with st.container(key="review_texts"):
        if not reports:
            st.html(f'<p class="dw-muted">{escape(words.say("No report is kept for this event."))}</p>')
            return
        for number, report in enumerate(list(reports.values())[:MOST_REPORTS]):
            _draw_report(words, draft, report, is_first=number == 0)
        st.html(legend_html(words))


def _draw_report(words: Words, draft: ReviewDraft, report: StoredReport, *, is_first: bool) -> None:
    published = escape(day(report.published, words.lang)) if report.published else ""
    source = escape(report.source or report.title or words.say("A report without a name"))
    with st.container(key=f"review_source_{report.id}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="dw-source"><strong dir="auto">{source}</strong><span>{published}</span></div>')
        if is_first:
            st.button(words.say("To the text"), key="review_to_text", type="tertiary", shortcut="s", on_click=_focus)
    key = f"review_text_{report.id}"
    focus = str(st.session_state.get(FOCUS) or "") if is_first else ""
    _report_text(
        data=report_text_data(report, event_marks(draft.event, report.id), words, subject=draft.base.id, focus=focus),
        key=key,
        on_picked_change=_picker(key, report),
    )


def _focus() -> None:
    st.session_state[FOCUS] = st.session_state.get(FOCUS, 0) + 1


def _picker(key: str, report: StoredReport) -> Callable[[], None]:
    def take() -> None:
        picked = st.session_state[key].get("picked") or {}
        draft = review_desk.draft_now()
        start, end, field = picked.get("start"), picked.get("end"), picked.get("field")
        if draft is None or field not in PICKED_FIELDS or not isinstance(start, int) or not isinstance(end, int):
            return
        with noted_failures():
            picked_event = with_picked_words(draft.event, report, field, start, end, opened.gazetteer())
            review_desk.keep(draft.with_event(picked_event))
        review_desk.refresh()

    return take
