"""What dates by their number mean: 3 May, 3-5 May, 24/6, 2024-05-03, the fifth of this month."""

from __future__ import annotations

import re

from dashboard.reading import calendars, reckoning
from dashboard.reading.date_context import Reading, item_at, which_one, year_named
from dashboard.reading.date_numbers import Item
from dashboard.reading.reckoning import Span, unknown

_SUBJECTS = ("it", "they", "he", "she", "the", "a", "an", "two", "three")
_NUMBERED = (
    "Army",
    "Corps",
    "Division",
    "Brigade",
    "Regiment",
    "Battalion",
    "Street",
    "Avenue",
    "Fleet",
    "Floor",
    "Day",
)
"""What "On the 16th" may be of, and is no day: an army corps, a street."""


def calendar_day(reading: Reading, found: re.Match[str]) -> Span | None:
    month = item_at(reading, found, "M") or item_at(reading, found, "M2")
    day = item_at(reading, found, "D") or item_at(reading, found, "D2")
    if month is None or day is None:
        return None
    if found["M2"] and not _is_month_first(reading, found, month):
        return None
    weekday = item_at(reading, found, "W")
    year = item_at(reading, found, "Y")
    return _day_span(
        reading,
        month=month,
        day=int(day.value),
        year=int(year.value) if year else None,
        weekday=int(weekday.value) if weekday else None,
        which=which_one(reading, found),
    )


def _is_month_first(reading: Reading, found: re.Match[str], month: Item) -> bool:
    """January 27, but neither "in March 12 people died" nor Arabic, which puts the day first."""
    if month.lang != "en":
        return False
    follows = reading.codes[found.end() : found.end() + 1]
    is_in = found.group().startswith("i")
    return not (is_in and follows == "_" and not found["Y"])


def _day_span(reading: Reading, *, month: Item, day: int, year: int | None, weekday: int | None, which: str) -> Span:
    named = f"{day} {month.word or month.value}"
    if month.code == "J":
        return _islamic_day(reading, month=month, day=day, year=year, which=which)
    if year is None and which == "same" and reading.previous and reading.previous.start:
        year = reading.previous.start.year
    if year is not None:
        found = reckoning.day_of(year, int(month.value), day)
        if found is None:
            return unknown(f"{named} {year} is no date")
        return reckoning.one_day(found, reckoning.contradiction(found, weekday))

    def in_year(year: int) -> Span:
        return reckoning.one_day(reckoning.day_of(year, int(month.value), day))

    return reckoning.without_year(in_year, reading.published, named=named, which=which, weekday=weekday)


def _islamic_day(reading: Reading, *, month: Item, day: int, year: int | None, which: str) -> Span:
    """A day of the Islamic calendar; without a year the latest not after the report."""
    if year is not None:
        told = calendars.hijri_to_gregorian(year, int(month.value), day)
        return reckoning.one_day(told, calendars.HIJRI_REASON) if told else unknown("no date")
    if reading.published is None:
        return unknown(f"{day} {month.word} needs a year or a publication date: give --published")
    years = calendars.hijri_years(reading.published)
    days = [calendars.hijri_to_gregorian(year, int(month.value), day) for year in years]
    named = f"{day} {month.word}"
    return reckoning.nearest(map(reckoning.one_day, days), reading.published, named=named, which=which)


def day_of_last_year(reading: Reading, found: re.Match[str]) -> Span | None:
    """On 5 May last year, في 5 أيار من العام الماضي."""
    year = year_named(reading, found)
    month = item_at(reading, found, "M") or item_at(reading, found, "M2")
    day = item_at(reading, found, "D") or item_at(reading, found, "D2")
    if year is None or month is None or day is None or month.code == "J":
        return None
    return _day_span(reading, month=month, day=int(day.value), year=year, weekday=None, which="")


def week_of(reading: Reading, found: re.Match[str]) -> Span | None:
    """In the week of 6 May: from that day on."""
    unit, day = item_at(reading, found, "u"), calendar_day(reading, found)
    if unit is None or unit.value != "week" or day is None or day.start is None:
        return None
    return Span(day.start, reckoning.shift(day.start, 6), "week", day.reason)


def week_to(reading: Reading, found: re.Match[str]) -> Span | None:
    """The week to 23 October: that day and the six before it."""
    unit = item_at(reading, found, "u")
    last = calendar_day(reading, found) if unit and unit.value == "week" and unit.lang == "en" else None
    if last is None or last.end is None:
        return None
    return Span(reckoning.shift(last.end, -6), last.end, "week", last.reason)


