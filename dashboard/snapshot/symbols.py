"""The marks on the map: discs for patrols, angular shapes for incidents, rings where several events share a place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Circle, PathPatch, Polygon, Wedge
from matplotlib.path import Path

from dashboard.snapshot.fonts import MM_TO_PT
from dashboard.snapshot.page import Box, Page

PX = 0.22
"""A screen pixel of the map's symbols on paper, in mm."""

CASING, EDGE = 1.8 * PX, 1.0 * PX
DISC, DIAMOND, STRIKE = 15 * PX, 18 * PX, 17 * PX
HOLLOW_LINE = 2.2 * PX
RING = 4.0 * PX
NUMBER_SIZE = 2.6
MAX_SHARES = 5
OTHERS, NEUTRAL = "others", "neutral"
"""Stand for the forces of a ring that have no segment of their own, and for no force at all, in the legend."""

_GREYS = {OTHERS: "control-line", NEUTRAL: "ink-3"}

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One symbol on the sheet: a single event, or `count` events of one layer.

    `x`, `y` in mm. `forces` with their shares (summing to 1), largest first; of a single event in the order of their
    part in it. `bearing` in degrees clockwise from north. `at` is where the events are, if it stepped aside.
    """

    x: float
    y: float
    layer: str
    count: int = 1
    sign: str = "chevron"
    forces: tuple[tuple[str, float], ...] = ()
    hollow: bool = False
    bearing: float = 0.0
    at: tuple[float, float] | None = None

    @property
    def reach(self) -> float:
        """How far the mark goes from its centre sideways, casing and all, in mm."""
        return outer_reach(layer=self.layer, count=self.count, sign=self.sign)

    @property
    def box(self) -> Box:
        return Box(self.x - self.reach, self.y - self.reach, 2 * self.reach, 2 * self.reach)


def outer_reach(*, layer: str, count: int = 1, sign: str = "chevron") -> float:
    """Half the width of a mark with its casing, in mm."""
    if count > 1:
        half = ring_width(count) / 2
        return (half if layer == "patrol" else half * 1.12) + CASING
    if layer == "patrol":
        return DISC / 2 + CASING
    return (STRIKE if sign == "strike" else DIAMOND) / 2 + CASING * 1.3


def ring_width(count: int) -> float:
    """How wide a ring of several events is: by their number, and wide enough to hold it in figures."""
    by_number = (23 if count < 10 else 27 if count < 25 else 31) * PX
    digits = len(f"{count:,}")
    return max(by_number, digits * NUMBER_SIZE * 0.6 + 2 * RING + 0.7)


def draw_mark(page: Page, mark: Mark, *, zorder: float = 30) -> None:
    if mark.count > 1:
        draw_ring(page, mark, zorder=zorder)
        draw_number(page, mark, zorder=zorder)
    elif mark.layer == "patrol":
        _draw_disc(page, mark, zorder)
    else:
        _draw_incident(page, mark, zorder)


# One event ----------------------------------------------------------------------------------------------------------


def _draw_disc(page: Page, mark: Mark, zorder: float) -> None:
    radius = DISC / 2
    fills = [_fill(page, force, line=mark.hollow) for force, _ in mark.forces[:3]]
    fills = fills or [page.colours.fill("unidentified")]
    _cased(page, Circle((mark.x, mark.y), radius + EDGE / 2 + CASING), zorder)
    if mark.hollow:
        _hollow_disc(page, mark, fills, zorder)
        ink = page.colours.edge(fills[0]) if len(fills) == 1 and page.colours.theme == "light" else page.colour("ink")
    else:
        _pie(page, mark.x, mark.y, radius, [(fill, 1 / len(fills)) for fill in fills], zorder)
        edge = Circle((mark.x, mark.y), radius, facecolor="none", edgecolor=page.colours.edge(fills[0]), zorder=zorder)
        edge.set_linewidth(EDGE * MM_TO_PT)
        page.add(edge)
        ink = page.colours.sign(fills[0]) if len(fills) == 1 else "#FFFFFF"
    if mark.sign == "encounter":
        left = [(-0.86, -0.7), (-0.24, 0.0), (-0.86, 0.7)]
        strokes = [left, [(-x, y) for x, y in left]]
    else:
        strokes = [_turned([(-0.68, 0.34), (0.0, -0.36), (0.68, 0.34)], mark.bearing)]
    _strokes(
        page,
        mark,
        strokes,
        ink,
        zorder,
        under=page.colours.edge(fills[0]) if len(fills) > 1 and not mark.hollow else "",
    )


def _hollow_disc(page: Page, mark: Mark, fills: Sequence[str], zorder: float) -> None:
    radius = DISC / 2
    page.add(Circle((mark.x, mark.y), radius, facecolor=page.colour("card"), edgecolor="none", zorder=zorder))
    for fill, (start, stop) in zip(fills, _sectors([1 / len(fills)] * len(fills), split=True), strict=True):
        wedge = Wedge(
            (mark.x, mark.y), radius + EDGE / 2, start, stop, width=HOLLOW_LINE, facecolor=fill, zorder=zorder
        )
        wedge.set_edgecolor("none")
        page.add(wedge)


def _draw_incident(page: Page, mark: Mark, zorder: float) -> None:
    force = mark.forces[0][0] if mark.forces else "unidentified"
    fill = _fill(page, force, line=mark.hollow)
    shape = _strike_points if mark.sign == "strike" else _diamond_points
    size = (STRIKE if mark.sign == "strike" else DIAMOND) / 2
    points = shape(mark.x, mark.y, size)
    _outline(page, points, page.colour("casing"), EDGE + 2 * CASING, zorder, fill=page.colour("casing"))
    if mark.hollow:
        inner = shape(mark.x, mark.y, size - HOLLOW_LINE * 0.55)
        _outline(page, inner, fill, HOLLOW_LINE, zorder, fill=page.colour("card"))
        ink = page.colours.edge(fill) if page.colours.theme == "light" else fill
    else:
        _outline(page, points, page.colours.edge(fill), EDGE, zorder, fill=fill)
        ink = page.colours.sign(fill)
    _incident_sign(page, mark, ink, zorder)


def _incident_sign(page: Page, mark: Mark, ink: str, zorder: float) -> None:
    arm = 0.6
    if mark.sign in ("ring", "dot"):
        radius = 0.7 * (1 if mark.sign == "dot" else 0.95)
        circle = Circle((mark.x, mark.y), radius, facecolor=ink if mark.sign == "dot" else "none", zorder=zorder + 0.1)
        circle.set_edgecolor(ink)
        circle.set_linewidth((0.2 if mark.sign == "dot" else 0.38) * MM_TO_PT)
        page.add(circle)
        return
    strokes: dict[str, list[Points]] = {
        "cross": [[(-arm, -arm), (arm, arm)], [(-arm, arm), (arm, -arm)]],
        "plus": [[(-0.85, 0), (0.85, 0)], [(0, -0.8), (0, 0.8)]],
        "bar": [[(-0.85, 0), (0.85, 0)]],
        "strike": [[(0, -0.98), (0, 0.34)]],
    }
    _strokes(page, mark, strokes.get(mark.sign, strokes["cross"]), ink, zorder)


# Several events -----------------------------------------------------------------------------------------------------


def draw_ring(page: Page, mark: Mark, *, zorder: float = 30) -> None:
    """A ring (a diamond for incidents) whose segments are the forces' shares, with room for the number."""
    half = ring_width(mark.count) / 2
    segments = [(_fill(page, force), share) for force, share in mark.forces]
    edge = page.colour("ink-3") if page.colours.theme == "dark" else page.colour("ink-2")
    if mark.layer == "patrol":
        _cased(page, Circle((mark.x, mark.y), half + CASING), zorder)
        _pie(page, mark.x, mark.y, half, segments, zorder)
        page.add(Circle((mark.x, mark.y), half - RING, facecolor=page.colour("card"), edgecolor="none", zorder=zorder))
        rim: Artist = Circle((mark.x, mark.y), half, facecolor="none", edgecolor=edge, linewidth=0.3, zorder=zorder)
        page.add(rim)
    else:
        half *= 1.12
        outer = _diamond_points(mark.x, mark.y, half)
        _outline(page, outer, page.colour("casing"), 2 * CASING, zorder, fill=page.colour("casing"))
        clip = PathPatch(_closed(outer), facecolor="none", edgecolor="none", transform=page.axes.transData)
        _pie(page, mark.x, mark.y, half * 1.05, segments, zorder, clip=clip)
        inner = _diamond_points(mark.x, mark.y, half - RING * 1.25)
        page.polygon(inner, fill="card", zorder=zorder)
        _outline(page, outer, edge, 0.3 / MM_TO_PT, zorder)


