"""Events of the store that a coded row may tell of again: the same day and kind, close by, a force in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import func, select

from dashboard import schema
from dashboard.coded.records import UNIDENTIFIED, Coded
from dashboard.runs import runs
from dashboard.store import Store

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEAR_M = 5_000
_CELL = 0.1
"""Degrees: no narrower than NEAR_M south of 63°, so what is that near is in the cell or one beside it."""

_M_PER_DEGREE = 111_320.0
_WIDEST_M = 25_000
_EVERY = np.int64(-1)


class Alike(NamedTuple):
    """A row of a batch, the store's event that it may be, and metres between them."""

    row: int
    event_id: str
    distance_m: float


class _Places(NamedTuple):
    keys: Ints
    lat: Floats
    lon: Floats
    forces: Ints


class LikelyEvents:
    """The store's dated and placed events, as numbers to be looked up among; those whose ids begin with a prefix are
    left out: one data set does not repeat itself.
    """

    def __init__(self, store: Store, *, prefix: str = "") -> None:
        table = schema.events
        columns = [table.c[name] for name in ("id", "date_start", "kind", "lat", "lon", "force_words")]
        wanted = select(*columns).where(
            table.c.is_shown,
            table.c.date_precision == "day",
            table.c.lat.is_not(None),
            func.coalesce(table.c.radius_m, 0) <= _WIDEST_M,
        )
        if prefix:
            wanted = wanted.where(~table.c.id.startswith(prefix, autoescape=True))
        with store.reader() as connection:
            rows = connection.execution_options(stream_results=True).execute(wanted)
            parts = [pd.DataFrame(some, columns=[one.name for one in columns]) for some in rows.partitions(50_000)]
        frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[one.name for one in columns])
        self._kinds = {kind: number for number, kind in enumerate(sorted(frame["kind"].unique()))}
        places = self._of(frame)
        order = np.argsort(places.keys, kind="stable")
        self._ids = frame["id"].to_numpy(dtype=object)[order]
        self._places = _Places(places.keys[order], places.lat[order], places.lon[order], places.forces[order])

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, coded: Coded) -> list[Alike]:
        """For each row of a batch that may be an event of the store, the nearest of those."""
        if not len(self) or not len(coded):
            return []
        words = ["\n".join(f"{side.force} {side.role}" for side in sides) for sides in coded.sides]
        frame = coded.table[["date_start", "kind", "lat", "lon"]].assign(
            force_words=[words[code] for code in coded.side_codes]
        )
        fits = (coded.table["date_precision"] == "day").to_numpy() & ~np.isnan(coded.table["lat"].to_numpy(dtype=float))
        fits &= ~(coded.table["radius_m"].to_numpy(dtype=float) > _WIDEST_M)
        rows = np.flatnonzero(fits & frame["kind"].isin(list(self._kinds)).to_numpy())
        places = self._of(frame.iloc[rows])
        found: dict[int, Alike] = {}
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                self._look(places, rows, places.keys + north * 4096 + east, found)
        return [found[row] for row in sorted(found)]

    def _look(self, places: _Places, rows: Ints, keys: Ints, found: dict[int, Alike]) -> None:
        """Keeps the nearest event under each key, where it is near and the forces do not speak against it."""
        left = np.searchsorted(self._places.keys, keys, side="left")
        counts = np.searchsorted(self._places.keys, keys, side="right") - left
        one, offset = runs(counts)
        other = left[one] + offset
        east = (places.lon[one] - self._places.lon[other]) * np.cos(np.radians(places.lat[one]))
        distance = np.hypot(places.lat[one] - self._places.lat[other], east) * _M_PER_DEGREE
        shared = (places.forces[one] & self._places.forces[other]) != 0
        for at in np.flatnonzero((distance <= NEAR_M) & shared):
            row = int(rows[one[at]])
            if row not in found or distance[at] < found[row].distance_m:
                found[row] = Alike(row, str(self._ids[other[at]]), float(distance[at]))

    def _of(self, frame: pd.DataFrame) -> _Places:
        days = pd.to_datetime(frame["date_start"]).to_numpy().astype("datetime64[D]").astype(np.int64)
        lat, lon = (frame[name].to_numpy(dtype=float) for name in ("lat", "lon"))
        kinds = frame["kind"].map(self._kinds).to_numpy(dtype=np.int64)
        y, x = (np.floor((values + 200) / _CELL).astype(np.int64) for values in (lat, lon))
        # A day has room for 64 kinds and the cells of the earth, with a cell's breadth about them.
        keys = ((days * 64 + kinds) * 4096 + y) * 4096 + x
        return _Places(keys, lat, lon, _force_marks(frame["force_words"]))


def _force_marks(words: pd.Series) -> Ints:
    """The forces of each row as bits; who names none, or none that is known, may be any."""
    codes, different = pd.factorize(words)
    marks = np.zeros(len(different), dtype=np.int64)
    for n, text in enumerate(different):
        forces = {line.split(" ")[0] for line in str(text).splitlines()} - {UNIDENTIFIED}
        mark = 0
        for force in forces:
            mark |= 1 << (sum(force.encode()) * 31 + len(force)) % 62
        marks[n] = np.int64(mark) if forces else _EVERY
    return marks[codes]
