"""What expressions of days mean: dates, weekdays, yesterday, two days ago, the same night."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from dashboard.events import DatePrecision
from dashboard.reading import calendars, reckoning
from dashboard.reading.date_context import Reading, is_planned, is_single, item_at, lead_value, which_one
from dashboard.reading.date_numbers import Item
from dashboard.reading.reckoning import Span, unknown

_FARTHEST = 60
"""Days from another date within which an event is counted from it."""
_AHEAD = re.compile("[WTMXLiob]|D[^u]")
_EXPLICIT = re.compile(r",[ofi]?c?[WDOMX]")


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
    if last is None or last.lang != "en" or follows not in ("", ",", "%", "<", ">", "-"):
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


def numeric(reading: Reading, found: re.Match[str]) -> Span:
    weekday = item_at(reading, found, "W")
    year, month, day = reading.items[found.end("X") - 1].value[0]
    if 1300 <= year <= 1500 and (hijri := calendars.hijri_to_gregorian(year, month, day)):
        return reckoning.one_day(hijri, calendars.HIJRI_REASON)
    result = reckoning.day_of(year, month, day)
    if result is None:
        return unknown("no date of the calendar")
    return reckoning.one_day(result, reckoning.contradiction(result, weekday.value if weekday else None))


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


def _stands_as_date(reading: Reading, found: re.Match[str]) -> bool:
    """Whether 24/6 is a date and no ratio: after "on", in brackets, at the head of a line."""
    lead = reading.items[found.start() : found.start("S")]
    item, after = reading.items[found.start("S")], reading.codes[found.end("S") : found.end("S") + 2]
    if after[:1] in ("f", "v") and after[1:] not in ("u", "U"):
        return False
    if "." in item.word and (after[:1] == "" or after[0] not in ",%:<>Pp-"):
        return False
    if any((word.code in "isbPut" and word.value != "hour") or word.word.casefold() == "on" for word in lead):
        return True
    before = reading.codes[: found.start()][-3:].rstrip("-_")
    if not before or before[-1] in "%(" or before.endswith("<"):
        return after[:1] in (":", "-", ">", ",", "%", "") or reading.codes[found.end("S")] == "P"
    return item.end - item.start == 5 and after[:1] in ("", "%", ":", ">")


def night_pair(reading: Reading, found: re.Match[str]) -> Span | None:
    """The night from one weekday to the next (ليل الأحد - الإثنين), as two days."""
    first, last = item_at(reading, found, "W1"), item_at(reading, found, "W")
    if first is None or last is None or (int(first.value) + 1) % 7 != last.value:
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=which_one(reading, found))
    if end.start is None:
        return end
    return Span(reckoning.shift(end.start, -1), end.start, "day", end.reason)


def weekday_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From Monday to Wednesday, between Friday night and Saturday, يومي السبت والأحد, Monday and Tuesday."""
    first, last = item_at(reading, found, "W1"), item_at(reading, found, "W")
    if first is None or last is None:
        return None
    days = (int(last.value) - int(first.value)) % 7
    if found["J"] == "&" and days != 1 and not re.search("[Bd]", found.group()):
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=which_one(reading, found))
    return Span(reckoning.shift(end.start, -days), end.end, "day", end.reason) if end.start else end


def weekday_list(reading: Reading, found: re.Match[str]) -> Span | None:
    """Saturday, Sunday and Monday: three or more days that follow one another."""
    items = [item for item in reading.items[found.start() : found.end()] if item.code == "W"]
    if any((int(a.value) + 1) % 7 != b.value for a, b in pairwise(items)):
        return None
    end = reckoning.on_weekday(int(items[-1].value), reading.published, which=which_one(reading, found))
    return Span(reckoning.shift(end.start, 1 - len(items)), end.end, "day", end.reason) if end.start else end


def weekday_of_week(reading: Reading, found: re.Match[str]) -> Span | None:
    """On Monday of last week; Tuesday last week."""
    weekday = item_at(reading, found, "W")
    unit = item_at(reading, found, "u") or item_at(reading, found, "U")
    if weekday is None or unit is None or unit.value != "week":
        return None
    which = which_one(reading, found) or which_one(reading, found, "B") or "current"
    monday = reckoning.named_unit("week", which, reading.published)
    if monday.start is None:
        return monday
    return reckoning.one_day(reckoning.shift(monday.start, int(weekday.value)), monday.reason)


