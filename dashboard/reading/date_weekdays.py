"""What weekdays mean: one, last week's, a night between two, a few in a row, the weekend."""

from __future__ import annotations

import re
from itertools import pairwise

from dashboard.reading import reckoning
from dashboard.reading.date_context import Reading, is_planned, item_at, which_one
from dashboard.reading.reckoning import Span, unknown

_WEEKS_BACK = 9
"""Weeks in which a day of the month falls once at least on a given weekday, mostly."""
_LONGEST_BULLET = 2


def night_pair(reading: Reading, found: re.Match[str]) -> Span | None:
    """The night from one weekday to the next (ليل الأحد - الإثنين), as two days."""
    first, last = item_at(reading, found, "W1"), item_at(reading, found, "W")
    if first is None or last is None or (int(first.value) + 1) % 7 != last.value:
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=which_one(reading, found))
    if end.start is None:
        return end
    return Span(reckoning.shift(end.start, -1), end.start, "day", end.reason)


def weekday_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From Monday to Wednesday, between Friday night and Saturday, يومي السبت والأحد, Monday and Tuesday."""
    first, last = item_at(reading, found, "W1"), item_at(reading, found, "W")
    if first is None or last is None:
        return None
    days = (int(last.value) - int(first.value)) % 7
    if found["J"] == "&" and days != 1 and not re.search("[Bd]", found.group()):
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=which_one(reading, found))
    return Span(reckoning.shift(end.start, -days), end.end, "day", end.reason) if end.start else end


def weekday_list(reading: Reading, found: re.Match[str]) -> Span | None:
    """Saturday, Sunday and Monday: three or more days that follow one another."""
    items = [item for item in reading.items[found.start() : found.end()] if item.code == "W"]
    if any((int(a.value) + 1) % 7 != b.value for a, b in pairwise(items)):
        return None
    end = reckoning.on_weekday(int(items[-1].value), reading.published, which=which_one(reading, found))
    return Span(reckoning.shift(end.start, 1 - len(items)), end.end, "day", end.reason) if end.start else end


def weekday_of_week(reading: Reading, found: re.Match[str]) -> Span | None:
    """On Monday of last week; Tuesday last week."""
    weekday = item_at(reading, found, "W")
    unit = item_at(reading, found, "u") or item_at(reading, found, "U")
    if weekday is None or unit is None or unit.value != "week":
        return None
    which = which_one(reading, found) or which_one(reading, found, "B") or "current"
    monday = reckoning.named_unit("week", which, reading.published)
    if monday.start is None:
        return monday
    return reckoning.one_day(reckoning.shift(monday.start, int(weekday.value)), monday.reason)


def numbered_weekday(reading: Reading, found: re.Match[str]) -> Span | None:
    """Thu 26: …; Monday 24 – …; on Thursday (17th): the last such day whose weekday and number agree."""
    weekday, number = item_at(reading, found, "W"), item_at(reading, found, "D")
    if weekday is None or number is None or reading.published is None:
        return None
    told = reckoning.on_weekday(int(weekday.value), reading.published)
    weeks = (reckoning.shift(told.start, -7 * n) for n in range(_WEEKS_BACK)) if told.start else iter(())
    day = next((day for day in weeks if day and day.day == number.value), None)
    return reckoning.one_day(day, f"the last {number.value}. that is such a weekday") if day else None


def numbered_in_frame(reading: Reading, found: re.Match[str]) -> Span | None:
    """(17th); "7th –" at the head of a line: of the week that a bulletin says it is of."""
    number, frame = item_at(reading, found, "D"), reading.frame
    if number is None or number.lang != "en" or frame is None or not (frame.start and frame.end):
        return None
    is_bracketed = reading.codes[found.start() - 1 : found.start()] == "<" and ">" in found.group()
    if not is_bracketed and not begins_item(reading, found.start()):
        return None
    days = (reckoning.shift(frame.start, n) for n in range((frame.end - frame.start).days + 1))
    day = next((day for day in days if day and day.day == number.value), None)
    return reckoning.one_day(day, "in the week that the report is of") if day else None


def weekday(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "W")
    if item is None or (item.code == "w" and not _is_short_weekday(reading, found)):
        return None
    if reading.codes[found.start() - 1 : found.start()] == "z" or reading.codes[found.end() : found.end() + 1] == "Z":
        return None
    if any(word.word == "أيام" for word in reading.items[found.start() : found.start("W")]):
        return unknown(reckoning.HABIT)
    which = which_one(reading, found) or which_one(reading, found, "B")
    if which == "current" and is_planned(reading, found.start()):
        which = "next"
    told = reckoning.on_weekday(int(item.value), reading.published, which=which)
    if told.start and reading.codes[found.end() : found.end() + 2] in ("gL", "eL"):  # الأحد قبل الماضي
        return reckoning.one_day(reckoning.shift(told.start, -7), f"the one before; {told.reason}")
    return _in_frame(reading, told) if which in ("", "last") else told


def _is_short_weekday(reading: Reading, found: re.Match[str]) -> bool:
    """Whether "Sat" or "Sun." is a day: after "on" and the like, before a mark, an hour or a part of the day."""
    at = found.start("W")
    before, after = reading.codes[:at][-1:], reading.codes[at + 1 : at + 2]
    if before == "c":
        return False
    is_stopped = reading.items[at].end - reading.items[at].start > len(reading.items[at].word)
    if after in ("-", ":", "%") and begins_item(reading, at):
        return True  # "Tue – a convoy ..." in a list
    return is_stopped or before in tuple("obsLNCtP<") or (after != "" and after in ",IPpX9><")


def begins_item(reading: Reading, at: int) -> bool:
    """Whether an item is the first of its line, but for a bullet or a bracket."""
    line = next(line for line in reversed(reading.lines) if line <= at)
    return at - line <= _LONGEST_BULLET and all(
        item.code in "-<_" and not item.word[:1].isalnum() for item in reading.items[line:at]
    )


def weekend(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "E")
    if item is None:
        return None
    which = which_one(reading, found) or which_one(reading, found, "B")
    if which == "current":
        which = "next" if is_planned(reading, found.start()) else ""
    return reckoning.weekend(item.value, which, reading.published)


def _in_frame(reading: Reading, told: Span) -> Span:
    """The weekday of the week that a bulletin says it is of, where the one that the report's day gives is after it."""
    frame = reading.frame
    if frame is None or not (frame.start and frame.end and told.start) or told.start <= frame.end:
        return told
    day = reckoning.shift(told.start, -7 * -(-(told.start - frame.end).days // 7))
    return reckoning.one_day(day, "in the week that the report is of") if day and day >= frame.start else told
