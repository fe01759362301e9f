"""The frame of every page: style, name, language and theme."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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
        tools.keep_address()
    if notice := st.session_state.pop(state.NOTICE, ""):
        st.warning(notice, icon=":material/info:")


def draw_data_tabs(words: Words, page: str) -> DeltaGenerator:
    """The pages of the data section as tabs; `page` is the one that is open. The top bar marks the section.

    What comes back is their row, for what else should stand in it.
    """
    titles = {"data": words.say("Events"), "gazetteer": words.say("Gazetteer")}
    if state.is_public():
        titles.pop("gazetteer")
    row = st.container(key="data_tabs", horizontal=True, gap="small")
    with row:
        for name, title in titles.items():
            with st.container(key=f"data_tab_{name}{'_open' if name == page else ''}"):
                st.page_link(state.VIEWS / f"{name}.py", label=title)
    return row
