"""A fixed grid of cells over the earth: the same point is in the same cell whoever asks, and whenever."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Numbers = npt.NDArray[np.float64]

_DEGREE_KM = 6371.0088 * np.pi / 180
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells by their edges and middles, WGS84 degrees; `radius_m` is from the middle to the corners."""

    west: Numbers
    south: Numbers
    east: Numbers
    north: Numbers
    lat: Numbers
    lon: Numbers
    radius_m: Numbers

    def shapes(self) -> npt.NDArray[np.object_]:
        """The cells as polygons, counter-clockwise."""
        return np.asarray(shapely.box(self.west, self.south, self.east, self.north), dtype=object)


def cells_at(*, lat: Numbers, lon: Numbers, km: Numbers, radius_m: Numbers) -> Cells:
    """The cell of `km` kilometres, at least, in which each point is, widened by whole cells all around by the radius.

    A radius of less than a cell widens nothing; so a cell tells of its point no more than that it is in the middle one.
    Rows of cells begin at the south pole, the cells of a row at 180 degrees west; what goes over an edge is cut off.
    """
    rows = np.maximum(1, np.floor(180 * _DEGREE_KM / km))
    high = 180 / rows
    row = np.clip(np.floor((lat + 90) / high), 0, rows - 1)
    middle_lat = -90 + (row + 0.5) * high
    shrunk = np.cos(np.radians(middle_lat))
    columns = np.maximum(1, np.floor(360 * _DEGREE_KM * shrunk / km))
    wide = 360 / columns
    column = np.clip(np.floor((lon + 180) / wide), 0, columns - 1)
    middle_lon = -180 + (column + 0.5) * wide
    reach = 0.5 + np.floor(np.nan_to_num(radius_m) / 1000 / km)
    corner_km = np.hypot(reach * high, reach * wide * shrunk) * _DEGREE_KM
    return Cells(
        west=np.maximum(middle_lon - reach * wide, -180).round(_DECIMALS),
        south=np.maximum(middle_lat - reach * high, -90).round(_DECIMALS),
        east=np.minimum(middle_lon + reach * wide, 180).round(_DECIMALS),
        north=np.minimum(middle_lat + reach * high, 90).round(_DECIMALS),
        lat=middle_lat.round(_DECIMALS),
        lon=middle_lon.round(_DECIMALS),
        radius_m=(corner_km * 1000).round(-2),
    )
