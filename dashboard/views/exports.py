"""Files of exactly the filtered view, made only when one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import streamlit as st

from dashboard.filters import EventFilter, select_events
from dashboard.interchange import FORMATS, events_as_bytes
from dashboard.logs import log
from dashboard.permissions import Permission
from dashboard.redaction import Redaction, redact, redacted_view
from dashboard.sensitive import kinds_in
from dashboard.state import loaded_events, opened, signed_in
from dashboard.translation import Language, Words
from dashboard.views import safety
from dashboard.views.film_export import draw_film
from dashboard.views.snapshot_choices import draw_choices, draw_report_buttons
from dashboard.wording import known_note
from gazetteer.index import Gazetteer

if TYPE_CHECKING:
    from dashboard.snapshot import Size, SnapshotFormat

SNAPSHOTS: dict[SnapshotFormat, tuple[str, str]] = {
    "png": ("image/png", "PNG"),
    "svg": ("image/svg+xml", "SVG"),
    "pdf": ("application/pdf", "PDF"),
    "html": ("text/html", "HTML"),
}


def draw_snapshot_button(words: Words, chosen: EventFilter) -> None:
    """A button that opens the snapshot's formats, for who may take files away."""
    if not signed_in.may(Permission.EXPORT):
        return
    label, sign = words.say("Snapshot"), ":material/download:"
    listing = st.popover(label, type="primary", icon=sign, key="snapshot", width="content", on_change="rerun")
    if not listing.open:  # a dozen buttons that nobody sees would slow down every filter
        return
    with listing:
        st.html(
            f"<h3>{escape(words.say('Snapshot of this view'))}</h3>"
            f'<p class="dw-muted">{escape(words.say("A printable sheet with legend, scale and sources."))}</p>'
        )
        size, scale = draw_choices(words)
        safety.draw_safety_fold(words)
        uses = {
            "png": words.say("Picture"),
            "svg": words.say("Drawing to edit"),
            "pdf": words.say("To print"),
            "html": words.say("Page to send"),
        }
        names = list(SNAPSHOTS)
        for row in (names[:2], names[2:]):
            place = st.container(key=f"snapshot_{'_'.join(row)}", horizontal=True, gap="small")
            for name in row:
                media_type, label = SNAPSHOTS[name]
                place.download_button(
                    f"{label} · {uses[name]}",
                    data=snapshot_maker(chosen, name, words, size=size, scale=scale),
                    file_name=file_name(words, name),
                    mime=media_type,
                    key=f"snapshot_{name}",
                    on_click="ignore",
                    width="stretch",
                )
        file_stem = file_name(words, "").rstrip(".")
        draw_report_buttons(words, chosen, file_stem)
        draw_film(words, chosen, file_stem)


def snapshot_maker(
    chosen: EventFilter, name: SnapshotFormat, words: Words, *, size: Size = "a4", scale: int = 1
) -> Callable[[], bytes]:
    """What draws the sheet once it is asked for, of the events as they are now."""
    return partial(
        _draw_snapshot,
        loaded_events.events_frame(),
        chosen,
        safety.chosen_redaction(),
        format=name,
        lang=words.lang,
        gazetteer=opened.gazetteer(),
        theme="light",
        size=size,
        scale=scale if name == "png" else 1,
        data_revision=loaded_events.frame_revision(),
    )


def _draw_snapshot(
    frame: gpd.GeoDataFrame,
    chosen: EventFilter,
    redaction: Redaction,
    *,
    lang: Language,
    gazetteer: Gazetteer,
    **options: Any,
) -> bytes:
    # Imported once a sheet is asked for: matplotlib takes a second that the first page needs not wait for.
    from dashboard.snapshot import draw_snapshot

    kinds_of_places = kinds_in(gazetteer)
    safe, left = redacted_view(frame, chosen, redaction, lang=lang, kinds_of_places=kinds_of_places)
    drawn = draw_snapshot(
        safe,
        event_filter=left,
        lang=lang,
        gazetteer=gazetteer,
        redaction=redaction.to_query(),
        total=len(frame),
        **options,
    )
    log("export.end", format=options["format"])
    return drawn


def draw_data_buttons(words: Words, chosen: EventFilter) -> None:
    """A button for each file format of the filtered events: the two most asked for, the others behind a third; and one
    for what is to be taken out of them.
    """
    if not signed_in.may(Permission.EXPORT):
        return
    safety.draw_safety_button(words)
    for suffix in ("geojson", "csv"):
        _draw_data_button(words, chosen, suffix)
    with st.popover(words.say("Other formats"), key="other_formats", width="content"):
        for suffix in FORMATS:
            if suffix not in ("geojson", "csv"):
                _draw_data_button(words, chosen, suffix)


def _draw_data_button(words: Words, chosen: EventFilter, suffix: str) -> None:
    st.download_button(
        FORMATS[suffix].label,
        data=partial(_events_as_bytes, loaded_events.events_frame(), chosen, safety.chosen_redaction(), suffix, words),
        file_name=file_name(words, suffix),
        mime=FORMATS[suffix].media_type,
        key=f"export_{suffix}",
        icon=":material/download:",
        on_click="ignore",
    )


def _events_as_bytes(
    frame: gpd.GeoDataFrame, chosen: EventFilter, redaction: Redaction, suffix: str, words: Words
) -> bytes:
    safe = redact(
        select_events(frame, chosen), redaction, lang=words.lang, kinds_of_places=kinds_in(opened.gazetteer())
    )
    note = f"{redaction.as_words(words)} {known_note(chosen.as_known_on, words)}".strip()
    return events_as_bytes(safe, suffix, words.lang, note=note)


def file_name(words: Words, suffix: str) -> str:
    """dawriya-2024-10-20-en.csv, by the day it was made in UTC."""
    return f"dawriya-{datetime.now(UTC).date().isoformat()}-{words.lang}.{suffix}"
