"""Shapes as the browser draws them: Web Mercator positions, whole numbers, a path as its first position and steps."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

_UNIT_BITS = 24


def lines_of(shape: BaseGeometry) -> list[npt.NDArray[np.float64]]:
    """The (lon, lat) vertices of each ring (left open) or line of a shape."""
    found: list[npt.NDArray[np.float64]] = []
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon):
            found.extend(shapely.get_coordinates(ring)[:-1] for ring in (part.exterior, *part.interiors))
        elif part.length > 0:
            found.append(shapely.get_coordinates(part))
    return found


def paths_of(shape: BaseGeometry) -> list[list[int]]:
    """Every ring (left open) or line of a shape as steps; those that fall together to a point are left out."""
    return [steps for path in lines_of(shape) if len(steps := path_steps(path)) >= 4]


def path_steps(vertices: npt.NDArray[np.float64]) -> list[int]:
    """A path as whole numbers: its first position, then the steps, in units of 2**-24 of the world's width."""
    units = mercator_units(vertices)
    steps = np.diff(units, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    return cast(list[int], np.concatenate([units[:1], steps]).ravel().tolist())


def mercator_units(vertices: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """(lon, lat) as Web Mercator positions (x, y), whole numbers of 2**-24 of the world's width; poles are cut off."""
    return np.round(mercator(vertices) * 2**_UNIT_BITS).astype(np.int64)


def mercator(vertices: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(lon, lat) as Web Mercator positions (x, y) from 0 to 1, from the world's top left corner; poles are cut off."""
    lon, lat = vertices[:, 0], np.radians(np.clip(vertices[:, 1], -85.05112878, 85.05112878))
    return np.column_stack([(lon + 180) / 360, 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)])
