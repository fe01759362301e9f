"""Snapshots: the filtered events as one A4 sheet, in PNG, SVG or PDF, or as a page that works offline."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Literal, get_args

import geopandas as gpd
import matplotlib

from dashboard.errors import ExportError
from dashboard.filters import EventFilter
from dashboard.snapshot.document import html_document
from dashboard.snapshot.drawing import Content, content_of, draw_sheet
from dashboard.snapshot.page import PNG_DPI, Page, new_page
from dashboard.snapshot.palette import force, palette
from dashboard.snapshot.words import Words
from gazetteer.index import Gazetteer

__all__ = ["FORMATS", "SnapshotFormat", "draw_snapshot"]

SnapshotFormat = Literal["png", "svg", "pdf", "html"]
FORMATS: tuple[SnapshotFormat, ...] = get_args(SnapshotFormat)

# Unhinted type, so that a line is as wide as it was measured. Glyphs as paths in SVG, so that Arabic is right without
# the font; real, searchable fonts in PDF; ids that don't change.
DRAWING_SETTINGS: dict[Any, Any] = {
    "text.hinting": "no_hinting",
    "svg.fonttype": "path",
    "svg.hashsalt": "dawriya",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
}

MOST_NAMED = 4
"""Forces that a drawing's description names."""

# matplotlib's settings are global, and Streamlit calls from many threads.
DRAWING = threading.Lock()


def draw_snapshot(
    frame: gpd.GeoDataFrame,
    *,
    event_filter: EventFilter,
    format: SnapshotFormat,
    lang: str = "en",
    gazetteer: Gazetteer,
    title: str = "",
    bbox: tuple[float, float, float, float] | None = None,
    theme: Literal["light", "dark"] = "light",
    sources: Sequence[str] = (),
    total: int | None = None,
    not_on_map: int | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """The snapshot file's bytes.

    `frame` holds all events (EVENT_COLUMNS, EPSG:4326); the filter is applied here, so that the timeline can show what
    lies outside its dates. `bbox` is (west, south, east, north) in degrees; without it the events are fitted in.
    `title`, `sources`, `total` and `not_on_map` replace what is worked out from the frame. With `made_at` (UTC where it
    has no zone) the same call gives the same bytes. Raises ExportError for an unknown format, language or theme, or an
    impossible `bbox`.
    """
    if format not in FORMATS:
        raise ExportError(f"No snapshot as {format!r}: it is one of {', '.join(FORMATS)}.")
    words = Words(lang)
    with DRAWING, matplotlib.rc_context(DRAWING_SETTINGS):
        content = content_of(
            frame,
            event_filter=event_filter,
            words=words,
            map_box=new_page(palette(theme), words).map_box,
            title=title,
            bbox=bbox,
            sources=tuple(sources),
            total=total,
            not_on_map=not_on_map,
            made_at=made_at,
        )
        page = draw_sheet(content, gazetteer=gazetteer, theme=theme, words=words)
        return _as_bytes(page, content, format)


def _as_bytes(page: Page, content: Content, format: SnapshotFormat) -> bytes:
    made = content.provenance
    # The sheet has room for eight digits of the hash; whoever checks it finds the rest in the file's properties.
    origin = f"view {made.view_id}, data sha256 {made.data_hash}"
    if format == "png":
        return _saved(page, "png", {"Software": "Dawriya", "Title": content.title, "Description": origin})
    if format == "pdf":
        names = {"Title": content.title, "Subject": origin, "Creator": "Dawriya", "Producer": "Dawriya"}
        return _saved(page, "pdf", {**names, "CreationDate": made.made_at})
    names = {"Title": content.title, "Source": origin, "Creator": "Dawriya"}
    date = made.made_at.isoformat(timespec="seconds")
    svg = _described(_saved(page, "svg", {**names, "Date": date}), page, content)
    if format == "svg":
        return svg.encode()
    return html_document(content, svg, words=page.words, colours=page.colours).encode()


def _saved(page: Page, kind: str, metadata: dict[str, object]) -> bytes:
    out = io.BytesIO()
    page.figure.savefig(out, format=kind, dpi=PNG_DPI, facecolor=page.colour("page"), metadata=metadata)
    return out.getvalue()


def _described(svg: bytes, page: Page, content: Content) -> str:
    """The drawing with a description for those who can't see it, without matplotlib's comments."""
    tally, words = content.tally, page.words
    sentence = words.say("description", shown=words.figure(tally.shown), total=words.figure(tally.total))
    layers = [(words.say("title", name), tally.layers.get(name, 0)) for name in ("patrol", "incident")]
    forces = [(words.force(force(one)), count) for one, count in tally.forces[:MOST_NAMED]]
    shown = ["; ".join(f"{name} {words.figure(count)}" for name, count in part if count) for part in (layers, forces)]
    parts = [sentence, words.period(content.first, content.last), *shown, content.empty]
    words_of = ". ".join(part.rstrip(".") for part in parts if part) + "."
    text = re.sub(r"<!--.*?-->\n?", "", svg.decode(), flags=re.DOTALL)
    text = text.replace("<svg ", f'<svg role="img" xml:lang="{words.lang}" ', 1)
    return text.replace("</title>", f"</title>\n <desc>{escape(words_of)}</desc>", 1)
