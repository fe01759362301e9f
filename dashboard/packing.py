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

from dashboard.day_columns import day_numbers
from dashboard.events import LAYERS, STATUSES
from dashboard.mercator import mercator
from dashboard.shape_file import pack_shapes
from dashboard.symbols import HOLLOW_FROM_M, line_colour
from dashboard.translation import languages, table_word
from dashboard.vocabulary import Force, Kind, forces, kinds

_LAST_OFFSET = 65535
STYLES = _AREA, _REGION, _LINE, _ROUTE, _INFERRED_ROUTE = range(5)
_OF_NO_ONE_PLACE = ("between", "route")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEvents:
    """The placed events of a frame, in its order, as the browser reads them.

    `columns` holds, one after the other and little-endian: x, y (uint32, Web Mercator positions from the world's top
    left corner, 2**32 across), shape (uint32, 0 for none, else 1 + its position in `shapes`), spot (uint32, among
    `details["spots"]`), start, end (uint16, days since `meta["epoch"]`, 0 for unknown), set (uint16), admin1 (uint16,
    among `meta["admins"]`), kind (uint8), flags (uint8): 26 bytes an event. Flags: bits 0-2 status, 3-4 geo-precision,
    5 hollow, 6 layer. `epoch` counts days from 1970-01-01. `shapes` is the file that `pack_shapes` makes; a shape's
    style is 0 for an area, 1 a whole region, 2 a line, 3 a route along a road, 4 one of which only the stops are known.
    """

    columns: bytes
    meta: dict[str, Any]
    shapes: bytes
    details: dict[str, Any]
    spot_keys: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return int(self.meta["count"])


