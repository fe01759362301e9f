"""The frame of every page: style, name, language and theme."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.assets import STATIC
from dashboard.memory import give_large_ones_back
from dashboard.no_delay import send_at_once
from dashboard.page_style import page_style
from dashboard.permissions import Permission
from dashboard.state import session, signed_in
from dashboard.translation import Words, languages, own_name
from dashboard.views import VIEWS, tools
from dashboard.views.event_list import plain


@st.cache_resource(show_spinner=False)
def server_ready() -> bool:
    """Once a process: lets small answers go out at once, and memory go."""
    give_large_ones_back()
    return send_at_once() > 0


def draw_frame(words: Words) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Puts the style and the name on the page; what comes back is where the top bar's buttons and a notice belong."""
    st.html(f"<style>{page_style(rtl=words.is_rtl, theme=session.theme())}</style>")
    choose_file = words.say("Choose a file").replace('"', "")
    st.html(f'<style>:root {{ --language: "{words.lang.upper()}"; --choose-file: "{choose_file}"; }}</style>')
    logos = (STATIC / f"logo_{lang}_{session.theme()}.svg" for lang in (words.lang, "en"))
    st.logo(str(next(logo for logo in logos if logo.is_file())), size="large")
    return st.container(key="topend", horizontal=True, gap="small"), st.container()


def draw_top_end(
    words: Words, top_end: DeltaGenerator, above: DeltaGenerator, *, entry: Callable[[Words], None]
) -> None:
    """Puts the buttons of the top bar on the page, and above the rest of it what the session has to say."""
    with top_end:
        _draw_languages(words)
        tools.theme_button(words)
        entry(words)
        tools.keep_address()
        tools.keep_printable()
    if notice := st.session_state.pop(session.NOTICE, ""):
        above.warning(plain(notice), icon=":material/info:")


def _draw_languages(words: Words) -> None:
    """Two languages are changed by one button, more are chosen from a list; each is called as it calls itself."""
    others = [lang for lang in languages() if lang != words.lang]
    if len(others) == 1:
        st.button(
            own_name(others[0]), key="lang_switch", type="tertiary", on_click=session.choose_language, args=(others[0],)
        )
    elif others:
        menu = st.container(key="lang_switch", width="content")
        # Another key in another language: what was chosen closes the list.
        with menu.popover(own_name(words.lang), key=f"lang_menu_{words.lang}", type="tertiary", width="content"):
            st.radio(
                words.say("Language"),
                languages(),
                index=languages().index(words.lang),
                format_func=own_name,
                key=f"lang_choice_{words.lang}",
                label_visibility="collapsed",
                on_change=_take_language,
                args=(f"lang_choice_{words.lang}",),
            )


def _take_language(key: str) -> None:
    session.choose_language(str(st.session_state[key]))


def draw_data_tabs(words: Words, page: str) -> DeltaGenerator:
    """The pages of the data section as tabs; `page` is the one that is open. The top bar marks the section.

    What comes back is their row, for what else should stand in it.
    """
    titles = {"data": words.say("Events"), "encounters": words.say("Encounters"), "gazetteer": words.say("Gazetteer")}
    titles["coded"] = words.say("Bring in")
    if session.is_past() or not signed_in.may(Permission.READ_IN):
        titles.pop("coded")
    if session.is_past() or not signed_in.may(Permission.SEE_UNREVIEWED):
        titles.pop("gazetteer")
    row = st.container(key="data_tabs", horizontal=True, gap="small")
    with row:
        for name, title in titles.items():
            with st.container(key=f"data_tab_{name}{'_open' if name == page else ''}"):
                st.page_link(VIEWS / f"{name}.py", label=title)
    return row
