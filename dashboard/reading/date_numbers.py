"""Numbers of a text as dates have them: whole dates in figures, days with months, hours, ordinals and years."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboard.reading.words import Token


class Item(NamedTuple):
    """One or more words of one meaning; `start`, `end` are code-point offsets, `code` as date_words.CODES."""

    start: int
    end: int
    code: str
    value: Any = None
    lang: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour: minutes after midnight, and how many minutes its zone is ahead of UTC, None for the local time."""

    minutes: int
    ahead: int | None = None


_HOUR = r"(?P<h>\d\d):(?P<min>\d\d)(?::\d\d(?:[.,]\d+)?)?(?P<z>Z|[+-]\d\d:?\d\d)?"
_WHOLE_DATE = re.compile(
    r"(?<![\d/.:-])(?:(?P<y>\d{4})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    rf"(?:T{_HOUR})?"
    r"|(?P<a>\d{1,2})(?P<t>[/.-])(?P<b>\d{1,2})(?P=t)(?P<c>\d{4}|\d{2}))(?![\d/]|[.:-]\d)"
)
_DAY_AND_MONTH = re.compile(
    r"(?<![\d/.:,-])(?:(?P<first>\d{1,2})[-–])?(?:(?P<d>\d{1,2})/(?P<m>\d{1,2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2}))(?![\d/]|[.:,-]\d|%)"
)
_CLOCK = re.compile(
    r"(?:(?P<h>\d{1,2})[:٫](?P<min>\d{2})(?::\d{2})?(?!\d)(?:\s?(?:(?P<pm>p\.?m\b\.?|م(?:ساءً?)?\b)|a\.?m\b\.?|ص(?:باحاً?)?\b))?"
    r"|(?P<h12>\d{1,2})(?:[.:](?P<min12>\d{2}))?\s?(?:(?P<pm12>p)|a)\.?m\b\.?"
    r"|(?P<h24>\d{2})(?P<min24>\d{2})(?:\s?(?:hrs?\b|h\b)|(?=\s?(?:GMT|UTC|[Zz])\b)|(?<=^0...)\s?hours\b)"
    r"|(?P<hh>\d{1,2})h(?P<minh>\d{2})\b|(?P<ho>\d{1,2})\s?o['’]clock\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d{1,3}(?:[,٬]\d{3})+(?!\d)|\d+[.,٫]\d+|\d+%")
_ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
_JOINED_UNITS = ("hr", "hrs", "min", "mins")
_YEAR_ENDINGS = {"م": "", "هـ": "hijri", "ه": "hijri", "AH": "hijri", "ق": "hijri"}


def number_item(text: str, tokens: Sequence[Token], i: int, weekdays: Container[str]) -> Item:
    """What the number that begins at token `i` is in a date; it may run on over the next tokens.

    `weekdays` are the keys of those after which 31.7 is a day.
    """
    token = tokens[i]
    if (match := _WHOLE_DATE.match(text, token.start)) and not _is_version(match):
        return Item(token.start, match.end(), "X", (_whole_date(match), _iso_clock(match)))
    if match := _CLOCK.match(text, token.start):
        return Item(token.start, match.end(), "I", _clock(match))
    if (
        (match := _DAY_AND_MONTH.match(text, token.start))
        and (found := _day_and_month(match))
        and _is_day_and_month(match, tokens, i, weekdays)
    ):
        return Item(token.start, match.end(), "9", found, word=match[0])
    if match := _AMOUNT.match(text, token.start):
        return Item(token.start, match.end(), "0")
    return _plain_number(tokens, i)


def _is_day_and_month(match: re.Match[str], tokens: Sequence[Token], i: int, weekdays: Container[str]) -> bool:
    """Whether 31.7 is no amount: with a slash, with four figures, or after one of the weekdays ("Mon. 31.7")."""
    if match["d"] or len(match["d2"]) == len(match["m2"]) == 2:
        return True
    before = i - 2 if i > 1 and tokens[i - 1].text == "." else i - 1
    return before >= 0 and tokens[before].key in weekdays


def _plain_number(tokens: Sequence[Token], i: int) -> Item:
    token = tokens[i]
    if len(token.text) > 4:
        return Item(token.start, token.end, "0")
    value = int(token.text)
    follower = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].kind == "word" else None
    is_joined = follower is not None and follower.start == token.end
    if follower and len(token.text) == 4 and follower.text in _YEAR_ENDINGS and 1200 <= value <= 2200:
        return Item(token.start, follower.end, "Y", value, _YEAR_ENDINGS[follower.text])
    if follower and is_joined and follower.key not in _JOINED_UNITS:
        if follower.key in _ORDINAL_ENDINGS and 1 <= value <= 31:
            return Item(token.start, follower.end, "O", value, "en")
        return Item(token.start, token.end, "0")
    if 1 <= value <= 31 and len(token.text) <= 2:
        return Item(token.start, token.end, "D", value)
    if len(token.text) == 4 and 1200 <= value <= 2200:
        return Item(token.start, token.end, "Y", value)
    return Item(token.start, token.end, "8", value) if value < 1000 else Item(token.start, token.end, "0")


def _whole_date(match: re.Match[str]) -> tuple[int, int, int]:
    """(year, month, day); day first unless that is no date and month first is. A year of two digits is 20xx."""
    if match["y"]:
        return int(match["y"]), int(match["m"]), int(match["d"])
    day, month, year = int(match["a"]), int(match["b"]), int(match["c"])
    if month > 12 and day <= 12:
        day, month = month, day
    return (2000 + year if len(match["c"]) == 2 else year), month, day


def _is_version(match: re.Match[str]) -> bool:
    """Whether figures with a year of two digits can be no date: 2.0.24."""
    return len(match["c"] or "year") == 2 and not (1 <= int(match["a"]) <= 31 and 1 <= int(match["b"]) <= 31)


def _iso_clock(match: re.Match[str]) -> Clock | None:
    """The hour of an ISO date; Z and +03:00 are zones."""
    if not match["h"]:
        return None
    zone = match["z"]
    if not zone:
        return Clock(int(match["h"]) * 60 + int(match["min"]))
    ahead = 0 if zone in "Zz" else int(zone[:3]) * 60 + int(zone[0] + zone[-2:])
    return Clock(int(match["h"]) * 60 + int(match["min"]), ahead)


def _day_and_month(match: re.Match[str]) -> tuple[int, int, int] | None:
    """(first day, last day, month) of 24/6 and 6-7/6, day first unless only the other way is a date; else None."""
    day, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
    if month > 12 and day <= 12 and not match["first"]:
        day, month = month, day
    first = int(match["first"] or day)
    return (first, day, month) if 1 <= first <= day <= 31 and 1 <= month <= 12 else None


def _clock(match: re.Match[str]) -> Clock | None:
    groups = match.groupdict()
    hours = next(int(groups[name]) for name in ("h", "h12", "h24", "hh", "ho") if groups[name])
    minutes = next((int(groups[name]) for name in ("min", "min12", "min24", "minh") if groups[name]), 0)
    if hours > 24 or minutes > 59:
        return None
    if (groups["pm"] or groups["pm12"]) and hours < 12:
        hours += 12
    return Clock(hours * 60 + minutes)
