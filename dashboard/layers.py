"""The map's layers: the files that the browser fetches, and the folium map and feature group that point to them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
from branca.element import MacroElement
from folium.template import Template
from xstatic.pkg import leaflet

from dashboard.built_files import write_once
from dashboard.day_words import calendar
from dashboard.event_files import FileKeeper, rows_of
from dashboard.events import DRAWN_STATUSES, LAYERS, STATUSES
from dashboard.filters import EventFilter, select_mask, with_children
from dashboard.map_tools import offers_online, tool_words
from dashboard.packing import is_placed
from dashboard.symbols import Theme, palette
from dashboard.translation import is_rtl, languages
from dashboard.vocabulary import forces, kinds

BUILT_URL = "../../app/static/built/"
"""Where the map's frame finds the built files: its own address is component/<name>/index.html."""

NORTH_EAST_SYRIA = (37.9, 34.4, 42.5, 37.4)
"""West, south, east, north of the view before any event is known."""

HEIGHTS = {"wide": 584, "beside": 316, "tablet": 0.56, "phone": 404}
"""The map's height in pixels: on a desktop all that the rest of the page (`beside`) leaves, at least `wide`; on a
tablet a share of the window's, on a phone `phone`. Without `tablet` a tablet has what a desktop has; without `phone` a
page up to 520 pixels wide has what its low timeline (`beside_phone`) leaves, at least `wide`."""

SCRIPTS = (
    "calendar.js",
    "motion.js",
    "flicks.js",
    "fetching.js",
    "base.js",
    "cells.js",
    "shapes.js",
    "base_events.js",
    "events.js",
    "stamps.js",
    "symbols.js",
    "routes.js",
    "labels.js",
    "chrome.js",
    "views.js",
    "density.js",
    "counted.js",
    "sheets.js",
    "extent.js",
    "marks.js",
    "pointing.js",
    "encounters.js",
    "geodesy.js",
    "grid.js",
    "tools.js",
    "search.js",
    "measure.js",
    "position.js",
    "tiles.js",
    "villages.js",
    "fullscreen.js",
    "linking.js",
    "ahead.js",
    "swipe.js",
    "gestures.js",
    "multiples.js",
    "summary.js",
    "map.js",
)
"""In the order they are run: each may use what those before it define."""

STYLES = ("map.css", "tools.css", "views.css", "compare.css")

MAP_WORDS = {
    "map": "Map of events",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "legend": "Legend",
    "most_forces": "Most: {forces}",
    "summary_compare": "Two halves are compared.",
    "summary_multiples": "Small maps of consecutive periods: {n}.",
    "km": "km",
    "metre": "m",
    "credit": "Natural Earth · GeoNames · generalised rivers and roads",
    "patrols": "{n} patrols",
    "incidents": "{n} incidents",
    "undated": "No date",
    "divider": "Divider between the two halves",
    "half_events": "Events: {n}",
    "loading": "Loading",
    "to_day": "to {day}",
    "from_day": "from {day}",
    "compare_stays": "Two fixed periods are compared: playing does not move them.",
    "multiples_stay": "Each map keeps its period: playing is for one map.",
    "open_period": "Open {period} on the map. Events: {n}",
    "empty_none": "No events yet. Read a report or load the sample.",
    "empty_filtered": "No event matches these filters.",
    "failed": "The map could not be loaded. Reload the page.",
}
"""What the map says, in English; `{n}` stands for a number. A caller passes the same keys in its own language."""

_SOURCE_MAP = re.compile(rb"//# sourceMappingURL=\S*\s*$")  # of a file that is not served
_UNSAFE = re.compile("[<>&\u2028\u2029]")


# Files ----------------------------------------------------------------------------------------------------------------


def write_assets(frame: gpd.GeoDataFrame, directory: Path) -> dict[str, str]:
    """The names, by content hash, of the files of a frame's packed events: meta, columns, shapes, details.

    They are written to `directory`, which the server serves, if they are not there yet. For a table that changes, keep
    a FileKeeper: then only what changed is sent.
    """
    return FileKeeper(directory).write(frame).names


