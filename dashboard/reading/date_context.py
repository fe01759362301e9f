"""What the rules of dates share: the text being read, and the words around a date that say which one is meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from dashboard.reading.date_numbers import Item
from dashboard.reading.reckoning import Span

_BEFORE_NEWS = frozenset(
    [
        "had",
        "similar",
        "previous",
        "يذكر",
        "ويذكر",
        "يُذكر",
        "ويُذكر",
        "مماثل",
        "مماثلة",
        "مشابه",
        "مشابهة",
        "سبق",
        "وسبق",
    ]
)
"""Words of a sentence that tells what was before the news."""
_WAS = frozenset(["كان", "كانت", "وكان", "وكانت"])
"""Words with which such a sentence begins in Arabic."""
_LATE = frozenset(["late", "evening", "night", "midnight", "مساء", "ليل", "ليلة", "أمسية", "مساءً", "منتصف ليل"])
"""Words of a day's end, after which "in the morning" is of the next."""
_SAYING = frozenset(["said", "says", "reported", "announced", "claimed", "added", "قال", "قالت", "أعلن", "أعلنت"])
"""Words after which "had" is only the tense of what was said."""
_NEAR_DAYS = 3
_LONGEST_HEADING = 20
"""Words and marks of a line that says of which week the text is."""


@dataclass(slots=True)
class Reading:
    """A text while its dates are read in order.

    `previous` is the last span that was told, `day` the last told to the day, `single` the last of those that is one
    day and not after the report, read before the item `single_at`; `heading` the last such outside the lines of a list.
    `aside` is the last single day, before `single`, of a sentence that tells what was before the news ("had shelled").
    It `is_late` where its evening or night is named. `news` has all that were `single`, each with its item.
    `frame` is the week that the text's first two lines say it is of.
    `lines` are the items that lines begin with; `read_at` gives what a date at an item means.
    """

    items: list[Item]
    codes: str
    published: date | None
    lines: list[int]
    previous: Span | None = None
    day: Span | None = None
    single: Span | None = None
    single_at: int = 0
    is_late: bool = False
    aside: Span | None = None
    aside_at: int = 0
    news: list[tuple[int, date]] = field(default_factory=list)
    heading: Span | None = None
    frame: Span | None = None
    read_at: Callable[[int], Span | None] = field(default=lambda _: None)

    def remember(self, span: Span, start: int, end: int) -> None:
        """Let later expressions ("the same day", "at noon") refer to this span, read from items `start` to `end`."""
        self.previous = span
        if (
            span.start
            and span.end
            and 3 <= (span.end - span.start).days <= 10
            and self._line_of(start) <= self._line_of(1)
            and self._heads(start)
        ):
            self.frame = span
        if span.precision != "day" or span.end is None:
            return
        self.day = span
        if span.start == span.end and (self.published is None or span.end <= self.published):
            if self.single and self.single.end and span.end < self.single.end and self._is_before_news(start):
                self.aside, self.aside_at = span, end
                return
            self.single, self.single_at = span, end
            self.news.append((start, span.end))
            self.is_late = any(item.word.casefold() in _LATE for item in self.items[max(0, start - 1) : end])
            if not self._is_in_list(self._line_of(start)):
                self.heading = span

    def enter(self, position: int) -> None:
        """Come to an item's position: a line of a list goes on from the heading and not from the line before."""
        line = self._line_of(position)
        if self.single is not None and line != self._line_of(self.single_at - 1) and self._is_in_list(line):
            self.single, self.single_at = self.heading, position + 1

    def day_meant(self, position: int) -> Span | None:
        """The single day that "at noon" at a position is of: that of its own aside, else that of the news."""
        is_aside = self.aside is not None and "%" not in self.codes[self.aside_at : position]
        return self.aside if is_aside else self.single

    def first_day_of_line(self, position: int) -> date | None:
        """The first day of the news named in the line of an item: that of what "the attack" means.

        "The army said on Tuesday that it bombed X on Monday": the earlier of two in its sentence.
        """
        line = self._line_of(position)
        days = [(at, day) for at, day in self.news if at >= line]
        if not days:
            return None
        stop = self.codes.find("%", days[0][0])
        near = [day for at, day in days if stop < 0 or at < stop]
        return min(day for day in near if (days[0][1] - day).days <= _NEAR_DAYS)

    def _is_before_news(self, position: int) -> bool:
        """Whether the sentence of an item tells what was before the news: "had shelled it on Sunday", يذكر أن."""
        first = self.codes.rfind("%", 0, position) + 1
        last = self.codes.find("%", position)
        words = [item.word for item in self.items[first : last if last >= 0 else None]]
        if words and words[0] in _WAS:
            return True
        at = next((i for i, word in enumerate(words) if word in _BEFORE_NEWS), None)
        return at is not None and not any(word in _SAYING for word in words[:at])

    def _heads(self, position: int) -> bool:
        """Whether an item stands in a short line, or in the first sentence of a longer one."""
        first = self._line_of(position)
        last = next((line for line in self.lines if line > first), len(self.codes))
        return last - first <= _LONGEST_HEADING or "%" not in self.codes[first:position]

    def _line_of(self, position: int) -> int:
        """The item that the line of an item begins with."""
        return self.lines[bisect_right(self.lines, position) - 1]

    def _is_in_list(self, line: int) -> bool:
        """Whether a line begins as one of a list: with a dash, a bullet or a number."""
        codes = self.codes[line : line + 2]
        if codes[:1] == "-":
            return True
        is_numbered = codes[:1] == "D" and codes[1:] in ("%", ">", "-")
        return is_numbered or (codes[:1] == "_" and not self.items[line].word[:1].isalnum())


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


def year_named(reading: Reading, found: re.Match[str]) -> int | None:
    """The year of "last year", العام الماضي in a match; None if its unit is no year."""
    unit = item_at(reading, found, "U") or item_at(reading, found, "u")
    if unit is None or unit.value != "year" or reading.published is None:
        return None
    which = which_one(reading, found) if found["A"] else which_one(reading, found, "B")
    return reading.published.year + {"last": -1, "next": 1}.get(which, 0)
