"""Outlines: a big shape with as much detail as a screen shows, quick to cut and to grow, kept beside the full one."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

FEW_VERTICES, MOST_VERTICES = 400, 3_000
"""A shape of so few vertices is its own outline; an outline has at most so many (Canada's coast has 160,000)."""
DETAIL, FINEST_DEGREES = 1_500, 0.02
"""An outline strays from its shape by this part of its extent, 2 km at most unless it would have too many vertices."""
LEAST_AREA = 1e-6  # of the extent's square; a smaller island is left out


def outline_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The outline of a shape (EPSG:4326), valid and of the same dimension; None where the shape does by itself."""
    if shapely.get_num_coordinates(geometry) <= FEW_VERTICES:
        return None
    west, south, east, north = geometry.bounds
    extent = max(east - west, north - south)
    tolerance, least_area = min(extent / DETAIL, FINEST_DEGREES), LEAST_AREA * extent**2
    simple = geometry
    while True:
        simple = _without_islands(simple, least_area).simplify(tolerance)
        if shapely.get_num_coordinates(simple) <= MOST_VERTICES:
            break
        tolerance, least_area = tolerance * 1.5, least_area * 2
    valid = shapely.make_valid(simple)
    return valid if not valid.is_empty and valid.geom_type.removeprefix("Multi") in geometry.geom_type else None


def _without_islands(geometry: BaseGeometry, least_area: float) -> BaseGeometry:
    if geometry.geom_type != "MultiPolygon":
        return geometry
    parts = shapely.get_parts(geometry)
    areas = shapely.area(parts)
    return shapely.multipolygons(parts[(areas >= least_area) | (areas == areas.max())])
