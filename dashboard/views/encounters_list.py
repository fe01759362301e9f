"""The encounters one by one, each with the sentences of its events."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from dashboard.card import legend_html, quote_html
from dashboard.encounters.words import apart, certainty_label, day_label, when, where, why
from dashboard.state import loaded_events
from dashboard.translation import Words
from dashboard.views import VIEWS
from dashboard.views.card_panel import reports_of
from dashboard.views.event_list import Line, draw_event_lines

AT_ONCE = 8
SHOWN = "encounters_shown"


def draw_list(words: Words, table: pd.DataFrame, day: str, *, clear: Callable[[], None]) -> None:
    """A table's encounters, the earliest first and some at a time; `day` is the chosen one, which `clear` undoes."""
    with st.container(key="encounters_list_head", horizontal=True, vertical_alignment="center", gap="small"):
        title = words.say_number("{number} encounter", "{number} encounters", len(table))
        st.html(f"<h3>{escape(title)}</h3>", width="content")
        if day:
            st.button(
                day_label(day, words),
                key="chip_encounter_day",
                icon=":material/close:",
                icon_position="right",
                help=words.say("Show every day"),
                on_click=clear,
            )
        st.html(legend_html(words), width="content")
    shown = st.session_state.get(SHOWN, AT_ONCE)
    for number, (_, row) in enumerate(table.head(shown).iterrows()):
        _draw_encounter(words, row, number)
    if len(table) > shown:
        more = words.say_number("Show {number} more", "Show {number} more", min(AT_ONCE, len(table) - shown))
        st.button(more, key="encounters_more", on_click=_show_more, args=(shown + AT_ONCE,))


def _show_more(number: int) -> None:
    st.session_state[SHOWN] = number


def _draw_encounter(words: Words, row: pd.Series, number: int) -> None:
    details = ". ".join(part for part in (apart(row, words), why(row, words)) if part)
    with st.container(key=f"encounter_{number}"):
        st.html(
            f'<div class="dw-encounter"><span class="dw-pill dw-sure-{row["certainty"]}">'
            f"{escape(certainty_label(row['certainty'], words))}</span>"
            f"<strong>{escape(when(row, words))}</strong><span>{escape(where(row, words))}</span></div>"
            f'<p class="dw-muted">{escape(details)}</p>'
        )
        with st.container(key=f"encounter_sides_{number}"):
            for event_id in dict.fromkeys((row["one_id"], row["other_id"])):
                event = loaded_events.event(event_id)
                with st.container(key=f"encounter_side_{number}_{event_id}"):
                    draw_event_lines(words, [Line(event, f"encounter_{number}_{event_id}")], then=_see_on_map)
                    reports = reports_of(event)
                    st.html("".join(quote_html(event, reports[one], words) for one in list(reports)[:1]))


def _see_on_map() -> None:
    st.switch_page(VIEWS / "map.py")
