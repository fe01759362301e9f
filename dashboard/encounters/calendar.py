"""The calendar of encounters: what the component in the browser gets, and what it is made of."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from importlib.resources import files
from typing import Any

import pandas as pd
from babel import Locale

from dashboard.encounters.summary import calendar_of
from dashboard.symbols import Theme, tokens
from dashboard.translation import Words
from dashboard.wording import day as day_in_words
from dashboard.wording import event_days

MOST_MONTHS = 240

_WEEK_STARTS = {"en": "en_GB", "ar": "ar_SY"}


def component_source() -> dict[str, str]:
    """The html, css and js of the component."""
    static = files("dashboard").joinpath("static")
    return {
        "html": '<div class="dw-frame"><div class="dw-calendar"></div></div>',
        "css": static.joinpath("encounters.css").read_text(encoding="utf-8"),
        "js": static.joinpath("encounter_calendar.js").read_text(encoding="utf-8"),
    }


def calendar_data(table: pd.DataFrame, words: Words, *, chosen: str = "", theme: Theme = "light") -> dict[str, Any]:
    """The months that have encounters, each with its days' numbers; plain JSON values.

    The component gives back `day` (trigger): "2024-10-12", "2024-10" for those of a month whose day is not known, or
    "" for all. Weekdays count from the week's first day in the language.
    """
    calendar = calendar_of(table)
    starts = sorted({day.replace(day=1) for day in calendar.days} | set(calendar.months))
    week_start = Locale.parse(_WEEK_STARTS.get(words.lang, "en_GB")).first_week_day
    months = []
    for start in starts[:MOST_MONTHS]:
        numbers = {day.day: pair for day, pair in calendar.days.items() if day.replace(day=1) == start}
        months.append(
            {
                "id": f"{start:%Y-%m}",
                "name": event_days(start, start, "month", words),
                "length": monthrange(start.year, start.month)[1],
                "offset": (start.weekday() - week_start) % 7,
                "days": [[number, *pair, _label(start.replace(day=number), pair, words)] for number, pair in
                         sorted(numbers.items())],
                "unknown": calendar.months.get(start, 0),
            }
        )  # fmt: skip
    notes = []
    if calendar.elsewhere:
        notes.append(
            words.say_number(
                "{number} more is not known to the month.",
                "{number} more are not known to the month.",
                calendar.elsewhere,
            )
        )
    if len(starts) > MOST_MONTHS:
        notes.append(words.say("Only the first {number} months are shown.", number=MOST_MONTHS))
    return {
        "rtl": words.is_rtl,
        "months": months,
        "chosen": chosen,
        "note": " ".join(notes),
        "tokens": tokens(theme),
        "title": words.say("Calendar"),
        "hint": words.say("Choose a day to see its encounters."),
        "unknown": words.say("Day not known"),
    }


def _label(day: date, pair: tuple[int, int], words: Words) -> str:
    number = words.say_number("{number} encounter", "{number} encounters", pair[0])
    sure = words.comma + words.say("{number} certain", number=pair[1]) if pair[1] else ""
    return f"{day_in_words(day, words.lang)}: {number}{sure}"
