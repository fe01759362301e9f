"""GeoParquet 1.1 for DuckDB, Spark and geopandas: one file, or a folder of partitions by year or by year and month."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from dashboard.errors import ExportError
from dashboard.events import validate_events
from dashboard.interchange.rows import ROW_COLUMNS, plain_rows
from dashboard.interchange.safe_text import without_controls
from dashboard.interchange.write import umask
from dashboard.logs import log

Partition = Literal["year", "month"]
PARTITIONS: tuple[Partition, ...] = ("year", "month")

UNDATED = "__HIVE_DEFAULT_PARTITION__"
"""The name that Hive, Spark, DuckDB and Arrow read as no value: the partition of events without a date."""

ROWS_AT_ONCE = 50_000
"""Rows in a row group: what is held in memory beside the table, and what a reader skips by its box."""

_NO_MONTH = 9999_00
_LISTS = ("forces", "force_roles", "place_ids", "report_ids")
_DAYS = ("date_start", "date_end")
_TYPES = {
    **dict.fromkeys(_LISTS, pa.list_(pa.string())),
    **dict.fromkeys(_DAYS, pa.date32()),
    **dict.fromkeys(("lat", "lon", "radius_m", "confidence"), pa.float64()),
    **dict.fromkeys(("geo_precision", "killed", "wounded"), pa.int32()),
}
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_BOX = pa.struct([(corner, pa.float64()) for corner in _CORNERS])


def write(frame: gpd.GeoDataFrame, path: Path, *, note: str = "") -> None:
    """One row an event, in row groups: days as dates, lists as lists, geometry as WKB beside its box.

    The `note` on the whole file is in its metadata.
    """
    _write_rows(frame, np.arange(len(frame)), path, note)


def write_partitions(frame: gpd.GeoDataFrame, target: Path, by: Partition, *, note: str = "") -> int:
    """Writes a folder of files such as year=2024/month=03/part-0.parquet by the events' first days; the rows' number.

    The folder appears whole or not at all; one that was written so before is replaced. Raises ExportError, also where
    anything else is there.
    """
    validate_events(frame)
    if target.exists() and not _is_ours(target):
        raise ExportError(f"{target} holds other files than an export. Name a folder that is not there yet.")
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
        try:
            for folder, rows in _partitions(frame, by):
                part = draft / folder
                part.mkdir(parents=True)
                _write_rows(frame, rows, part / "part-0.parquet", note)
            draft.chmod(0o777 & ~umask())
            _put(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise ExportError(f"{target} can't be written: {error.strerror or error}. Name another folder.") from error
    log("export.end", format="parquet", rows=len(frame))
    return len(frame)


def _partitions(frame: gpd.GeoDataFrame, by: Partition) -> Iterator[tuple[str, npt.NDArray[np.intp]]]:
    """Each folder's name with its rows, in order of time, what has no date last."""
    days = frame["date_start"].dt
    months = (days.year * 100 + days.month).fillna(_NO_MONTH).to_numpy().astype(np.int64)
    keys = months // 100 if by == "year" else months
    order = np.argsort(keys, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1) if len(order) else ():
        month = int(months[rows[0]])
        names = (UNDATED, UNDATED) if month == _NO_MONTH else (f"{month // 100:04}", f"{month % 100:02}")
        yield f"year={names[0]}" if by == "year" else f"year={names[0]}/month={names[1]}", rows


def _write_rows(frame: gpd.GeoDataFrame, rows: npt.NDArray[np.intp], path: Path, note: str) -> None:
    schema = _schema(frame.geometry.to_numpy()[rows], note)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for begin in range(0, max(1, len(rows)), ROWS_AT_ONCE):
            part = frame.iloc[rows[begin : begin + ROWS_AT_ONCE]]
            writer.write_table(_table(part, schema), row_group_size=ROWS_AT_ONCE)


def _schema(shapes: npt.NDArray[np.object_], note: str) -> pa.Schema:
    """The columns with their types, and the metadata of GeoParquet 1.1; without a `crs`, positions are (lon, lat)."""
    placed = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({one.geom_type for one in placed}),
        "covering": {"bbox": {corner: ["bbox", corner] for corner in _CORNERS}},
    }
    if len(placed):
        column["bbox"] = shapely.total_bounds(placed).tolist()
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    fields = [pa.field(name, _TYPES.get(name, pa.string())) for name in ROW_COLUMNS]
    fields += [pa.field("geometry", pa.binary()), pa.field("bbox", _BOX)]
    return pa.schema(fields, metadata={"geo": json.dumps(geo)} | ({"note": note} if note else {}))


def _table(part: gpd.GeoDataFrame, schema: pa.Schema) -> pa.Table:
    plain = plain_rows(part)
    columns = [_column(name, part, plain, schema.field(name).type) for name in ROW_COLUMNS]
    shapes = part.geometry.to_numpy()
    corners = shapely.bounds(shapes)
    has_box = ~np.isnan(corners[:, 0])
    boxes = pa.StructArray.from_arrays([pa.array(side) for side in corners.T], list(_CORNERS), mask=pa.array(~has_box))
    return pa.Table.from_arrays([*columns, pa.array(shapely.to_wkb(shapes), pa.binary()), boxes], schema=schema)


def _column(name: str, part: gpd.GeoDataFrame, plain: pd.DataFrame, kind: pa.DataType) -> pa.Array:
    """One column of the rows; a list stays one, a day is a date, an unknown word or number is no value."""
    if name in _LISTS:
        return pa.array([[without_controls(word) for word in one] for one in part[name]], kind)
    if name in _DAYS:
        return pa.array(part[name].dt.tz_convert(None).to_numpy().astype("datetime64[D]"), kind)
    values = plain[name]
    if pa.types.is_string(kind):
        return pa.array([value or None for value in values], kind)
    return pa.array(values.to_numpy(dtype=float, na_value=np.nan), pa.float64(), from_pandas=True).cast(kind)


def _is_ours(folder: Path) -> bool:
    """Whether there is nothing in a folder but partitions."""
    return folder.is_dir() and all(
        path.is_dir() or (path.name == "part-0.parquet" and path.parent.name.startswith(("year=", "month=")))
        for path in folder.rglob("*")
    )


def _put(draft: Path, target: Path) -> None:
    """The draft in the target's place; what was there goes once the new one stands."""
    if not target.exists():
        draft.replace(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    target.replace(old)
    try:
        draft.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old)
