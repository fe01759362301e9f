"""Shapes on the sheet as matplotlib patches: areas with holes, lines, bands, hatching."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from dashboard.snapshot.fonts import MM_TO_PT
from dashboard.snapshot.page import Page

Dashes = Sequence[float]


def areas(geometries: Iterable[BaseGeometry]) -> Path | None:
    """One path of all polygons and their holes, None if there is none."""
    rings = [
        ring
        for geometry in geometries
        for part in simple_parts(geometry)
        if isinstance(part, Polygon) and not part.is_empty
        for ring in (shapely.orient_polygons(part).exterior, *shapely.orient_polygons(part).interiors)
    ]
    return Path.make_compound_path(*(_ring(ring) for ring in rings)) if rings else None


def lines(geometries: Iterable[BaseGeometry]) -> Path | None:
    """One path of all lines, those of multi-lines and the outlines of polygons among them; None if there is none."""
    parts = [line for geometry in geometries for line in line_parts(geometry)]
    paths = [Path(np.asarray(part.coords)[:, :2]) for part in parts if len(part.coords) > 1]
    return Path.make_compound_path(*paths) if paths else None


def simple_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The points, lines and polygons of a geometry, however deep its collections are nested."""
    if not hasattr(geometry, "geoms"):
        return [geometry]
    return [part for one in geometry.geoms for part in simple_parts(one)]


def line_parts(geometry: BaseGeometry) -> list[LineString]:
    """The lines of a geometry, the outlines of its polygons among them."""
    parts: list[LineString] = []
    for part in simple_parts(geometry):
        if isinstance(part, Polygon):
            part = part.boundary
        if isinstance(part, (LineString, MultiLineString)):
            parts += [line for line in shapely.get_parts(part) if not line.is_empty]
    return parts


def draw(
    page: Page,
    path: Path | None,
    *,
    clip: Artist | None = None,
    fill: str = "",
    edge: str = "",
    width: float = 0.0,
    alpha: float = 1.0,
    dashes: Dashes = (),
    zorder: float = 2,
) -> None:
    """A path on the map, cut at its frame; `width` and `dashes` in mm, colours tokens or #RRGGBB."""
    if path is None:
        return
    patch = PathPatch(
        path,
        facecolor=page.colour(fill) if fill else "none",
        edgecolor=page.colour(edge) if edge else "none",
        linewidth=width * MM_TO_PT,
        alpha=alpha,
        zorder=zorder,
    )
    patch.set(joinstyle="round", capstyle="round" if not dashes else "butt")
    if dashes:
        # matplotlib counts dashes in widths of their line (lines.scale_dashes).
        patch.set_linestyle((0, [length / width for length in dashes]))
    page.add(patch, clip=clip)


def hatching(area: BaseGeometry, *, step: float) -> Path | None:
    """Lines at 45 degrees, `step` mm apart, inside an area; on one grid, so that neighbours' lines meet."""
    left, top, right, bottom = area.bounds
    first = np.floor((left + top) / step) * step
    strokes = [
        LineString([(total - top, top), (total - bottom, bottom)]) for total in np.arange(first, right + bottom, step)
    ]
    return lines([shapely.intersection(area, MultiLineString(strokes))]) if strokes else None


def _ring(ring: BaseGeometry) -> Path:
    return Path(np.asarray(ring.coords)[:, :2], closed=True)
