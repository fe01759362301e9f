"""Two halves: their days, their address, and a difference whose parts add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.comparison import Comparison, difference_of, read_comparison, windows_of, write_comparison
from dashboard.errors import FilterError
from tests.benchmarks.synthetic import generate_frame

SPAN = (date(2024, 1, 1), date(2024, 12, 31))
NONE = (None, None)
SPRING = (date(2024, 3, 1), date(2024, 5, 31))


def test_the_previous_period_is_as_long_and_ends_the_day_before() -> None:
    days = windows_of(Comparison(kind="previous"), chosen=(date(2024, 2, 29), date(2024, 3, 9)), span=SPAN)
    assert days == ((date(2024, 2, 19), date(2024, 2, 28)), (date(2024, 2, 29), date(2024, 3, 9)))


def test_without_days_chosen_the_later_half_is_set_against_the_earlier() -> None:
    before, after = windows_of(Comparison(kind="previous"), chosen=NONE, span=SPAN)
    assert (before, after) == ((date(2024, 1, 1), date(2024, 7, 1)), (date(2024, 7, 2), date(2024, 12, 31)))


def test_before_and_after_a_date_keeps_within_the_days_chosen() -> None:
    days = windows_of(Comparison(kind="date", day=date(2024, 4, 1)), chosen=SPRING, span=SPAN)
    assert days == ((date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 4, 1), date(2024, 5, 31)))


def test_sources_are_compared_over_the_days_chosen() -> None:
    comparison = Comparison(kind="sources", sources=("A", "B"))
    assert windows_of(comparison, chosen=SPRING, span=SPAN) == (SPRING, SPRING)
    assert windows_of(Comparison(kind="previous"), chosen=NONE, span=NONE) == (NONE, NONE)


@pytest.mark.parametrize(
    "value",
    [
        "previous",
        "date:2024-02-29",
        "period:2024-01-01..2024-03-31|2024-04-01..2024-06-30",
        "source:Jazira Field Notes|",
        "source:%D9%85%D8%B1%D8%B5%D8%AF|A%7CB %253C",
    ],
)
def test_the_address_says_what_is_compared(value: str) -> None:
    comparison = read_comparison(value)
    assert comparison is not None
    assert write_comparison(comparison) == value


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_source_name_comes_back_from_the_address(first: str, second: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in first + second):
        return
    comparison = Comparison(kind="sources", sources=(first, second))
    assert read_comparison(write_comparison(comparison)) == comparison


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("both", "There is no compare 'both'. It is one of previous, date, period, source."),
        ("date:soon", "compare 'soon' is not a date. Write it as 2024-03-31."),
        ("source:A", "compare 'source:A' does not name two. Write a bar between them: a|b."),
        ("period:2024|2024-02-01..2024-02-02", "compare '2024' is not a period. Write it as 2024-01-01..2024-03-31."),
        ("period:2024-02-02..2024-02-01|2024-02-01..2024-02-02", "from 2024-02-02 is after to 2024-02-01. Swap them."),
    ],
)  # fmt: skip
def test_a_bad_address_says_what_is_wrong(value: str, message: str) -> None:
    with pytest.raises(FilterError) as error:
        read_comparison(value)
    assert str(error.value) == message


def test_the_difference_adds_up() -> None:
    frame = generate_frame(400, 7)
    first, second = frame.iloc[:250], frame.iloc[200:]
    found = difference_of(first, second)
    assert found.total == (250, 200)
    assert tuple(map(sum, zip(*found.by_layer.values(), strict=True))) == found.total
    assert found.in_both == 50
    assert found.not_on_map == (int(first["lat"].isna().sum()), int(second["lat"].isna().sum()))
    for force, pair in found.by_force.items():
        assert pair == tuple(sum(force in forces for forces in half["forces"]) for half in (first, second))
    changes = [abs(after - before) for before, after in found.by_force.values()]
    assert changes == sorted(changes, reverse=True)
