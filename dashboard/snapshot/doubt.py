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
from dashboard.symbols import is_inferred_route

ShapeKind = Literal["near", "along", "direction", "region", "route", "route_inferred"]

MAX_SHAPES = 70
"""Most shapes of a map; beyond, the ground would be all hatching."""

MAX_ROWS = 4
"""A mark of more events than this shows a shape only if its events have no other."""

MAX_READ = 400
"""So many events of a mark are looked at for their shapes."""

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
    geometries = frame.geometry.to_numpy()
    relations, precisions, places = (frame[name].to_numpy() for name in ("relation", "geo_precision", "place_ids"))
    found: dict[bytes, tuple[BaseGeometry, ShapeKind]] = {}
    forces: dict[bytes, set[str]] = {}
    for mark, rows in sorted(marks, key=lambda one: one[0].count):
        here: dict[bytes, tuple[BaseGeometry, ShapeKind]] = {}
        wearers: dict[bytes, set[str]] = {}
        for row in rows[:MAX_READ].tolist():
            geometry = geometries[row]
            kind = kind_of(geometry, str(relations[row]), int(precisions[row]), places[row])
            if kind:
                key = shapely.to_wkb(geometry)
                here[key] = (geometry, kind)
                wearers.setdefault(key, set()).add(looks[int(look_of_row[row])].forces[0])
        if mark.count > MAX_ROWS and len(here) != 1:
            continue
        for key, value in here.items():
            if key in found or len(found) < MAX_SHAPES:
                found[key] = value
                forces.setdefault(key, set()).update(wearers[key])
    shapes = [_on_sheet(*found[key], forces[key], projection) for key in found]
    return sorted((one for one in shapes if one), key=lambda one: (-one.shape.area, one.shape.bounds))


def _on_sheet(geometry: BaseGeometry, kind: ShapeKind, forces: set[str], projection: Projection) -> DoubtShape | None:
    """A shape in mm; None where it lies elsewhere, or is so small that its own symbol hides it."""
    shape = projection.shape(geometry)
    if kind == "along" and shape.length and not shape.area:
        shape = shape.buffer(BAND)
    if shape.is_empty or math.dist(shape.bounds[:2], shape.bounds[2:]) < SMALLEST * math.sqrt(2):
        return None
    return DoubtShape(kind, shape, min(forces) if len(forces) == 1 else "")


def kind_of(geometry: BaseGeometry | None, relation: str, precision: int, places: Sequence[str]) -> ShapeKind | None:
    """What an event's shape says; None where a point, or the town itself, says enough."""
    if geometry is None or geometry.is_empty or isinstance(geometry, Point):
        return None
    if geometry.geom_type in ("LineString", "MultiLineString"):
        if relation != "route":
            return "along"
        return "route_inferred" if is_inferred_route(geometry, places) else "route"
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
        if one.kind in ("route", "route_inferred"):
            routes += line_parts(one.shape)
            draw_route(page, line_parts(one.shape), colour, clip=clip, inferred=one.kind == "route_inferred")
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
