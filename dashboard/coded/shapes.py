"""Shapes of coded rows: points within them, and circles about what is known only roughly."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from dashboard.coded.columns import Floats, Mask
from gazetteer.shapes import circle, inner_point


def inner_points(shapes: npt.NDArray[np.object_], wanted: Mask) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of points within shapes, NaN where there is none or it was not wanted."""
    is_point = wanted & (shapely.get_type_id(shapes) == 0)
    lat, lon = np.where(is_point, shapely.get_y(shapes), np.nan), np.where(is_point, shapely.get_x(shapes), np.nan)
    for row in np.flatnonzero(wanted & ~is_point & ~shapely.is_missing(shapes)):
        west, south, east, north = shapes[row].bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            lat[row], lon[row] = north if abs(north) > 90 else south, west  # a corner that is not on earth
        elif shapes[row].geom_type == "LineString":
            middle = shapes[row].interpolate(0.5, normalized=True)
            lat[row], lon[row] = middle.y, middle.x
        else:
            lat[row], lon[row] = inner_point(shapes[row])
    return lat, lon


def geometries(
    lat: Floats, lon: Floats, radius: Floats, precision: npt.NDArray[np.int64], shapes: npt.NDArray[np.object_] | None
) -> npt.NDArray[np.object_]:
    """WKB of each place: the file's own shape; a circle where it is known roughly; else the point."""
    found = np.asarray(shapely.to_wkb(shapely.points(np.nan_to_num(lon), np.nan_to_num(lat))), dtype=object)
    for row in np.flatnonzero((precision >= 2) & (radius > 0)):
        found[row] = _circle(float(lat[row]), float(lon[row]), float(radius[row]))
    if shapes is not None:
        has_shape = ~shapely.is_missing(shapes) & (
            (shapely.get_type_id(shapes) != 0) | (precision < 2) | np.isnan(radius)
        )
        found[has_shape] = np.asarray(shapely.to_wkb(shapes[has_shape]), dtype=object)
    found[np.isnan(lat)] = None
    return found


@lru_cache(maxsize=100_000)
def _circle(lat: float, lon: float, radius_m: float) -> bytes:
    """A circle as WKB; events of one place share it."""
    made: bytes = shapely.to_wkb(circle(lat=lat, lon=lon, radius_m=radius_m))
    return made
