"""Which marks a map of events needs: every event in exactly one, layers apart, none on top of another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from dashboard.events import LAYERS
from dashboard.snapshot.page import Array, Box
from dashboard.snapshot.palette import UNIDENTIFIED, kind
from dashboard.snapshot.symbols import MAX_SHARES, OTHERS, Mark, outer_reach
from dashboard.symbols import is_hollow

Codes = npt.NDArray[np.int64]

CELL = 3.4
"""Side of the grid that events are first gathered in, in mm: about a symbol's width."""

MANY, SMALL_CELL = 20_000, 0.4
"""More events than that are counted by cells of so many mm before they are gathered: two of one cell are one dot."""

MAX_MARKS = 110
MAX_COVER = 0.1
"""Most marks of a layer, and most of the map they may cover; where there would be more, the grid gets coarser."""

_TOUCHING = 0.94  # marks whose centres are nearer than this share of their two radii become one


@dataclass(frozen=True, slots=True)
class Placed:
    """The events that lie in the map section: where on the sheet (mm), and what they look like.

    `row` is the position in the frame; `look` indexes `looks`, one (layer, kind, forces, roles) each.
    """

    row: Codes
    x: Array
    y: Array
    look: Codes
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class Look:
    layer: str
    sign: str
    forces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Events of one layer that share a mark: positions in `Placed`, and their centre of gravity."""

    members: Codes
    x: float
    y: float


def looks_of(frame: gpd.GeoDataFrame) -> tuple[Codes, list[Look]]:
    """One number a row, and what each number looks like: a million events have a few hundred looks."""
    numbers: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], int] = {}
    columns = (frame[name].to_numpy(dtype=object) for name in ("layer", "kind", "forces", "force_roles"))
    codes = np.fromiter(
        (numbers.setdefault(one, len(numbers)) for one in zip(*columns, strict=True)), np.int64, count=len(frame)
    )
    looks = [
        Look(layer, kind(kind_id).symbol, _drawn_forces(layer, forces, roles))
        for layer, kind_id, forces, roles in numbers
    ]
    return codes, looks


def _drawn_forces(layer: str, forces: tuple[str, ...], roles: tuple[str, ...]) -> tuple[str, ...]:
    """Whose colours an event wears: all that take part in a patrol, the one that acts in an incident."""
    pairs = list(zip(forces, roles, strict=False))
    taking_part = [force for force, role in pairs if role != "target"]
    acting = [force for force, role in pairs if role == "actor"]
    drawn = taking_part or list(forces) if layer == "patrol" else (acting or taking_part or list(forces))[:1]
    return tuple(dict.fromkeys(drawn))[:3] or (UNIDENTIFIED,)


def marks_of(frame: gpd.GeoDataFrame, placed: Placed, *, room: Box) -> list[tuple[Mark, Codes]]:
    """The marks, with the rows of the frame that each stands for; all within `room`, a box in mm."""
    layers = np.array([LAYERS.index(look.layer) if look.layer in LAYERS else 0 for look in placed.looks] or [0])
    groups: list[tuple[str, Group]] = []
    for number, layer in enumerate(LAYERS):
        members = np.flatnonzero(layers[placed.look] == number)
        groups += [(layer, group) for group in gather(placed, members, layer=layer, room=room)]
    marks = [(mark_of(frame, placed, layer, group), placed.row[group.members]) for layer, group in groups]
    spots = spread([mark for mark, _ in marks], room=room)
    return [(_moved(mark, x, y), rows) for (mark, rows), (x, y) in zip(marks, spots, strict=True)]


# Gathering ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dots:
    """What is gathered: each event by itself or, of very many, those of one small cell as one; `of` an event's dot."""

    x: Array
    y: Array
    weight: Codes
    of: Codes


@dataclass(frozen=True, slots=True)
class _Heap:
    """Dots that are to share a mark: their numbers, centre of gravity, and how many events they are."""

    dots: Codes
    x: float
    y: float
    size: int


