"""Which country and first-order division a point is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shapely
from shapely.geometry.base import BaseGeometry

_COAST = 0.1
"""A point so many degrees off a country's coast still counts as in it; Natural Earth's coast is that rough."""


Bounds = tuple[float, float, float, float]
"""West, south, east and north."""


class Areas:
    """Countries and their first divisions by where they are; `areas` are (country, division or '', bounds).

    `shape_of` gives the polygon of the n-th: only those around a point that is asked for are ever looked at.
    """

    def __init__(self, areas: Iterable[tuple[str, str, Bounds]], shape_of: Callable[[int], BaseGeometry]) -> None:
        found = list(areas)
        self._codes = [(country, admin1) for country, admin1, _ in found]
        self._shape_of = shape_of
        self._tree = shapely.STRtree([shapely.box(*bounds) for _, _, bounds in found])

    def containing(self, *, lat: float, lon: float) -> tuple[str, str]:
        """(country, division) of a point; '' for either where none is known, the nearest one at a ragged edge."""
        point = shapely.Point(lon, lat)
        hits = [self._codes[i] for i in self._tree.query(point).tolist() if self._prepared(i).contains(point)]
        country = next((code for code, admin1 in hits if not admin1), "") or next((code for code, _ in hits), "")
        if not country:
            near = self._nearest(point, lambda _, admin1: not admin1)
            country = near[0] if near else ""
        admin1 = next((admin1 for code, admin1 in hits if admin1 and code == country), "")
        if not admin1 and country:
            near = self._nearest(point, lambda code, admin1: bool(admin1) and code == country)
            admin1 = near[1] if near else ""
        return country, admin1

    def _nearest(self, point: shapely.Point, accept: Callable[[str, str], bool]) -> tuple[str, str] | None:
        reach = shapely.box(point.x - _COAST, point.y - _COAST, point.x + _COAST, point.y + _COAST)
        rows = [i for i in self._tree.query(reach).tolist() if accept(*self._codes[i])]
        near = [pair for pair in ((self._prepared(i).distance(point), i) for i in rows) if pair[0] <= _COAST]
        return self._codes[min(near)[1]] if near else None

    def _prepared(self, i: int) -> BaseGeometry:
        shape = self._shape_of(i)
        shapely.prepare(shape)
        return shape
