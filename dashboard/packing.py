"""The events packed for the browser: columns of twenty-six bytes an event, their shapes, and what they refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.events import LAYERS, STATUSES
from dashboard.mercator import mercator, paths_of
from dashboard.symbols import HOLLOW_FROM_M, line_colour
from dashboard.vocabulary import forces, kinds

_LAST_OFFSET = 65535
_AREA, _REGION, _LINE = 0, 1, 2
_OF_NO_ONE_PLACE = ("between", "route")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEvents:
    """The placed events of a frame, in its order, as the browser reads them.

    `columns` holds, one after the other and little-endian: x, y (uint32, Web Mercator positions from the world's top
    left corner, 2**32 across), shape (uint32, 0 for none, else 1 + its position in `shapes`), spot (uint32, among
    `details["spots"]`), start, end (uint16, days since `meta["epoch"]`, 0 for unknown), set (uint16), admin1 (uint16,
    among `meta["admins"]`), kind (uint8), flags (uint8): 26 bytes an event. Flags: bits 0-2 status, 3-4 geo-precision,
    5 hollow, 6 layer. `epoch` counts days from 1970-01-01. A shape is [style, path…]:
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
    spots, spot_numbers = _spots(placed)
    admins, admin_numbers = _admins(placed)
    kind_numbers = {kind: number for number, kind in enumerate(kinds())}
    columns: list[tuple[str, npt.NDArray[Any]]] = [
        ("x", (positions[:, 0] * 2**32).astype("<u4")),
        ("y", (positions[:, 1] * 2**32).astype("<u4")),
        ("shape", shape_numbers.astype("<u4")),
        ("spot", spot_numbers.astype("<u4")),
        ("start", start.astype("<u2")),
        ("end", end.astype("<u2")),
        ("set", set_numbers.astype("<u2")),
        ("admin1", admin_numbers.astype("<u2")),
        ("kind", placed["kind"].map(kind_numbers).fillna(kind_numbers["other"]).to_numpy().astype("<u1")),
        ("flags", _flags(placed).astype("<u1")),
    ]
    return PackedEvents(
        columns=b"".join(values.tobytes() for _, values in columns),
        meta={**_meta(placed, columns, sets, epoch), "admins": admins},
        shapes=shapes,
        details={**_details(placed), "spots": spots},
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
            {"id": one.id, "layer": LAYERS.index(one.layer), "sign": one.symbol, "en": one.en, "ar": one.ar}
            for one in kinds().values()
        ],
        "forces": [
            {
                "id": one.id,
                "en": one.en,
                "ar": one.ar,
                "light": one.light,
                "dark": one.dark,
                "line": line_colour(one, "light"),
            }
            for one in forces().values()
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
    known = {force: number for number, force in enumerate(forces())}
    numbers: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    rows = [
        numbers.setdefault((tuple(forces), tuple(roles)), len(numbers))
        for forces, roles in zip(placed["forces"], placed["force_roles"], strict=True)
    ]
    sets = []
    for ids, roles in numbers:
        members = [known.get(force, known["unidentified"]) for force in ids]
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
    return paths_of(shape.simplify(max(east - west, north - south) / 1500))


def _details(placed: gpd.GeoDataFrame) -> dict[str, Any]:
    """What is only asked for when an event is pointed at: its id, and its place's names."""
    pairs = list(zip(placed["place_name"].fillna(""), placed["place_name_ar"].fillna(""), strict=True))
    numbers: dict[tuple[str, str], int] = {}
    place = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
    return {"ids": placed["id"].tolist(), "places": [list(pair) for pair in numbers], "place": place}


def _spots(placed: gpd.GeoDataFrame) -> tuple[list[list[str]], npt.NDArray[np.int64]]:
    """The places to count by, as [English name, Arabic name], and which one each event has.

    What was in, near or 10 km off one place of the gazetteer is of that place, under its shortest name; a stretch
    between two places is of neither, and what has no place of the gazetteer goes by its name.
    """
    names = pd.DataFrame({"en": placed["place_name"].fillna(""), "ar": placed["place_name_ar"].fillna("")})
    first_id = placed["place_ids"].map(lambda ids: ids[0] if len(ids) else "")
    is_by_name = (first_id == "") | placed["relation"].isin(_OF_NO_ONE_PLACE)
    keys = first_id.where(~is_by_name, names["en"] + "\n" + names["ar"])
    numbers, _ = pd.factorize(keys)
    by_length = names.assign(key=numbers, length=names["en"].str.len()).sort_values("length", kind="stable")
    shortest = by_length.drop_duplicates("key").sort_values("key")
    return shortest[["en", "ar"]].to_numpy().tolist(), numbers.astype(np.int64)


def _admins(placed: gpd.GeoDataFrame) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The different governorates (ISO 3166-2, '' for unknown), and which one each event has."""
    numbers, distinct = pd.factorize(placed["admin1"].fillna(""))
    return [str(one) for one in distinct], numbers.astype(np.int64)
