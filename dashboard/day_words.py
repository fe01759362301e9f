"""Days, months and numbers as each language writes them: for Python's own words and, as patterns, for the browser.

Browsers lack many languages (Chromium has no Kurmanji), so what they write is made of names and patterns from here.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from babel.dates import format_date, get_date_format, get_day_names, get_month_names

from dashboard.translation import Language, figure, locale_of, plural_form

# The short English months, and no comma after a weekday; every other language as CLDR has it, its months in full, for
# abbreviated ones are little used outside Europe. Babel's Syrian Arabic has the Levantine months.
_PATTERNS = {
    "en": {"day": "d MMM y", "weekday": "EEE d MMM y", "short": "MMM"},
    "ar": {"day": "d MMMM y", "weekday": "EEEE d MMMM y"},
}
_PART = re.compile(r"'([^']*)'|([a-zA-Z])\2*|[^a-zA-Z']+")
_NAMES = {"d": "d", "M": "m", "L": "m", "y": "y"}


@cache
def _pattern(name: str, lang: Language) -> str:
    """The CLDR pattern of a day, a day with its weekday, or a month with its year."""
    if own := _PATTERNS.get(lang, {}).get(name):
        return own
    locale = locale_of(lang)
    if name == "month":
        skeletons = locale.datetime_skeletons
        return str(skeletons["yMMMM"]) if "yMMMM" in skeletons else "MMMM y"
    return str(get_date_format("long" if name == "day" else "full", locale=locale))


def day(value: date, lang: Language, *, weekday: bool = False) -> str:
    """12 Oct 2024; in other languages the month in full, 12 تشرين الأول 2024."""
    return str(format_date(value, _pattern("weekday" if weekday else "day", lang), locale=locale_of(lang)))


def month_and_year(value: date, lang: Language) -> str:
    """October 2024."""
    return str(format_date(value, _pattern("month", lang), locale=locale_of(lang)))


def month_name(number: int, lang: Language, *, short: bool = False) -> str:
    """A month's name on its own, from 1; `short` shortens it where the language does."""
    return _months(lang, short=short)[number - 1]


@cache
def _months(lang: Language, *, short: bool) -> list[str]:
    is_short = short and "short" in _PATTERNS.get(lang, {})
    names = get_month_names("abbreviated" if is_short else "wide", "stand-alone", locale_of(lang))
    return [str(names[number]) for number in range(1, 13)]


@cache
def calendar(lang: Language) -> dict[str, Any]:
    """What calendar.js writes days, months and numbers by, as plain JSON values; weeks begin on Monday."""
    locale = locale_of(lang)
    weekdays = get_day_names("abbreviated" if lang == "en" else "wide", "stand-alone", locale)
    inside = get_month_names("abbreviated" if lang == "en" else "wide", "format", locale)
    return {
        "months": _months(lang, short=True),
        "inside": [str(inside[number]) for number in range(1, 13)],
        "weekdays": [str(weekdays[number]) for number in range(7)],
        "day": _template(_pattern("day", lang)),
        "month": _template("MMM y" if lang == "en" else _pattern("month", lang)),
        "counts": _counts(lang),
        "lang": lang,
        "group": figure(10_000, lang)[2:-3],
    }


_COUNTED = ("day", "event", "patrol", "incident")


def _counts(lang: Language) -> dict[str, dict[str, str]]:
    """What the browser counts: for each form of number that the language knows a text with {number} in it."""
    samples = {locale_of(lang).plural_form(number): number for number in (0, 1, 2, 3, 11, 100)}
    return {
        name: {
            form: plural_form("count", f"{{number}} {name}", f"{{number}} {name}s", number, lang)
            for form, number in samples.items()
        }
        for name in _COUNTED
    }


def _template(pattern: str) -> str:
    """A CLDR pattern as a text with {d}, {m} and {y} to fill in."""

    def filled(part: re.Match[str]) -> str:
        quoted, letter = part.groups()
        return quoted if quoted is not None else f"{{{_NAMES[letter]}}}" if letter in _NAMES else part.group(0)

    return _PART.sub(filled, pattern)