def gather(placed: Placed, members: Codes, *, layer: str, room: Box, share: float = 1.0) -> list[Group]:
    """Groups of the members, so that no two groups' marks touch and the map below stays to be seen.

    `share` of a group's members are shown at once, at most: what its mark needs room for.
    """
    if not len(members):
        return []
    cell = CELL
    dots = _dots(placed.x[members], placed.y[members])
    while True:
        heaps = _merged(_on_grid(dots, cell), layer=layer, share=share)
        cover = sum(4 * _reach(heap, layer, share) ** 2 for heap in heaps)
        if len(heaps) <= MAX_MARKS and cover <= MAX_COVER * room.width * room.height:
            return _groups(heaps, dots, members)
        cell *= 1.25


def _dots(x: Array, y: Array) -> _Dots:
    """The events, or where they are more than can be told apart, the small cells that hold any."""
    if len(x) <= MANY:
        number = np.arange(len(x))
        return _Dots(x, y, np.ones(len(x), dtype=np.int64), number)
    left, top = x.min(), y.min()
    columns = int((x.max() - left) / SMALL_CELL) + 1
    cells = ((y - top) / SMALL_CELL).astype(np.int64) * columns + ((x - left) / SMALL_CELL).astype(np.int64)
    counts = np.bincount(cells)
    held = np.flatnonzero(counts)
    number = np.cumsum(counts > 0) - 1
    weight = counts[held]
    xs, ys = (np.bincount(cells, weights=values)[held] / weight for values in (x, y))
    return _Dots(xs, ys, weight, number[cells])


def _groups(heaps: Sequence[_Heap], dots: _Dots, members: Codes) -> list[Group]:
    """The events of each heap, dot by dot."""
    order = np.argsort(dots.of, kind="stable")
    ends = np.cumsum(dots.weight)
    parts = np.split(members[order], ends[:-1])
    return [Group(np.concatenate([parts[dot] for dot in heap.dots.tolist()]), heap.x, heap.y) for heap in heaps]


def _on_grid(dots: _Dots, cell: float) -> list[_Heap]:
    keys = np.floor(dots.x / cell).astype(np.int64) * 100_003 + np.floor(dots.y / cell).astype(np.int64)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=keys[order[0]] - 1))
    weight = dots.weight[order]
    sizes = np.add.reduceat(weight, starts)
    xs, ys = (np.add.reduceat(values[order] * weight, starts) / sizes for values in (dots.x, dots.y))
    parts = np.split(order, starts[1:])
    return [
        _Heap(part, float(cx), float(cy), int(size)) for part, cx, cy, size in zip(parts, xs, ys, sizes, strict=True)
    ]


def _reach(heap: _Heap, layer: str, share: float) -> float:
    return outer_reach(layer=layer, count=math.ceil(heap.size * share))


def _merged(heaps: list[_Heap], *, layer: str, share: float) -> list[_Heap]:
    """The heaps, those whose marks would touch made one, largest first, until none touch."""
    while True:
        heaps = sorted(heaps, key=lambda heap: (-heap.size, heap.x, heap.y))
        x, y = np.array([heap.x for heap in heaps]), np.array([heap.y for heap in heaps])
        reach = np.array([_reach(heap, layer, share) for heap in heaps])
        free = np.ones(len(heaps), dtype=np.bool_)
        result = []
        for at in range(len(heaps)):
            if not free[at]:
                continue
            near = free & (np.hypot(x - x[at], y - y[at]) < (reach + reach[at]) * _TOUCHING)
            free[near] = False
            result.append(_joined([heaps[int(one)] for one in np.flatnonzero(near)]))
        if len(result) == len(heaps):
            return result
        heaps = result


def _joined(heaps: Sequence[_Heap]) -> _Heap:
    if len(heaps) == 1:
        return heaps[0]
    sizes = np.array([heap.size for heap in heaps])
    x = float(np.average([heap.x for heap in heaps], weights=sizes))
    y = float(np.average([heap.y for heap in heaps], weights=sizes))
    return _Heap(np.concatenate([heap.dots for heap in heaps]), x, y, int(sizes.sum()))


# Looks --------------------------------------------------------------------------------------------------------------


