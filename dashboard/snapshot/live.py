"""The map of a page that stands alone: our own scripts and the events packed as the dashboard's pages have them."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import fontpkg
import pandas as pd

from dashboard.basemap import basemap_json
from dashboard.built_files import json_bytes
from dashboard.day_words import calendar
from dashboard.events import STATUSES
from dashboard.layers import MAP_WORDS, NORTH_EAST_SYRIA, bundle, force_numbers, script_json
from dashboard.map_tools import tool_words
from dashboard.packing import is_placed, pack_events
from dashboard.snapshot.base import whole_base
from dashboard.snapshot.drawing import Content
from dashboard.snapshot.fonts import ARABIC, LATIN, latin_file, one_line
from dashboard.snapshot.palette import Palette
from dashboard.snapshot.words import Words
from dashboard.symbols import tokens
from dashboard.timeline import SCRIPTS as TIMELINE_SCRIPTS
from dashboard.timeline import SPEEDS, TIMELINE_WORDS
from dashboard.timeline_view import TimelineView, view_value
from dashboard.translation import Words as PageWords
from dashboard.vocabulary import forces
from dashboard.wording import status_label
from gazetteer.index import Gazetteer

MAP_SCRIPTS = (
    "calendar.js", "motion.js", "base.js", "cells.js", "shapes.js", "base_events.js", "events.js", "stamps.js",
    "symbols.js", "routes.js", "labels.js", "chrome.js", "views.js", "density.js", "counted.js", "sheets.js",
    "extent.js", "marks.js", "pointing.js", "linking.js", "summary.js", "map.js",
)  # fmt: skip
"""Of the map's scripts those that need no server, in their order; offline_files.js stands for the one that fetches."""

_UNKNOWN = ("unknown_place", "unknown_source")
HEIGHTS = {"wide": 560, "phone": 404}
FONT_WEIGHTS = (400, 600)
LONGEST_WORDS = 1000
"""Letters of a source's words that go along at most."""

_FONT_FACES = re.compile(r"@font-face\s*\{[^}]*\}\s*")
_OWN_EXPORT = "export default function (component) {"


@dataclass(frozen=True, slots=True)
class Live:
    """What makes a page live: styles for its head, the map's place in its body, data and script for its end.

    `script_hash` is what a Content-Security-Policy needs, to let this script run and no other.
    """

    styles: str
    body: str
    end: str
    script_hash: str


def live_of(content: Content, *, gazetteer: Gazetteer, words: Words, colours: Palette) -> Live:
    """The live map of the events that a snapshot shows."""
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    blocks = "".join(
        f'<script type="application/octet-stream" id="{name}">{packed}</script>\n'
        for name, packed in _files(content, gazetteer)
    )
    config = script_json(_config(content, words, colours))
    time_style = files("dashboard").joinpath("static", "timeline.css").read_text(encoding="utf-8")
    return Live(
        styles=_styles(colours),
        body=_body(content, words),
        end=f'{blocks}<script type="text/css" id="dw-time-style">{time_style}</script>\n'
        f'<script type="application/json" id="dw-config">{config}</script>\n<script>{script}</script>\n',
        script_hash=f"sha256-{digest}",
    )


# Scripts and styles -------------------------------------------------------------------------------------------------


@cache
def _script() -> str:
    """All scripts as one. The timeline is a module with one function, which the page calls as the server does."""
    first = bundle(("leaflet.js", "offline_files.js", *MAP_SCRIPTS)).decode()
    timeline = bundle((*TIMELINE_SCRIPTS[1:], "offline_bars.js", "offline_page.js")).decode()
    assert timeline.count(_OWN_EXPORT) == 1
    timeline = timeline.replace(_OWN_EXPORT, "function timelineComponent(component) {")
    return f'{first}\n(function () {{\n"use strict";\nconst dawriya = window.dawriya;\n{timeline}\n}})();\n'.replace(
        "</script", "<\\/script"
    )


def _styles(colours: Palette) -> str:
    """The map's styles without the typefaces, which are in the file, and the colours that they name."""
    named = "".join(f"--{name}: {colour}; " for name, colour in sorted(tokens(colours.theme).items()))
    text = bundle(("leaflet.css", "map.css", "views.css", "offline.css")).decode()
    # Leaflet's pictures are of parts that this map has not.
    text = re.sub(r"url\([^)]*\)", "none", _FONT_FACES.sub("", text))
    return f":root {{ {named}}}\n{text}"