def weekday(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "W")
    if item is None or (item.code == "w" and not _is_short_weekday(reading, found)):
        return None
    if reading.codes[found.start() - 1 : found.start()] == "z" or reading.codes[found.end() : found.end() + 1] == "Z":
        return None
    which = which_one(reading, found) or which_one(reading, found, "B")
    if which == "current" and is_planned(reading, found.start()):
        which = "next"
    return reckoning.on_weekday(int(item.value), reading.published, which=which)


def _is_short_weekday(reading: Reading, found: re.Match[str]) -> bool:
    """Whether "Sat" or "Sun." is a day: after "on" and the like, before a mark, an hour or a part of the day."""
    at = found.start("W")
    before, after = reading.codes[:at][-1:], reading.codes[at + 1 : at + 2]
    if before == "c":
        return False
    is_stopped = reading.items[at].end - reading.items[at].start > len(reading.items[at].word)
    return is_stopped or before in tuple("obsLNCtP<") or (after != "" and after in ",IPpX9><")


def relative(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "T")
    if item is None or not _is_relative_day(reading, found, item):
        return None
    first, last = item.value
    weekday = item_at(reading, found, "W")
    published = reading.published
    if published is None:
        return unknown(f"{item.word or 'this'} needs a publication date: give --published")
    start, end = reckoning.shift(published, first), reckoning.shift(published, last)
    if start is None or end is None:
        return unknown("outside the calendar")
    if weekday and (first, last) == (-1, 0):
        return _overnight(reading, item, int(weekday.value))
    if weekday and weekday.value not in (start.weekday(), end.weekday()):
        which = "next" if first > 0 else ""
        told = reckoning.on_weekday(int(weekday.value), published, which=which, strictly=first < 0)
        return replace(told, reason=f"{told.reason}; {start} is none")
    night = lead_value(reading, found, "P") == "night"
    reason = f"the night of {start}" if night else f"reckoned from {published}"
    return Span(start, end, reckoning.precision_of(last - first), reason)


def _overnight(reading: Reading, item: Item, weekday: int) -> Span:
    """Overnight into Tuesday: the night that ends on it; overnight on Tuesday: the one that begins, if it is over."""
    told = reckoning.on_weekday(weekday, reading.published)
    if told.start is None:
        return told
    is_end = item.word.casefold().endswith("into") or told.start == reading.published
    first = reckoning.shift(told.start, -1 if is_end else 0)
    return Span(first, reckoning.shift(first, 1), "day", told.reason) if first else unknown("outside the calendar")


def _is_relative_day(reading: Reading, found: re.Match[str], item: Item) -> bool:
    """Not "twice in the day", "the third day", "until today", nor a channel called Today."""
    start, end = found.start(), found.end()
    if item.word.endswith(("يوم", "الليلة")) and not found["W"]:
        if re.match(r"O|_?[D80]", reading.codes[end : end + 2]):
            return False
        before = reading.items[found.start("T") - 1] if found.start("T") else None
        if before and before.code == "i":
            return False
    if item.word == "Today" and start:
        before = reading.items[start - 1]
        return not (before.code == "_" and before.word[:1].isupper())
    return True


def ago(reading: Reading, found: re.Match[str]) -> Span | None:
    """Two days ago, قبل يومين, منذ ثلاثة أيام; "two days earlier" counts from the date before it."""
    counted = _counted(reading, found)
    if counted is None or reading.codes[found.end() : found.end() + 1] == "v":
        return None
    if counted[1] == "minute" and "s" in found.group():
        return None
    count, unit = counted
    joint = found.groupdict().get("K")
    if joint in ("e", "k"):
        if _EXPLICIT.match(reading.codes, found.end()):
            return None
        if unit not in reckoning.DAYS_OF_UNIT or reading.day is None or reading.day.start is None:
            return None
        days = count * reckoning.DAYS_OF_UNIT[unit] * (-1 if joint == "e" else 1)
        return reckoning.one_day(reckoning.shift(reading.day.start, days), "from the date named before")
    if "s" in found.group() and unit in ("month", "year"):
        return replace(reckoning.ago(count, unit, reading.published), reason="a stretch of time")
    return reckoning.ago(count, unit, reading.published)


def vaguely_ago(reading: Reading, found: re.Match[str]) -> Span | None:
    """A few days ago, قبل عدة أسابيع; but not "days before the attack"."""
    unit = item_at(reading, found, "u")
    if unit is None or reading.codes[found.end() : found.end() + 1] == "v":
        return None
    if is_single(unit):
        return None
    return reckoning.vaguely_ago(str(unit.value), reading.published)


