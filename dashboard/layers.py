"""The events as the map draws them: packed for the browser, and the folium map and feature group that carry them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.template import Template
from shapely.geometry.base import BaseGeometry
from xstatic.pkg import leaflet

from dashboard.basemap import lines_of, mercator, path_steps
from dashboard.built_files import write_once
from dashboard.events import DRAWN_STATUSES, LAYERS, STATUSES
from dashboard.filters import EventFilter, select_mask, with_children
from dashboard.symbols import HOLLOW_FROM_M, Theme, force_colours, kind_symbols, palette

BUILT_URL = "../../app/static/built/"
"""Where the map's frame finds the built files: its own address is component/<name>/index.html."""

NORTH_EAST_SYRIA = (37.9, 34.4, 42.5, 37.4)
"""West, south, east, north of the view before any event is known."""

HEIGHTS = {"wide": 584, "tablet": 0.56, "phone": 404}
"""The map's height: pixels, but a share of the window's for a tablet."""

SCRIPTS = ("base.js", "events.js", "symbols.js", "labels.js", "chrome.js", "map.js")
STYLES = ("map.css",)

MAP_WORDS = {
    "map": "Map of events",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "legend": "Legend",
    "legend_patrol": "Patrol or movement",
    "legend_encounter": "Two forces meet",
    "legend_incident": "Incident (sign = kind)",
    "legend_strike": "Air strike",
    "legend_near": "Near a place",
    "legend_along": "Along a road or border",
    "legend_direction": "In a direction from",
    "legend_area": "Only the governorate",
    "km": "km",
    "metre": "m",
    "credit": "Natural Earth · GeoNames · generalised rivers and roads",
    "patrols": "{n} patrols",
    "incidents": "{n} incidents",
    "undated": "No date",
    "empty_none": "No events yet. Read a report or load the sample.",
    "empty_filtered": "No event matches these filters.",
    "failed": "The map could not be loaded. Reload the page.",
}
"""What the map says, in English; `{n}` stands for a number. A caller passes the same keys in its own language."""

_LAST_OFFSET = 65535
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_AREA, _REGION, _LINE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEvents:
    """The placed events of a frame, in its order, as the browser reads them.

    `columns` holds, one after the other and little-endian: x, y (uint32, Web Mercator positions from the world's top
    left corner, 2**32 across), shape (uint32, 0 for none, else 1 + its position in `shapes`), start, end (uint16, days
    since `meta["epoch"]`, 0 for unknown), set (uint16), kind (uint8), flags (uint8): 20 bytes an event. Flags: bits
    0-2 status, 3-4 geo-precision, 5 hollow, 6 layer. `epoch` counts days from 1970-01-01. A shape is [style, path…]:
    style 0 an area, 1 a whole region, 2 a line; paths as in the base map's file.
    """

    columns: bytes
    meta: dict[str, Any]
    shapes: list[list[Any]]
    details: dict[str, Any]

    @property
    def count(self) -> int:
        return int(self.meta["count"])


def pack_events(frame: gpd.GeoDataFrame) -> PackedEvents:
    """The events of a frame that have a place, packed for the browser; empty in, empty out."""
    placed = frame[frame["lat"].notna() & frame["lon"].notna()]
    positions = np.clip(mercator(placed[["lon", "lat"]].to_numpy(dtype=np.float64)), 0, 1 - 2**-32)
    sets, set_numbers = _force_sets(placed)
    shapes, shape_numbers = _shapes(placed)
    epoch, start, end = _days(placed)
    kinds = {symbol.id: number for number, symbol in enumerate(kind_symbols())}
    columns: list[tuple[str, npt.NDArray[Any]]] = [
        ("x", (positions[:, 0] * 2**32).astype("<u4")),
        ("y", (positions[:, 1] * 2**32).astype("<u4")),
        ("shape", shape_numbers.astype("<u4")),
        ("start", start.astype("<u2")),
        ("end", end.astype("<u2")),
        ("set", set_numbers.astype("<u2")),
        ("kind", placed["kind"].map(kinds).fillna(kinds["other"]).to_numpy().astype("<u1")),
        ("flags", _flags(placed).astype("<u1")),
    ]
    return PackedEvents(
        columns=b"".join(values.tobytes() for _, values in columns),
        meta=_meta(placed, columns, sets, epoch),
        shapes=shapes,
        details=_details(placed),
    )


