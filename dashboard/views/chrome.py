"""The frame of every page: style, name, language and theme."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.page_style import page_style
from dashboard.translation import Words
from dashboard.views import tools


def draw_frame(words: Words) -> None:
    """Puts the style, the name and the two buttons of the top bar on the page."""
    st.html(f"<style>{page_style(rtl=words.is_rtl, theme=state.theme())}</style>")
    logo = state.STATIC / f"logo_{words.lang}_{state.theme()}.svg"
    st.logo(str(logo), size="large")
    with st.container(key="topend", horizontal=True, gap="small"):
        other = "English" if words.is_rtl else "العربية"
        st.button(other, key="lang_switch", type="tertiary", on_click=state.switch_language)
        tools.theme_button(words)
    if notice := st.session_state.pop(state.NOTICE, ""):
        st.warning(notice, icon=":material/info:")
