"""The column beside the map: how many events, what the symbols mean, which forces, how sure the places are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import shapely
from matplotlib.patches import FancyBboxPatch
from shapely.geometry import LineString, Polygon

from dashboard.snapshot.doubt import ShapeKind, draw_hatching, draw_outline, draw_route
from dashboard.snapshot.page import Box, Page
from dashboard.snapshot.palette import force
from dashboard.snapshot.paths import areas, draw
from dashboard.snapshot.sheets import Layout
from dashboard.snapshot.symbols import NEUTRAL, Mark, draw_mark

ROW, TEXT, HEADING = 5.4, 3.1, 3.1
FIRST_ROW, AFTER_ROWS = 9.2, 5.0
KEY, NAME = 2.6, 7.2
"""From where lines begin to the middle of a key, and to its name, in mm."""

MAX_FORCES = 8
FEWEST_FORCES = 4
"""So many forces are worth more than the kinds of doubt, where there is no room for both."""


Key = Callable[[float, float], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the snapshot counts. `total` of all events, `shown` by the filter, of which `not_on_map` have no place.

    `outside` have a place that this section of the map leaves out. `forces` are in the order of their counts.
    """

    total: int
    shown: int
    not_on_map: int
    outside: int
    layers: dict[str, int]
    forces: list[tuple[str, int]]
    has_meeting: bool
    has_strike: bool
    has_cluster: bool
    has_hollow: bool
    shapes: frozenset[ShapeKind]


@dataclass(frozen=True, slots=True)
class Row:
    key: Key
    name: str
    count: str = ""


def draw_count(page: Page, tally: Tally, layout: Layout) -> None:
    """The number of events shown, large, and beside it of how many, and what the map can't show."""
    box = layout.count
    baseline = box.top - 5.0
    number = page.words.figure(tally.shown)
    lines = [page.words.count("of_total", tally.total)]
    if tally.not_on_map:
        lines.append(page.words.say("not_on_map", n=page.words.figure(tally.not_on_map)))
    if tally.outside:
        lines.append(page.words.say("outside", n=page.words.figure(tally.outside)))
    widest = max(page.text_width(line, size=TEXT) for line in lines)
    size = min(9.6, 9.6 * (box.width - 3 - widest) / page.text_width(number, size=9.6, weight=600))
    if size >= 6.5:
        beside = page.text_width(number, size=size, weight=600) + 3
        first = baseline - 4.7 * (len(lines) - 1) - (0.2 if len(lines) > 1 else 0)
        places = [(beside, first + 4.7 * at) for at in range(len(lines))]
        if layout.is_across:  # to the far edge of the map
            left = box.left if page.words.is_rtl else box.right - beside - widest
            box = Box(left, box.top, beside + widest, 0)
    else:  # a number too long to stand beside its words goes above them
        size, baseline = 7.5, box.top - 2.0 - 4.3 * len(lines) - 0.6
        places = [(0.0, box.top - 2.0 - 4.3 * (len(lines) - 1 - at)) for at in range(len(lines))]
    page.text(page.start(box), baseline, number, size=size, weight=600)
    for line, (offset, y) in zip(lines, places, strict=True):
        page.text(page.start(box, offset), y, line, size=TEXT, colour="ink-2")


def draw_legend(page: Page, tally: Tally, layout: Layout) -> None:
    """Layers, forces and certainty; only what the map shows has a row."""
    if layout.is_across:
        _draw_across(page, tally, layout)
    else:
        _draw_down(page, tally, layout)


def _draw_down(page: Page, tally: Tally, layout: Layout) -> None:
    """One part below the other; in a column too short for some forces, the kinds of doubt are left out."""
    box, step = layout.legend, layout.step
    if room_for_forces(page, tally, box.height, step=step) < min(FEWEST_FORCES, len(tally.forces)):
        tally = replace(tally, shapes=tally.shapes & {"route", "route_inferred"}, has_hollow=False)
    most = min(room_for_forces(page, tally, box.height, step=step), layout.most_forces)
    top = box.top
    for heading, rows in legend_sections(page, tally, most_forces=most):
        room = int((box.bottom - top - FIRST_ROW - 1.0) / step) + 1
        if room > 0:
            part = Box(box.left, top, box.width, box.bottom - top)
            top = draw_section(page, part, heading, rows[:room], step=step)


