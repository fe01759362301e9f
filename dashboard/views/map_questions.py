"""The map's search box asks here: a fragment of the page, so that an answer reruns nothing else."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import STATIC
from dashboard.map_search import answer
from dashboard.state import loaded_places, opened
from dashboard.translation import Words

QUESTIONS = "map_questions"

_carrier = st.components.v2.component(
    "dawriya.map_questions",
    html="<span></span>",
    js=(STATIC / "map_questions.js").read_text(encoding="utf-8"),
)


@st.fragment
def draw_answers(words: Words) -> None:
    """Nothing to see: carries questions from the map's frame and answers into it."""
    asked = st.session_state.get(QUESTIONS, {}).get("asked")
    told = answer(asked, opened.gazetteer(), words, loaded_places.region_name) if asked else None
    _carrier(data={"answer": told}, key=QUESTIONS, on_asked_change=lambda: None)
