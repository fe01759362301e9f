"""The only page there is while the environment sets something that can't be: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.page_style import page_style
from dashboard.problems import say_problem
from dashboard.state import session
from dashboard.translation import Words


def draw_wrong_settings(problems: Sequence[str], words: Words) -> None:
    """Draws the page; names and values of variables stay as they are, whatever the direction of the language."""
    st.html(f"<style>{page_style(rtl=words.is_rtl, theme=session.theme())}</style>")
    items = "".join(f"<li><bdi>{escape(say_problem(problem, words))}</bdi></li>" for problem in problems)
    with st.container(key="about"):
        st.html(
            f"<h1>{escape(words.say('The settings are wrong'))}</h1>"
            f"<p>{escape(words.say('Nothing is shown until these variables of the environment are put right:'))}</p>"
            f"<ul>{items}</ul>"
            f"<p>{escape(words.say('Then start the dashboard again. This command prints all settings:'))}</p>"
        )
        st.code("python -m dashboard settings", language=None)
