"""GeoPackage for QGIS and ArcGIS."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from dashboard.errors import ExportError
from dashboard.interchange.rows import plain_rows

LAYER = "events"


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One feature an event in the layer "events"; days are date-times at midnight UTC, as QGIS's time control wants."""
    table = plain_rows(frame)
    for name in ("date_start", "date_end"):
        table[name] = pd.to_datetime(table[name].replace("", None), utc=True).astype("datetime64[ms, UTC]")
    features = gpd.GeoDataFrame(table.reset_index(drop=True), geometry=frame.geometry.to_numpy(), crs=frame.crs)
    path.unlink()  # GDAL adds to a file that it finds
    try:
        features.to_file(path, driver="GPKG", layer=LAYER, engine="pyogrio", geometry_type="Unknown")
    except (DataSourceError, DataLayerError, FeatureError) as error:
        # GDAL's message is a page of SQL with the reason at its end, and names our draft.
        reason = str(error).rstrip(". )").rpartition(": ")[2][-120:]
        raise ExportError(
            f"The GeoPackage can't be written: {reason}. Make room there, or name another file."
        ) from error
