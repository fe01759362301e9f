"""GeoPackage and shapefile layers through GDAL: attributes as columns, geometry brought to WGS84."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import ProjError

from gazetteer.errors import SourceError
from gazetteer.sources.archives import explained
from gazetteer.sources.delimited import Table
from gazetteer.sources.geojson import as_table
from gazetteer.sources.place_rows import Row, as_text
from gazetteer.sources.problems import Problems

LARGEST = 8_000_000_000  # bytes
AT_ONCE = 20_000  # features in memory

_HEADS = (b"SQLite format 3\0", b"\x00\x00\x27\x0a")
"""How a GeoPackage and a shapefile begin. GDAL would open anything, files that lead to other files and hosts too."""

ERRORS = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    ProjError,
    RuntimeError,
    ValueError,
)


@contextmanager
def open_layers(path: Path, problems: Problems) -> Iterator[Table]:
    """Every layer of a file as one table; a layer without coordinate system is taken to be in WGS84 and remarked upon.

    Raises SourceError if the file does not read.
    """
    with explained(path):
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
        with path.open("rb") as file:
            head = file.read(16)
    if not head.startswith(_HEADS):
        raise SourceError(f"{path} does not read as a layer of features: it is no GeoPackage and no shapefile.")
    try:
        layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    except ERRORS as error:
        raise unreadable(path, error) from error
    if not layers:
        raise SourceError(f"{path} has no layer with geometry.")
    yield as_table(read_rows(path, layers, problems), problems)


def unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(f"{path} does not read as a layer of features: {str(error)[:300]}.")


def read_rows(path: Path, layers: list[str], problems: Problems) -> Iterator[Row]:
    """The features of each layer, numbered through."""
    number = 0
    for layer in layers:
        start = 0
        while True:
            frame = read_frame(path, layer, start, problems)
            for position, values in enumerate(frame.drop(columns=frame.geometry.name).to_dict("records")):
                number += 1
                geometry = frame.geometry.iloc[position]
                yield Row(
                    number, {str(name): as_text(value) for name, value in values.items() if is_value(value)}, geometry
                )
            start += AT_ONCE
            if len(frame) < AT_ONCE:
                break


def is_value(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def read_frame(path: Path, layer: str, start: int, problems: Problems) -> gpd.GeoDataFrame:
    """Some features of a layer in EPSG:4326; raises SourceError."""
    try:
        frame = pyogrio.read_dataframe(
            path, layer=layer, skip_features=start, max_features=AT_ONCE, on_invalid="ignore"
        )
        if frame.crs is None:
            problems.remark(f"Layer {layer} names no coordinate system; it is taken to be WGS84.")
            return frame.set_crs(4326)
        return frame if frame.crs.to_epsg() == 4326 else frame.to_crs(4326)
    except ERRORS as error:
        raise unreadable(path, error) from error