def draw_number(page: Page, mark: Mark, *, zorder: float = 30) -> None:
    """How many events a ring stands for."""
    page.text(
        mark.x,
        mark.y + NUMBER_SIZE * 0.35,
        f"{mark.count:,}",
        size=NUMBER_SIZE,
        weight=600,
        align="center",
        zorder=zorder + 0.2,
    )


def _fill(page: Page, force: str, *, line: bool = False) -> str:
    """A force's colour; `line` for thin strokes on a pale ground."""
    if force in _GREYS:
        return page.colour(_GREYS[force])
    return page.colours.line(force) if line else page.colours.fill(force)


def _pie(
    page: Page,
    x: float,
    y: float,
    radius: float,
    segments: Sequence[tuple[str, float]],
    zorder: float,
    *,
    clip: Artist | None = None,
) -> None:
    if len(segments) == 1:
        page.add(Circle((x, y), radius, facecolor=segments[0][0], edgecolor="none", zorder=zorder), clip=clip)
        return
    split = len(segments) == 2 and clip is None and segments[0][1] == segments[1][1]
    sectors = _sectors([share for _, share in segments], split=split)
    for (fill, _), (start, stop) in zip(segments, sectors, strict=True):
        page.add(Wedge((x, y), radius, start, stop, facecolor=fill, edgecolor="none", zorder=zorder), clip=clip)


