"""Who is at the page: whoever signed in, the public, or, on a server without sign-in, whoever is at the machine."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard import roles
from dashboard.errors import UsageError
from dashboard.logs import log_sign_in
from dashboard.permissions import MACHINE, Permission, Person, Role, person_as
from dashboard.settings import PUBLIC, ROLES

_LOGGED = "logged_sign_in"


def is_public() -> bool:
    """Whether the public may look: at what was reviewed, without changing anything."""
    return PUBLIC.value()


def is_offered() -> bool:
    """Whether people sign in on this server: its secrets.toml has a section [auth]."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def person() -> Person:
    """Who acts, asked anew each time: a role that was changed or a sign-in that ran out counts from the next click on.

    Raises UsageError where the roles do not read, or are given without a way to sign in: then nobody is let in.
    """
    if not is_offered():
        if ROLES.value():
            raise UsageError(
                f"{ROLES.name} gives roles, but nobody can sign in: .streamlit/secrets.toml has no [auth]. "
                f"Write that section, or take {ROLES.name} away."
            )
        return person_as(Role.PUBLIC) if is_public() else MACHINE
    return roles.person_of(_claims(), is_public=is_public(), now=datetime.now(UTC))


def may(permission: Permission) -> bool:
    """Whether who is at the page may do that."""
    return person().may(permission)


def is_signed_in() -> bool:
    return is_offered() and bool(person().name)


def is_refused() -> bool:
    """Whether somebody is signed in who may see nothing here."""
    claims = _claims()
    return claims is not None and not roles.is_expired(claims, datetime.now(UTC)) and not person().may_do


def sign_in() -> None:
    """Sends the browser to the provider."""
    st.login()


def sign_out() -> None:
    """Ends the sign-in: here, and in the person's other windows, which would keep it until they are loaded again."""
    if claims := _claims():
        _ended().add(_mark_of(claims))
    st.logout()


def log_once() -> None:
    """Logs who came in, or was refused: once in a session for each sign-in."""
    claims = _claims() if is_offered() else None
    if claims is None or st.session_state.get(_LOGGED) == _mark_of(claims):
        return
    st.session_state[_LOGGED] = _mark_of(claims)
    who = str(claims.get("email") or claims.get("sub"))
    if roles.is_expired(claims, datetime.now(UTC)):
        log_sign_in(who, refused="expired")
    elif is_refused():
        log_sign_in(who, refused="no role")
    else:
        log_sign_in(who, role=person().role)


def name_key() -> bytes:
    """What makes the names of the event files impossible to guess, where not everybody may see the same events."""
    return str(st.secrets["auth"].get("cookie_secret", "")).encode() if is_offered() else b""


def _claims() -> roles.Claims | None:
    """What the provider said of who is signed in; None where nobody is."""
    claims = st.user.to_dict()
    if not claims.get("is_logged_in") or _mark_of(claims) in _ended():
        return None
    return claims


@st.cache_resource(show_spinner=False)
def _ended() -> set[tuple[str, str]]:
    """The sign-ins that were ended since this process began."""
    return set()


def _mark_of(claims: roles.Claims) -> tuple[str, str]:
    return str(claims.get("sub") or claims.get("email")), str(claims.get("iat"))
