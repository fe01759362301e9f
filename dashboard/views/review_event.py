"""The middle of the review desk: an event's head, its questions, its fields, its words, and the decisions."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.card import status_pill
from dashboard.glyphs import event_glyph
from dashboard.review_draft import ReviewDraft
from dashboard.review_words import field_names
from dashboard.state import loaded_events
from dashboard.translation import Words
from dashboard.views import (
    review_claims,
    review_conflict,
    review_decide,
    review_desk,
    review_fields,
    review_remember,
    review_text,
)
from dashboard.views.card_panel import reports_of
from dashboard.wording import event_title


def draw_event(words: Words, draft: ReviewDraft) -> None:
    """The event that is open, from its title to what can be decided about it."""
    reports = reports_of(draft.event)
    with st.container(key="review_sheet"):
        _draw_head(words, draft)
        review_conflict.draw_conflict(words, draft)
        with st.container(key="review_doubts"):
            review_claims.draw_doubts(words, draft)
        review_fields.draw_fields(words, draft)
        review_claims.draw_claims(words, draft, reports)
        review_text.draw_reports(words, draft, reports)
    review_decide.draw_decisions(words)
    review_remember.draw_offer(words)


def _draw_head(words: Words, draft: ReviewDraft) -> None:
    event = draft.event
    number, total = review_desk.number_of(event.id), loaded_events.waiting(review_desk.part())
    position = words.say("{number} of {total}", number=number, total=total) if number else ""
    st.html(
        f'<div class="dw-review-head">{event_glyph(event, size=25)}<div role="status">'
        f"<h1>{escape(event_title(event, words.lang))}</h1></div>"
        f'<span class="dw-review-state">{status_pill(event.status, words)}'
        f'<span class="dw-muted">{escape(position)}</span></span></div>'
    )
    # Also where it holds nothing: what is drawn below keeps its place, and a field its cursor.
    with st.container(key="review_changed", horizontal=True, gap="small", vertical_alignment="center"):
        if draft.changes:
            changed = words.comma.join(field_names(draft.changes, words))
            st.html(f'<p role="status">{escape(words.say("Changed: {fields}", fields=changed))}</p>', width="content")
            st.button(
                words.say("Discard the changes"),
                key="review_discard",
                type="tertiary",
                on_click=review_desk.forget,
                args=(event.id,),
            )
