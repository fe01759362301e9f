"""Fields that show what is chosen elsewhere, and lists whose words change with the language or with a count.

The browser tells what was chosen by its words, and Streamlit does not know those of another language again: it takes
the words for the value, or falls back to the first entry. So a list in other words is another widget, under another
key, and what was chosen is kept apart from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.translation import Language, languages


def list_key(key: str, lang: Language) -> str:
    """The key of the widget that offers a list in a language."""
    return f"{key}_{lang}"


def list_of(key: str, labels: Mapping[Any, str], chosen: Any) -> dict[str, Any]:
    """The arguments of `st.selectbox` for a list that shows what is chosen elsewhere; `key` is the widget's own."""
    shown = field_of(key, chosen, "index", list(labels).index(chosen))
    return {"options": list(labels), "format_func": labels.__getitem__, **shown}


def field_of(key: str, value: Any, argument: str = "value", begins: Any = None) -> dict[str, Any]:
    """The arguments of a field that shows a value kept elsewhere; `begins` is it as the `argument` wants it."""
    if st.session_state.get(key, value) != value:
        st.session_state[key] = value  # a field that is there follows nothing else
        return {"key": key}
    # One that the browser draws only later, as in a closed popover, begins with what the last run said.
    return {"key": key, argument: value if begins is None else begins}


def kept_list(key: str, labels: Mapping[Any, str], lang: Language, *, begins: Any = "") -> dict[str, Any]:
    """The arguments of `st.selectbox` for a list of which one entry is chosen; `begins` is chosen at first.

    The choice is the session's under `key`, in whichever language; what is set there shows in the list.
    """
    widget = list_key(f"list_{key}", lang)
    kept = st.session_state.get(key, begins)
    return {
        **list_of(widget, labels, kept if kept in labels else begins),
        "on_change": _keep,
        "args": (key, widget),
    }


def _keep(key: str, widget: str) -> None:
    st.session_state[key] = st.session_state[widget]


def chosen_so_far(key: str, begins: Any) -> Any:
    """What a list shows, in the language that it was shown in last; `begins` where it is new on the page."""
    shown = (list_key(key, lang) for lang in languages())
    return next((st.session_state[one] for one in shown if one in st.session_state), begins)