def _meta(
    placed: gpd.GeoDataFrame,
    columns: Sequence[tuple[str, npt.NDArray[Any]]],
    sets: Sequence[dict[str, list[int]]],
    epoch: int,
) -> dict[str, Any]:
    layout, offset = [], 0
    for name, values in columns:
        layout.append({"name": name, "type": values.dtype.str.lstrip("<|"), "offset": offset})
        offset += values.nbytes
    return {
        "count": len(placed),
        "epoch": epoch,
        "columns": layout,
        "sets": sets,
        "statuses": STATUSES,
        "bounds": _bounds(placed),
        "kinds": [
            {"id": one.id, "layer": LAYERS.index(one.layer), "sign": one.sign, "en": one.en, "ar": one.ar}
            for one in kind_symbols()
        ],
        "forces": [
            {"id": one.id, "en": one.en, "ar": one.ar, "light": one.light, "dark": one.dark, "line": one.light_line}
            for one in force_colours()
        ],
    }


def _bounds(placed: gpd.GeoDataFrame) -> list[float] | None:
    """West, south, east, north around all but the outermost hundredth of the events on each side."""
    if placed.empty:
        return None
    low, high = (0.01, 0.99) if len(placed) > 100 else (0.0, 1.0)
    lon, lat = placed["lon"], placed["lat"]
    return [float(value) for value in (lon.quantile(low), lat.quantile(low), lon.quantile(high), lat.quantile(high))]


def _force_sets(placed: gpd.GeoDataFrame) -> tuple[list[dict[str, list[int]]], npt.NDArray[np.int64]]:
    """The different sets of forces, and which one each event has.

    `all` are all of an event's forces, which a filter asks about; `drawn` the up to three whose colours it gets: those
    who act and whom they meet, or, where only a target is known, that.
    """
    known = {force.id: number for number, force in enumerate(force_colours())}
    numbers: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    rows = [
        numbers.setdefault((tuple(forces), tuple(roles)), len(numbers))
        for forces, roles in zip(placed["forces"], placed["force_roles"], strict=True)
    ]
    sets = []
    for forces, roles in numbers:
        members = [known.get(force, known["unidentified"]) for force in forces]
        acting = [member for member, role in zip(members, roles, strict=True) if role != "target"]
        drawn = list(dict.fromkeys(acting or members))[:3] or [known["unidentified"]]
        sets.append({"all": sorted(set(members)), "drawn": drawn})
    return sets, np.array(rows, dtype=np.int64)


