"""The latest of a column of times."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dashboard.day_columns import latest_rows

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1))
times = st.lists(st.none() | DAYS.map(pd.Timestamp), max_size=30)


@given(times, st.integers(1, 40))
def test_the_latest_are_those_that_sorting_puts_first(values: list[pd.Timestamp | None], limit: int) -> None:
    column = pd.Series(pd.to_datetime(values, utc=True, errors="coerce"), dtype="datetime64[ns, UTC]")
    expected = column.sort_values(ascending=False, kind="stable", na_position="last").head(limit).index
    assert latest_rows(column, limit).tolist() == expected.tolist()
