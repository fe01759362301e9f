"""CSV with a line of HXL tags below the header, as humanitarian platforms read it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from dashboard.interchange import csv_table


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One line an event, below the header and its tags."""
    csv_table.write(frame, path, tags=True)
