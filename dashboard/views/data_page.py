"""The data page: the filtered events as a table to sort, one of them as a card, and all of them as files."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from dashboard.state import loaded_events, session
from dashboard.translation import Words
from dashboard.views import VIEWS, card_panel, chrome, exports, map_page, samples

MOST_ROWS = 5_000


def draw_data_page() -> None:
    """Draws the page from the session's filter and selection."""
    words, chosen = session.words(), session.current_filter()
    chrome.draw_data_tabs(words, "data")
    counts = loaded_events.counts(chosen)
    if not counts.total:
        samples.draw_empty_store(words)
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        map_page.draw_count(words, counts)
        map_page.draw_filter_parts(words, chosen)
        with st.container(key="actions", horizontal=True, horizontal_alignment="right", gap="xsmall"):
            exports.draw_data_buttons(words, chosen)
    if not counts.shown:
        map_page.draw_nothing_matches(words, counts)
        return
    table = loaded_events.readable_events(chosen, MOST_ROWS)
    with st.container(key="stage"):
        with st.container(key="stage_map"):
            _draw_table(words, table)
            if counts.shown > len(table):
                note = words.say(
                    "The table shows the latest {number}; the files hold all.", number=words.figure(len(table))
                )
                st.html(f'<p class="dw-muted">{escape(note)}</p>')
        with st.container(key="stage_card"):
            card_panel.draw_card(words, chosen)
            if session.selected_event() and st.button(words.say("See on the map"), key="to_map", width="stretch"):
                st.switch_page(VIEWS / "map.py")


def _draw_table(words: Words, table: pd.DataFrame) -> None:
    # A new selection made elsewhere makes a new table: its own memory of the chosen row would contradict it.
    selected = session.selected_event()
    rows = [int(at) for at in (table.index == selected).nonzero()[0]]
    st.dataframe(
        table,
        key="table",
        height=620,
        hide_index=True,
        on_select=_take_row,
        selection_mode="single-row",
        selection_default={"selection": {"rows": rows}},
        column_order=["date", "known", "title", "kind", "forces", "place", "precision", "status", "source"],
        column_config={
            "date": st.column_config.DateColumn(words.say("First day"), format="YYYY-MM-DD", width=105),
            "known": st.column_config.TextColumn(words.say("When"), width="medium"),
            "title": st.column_config.TextColumn(words.say("Event"), width="large"),
            "kind": st.column_config.TextColumn(words.say("Kind")),
            "forces": st.column_config.TextColumn(words.say("Forces")),
            "place": st.column_config.TextColumn(words.say("Place")),
            "precision": st.column_config.TextColumn(words.say("Precision"), width="small"),
            "status": st.column_config.TextColumn(words.say("Status"), width="small"),
            "source": st.column_config.TextColumn(words.say("Source")),
        },
        alt=words.say("Table of the events shown"),
    )
    st.session_state["table_ids"] = list(table.index)


def _take_row() -> None:
    rows = st.session_state["table"]["selection"]["rows"]
    ids = st.session_state.get("table_ids", [])
    session.select_event(ids[rows[0]] if rows and rows[0] < len(ids) else "")
