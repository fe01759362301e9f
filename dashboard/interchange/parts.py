"""Events parted by what they are drawn as, for formats in which a table holds one type of shape only."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Rows = npt.NDArray[np.intp]

WITHOUT_PLACE = "events_without_place"
NAMES = {WITHOUT_PLACE: "Unknown", "events_points": "Point", "events_lines": "LineString", "events_areas": "Polygon"}
"""The parts, with the simple type of their shapes; of WITHOUT_PLACE there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of a frame that are drawn as one type, `geometry_type` as OGC names it; "" where they have no shape."""

    name: str
    rows: Rows
    geometry_type: str


def parts_of(frame: gpd.GeoDataFrame) -> list[Part]:
    """The parts that have rows: points, lines, areas, and what has no place; an empty frame has an empty one of points.

    Every row is in one part. A collection is where its largest dimension is.
    """
    shapes = frame.geometry.to_numpy()
    dimension = np.where(shapely.is_empty(shapes), -1, shapely.get_dimensions(shapes))  # -1 of None too
    parts = []
    for number, (name, single) in enumerate(NAMES.items(), start=-1):
        rows = np.flatnonzero(dimension == number)
        if not len(rows) and (len(frame) or name != "events_points"):
            continue
        geometry_type = "" if number < 0 else single
        if number > 0 or (number == 0 and np.any(shapely.get_type_id(shapes[rows]) != 0)):
            geometry_type = f"Multi{single}"
        parts.append(Part(name=name, rows=rows, geometry_type=geometry_type))
    return parts[1:] + parts[:1] if parts[0].name == WITHOUT_PLACE else parts


def shapes_in(part: Part, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Shapes of the part's rows as its type: single ones made multiple, of collections only what the part is of."""
    if not part.geometry_type.startswith("Multi"):
        return shapes
    dimension = list(NAMES).index(part.name) - 1
    made = shapes.copy()
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == 7)
    for row in mixed:
        members = shapely.get_parts(shapely.get_parts([shapes[row]]))
        made[row] = shapely.union_all(members[shapely.get_dimensions(members) == dimension])
    multiple = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension]
    single = np.flatnonzero(shapely.get_type_id(made) < 4)
    made[single] = multiple(made[single, None])
    return made
