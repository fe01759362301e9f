"""The address of the page: what a session takes from it, and what is written into it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.comparison import Comparison, read_comparison, write_comparison
from dashboard.errors import FilterError, StoreError
from dashboard.filters import EventFilter, from_query, to_query
from dashboard.periods import Multiples, read_multiples, write_multiples
from dashboard.permissions import Permission
from dashboard.problems import say_problem
from dashboard.state import opened, session, signed_in
from dashboard.timeline_view import read_view_text, view_text
from dashboard.translation import Language, Words, language_of_tag

TIMELINE = "timeline"
"""How the address says how the timeline is looked at."""

PLACE_PAGE = "place_page"
"""Where a run keeps that its page is the one of places, whose address holds the chosen place."""

PAGE_QUERY = "page_query"
"""Where a page keeps what the address is to hold beside the filter, for the run."""


MOVED = "moved"
"""Where the session keeps that the reader went back or forward, until the address has been taken over whole."""


def start_session() -> None:
    """Takes language, filter, selected event and place from the address: the first time a session runs, and again
    where the reader went back or forward.
    """
    opened.look_again()
    _keep_to_what_is_seen()
    st.session_state[PLACE_PAGE] = False
    st.session_state[PAGE_QUERY] = {}
    context = get_script_run_ctx()
    # A click may cut this run short and begin the next one, which is then the one that follows the reader.
    has_moved = bool(st.session_state.get(MOVED)) or (context is not None and context.is_history_navigation)
    st.session_state[MOVED] = has_moved
    if has_moved:
        st.session_state.pop(session.ENCOUNTERS, None)  # the page reads the address again
    if session.FILTER in st.session_state and not has_moved:
        return
    try:
        chosen = from_query(st.query_params)
    except FilterError as error:
        chosen = EventFilter()
        words = Words(first_language())
        said = say_problem(str(error), words)
        st.session_state[session.NOTICE] = words.say(
            "The address has a filter that does not exist: {message}", message=said
        )
    session.set_filter(chosen)
    session.set_mode(_first_mode())
    session.choose_language(first_language())
    session.select_event(_shown_as(st.query_params.get("event", "")))
    _keep_to_what_is_seen()
    session.choose_place(st.query_params.get("id", ""))
    session.set_timeline_view(read_view_text(st.query_params.get(TIMELINE, "")))
    st.session_state[MOVED] = False


def _first_mode() -> Comparison | Multiples | None:
    """What the address says the map shows besides one view; what is wrong in it is said on the page."""
    try:
        compared = read_comparison(st.query_params.get("compare", ""))
        return compared or read_multiples(st.query_params.get("multiples", ""))
    except FilterError as error:
        words = Words(first_language())
        said = say_problem(str(error), words)
        st.session_state[session.NOTICE] = words.say(
            "The address asks for a view that does not exist: {message}", message=said
        )
        return None


def _shown_as(event_id: str) -> str:
    """The event that a link means: one that was joined into another since is that one."""
    try:
        return opened.desk().shown_as(event_id) if event_id else ""
    except StoreError:  # the page says it, as soon as it asks for the events
        return event_id


def _keep_to_what_is_seen() -> None:
    """Takes what names sources out of the view of who may not see any: a role may have changed since it was chosen."""
    if session.FILTER not in st.session_state or signed_in.may(Permission.SEE_SOURCES):
        return
    if session.current_filter().according_to:
        session.set_filter(replace(session.current_filter(), according_to=""))
    if (compared := session.comparison()) and compared.kind == "sources":
        session.set_mode(None)


def first_language() -> Language:
    """The language that the address asks for, else the browser's, else English."""
    asked = st.query_params.get("lang", "")
    return language_of_tag(asked) or language_of_tag(st.context.locale or "") or "en"


def say_in_address(values: Mapping[str, str | list[str]]) -> None:
    """Lets the address of this run's page hold some values of its own."""
    st.session_state[PAGE_QUERY] = dict(values)


def address_of_view() -> dict[str, str | list[str]]:
    """What the address holds: language, filter, selected event, and what the page and the map add."""
    wanted: dict[str, str | list[str]] = {session.LANG: session.language(), **to_query(session.current_filter())}
    if session.selected_event():
        wanted["event"] = session.selected_event()
    if compared := session.comparison():
        wanted["compare"] = write_comparison(compared)
    if small := session.multiples():
        wanted["multiples"] = write_multiples(small)
    if looked := view_text(session.timeline_view()):
        wanted[TIMELINE] = looked
    if st.session_state.get(PLACE_PAGE) and session.chosen_place():
        wanted["id"] = session.chosen_place()
    wanted |= st.session_state.get(PAGE_QUERY) or {}
    for part in ("view", "mode"):  # of a shared link, for the map to read
        if said := st.query_params.get(part):
            wanted[part] = said
    return wanted


def write_address() -> None:
    """Puts all that into the address, so that a copied link shows the same view."""
    wanted = address_of_view()
    now = {key: st.query_params.get_all(key) for key in st.query_params}
    if now != {key: [value] if isinstance(value, str) else value for key, value in wanted.items()}:
        st.query_params.from_dict(wanted)
