"""The switches that say what is taken out of the files which the pages make."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.redaction import Redaction
from dashboard.translation import Words
from dashboard.views.worded import kept_list

BLUR, SENSITIVE, SOURCES, REVIEWED = "safety_blur", "safety_sensitive", "safety_sources", "safety_reviewed"
SIGN = ":material/shield:"
SIZES_KM = (0, 2, 5, 10, 25, 50)


def chosen_redaction() -> Redaction:
    """What is to be taken out of this session's files."""
    state = st.session_state
    return Redaction(
        blur_km=float(state.get(BLUR) or 0),
        blurs_sensitive=bool(state.get(SENSITIVE)),
        hides_sources=bool(state.get(SOURCES)),
        only_reviewed=bool(state.get(REVIEWED)),
    )


def draw_safety(words: Words) -> None:
    """The group of switches; they stay as they are on every page of the session."""
    with st.container(key="safety", gap="small"):
        st.html(f'<p class="dw-muted">{escape(words.say("For all files made here."))}</p>')
        sizes = {km: words.say("{km} km", km=km) if km else words.say("No") for km in SIZES_KM}
        st.selectbox(words.say("Coarsen positions"), **kept_list(BLUR, sizes, words.lang, begins=0))
        for key, label in (
            (SENSITIVE, words.say("Coarsen sensitive kinds and places")),
            (SOURCES, words.say("Hide sources")),
            (REVIEWED, words.say("Only reviewed events")),
        ):
            st.toggle(label, key=key, persist_state="session")


def draw_safety_fold(words: Words) -> None:
    """The switches to be unfolded, between others."""
    with st.expander(_label(words), icon=SIGN, key="safety_fold"):
        draw_safety(words)


def draw_safety_button(words: Words) -> None:
    """A button that opens the switches."""
    with st.popover(_label(words), icon=SIGN, key="safety_button", width="content"):
        draw_safety(words)


def _label(words: Words) -> str:
    """What tells, with the switches closed, whether one is on."""
    return words.say("Safety") if chosen_redaction().is_none else words.say("Safety: on")
