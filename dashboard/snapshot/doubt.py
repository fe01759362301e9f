"""How sure each place is, drawn as the shape of the words: circles, bands, sectors, hatched regions, and routes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from dashboard.snapshot.fonts import MM_TO_PT
from dashboard.snapshot.marks import Codes, Look
from dashboard.snapshot.page import Page
from dashboard.snapshot.paths import areas, draw, hatching, line_parts, lines
from dashboard.snapshot.projection import Projection
from dashboard.snapshot.symbols import PX, Mark

ShapeKind = Literal["near", "along", "direction", "region", "route"]

MAX_SHAPES = 70
"""Most shapes of a map; beyond, the ground would be all hatching."""

MAX_ROWS = 4
"""A mark of more events than this shows a shape only if all its events share it."""

SMALLEST = 2.0
"""Shapes that are less across than this, in mm, are hidden by their own symbol."""

BAND = 6 * PX
"""Half the width of the band along a line."""

_KINDS: dict[str, ShapeKind] = {
    "near": "near",
    "offset": "near",
    "in": "near",
    "along": "along",
    "between": "along",
    "border": "along",
    "sector": "direction",
    "countryside": "near",
    "part_of": "near",
}


@dataclass(frozen=True, slots=True)
class DoubtShape:
    """One shape on the sheet (mm) with the force whose colour it wears, "" for several."""

    kind: ShapeKind
    shape: BaseGeometry
    force: str


def shapes_of(
    frame: gpd.GeoDataFrame,
    marks: Sequence[tuple[Mark, Codes]],
    looks: Sequence[Look],
    look_of_row: Codes,
    projection: Projection,
) -> list[DoubtShape]:
    """The shapes behind the marks, each once however many events share it, the largest first (so undermost)."""
    forces: dict[bytes, set[str]] = {}
    found: dict[bytes, tuple[BaseGeometry, ShapeKind]] = {}
    for _, rows in sorted(marks, key=lambda one: one[0].count):
        geometries = {}
        for row in rows[: 400 if len(rows) > MAX_ROWS else MAX_ROWS]:
            geometry = frame.geometry.iat[int(row)]
            kind = _kind_of(frame, int(row), geometry)
            if kind:
                geometries[shapely.to_wkb(geometry)] = (geometry, kind)
        if len(rows) > MAX_ROWS and len(geometries) != 1:
            continue
        for key, value in geometries.items():
            if len(found) >= MAX_SHAPES and key not in found:
                continue
            found[key] = value
            forces.setdefault(key, set()).update(
                force for row in rows for force in looks[int(look_of_row[int(row)])].forces[:1]
            )
    result = []
    for key, (geometry, kind) in found.items():
        shape = projection.shape(geometry)
        if kind == "along" and shape.length and not shape.area:
            shape = shape.buffer(BAND)
        if shape.is_empty or math.dist(shape.bounds[:2], shape.bounds[2:]) < SMALLEST * math.sqrt(2):
            continue
        wearers = forces[key]
        result.append(DoubtShape(kind, shape, next(iter(wearers)) if len(wearers) == 1 else ""))
    return sorted(result, key=lambda one: (-one.shape.area, one.shape.bounds))


def _kind_of(frame: gpd.GeoDataFrame, row: int, geometry: BaseGeometry | None) -> ShapeKind | None:
    """What a row's shape says; None where a point, or the town itself, says enough."""
    if geometry is None or geometry.is_empty or isinstance(geometry, Point):
        return None
    relation = str(frame["relation"].iat[row])
    precision = int(frame["geo_precision"].iat[row])
    if geometry.geom_type in ("LineString", "MultiLineString"):
        is_route = str(frame["layer"].iat[row]) == "patrol" and relation == "along"
        return "route" if is_route else "along"
    if relation in ("in", "") and precision < 3:
        return None
    if precision >= 3 and relation in ("in", "", "part_of", "countryside"):
        return "region"
    return _KINDS.get(relation, "near")


def draw_shapes(page: Page, shapes: Sequence[DoubtShape], *, clip: Artist) -> list[LineString]:
    """Draws them all and returns the routes' lines, in mm, for the names to keep clear of."""
    routes = []
    hatched: list[BaseGeometry] = []
    for one in shapes:
        colour = page.colours.line(one.force) if one.force else page.colour("ink-3")
        if one.kind == "route":
            routes += line_parts(one.shape)
            draw_route(page, line_parts(one.shape), colour, clip=clip)
            continue
        if one.kind == "region":
            # A region inside one that is hatched already needs no second hatching.
            if not any(region.covers(one.shape) for region in hatched):
                draw_hatching(page, one.shape, page.colour("ink"), clip=clip)
                hatched.append(one.shape)
            outline = page.colour("ink-3")
            draw_outline(page, one.shape, outline, clip=clip)
            continue
        draw(page, areas([one.shape]), clip=clip, fill=colour, alpha=0.13, zorder=6)
        draw_outline(page, one.shape, colour, clip=clip)
    return routes


def draw_outline(page: Page, shape: BaseGeometry, colour: str, *, clip: Artist | None = None) -> None:
    dashes = (3.6 * PX, 2.8 * PX)
    draw(page, lines([shape]), clip=clip, edge=colour, width=1.3 * PX, dashes=dashes, zorder=6.2)


def draw_hatching(
    page: Page, shape: BaseGeometry, colour: str, *, clip: Artist | None = None, step: float = 7 * PX * math.sqrt(2)
) -> None:
    draw(page, hatching(shape, step=step), clip=clip, edge=colour, width=0.15, alpha=0.28, zorder=6.1)


def draw_route(
    page: Page, parts: Iterable[LineString], colour: str, *, clip: Artist | None = None, inferred: bool = False
) -> None:
    """A line on a casing with an open chevron every 11 mm; round dots where the route is inferred."""
    for part in parts:
        path = Path(np.asarray(part.coords)[:, :2])
        draw(page, path, clip=clip, edge="casing", width=5.4 * PX, zorder=7)
        if inferred:
            patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=2.6 * PX * MM_TO_PT, zorder=7.2)
            patch.set(capstyle="round", linestyle=(0, (0.3, 2.0)))
            page.add(patch, clip=clip)
        else:
            draw(page, path, clip=clip, edge=colour, width=2.6 * PX, zorder=7.2)
        for at in np.arange(min(5.5, part.length / 2), part.length, 11.0):
            _arrow(page, part, float(at), colour, clip=clip)


def _arrow(page: Page, line: LineString, at: float, colour: str, *, clip: Artist | None) -> None:
    tip, back = line.interpolate(at), line.interpolate(max(at - 0.4, 0))
    angle = math.atan2(tip.y - back.y, tip.x - back.x)
    arm = 1.5
    ends = [(tip.x - arm * math.cos(angle + side), tip.y - arm * math.sin(angle + side)) for side in (0.55, -0.55)]
    path = Path([ends[0], (tip.x, tip.y), ends[1]])
    draw(page, path, clip=clip, edge=colour, width=2.0 * PX, zorder=7.3)
