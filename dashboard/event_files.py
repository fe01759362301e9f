"""The files of packed events that the browser fetches: a base that stays, and a small file of what changed since."""

from __future__ import annotations

import base64
import copy
import os
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.built_files import json_bytes, write_once
from dashboard.kept_with import part_of
from dashboard.packing import PackedEvents, is_placed, pack_events
from dashboard.splicing import Splice

Rows = npt.NDArray[np.int32]  # the narrower: those of a million events are kept for each of the last tables
Prints = npt.NDArray[np.uint64]

LARGEST_SHARE, FEW = 0.02, 500
"""Above this part of the base, or so many events if that is more, what changed makes a new base."""

_DRAWN = (
    "id", "layer", "kind", "date_start", "date_end", "place_name", "place_name_ar", "relation", "lat", "lon",
    "radius_m", "geo_precision", "admin1", "status",
)  # fmt: skip
_ROWS: dict[tuple[str, str], Rows] = {}
_ROWS_KEPT = 8  # more than the tables that are kept
_ROWS_LOCK = threading.Lock()
_TUPLES = ("forces", "force_roles", "place_ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFiles:
    """The names of the files, and for each packed event its row of the frame, -1 for one that is no longer there."""

    names: dict[str, str]
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    names: dict[str, str]
    ids: pd.Index
    prints: Prints
    epoch: int
    spots: dict[str, int]
    admins: dict[str, int]


class FileKeeper:
    """Writes the files of one table of events as it changes; one may serve several threads.

    Whoever knows a file's name can fetch it. With a secret `key` nobody can work it out from what may be in the file.
    """

    def __init__(self, directory: Path, *, key: bytes = b"") -> None:
        self._directory = directory
        self._key = key
        self._base: _Base | None = None
        self._lock = threading.Lock()

    def write(self, frame: gpd.GeoDataFrame) -> EventFiles:
        """The files of a frame: meta, columns, shapes, details, and delta where only a few events have changed.

        A browser that has the base fetches the delta alone.
        """
        with self._lock:
            rows, prints = np.flatnonzero(is_placed(frame)).astype(np.int32), part_of(frame, RowPrints)
            return self._delta(frame, prints, rows) or self._whole(frame, prints, rows)

    def _whole(self, frame: gpd.GeoDataFrame, prints: RowPrints, rows: Rows) -> EventFiles:
        packed = pack_events(frame.iloc[rows])
        names = {
            "meta": self._named("events-meta", ".json", json_bytes(packed.meta)),
            "columns": self._named("events-columns", ".bin", packed.columns),
            "shapes": self._named("events-shapes", ".bin", packed.shapes),
            "details": self._named("events-details", ".json", json_bytes(packed.details)),
        }
        self._base = _Base(
            names=names,
            ids=pd.Index(prints.ids[rows]),
            prints=prints.drawn[rows],
            epoch=packed.meta["epoch"],
            spots={key: number for number, key in enumerate(packed.spot_keys)},
            admins={one: number for number, one in enumerate(packed.meta["admins"])},
        )
        return EventFiles(names=names, rows=rows)

    def _delta(self, frame: gpd.GeoDataFrame, prints: RowPrints, rows: Rows) -> EventFiles | None:
        base = self._base
        if base is None or not len(base.ids) or not self._is_there(base):
            return None
        if not base.ids.is_unique:
            return None
        known = base.ids.get_indexer(pd.Index(prints.ids[rows]))
        is_kept = known >= 0
        is_kept[is_kept] = prints.drawn[rows[is_kept]] == base.prints[known[is_kept]]
        where = np.full(len(base.ids), -1, dtype=np.int32)
        where[known[is_kept]] = rows[is_kept]
        gone = np.flatnonzero(where < 0).astype(np.int32)
        if len(gone) + np.count_nonzero(~is_kept) > max(FEW, LARGEST_SHARE * len(base.ids)):
            return None
        if np.array_equal(where, rows):  # nothing has changed, nor the order
            return EventFiles(names=base.names, rows=rows)
        try:
            packed = pack_events(frame.iloc[rows[~is_kept]], epoch=base.epoch)
        except OverflowError:  # a day that the base's columns can't say
            return None
        all_rows = np.concatenate([where, rows[~is_kept]])
        # The order is part of the file, so of its name: by that name `rows_of` finds the rows again.
        delta = {**_delta_of(packed, gone, base), "order": zlib.crc32(all_rows.tobytes())}
        names = {**base.names, "delta": self._named("events-delta", ".json", json_bytes(delta))}
        _keep_rows(names, all_rows)
        return EventFiles(names=names, rows=all_rows)

    def _named(self, stem: str, suffix: str, content: bytes) -> str:
        return write_once(self._directory, stem, suffix, content, key=self._key)

    def _is_there(self, base: _Base) -> bool:
        """Whether the base's files still are; a base that is still used is not to be cleaned away as an old one."""
        try:
            for name in base.names.values():
                os.utime(self._directory / name)
        except FileNotFoundError:
            return False
        return True


def rows_of(names: Mapping[str, str]) -> Rows | None:
    """For each event of files that have a delta, its row of the frame, -1 for one that is gone; None for other files.

    The events of files without a delta are the frame's rows that have a place, in their order.
    """
    if "delta" not in names:
        return None
    rows = _ROWS[names["columns"], names["delta"]]
    _keep_rows(names, rows)
    return rows


def _keep_rows(names: Mapping[str, str], rows: Rows) -> None:
    """What was used longest ago is forgotten first."""
    with _ROWS_LOCK:
        _ROWS.pop((names["columns"], names["delta"]), None)
        _ROWS[names["columns"], names["delta"]] = rows
        while len(_ROWS) > _ROWS_KEPT:
            _ROWS.pop(next(iter(_ROWS)))


def _delta_of(packed: PackedEvents, gone: Rows, base: _Base) -> dict[str, Any]:
    """What changed since the base: the base's events that are `gone`, and the new or changed ones as packed.

    `spots` and `admins` are the numbers that the delta's own ones have beside the base's, which new ones follow.
    """
    return {
        "gone": gone.tolist(),
        "spots": _numbers_in(base.spots, packed.spot_keys),
        "admins": _numbers_in(base.admins, packed.meta["admins"]),
        "meta": {name: packed.meta[name] for name in ("count", "columns", "sets", "admins")},
        "columns": base64.b64encode(packed.columns).decode(),
        "shapes": base64.b64encode(packed.shapes).decode(),
        "details": packed.details,
    }


def _numbers_in(known: Mapping[str, int], keys: Sequence[str]) -> list[int]:
    more = iter(range(len(known), len(known) + len(keys)))
    return [known[key] if key in known else next(more) for key in keys]


class RowPrints:
    """Two numbers a row: `ids` of which event it is; `drawn` is another one when anything of it is drawn otherwise."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        self.ids: Prints = np.asarray(pd.util.hash_array(frame["id"].to_numpy(dtype=object)), dtype=np.uint64)
        self.drawn = fingerprints(frame)

    def spliced(self, _frame: gpd.GeoDataFrame, fresh: RowPrints, splice: Splice) -> RowPrints:
        """Those of the next table: only what is new in it is looked at."""
        after = copy.copy(self)
        after.ids, after.drawn = splice.array(self.ids, fresh.ids), splice.array(self.drawn, fresh.drawn)
        return after


def fingerprints(frame: gpd.GeoDataFrame) -> Prints:
    """A number a row that is another one when anything of it is drawn otherwise."""
    table = pd.DataFrame({name: frame[name] for name in _DRAWN})
    for name in _TUPLES:
        codes, words = pd.factorize(frame[name])
        written = np.fromiter(("\n".join(word) for word in words), dtype=object, count=len(words))
        table[name] = pd.util.hash_array(written)[codes] if len(words) else np.uint64(0)
    shapes = shapely.to_wkb(frame.geometry.to_numpy())
    table["shape"] = pd.util.hash_array(np.where([shape is None for shape in shapes], b"", shapes))
    return np.asarray(pd.util.hash_pandas_object(table, index=False), dtype=np.uint64)