def day_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From one day to another: 25 August to 17 September 2022, 20–26 January, May 3-5, between 3 and 5 May."""
    groups = {name: item_at(reading, found, name) for name in found.groupdict() if name != "A"}
    last_month, first_day, last_day = groups["M"], groups["D1"], groups["D"]
    if not (last_month and first_day and last_day) or (found.groupdict().get("X") and last_month.lang != "en"):
        return None
    joint = found["J"]
    if joint == "&" and not re.search("[Bd]", found.group()) and groups.get("M1"):
        return None
    year = int(groups["Y"].value) if groups["Y"] else None
    which = which_one(reading, found)
    weekday = groups.get("W")
    last = _day_span(
        reading,
        month=last_month,
        day=int(last_day.value),
        year=year,
        weekday=int(weekday.value) if weekday else None,
        which=which,
    )
    if last.end is None:
        return last
    first_month = groups.get("M1") or last_month
    first_year = groups.get("Y1")
    start_year = int(first_year.value) if first_year else last.end.year - (first_month.value > last_month.value)
    first = reckoning.day_of(start_year, int(first_month.value), int(first_day.value))
    if first is None or first > last.end:
        return None
    return Span(first, last.end, "day", last.reason)


def listed_ordinals(reading: Reading, found: re.Match[str]) -> Span | None:
    """On the 7th; on the 22nd and 23rd: of the month that makes it the latest not after the report."""
    follows = reading.codes[found.end() : found.end() + 1]
    first, last = item_at(reading, found, "D1"), item_at(reading, found, "D")
    if last is None or last.lang != "en":
        return None
    if follows not in ("", ",", "%", "<", ">", "-", "&") and not _is_day_before_subject(reading, found):
        return None
    named = f"the {last.value}{'' if first is None else ' and the day before'}"
    published = reading.published
    if published is None:
        return unknown(f"{named} needs a month or a publication date: give --published")
    for months_back in range(13):
        index = published.year * 12 + published.month - 1 - months_back
        end = reckoning.day_of(index // 12, index % 12 + 1, int(last.value))
        if end and end <= published:
            start = reckoning.day_of(end.year, end.month, int((first or last).value))
            return Span(start, end, "day", f"the latest not after {published}") if start and start <= end else None
    return None


def _is_day_before_subject(reading: Reading, found: re.Match[str]) -> bool:
    """Whether who did something stands right after "On the 16th" at the head of a sentence: neither floor nor Corps."""
    lead, following = reading.items[found.start()], reading.items[found.end() : found.end() + 1]
    word = following[0].word if following else ""
    return lead.word == "On" and word not in _NUMBERED and (word[:1].isupper() or word in _SUBJECTS)


def day_of_month(reading: Reading, found: re.Match[str]) -> Span | None:
    """The fifteenth of this month (في الخامس عشر من الشهر الجاري)."""
    day, unit = item_at(reading, found, "D"), item_at(reading, found, "U") or item_at(reading, found, "u")
    if day is None or unit is None or unit.value != "month":
        return None
    which = which_one(reading, found) if found["A"] else which_one(reading, found, "B")
    month = reckoning.named_unit("month", which, reading.published)
    if month.start is None:
        return month
    told = reckoning.day_of(month.start.year, month.start.month, int(day.value))
    return reckoning.one_day(told, month.reason) if told else unknown(f"{month.start:%Y-%m} has no day {day.value}")


def day_of_same_month(reading: Reading, found: re.Match[str]) -> Span | None:
    """On the 29th of the same month, وفي 21 منه: of that of the day or month named before, else of the report's."""
    first, day, last = item_at(reading, found, "D1"), item_at(reading, found, "D"), reading.items[found.end() - 1]
    known = reading.previous.start if reading.previous and reading.previous.precision != "year" else None
    is_plain = last.code in "Uu"  # "on the 19th of the month"
    before = known or (reading.published if is_plain else None)
    if before is None or (is_plain and last.value != "month"):
        return None
    if day is None:
        if last.word.endswith("منه"):
            return None
        return reckoning.month_span(before.year, before.month, reason="the month named before")
    until = reckoning.day_of(before.year, before.month, int(day.value))
    since = reckoning.day_of(before.year, before.month, int(first.value)) if first else until
    if until is None or since is None or since > until:
        return None
    return Span(since, until, reckoning.precision_of((until - since).days), "of the month named before")


def day_of_this_month(reading: Reading, found: re.Match[str]) -> Span | None:
    """On the 13th of this month as Arabic says it for short: في 13 الجاري."""
    day, which = item_at(reading, found, "D"), item_at(reading, found, "A")
    if day is None or which is None or which.lang != "ar" or which.word.startswith("هذ"):
        return None
    month = reckoning.named_unit("month", which_one(reading, found), reading.published)
    if month.start is None:
        return month
    return reckoning.one_day(reckoning.day_of(month.start.year, month.start.month, int(day.value)), month.reason)


