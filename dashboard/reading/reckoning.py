"""What the words of a date mean as calendar days: years, months, weekdays and relative days reckoned out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.events import DatePrecision

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HABIT = "a habit, not a day"
OF_ANOTHER = "counted from a date named"
"""The reason of the day of what was before or after: nothing else is dated by it."""
DAYS_OF_UNIT = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included; None and a reason in words where they can't be told."""

    start: date | None
    end: date | None
    precision: DatePrecision = "day"
    reason: str = ""


def unknown(reason: str) -> Span:
    return Span(None, None, "unknown", reason)


def one_day(day: date | None, reason: str = "") -> Span:
    return Span(day, day, "day", reason) if day else unknown("outside the calendar")


def shift(day: date, days: int) -> date | None:
    """The day so many days later; None outside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def day_of(year: int, month: int, day: int) -> date | None:
    """That day; None if the calendar has none, as 31 February."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def contradiction(day: date, weekday: int | None) -> str:
    """What to tell where a weekday was named and the day is another; empty where they agree."""
    return f"but {day} is a {WEEKDAYS[day.weekday()]}" if weekday not in (None, day.weekday()) else ""


def month_span(year: int, month: int, portion: str = "", reason: str = "") -> Span:
    """A month, or its first, second or last third for the portions early, mid and late."""
    if not 1 <= year <= 9999:
        return unknown("outside the calendar")
    last = monthrange(year, month)[1]
    first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(portion, (1, last))
    return Span(date(year, month, first_day), date(year, month, last_day), "month", reason)


def year_span(year: int, portion: str = "", reason: str = "") -> Span:
    """A year, or its first, middle or last third for the portions early, mid and late."""
    if not 1 <= year <= 9999:
        return unknown("outside the calendar")
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(portion, (1, 12))
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]), "year", reason)


def season_span(year: int, months: tuple[int, int]) -> Span:
    """The months of a season; a winter is that which begins in the year."""
    first, last = months
    end_year = year + (last < first)
    if end_year > 9999:
        return unknown("outside the calendar")
    return Span(date(year, first, 1), date(end_year, last, monthrange(end_year, last)[1]), "year", "a season")


def slice_of(span: Span, slice_name: str, number: int) -> Span:
    """The first, second, ... (-1: last) week, half, quarter, third or days of a month or year."""
    if span.start is None or span.end is None:
        return span
    is_month = span.precision == "month"
    days = (span.end - span.start).days + 1
    if slice_name == "week" and is_month:
        first = days - 6 if number < 0 else 7 * (number - 1) + 1
        last = min(first + 6, days)
    elif slice_name == "days" and is_month:
        first, last = (days - 9, days) if number < 0 else (1, 5)
    else:
        parts = {"half": 2, "quarter": 4, "third": 3}.get(slice_name, 0)
        part = parts if number < 0 else number
        if not 1 <= part <= parts:
            return unknown(f"no such {slice_name}")
        return _part_of_year(span.start, part, parts) if not is_month else _part_of_month(span, part, parts)
    start, end = shift(span.start, first - 1), shift(span.start, last - 1)
    if not (start and end and 1 <= first <= days):
        return unknown(f"no such {slice_name}")
    return Span(start, end, "week", span.reason)


def _part_of_month(span: Span, part: int, parts: int) -> Span:
    if span.start is None or span.end is None:
        return span
    size = {2: 15, 3: 10, 4: 7}[parts]
    last = span.end if part == parts else shift(span.start, size * part - 1)
    return Span(shift(span.start, size * (part - 1)), last, "month", span.reason)


def _part_of_year(start: date, part: int, parts: int) -> Span:
    months = 12 // parts
    last_month = part * months
    last = date(start.year, last_month, monthrange(start.year, last_month)[1])
    return Span(date(start.year, last_month - months + 1, 1), last, "year")


def precision_of(days: int) -> DatePrecision:
    """The precision of a stretch of so many days: as the shortest unit that holds it."""
    return "day" if days <= 3 else "week" if days <= 10 else "month" if days <= 62 else "year"


def on_weekday(weekday: int, published: date | None, *, which: str = "", strictly: bool = False) -> Span:
    """The weekday that a report means: its own day if it is one, else the last; `which` is last, next or nothing.

    `strictly` leaves the report's own day out.
    """
    name = WEEKDAYS[weekday]
    if published is None:
        return unknown(f"{name} needs a publication date: give --published")
    back = (published.weekday() - weekday) % 7
    if which == "next":
        return one_day(shift(published, (7 - back) or 7), f"the {name} after {published}")
    if (which == "last" or strictly) and back == 0:
        back = 7
    return one_day(shift(published, -back), f"the {name} on or before {published}")


def without_year(
    build: Callable[[int], Span],
    published: date | None,
    *,
    named: str,
    which: str = "",
    weekday: int | None = None,
) -> Span:
    """The span of the year that a date without one means.

    The latest that has begun by `published`, the first after it for `which` = next, the report's own year for
    `which` = current. A weekday that agrees with just one near year decides.
    """
    if published is None:
        return unknown(f"{named} needs a year or a publication date: give --published")
    years = [year for year in range(published.year - 8, published.year + 9) if 1 <= year <= 9999]
    return nearest(map(build, years), published, named=named, which=which, weekday=weekday)


