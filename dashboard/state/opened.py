"""The gazetteer and the store as this process has them open, shared by all sessions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import streamlit as st

from dashboard import settings
from dashboard.permissions import MACHINE, NOBODY, Permission, Person, Role
from dashboard.place_doorway import own_places_for
from dashboard.review import Desk
from dashboard.state import signed_in
from dashboard.store import Store
from gazetteer.index import Gazetteer
from gazetteer.layout import MANIFEST
from gazetteer.own import OwnPlaces

OPENED, REVISION = "gazetteer_opened", "revision"
"""Where a session keeps, for a run of the page, which gazetteer and which state of the store it looks at."""


def own_places() -> OwnPlaces:
    """The own places and corrections, as far as who is at the page may change them."""
    return own_places_for(signed_in.person())


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


StoreKey = tuple[str, tuple[str, ...]]
"""An address of a store, and what may be seen of it: permissions, in order."""


def store_key() -> StoreKey:
    """Which store this process looks at, and how much of it the session may see: part of every cache's key.

    So what is kept for one session is never shown to another that may see less.
    """
    seen = signed_in.person().may_do & {Permission.SEE, Permission.SEE_SOURCES, Permission.SEE_UNREVIEWED}
    return settings.store_address(), tuple(sorted(seen))


@st.cache_resource(show_spinner=False, max_entries=8)
def store_at(key: StoreKey) -> Store:
    """The store of a key that `store_key` gave, to read what is cached by it; nothing can be written."""
    address, seen = key
    return _open(address, False).acting_as(Person(role=Role.PUBLIC, may_do=frozenset(Permission(one) for one in seen)))


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(address: str, for_writing: bool) -> Store:
    return Store(address, person=MACHINE if for_writing else NOBODY)


def store() -> Store:
    """The store for who is at the page: it shows and lets change what they may, nothing where that is nothing."""
    person = signed_in.person()
    return _open(store_key()[0], person.may_write).acting_as(person)


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
