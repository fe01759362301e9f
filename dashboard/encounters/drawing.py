"""Encounters as the map draws them: lines between two events, by how sure they are."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from dashboard.encounters.question import CERTAINTIES

MOST_LINES = 1_000


def links_of(table: pd.DataFrame, events: gpd.GeoDataFrame) -> dict[str, Any]:
    """The pairs as lines [lon, lat, lon, lat, number of certainty], the first 1,000, and the bounds of all events.

    `events` is the frame that was searched. An end beyond 180 degrees is told by a longitude beyond it.
    """
    places = events[["lon", "lat"]].to_numpy()
    one, other = places[table["one_row"].to_numpy()], places[table["other_row"].to_numpy()]
    other = other.copy()
    other[:, 0] = one[:, 0] + (other[:, 0] - one[:, 0] + 180) % 360 - 180
    sure = table["certainty"].map(CERTAINTIES.index).to_numpy()
    is_line = ~table["is_told"].to_numpy() & (one != other).any(axis=1)
    rows = np.flatnonzero(is_line)[:MOST_LINES]
    lines = np.column_stack([one[rows], other[rows]]).round(5)
    ends = np.concatenate([one, other])
    ends = ends[~np.isnan(ends[:, 0])]
    return {
        "lines": [[*map(float, line), int(sure[row])] for line, row in zip(lines, rows, strict=True)],
        "bounds": [round(float(side), 4) for side in (*ends.min(axis=0), *ends.max(axis=0))] if len(ends) else None,
    }