def _sectors(shares: Sequence[float], *, split: bool) -> list[tuple[float, float]]:
    """Start and stop angles for matplotlib (y runs down, so angles grow clockwise from the right).

    They begin at the top; a disc split upright between two forces has the first on the left.
    """
    total = sum(shares)
    angle = 90.0 if split and len(shares) == 2 else -90.0
    result = []
    for share in shares:
        result.append((angle, angle + 360 * share / total))
        angle += 360 * share / total
    return result


# Shapes -------------------------------------------------------------------------------------------------------------


def _diamond_points(x: float, y: float, half: float) -> Points:
    return [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]


def _strike_points(x: float, y: float, half: float) -> Points:
    """A triangle that points down, its centre of gravity near the mark's place."""
    top = y - half * 0.72
    return [(x - half, top), (x + half, top), (x, top + half * 1.72)]


def _turned(points: Iterable[tuple[float, float]], bearing: float) -> Points:
    """Points drawn to face north, turned clockwise."""
    sine, cosine = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in points]


def _closed(points: Points) -> Path:
    return Path([*points, points[0]], closed=True)


def _cased(page: Page, circle: Circle, zorder: float) -> None:
    circle.set(facecolor=page.colour("casing"), edgecolor="none", zorder=zorder)
    page.add(circle)


def _outline(page: Page, points: Points, colour: str, width: float, zorder: float, *, fill: str = "none") -> None:
    patch = Polygon(np.asarray(points), closed=True, facecolor=fill, edgecolor=colour, zorder=zorder)
    patch.set(linewidth=width * MM_TO_PT, joinstyle="miter")
    page.add(patch)


def _strokes(
    page: Page, mark: Mark, strokes: Sequence[Points], ink: str, zorder: float, *, width: float = 0.41, under: str = ""
) -> None:
    """Open lines about the mark's centre; `under` puts a wider dark line below, for a sign across two fills."""
    for colour, thickness in (((under, width + 0.2),) if under else ()) + ((ink, width),):
        for points in strokes:
            path = Path([(mark.x + x, mark.y + y) for x, y in points])
            patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=thickness * MM_TO_PT)
            patch.set(capstyle="round", joinstyle="round", zorder=zorder + 0.1)
            page.add(patch)
