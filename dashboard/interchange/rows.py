"""What a file tells of an event: the same columns, with the same words, in every plain format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.interchange.safe_text import safe_name, without_controls

ROW_COLUMNS = (
    *("id", "layer", "kind", "date_start", "date_end", "date_precision", "time_zone", "forces", "force_roles"),
    *("place_name", "place_name_ar", "place_ids", "relation", "lat", "lon", "radius_m", "geo_precision"),
    *("country", "admin1", "status", "confidence", "killed", "wounded", "source", "report_ids", "text"),
    *("date_reason", "place_reason"),
)
"""Columns of a file, in order. Lists are joined with "; ", days are ISO 8601, `text` is the source's sentence.

A day is one of the calendar in `time_zone`: no report here tells an hour, so none is written.
"""

NUMBERS = ("lat", "lon", "radius_m", "geo_precision", "confidence", "killed", "wounded")
DAYS = ("date_start", "date_end")
LISTS = ("forces", "place_ids", "report_ids")
_NAMES = ("place_name", "place_name_ar", "source")
_WHOLE = ("killed", "wounded", "geo_precision")


def plain_rows(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """The frame with ROW_COLUMNS and plain values: text, numbers, NaN for an unknown number, "" for an unknown word."""
    columns = {name: _plain(frame, name) for name in ROW_COLUMNS}
    return pd.DataFrame(columns, index=frame.index)


def _plain(frame: gpd.GeoDataFrame, name: str) -> Any:
    values = frame[name]
    if name in DAYS:
        return each_once(values, iso_day)
    if name in LISTS:
        return each_once(values, lambda one: without_controls("; ".join(one)))
    if name == "force_roles":
        pairs = pd.Series(list(zip(frame["forces"], values, strict=True)), dtype=object)
        return each_once(pairs, lambda pair: "; ".join(f"{i} {role}" for i, role in zip(*pair, strict=True)))
    if name in NUMBERS:
        return _rounded(name, values)
    return each_once(values, safe_name if name in _NAMES else without_controls)


def each_once(values: pd.Series, change: Callable[[Any], Any]) -> npt.NDArray[np.object_]:
    """What `change` makes of every value; equal values are changed once and share what it made."""
    codes, different = pd.factorize(values, use_na_sentinel=False)
    changed = np.fromiter((change(one) for one in different), dtype=object, count=len(different))
    return np.asarray(changed[codes])


def iso_day(day: pd.Timestamp) -> str:
    """The day as ISO 8601, "" where it is not known."""
    return "" if pd.isna(day) else f"{day.year:04}-{day.month:02}-{day.day:02}"


def _rounded(name: str, values: pd.Series) -> pd.Series:
    """Numbers no finer than they are meant: coordinates to a decimetre, the rest to what is said."""
    if name in _WHOLE:
        return values.astype("Float64").astype("Int64")
    return values.round({"lat": 6, "lon": 6, "radius_m": 1, "confidence": 3}[name])


def json_value(value: Any) -> Any:
    """A cell as JSON knows it: None for an unknown number or word."""
    if value is pd.NA or value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
