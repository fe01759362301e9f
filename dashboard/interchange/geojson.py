"""GeoJSON after RFC 7946: WGS84, longitude first, rings by the right-hand rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from dashboard.interchange.rows import NUMBERS, ROW_COLUMNS, each_once, plain_rows

AT_ONCE = 50_000
"""Events that are written at a time, so that a million take no more memory than these."""

_LISTS = ("place_ids", "report_ids")
_PROPERTIES = tuple(name for name in ROW_COLUMNS if name != "force_roles")  # the roles stand beside the forces

_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(frame: gpd.GeoDataFrame, path: Path, *, note: str = "") -> None:
    """One feature an event; an event without a place has a null geometry. `note` is the collection's description."""
    about = f'"description": {_json(note)}, ' if note else ""
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"type": "FeatureCollection", {about}"features": [')
        for start in range(0, len(frame), AT_ONCE):
            file.write(",\n" if start else "\n")
            file.write(",\n".join(_features(frame.iloc[start : start + AT_ONCE])))
        file.write("\n]}\n")


def _features(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """The features' JSON: each column is put in words at once, and a line is filled in for each event."""
    rows = plain_rows(frame)
    columns = {name: _words(frame, rows, name) for name in _PROPERTIES}
    properties = ", ".join(f"{_json(name)}: %s" for name in _PROPERTIES)
    line = f'{{"type": "Feature", "id": %s, "properties": {{{properties}}}, "geometry": %s}}'
    shapes = shapely.to_geojson(shapely.orient_polygons(_rounded(frame.geometry.to_numpy())))
    shapes[pd.isna(shapes)] = "null"
    return map(line.__mod__, zip(columns["id"], *columns.values(), shapes, strict=True))


def _words(frame: gpd.GeoDataFrame, rows: pd.DataFrame, name: str) -> Any:
    """A column's values as JSON."""
    if name == "forces":
        pairs = pd.Series(list(zip(frame["forces"], frame["force_roles"], strict=True)), dtype=object)
        return each_once(pairs, lambda pair: _json([{"id": i, "role": role} for i, role in zip(*pair, strict=True)]))
    if name in _LISTS:
        return each_once(frame[name], lambda one: _json(list(one)))
    if name in NUMBERS:
        return ["null" if value is pd.NA or value != value else repr(value) for value in rows[name].tolist()]
    return each_once(rows[name], lambda word: _json(word) if word else "null")


def _rounded(shapes: np.ndarray) -> np.ndarray:
    """The shapes to a centimetre: no report knows more, and the files are a third smaller."""
    return shapely.transform(shapes, lambda points: points.round(7))
