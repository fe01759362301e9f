"""Snapshots: the filtered events as one sheet, in PNG, SVG or PDF, or as a page that works offline."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, Literal, get_args

import geopandas as gpd
import matplotlib

from dashboard.errors import ExportError
from dashboard.filters import EventFilter, select_events
from dashboard.snapshot.drawing import Content, content_of, draw_sheet
from dashboard.snapshot.metadata import png_info, read_recipe, svg_element
from dashboard.snapshot.page import Page
from dashboard.snapshot.palette import force
from dashboard.snapshot.projection import Bounds
from dashboard.snapshot.provenance import credits_text, data_hash
from dashboard.snapshot.recipe import Origin, Recipe, as_text, check, note_of, section
from dashboard.snapshot.sheets import SCALES, SIZES, Size, layout_of
from dashboard.snapshot.words import Words
from dashboard.software import software
from dashboard.symbols import Theme
from gazetteer.index import Gazetteer

__all__ = [
    "FORMATS", "SCALES", "SIZES", "Origin", "Recipe", "Size", "SnapshotFormat", "draw_recipe", "draw_snapshot",
    "origin_of", "read_recipe", "section",
]  # fmt: skip

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
    bbox: Bounds | None = None,
    theme: Theme = "light",
    size: Size = "a4",
    scale: int = 1,
    redaction: Mapping[str, Any] | None = None,
    data_revision: int | None = None,
    sources: Sequence[str] = (),
    total: int | None = None,
    not_on_map: int | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """The snapshot file's bytes.

    `frame` holds all events (EVENT_COLUMNS, EPSG:4326); the filter is applied here, so that the timeline can show what
    lies outside its dates. It is redacted already: `redaction` says how (Redaction.to_query). `bbox` is (west, south,
    east, north) in degrees; without it the events are fitted in. `scale` makes a PNG finer. `title`, `sources`, `total`
    and `not_on_map` replace what is worked out from the frame. With `made_at` (UTC where it has no zone) the same call
    gives the same bytes. Raises ExportError for an unknown format, language, theme, size or scale, or an impossible
    `bbox`.
    """
    recipe = Recipe(
        event_filter=event_filter, lang=lang, theme=theme, size=size, scale=scale, title=title, bbox=bbox,
        redaction=redaction or {}, made_at=made_at or datetime.now(UTC),
    )  # fmt: skip
    return draw_recipe(
        frame, recipe, format, gazetteer=gazetteer, data_revision=data_revision, sources=sources, total=total,
        not_on_map=not_on_map,
    )  # fmt: skip


def draw_recipe(
    frame: gpd.GeoDataFrame,
    recipe: Recipe,
    format: SnapshotFormat,
    *,
    gazetteer: Gazetteer,
    data_revision: int | None = None,
    sources: Sequence[str] = (),
    total: int | None = None,
    not_on_map: int | None = None,
) -> bytes:
    """What `draw_snapshot` makes, of a recipe: the same events, gazetteer and recipe give the same bytes."""
    if format not in FORMATS:
        raise ExportError(f"No snapshot as {format!r}: it is one of {', '.join(FORMATS)}.")
    check(recipe)
    words = Words(recipe.lang)
    layout = layout_of(recipe.size, rtl=words.is_rtl)
    with DRAWING, matplotlib.rc_context(DRAWING_SETTINGS):
        content = content_of(
            frame,
            event_filter=recipe.event_filter,
            words=words,
            map_box=layout.map_box,
            title=recipe.title,
            bbox=recipe.bbox,
            sources=tuple(sources),
            total=total,
            not_on_map=not_on_map,
            made_at=recipe.made_at,
            note=note_of(recipe),
        )
        page = draw_sheet(content, layout, gazetteer=gazetteer, theme=recipe.theme, words=words, scale=recipe.scale)
        made = content.provenance
        origin = Origin(
            data_hash=made.data_hash, total=content.tally.total, data_revision=data_revision,
            gazetteer=gazetteer.version, software=software(),
        )  # fmt: skip
        return _as_bytes(
            page, content, format, as_text(recipe, origin, bounds=content.projection.bounds), gazetteer=gazetteer
        )


def origin_of(frame: gpd.GeoDataFrame, event_filter: EventFilter, *, total: int) -> Origin:
    """The events that a snapshot would be drawn from, to be compared with those that one was."""
    return Origin(data_hash=data_hash(select_events(frame, event_filter)), total=total, software=software())


def _as_bytes(page: Page, content: Content, format: SnapshotFormat, recipe: str, *, gazetteer: Gazetteer) -> bytes:
    made = content.provenance
    # The sheet has room for eight digits of the hash; whoever checks it finds the rest in the file's properties.
    origin = f"view {made.view_id}, data sha256 {made.data_hash}"
    said = {"Title": content.title, "Description": f"{_description(page, content)} {origin}"}
    credit = credits_text(page.words)
    if format == "png":
        return _saved(
            page, "png", pil_kwargs={"pnginfo": png_info(recipe, Software="Dawriya", Copyright=credit, **said)}
        )
    if format == "pdf":
        names = {"Title": content.title, "Subject": f"{origin}. {credit}", "Creator": "Dawriya", "Producer": "Dawriya"}
        return _saved(page, "pdf", metadata={**names, "Keywords": recipe, "CreationDate": made.made_at})
    names = {"Title": content.title, "Source": origin, "Creator": "Dawriya", "Rights": credit}
    date = made.made_at.isoformat(timespec="seconds")
    svg = _described(_saved(page, "svg", metadata={**names, "Date": date}), page, content)
    if format == "svg":
        return svg.replace("</desc>", f"</desc>\n {svg_element(recipe)}", 1).encode()
    # Imported once a page is asked for: the map's own modules take half a second that the others need not wait for.
    from dashboard.snapshot.document import html_document

    colours = page.colours
    return html_document(content, svg, recipe, gazetteer=gazetteer, words=page.words, colours=colours).encode()


def _saved(page: Page, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    page.figure.savefig(out, format=kind, dpi=page.figure.dpi, facecolor=page.colour("page"), **options)
    return out.getvalue()


def _described(svg: bytes, page: Page, content: Content) -> str:
    """The drawing with a description for those who can't see it, without matplotlib's comments."""
    text = re.sub(r"<!--.*?-->\n?", "", svg.decode(), flags=re.DOTALL)
    text = text.replace("<svg ", f'<svg role="img" xml:lang="{page.words.lang}" ', 1)
    return text.replace("</title>", f"</title>\n <desc>{escape(_description(page, content))}</desc>", 1)


def _description(page: Page, content: Content) -> str:
    tally, words = content.tally, page.words
    sentence = words.say("description", shown=words.figure(tally.shown), total=words.figure(tally.total))
    layers = [(words.say("title", name), tally.layers.get(name, 0)) for name in ("patrol", "incident")]
    forces = [(words.force(force(one)), count) for one, count in tally.forces[:MOST_NAMED]]
    shown = ["; ".join(f"{name} {words.figure(count)}" for name, count in part if count) for part in (layers, forces)]
    parts = [sentence, words.period(content.first, content.last), *shown, content.empty]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
