"""The door of a server with sign-in: what who has not signed in sees, and the entry in the top bar of who has."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.errors import StreamlitAuthError

from dashboard.permissions import Permission, Role
from dashboard.state import page_address, session, signed_in
from dashboard.translation import Words
from dashboard.views import chrome
from dashboard.views.failures import shown_failures


def is_open() -> bool:
    """Whether who is at the page may see anything; else the door is drawn in its stead."""
    said = session.words() if session.LANG in st.session_state else Words(page_address.first_language())
    allowed = False
    with shown_failures(said):
        allowed = signed_in.may(Permission.SEE)
        signed_in.log_once()
        if not allowed:
            _draw_door(said)
    return allowed


def _draw_door(words: Words) -> None:
    st.set_page_config(page_title=words.say("Dawriya"), layout="wide")
    chrome.server_ready()
    chrome.draw_frame(words)
    refused = signed_in.is_refused()
    with st.container(key="door", horizontal_alignment="center"):
        st.html(f"<h1>{escape(words.say('Dawriya'))}</h1>")
        lead = words.say("Patrols and incidents of this server are for people who sign in.")
        if refused:
            lead = words.say("You are signed in, but have no role on this server. Ask who runs it.")
        st.html(f"<p>{escape(lead)}</p>")
        if refused:
            st.button(words.say("Sign out"), key="sign_out", on_click=signed_in.sign_out)
        else:
            _draw_sign_in(words, is_quiet=False)


def draw_entry(words: Words) -> None:
    """The quiet entry at the end of the top bar: who is signed in and as what, or the way to sign in."""
    if not signed_in.is_offered():
        return
    person = signed_in.person()
    if not person.name:
        _draw_sign_in(words, is_quiet=True)
        return
    # Its label is for those who hear it (access.css): a sign takes less of the bar than a name.
    label = words.say("Signed in")
    with st.popover(label, key="person", icon=":material/person:", type="tertiary", width="content"):
        st.html(
            f'<p class="dw-person"><bdi dir="ltr">{escape(person.name)}</bdi>'
            f'<span class="dw-muted">{escape(role_word(person.role, words))}</span></p>'
        )
        st.button(words.say("Sign out"), key="sign_out", icon=":material/logout:", on_click=signed_in.sign_out)


def _draw_sign_in(words: Words, *, is_quiet: bool) -> None:
    sign = ":material/login:"
    if st.button(words.say("Sign in"), key="sign_in", type="tertiary" if is_quiet else "primary", icon=sign):
        try:
            signed_in.sign_in()
        except StreamlitAuthError as error:
            message = words.say("Sign-in is not set up right on this server: {message}", message=error)
            st.session_state[session.NOTICE] = message
            st.error(message, icon=":material/error:")


def role_word(role: Role, words: Words) -> str:
    """What a role is called."""
    return {
        Role.PUBLIC: words.say("Public"),
        Role.VIEWER: words.say("Viewer"),
        Role.ANALYST: words.say("Analyst"),
        Role.EDITOR: words.say("Editor"),
        Role.ADMIN: words.say("Administrator"),
    }[role]
