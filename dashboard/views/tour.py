"""The button that shows a newcomer around the map page; the tour itself runs in the browser."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import STATIC
from dashboard.translation import Words

_TOUR = st.components.v2.component(
    "dawriya.tour",
    html='<button type="button" class="tool"><span class="text"></span></button>',
    css=(STATIC / "page_tools.css").read_text(encoding="utf-8"),
    js=(STATIC / "tour.js").read_text(encoding="utf-8"),
)


def draw_tour_button(words: Words) -> None:
    """A button that starts the tour; nothing starts it by itself."""
    data = {
        "rtl": words.is_rtl,
        "label": words.say("Show me around"),
        "back": words.say("Back"),
        "next": words.say("Next"),
        "done": words.say("Done"),
        "close": words.say("Close"),
        "steps": [{"targets": targets, "text": text} for targets, text in _steps(words)],
    }
    _TOUR(data=data, key="tour", width="content", height="content")


def _steps(words: Words) -> list[tuple[list[str], str]]:
    """What is shown, by the first selector that the page shows, and what is said of it."""
    return [
        (
            [".dw-count"],
            words.say("How many events are shown, of all. Those without a known place are listed beside it."),
        ),
        (
            [".st-key-stage_map iframe"],
            words.say(
                "Discs are patrols, angular shapes are incidents, colours are forces. "
                "A dashed shape is where it may have been. Choose a mark to see its event."
            ),
        ),
        ([".st-key-stage_card"], words.say("The card of an event quotes the sentence behind it, word by word.")),
        (
            [".st-key-stage_time"],
            words.say("Patrols upwards, incidents downwards. Drag over days to see only them, or play them."),
        ),
        ([".st-key-rail", ".st-key-open_filters"], words.say("Filters by words, days, forces and more. They add up.")),
        (
            [".st-key-snapshot"],
            words.say("A printable sheet of exactly this view, with legend, scale and sources."),
        ),
    ]
