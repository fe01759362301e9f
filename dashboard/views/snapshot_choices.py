"""What can be chosen of a snapshot before it is drawn, and the situation report that is made of the same view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import streamlit as st

from dashboard.filters import EventFilter
from dashboard.logs import log
from dashboard.state import loaded_events, opened
from dashboard.translation import Words
from dashboard.views import safety
from dashboard.views.worded import kept_list

if TYPE_CHECKING:
    from dashboard.snapshot import Size

SCALES = (1, 2, 3, 4)
REPORTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


def size_names(words: Words) -> dict[Size, str]:
    """What each size is called, the most asked for first."""
    return {
        "a4": words.say("A4"),
        "a4-portrait": words.say("A4, upright"),
        "a3": words.say("A3"),
        "a3-portrait": words.say("A3, upright"),
        "slide": words.say("Slide, 16:9"),
        "wide": words.say("To post, wide"),
        "square": words.say("To post, square"),
    }


def draw_choices(words: Words) -> tuple[Size, int]:
    """Two quiet lists beside each other: the size, and how many times as fine a PNG is."""
    names = size_names(words)
    with st.container(key="snapshot_choices", horizontal=True, gap="small"):
        size = st.selectbox(words.say("Size"), **kept_list("snapshot_size", names, words.lang, begins="a4"))
        scale = st.selectbox(words.say("PNG pixels"), SCALES, format_func=lambda one: f"{one}×", key="snapshot_scale")
    return size, scale


def draw_report_buttons(words: Words, chosen: EventFilter, file_stem: str) -> None:
    """The situation report of the view, for Word or as Markdown with its pictures in an archive."""
    about = words.say("Numbers, maps and events by day, with numbered sources.")
    st.html(f'<h3>{escape(words.say("Situation report"))}</h3><p class="dw-muted">{escape(about)}</p>')
    labels = {"docx": f"DOCX · {words.say('For Word')}", "zip": f"Markdown · {words.say('As text')}"}
    place = st.container(key="report_formats", horizontal=True, gap="small")
    for suffix, media_type in REPORTS.items():
        place.download_button(
            labels[suffix],
            data=_report_maker(chosen, suffix, words.lang, f"{file_stem}-report"),
            file_name=f"{file_stem}-report.{suffix}",
            mime=media_type,
            key=f"report_{suffix}",
            on_click="ignore",
            width="stretch",
        )


def _report_maker(chosen: EventFilter, suffix: str, lang: str, stem: str) -> Callable[[], bytes]:
    """What writes the report once it is asked for, of the events as they are now: by then there is no session."""
    return partial(
        _report,
        loaded_events.events_frame(),
        chosen,
        suffix,
        store=opened.store(),
        gazetteer=opened.gazetteer(),
        lang=lang,
        stem=stem,
        redaction=safety.chosen_redaction().to_query(),
    )


def _report(frame: gpd.GeoDataFrame, chosen: EventFilter, suffix: str, **options: Any) -> bytes:
    # Imported once a report is asked for: matplotlib and the writer of Word files take a second.
    from dashboard.situation.command import report_bytes

    made = report_bytes(frame, chosen, suffix, **options)
    log("export.end", format=f"report.{suffix}")
    return made
