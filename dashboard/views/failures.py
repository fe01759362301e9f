"""An error that the user can do something about, shown where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.errors import DashboardError, StoreError
from dashboard.logs import log_failure
from dashboard.problems import say_problem
from dashboard.state import session
from dashboard.translation import Words
from dashboard.views.event_list import plain
from gazetteer.errors import GazetteerError, GazetteerMissing


@contextmanager
def shown_failures(words: Words) -> Iterator[None]:
    """Shows the package's own errors as messages; a dialog reruns without the page, so it needs its own."""
    try:
        yield
    except GazetteerMissing as error:
        log_failure("gazetteer.error", error)
        message = words.say(
            "The gazetteer is not built yet, so no place can be looked up. Build it once with this command:"
        )
        st.error(message, icon=":material/travel_explore:")
        st.code("python -m gazetteer build", language=None)
    except (DashboardError, GazetteerError) as error:
        log_failure("store.error" if isinstance(error, StoreError) else "page.error", error)
        st.error(plain(say_problem(str(error), words)), icon=":material/error:")


@contextmanager
def noted_failures() -> Iterator[None]:
    """Around what a key or button does before the page is drawn: an error is told at the top of the page."""
    try:
        yield
    except (DashboardError, GazetteerError) as error:
        st.session_state[session.NOTICE] = say_problem(str(error), session.words())
