"""What a session has chosen, and how its pages are shown to it."""

from __future__ import annotations

from typing import cast

import streamlit as st

from dashboard.comparison import Comparison
from dashboard.filters import EventFilter
from dashboard.periods import Multiples
from dashboard.state import signed_in
from dashboard.symbols import Theme
from dashboard.timeline_view import TimelineView
from dashboard.translation import Language, Words
from gazetteer.own import user_name

FILTER, LANG, SELECTED, NOTICE = "filter", "lang", "selected", "notice"
RAIL, FOLLOWING, FROM_NONE = "rail_", "following", "rail_from_none"
"""How the keys of the rail's widgets begin, which of them are to follow the filter, and whether all were unticked."""

TIMELINE_VIEW = "timeline_view"
"""Where the session keeps how the timeline is looked at; its "timeline" is the component's own."""

MODE = "mode"
"""Where the session keeps what the map shows besides one view: a comparison or small multiples."""

REVIEWER = "reviewer"
"""Where the session keeps the name of who reviews."""

PLACE, PLACE_PART = "place", "place_part"

ENCOUNTERS = "encounters"
"""Where the page of encounters keeps what it was asked."""


def who() -> str:
    """Who is at the page, for the log: who signed in, else the name given for review, else the machine's user."""
    return signed_in.person().name or cast(str, st.session_state.get(REVIEWER, "")) or user_name()


def language() -> Language:
    return cast(Language, st.session_state.get(LANG, "en"))


def words() -> Words:
    return Words(language())


def choose_language(lang: Language) -> None:
    st.session_state[LANG] = lang


def theme() -> Theme:
    """The theme that the page is shown in, as the browser last said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def is_embedded() -> bool:
    """Whether the page is shown inside another, as `?embed=true` asks."""
    return bool(st.context.is_embedded)


def current_filter() -> EventFilter:
    return cast(EventFilter, st.session_state[FILTER])


def is_past() -> bool:
    """Whether the pages show the events as known at a moment of the past: there is then nothing to change."""
    return current_filter().as_known_on is not None


def set_filter(event_filter: EventFilter) -> None:
    """Makes a filter the session's. Only in a callback, or before the rail is drawn: its widgets follow.

    They keep their old values until then: further callbacks of the same rerun read them.
    """
    st.session_state[FILTER] = event_filter
    st.session_state[FROM_NONE] = False
    st.session_state[FOLLOWING] = {str(key) for key in st.session_state if str(key).startswith(RAIL)}


def comparison() -> Comparison | None:
    """What is compared on the map; None for one view or for small multiples."""
    mode = st.session_state.get(MODE)
    return mode if isinstance(mode, Comparison) else None


def multiples() -> Multiples | None:
    """Which small maps of consecutive periods are shown; None for one map."""
    mode = st.session_state.get(MODE)
    return mode if isinstance(mode, Multiples) else None


def set_mode(mode: Comparison | Multiples | None) -> None:
    """Makes the map compare, or be several small maps, or one map again."""
    st.session_state[MODE] = mode


def selected_event() -> str:
    """The selected event's id; empty where none is."""
    return cast(str, st.session_state.get(SELECTED, ""))


def select_event(event_id: str) -> None:
    st.session_state[SELECTED] = event_id


def timeline_view() -> TimelineView:
    """How the timeline is looked at in this session."""
    return cast(TimelineView, st.session_state.get(TIMELINE_VIEW, TimelineView()))


def set_timeline_view(view: TimelineView) -> None:
    st.session_state[TIMELINE_VIEW] = view


def chosen_place() -> str:
    """The id of the place that the gazetteer page shows; empty where it shows none."""
    return cast(str, st.session_state.get(PLACE, ""))


def choose_place(place_id: str) -> None:
    st.session_state[PLACE] = place_id
