"""GeoPackage, read only, through GDAL: the attributes of each layer as text, geometry brought to WGS84."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from dashboard.coded.containers.features import clean
from dashboard.coded.raw import Raw, as_coded_errors, without_huge_cells
from dashboard.errors import CodedFileError
from gazetteer.sources.layers import AT_ONCE, ERRORS, LARGEST, read_frame, unreadable
from gazetteer.sources.problems import Problems

_HEAD = b"SQLite format 3\0"
"""How a GeoPackage begins. GDAL would open anything, files that lead to other files and hosts too."""


def read(path: Path, problems: Problems) -> Iterator[Raw]:
    """The features of every layer, numbered through. Raises CodedFileError."""
    number = 0
    with as_coded_errors(path):
        for layer in _layers(path):
            for start in range(0, 1 << 40, AT_ONCE):
                frame = read_frame(path, layer, start, problems)
                if len(frame):
                    yield without_huge_cells(_raw(frame, number), problems)
                number += len(frame)
                if len(frame) < AT_ONCE:
                    break


def _layers(path: Path) -> list[str]:
    with path.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise CodedFileError(f"{path} is no GeoPackage.")
    if path.stat().st_size > LARGEST:
        raise CodedFileError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
    try:
        layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    except ERRORS as error:
        raise unreadable(path, error) from error
    if not layers:
        raise CodedFileError(f"{path} has no layer with geometry.")
    return layers


def _raw(frame: gpd.GeoDataFrame, before: int) -> Raw:
    table = frame.drop(columns=frame.geometry.name)
    cells = pd.DataFrame(
        {str(name): _text(table[name]) for name in table.columns}, index=range(len(frame)), dtype="str"
    )
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    shapes[shapely.is_empty(shapes)] = None
    return Raw(cells=cells, lines=before + 1 + np.arange(len(frame)), shapes=shapes)


def _text(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column):
        return column.dt.strftime("%Y-%m-%d").fillna("").to_list()
    if pd.api.types.is_float_dtype(column):
        return [
            "" if value != value else str(int(value)) if value.is_integer() else repr(value)
            for value in column.tolist()
        ]
    return ["" if value is None or value != value else clean(str(value)) for value in column.tolist()]