# Data ---------------------------------------------------------------------------------------------------------------


def _files(content: Content, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    """The files that a server would send, by the names that the page asks for them by."""
    placed = content.selected[is_placed(content.selected)]
    packed = pack_events(placed)
    # Ids are for choosing an event, for which its number does.
    details = {**packed.details, "ids": [str(number) for number in range(packed.count)]}
    yield "dw-meta", _deflated(json_bytes(packed.meta))
    yield "dw-columns", _deflated(packed.columns)
    yield "dw-shapes", _deflated(packed.shapes)
    yield "dw-details", _deflated(json_bytes(details))
    yield "dw-said", _deflated(json_bytes(_said(placed)))
    yield "dw-base", _base(gazetteer)
    yield from _fonts()


def _said(placed: pd.DataFrame) -> dict[str, Any]:
    """The words of each event's source, and the source's name."""
    numbers, names = pd.factorize(placed["source"].fillna(""))
    texts = [one_line(text)[:LONGEST_WORDS] for text in placed["text"].fillna("")]
    return {"texts": texts, "sources": [one_line(str(name)) for name in names], "source": numbers.tolist()}


@lru_cache(maxsize=2)
def _base(gazetteer: Gazetteer) -> str:
    return _deflated(json_bytes(basemap_json(whole_base(gazetteer))))


@cache
def _fonts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"dw-font-{family.replace(' ', '-')}-{weight}", _deflated(path.read_bytes()))
        for family in (LATIN, ARABIC)
        for weight in FONT_WEIGHTS
        for path in [latin_file(weight) if family == LATIN else Path(fontpkg.path(ARABIC, weight))]
    )


def _deflated(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 6)).decode()


def _config(content: Content, words: Words, colours: Palette) -> dict[str, Any]:
    page = PageWords(words.lang)
    ids = list(forces())
    return {
        "files": {name: f"dw-{name}" for name in ("meta", "columns", "shapes", "details", "base")},
        "fonts": [(family, weight) for family in (LATIN, ARABIC) for weight in FONT_WEIGHTS],
        "look": {"theme": colours.theme, "lang": words.lang, "rtl": words.is_rtl},
        "below": {ids.index(one): force_numbers([one]) for one in ids},
        "map": {
            "bounds": NORTH_EAST_SYRIA,
            "heights": HEIGHTS,
            "tokens": {colours.theme: tokens(colours.theme)},
            "words": {words.lang: tool_words()[words.lang]},
            "pageWords": {key: page.say(text) for key, text in MAP_WORDS.items()},
            "online": False,
            "calendars": {words.lang: calendar(words.lang)},
        },
        "timeline": {
            "words": {key: page.say(text) for key, text in TIMELINE_WORDS.items()},
            "speeds": SPEEDS,
            "view": view_value(TimelineView()),
        },
        "words": {
            **{key: words.say(key) for key in ("layers", "forces", "date", "place", "source", *_UNKNOWN)},
            "patrols": page.say("Patrols"),
            "incidents": page.say("Incidents"),
            "reset": page.say("Reset"),
            "close": page.say("Close"),
            "status": words.say("status"),
            "statuses": [status_label(status, page) for status in STATUSES],
            "count": words.say("live_count"),
            "total": int(is_placed(content.selected).sum()),
        },
    }


def _body(content: Content, words: Words) -> str:
    tally = content.tally
    unplaced = (
        f'<p class="dw-unplaced">{escape(words.say("not_on_map", n=words.figure(tally.not_on_map)))}</p>'
        if tally.not_on_map
        else ""
    )
    filters = PageWords(words.lang).say("Filters")
    return (
        f"<h1>{escape(content.title)}</h1>\n"
        f'<p class="dw-period">{escape(words.period(content.first, content.last))}</p>\n'
        '<div id="dw-live">\n'
        f'<section class="dw-side" aria-label="{escape(filters)}"><p id="dw-count" role="status"></p>{unplaced}'
        '<div id="dw-filters"></div></section>\n'
        '<div class="dw-stage"><div id="dw-map"></div><div id="dw-card" role="dialog" hidden></div></div>\n'
        '<div id="dw-time"></div>\n</div>\n'
    )
