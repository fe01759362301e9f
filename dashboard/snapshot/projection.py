"""The map section on the sheet: Mercator, fitted into the map's box, from degrees to millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.errors import ExportError
from dashboard.snapshot.page import Array, Box

HOME_VIEW = (35.5, 33.2, 42.5, 37.6)
"""Northern and eastern Syria as (west, south, east, north)."""

MIN_SPAN = 1.6
"""Narrowest section of a fitted map, in degrees of longitude: a single event keeps its surroundings."""

PADDING = 0.09
"""What is added on each side of the events, as a share of the span."""

MAX_LAT = 84.0
EARTH_RADIUS_M = 6_378_137.0

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """Mercator onto the sheet; `bounds` is what the box shows, (west, south, east, north) in degrees."""

    box: Box
    bounds: Bounds
    scale: float  # mm on the sheet for one radian of longitude

    def xy(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
        """Millimetres on the sheet for degrees."""
        west, _, _, north = self.bounds
        x = self.box.left + np.radians(np.asarray(lon, dtype=np.float64) - west) * self.scale
        y = self.box.top + (_mercator(north) - _mercator(np.asarray(lat, dtype=np.float64))) * self.scale
        return x, y

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry (lon, lat) on the sheet, cut a little outside the map's box; empty where it lies elsewhere."""
        west, south, east, north = self.bounds
        margin_x, margin_y = (east - west) * 0.06, (north - south) * 0.06
        box = (west - margin_x, max(south - margin_y, -MAX_LAT), east + margin_x, min(north + margin_y, MAX_LAT))
        part = shapely.clip_by_rect(geometry, *box)
        shape = shapely.transform(part, lambda points: np.column_stack(self.xy(points[:, 0], points[:, 1])))
        # Cutting a coast by a rectangle may leave edges that touch; what is drawn from the shape needs it whole.
        return shape if shapely.is_valid(shape) else shapely.make_valid(shape)

    @property
    def mm_per_km(self) -> float:
        """At the middle of the section; Mercator stretches away from it."""
        middle = math.radians((self.bounds[1] + self.bounds[3]) / 2)
        return self.scale / (EARTH_RADIUS_M / 1000 * math.cos(middle))


def fit(box: Box, bounds: Bounds) -> Projection:
    """A section that shows all of `bounds`, widened to the box's shape. Raises ExportError for impossible bounds."""
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ExportError(f"The section {bounds} is not west, south, east, north in degrees, such as 38,35,42.5,37.5.")
    south, north = max(south, -MAX_LAT), min(north, MAX_LAT)
    low, high = float(_mercator(south)), float(_mercator(north))
    width, height = math.radians(east - west), high - low
    scale = min(box.width / width, box.height / height)
    lon, middle = (west + east) / 2, (low + high) / 2
    half_lon = math.degrees(box.width / scale / 2)
    half = box.height / scale / 2
    shown = (lon - half_lon, _latitude(middle - half), lon + half_lon, _latitude(middle + half))
    return Projection(box, shown, scale)


def bounds_of(lon: Array, lat: Array) -> Bounds:
    """A section about the points, padded; the home view where there are none."""
    if not len(lon):
        return HOME_VIEW
    west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
    pad_x = max((east - west) * PADDING, (MIN_SPAN - (east - west)) / 2)
    pad_y = max((north - south) * PADDING, (MIN_SPAN * 0.55 - (north - south)) / 2)
    return (
        max(float(west - pad_x), -180.0),
        max(float(south - pad_y), -MAX_LAT),
        min(float(east + pad_x), 180.0),
        min(float(north + pad_y), MAX_LAT),
    )


def _mercator(lat: npt.ArrayLike) -> Array:
    clipped = np.clip(np.asarray(lat, dtype=np.float64), -MAX_LAT - 1, MAX_LAT + 1)
    return np.asarray(np.log(np.tan(np.pi / 4 + np.radians(clipped) / 2)))


def _latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y)) - math.pi / 2)
