"""The days of a table's columns of times, as arrays to reckon with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd


def days_of(values: pd.Series) -> npt.NDArray[np.datetime64]:
    """The day (UTC) of each time; NaT where there is none."""
    return values.dt.tz_localize(None).to_numpy().astype("datetime64[D]")


def latest_rows(values: pd.Series, limit: int) -> npt.NDArray[np.intp]:
    """The positions of the `limit` latest times, the latest first, of one day in their order, unknown ones last."""
    age = -np.nan_to_num(day_numbers(values), nan=-np.inf)
    # Sorting what is old as well would take a tenth of a second for a million.
    few = np.flatnonzero(age <= np.partition(age, limit - 1)[limit - 1]) if limit < len(age) else np.arange(len(age))
    return few[np.argsort(age[few], kind="stable")][:limit]


def day_numbers(values: pd.Series) -> npt.NDArray[np.float64]:
    """The day of each time, counted from 1970-01-01; NaN where there is none."""
    days = days_of(values)
    return np.where(np.isnat(days), np.nan, days.astype(np.int64))
