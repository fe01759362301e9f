"""Consecutive periods of the calendar: a span of days cut into weeks, months, quarters or years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from dashboard.errors import FilterError

Unit = Literal["day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MOST_PERIODS = 12
"""As many small maps as can still be read side by side."""

ONE_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `first` to `last`, both included; `is_whole` where no day of its week, month, … is cut off."""

    first: date
    last: date
    unit: Unit
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiples:
    """Small maps of consecutive periods: of a unit, or of the one that fits the span; up to a day, or to its end."""

    unit: Unit | Literal["auto"] = "auto"
    until: date | None = None


def begin_of(day: date, unit: Unit) -> date:
    """The first day of the day's week (a Monday), month, quarter or year."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[unit]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def end_of(day: date, unit: Unit) -> date:
    """The last day of the day's week, month, quarter or year."""
    first = begin_of(day, unit)
    if unit in ("day", "week"):
        return first + (timedelta(days=6) if unit == "week" else timedelta())
    month = first.month - 1 + _MONTHS[unit]
    if first.year + month // 12 > date.max.year:
        return date.max
    return date(first.year + month // 12, month % 12 + 1, 1) - ONE_DAY


def split(first: date, last: date, unit: Unit) -> list[Period]:
    """The span's periods in order; together they are all of its days, so the outer ones may be cut."""
    periods = []
    day = first
    while day <= last:
        whole = end_of(day, unit)
        end = min(whole, last)
        is_whole = day == begin_of(day, unit) and end == whole
        periods.append(Period(first=day, last=end, unit=unit, is_whole=is_whole))
        if end == date.max:
            break
        day = end + ONE_DAY
    return periods


def count_periods(first: date, last: date, unit: Unit) -> int:
    """How many periods a span has, without making them."""
    if unit == "day":
        return (last - first).days + 1
    if unit == "week":
        return (begin_of(last, unit) - begin_of(first, unit)).days // 7 + 1
    months = (last.year - first.year) * 12 + last.month - first.month
    return (months + (first.month - 1) % _MONTHS[unit]) // _MONTHS[unit] + 1


def fitting_unit(first: date, last: date) -> Unit:
    """The finest unit of which the span has at most MOST_PERIODS; the years where it has more of each."""
    return next((unit for unit in UNITS if count_periods(first, last, unit) <= MOST_PERIODS), "year")


def periods_shown(first: date, last: date, multiples: Multiples) -> tuple[list[Period], int, int]:
    """The periods of a span that are shown, at most MOST_PERIODS, and how many lie before and after them.

    They end with the one that holds `until`, or with the last.
    """
    unit = fitting_unit(first, last) if multiples.unit == "auto" else multiples.unit
    number = count_periods(first, last, unit)
    until = min(max(multiples.until or last, first), last)
    end = max(count_periods(first, until, unit), min(MOST_PERIODS, number))
    before, after = max(0, end - MOST_PERIODS), number - end
    # Only those shown are made: a span of centuries has hundreds of thousands of days.
    begin = step(first, unit, before)
    return split(begin, min(last, end_of(step(first, unit, end - 1), unit)), unit), before, after


def step(day: date, unit: Unit, number: int) -> date:
    """The first day of the period that is so many after the day's; the day itself for none."""
    if not number:
        return day
    if unit in ("day", "week"):
        return begin_of(day, unit) + timedelta(days=number * (7 if unit == "week" else 1))
    start = begin_of(day, unit)
    month = start.month - 1 + number * _MONTHS[unit]
    return date(start.year + month // 12, month % 12 + 1, 1)


def read_multiples(value: str) -> Multiples | None:
    """What the address says of small maps: month, or month:2024-03-31 where they end; None for nothing.

    Raises FilterError.
    """
    unit, _, until = value.partition(":")
    if not value:
        return None
    if unit not in (*UNITS, "auto"):
        raise FilterError(f"There is no multiples {unit!r}. It is one of {', '.join(('auto', *UNITS))}.")
    return Multiples(unit=unit, until=read_day(until, "multiples") if until else None)  # type: ignore[arg-type]


def write_multiples(multiples: Multiples) -> str:
    """The address's word for small maps; `read_multiples` reads it back."""
    return multiples.unit + (f":{multiples.until.isoformat()}" if multiples.until else "")


def read_day(value: str, name: str) -> date:
    """A day of the address. Raises FilterError."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise FilterError(f"{name} {value!r} is not a date. Write it as 2024-03-31.") from error