def _days(placed: gpd.GeoDataFrame) -> tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The day before the first, counted from 1970; each event's first and last day, counted from it, 0 where unknown.

    A span of 179 years fits; what is older is drawn as that old.
    """
    first = _day_numbers(placed["date_start"])
    last = _day_numbers(placed["date_end"].fillna(placed["date_start"]))
    dated = ~np.isnan(first)
    if not dated.any():
        zeros = np.zeros(len(placed), dtype=np.int64)
        return 0, zeros, zeros
    epoch = int(max(np.nanmin(first) - 1, np.nanmax(last) - _LAST_OFFSET))
    start = np.where(dated, np.clip(first - epoch, 1, _LAST_OFFSET), 0).astype(np.int64)
    end = np.where(dated, np.clip(np.maximum(last, first) - epoch, 1, _LAST_OFFSET), 0).astype(np.int64)
    return epoch, start, end


def _day_numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    days = values.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64))


def _flags(placed: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    statuses = {status: number for number, status in enumerate(STATUSES)}
    status = placed["status"].map(statuses).to_numpy(dtype=np.int64)
    precision = placed["geo_precision"].to_numpy(dtype=np.int64).clip(0, 3)
    is_wide = placed["radius_m"].fillna(0).to_numpy() >= HOLLOW_FROM_M
    hollow = (precision >= 3) | ((precision == 2) & is_wide)
    layer = (placed["layer"] == "incident").to_numpy()
    return status | (precision << 3) | (hollow.astype(np.int64) << 5) | (layer.astype(np.int64) << 6)


def _shapes(placed: gpd.GeoDataFrame) -> tuple[list[list[Any]], npt.NDArray[np.int64]]:
    """The different uncertainty shapes, and 1 + the position of each event's, 0 where it has none.

    A point has none, and neither has an event in a named town: its symbol says as much.
    """
    geometries = placed.geometry.to_numpy()
    has_shape = (shapely.get_dimensions(geometries) >= 1) & (placed["geo_precision"].to_numpy() != 1)
    numbers = np.zeros(len(placed), dtype=np.int64)
    seen: dict[tuple[bytes, int], int] = {}
    shapes: list[list[Any]] = []
    rows = np.flatnonzero(has_shape)
    keys = shapely.to_wkb(geometries[rows])
    precisions, relations = placed["geo_precision"].to_numpy(), placed["relation"].to_numpy()
    for row, key in zip(rows, keys, strict=True):
        style = _style(geometries[row], int(precisions[row]), relations[row])
        number = seen.get((key, style))
        if number is None:
            paths = _shape_paths(geometries[row])
            shapes.append([style, *paths])
            number = seen[(key, style)] = len(shapes) if paths else 0
        numbers[row] = number
    return shapes, numbers


def _style(shape: BaseGeometry, geo_precision: int, relation: str) -> int:
    if shapely.get_dimensions(shape) == 1:
        return _LINE
    return _REGION if geo_precision >= 3 and relation in ("", "in", "part_of") else _AREA


def _shape_paths(shape: BaseGeometry) -> list[list[int]]:
    """A shape's rings or lines as steps, simplified to a fifteen-hundredth of its size."""
    west, south, east, north = shape.bounds
    simple = shape.simplify(max(east - west, north - south) / 1500)
    return [steps for path in lines_of(simple) if len(steps := path_steps(path)) >= 4]


def _details(placed: gpd.GeoDataFrame) -> dict[str, Any]:
    """What is only asked for when an event is pointed at: its id, and its place's names."""
    pairs = list(zip(placed["place_name"].fillna(""), placed["place_name_ar"].fillna(""), strict=True))
    numbers: dict[tuple[str, str], int] = {}
    place = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
    return {"ids": placed["id"].tolist(), "places": [list(pair) for pair in numbers], "place": place}


# Files ----------------------------------------------------------------------------------------------------------------


def write_assets(frame: gpd.GeoDataFrame, directory: Path) -> dict[str, str]:
    """The names, by content hash, of the files of a frame's packed events: meta, columns, shapes, details.

    They are written to `directory`, which the server serves, if they are not there yet.
    """
    packed = pack_events(frame)
    return {
        "meta": write_once(directory, "events-meta", ".json", _json(packed.meta)),
        "columns": write_once(directory, "events-columns", ".bin", packed.columns),
        "shapes": write_once(directory, "events-shapes", ".json", _json(packed.shapes)),
        "details": write_once(directory, "events-details", ".json", _json(packed.details)),
    }


