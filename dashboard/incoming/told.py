"""What a file says of a report beside its text: its day, its source, its address, its title."""

from __future__ import annotations

import codecs
import re
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from dashboard.errors import ReportError
from dashboard.reading.time_zones import published_day

_EXCEL_FIRST = date(1899, 12, 30)
_EXCEL_DAY = re.compile(r"([1-9]\d{4})(?:\.\d+)?")
_EXCEL_DAYS = range(18_264, 73_051)  # 1950 to 2099
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_START = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|$)")
_SPACES = re.compile(r"\s+")
_NO_CHARSETS = frozenset(["idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"])
"""Encodings of Python's that no report is in, and some of which take long."""
_LONGEST_SOURCE = 200
_LONGEST_ADDRESS = 2_000


def told_day(value: str, time_zone: str | None = None) -> date | None:
    """The day that a cell, a header or an attribute names, in the report's time zone; None where it names none.

    Read are ISO dates and times, those of mails, the days of a spreadsheet, and days in words or figures in Arabic and
    English, day first. Raises ReportError for a time zone that is none.
    """
    text = _SPACES.sub(" ", value).strip()[:200]
    if not text:
        return None
    if _ISO.match(text):
        try:
            return published_day(text.replace(" ", "T", 1) if _ISO_START.match(text) else text, time_zone)
        except ReportError:
            raise
        except (ValueError, OverflowError):
            pass
    if (days := _EXCEL_DAY.fullmatch(text)) and int(days[1]) in _EXCEL_DAYS:
        return _EXCEL_FIRST + timedelta(days=int(days[1]))
    return _mail_day(text, time_zone) or _worded_day(text)


def _mail_day(text: str, time_zone: str | None) -> date | None:
    if "," not in text and ":" not in text:
        return None
    try:
        return published_day(parsedate_to_datetime(text).isoformat(), time_zone)
    except ReportError:
        raise
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _worded_day(text: str) -> date | None:
    from dashboard.reading.dates import find_dates

    days = {one.date_start for one in find_dates(text) if one.precision == "day" and one.date_start == one.date_end}
    return days.pop() if len(days) == 1 else None


def told_source(*values: str | None) -> str:
    """The first of the values that says anything, as one line."""
    for value in values:
        if line := clean_line(value or ""):
            return line[:_LONGEST_SOURCE]
    return ""


def told_address(*values: str | None) -> str:
    """The first of the values that is the address of a page, "" where none is."""
    for value in values:
        address = (value or "").strip()
        try:
            is_page = urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).hostname)
        except ValueError:
            continue
        if is_page and len(address) <= _LONGEST_ADDRESS and not _SPACES.search(address):
            return clean_line(address)
    return ""


def decoded_as(data: bytes, charset: str) -> str | None:
    """The text in the encoding that a file says it is in; None where it is not, or that is none of texts on the web."""
    try:
        name = codecs.lookup(charset).name
        return None if name.replace("_", "-") in _NO_CHARSETS else data.decode(name)
    except (LookupError, ValueError):
        return None


def clean_line(value: str) -> str:
    """The value as one line that any file may hold: half a surrogate pair is replaced."""
    return _SPACES.sub(" ", value.encode("utf-8", "replace").decode("utf-8")).strip()


def with_title(title: str, body: str) -> str:
    """The text with its title as the first line, unless it begins with it already."""
    title = clean_line(title)
    body = body.strip()
    first = clean_line(body[: len(title) + 40].partition("\n")[0])
    if not title or first.startswith(title):
        return body
    return f"{title}\n\n{body}" if body else title
