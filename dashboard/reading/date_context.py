"""What the rules of dates share: the text being read, and the words around a date that say which one is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dashboard.reading.date_numbers import Item
from dashboard.reading.reckoning import Span


@dataclass(slots=True)
class Reading:
    """A text while its dates are read in order.

    `previous` is the last span that was told, `day` the last told to the day, `single` the last one day of those that
    is not after the report.
    """

    items: list[Item]
    codes: str
    published: date | None
    previous: Span | None = None
    day: Span | None = None
    single: Span | None = None

    def remember(self, span: Span) -> None:
        """Let later expressions ("the same day", "at noon") refer to this span."""
        self.previous = span
        if span.precision != "day" or span.end is None:
            return
        self.day = span
        if span.start == span.end and (self.published is None or span.end <= self.published):
            self.single = span


Handler = Callable[[Reading, "re.Match[str]"], Span | None]


def is_planned(reading: Reading, position: int) -> bool:
    """Whether the words before, in the same sentence, speak of what is to come ("will begin on Friday")."""
    codes = reading.codes[max(0, position - 24) : position].rpartition("%")[2]
    cue = max(codes.rfind("F"), -1)
    return cue >= 0 and not re.search(r"[rWTMX]", codes[cue:])


def item_at(reading: Reading, found: re.Match[str], group: str) -> Item | None:
    if group not in found.re.groupindex or not found[group]:
        return None
    return reading.items[found.start(group)]


def which_one(reading: Reading, found: re.Match[str], group: str = "A") -> str:
    """last, next, current or nothing, from the words beside a date or from the sentence it stands in."""
    code = found.groupdict().get(group)
    if code:
        return {"L": "last", "N": "next", "C": "current", "~": "same"}[code]
    if found.group().startswith("t"):
        return "current"
    return "next" if is_planned(reading, found.start()) else ""


def lead_value(reading: Reading, found: re.Match[str], code: str) -> str:
    """The value of the first word of that code in a match, as early for the code of portions."""
    at = found.group().find(code)
    return str(reading.items[found.start() + at].value) if at >= 0 else ""


def is_single(unit: Item) -> bool:
    """One day, week, month or year: not the plural, which without a number says nothing."""
    return unit.word in ("يوم", "أسبوع", "اسبوع", "شهر", "عام", "سنة", "ساعة", "day", "week", "month", "year", "hour")
