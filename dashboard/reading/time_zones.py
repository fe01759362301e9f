"""The time zone that a report's days are reckoned in, and the day on which it was published there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.errors import ReportError
from dashboard.settings import TIME_ZONE


def report_time_zone(named: str | None = None) -> str:
    """The zone named for a report, else that of DAWRIYA_TIME_ZONE, else Asia/Damascus.

    Raises ReportError, SettingsError.
    """
    if not named:
        return TIME_ZONE.value()
    try:
        ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ReportError(f"There is no time zone {named!r}. Name one such as Asia/Damascus or UTC.") from error
    return named


def published_day(value: Any, time_zone: str | None = None) -> date | None:
    """The day of "2024-05-11" or, in the report's time zone, of "2024-05-11T22:30:00Z"; None for nothing.

    Raises ValueError if it is neither, ReportError if the time zone is none.
    """
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return date.fromisoformat(str(value)[:10])
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(ZoneInfo(report_time_zone(time_zone))).date()