def _draw_across(page: Page, tally: Tally, layout: Layout) -> None:
    """The parts side by side, each as many rows as there is height for."""
    box, step, gap = layout.legend, layout.step, 6.0
    room = int((box.height - FIRST_ROW - 1.0) / step) + 1
    sections = legend_sections(page, tally, most_forces=min(layout.most_forces, room))
    width = (box.width - gap * (len(sections) - 1)) / len(sections)
    for at, (heading, rows) in enumerate(sections):
        offset = at * (width + gap)
        left = box.right - offset - width if page.words.is_rtl else box.left + offset
        draw_section(page, Box(left, box.top, width, box.height), heading, rows[:room], step=step)


def room_for_forces(page: Page, tally: Tally, height: float, *, step: float) -> int:
    """How many rows the forces may have in a column, so that those of the other parts find room; at least two."""
    others = [rows for _, rows in legend_sections(page, replace(tally, forces=[]))]
    heads = (len(others) + 1) * (FIRST_ROW + AFTER_ROWS - step) - AFTER_ROWS
    return max(int((height - heads) / step - sum(len(rows) for rows in others)), 2)


def legend_sections(page: Page, tally: Tally, *, most_forces: int = MAX_FORCES) -> list[tuple[str, list[Row]]]:
    """The headings of the legend with their rows; those without rows are left out."""
    sections = (
        ("layers", _layer_rows(page, tally)),
        ("forces", _force_rows(page, tally, most_forces)),
        ("certainty", _certainty_rows(page, tally)),
    )
    return [(page.words.say(heading), rows) for heading, rows in sections if rows]


def draw_section(page: Page, box: Box, heading: str, rows: Sequence[Row], *, step: float = ROW) -> float:
    """One heading and its rows, `step` mm apart, under a rule at the top of a box; returns where the next rule goes."""
    top = box.top
    page.line([box.left, box.right], [top, top], colour="ink", width=0.28)
    page.text(page.start(box), top + 4.7, heading, size=HEADING, weight=600)
    middle = top + FIRST_ROW
    for row in rows:
        row.key(page.start(box, KEY), middle)
        room = box.width - NAME - (page.text_width(row.count, size=TEXT) + 2 if row.count else 0)
        # A little smaller before anything is cut.
        size = TEXT * min(max(room / page.text_width(row.name, size=TEXT), 0.86), 1.0)
        name = page.shortened(row.name, width=room, size=size)
        page.text(page.start(box, NAME), middle + TEXT * 0.35, name, size=size)
        if row.count:
            page.text(page.end(box), middle + TEXT * 0.35, row.count, size=TEXT, colour="ink-3", align="end")
        middle += step
    return middle - step + AFTER_ROWS


# Rows ---------------------------------------------------------------------------------------------------------------


def _layer_rows(page: Page, tally: Tally) -> list[Row]:
    say = page.words.say
    grey = ((NEUTRAL, 1.0),)
    two = tuple((one, 0.5) for one, _ in tally.forces[:2]) if len(tally.forces) > 1 else (("us", 0.5), ("russia", 0.5))
    # The chevron of the key points as it does on most maps: along a road, not to the north.
    patrol = Mark(x=0, y=0, layer="patrol", forces=grey, bearing=60)
    incident = Mark(x=0, y=0, layer="incident", sign="cross", forces=grey)
    rows = [
        Row(_mark_key(page, patrol), say("patrol"), page.words.figure(tally.layers.get("patrol", 0))),
        Row(_mark_key(page, incident), say("incident"), page.words.figure(tally.layers.get("incident", 0))),
    ]
    if tally.has_meeting:
        meeting = Mark(x=0, y=0, layer="patrol", sign="encounter", forces=two)
        rows.append(Row(_mark_key(page, meeting), say("meeting")))
    if tally.has_strike:
        strike = Mark(x=0, y=0, layer="incident", sign="strike", forces=grey)
        rows.append(Row(_mark_key(page, strike), say("strike")))
    if tally.has_cluster:
        several = Mark(x=0, y=0, layer="patrol", count=6, forces=grey)
        rows.append(Row(_mark_key(page, several), say("several")))
    for route in ("route", "route_inferred"):
        if route in tally.shapes:
            rows.append(Row(_route_key(page, inferred=route == "route_inferred"), say(route)))
    return rows


