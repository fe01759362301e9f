"""The map page inside another page (`?embed=true`): the map, the timeline, and a line that leads to the whole."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard.assets import STATIC
from dashboard.page_style import page_style
from dashboard.state import loaded_events, page_address, session
from dashboard.translation import Words
from dashboard.views import map_canvas, samples

HEIGHTS = {"wide": 200, "beside": 222, "beside_phone": 160}
"""At every width the map takes what the timeline and the line leave of the window's height; see layers.HEIGHTS."""


def draw_embedded(words: Words) -> None:
    """Draws them from the filter in the address; nothing here changes anything but what is seen."""
    style = page_style(rtl=words.is_rtl, theme=session.theme())
    own = (STATIC / "embedded.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}\n{own}</style>")
    chosen = session.current_filter()
    counts = loaded_events.counts(chosen)
    if not counts.total:
        samples.say_empty_store(words)
        return
    with st.container(key="stage"):
        with st.container(key="stage_map"):
            map_canvas.draw_map(words, chosen, heights=HEIGHTS)
        with st.container(key="stage_time"):
            map_canvas.draw_timeline(words, chosen)
    number = words.say_number("{number} event", "{number} events", counts.shown)
    link = f"?{urlencode(page_address.address_of_view(), doseq=True)}"
    st.html(
        f'<p class="dw-embedded"><span>{escape(number)}</span>'
        f'<a href="{escape(link, quote=True)}" target="_blank" rel="noopener">'
        f"{escape(words.say('Open in Dawriya'))}</a></p>"
    )
