"""Calendars other than plain dates: Islamic days as Gregorian ones, Easter, and the days of feasts.

Islamic dates are converted by the tables of Umm al-Qura (hijridate): they are the civil calendar of Saudi Arabia and
what most announcements of feasts follow, where the tabular calendar is a day off every third month. Outside the years
that the tables cover (1343 to 1500) the tabular calendar is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Hijri

CALENDARS = ("gregorian", "hijri", "easter", "orthodox easter", "both eids")
HIJRI_REASON = "Umm al-Qura calendar, a day either way where the moon was seen otherwise"
_TABLES = range(1343, 1501)
_EASTERS = range(1600, 2400)


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast of so many days: a day of a month, or (month 0) so many days after Easter Sunday."""

    calendar: str
    month: int
    day: int
    days: int


_EIDS = (Feast("hijri", 10, 1, 3), Feast("hijri", 12, 10, 4))


def hijri_to_gregorian(year: int, month: int, day: int) -> date | None:
    """A day of the Islamic calendar, a day off what was seen in some countries; None if it is no date."""
    if not (1 <= year <= 2000 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    if year in _TABLES:
        first = Hijri(year, month, 1)
        start = date.fromordinal(first.to_gregorian().toordinal())
        return start + timedelta(day - 1) if day <= first.month_length() else None
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
    return date(622, 7, 19) + timedelta(days)


def hijri_month(year: int, month: int) -> tuple[date, date] | None:
    """First and last day of a month of the Islamic calendar."""
    first = hijri_to_gregorian(year, month, 1)
    after = hijri_to_gregorian(year + month // 12, month % 12 + 1, 1)
    return (first, after - timedelta(1)) if first and after else None


def hijri_years(day: date) -> range:
    """The Islamic years that begin within nine years of a day."""
    near = round((day.year - 622) * 1.0307)
    return range(max(1, near - 9), max(1, near + 10))


def easter(year: int, *, orthodox: bool = False) -> date:
    """Easter Sunday, by the method of Meeus; the orthodox one as a Gregorian date (13 days on until 2099)."""
    if orthodox:
        moon = (19 * (year % 19) + 15) % 30
        weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
        month, day = divmod(moon + weekday + 114, 31)
        return date(year, month, day + 1) + timedelta(year // 100 - year // 400 - 2)
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    correction = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def feast_days(feast: Feast, published: date) -> Iterator[tuple[date, date]]:
    """First and last day of a feast in each year within eight of the report's, the oldest first."""
    if feast.calendar == "both eids":
        yield from sorted(day for eid in _EIDS for day in feast_days(eid, published))
        return
    years = hijri_years(published) if feast.calendar == "hijri" else range(published.year - 8, published.year + 9)
    for year in years:
        first = _feast_start(feast, year)
        if first is not None:
            yield first, first + timedelta(feast.days - 1)


def _feast_start(feast: Feast, year: int) -> date | None:
    if feast.calendar == "hijri":
        return hijri_to_gregorian(year, feast.month, feast.day)
    if year not in _EASTERS:
        return None
    if feast.calendar == "gregorian":
        return date(year, feast.month, feast.day)
    return easter(year, orthodox=feast.calendar == "orthodox easter") + timedelta(feast.day)
