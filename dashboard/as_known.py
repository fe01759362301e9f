"""A moment of the past as filters name it: a day, which means its end in UTC, or a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from dashboard.errors import FilterError

WORD = "as-known-on"

KnownOn = date | datetime
"""A day, or a time in UTC that says so."""


def read_known_on(value: str) -> KnownOn | None:
    """The moment that a filter's word says, None for no word; a time without a zone is UTC. Raises FilterError."""
    if not value:
        return None
    try:
        if len(value) == len("2026-05-01"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FilterError(f"{WORD} {value!r} is no moment. Write it as 2026-05-01 or 2026-05-01T14:30Z.") from error


def write_known_on(known_on: KnownOn | None) -> str:
    """The word for a moment, which `read_known_on` reads back."""
    return "" if known_on is None else known_on.isoformat().replace("+00:00", "Z")


def last_time(known_on: KnownOn) -> datetime:
    """The last time that was known then, as the store's tables write it: UTC without saying so."""
    if isinstance(known_on, datetime):
        return known_on.astimezone(UTC).replace(tzinfo=None) if known_on.tzinfo else known_on
    return datetime.combine(known_on, time.max)