def _force_rows(page: Page, tally: Tally, most: int) -> list[Row]:
    shown = tally.forces if len(tally.forces) <= most else tally.forces[: most - 1]
    rows = [
        Row(_swatch(page, page.colours.fill(one)), page.words.force(force(one)), page.words.figure(count))
        for one, count in shown
    ]
    rest = tally.forces[len(shown) :]
    if rest:
        name = page.words.count("more_forces", len(rest))
        rows.append(
            Row(_swatch(page, page.colour("control-line")), name, page.words.figure(sum(count for _, count in rest)))
        )
    return rows


def _certainty_rows(page: Page, tally: Tally) -> list[Row]:
    keys: tuple[tuple[ShapeKind, Key], ...] = (
        ("near", _shape_key(page, lambda x, y: shapely.Point(x, y).buffer(1.9))),
        ("along", _shape_key(page, lambda x, y: LineString([(x - 1.4, y), (x + 1.4, y)]).buffer(1.1))),
        ("direction", _shape_key(page, _sector)),
        ("region", _shape_key(page, _region, hatched=True)),
    )
    rows = [Row(key, page.words.say(kind)) for kind, key in keys if kind in tally.shapes]
    if tally.has_hollow:
        hollow = Mark(x=0, y=0, layer="incident", sign="cross", forces=((NEUTRAL, 1.0),), hollow=True)
        rows.append(Row(_mark_key(page, hollow), page.words.say("hollow")))
    return rows


# Keys ---------------------------------------------------------------------------------------------------------------


def _mark_key(page: Page, mark: Mark) -> Key:
    return lambda x, y: draw_mark(page, replace(mark, x=x, y=y))


def _swatch(page: Page, fill: str) -> Key:
    def key(x: float, y: float) -> None:
        patch = FancyBboxPatch((x - 1.1, y - 1.1), 2.2, 2.2, boxstyle="round,pad=0.35,rounding_size=0.75")
        patch.set(facecolor=fill, edgecolor=page.colours.edge(fill), linewidth=0.5)
        page.add(patch)

    return key


def _shape_key(page: Page, shape: Callable[[float, float], Polygon], *, hatched: bool = False) -> Key:
    def key(x: float, y: float) -> None:
        area = shape(x, y)
        if hatched:
            draw_hatching(page, area, page.colour("ink"), step=1.0)
        else:
            draw(page, areas([area]), fill="ink-3", alpha=0.16)
        draw_outline(page, area, page.colour("ink-3"))

    return key


def _sector(x: float, y: float) -> Polygon:
    return Polygon(
        [
            (x - 2.0, y - 1.4),
            (x - 1.0, y - 1.8),
            (x + 1.0, y - 1.8),
            (x + 2.0, y - 1.4),
            (x + 0.3, y + 1.9),
            (x - 0.3, y + 1.9),
        ]
    )


def _region(x: float, y: float) -> Polygon:
    return Polygon([(x - 2.4, y - 1.7), (x + 0.3, y - 1.1), (x + 2.4, y - 1.7), (x + 1.8, y + 1.8), (x - 2.0, y + 1.8)])


def _route_key(page: Page, *, inferred: bool) -> Key:
    def key(x: float, y: float) -> None:
        line = LineString([(x - 2.6, y), (x + 2.6, y)])
        if page.words.is_rtl:
            line = line.reverse()
        draw_route(page, [line], page.colour("ink-3"), inferred=inferred)

    return key
