"""Which country and first-order division a point is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import shapely
from shapely.geometry.base import BaseGeometry

_COAST_DEGREES = 0.1
"""A point this far off a country's coast still counts as in it; Natural Earth's coast is that rough."""


class Areas:
    """Countries and their first divisions by where they are; `shapes` are (country, division or '', polygon)."""

    def __init__(self, shapes: Iterable[tuple[str, str, BaseGeometry]]) -> None:
        found = list(shapes)
        self._codes = [(country, admin1) for country, admin1, _ in found]
        self._shapes = [shape for _, _, shape in found]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def containing(self, *, lat: float, lon: float) -> tuple[str, str]:
        """(country, division) of a point; '' for either where none is known, the nearest one at a ragged edge."""
        point = shapely.Point(lon, lat)
        hits = [self._codes[i] for i in self._tree.query(point, predicate="within")]
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
        rows = self._tree.query(point, predicate="dwithin", distance=_COAST_DEGREES)
        near = sorted((self._shapes[i].distance(point), i) for i in rows if accept(*self._codes[i]))
        return self._codes[near[0][1]] if near else None