def numeric(reading: Reading, found: re.Match[str]) -> Span:
    weekday = item_at(reading, found, "W")
    year, month, day = reading.items[found.end("X") - 1].value[0]
    if 1300 <= year <= 1500 and (hijri := calendars.hijri_to_gregorian(year, month, day)):
        return reckoning.one_day(hijri, calendars.HIJRI_REASON)
    result = reckoning.day_of(year, month, day)
    if result is None:
        return unknown("no date of the calendar")
    return reckoning.one_day(result, reckoning.contradiction(result, weekday.value if weekday else None))


def numeric_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """30/04/2024 - 02/05/2024, from 30/04 until 02/05/2024."""
    first, last = item_at(reading, found, "S1"), item_at(reading, found, "S")
    if first is None or last is None or (found["J"] == "&" and not re.search("[Bd]", found.group())):
        return None
    year, month, day = last.value[0]
    end = reckoning.day_of(year, month, day)
    if first.code == "9":
        start = reckoning.day_of(year - (first.value[2] > month), first.value[2], first.value[0])
    else:
        start = reckoning.day_of(*first.value[0])
    return Span(start, end, "day") if start and end and start <= end else None


def spelt_month(reading: Reading, found: re.Match[str]) -> Span | None:
    """22-Mar-2024, 22/Mar/24: with one mark between day, month and year."""
    day, month, year = (item_at(reading, found, name) for name in ("D", "M", "Y"))
    if day is None or month is None or year is None:
        return None
    told = int(year.value) if year.code == "Y" else 2000 + int(year.value)
    return _day_span(reading, month=month, day=int(day.value), year=told, weekday=None, which="")


def short_date(reading: Reading, found: re.Match[str]) -> Span | None:
    """24/6, 6-7/6 and Wed 24/6 where the words or marks about it say that a date is meant; the day first."""
    item, weekday = item_at(reading, found, "S"), item_at(reading, found, "W")
    if item is None:
        first, last = item_at(reading, found, "D"), item_at(reading, found, "M")
        value = (first.value, first.value, last.value) if first and last and last.value <= 12 else None
    else:
        value = item.value if weekday or _stands_as_date(reading, found) else None
    return _short_span(reading, value, value, weekday, which_one(reading, found)) if value else None


def short_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From 29/4 to 2/5."""
    first, last = item_at(reading, found, "S1"), item_at(reading, found, "S")
    if first is None or last is None or (found["J"] == "&" and not re.search("[Bd]", found.group())):
        return None
    if not re.search("[vB]", found.group()) and not _begins_line(reading, found.start()):
        return None
    return _short_span(reading, first.value, last.value, None, which_one(reading, found))


def _short_span(
    reading: Reading,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    weekday: Item | None,
    which: str,
) -> Span | None:
    named = f"{last[1]}/{last[2]}"

    def in_year(year: int) -> Span:
        return reckoning.one_day(reckoning.day_of(year, last[2], last[1]))

    day = int(weekday.value) if weekday else None
    end = reckoning.without_year(in_year, reading.published, named=named, which=which, weekday=day)
    if end.end is None:
        return end
    start = reckoning.day_of(end.end.year - (first[2] > last[2]), first[2], first[0])
    return Span(start, end.end, "day", end.reason) if start and start <= end.end else None


def _begins_line(reading: Reading, position: int) -> bool:
    """Whether nothing but a dash or a bullet stands before in its line or bracket."""
    while position and reading.codes[position - 1] in "-_" and not reading.items[position - 1].word[:1].isalnum():
        position -= 1
    return position == 0 or reading.codes[position - 1] in "%<"


def _stands_as_date(reading: Reading, found: re.Match[str]) -> bool:
    """Whether 24/6 is a date and no ratio: after "on", in brackets, at the head of a line."""
    lead = reading.items[found.start() : found.start("S")]
    item, after = reading.items[found.start("S")], reading.codes[found.end("S") : found.end("S") + 2]
    if after[:1] in ("f", "v") and after[1:] not in ("u", "U"):
        return False
    bar = reading.items[found.end("S") : found.end("S") + 1]
    if bar and bar[0].word == "|" and _begins_line(reading, found.start()):
        return True
    if "." in item.word and (after[:1] == "" or after[0] not in ",%:<>Pp-"):
        return False
    if any((word.code in "isbPu" and word.value != "hour") or word.word.casefold() == "on" for word in lead):
        return True
    if _begins_line(reading, found.start()):
        return after[:1] in (":", "-", ">", ",", "%", "") or reading.codes[found.end("S")] == "P"
    before = reading.codes[max(0, found.start() - 2) : found.start()]
    if "/" in item.word and before[-1:] == "," and before[:1] not in ("9", "D", "0", "8") and after[:1] in (",", ":"):
        return True  # "patrolled to Ansongo, 31/10, without contact"
    return item.end - item.start == 5 and after[:1] in ("", "%", ":", ">")
