"""What feasts, the months of the Islamic calendar, and weeks and halves of months and years mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from dashboard.reading import calendars, reckoning
from dashboard.reading.date_context import Reading, item_at, which_one
from dashboard.reading.reckoning import Span, unknown


def feast(reading: Reading, found: re.Match[str]) -> Span | None:
    """A feast's first day; all of it after "during"; its second day or its eve where so said."""
    item, year = item_at(reading, found, "H"), item_at(reading, found, "Y")
    if item is None:
        return None
    if item.value.calendar == "both eids" and not re.search("[iox!O]", found.group()):
        return None  # a person's name
    near = reckoning.day_of(int(year.value), 12, 31) if year else reading.published
    if near is None:
        return unknown(f"{item.word} needs a year or a publication date: give --published")
    feasts = list(calendars.feast_days(item.value, near))
    is_whole = item.value.days > 1 and _is_whole(found, "H")
    days = feasts if is_whole else [(day, day) for day in _days_in(feasts, reading, found, "H")]
    spans = [Span(first, last, "day", "a feast") for first, last in days]
    return reckoning.nearest(spans, near, named=item.word, which="" if year else which_one(reading, found))


def islamic_month(reading: Reading, found: re.Match[str]) -> Span | None:
    """During Ramadan, خلال شهر رمضان 1445; its first day, its eve."""
    item, year = item_at(reading, found, "J"), item_at(reading, found, "Y")
    lead = found.group()[: found.start("J") - found.start()]
    # The names of the other months are given names too.
    if item is None or (item.value != 9 and not re.search("[uUO]", lead)):
        return None
    published = reading.published
    if year is None and published is None:
        return unknown(f"{item.word} needs a year or a publication date: give --published")
    years = [int(year.value)] if year else calendars.hijri_years(published) if published else []
    months = [month for y in years if (month := calendars.hijri_month(y, int(item.value)))]
    if _is_whole(found, "J"):
        spans = [Span(first, last, "month", calendars.HIJRI_REASON) for first, last in months]
    else:
        spans = [reckoning.one_day(day, calendars.HIJRI_REASON) for day in _days_in(months, reading, found, "J")]
    if year or published is None:
        return spans[0] if spans else unknown("no date")
    return reckoning.nearest(spans, published, named=item.word, which=which_one(reading, found))


def _is_whole(found: re.Match[str], group: str) -> bool:
    """Whether all of a feast or month is meant and not one day of it."""
    lead = found.group()[: found.start(group) - found.start()]
    return not found["O"] and "!" not in lead and (group == "J" or bool(re.search("[ixu]", lead)))


def _days_in(
    stretches: Iterable[tuple[date, date]], reading: Reading, found: re.Match[str], group: str
) -> Iterator[date | None]:
    """The day of each stretch that is meant: its second, the one before it, else its first."""
    ordinal = item_at(reading, found, "O")
    is_eve = "!" in found.group()[: found.start(group) - found.start()]
    offset = int(ordinal.value) - 1 if ordinal else -1 if is_eve else 0
    for first, _ in stretches:
        yield reckoning.shift(first, offset)


def islamic_year(year: int) -> Span:
    """A year of the Islamic calendar."""
    first, last = calendars.hijri_month(year, 1), calendars.hijri_month(year, 12)
    return Span(first[0], last[1], "year", calendars.HIJRI_REASON) if first and last else unknown("no date")


def slice_of(reading: Reading, found: re.Match[str]) -> Span | None:
    """The first week of April, the second half of 2023, الأسبوع الأخير من آذار."""
    ordinal, part = item_at(reading, found, "O"), item_at(reading, found, "l")
    month, year = item_at(reading, found, "M"), item_at(reading, found, "Y")
    if part is None or part.value not in ("week", "day", "days", "half", "quarter", "third"):
        return None
    number = int(ordinal.value) if ordinal and ordinal.code == "O" else -1
    name = "days" if part.value == "day" else str(part.value)
    if month is None:
        return reckoning.slice_of(reckoning.year_span(int(year.value)), name, number) if year else None

    def in_year(year: int) -> Span:
        return reckoning.slice_of(reckoning.month_span(year, int(month.value)), name, number)

    if year:
        return in_year(int(year.value))
    return reckoning.without_year(in_year, reading.published, named=month.word, which=which_one(reading, found))