def nearest(spans: Iterable[Span], published: date, *, named: str, which: str = "", weekday: int | None = None) -> Span:
    """Of the spans that an expression may mean, the oldest first, the one that `without_year` speaks of."""
    spans = [span for span in spans if span.start is not None]
    if not spans:
        return unknown(f"{named} is no date")
    if which == "current":
        return _with_reason(min(spans, key=lambda span: _distance(span, published)), f"nearest to {published}")
    if weekday is not None:
        near = [s for s in spans if s.start and s.start.weekday() == weekday and -370 <= _ahead(s, published) <= 100]
        if near:
            best = min(near, key=lambda span: _distance(span, published))
            return _with_reason(best, f"the year whose {named} is a {WEEKDAYS[weekday]}")
    past = [span for span in spans if _ahead(span, published) <= 0]
    future = [span for span in spans if _ahead(span, published) > 0]
    if which == "next" and future and _ahead(future[0], published) < 330:
        return _with_reason(future[0], f"the first after {published}")
    if which == "last":
        past = [span for span in past if span.end and span.end < published] or past
    if past:
        return _with_reason(past[-1], f"the latest not after {published}")
    return unknown(f"{named} has no year near {published}")


def _with_reason(span: Span, reason: str) -> Span:
    return Span(span.start, span.end, span.precision, reason)


def _ahead(span: Span, published: date) -> int:
    return (span.start - published).days if span.start else 0


def _distance(span: Span, published: date) -> int:
    return abs(_ahead(span, published))


def ago(count: int, unit: str, published: date | None) -> Span:
    """So many days, weeks, months or years before the report; as precise as its unit."""
    if published is None:
        return unknown(f"{count} {unit} ago needs a publication date: give --published")
    reason = f"{count} {unit}{'s' if count > 1 else ''} before {published}"
    if unit == "minute":
        return one_day(published, reason)
    if unit == "hour":
        first = shift(published, -(count // 24) - (1 if count % 24 >= 12 else 0))
        return Span(first, published, "day", reason) if first else unknown("outside the calendar")
    if unit == "day":
        return one_day(shift(published, -count), reason)
    if unit == "week":
        day = shift(published, -7 * count)
        first, last = (shift(day, -3), shift(day, 3)) if day else (None, None)
        if not (first and last):
            return unknown("outside the calendar")
        return Span(first, min(last, published), "week", reason)
    if unit == "month":
        index = published.year * 12 + published.month - 1 - count
        return month_span(index // 12, index % 12 + 1, reason=reason)
    return year_span(published.year - count, reason=reason)


_VAGUE = {"day": (-7, -2), "week": (-56, -14), "month": (-365, -60)}


def vaguely_ago(unit: str, published: date | None) -> Span:
    """Some days, weeks or months before the report, none counted: from two of them to a week, eight weeks, a year."""
    if published is None:
        return unknown(f"some {unit}s ago needs a publication date: give --published")
    if unit in ("hour", "minute"):
        return one_day(published, f"some {unit}s before {published}")
    if unit not in _VAGUE:
        return unknown(f"some {unit}s ago")
    first, last = (shift(published, days) for days in _VAGUE[unit])
    precision = precision_of(-_VAGUE[unit][0])
    return Span(first, last, precision, f"some {unit}s before {published}") if first and last else unknown("no date")


def weekend(days: tuple[int, int], which: str, published: date | None) -> Span:
    """The last weekend that has begun, the one before that for `which` = last on its own days, or the next."""
    if published is None:
        return unknown("the weekend needs a publication date: give --published")
    back = (published.weekday() - days[0]) % 7
    if which == "next":
        back -= 7
    elif which == "last" and back <= (days[1] - days[0]) % 7:
        back += 7
    first = shift(published, -back)
    last = shift(first, (days[1] - days[0]) % 7) if first else None
    return Span(first, last, "day", f"the weekend near {published}") if first and last else unknown("no date")


def named_unit(unit: str, which: str, published: date | None, *, portion: str = "") -> Span:
    """Last, this or next week (Monday to Sunday), month or year; this one ends with the report unless ahead."""
    if published is None:
        return unknown(f"{which} {unit} needs a publication date: give --published")
    step = {"last": -1, "current": 0, "next": 1}[which]
    reason = f"{which} {unit}, reckoned from {published}"
    if unit == "day":
        return one_day(shift(published, step), reason)
    if unit == "week":
        monday = shift(published, 7 * step - published.weekday())
        sunday = shift(monday, 6) if monday else None
        span = Span(monday, sunday, "week", reason) if monday and sunday else unknown("outside the calendar")
        if portion and monday and sunday:
            first, last = {"early": (0, 2), "mid": (2, 4), "late": (3, 6)}[portion]
            return Span(shift(monday, first), shift(monday, last), "week", reason)
    elif unit == "month":
        index = published.year * 12 + published.month - 1 + step
        span = month_span(index // 12, index % 12 + 1, portion, reason)
    else:
        span = year_span(published.year + step, portion, reason)
    if which == "current" and not portion and span.start and span.end and span.start <= published < span.end:
        return Span(span.start, published, span.precision, reason)
    return span


def past_stretch(count: int, unit: str, published: date | None) -> Span:
    """The last so many days, weeks, months or years, up to the report."""
    if published is None:
        return unknown(f"the last {count} {unit}s need a publication date: give --published")
    days = count * {"minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}[unit]
    if unit == "hour":
        days = max(1, -(-count // 24))
    first = shift(published, -days)
    if first is None:
        return unknown("outside the calendar")
    return Span(first, published, precision_of(days), f"the {count} {unit}s up to {published}")