def copy_assets(directory: Path) -> dict[str, str]:
    """The names in `directory` of the map's scripts as one file and its styles as another: js, css; made if not there.

    One file each, because folium's frame loads what it is given one after the other. The styles expect the fonts in
    `directory`/fonts.
    """
    return {
        "js": write_once(directory, "map", ".js", bundle(("leaflet.js", *SCRIPTS))),
        "css": write_once(directory, "map", ".css", bundle(("leaflet.css", *STYLES))),
    }


@cache
def bundle(names: tuple[str, ...]) -> bytes:
    """Static files of this package as one, in their order; those of Leaflet come from its own package."""
    own = files("dashboard").joinpath("static")
    leaflets = Path(leaflet.BASE_DIR)
    parts = [(leaflets if name.startswith("leaflet.") else own).joinpath(name).read_bytes() for name in names]
    return b"\n".join(_SOURCE_MAP.sub(b"", part) for part in parts)


# The folium map -------------------------------------------------------------------------------------------------------


class _Mount(MacroElement):
    """Starts our canvas layer on the map; `config` is the same in every rerun."""

    _template = Template(
        "{% macro script(this, kwargs) %}dawriya.mount({{ this._parent.get_name() }}, {{ this.config }});{% endmacro %}"
    )

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "DawriyaMount"
        self.config = script_json(config)


class _Apply(MacroElement):
    """Tells our canvas layer what to show."""

    _template = Template("{% macro script(this, kwargs) %}dawriya.apply({{ this.parameters }});{% endmacro %}")

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "DawriyaApply"
        self.parameters = script_json(parameters)