def copy_assets(directory: Path) -> dict[str, list[str]]:
    """The names of the map's scripts and styles in `directory`, in the order to load them; copied if not there yet.

    Leaflet comes from its Python package, the rest from this one. Map.css expects the fonts in `directory`/fonts.
    """
    package = Path(leaflet.BASE_DIR)
    own = files("dashboard").joinpath("static")
    scripts = [("leaflet.js", (package / "leaflet.js").read_bytes())]
    scripts += [(name, own.joinpath(name).read_bytes()) for name in SCRIPTS]
    styles = [("leaflet.css", (package / "leaflet.css").read_bytes())]
    styles += [(name, own.joinpath(name).read_bytes()) for name in STYLES]
    return {
        "js": [write_once(directory, Path(name).stem, ".js", content) for name, content in scripts],
        "css": [write_once(directory, Path(name).stem, ".css", content) for name, content in styles],
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


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
    result.default_js = [(name.partition(".")[0], BUILT_URL + name) for name in assets["js"]]
    result.default_css = [(name.partition(".")[0], BUILT_URL + name) for name in assets["css"]]
    tokens = {theme: {name: colours[theme] for name, colours in palette().items()} for theme in ("light", "dark")}
    _Mount({"bounds": NORTH_EAST_SYRIA, "heights": dict(heights), "tokens": tokens}).add_to(result)
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
) -> folium.FeatureGroup:
    """The feature group that tells the map what to show: parameters only, a few kilobytes at most.

    `files` names the built files: meta, columns, shapes, details (of `write_assets`) and base (of `write_basemap`).
    `frame` is the whole table that was packed. Where the filter asks for a place or for words, which only the server
    can answer, one bit an event goes along.
    """
    parameters = {
        "urls": {name: BUILT_URL + file for name, file in files.items()},
        "theme": theme,
        "lang": lang,
        "selected": selected or None,
        "shapes": shapes,
        "words": {**MAP_WORDS, **{key: words[key] for key in MAP_WORDS if key in words}},
        "filter": filter_parameters(event_filter, frame),
    }
    group = folium.FeatureGroup(name="events", control=False)
    _Apply(parameters).add_to(group)
    return group


def filter_parameters(event_filter: EventFilter, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """The filter in the packed events' numbers: null means any. Days count from 1970-01-01."""
    return {
        "kinds": _numbers(event_filter.kinds, [symbol.id for symbol in kind_symbols()]),
        "forces": _numbers(with_children(event_filter.forces), [force.id for force in force_colours()]),
        "layers": _numbers(event_filter.layers, LAYERS),
        "statuses": _numbers(event_filter.statuses or DRAWN_STATUSES, STATUSES),
        "precision": event_filter.min_precision,
        "from": _day_number(event_filter.date_from),
        "to": _day_number(event_filter.date_to),
        "bits": _bits(event_filter, frame),
    }


def _numbers(wanted: Sequence[str] | set[str], table: Sequence[str]) -> list[int] | None:
    return [number for number, word in enumerate(table) if word in wanted] if wanted else None


def _day_number(day: date | None) -> int | None:
    return (day - date(1970, 1, 1)).days if day else None


def _bits(event_filter: EventFilter, frame: gpd.GeoDataFrame) -> str | None:
    """One bit a packed event, base64, lowest bit first: whether it has the words and the place; None where unasked."""
    if not event_filter.text.strip() and not event_filter.place.strip():
        return None
    asked = EventFilter(text=event_filter.text, place=event_filter.place, statuses=STATUSES)
    placed = (frame["lat"].notna() & frame["lon"].notna()).to_numpy()
    return base64.b64encode(np.packbits(select_mask(frame, asked)[placed], bitorder="little").tobytes()).decode()


def map_parts(
    event_filter: EventFilter, *, frame: gpd.GeoDataFrame, files: Mapping[str, str], directory: Path, **options: Any
) -> dict[str, Any]:
    """What to pass to st_folium: `st_folium(**map_parts(...), key="map")`; `options` are those of `filter_group`."""
    return {
        "fig": base_map(directory),
        "feature_group_to_add": filter_group(event_filter, frame=frame, files=files, **options),
        "returned_objects": [],
        "height": HEIGHTS["wide"],
        "width": None,
    }
