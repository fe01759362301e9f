"""GeoPackage, read only, through GDAL: the attributes of each layer as text, geometry brought to WGS84."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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


_OURS = {"id", "layer", "kind", "date_start", "place_name_ar"}


def read(path: Path, problems: Problems) -> Iterator[Raw]:
    """The features of every layer, numbered through; and the rows of our own layer of events that are nowhere.

    Raises CodedFileError.
    """
    number = 0
    with as_coded_errors(path):
        for layer, has_shapes in _layers(path):
            for start in range(0, 1 << 40, AT_ONCE):
                frame = read_frame(path, layer, start, problems) if has_shapes else _read_table(path, layer, start)
                if len(frame):
                    yield without_huge_cells(_raw(frame, number, has_shapes=has_shapes), problems)
                number += len(frame)
                if len(frame) < AT_ONCE:
                    break


def _layers(path: Path) -> list[tuple[str, bool]]:
    """The layers of events, and whether they have shapes; styles and other people's tables without any are not read."""
    with path.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise CodedFileError(f"{path} is no GeoPackage.")
    if path.stat().st_size > LARGEST:
        raise CodedFileError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
    try:
        named = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(path)]
        layers = [
            (name, has_shapes)
            for name, has_shapes in named
            if has_shapes or _OURS.issubset(pyogrio.read_info(path, layer=name)["fields"])
        ]
    except ERRORS as error:
        raise unreadable(path, error) from error
    if not layers:
        raise CodedFileError(f"{path} has no layer with geometry.")
    return layers


def _read_table(path: Path, layer: str, start: int) -> pd.DataFrame:
    try:
        return pyogrio.read_dataframe(path, layer=layer, skip_features=start, max_features=AT_ONCE, read_geometry=False)
    except ERRORS as error:
        raise unreadable(path, error) from error


def _raw(frame: pd.DataFrame, before: int, *, has_shapes: bool) -> Raw:
    table = frame.drop(columns=frame.geometry.name) if has_shapes else frame
    rows = range(len(frame))
    cells = pd.DataFrame({str(name): _text(table[name]) for name in table.columns}, index=rows, dtype="str")
    shapes = None
    if has_shapes:
        shapes = shapely.force_2d(frame.geometry.to_numpy())
        shapes[shapely.is_empty(shapes)] = None
        # A layer of areas holds each as several, though it be one.
        is_one = (shapely.get_type_id(shapes) >= 4) & (shapely.get_num_geometries(shapes) == 1)
        shapes[is_one] = shapely.get_geometry(shapes[is_one], 0)
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
