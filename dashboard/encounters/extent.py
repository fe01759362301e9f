"""Where each event may have been: a point with a radius, or its shape; and how far two of them are apart."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

EARTH_M = 6_371_008.8
DEGREE_M = EARTH_M * np.pi / 180
_ROUND = 0.97
"""A shape whose corners are no nearer to its middle than this share of its reach, and which fills nearly all of the
circle that they lie on (a square's corners lie on one too), is taken for a disc."""

_SHAPES_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Extents:
    """Events' places: `lat`, `lon` of the middle, `reach_m` to the farthest point; `shapes` only of what is no disc."""

    lat: Numbers
    lon: Numbers
    reach_m: Numbers
    shapes: npt.NDArray[np.object_]

    def at(self, rows: Rows) -> Extents:
        return Extents(self.lat[rows], self.lon[rows], self.reach_m[rows], self.shapes[rows])


def extents_of(frame: gpd.GeoDataFrame) -> Extents:
    """The extents of a frame's rows, NaN where a row has no place."""
    lat, lon = frame["lat"].to_numpy(np.float64), frame["lon"].to_numpy(np.float64)
    reach_m = np.nan_to_num(frame["radius_m"].to_numpy(np.float64))
    shapes = frame.geometry.to_numpy().copy()
    kinds = shapely.get_type_id(shapes)
    shapes[kinds <= 0] = None  # a point, or none: its radius says all
    drawn = np.flatnonzero(kinds > 0)
    if len(drawn):
        nearest, farthest = _outline_m(shapes[drawn], lat=lat[drawn], lon=lon[drawn])
        reach_m[drawn] = farthest
        fills = shapely.area(shapes[drawn]) * np.cos(np.radians(lat[drawn])) * DEGREE_M**2
        round_ones = (nearest >= _ROUND * farthest) & (fills >= _ROUND**2 * np.pi * farthest**2)
        shapes[drawn[round_ones]] = None
    return Extents(lat, lon, reach_m, shapes)


def _outline_m(shapes: npt.NDArray[np.object_], *, lat: Numbers, lon: Numbers) -> tuple[Numbers, Numbers]:
    """How far the nearest and the farthest corner of each shape are from its middle, metres."""
    corners, shape = shapely.get_coordinates(shapes, return_index=True)
    away = great_circle_m(lat[shape], lon[shape], corners[:, 1], corners[:, 0])
    begins = np.flatnonzero(np.diff(shape, prepend=-1))
    nearest, farthest = np.full(len(shapes), np.nan), np.zeros(len(shapes))
    filled = shape[begins]
    nearest[filled], farthest[filled] = np.minimum.reduceat(away, begins), np.maximum.reduceat(away, begins)
    return nearest, farthest


def great_circle_m(lat_a: Numbers, lon_a: Numbers, lat_b: Numbers, lon_b: Numbers) -> Numbers:
    """Metres between points on a sphere, the short way round."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((phi_b - phi_a) / 2) ** 2
    half += np.cos(phi_a) * np.cos(phi_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1)))


def between_m(one: Extents, other: Extents, *, within_m: float) -> tuple[Numbers, Numbers, Numbers]:
    """Least, best and greatest distance in metres of each pair of rows; `one` and `other` are of one length.

    The best is that of the middles, the greatest what the two reaches allow. The least is that of the shapes where one
    is no disc and the discs about them are within `within_m` of each other, which is where it matters; to a percent.
    """
    best = great_circle_m(one.lat, one.lon, other.lat, other.lon)
    greatest = best + one.reach_m + other.reach_m
    least = np.maximum(best - one.reach_m - other.reach_m, 0)
    is_drawn = (shapely.get_type_id(one.shapes) >= 0) | (shapely.get_type_id(other.shapes) >= 0)
    drawn = np.flatnonzero(is_drawn & (least <= within_m))
    for start in range(0, len(drawn), _SHAPES_AT_ONCE):
        rows = drawn[start : start + _SHAPES_AT_ONCE]
        least[rows] = _gap_m(one.at(rows), other.at(rows))
    return least, best, greatest


def _gap_m(one: Extents, other: Extents) -> Numbers:
    """Metres between the shapes of pairs, on a plane about each pair's middle latitude."""
    lat0 = (one.lat + other.lat) / 2
    shapes = []
    for side in (one, other):
        is_disc = shapely.get_type_id(side.shapes) < 0
        drawn = side.shapes.copy()
        drawn[is_disc] = shapely.points(side.lon[is_disc], side.lat[is_disc])
        shapes.append((_on_plane(drawn, lat0, one.lon), np.where(is_disc, side.reach_m, 0)))
    (shape_a, radius_a), (shape_b, radius_b) = shapes
    return np.maximum(shapely.distance(shape_a, shape_b) - radius_a - radius_b, 0)


def _on_plane(shapes: npt.NDArray[np.object_], lat0: Numbers, lon0: Numbers) -> npt.NDArray[np.object_]:
    """Each shape in metres, longitudes counted the short way from `lon0` so that no shape is cut at 180 degrees."""
    corners, shape = shapely.get_coordinates(shapes, return_index=True)
    east = (corners[:, 0] - lon0[shape] + 180) % 360 - 180
    plane = np.column_stack([east * np.cos(np.radians(lat0[shape])), corners[:, 1] - lat0[shape]]) * DEGREE_M
    return shapely.set_coordinates(shapes.copy(), plane)
