"""Where names go on the map: greedily by rank, beside their places, never over a mark or another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry import MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from dashboard.snapshot.page import Box
from dashboard.snapshot.paths import simple_parts

GAP = 1.3
"""From a place's point to its name, in mm."""

DOT = 0.45
"""Half the width of a place's point."""

WANTED_STEPS = (0.0, 1.2, 2.4)
"""How much farther off the name of a place with events may stand, in mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name to be placed beside a point; x, y in mm, `rank` the smaller the sooner, `width` of its text in mm.

    `clearance` is how far it must stay from other names, in mm: what matters less must not crowd what matters more.
    A `wanted` name may stand a little farther off.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    rank: float
    clearance: float = 0.0
    wanted: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label's place: `x` the left end of the text, `baseline` its y, `box` the room it takes; mm."""

    label: Label
    x: float
    baseline: float
    box: Box


@dataclass(slots=True)
class Taken:
    """What names keep clear of: marks, furniture and other names always, routes and borders if there is room."""

    frame: Box
    furniture: Sequence[Box] = ()
    marks: Sequence[Box] = ()
    lines: BaseGeometry = field(default_factory=MultiLineString)
    names: list[Box] = field(default_factory=list)

    def is_free(self, spot: PlacedLabel, *, over_lines: bool = False) -> bool:
        box = spot.box
        if not self.frame.holds(box) or any(box.meets(other) for other in (*self.marks, *self.furniture)):
            return False
        wide = box.grown(spot.label.clearance)
        if any(wide.meets(name) for name in self.names):
            return False
        return over_lines or not self.lines.intersects(_rectangle(box))


def place_labels(labels: Sequence[Label], taken: Taken, *, west_first: bool = False) -> list[PlacedLabel]:
    """The labels that find room, by rank; what they take is added to `taken`. Those that find none are left out."""
    placed = []
    for label in sorted(labels, key=lambda one: (one.rank, one.text)):
        # A mark over the point itself hides it: the name then stands beside the mark.
        dot = Box(label.x - DOT, label.y - DOT, 2 * DOT, 2 * DOT)
        if any(dot.meets(box) for box in (*taken.names, *taken.furniture)):
            continue
        over = [box for box in taken.marks if box.meets(dot)]
        found = _first_free(label, over, taken, west_first=west_first)
        if found:
            taken.names += [found.box, dot]
            placed.append(found)
    return placed


def _first_free(label: Label, over: Sequence[Box], taken: Taken, *, west_first: bool) -> PlacedLabel | None:
    """The best spot: close by before farther off, clear of lines before across one; None where all are taken."""
    steps = WANTED_STEPS if label.wanted else WANTED_STEPS[:1]
    # The marks over a point are its own, so that its name still belongs to them from farther off.
    for away in (*steps, 2 * steps[-1]) if over and label.wanted else steps:
        spots = list(_spots(label, over, away=away, west_first=west_first))
        for over_lines in (False, True):
            for spot in spots:
                if taken.is_free(spot, over_lines=over_lines):
                    return spot
    return None


def _spots(label: Label, over: Sequence[Box], *, away: float, west_first: bool) -> Iterator[PlacedLabel]:
    """East, west, north, south, then the corners, by the point or beside the marks that cover it, `away` mm off."""
    box = Box(label.x - 0.2, label.y - 0.2, 0.4, 0.4)
    if over:
        left, top = min(one.left for one in over), min(one.top for one in over)
        right, bottom = max(one.right for one in over), max(one.bottom for one in over)
        box = Box(left, top, right - left, bottom - top)
    box = box.grown(away + (0.5 if over else GAP))
    rise = label.size * 0.36
    middle = (box.top + box.bottom) / 2 + rise
    east, west, above, below = box.right, box.left - label.width, box.top, box.bottom + 2 * rise
    centre = (box.left + box.right - label.width) / 2
    sides = [(east, middle), (west, middle)]
    if west_first:
        sides.reverse()
    corners = [(east, above), (west, above), (east, below), (west, below)]
    near = [(x, middle + dy) for x, _ in sides for dy in (-label.size * 0.5, label.size * 0.5)]
    for x, baseline in (*sides, (centre, above), (centre, below), *near, *corners):
        yield _spot(label, x, baseline)


def _spot(label: Label, x: float, baseline: float) -> PlacedLabel:
    box = Box(x - 0.2, baseline - label.size * 0.82, label.width + 0.4, label.size * 1.06)
    return PlacedLabel(label, x, baseline, box)


def place_inside(
    text: str, area: BaseGeometry, taken: Taken, *, width: float, size: float, wholly: bool
) -> PlacedLabel | None:
    """A name in the roomiest free spot of an area (mm), or None. `wholly`: not a letter may leave the area."""
    visible = shapely.intersection(area, _rectangle(taken.frame))
    if visible.is_empty:
        return None
    parts = [part for part in simple_parts(visible) if isinstance(part, Polygon)]
    for part in sorted(parts, key=lambda one: -one.area)[:2]:
        shapely.prepare(part)
        for x, y in _roomy_points(part):
            label = Label(text=text, x=x, y=y, width=width, size=size, rank=0, clearance=1.0)
            spot = _spot(label, x - width / 2, y + size * 0.36)
            if taken.is_free(spot) and (not wholly or part.contains(_rectangle(spot.box.grown(0.3)))):
                taken.names.append(spot.box)
                return spot
    return None


def _roomy_points(area: Polygon, *, step: float = 5.0) -> list[tuple[float, float]]:
    """Points of a grid inside the area, the middle ones first: far from its edge and near its centre."""
    left, top, right, bottom = area.bounds
    columns, rows = int((right - left) / step) + 1, int((bottom - top) / step) + 1
    grid = [(left + (i + 0.5) * step, top + (j + 0.5) * step) for i in range(columns) for j in range(rows)]
    inside = [(x, y) for x, y in grid if area.contains(Point(x, y))]
    centre = area.centroid
    edge = area.exterior

    def badness(at: tuple[float, float]) -> float:
        point = Point(at)
        return point.distance(centre) * 0.6 - min(point.distance(edge), 25)

    return sorted(inside, key=badness)


def _rectangle(box: Box) -> Polygon:
    return shapely.box(box.left, box.top, box.right, box.bottom)