def script_json(value: Any) -> str:
    """A value as JSON that may stand in a script: no tag can end it, and no template expression can hide in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text).replace("{{", "{ {")


def base_map(directory: Path, *, heights: Mapping[str, float] = HEIGHTS) -> folium.Map:
    """The map without any event: byte for byte the same in each rerun, theme and language, so it is never rebuilt.

    `directory` is where the built files go. Build a new one for each rerun: st_folium changes what it is given.
    """
    assets = copy_assets(directory)
    west, south, east, north = NORTH_EAST_SYRIA
    result = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=7,
        tiles=None,
        zoom_control=False,
        attributionControl=False,
        minZoom=2.5,
        maxZoom=18,
        zoomSnap=0.25,
        wheelPxPerZoomLevel=90,
        worldCopyJump=False,
        maxBounds=[[-85, -190], [85, 190]],
        maxBoundsViscosity=1,
    )
    result.default_js = [("map", BUILT_URL + assets["js"])]
    result.default_css = [("map", BUILT_URL + assets["css"])]
    tokens = {theme: {name: colours[theme] for name, colours in palette().items()} for theme in ("light", "dark")}
    config = {
        "bounds": NORTH_EAST_SYRIA,
        "heights": dict(heights),
        "tokens": tokens,
        "words": tool_words(),
        "online": offers_online(),
        "calendars": {lang: calendar(lang) for lang in languages()},
    }
    _Mount(config).add_to(result)
    return result


def filter_group(
    event_filter: EventFilter,
    *,
    frame: gpd.GeoDataFrame,
    files: Mapping[str, str],
    theme: Theme = "light",
    lang: str = "en",
    selected: str | None = None,
    words: Mapping[str, str] = MAP_WORDS,
    shapes: bool = True,
    only: npt.NDArray[np.bool_] | None = None,
    links: Mapping[str, Any] | None = None,
    modes: Mapping[str, Any] | None = None,
    boxes: Mapping[str, Any] | None = None,
) -> folium.FeatureGroup:
    """The feature group that tells the map what to show: parameters only, a few kilobytes at most.

    `files` names the built files: meta, columns, shapes, details (of `write_assets`), base (of `write_basemap`)
    and, if any, places (of `write_place_cells`).
    `frame` is the whole table that was packed. Where the filter asks for a place or for words, which only the server
    can answer, one bit an event goes along; so where `only` says for each row of the frame whether it is shown at all.
    `links` are lines to draw, as `encounters.drawing.links_of` gives them.
    `modes` is what several maps show: `compare` or `multiples`, of modes.py. `boxes` says what the boxes beside the map
    mean, as `rail.meaning_of_boxes` does, so that the map can follow a tick before the server answers.
    """
    parameters = {
        "urls": {name: BUILT_URL + file for name, file in files.items()},
        "theme": theme,
        "lang": lang,
        "rtl": is_rtl(lang),
        "selected": selected or None,
        "shapes": shapes,
        "words": {**MAP_WORDS, **{key: words[key] for key in MAP_WORDS if key in words}},
        "filter": filter_parameters(event_filter, frame, only=only, rows=rows_of(files)),
        "boxes": dict(boxes or {}),
        **(modes or {}),
    }
    if links is not None:
        parameters["links"] = dict(links)
    group = folium.FeatureGroup(name="events", control=False)
    _Apply(parameters).add_to(group)
    return group


def filter_parameters(
    event_filter: EventFilter,
    frame: gpd.GeoDataFrame,
    *,
    only: npt.NDArray[np.bool_] | None = None,
    rows: npt.NDArray[np.int32] | None = None,
) -> dict[str, Any]:
    """The filter in the packed events' numbers: null means any. Days count from 1970-01-01.

    `rows` are those of `rows_of` the files, where a delta has changed which event is which row.
    """
    return {
        "kinds": _numbers(event_filter.kinds, list(kinds())),
        "forces": force_numbers(event_filter.forces) or None,
        "layers": _numbers(event_filter.layers, LAYERS),
        "statuses": _numbers(event_filter.statuses or DRAWN_STATUSES, STATUSES),
        "precision": event_filter.min_precision,
        "from": _day_number(event_filter.date_from),
        "to": _day_number(event_filter.date_to),
        "bits": _bits(event_filter, frame, only, rows),
    }


def force_numbers(force_ids: Iterable[str]) -> list[int]:
    """The numbers that the packed events have for forces and for all below them, ascending."""
    return _numbers(with_children(force_ids), list(forces())) or []


def _numbers(wanted: Sequence[str] | set[str], table: Sequence[str]) -> list[int] | None:
    return [number for number, word in enumerate(table) if word in wanted] if wanted else None


def _day_number(day: date | None) -> int | None:
    return (day - date(1970, 1, 1)).days if day else None


def _bits(
    event_filter: EventFilter,
    frame: gpd.GeoDataFrame,
    only: npt.NDArray[np.bool_] | None,
    rows: npt.NDArray[np.int32] | None,
) -> str | None:
    """One bit a packed event, base64, lowest bit first: whether it has the words and the place; None where unasked."""
    if only is None and not event_filter.text.strip() and not event_filter.place.strip():
        return None
    asked = EventFilter(text=event_filter.text, place=event_filter.place, statuses=STATUSES)
    mask = select_mask(frame, asked) if only is None else select_mask(frame, asked) & only
    packed = mask[is_placed(frame)] if rows is None else mask[rows] & (rows >= 0)
    return base64.b64encode(np.packbits(packed, bitorder="little").tobytes()).decode()


def map_parts(
    event_filter: EventFilter,
    *,
    frame: gpd.GeoDataFrame,
    files: Mapping[str, str],
    directory: Path,
    heights: Mapping[str, float] = HEIGHTS,
    **options: Any,
) -> dict[str, Any]:
    """What to pass to st_folium: `st_folium(**map_parts(...), key="map")`; `options` are those of `filter_group`."""
    return {
        "fig": base_map(directory, heights=heights),
        "feature_group_to_add": filter_group(event_filter, frame=frame, files=files, **options),
        "returned_objects": [],
        "height": heights["wide"],
        "width": None,
    }