def is_placed(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Whether each event of a frame has a place, and so is packed."""
    return np.asarray(frame["lat"].notna() & frame["lon"].notna())


def pack_events(frame: gpd.GeoDataFrame, *, epoch: int | None = None) -> PackedEvents:
    """The events of a frame that have a place, packed for the browser; empty in, empty out.

    With `epoch`, days are counted from that one; OverflowError is raised where one can't be.
    """
    is_packed = is_placed(frame)
    placed = frame if is_packed.all() else frame[is_packed]
    positions = np.clip(mercator(placed[["lon", "lat"]].to_numpy(dtype=np.float64)), 0, 1 - 2**-32)
    sets, set_numbers = _force_sets(placed)
    shapes, shape_numbers = _shapes(placed)
    epoch, start, end = _days(placed, epoch)
    spots, spot_numbers, spot_keys = _spots(placed)
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
        spot_keys=spot_keys,
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
            {"id": one.id, "layer": LAYERS.index(one.layer), "sign": one.symbol, **_names("kind", one)}
            for one in kinds().values()
        ],
        "forces": [
            {
                "id": one.id,
                **_names("force", one),
                "light": one.light,
                "dark": one.dark,
                "line": line_colour(one, "light"),
            }
            for one in forces().values()
        ],
    }


def _names(topic: str, one: Kind | Force) -> dict[str, str]:
    """What it is called in each language that has a name of its own for it."""
    names = {lang: table_word(topic, lang, en=one.en, ar=one.ar) for lang in languages()}
    return {lang: name for lang, name in names.items() if lang == "en" or name != one.en}


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
    rows, pairs = _number_pairs(placed["forces"], placed["force_roles"])
    sets = []
    for ids, roles in pairs:
        members = [known.get(force, known["unidentified"]) for force in ids]
        acting = [member for member, role in zip(members, roles, strict=True) if role != "target"]
        drawn = list(dict.fromkeys(acting or members))[:3] or [known["unidentified"]]
        sets.append({"all": sorted(set(members)), "drawn": drawn})
    return sets, rows


def _number_pairs(first: pd.Series, second: pd.Series) -> tuple[npt.NDArray[np.int64], list[tuple[Any, Any]]]:
    """Each row's number among the different pairs of values, in order of first sight, and these pairs."""
    (left, lefts), (right, rights) = pd.factorize(first), pd.factorize(second)
    numbers, codes = pd.factorize(left * np.int64(max(1, len(rights))) + right)
    firsts, seconds = list(lefts), list(rights)
    return numbers, [(firsts[code // len(seconds)], seconds[code % len(seconds)]) for code in codes]


def _days(
    placed: gpd.GeoDataFrame, fixed: int | None = None
) -> tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The day before the first, counted from 1970; each event's first and last day, counted from it, 0 where unknown.

    A span of 179 years fits; what is older is drawn as that old.
    """
    first = day_numbers(placed["date_start"])
    last = day_numbers(placed["date_end"].fillna(placed["date_start"]))
    dated = ~np.isnan(first)
    if not dated.any():
        zeros = np.zeros(len(placed), dtype=np.int64)
        return fixed or 0, zeros, zeros
    epoch = int(max(np.nanmin(first) - 1, np.nanmax(last) - _LAST_OFFSET)) if fixed is None else fixed
    if fixed is not None and (np.nanmin(first) <= fixed or np.nanmax(last) > fixed + _LAST_OFFSET):
        raise OverflowError(f"not every day fits into {_LAST_OFFSET} days from day {fixed}")
    start = np.where(dated, np.clip(first - epoch, 1, _LAST_OFFSET), 0).astype(np.int64)
    end = np.where(dated, np.clip(np.maximum(last, first) - epoch, 1, _LAST_OFFSET), 0).astype(np.int64)
    return epoch, start, end


def _flags(placed: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    statuses = {status: number for number, status in enumerate(STATUSES)}
    status = placed["status"].map(statuses).to_numpy(dtype=np.int64)
    precision = placed["geo_precision"].to_numpy(dtype=np.int64).clip(0, 3)
    is_wide = placed["radius_m"].fillna(0).to_numpy() >= HOLLOW_FROM_M
    hollow = (precision >= 3) | ((precision == 2) & is_wide)
    hollow &= (placed["relation"] != "route").to_numpy()  # its point is on the line, and the line is drawn
    layer = (placed["layer"] == "incident").to_numpy()
    return status | (precision << 3) | (hollow.astype(np.int64) << 5) | (layer.astype(np.int64) << 6)


def _shapes(placed: gpd.GeoDataFrame) -> tuple[bytes, npt.NDArray[np.int64]]:
    """The file of the different uncertainty shapes, and 1 + the position of each event's, 0 where it has none.

    A point has none, and neither has an event in a named town: its symbol says as much.
    """
    geometries = placed.geometry.to_numpy()
    has_shape = (shapely.get_dimensions(geometries) >= 1) & (placed["geo_precision"].to_numpy() != 1)
    numbers = np.zeros(len(placed), dtype=np.int64)
    rows = np.flatnonzero(has_shape)
    keys, firsts = _number_shapes(geometries[rows])
    styles = _styles(geometries[rows], placed.iloc[rows])
    count = len(STYLES)
    pairs, codes = pd.factorize(keys * count + styles)
    content, has_path = pack_shapes(geometries[rows][firsts][codes // count], codes % count)
    numbers[rows] = np.where(has_path, np.cumsum(has_path), 0)[pairs]
    return content, numbers


def _number_shapes(geometries: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each shape's number among the different ones, and the row where each of these is first seen.

    Rows that share one Python object are compared once: events of one place mostly do.
    """
    objects, first_of_object = _first_seen(np.fromiter(map(id, geometries), dtype=np.int64, count=len(geometries)))
    shapes, first_of_shape = _first_seen(shapely.to_wkb(geometries[first_of_object]))
    return shapes[objects], first_of_object[first_of_shape]


def _first_seen(values: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each value's number among the different ones, in order of first sight, and the row of each one's first sight."""
    numbers, different = pd.factorize(values)
    firsts = np.full(len(different), len(values), dtype=np.int64)
    np.minimum.at(firsts, numbers, np.arange(len(values)))
    return numbers, firsts


def _styles(geometries: npt.NDArray[np.object_], placed: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    is_line = shapely.get_dimensions(geometries) == 1
    is_route = is_line & (placed["relation"] == "route").to_numpy()
    stops = placed["place_ids"].map(len).to_numpy()
    routes = np.where(shapely.get_num_coordinates(geometries) > stops, _ROUTE, _INFERRED_ROUTE)
    is_region = (placed["geo_precision"].to_numpy() >= 3) & placed["relation"].isin(("", "in", "part_of")).to_numpy()
    return np.where(is_route, routes, np.where(is_line, _LINE, np.where(is_region, _REGION, _AREA)))


def _details(placed: gpd.GeoDataFrame) -> dict[str, Any]:
    """What is only asked for when an event is pointed at: its id, and its place's names in `languages`."""
    place, pairs = _number_pairs(placed["place_name"].fillna(""), placed["place_name_ar"].fillna(""))
    names = {"languages": ["en", "ar"], "places": [list(pair) for pair in pairs], "place": place.tolist()}
    return {"ids": placed["id"].tolist(), **names}


def _spots(placed: gpd.GeoDataFrame) -> tuple[list[list[str]], npt.NDArray[np.int64], tuple[str, ...]]:
    """The places to count by, as [English name, Arabic name], which one each event has, and what tells them apart.

    What was in, near or 10 km off one place of the gazetteer is of that place, under its shortest name; a stretch
    between two places is of neither, and what has no place of the gazetteer goes by its name.
    """
    names = pd.DataFrame({"en": placed["place_name"].fillna(""), "ar": placed["place_name_ar"].fillna("")})
    first_id = placed["place_ids"].map(lambda ids: ids[0] if len(ids) else "")
    is_by_name = (first_id == "") | placed["relation"].isin(_OF_NO_ONE_PLACE)
    keys = first_id.where(~is_by_name, names["en"] + "\n" + names["ar"])
    numbers, different = pd.factorize(keys)
    by_length = names.assign(key=numbers, length=names["en"].str.len()).sort_values("length", kind="stable")
    shortest = by_length.drop_duplicates("key").sort_values("key")
    return shortest[["en", "ar"]].to_numpy().tolist(), numbers.astype(np.int64), tuple(map(str, different))


def _admins(placed: gpd.GeoDataFrame) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The different governorates (ISO 3166-2, '' for unknown), and which one each event has."""
    numbers, distinct = pd.factorize(placed["admin1"].fillna(""))
    return [str(one) for one in distinct], numbers.astype(np.int64)
