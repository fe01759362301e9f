"""Events as lines to choose from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from dashboard.events import Event
from dashboard.glyphs import event_glyph_url
from dashboard.safe_text import plain_line
from dashboard.state import session
from dashboard.translation import Words
from dashboard.wording import event_date, event_title

_NO_CLASS = re.compile(r"[^a-zA-Z0-9_-]")


class Line(NamedTuple):
    """An event to choose from: by what key, and what to say of it instead of its day."""

    event: Event
    key: str
    note: str = ""


def draw_event_lines(words: Words, lines: Sequence[Line], *, then: Callable[[], None] = st.rerun) -> None:
    """Events as lines to click: symbol, title, and day or note; a click selects the event, `then` shows it.

    The symbols are style, all in one: a column of elements for each line would slow down every run of the page.
    """
    symbols = (
        f'{_button_of(line)}::before {{ background-image: url("{event_glyph_url(line.event)}"); }}' for line in lines
    )
    st.html(f"<style>{' '.join(symbols)}</style>")
    for event, key, note in lines:
        about = note or event_date(event, words)
        label = f"{plain(event_title(event, words.lang))}  \n:gray[{plain(about)}]"
        if st.button(label, key=f"line_{key}", type="tertiary", width="stretch"):
            session.select_event(event.id)
            then()


def _button_of(line: Line) -> str:
    """The selector of a line's button; Streamlit makes a class of its key."""
    return f".st-key-line_{_NO_CLASS.sub('-', line.key)} button"


def plain(text: str) -> str:
    """Words that came from a report, safe in a label: its marks of Markdown are shown, not followed."""
    return "".join(
        f"\\{letter}" if letter in r"\`*_[]:<>$#~|!" else letter for letter in " ".join(plain_line(text).split())
    )
