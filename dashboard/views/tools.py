"""Buttons that only a browser can serve: the other theme, the address on the clipboard, the drawer of filters."""

from __future__ import annotations

import streamlit as st

from dashboard.assets import STATIC
from dashboard.translation import Words

_TOOL = st.components.v2.component(
    "dawriya.page_tool",
    html='<button type="button" class="tool"><span class="sign"></span><span class="text"></span>'
    '<span class="badge"></span></button>',
    css=(STATIC / "page_tools.css").read_text(encoding="utf-8"),
    js=(STATIC / "page_tools.js").read_text(encoding="utf-8"),
)

_KEYS = st.components.v2.component(
    "dawriya.review_keys", html="<span></span>", js=(STATIC / "review_keys.js").read_text(encoding="utf-8")
)


_ADDRESS = st.components.v2.component(
    "dawriya.page_address", html="<span></span>", js=(STATIC / "page_address.js").read_text(encoding="utf-8")
)


def keep_address() -> None:
    """What adds the map's part to the address, and takes a view back from it when the reader goes back or forward."""
    _ADDRESS(key="page_address", height="content", width="content", on_again_change=lambda: None)


_PRINTING = st.components.v2.component(
    "dawriya.printing", html="<span></span>", js=(STATIC / "printing.js").read_text(encoding="utf-8")
)


def keep_printable() -> None:
    """What tells the style sheet, when the page is printed, how large map and timeline are."""
    _PRINTING(key="printing", height="content", width="content")


def theme_button(words: Words) -> None:
    """A button that turns light into dark and back, without losing what is on the page."""
    # It is on every page, so it also tells the browser the page's language and direction.
    said = {"skip": words.say("Skip to the content"), "menu": words.say("Menu")}
    page = {"lang": words.lang, "rtl": words.is_rtl, "said": said}
    data = {"tool": "theme", "text": "", "label": words.say("Change between light and dark"), **page}
    _TOOL(data=data, key="theme_switch", width="content", height="content")


def filter_buttons(words: Words, *, number: int, days: str) -> None:
    """What stands for the rail on narrow pages, where it is a drawer: how many filters are set, and the days."""
    filters = {"tool": "rail", "sign": "filters", "text": words.say("Filters"), "badge": number or None}
    _TOOL(data={**filters, "label": words.say("Filters")}, key="open_filters", width="content", height="content")
    period = {"tool": "rail", "sign": "days", "text": days or words.say("All days"), "label": words.say("Period")}
    _TOOL(data=period, key="open_days", width="content", height="content")


def share_button(words: Words) -> None:
    """A button that copies the page's address, which holds the filter and the selection."""
    data = {
        "tool": "share",
        "text": words.say("Share view"),
        "done": words.say("Link copied"),
        "label": words.say("Copy a link to this view"),
    }
    _TOOL(data=data, key="share_view", width="content", height="content")


def review_keys(*, event: str, editor: str) -> None:
    """What the keys of the review desk need besides Streamlit's: the cursor in the editor that opens, and out of it."""
    _KEYS(data={"event": event, "editor": editor}, key="review_keys")
