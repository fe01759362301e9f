"""Events as lines to choose from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.events import Event
from dashboard.glyphs import event_glyph
from dashboard.state import session
from dashboard.translation import Words
from dashboard.wording import event_date, event_title


def draw_event_line(
    words: Words, event: Event, *, key: str, note: str = "", then: Callable[[], None] = st.rerun
) -> None:
    """An event as a line to click: symbol, title, and its day or the note; a click selects it, `then` shows it."""
    about = note or event_date(event, words)
    with st.container(key=f"line_{key}", horizontal=True, gap="xsmall"):
        st.html(event_glyph(event, size=22), width="content")
        pressed = st.button(
            f"{plain(event_title(event, words.lang))}  \n:gray[{plain(about)}]", key=key, type="tertiary"
        )
    if pressed:
        session.select_event(event.id)
        then()


def plain(text: str) -> str:
    """Words that came from a report, safe in a label: its marks of Markdown are shown, not followed."""
    return "".join(f"\\{letter}" if letter in r"\`*_[]:<>$#~|!" else letter for letter in " ".join(text.split()))
