"""GeoJSON after RFC 7946: WGS84, longitude first, rings by the right-hand rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from dashboard.interchange.rows import json_value, plain_rows

_LISTS = ("place_ids", "report_ids")


def write(frame: gpd.GeoDataFrame, path: Path) -> None:
    """One feature an event; an event without a place has a null geometry."""
    rows = plain_rows(frame)
    shapes = shapely.to_geojson(shapely.orient_polygons(_rounded(frame.geometry.to_numpy())))
    lists = {name: frame[name].to_numpy() for name in (*_LISTS, "forces", "force_roles")}
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for i, row in enumerate(rows.to_dict("records")):
            properties: dict[str, Any] = {str(name): json_value(value) for name, value in row.items()}
            properties |= {name: list(lists[name][i]) for name in _LISTS}
            del properties["force_roles"]
            pairs = zip(lists["forces"][i], lists["force_roles"][i], strict=True)
            properties["forces"] = [{"id": force_id, "role": role} for force_id, role in pairs]
            head = json.dumps({"type": "Feature", "id": properties["id"], "properties": properties}, ensure_ascii=False)
            file.write(f'{"," if i else ""}\n{head[:-1]}, "geometry": {shapes[i] or "null"}}}')
        file.write("\n]}\n")


def _rounded(shapes: np.ndarray) -> np.ndarray:
    """The shapes to a centimetre: no report knows more, and the files are a third smaller."""
    return shapely.transform(shapes, lambda points: points.round(7))