def weekend(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "E")
    if item is None:
        return None
    which = which_one(reading, found) or which_one(reading, found, "B")
    if which == "current":
        which = "next" if is_planned(reading, found.start()) else ""
    return reckoning.weekend(item.value, which, reading.published)


def _counted(reading: Reading, found: re.Match[str]) -> tuple[int, str] | None:
    both = item_at(reading, found, "V") if "V" in found.groupdict() else None
    if both:
        return int(both.value[0]), str(both.value[1])
    unit = item_at(reading, found, "u")
    if unit is None:
        return None
    number = item_at(reading, found, "n")
    if number is None and not is_single(unit):
        return None
    return (int(number.value) if number else 1), str(unit.value)


def counted_from(reading: Reading, found: re.Match[str]) -> Span | None:
    """A day after B: the day of B where the sentence has said its own, else the day reckoned from B's.

    "They came on Sunday, a day after the raid" dates the raid; "A day after the raid, they came" and "they left a day
    after it fell on Wednesday" date what was told.
    """
    counted = _counted(reading, found)
    joint = reading.items[found.end() - 1]
    if counted is None or (joint.code == "e" and joint.word.casefold() == "earlier"):
        return None
    days = counted[0] * reckoning.DAYS_OF_UNIT.get(counted[1], 0)
    if not 0 < days <= _FARTHEST:
        return None
    is_after = "h" in found.group()
    ahead = None if _has_day_in_sentence(reading, found.start()) else _day_ahead(reading, found.end())
    base = ahead or (reading.day.start if reading.day else None)
    if base is None:
        return None
    is_told = ahead is not None or _opens(reading, found.start())
    return reckoning.one_day(reckoning.shift(base, days if is_after == is_told else -days), "counted from a date named")


def _has_day_in_sentence(reading: Reading, position: int) -> bool:
    return reading.single is not None and "%" not in reading.codes[reading.single_at : position]


def _day_ahead(reading: Reading, position: int) -> date | None:
    """The day named within a few words, in the same clause."""
    for at in range(position, min(position + 5, len(reading.codes))):
        if reading.codes[at] in "%,":
            return None
        span = reading.read_at(at) if at > position and _AHEAD.match(reading.codes, at) else None
        if span is not None:
            return span.start if span.precision == "day" else None
    return None


def counted_on(reading: Reading, found: re.Match[str]) -> Span | None:
    """Three days after that (وبعدها بثلاثة أيام): counted from the date named last."""
    counted, previous = _counted(reading, found), reading.day
    if counted is None or counted[1] not in reckoning.DAYS_OF_UNIT or previous is None or previous.end is None:
        return None
    days = counted[0] * reckoning.DAYS_OF_UNIT[counted[1]]
    return reckoning.one_day(
        reckoning.shift(previous.end, days if found.group()[0] == "4" else -days), "counted from the date named before"
    )


def _opens(reading: Reading, position: int) -> bool:
    """Whether an expression stands at the head of its sentence, or in Arabic of its clause (وقبل يومين من الهجوم)."""
    before = reading.codes[max(0, position - 1) : position]
    return before in ("", "%", "&") or (before == '"' and position < 2)


def anaphor(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "R")
    if item is None:
        return None
    previous = reading.day
    if previous is None or previous.end is None or previous.precision != "day":
        return unknown("no date before it in the text")
    return reckoning.one_day(reckoning.shift(previous.end, int(item.value)), "from the date named before")


def part_of_day(reading: Reading, found: re.Match[str]) -> Span | None:
    """At noon, مساءً: of the last single day that was named and is not to come, else of the report's own.

    "Since dawn" without a day in its sentence is of the report's own.
    """
    part = item_at(reading, found, "p")
    is_since = part is not None and part.value == "since"
    if reading.single is not None and (not is_since or _has_day_in_sentence(reading, found.start())):
        return replace(reading.single, reason="the day named before")
    if reading.published is None:
        return unknown("a part of the day needs a publication date: give --published")
    return reckoning.one_day(reading.published, "the report's own day")


def undated(reading: Reading, found: re.Match[str]) -> Span:  # noqa: ARG001
    return unknown("the text says that no date is known")


def ever_since(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    previous, published = reading.day, reading.published
    if not (previous and previous.start and previous.precision == "day" and published) or previous.start > published:
        return None
    if (published - previous.start).days > 31:
        return None
    precision: DatePrecision = "week" if (published - previous.start).days > 3 else "day"
    return Span(previous.start, published, precision, f"from the date named before to {published}")
