"""What is worked out of a whole table, once, and kept as long as the table is; it goes on with a spliced one."""

from __future__ import annotations

import threading
import weakref
from functools import partial
from typing import Protocol, Self, TypeVar, cast

import geopandas as gpd

from dashboard.splicing import Splice


class Part(Protocol):
    """Something worked out of a table. It must not hold the table itself, which could then never go."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None: ...

    def spliced(self, frame: gpd.GeoDataFrame, fresh: Self, splice: Splice) -> Self:
        """The same of the next table, which `frame` is; `fresh` is that of its fresh rows alone."""
        ...


P = TypeVar("P", bound=Part)

Kept = tuple[weakref.ref[gpd.GeoDataFrame], dict[type[Part], Part]]

_KEPT: dict[int, Kept] = {}
_LOCK, _MAKING = threading.Lock(), threading.RLock()


def part_of(frame: gpd.GeoDataFrame, kind: type[P]) -> P:
    """A part of a table, made the first time. The table must not change in place."""
    parts = _parts(frame)
    if kind not in parts:
        with _MAKING:  # many sessions may ask at once for what takes a second
            if kind not in parts:
                parts[kind] = kind(frame)
    return cast(P, parts[kind])


def carry_on(before: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame, splice: Splice) -> None:
    """Gives a table, made by a splice of `before` and the `fresh` rows, the parts that were made of `before`."""
    parts = _parts(frame)
    for kind, part in list(_parts(before).items()):
        parts[kind] = part.spliced(frame, kind(fresh), splice)


def _parts(frame: gpd.GeoDataFrame) -> dict[type[Part], Part]:
    key = id(frame)
    with _LOCK:
        kept = _KEPT.get(key)
        if kept is None or kept[0]() is not frame:
            kept = (weakref.ref(frame, partial(_forget, _KEPT, key)), {})
            _KEPT[key] = kept
    return kept[1]


def _forget(kept: dict[int, Kept], key: int, gone: weakref.ref[gpd.GeoDataFrame]) -> None:
    """Handed all it needs: where the program ends, a table may go after what the module holds."""
    if key in kept and kept[key][0] is gone:
        kept.pop(key, None)
