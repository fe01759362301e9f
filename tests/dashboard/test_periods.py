"""Periods of the calendar: they join without a gap, keep to weeks, months and leap years, and an address says them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import FilterError
from dashboard.periods import (
    MOST_PERIODS,
    UNITS,
    Multiples,
    Unit,
    count_periods,
    fitting_unit,
    periods_shown,
    read_multiples,
    split,
    write_multiples,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def said(first: str, last: str, unit: Unit) -> list[str]:
    found = split(date.fromisoformat(first), date.fromisoformat(last), unit)
    return [f"{one.first} {one.last}{'' if one.is_whole else ' cut'}" for one in found]


@pytest.mark.parametrize(
    ("first", "last", "unit", "expected"),
    [
        # A leap year's February, and one that is none.
        ("2024-02-01", "2024-03-31", "month", ["2024-02-01 2024-02-29", "2024-03-01 2024-03-31"]),
        ("2023-02-01", "2023-02-28", "month", ["2023-02-01 2023-02-28"]),
        ("2000-02-29", "2000-03-01", "month", ["2000-02-29 2000-02-29 cut", "2000-03-01 2000-03-01 cut"]),
        # A year whose first week begins in the year before, and one whose last week ends in the next.
        ("2025-12-29", "2026-01-11", "week", ["2025-12-29 2026-01-04", "2026-01-05 2026-01-11"]),
        ("2024-12-31", "2025-01-06", "week", ["2024-12-31 2025-01-05 cut", "2025-01-06 2025-01-06 cut"]),
        ("2023-11-15", "2024-03-31", "quarter", ["2023-11-15 2023-12-31 cut", "2024-01-01 2024-03-31"]),
        ("2024-04-01", "2024-04-01", "quarter", ["2024-04-01 2024-04-01 cut"]),
        ("2023-12-31", "2024-12-31", "year", ["2023-12-31 2023-12-31 cut", "2024-01-01 2024-12-31"]),
        ("2024-02-29", "2024-03-01", "day", ["2024-02-29 2024-02-29", "2024-03-01 2024-03-01"]),
    ],
)  # fmt: skip
def test_a_span_is_cut_at_the_calendars_borders(first: str, last: str, unit: Unit, expected: list[str]) -> None:
    assert said(first, last, unit) == expected


@given(DAYS, st.integers(0, 1500), st.sampled_from(UNITS))
def test_periods_join_without_gap_and_are_as_many_as_counted(first: date, length: int, unit: Unit) -> None:
    last = first + timedelta(days=length)
    periods = split(first, last, unit)
    assert (periods[0].first, periods[-1].last) == (first, last)
    for before, after in itertools.pairwise(periods):
        assert after.first - before.last == timedelta(days=1)
    assert all(one.is_whole for one in periods[1:-1])
    assert len(periods) == count_periods(first, last, unit)


@given(DAYS, st.integers(0, 3000), st.sampled_from(UNITS), st.none() | DAYS)
def test_at_most_twelve_are_shown_and_the_rest_is_counted(
    first: date, length: int, unit: Unit, until: date | None
) -> None:
    last = first + timedelta(days=length)
    shown, before, after = periods_shown(first, last, Multiples(unit=unit, until=until))
    every = split(first, last, unit)
    assert shown == every[before : len(every) - after]
    assert len(shown) == min(MOST_PERIODS, len(every))
    if until and first <= until <= last and len(every) > MOST_PERIODS and before:
        assert shown[-1].first <= until <= shown[-1].last


@pytest.mark.parametrize(
    ("days", "unit"), [(12, "day"), (13, "week"), (75, "week"), (100, "month"), (400, "quarter"), (4000, "year")]
)  # fmt: skip
def test_the_unit_fits_the_span(days: int, unit: Unit) -> None:
    first = date(2021, 1, 4)
    assert fitting_unit(first, first + timedelta(days=days - 1)) == unit


@pytest.mark.parametrize("value", ["auto", "month", "week:2024-02-29"])
def test_the_address_says_the_small_maps(value: str) -> None:
    multiples = read_multiples(value)
    assert multiples is not None
    assert write_multiples(multiples) == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("fortnight", "There is no multiples 'fortnight'. It is one of auto, day, week, month, quarter, year."),
        ("month:2023-02-29", "multiples '2023-02-29' is not a date. Write it as 2024-03-31."),
    ],
)
def test_a_bad_word_says_what_is_wrong(value: str, message: str) -> None:
    with pytest.raises(FilterError) as error:
        read_multiples(value)
    assert str(error.value) == message
