"""Addresses that people type: /map, and a language's own, such as /ar; both lead to the map page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.state import session
from dashboard.translation import Words, languages, own_name
from dashboard.views import VIEWS


def alias_pages(words: Words) -> list[st.Page]:
    """Hidden pages: Streamlit knows its first page by the empty address only."""
    pages = [st.Page(_named(partial(_to_map, ""), "map"), title=words.say("Map"), url_path="map", visibility="hidden")]
    for lang in languages():
        page = _named(partial(_to_map, lang), lang)
        pages.append(st.Page(page, title=own_name(lang), url_path=lang, visibility="hidden"))
    return pages


def _named(function: Callable[[], None], name: str) -> Callable[[], None]:
    """The function with the name that Streamlit asks of a page."""
    function.__name__ = f"alias_{name}"
    return function


def _to_map(lang: str) -> None:
    """Opens the map page with all that the address says."""
    if lang:
        session.choose_language(lang)
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    st.switch_page(VIEWS / "map.py", query_params={**query, session.LANG: [session.language()]})
