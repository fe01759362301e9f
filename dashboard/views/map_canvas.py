"""The map and the timeline in the page: the two run in the browser, and report here what was chosen in them."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from dashboard import state
from dashboard.filters import EventFilter
from dashboard.layers import MAP_WORDS, map_parts
from dashboard.translation import Words
from dashboard.views import rail


def draw_map(words: Words, chosen: EventFilter) -> None:
    """The map with the events that the filter lets through; a rerun with another filter sends only its parameters."""
    parts = map_parts(
        chosen,
        frame=state.events_frame(),
        files=state.map_files(),
        directory=state.BUILT,
        theme=state.theme(),
        lang=words.lang,
        selected=state.selected_event() or None,
        words={key: words.say(message) for key, message in MAP_WORDS.items()},
        shapes=rail.shows_shapes(),
    )
    st_folium(**parts, key="map")


def draw_timeline(words: Words, chosen: EventFilter) -> None:
    st.empty()