def mark_of(frame: gpd.GeoDataFrame, placed: Placed, layer: str, group: Group) -> Mark:
    if len(group.members) > 1:
        shares = _shares(placed, group.members)
        return Mark(x=group.x, y=group.y, layer=layer, count=len(group.members), forces=shares)
    member = int(group.members[0])
    look = placed.looks[int(placed.look[member])]
    row = int(placed.row[member])
    radius = float(frame["radius_m"].iat[row])
    return Mark(
        x=group.x,
        y=group.y,
        layer=layer,
        sign=look.sign,
        forces=tuple((force, 1 / len(look.forces)) for force in look.forces),
        hollow=is_hollow(
            geo_precision=int(frame["geo_precision"].iat[row]),
            radius_m=None if math.isnan(radius) else radius,
            relation=str(frame["relation"].iat[row]),
        ),
        bearing=bearing_along(frame.geometry.iat[row]),
    )


def _shares(placed: Placed, members: Codes) -> tuple[tuple[str, float], ...]:
    """Each force's share of the events, an event of two forces half to each; largest first, the small ones together."""
    shares: dict[str, float] = {}
    for look, number in enumerate(np.bincount(placed.look[members], minlength=len(placed.looks))):
        forces = placed.looks[look].forces
        for force in forces if number else ():
            shares[force] = shares.get(force, 0) + number / len(forces) / len(members)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) <= MAX_SHARES:
        return tuple(ranked)
    return (*ranked[:MAX_SHARES], (OTHERS, sum(share for _, share in ranked[MAX_SHARES:])))


def bearing_along(geometry: BaseGeometry | None) -> float:
    """Degrees clockwise from north of a line from its start to its end; 0 (north) for anything else."""
    if geometry is None or geometry.is_empty or geometry.geom_type != "LineString":
        return 0.0
    (x0, y0), (x1, y1) = geometry.coords[0][:2], geometry.coords[-1][:2]
    east = (x1 - x0) * math.cos(math.radians((y0 + y1) / 2))
    return math.degrees(math.atan2(east, y1 - y0)) % 360 if (x0, y0) != (x1, y1) else 0.0


# Room ---------------------------------------------------------------------------------------------------------------


def spread(marks: Sequence[Mark], *, room: Box) -> list[tuple[float, float]]:
    """Where the marks go, in mm: those that overlap step aside, as little as they can, within the room."""
    if not marks:
        return []
    home = np.array([(mark.x, mark.y) for mark in marks])
    reach = np.array([mark.reach for mark in marks])
    # Coinciding marks of the two layers part sideways: the patrol to the left, always the same way.
    lean = np.array([-1e-3 if mark.layer == "patrol" else 1e-3 for mark in marks])
    spots = home + np.column_stack([lean, lean * 0.2 * np.cos(np.arange(len(marks)))])
    apart = (reach[:, None] + reach[None, :]) * 0.97
    np.fill_diagonal(apart, 0)
    low = np.array([room.left, room.top]) + reach[:, None]
    high = np.array([room.right, room.bottom]) - reach[:, None]
    for step in range(160):
        delta = spots[:, None, :] - spots[None, :, :]
        distance = np.maximum(np.hypot(delta[..., 0], delta[..., 1]), 1e-9)
        push = np.where(distance < apart, (apart - distance) / 2, 0)
        if step > 20 and not push.any():
            break
        spots = spots + (delta / distance[..., None] * push[..., None]).sum(axis=1) * 0.9
        if step < 120:
            spots = spots + (home - spots) * 0.04
        spots = np.clip(spots, low, high)
    return [(float(x), float(y)) for x, y in spots]


def _moved(mark: Mark, x: float, y: float) -> Mark:
    aside = math.hypot(x - mark.x, y - mark.y)
    at = (mark.x, mark.y) if aside > mark.reach * 1.05 else None
    return Mark(
        x=x,
        y=y,
        layer=mark.layer,
        count=mark.count,
        sign=mark.sign,
        forces=mark.forces,
        hollow=mark.hollow,
        bearing=mark.bearing,
        at=at,
    )
