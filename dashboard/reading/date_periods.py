"""What expressions of longer times mean: months, years, seasons, last week, habits and stretches of time."""

from __future__ import annotations

import re
from dataclasses import replace

from dashboard.reading import reckoning
from dashboard.reading.date_context import Reading, is_planned, is_single, item_at, lead_value, which_one, year_named
from dashboard.reading.date_feasts import islamic_year
from dashboard.reading.reckoning import Span, unknown


def month(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "M")
    if item is None:
        return None
    year = item_at(reading, found, "Y")
    which = which_one(reading, found) or which_one(reading, found, "B")
    lead = found.group()[: found.start("M") - found.start()]
    if not year and not found["A"] and not found["B"] and not re.search("[ibtsuGe]", lead):
        return None
    if not year and item.code == "m":
        return None
    portion = lead_value(reading, found, "G")
    if year:
        return reckoning.month_span(int(year.value), int(item.value), portion)
    if which == "same" and reading.previous and reading.previous.start:
        return reckoning.month_span(reading.previous.start.year, int(item.value), portion, "the year named before")

    def in_year(year: int) -> Span:
        return reckoning.month_span(year, int(item.value), portion)

    return reckoning.without_year(in_year, reading.published, named=item.word or "the month", which=which)


def month_of_last_year(reading: Reading, found: re.Match[str]) -> Span | None:
    """In May last year, في أيار من العام الماضي."""
    item, year = item_at(reading, found, "M"), year_named(reading, found)
    if item is None or year is None:
        return None
    return reckoning.month_span(year, int(item.value), lead_value(reading, found, "G"))


def month_range(reading: Reading, found: re.Match[str]) -> Span | None:
    first, last, year = (item_at(reading, found, name) for name in ("M1", "M", "Y"))
    if first is None or last is None or (found["J"] == "&" and "B" not in found.group()):
        return None
    end_year = int(year.value) if year else None
    if end_year is None:
        if reading.published is None:
            return unknown("the months need a year or a publication date: give --published")
        end_year = reading.published.year - (int(last.value) > reading.published.month)
    earlier = item_at(reading, found, "Y1")
    start_year = int(earlier.value) if earlier else end_year - (first.value > last.value)
    start = reckoning.month_span(start_year, int(first.value)).start
    end = reckoning.month_span(end_year, int(last.value)).end
    return Span(start, end, "month") if start and end and start <= end else None


def year(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "Y")
    if item is None:
        return None
    year = int(item.value)
    if item.lang == "hijri":
        return islamic_year(year)
    if not 1900 <= year <= (reading.published.year + 10 if reading.published else 2100):
        return None
    return reckoning.year_span(year, lead_value(reading, found, "G"))


def year_range(reading: Reading, found: re.Match[str]) -> Span | None:
    first, last = item_at(reading, found, "Y1"), item_at(reading, found, "Y")
    if first is None or last is None or (found["J"] == "&" and "B" not in found.group()):
        return None
    start, end = reckoning.year_span(int(first.value)).start, reckoning.year_span(int(last.value)).end
    return Span(start, end, "year") if start and end and 1900 <= start.year < end.year <= 2100 else None


def named_unit(reading: Reading, found: re.Match[str]) -> Span | None:
    unit = item_at(reading, found, "u") or item_at(reading, found, "U")
    if unit is None or unit.value in ("hour", "minute"):
        return None
    which = which_one(reading, found) or "current"
    if unit.value == "day" and which == "current":
        return None
    if unit.value == "day" and which == "next" and not is_single(unit):
        return unknown("days to come")
    if unit.value == "day" and which == "last":
        return reckoning.past_stretch(7, "day", reading.published)
    return reckoning.named_unit(str(unit.value), which, reading.published, portion=lead_value(reading, found, "G"))


def turn_of(reading: Reading, found: re.Match[str]) -> Span | None:
    """The start, middle or end of the year or month the report is of: منذ مطلع العام."""
    unit = item_at(reading, found, "u")
    if unit is None or unit.value not in ("week", "month", "year") or (unit.code == "u" and "c" not in found.group()):
        return None
    portion = lead_value(reading, found, "G")
    if unit.value == "week" and portion == "late":  # "by the end of the week": up to it
        week = reckoning.named_unit("week", "current", reading.published)
        return replace(week, start=reading.published, end=reckoning.shift(week.start, 6)) if week.start else week
    return reckoning.named_unit(str(unit.value), "current", reading.published, portion=portion)


def past_stretch(reading: Reading, found: re.Match[str]) -> Span | None:
    """In the last three days; in the past week, which is the seven days up to the report."""
    unit, number = item_at(reading, found, "u") or item_at(reading, found, "U"), item_at(reading, found, "n")
    if unit is None or (number is None and (not is_single(unit) or unit.value == "hour")):
        return None
    return reckoning.past_stretch(int(number.value) if number else 1, str(unit.value), reading.published)


def season(reading: Reading, found: re.Match[str]) -> Span | None:
    item, year = item_at(reading, found, "S"), item_at(reading, found, "Y")
    if item is None or not (year or found["A"] or found["B"]):
        return None
    if year:
        return reckoning.season_span(int(year.value), item.value)
    which = which_one(reading, found) if found["A"] else which_one(reading, found, "B")

    def in_year(year: int) -> Span:
        return reckoning.season_span(year, item.value)

    return reckoning.without_year(in_year, reading.published, named="the season", which=which)


def season_of_last_year(reading: Reading, found: re.Match[str]) -> Span | None:
    """In the spring of last year, في ربيع العام الماضي."""
    item, year = item_at(reading, found, "S"), year_named(reading, found)
    return reckoning.season_span(year, item.value) if item and year else None


def habit(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    return unknown(reckoning.HABIT)


def duration(reading: Reading, found: re.Match[str]) -> Span | None:
    unit, number = item_at(reading, found, "u"), item_at(reading, found, "n")
    if unit and number and unit.value == "hour" and number.value >= 24 and found.group()[0] == "i":
        is_past = not is_planned(reading, found.start())
        return reckoning.past_stretch(int(number.value), "hour", reading.published) if is_past else None
    if unit is None or (found["n"] and unit.value not in ("month", "year")) or (not found["n"] and is_single(unit)):
        return None
    return unknown("a stretch of time without a date") if unit.value not in ("hour", "minute") else None
