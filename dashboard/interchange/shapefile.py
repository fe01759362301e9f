"""Shapefiles in a zip, for programs that read nothing newer: what the format can't hold is cut, counted and told."""

from __future__ import annotations

import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from dashboard.errors import ExportError
from dashboard.interchange.parts import Part, parts_of, shapes_in
from dashboard.interchange.rows import DAYS, NUMBERS, ROW_COLUMNS, each_once, plain_rows
from dashboard.tables import Row, read_table

MOST_BYTES = 2**31 - 1
"""Of a .shp or a .dbf: their offsets are signed numbers of 32 bits."""

LONGEST_TEXT = 254
"""Bytes of a DBF's text field."""

_FIELDS = Path(__file__).parent / "shapefile_fields.csv"
_LONGEST_NAME = 10
_NUMBER_BYTES = 24
_WHOLE = ("geo_precision", "killed", "wounded")


def write(frame: gpd.GeoDataFrame, path: Path, *, note: str = "") -> None:
    """A zip of a shapefile for points, one for lines, one for areas, a table of what has no place, and a readme.txt.

    Its names of columns have ten letters, its texts 254 bytes of UTF-8, unknown numbers are empty; the readme lists the
    fields and says how many texts were cut. Raises ExportError, before anything is written, where a part of it would be
    larger than two gigabytes.
    """
    rows = plain_rows(frame)
    cut = {name: each_once(rows[name], cut_text) for name in ROW_COLUMNS if name not in NUMBERS and name not in DAYS}
    shortened = {name: int(np.count_nonzero(cut[name] != rows[name].to_numpy())) for name in cut}
    table = rows.assign(**cut)
    parts = parts_of(frame)
    for part in parts:
        _check_size(table.iloc[part.rows], frame.geometry.to_numpy()[part.rows])
    with tempfile.TemporaryDirectory(prefix=".shapefile-", dir=path.parent) as folder:
        for part in parts:
            _write_part(table, frame, part, Path(folder))
        readme = _readme(parts, shortened, note)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("readme.txt", readme.encode("utf-8-sig"))
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)


def cut_text(text: str) -> str:
    """The text, or as many of its letters as 254 bytes of UTF-8 hold; a DBF keeps no space at the end."""
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore").rstrip(" ")


def _check_size(table: pd.DataFrame, shapes: Any) -> None:
    """Raises ExportError if the part's .dbf or .shp could not be addressed."""
    texts = [name for name in ROW_COLUMNS if name not in NUMBERS]
    widths = [max((len(one.encode()) for one in table[name].unique()), default=0) for name in texts]
    table_bytes = (sum(widths) + _NUMBER_BYTES * len(NUMBERS)) * len(table)
    shape_bytes = int(shapely.get_num_coordinates(shapes).sum()) * 16 + 60 * len(shapes)
    if max(table_bytes, shape_bytes) > MOST_BYTES:
        raise ExportError(
            f"{len(table):,} events would make a shapefile of {max(table_bytes, shape_bytes) / 1e9:.1f} GB; "
            "it can have 2.1. Filter them, by a period for instance, or write .gpkg."
        )


def _write_part(table: pd.DataFrame, frame: gpd.GeoDataFrame, part: Part, folder: Path) -> None:
    rows = table.iloc[part.rows]
    columns = {shapefile_fields()[name]["field"]: _column(rows, name) for name in ROW_COLUMNS}
    options: dict[str, Any] = {}
    if part.geometry_type:
        shapes = shapes_in(part, frame.geometry.to_numpy()[part.rows])
        columns["geometry"] = pa.array(shapely.to_wkb(shapes, output_dimension=2), pa.binary())
        options = {"geometry_name": "geometry", "geometry_type": part.geometry_type, "crs": "EPSG:4326"}
    try:
        pyogrio.write_arrow(
            pa.table(columns),
            folder / f"{part.name}.{'shp' if part.geometry_type else 'dbf'}",
            driver="ESRI Shapefile",
            encoding="UTF-8",
            layer_options={"RESIZE": "YES", "SPATIAL_INDEX": "YES" if part.geometry_type else "NO"},
            **options,
        )
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise ExportError(f"The shapefile can't be written: {str(error)[-120:]} Write .gpkg instead.") from error


def _column(rows: pd.DataFrame, name: str) -> pa.Array:
    if name in DAYS:
        return pa.array(pd.to_datetime(rows[name].replace("", None)).dt.date, pa.date32(), from_pandas=True)
    if name in NUMBERS:
        return pa.array(rows[name], pa.int32() if name in _WHOLE else pa.float64(), from_pandas=True)
    return pa.array(rows[name].replace("", None), pa.string(), from_pandas=True)


def _readme(parts: list[Part], shortened: dict[str, int], note: str) -> str:
    files = [f"  {part.name}: {len(part.rows)} events ({part.geometry_type or 'no shape'})" for part in parts]
    fields = [f"  {row['field']:<10} {row['column']:<15} {row['meaning']}" for row in shapefile_fields().values()]
    cuts = [f"  {shapefile_fields()[name]['field']}: {number}" for name, number in shortened.items() if number]
    lines = [
        "Events as shapefiles, WGS84 (EPSG:4326), texts in UTF-8.",
        *([note] if note else []),
        *("", "Files, since a shapefile holds one type of shape only:", *files),
        *("", "Fields: their names can have ten letters; beside them the name in every other format.", *fields),
        *("", f"Texts that were cut to {LONGEST_TEXT} bytes, all that a field can hold:", *(cuts or ["  none"])),
        *("", "The whole texts are in the other formats: .gpkg, .geojson, .csv."),
    ]
    return "\r\n".join(lines) + "\r\n"


@cache
def shapefile_fields() -> dict[str, Row]:
    """The row of each column in the table of fields. Raises LexiconError."""
    columns = ("column", "field", "meaning")
    rows = read_table(_FIELDS, columns=columns, required=columns, unique=("field",))
    for row in rows:
        row.one_of("column", ROW_COLUMNS)
        if len(row["field"]) > _LONGEST_NAME:
            raise row.error("field", f"{row['field']!r} has more than {_LONGEST_NAME} letters.")
    return {row["column"]: row for row in rows}
