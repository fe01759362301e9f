"""What days reckoned from another mean: yesterday, two days ago, the same night, a day after the raid, at noon."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dashboard.events import DatePrecision
from dashboard.reading import reckoning
from dashboard.reading.date_context import Reading, is_single, item_at, lead_value
from dashboard.reading.date_numbers import Item
from dashboard.reading.reckoning import Span, unknown

_LONGEST_SENTENCE = 60
"""Words and marks within which a sentence says when what it is about was."""
_CLAUSE = 10
"""Words of a clause that tells what came before, within which its day stands."""
_FARTHEST = 60
"""Days from another date within which an event is counted from it."""
_AHEAD = re.compile("[WTMXLiob]|D[^u]")
_MORNING = re.compile(r"\b(?:morning|dawn|daybreak|sunrise|first light|early hours|small hours)\b|صباح|فجر", re.I)
_NEXT_TO = frozenset({"the day after", "the day before", "the night before", "غداة"})
_NO_OBJECT = frozenset(
    ["near", "outside", "inside", "when", "where", "while", "but", "was", "were", "had", "as", "against", "said", "ذلك"]
)
"""Words that what was before or after does not begin with: "was shelled the day before near X"."""
_KNOWN = frozenset({"that", "this", "their", "its", "هذا", "هذه", "ذلك"})
_CAME = frozenset(
    {"came", "comes", "come", "coming", "follows", "followed", "جاء", "جاءت", "يأتي", "تأتي", "وجاء", "وجاءت", "وتأتي"}
)
"""Words that say of an event only that it was before or after another."""
_EXPLICIT = re.compile(r",[ofi]?c?[WDOMX]")


def relative(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "T")
    if item is None or not _is_relative_day(reading, found, item):
        return None
    first, last = item.value
    weekday = item_at(reading, found, "W")
    published = reading.published
    if published is None:
        return unknown(f"{item.word or 'this'} needs a publication date: give --published")
    start, end = reckoning.shift(published, first), reckoning.shift(published, last)
    if start is None or end is None:
        return unknown("outside the calendar")
    if weekday and (first, last) == (-1, 0):
        return _overnight(reading, item, int(weekday.value))
    if weekday and weekday.value not in (start.weekday(), end.weekday()):
        which = "next" if first > 0 else ""
        told = reckoning.on_weekday(int(weekday.value), published, which=which, strictly=first < 0)
        return replace(told, reason=f"{told.reason}; {start} is none")
    night = lead_value(reading, found, "P") == "night"
    reason = f"the night of {start}" if night else f"reckoned from {published}"
    return Span(start, end, reckoning.precision_of(last - first), reason)


def _overnight(reading: Reading, item: Item, weekday: int) -> Span:
    """Overnight into Tuesday: the night that ends on it; overnight on Tuesday: the one that begins, if it is over."""
    told = reckoning.on_weekday(weekday, reading.published)
    if told.start is None:
        return told
    is_end = item.word.casefold().endswith("into") or told.start == reading.published
    first = reckoning.shift(told.start, -1 if is_end else 0)
    return Span(first, reckoning.shift(first, 1), "day", told.reason) if first else unknown("outside the calendar")


def _is_relative_day(reading: Reading, found: re.Match[str], item: Item) -> bool:
    """Not "twice in the day", "the third day", "until today", nor a channel called Today."""
    start, end = found.start(), found.end()
    if item.word.endswith(("يوم", "الليلة")) and not found["W"]:
        if re.match(r"O|_?[D80]", reading.codes[end : end + 2]):
            return False
        before = reading.items[found.start("T") - 1] if found.start("T") else None
        if before and before.code == "i":
            return False
    if item.word == "Today" and start:
        before = reading.items[start - 1]
        return not (before.code == "_" and before.word[:1].isupper())
    return True


def ago(reading: Reading, found: re.Match[str]) -> Span | None:
    """Two days ago, قبل يومين, منذ ثلاثة أيام; "two days earlier" counts from the date before it."""
    counted = _counted(reading, found)
    if counted is None or reading.codes[found.end() : found.end() + 1] == "v":
        return None
    if counted[1] == "minute" and "s" in found.group():
        return None
    count, unit = counted
    joint = found.groupdict().get("K")
    if joint in ("e", "k"):
        if _EXPLICIT.match(reading.codes, found.end()):
            return None
        if unit not in reckoning.DAYS_OF_UNIT or reading.day is None or reading.day.start is None:
            return None
        days = count * reckoning.DAYS_OF_UNIT[unit] * (-1 if joint == "e" else 1)
        return reckoning.one_day(reckoning.shift(reading.day.start, days), "from the date named before")
    if "s" in found.group() and unit in ("month", "year"):
        return replace(reckoning.ago(count, unit, reading.published), reason="a stretch of time")
    return reckoning.ago(count, unit, reading.published)


def vaguely_ago(reading: Reading, found: re.Match[str]) -> Span | None:
    """A few days ago, قبل عدة أسابيع; but not "days before the attack"."""
    unit = item_at(reading, found, "u")
    if unit is None or reading.codes[found.end() : found.end() + 1] == "v":
        return None
    if is_single(unit) or (unit.lang == "ar" and found.group()[-1] == "g"):
        return None  # "ساعات قبل أن ينسحبوا"
    return reckoning.vaguely_ago(str(unit.value), reading.published)


def _counted(reading: Reading, found: re.Match[str]) -> tuple[int, str] | None:
    both = item_at(reading, found, "V") if "V" in found.groupdict() else None
    if both:
        return int(both.value[0]), str(both.value[1])
    unit = item_at(reading, found, "u")
    if unit is None:
        return None
    number = item_at(reading, found, "n")
    if number is None and not is_single(unit):
        return None
    return (int(number.value) if number else 1), str(unit.value)


def counted_from(reading: Reading, found: re.Match[str]) -> Span | None:
    """A day after B: the day of B where the sentence has said its own, else the day reckoned from B's.

    "They came on Sunday, a day after the raid" dates the raid; "A day after the raid, they came" and "they left a day
    after it fell on Wednesday" date what was told.
    """
    counted = _counted(reading, found)
    joint = reading.items[found.end() - 1]
    if counted is None or (joint.code == "e" and joint.word.casefold() == "earlier"):
        return None
    days = counted[0] * reckoning.DAYS_OF_UNIT.get(counted[1], 0)
    return _beside_another(reading, found, days, is_after="h" in found.group())


def next_to(reading: Reading, found: re.Match[str]) -> Span | None:
    """The day after, the day before, غداة, where what it was after or before follows; as `counted_from`."""
    item, after = item_at(reading, found, "R"), reading.items[found.end()]
    if item is None or item.word.casefold().removeprefix("و") not in _NEXT_TO or after.word.casefold() in _NO_OBJECT:
        return None
    return _beside_another(reading, found, 1, is_after=int(item.value) > 0)


def _beside_another(reading: Reading, found: re.Match[str], days: int, *, is_after: bool) -> Span | None:
    if not 0 < days <= _FARTHEST:
        return None
    if is_after and _opens(reading, found.start()):
        later = _day_after_comma(reading, found.end())
        if later is None and reading.day is None:
            later = reading.published
        if later is not None:
            return reckoning.one_day(reckoning.shift(later, -days), "counted back from the day of what came after it")
    ahead = None if _has_day_in_sentence(reading, found.start()) else _day_ahead(reading, found.end())
    base = ahead or (reading.day.start if reading.day else None)
    if base is None:
        return None
    if ahead is None and _is_from_told(reading, found):
        told = reckoning.shift(reading.first_day_of_line(found.start()) or base, days if is_after else -days)
        return reckoning.one_day(told, "counted from what was told before")
    is_told = ahead is not None or _opens(reading, found.start())
    is_own = is_told and ahead is None
    told = reckoning.shift(base, days if is_after == is_told else -days)
    return reckoning.one_day(told, "counted from the date named before" if is_own else reckoning.OF_ANOTHER)


def _is_from_told(reading: Reading, found: re.Match[str]) -> bool:
    """Whether a sentence without a day counts its own from an event told before: "shot at it a day after the raid".

    Not "The raid came a day after the truce had ended", which tells when the truce did.
    """
    if _opens(reading, found.start()) or _has_day_in_sentence(reading, found.start()):
        return False
    after = reading.items[found.end() : found.end() + 2]
    is_known = bool(after) and ((after[0].code == "c" and after[0].lang == "en") or after[0].word in _KNOWN)
    is_known = is_known or (bool(after) and after[0].word.startswith("ال") and found.group()[-1] == "v")
    before = [item.word.casefold() for item in reading.items[max(0, found.start() - 5) : found.start()]]
    return is_known and not any(word in _CAME for word in before)


def _has_day_in_sentence(reading: Reading, position: int) -> bool:
    return reading.single is not None and "%" not in reading.codes[reading.single_at : position]


def _day_after_comma(reading: Reading, position: int) -> date | None:
    """The day of what came after: Tuesday in "A day after jets struck the base, the president left on Tuesday"."""
    has_turned = False
    for at in range(position, min(position + _LONGEST_SENTENCE, len(reading.codes))):
        code = reading.codes[at]
        if code == "%":
            return None
        has_turned = has_turned or code == ","
        span = reading.read_at(at) if has_turned and code != "," else None
        if span is not None and span.precision == "day" and span.start == span.end:
            return span.start
    return None


def _day_ahead(reading: Reading, position: int) -> date | None:
    """The day named within a few words, in the same clause."""
    for at in range(position, min(position + _CLAUSE, len(reading.codes))):
        if reading.codes[at] in "%,":
            return None
        span = reading.read_at(at) if at > position and _AHEAD.match(reading.codes, at) else None
        if span is not None:
            return span.start if span.precision == "day" else None
    return None


def counted_on(reading: Reading, found: re.Match[str]) -> Span | None:
    """Three days after that (وبعدها بثلاثة أيام): counted from the date named last."""
    counted, previous = _counted(reading, found), reading.day
    if counted is None or counted[1] not in reckoning.DAYS_OF_UNIT or previous is None or previous.end is None:
        return None
    days = counted[0] * reckoning.DAYS_OF_UNIT[counted[1]]
    return reckoning.one_day(
        reckoning.shift(previous.end, days if found.group()[0] == "4" else -days), "counted from the date named before"
    )


def after_days(reading: Reading, found: re.Match[str]) -> Span | None:
    """Three days on, at the head of a sentence and before a comma (وبعد ثلاثة أيام، ...): from the day named last."""
    counted, previous = _counted(reading, found), reading.day
    if counted is None or previous is None or previous.end is None or not _opens(reading, found.start()):
        return None
    days = counted[0] * reckoning.DAYS_OF_UNIT.get(counted[1], 0)
    told = reckoning.shift(previous.end, days)
    if not 0 < days <= _FARTHEST or (told and reading.published and told > reading.published):
        return None
    return reckoning.one_day(told, "counted from the date named before")


def _opens(reading: Reading, position: int) -> bool:
    """Whether an expression stands at the head of its sentence, or in Arabic of its clause (وقبل يومين من الهجوم)."""
    before = reading.codes[max(0, position - 1) : position]
    return before in ("", "%", "&") or (before == '"' and position < 2)


def anaphor(reading: Reading, found: re.Match[str]) -> Span | None:
    item = item_at(reading, found, "R")
    # "بعد ساعات من القصف": hours after what is told next, which has its own day
    if item is None or (item.lang == "ar" and reading.codes[found.end() : found.end() + 1] == "v"):
        return None
    previous = reading.day
    if previous is None or previous.end is None or previous.precision != "day":
        if item.word.casefold().removeprefix("و") in _NEXT_TO and reading.codes[found.end() : found.end() + 1] in (
            "c",
            "_",
            "n",
        ):
            return None
        return unknown("no date before it in the text") if item.value else None
    return reckoning.one_day(reckoning.shift(previous.end, int(item.value)), "from the date named before")


def part_of_day(reading: Reading, found: re.Match[str]) -> Span | None:
    """At noon, مساءً: of the last single day that was named and is not to come, else of the report's own.

    "Since dawn" without a day in its sentence is of the report's own.
    """
    part = item_at(reading, found, "p")
    is_since = part is not None and part.value == "since"
    if "R" in reading.codes[found.end() : found.end() + 2]:
        return None  # "in the evening of the same day"
    named = reading.day_meant(found.start())
    if named is not None and (not is_since or _has_day_in_sentence(reading, found.start())):
        if (
            part is not None
            and _MORNING.search(part.word)
            and reading.is_late
            and named is reading.single
            and named.end
        ):
            morrow = reckoning.shift(named.end, 1)  # "on Monday evening ... In the morning"
            if morrow and reading.published and morrow <= reading.published:
                return reckoning.one_day(morrow, "the morning after the evening named before")
        return replace(named, reason="the day named before")
    if reading.published is None:
        return unknown("a part of the day needs a publication date: give --published")
    return reckoning.one_day(reading.published, "the report's own day")


def undated(reading: Reading, found: re.Match[str]) -> Span:  # noqa: ARG001
    return unknown("the text says that no date is known")


def ever_since(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    previous, published = reading.day, reading.published
    if not (previous and previous.start and previous.precision == "day" and published) or previous.start > published:
        return None
    if (published - previous.start).days > 31:
        return None
    precision: DatePrecision = "week" if (published - previous.start).days > 3 else "day"
    return Span(previous.start, published, precision, f"from the date named before to {published}")
