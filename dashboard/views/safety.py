"""The switches that say what is taken out of the files which the pages make."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.redaction import Redaction
from dashboard.translation import Words

BLUR, SENSITIVE, SOURCES, REVIEWED = "safety_blur", "safety_sensitive", "safety_sources", "safety_reviewed"
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
        about = words.say("For all files made here.")
        st.html(f'<h3>{escape(words.say("Safety"))}</h3><p class="dw-muted">{escape(about)}</p>')
        st.selectbox(
            words.say("Coarsen positions"),
            SIZES_KM,
            format_func=lambda km: words.say("{km} km", km=km) if km else words.say("No"),
            key=BLUR,
            persist_state="session",
        )
        for key, label in (
            (SENSITIVE, words.say("Coarsen sensitive kinds and places")),
            (SOURCES, words.say("Hide sources")),
            (REVIEWED, words.say("Only reviewed events")),
        ):
            st.toggle(label, key=key, persist_state="session")


def draw_safety_button(words: Words) -> None:
    """A button that opens the switches, and says by its sign whether one is on."""
    is_on = not chosen_redaction().is_none
    sign = ":material/shield:" if is_on else ":material/shield_toggle:"
    with st.popover(words.say("Safety"), icon=sign, key="safety_button", width="content"):
        draw_safety(words)
