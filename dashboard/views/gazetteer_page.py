"""The gazetteer page: the search with its map and the chosen place, the import of files, the sources."""

from __future__ import annotations

import streamlit as st

from dashboard.permissions import Permission
from dashboard.place_form import PlaceForm
from dashboard.state import page_address, session, signed_in
from dashboard.translation import Words
from dashboard.views import chrome, gazetteer_find, gazetteer_form, gazetteer_import, gazetteer_sources
from dashboard.views.failures import shown_failures


def draw_gazetteer_page() -> None:
    """Draws the part of the page that is open."""
    words = session.words()
    st.session_state[page_address.PLACE_PAGE] = True
    row = chrome.draw_data_tabs(words, "gazetteer")
    with row, st.container(key="gazetteer_actions", horizontal=True, gap="xsmall"):
        _draw_actions(words)
    part = st.session_state.get(session.PLACE_PART, "")
    if part == "import" and signed_in.may(Permission.IMPORT_PLACES):
        gazetteer_import.draw_import(words)
    elif part == "sources":
        gazetteer_sources.draw_sources(words)
    else:
        _draw_find()


def _draw_actions(words: Words) -> None:
    part = st.session_state.get(session.PLACE_PART, "")
    if part:
        st.button(
            words.say("Back to the search"), key="to_search", icon=":material/search:", on_click=_open_part, args=("",)
        )
    parts = [("sources", words.say("Sources"), ":material/list_alt:")]
    if signed_in.may(Permission.IMPORT_PLACES):
        parts.insert(0, ("import", words.say("Import"), ":material/upload_file:"))
    for name, label, icon in parts:
        if name != part:
            st.button(label, key=f"to_{name}", icon=icon, on_click=_open_part, args=(name,))
    if signed_in.may(Permission.OWN_PLACES):
        st.button(
            words.say("Add a place"),
            key="add_place",
            icon=":material/add_location_alt:",
            on_click=_open_part,
            args=("", PlaceForm()),
        )


def _open_part(part: str, form: PlaceForm | None = None) -> None:
    st.session_state[session.PLACE_PART] = part
    if form is not None:
        gazetteer_form.open_form(form)


@st.fragment
def _draw_find() -> None:
    """The search, which reruns by itself at each pause in the typing."""
    words = session.words()
    with shown_failures(words):
        gazetteer_find.draw_find(words)
    page_address.write_address()
