"""The gazetteer and the store as this process has them open, shared by all sessions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import streamlit as st

from dashboard import settings
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from gazetteer.layout import MANIFEST
from gazetteer.own import OwnPlaces

OPENED, REVISION = "gazetteer_opened", "revision"
"""Where a session keeps, for a run of the page, which gazetteer and which state of the store it looks at."""


def own_places() -> OwnPlaces:
    """The user's own places and corrections."""
    return OwnPlaces.open()


@st.cache_resource(show_spinner=False, max_entries=2)
def _gazetteer(built: tuple[str, int], own: tuple[str, int]) -> Gazetteer:  # noqa: ARG001 - parts of the cache's key
    return Gazetteer.open()


@st.cache_resource(show_spinner=False, max_entries=1)
def _built_gazetteer(built: tuple[str, int]) -> Gazetteer:  # noqa: ARG001 - a part of the cache's key
    return Gazetteer.open(own=OwnPlaces(Path(os.devnull)))


def built_gazetteer() -> Gazetteer:
    """The gazetteer as it was built, without the user's own places and corrections: hidden places are in it."""
    return _built_gazetteer(gazetteer_key()[0])


def gazetteer() -> Gazetteer:
    """The built gazetteer with the user's own places, shared by all sessions. Raises GazetteerMissing.

    It is opened anew where it was built anew, or an own place was changed, since this run of the page began.
    """
    return _gazetteer(*gazetteer_key())


def gazetteer_key() -> tuple[tuple[str, int], tuple[str, int]]:
    """What the gazetteer is made of as it is open now: the built file and its time, the own places and their number."""
    if st.session_state.get(OPENED) is None:
        own = own_places()
        built = settings.GAZETTEER.value()
        listed = built / MANIFEST
        when = listed.stat().st_mtime_ns if listed.exists() else 0
        st.session_state[OPENED] = ((str(built), when), (str(own.path), own.revision))
    return cast(tuple[tuple[str, int], tuple[str, int]], st.session_state[OPENED])


def reopen_gazetteer() -> None:
    """Lets the gazetteer be opened anew: own places or the built file have changed."""
    st.session_state[OPENED] = None


def store_address() -> str:
    """Which store this process looks at: part of every cache's key."""
    return settings.store_address()


@st.cache_resource(show_spinner=False)
def store_at(address: str) -> Store:
    """The store of an address that `store_address` gave, for what is cached by it."""
    return Store(address)


def store() -> Store:
    return store_at(store_address())


def desk() -> Desk:
    """Where decisions about the store's events are taken."""
    return Desk(store())


def revision() -> int:
    """A number that grows with every change of the store, asked for once a run."""
    return cast(int, st.session_state.setdefault(REVISION, None) or _ask_revision())


def _ask_revision() -> int:
    st.session_state[REVISION] = store().revision
    return cast(int, st.session_state[REVISION])


def look_again() -> None:
    """Lets this run of the page ask anew which gazetteer and which revision of the store there are."""
    st.session_state[REVISION] = None
    reopen_gazetteer()
