"""The field for the address of a page to fetch, where fetching is switched on."""

from __future__ import annotations

import streamlit as st

from dashboard.fetching import Fetched, fetch
from dashboard.settings import FETCH
from dashboard.translation import Words


def draw_fetch_field(words: Words) -> Fetched | None:
    """What was just fetched, else None. Raises ReportError, which says why there is nothing."""
    if not FETCH.value():
        return None
    with st.container(key="fetch", horizontal=True, vertical_alignment="bottom", gap="small"):
        address = st.text_input(
            words.say("Address to fetch"),
            key="fetch_address",
            max_chars=2000,
            placeholder="https://",
            help=words.say("A page, feed or file on the web. Its host sees that this machine asks for it."),
        )
        is_asked = st.button(words.say("Fetch"), key="fetch_page", icon=":material/download:")
    if not is_asked:
        return None
    with st.spinner(words.say("Fetching")):
        return fetch(address)
