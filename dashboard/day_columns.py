"""The days of a table's columns of times, as arrays to reckon with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def days_of(values: pd.Series) -> npt.NDArray[np.datetime64]:
    """The day (UTC) of each time; NaT where there is none."""
    return values.dt.tz_localize(None).to_numpy().astype("datetime64[D]")


def day_numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    """The day of each time, counted from 1970-01-01; NaN where there is none."""
    days = days_of(values)
    return np.where(np.isnat(days), np.nan, days.astype(np.int64))
