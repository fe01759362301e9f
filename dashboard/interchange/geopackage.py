"""GeoPackage for QGIS and ArcGIS: a layer for points, one for lines, one for areas, each with its style."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from dashboard.errors import ExportError
from dashboard.interchange.parts import Part, parts_of, shapes_in
from dashboard.interchange.qgis_style import style_of
from dashboard.interchange.rows import DAYS, NUMBERS, ROW_COLUMNS, plain_rows
from dashboard.translation import Language

AT_ONCE = 50_000
"""Events that are handed to GDAL at a time, so that a million take no more memory than these."""

_GEOMETRY = "geom"
_MOMENT = pa.timestamp("ms", tz="UTC")
_WHOLE = ("geo_precision", "killed", "wounded")
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 'layer_styles');
"""  # as QGIS makes it itself


def write(frame: gpd.GeoDataFrame, path: Path, lang: Language, *, note: str = "") -> None:
    """One feature an event, in the layer of what it is drawn as; days are date-times at midnight UTC, as QGIS's time
    control wants. The layers' styles are in the file as QGIS looks for them, labels and legend in the language.
    """
    path.unlink()  # GDAL adds to a file that it finds
    parts = parts_of(frame)
    try:
        for part in parts:
            _write_layer(frame, part, path, note=note)
        with closing(sqlite3.connect(path)) as database:
            _write_styles(database, frame, parts, lang)
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.OperationalError, OSError) as error:
        # GDAL's message is a page of SQL with the reason at its end, and names our draft.
        reason = str(error).rstrip(". )").rpartition(": ")[2][-120:]
        raise ExportError(
            f"The GeoPackage can't be written: {reason}. Make room there, or name another file."
        ) from error


def _write_layer(frame: gpd.GeoDataFrame, part: Part, path: Path, *, note: str) -> None:
    schema = _schema(part)
    options: dict[str, Any] = {"geometry_name": _GEOMETRY, "geometry_type": part.geometry_type, "crs": "EPSG:4326"}
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, _batches(frame, part, schema)),
        path,
        layer=part.name,
        driver="GPKG",
        append=path.exists(),
        dataset_metadata={"DESCRIPTION": note} if note and not path.exists() else None,
        dataset_options={} if path.exists() else {"VERSION": "1.2"},  # which older QGIS and ArcGIS read too
        layer_options={"DESCRIPTION": note} if note else {},
        **(options if part.geometry_type else {}),
    )


def _schema(part: Part) -> pa.Schema:
    types = dict.fromkeys(DAYS, _MOMENT)
    types |= {name: pa.int32() if name in _WHOLE else pa.float64() for name in NUMBERS}
    fields = [pa.field(name, types.get(name, pa.string())) for name in ROW_COLUMNS]
    if part.geometry_type:
        fields.append(pa.field(_GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"}))
    return pa.schema(fields)


def _batches(frame: gpd.GeoDataFrame, part: Part, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for start in range(0, max(1, len(part.rows)), AT_ONCE):
        rows = frame.iloc[part.rows[start : start + AT_ONCE]]
        plain = plain_rows(rows)
        columns = [
            pa.array(rows[name] if name in DAYS else plain[name], field.type, from_pandas=True)
            for name, field in zip(ROW_COLUMNS, schema, strict=False)
        ]
        if part.geometry_type:
            columns.append(pa.array(_wkb(part, rows.geometry.to_numpy()), pa.binary()))
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _wkb(part: Part, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.asarray(shapely.to_wkb(shapes_in(part, shapes), output_dimension=2))


def _write_styles(database: sqlite3.Connection, frame: gpd.GeoDataFrame, parts: list[Part], lang: Language) -> None:
    database.executescript(_STYLES)
    for part in parts:
        if part.geometry_type:
            qml = style_of(frame.iloc[part.rows], part.name, lang)
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner)"
                " VALUES ('', '', ?, ?, 'dawriya', ?, '', 1, '', '')",
                (part.name, _GEOMETRY, qml),
            )
    database.commit()
