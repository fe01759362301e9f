"""What a page shows while the store is empty."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.ingest import ingest
from dashboard.permissions import Permission
from dashboard.state import loaded_events, opened, session, signed_in
from dashboard.translation import Words
from dashboard.views import VIEWS


def say_empty_store(words: Words) -> None:
    """Only that there is nothing yet, where nothing can be done about it."""
    st.html(f'<h1 class="dw-empty">{escape(words.say("No events yet"))}</h1>')


def draw_empty_store(words: Words) -> None:
    """What this is, in two sentences, and an invitation to read a report or load the samples."""
    with st.container(key="empty_store", horizontal_alignment="center"):
        say_empty_store(words)
        if session.is_past():
            return
        said = words.say(
            "Dawriya reads field reports in Arabic and English and draws the patrols and incidents that they tell of "
            "on a map and a timeline. Read a report of your own, or load the sample: invented reports from "
            "Syria and Iraq."
        )
        if not signed_in.may(Permission.READ_IN):
            return
        st.html(f"<p>{escape(said)}</p>")
        with st.container(horizontal=True, horizontal_alignment="center"):
            if st.button(words.say("Read a report"), key="go_read", type="primary"):
                st.switch_page(VIEWS / "read.py")
            load = st.button(
                words.say("Load the sample"), key="load_samples", disabled=not loaded_events.SAMPLES.is_dir()
            )
        if load:
            _load_samples(words)


def _load_samples(words: Words) -> None:
    with st.spinner(words.say("Reading the sample reports")):
        result = ingest([loaded_events.SAMPLES], opened.store())
    if result.failures:
        failed = "; ".join(f"{one.where}: {one.problem}" for one in result.failures)
        st.session_state[session.NOTICE] = words.say("Not read: {failed}", failed=failed)
    st.rerun()
