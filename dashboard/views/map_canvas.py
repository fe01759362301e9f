"""The map and the timeline in the page: the two run in the browser, and report here what was chosen in them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st
from streamlit_folium import st_folium

from dashboard.assets import BUILT, STATIC
from dashboard.filters import EventFilter, select_events
from dashboard.layers import HEIGHTS, MAP_WORDS, map_parts
from dashboard.state import loaded_events, opened, session
from dashboard.timeline import TIMELINE_WORDS, component_source, read_brush, timeline_data
from dashboard.timeline_bars import Stack, TimelineBars, timeline_bars
from dashboard.timeline_view import read_view
from dashboard.translation import Words
from dashboard.views import mode_row, rail
from dashboard.views.event_list import Line, draw_event_lines

TIMELINE, LIST_UNDATED = "timeline", "list_undated"
MOST_LISTED = 60

HEAD_START_S = 5.0
"""How long the rest of the page waits at most, the first time, for the map to be seen; 0 for no waiting."""
HAD_HEAD_START = "had_head_start"

_SOURCE = component_source()
_timeline = st.components.v2.component("dawriya.timeline", html=_SOURCE["html"], css=_SOURCE["css"], js=_SOURCE["js"])

_ready = st.components.v2.component(
    "dawriya.map_ready", html="<span></span>", js=(STATIC / "map_ready.js").read_text(encoding="utf-8")
)


def draw_map(words: Words, chosen: EventFilter, *, heights: Mapping[str, float] = HEIGHTS) -> None:
    """The map with the events that the filter lets through; a rerun with another filter sends only its parameters."""
    with st.spinner(words.say("Preparing the map")):
        files = loaded_events.map_files()
    parts = map_parts(
        chosen,
        frame=loaded_events.events_frame(),
        files=files,
        directory=BUILT,
        heights=heights,
        theme=session.theme(),
        lang=words.lang,
        selected=session.selected_event() or None,
        words={key: words.say(message) for key, message in MAP_WORDS.items()},
        shapes=rail.shows_shapes(),
        modes=mode_row.map_modes(words, chosen),
        boxes=rail.meaning_of_boxes(),
    )
    st_folium(**parts, key="map")


def give_head_start() -> None:
    """Lets the browser paint the map before it is sent the rest of the page, the first time a session runs.

    Building the rest takes the browser about a second, in which the map could not even begin to load. As soon as the
    browser says that the map is there, the page is run again, whole; from a browser that says nothing, this goes on.
    """
    if HAD_HEAD_START in st.session_state:
        return
    st.session_state[HAD_HEAD_START] = True
    _ready(key="map_ready", height="content", width="content", on_ready_change=lambda: None)
    until = time.monotonic() + HEAD_START_S
    while time.monotonic() < until:
        time.sleep(0.02)
        st.session_state.get(HAD_HEAD_START)  # where Streamlit leaves this run for the one that was asked for


def draw_timeline(words: Words, chosen: EventFilter) -> None:
    """The bars over time; what is brushed there becomes the filter's days, what is clicked on the map is selected."""
    view = session.timeline_view()
    data = timeline_data(
        loaded_events.events_frame(),
        chosen,
        theme=session.theme(),
        lang=words.lang,
        view=view,
        selected=session.selected_event() or None,
        words={key: words.say(message) for key, message in TIMELINE_WORDS.items()},
        bars=_bars(
            opened.store_key(),
            loaded_events.frame_revision(),
            replace(chosen, date_from=None, date_to=None),
            view.stack,
        ),
    )
    _timeline(
        data=data,
        key=TIMELINE,
        on_brush_change=_take_brush,
        on_view_change=_take_view,
        on_selected_change=_take_selected,
        on_undated_change=_take_undated,
    )
    if st.session_state.pop(LIST_UNDATED, False):
        _list_undated(words, chosen)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs=loaded_events.KEYED)
def _bars(
    key: opened.StoreKey,  # noqa: ARG001 - of the cache's key, as is the revision
    revision: int,  # noqa: ARG001
    undated: EventFilter,
    stack: Stack,
) -> TimelineBars:
    """The timeline's bars for a filter without dates: the same for every brush."""
    return timeline_bars(loaded_events.events_frame(), undated, stack=stack)


def _take_brush() -> None:
    first, last = read_brush(st.session_state[TIMELINE].get("brush"))
    session.set_filter(replace(session.current_filter(), date_from=first, date_to=last))


def _take_view() -> None:
    session.set_timeline_view(read_view(st.session_state[TIMELINE].get("view")))


def _take_selected() -> None:
    session.select_event(str(st.session_state[TIMELINE].get("selected") or ""))


def _take_undated() -> None:
    st.session_state[LIST_UNDATED] = True


def _list_undated(words: Words, chosen: EventFilter) -> None:
    @st.dialog(words.say("Events without a date"), width="medium")
    def show() -> None:
        lifted = select_events(loaded_events.events_frame(), replace(chosen, date_from=None, date_to=None))
        undated = lifted.loc[lifted["date_start"].isna(), "id"]
        events = [loaded_events.event(one) for one in undated.head(MOST_LISTED)]
        no_day = words.say("The text gives no day.")
        draw_event_lines(words, [Line(one, f"undated_{one.id}", one.date_reason or no_day) for one in events])
        if len(undated) > MOST_LISTED:
            more = words.say_number("and {number} more", "and {number} more", len(undated) - MOST_LISTED)
            st.html(f'<p class="dw-muted">{escape(more)}</p>')

    show()
