"""What a file tells of an event: the same columns, with the same words, in every plain format."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

ROW_COLUMNS = (
    *("id", "layer", "kind", "date_start", "date_end", "date_precision", "forces", "force_roles"),
    *("place_name", "place_name_ar", "place_ids", "relation", "lat", "lon", "radius_m", "geo_precision"),
    *("country", "admin1", "status", "confidence", "killed", "wounded", "source", "report_ids", "text"),
    *("date_reason", "place_reason"),
)
"""Columns of a file, in order. Lists are joined with "; ", days are ISO 8601, `text` is the source's sentence."""

NUMBERS = ("lat", "lon", "radius_m", "geo_precision", "confidence", "killed", "wounded")
_WHOLE = ("killed", "wounded", "geo_precision")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain_rows(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """The frame with ROW_COLUMNS and plain values: text, numbers, NaN for an unknown number, "" for an unknown word."""
    columns: dict[str, Any] = {}
    for name in ROW_COLUMNS:
        values = frame[name]
        if name in ("date_start", "date_end"):
            columns[name] = values.dt.strftime("%Y-%m-%d").fillna("").astype(object)
        elif name in ("forces", "place_ids", "report_ids"):
            columns[name] = ["; ".join(one) for one in values]
        elif name == "force_roles":
            pairs = zip(frame["forces"], values, strict=True)
            columns[name] = ["; ".join(f"{i} {r}" for i, r in zip(ids, roles, strict=True)) for ids, roles in pairs]
        elif name in NUMBERS:
            columns[name] = _rounded(name, values)
        else:
            columns[name] = [without_controls(value) for value in values]
    table = pd.DataFrame(columns, index=frame.index)
    # Words stay words where there are none: an empty list of them would become a column of numbers.
    return table.astype({name: object for name in ROW_COLUMNS if name not in NUMBERS})


def _rounded(name: str, values: pd.Series) -> pd.Series:
    """Numbers no finer than they are meant: coordinates to a decimetre, the rest to what is said."""
    if name in _WHOLE:
        return values.astype("Float64").astype("Int64")
    return values.round({"lat": 6, "lon": 6, "radius_m": 1, "confidence": 3}[name])


def without_controls(text: str) -> str:
    """The text without characters that no XML, spreadsheet or terminal may hold."""
    return _CONTROL.sub(" ", text)


def json_value(value: Any) -> Any:
    """A cell as JSON knows it: None for an unknown number or word."""
    if value is pd.NA or value is None or value == "" or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
