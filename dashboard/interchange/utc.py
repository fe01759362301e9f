"""What days of a time zone are in UTC: no hour is known, so the moments between which they lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.interchange.rows import each_once


def utc_bounds(frame: gpd.GeoDataFrame) -> dict[str, npt.NDArray[np.object_]]:
    """`utc_start`, when an event's first day begins where it happened, and `utc_end`, when its last one is over.

    ISO 8601 to the minute with Z, "" where the day or the zone is not known. 12 October 2024 in Damascus (UTC+3) goes
    from 2024-10-11T21:00Z to 2024-10-12T21:00Z: the event was between the two, nobody says when.
    """
    last = frame["date_end"].fillna(frame["date_start"])
    return {
        "utc_start": _moments(frame["date_start"], frame["time_zone"], days_later=0),
        "utc_end": _moments(last, frame["time_zone"], days_later=1),
    }


def _moments(days: pd.Series, zones: pd.Series, *, days_later: int) -> npt.NDArray[np.object_]:
    pairs = pd.Series(list(zip(days, zones, strict=True)), dtype=object)
    return each_once(pairs, lambda pair: _moment(pair[0], pair[1], days_later))


def _moment(day: pd.Timestamp, zone: str, days_later: int) -> str:
    if pd.isna(day):
        return ""
    local = datetime(day.year, day.month, day.day) + timedelta(days=days_later)
    try:
        return f"{local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        return ""
