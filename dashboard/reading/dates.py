"""Dates in Arabic and English reports: where they stand, which days they mean, and the rule that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dashboard.events import DatePrecision
from dashboard.reading.calendars import HIJRI_REASON
from dashboard.reading.date_context import Reading
from dashboard.reading.date_numbers import Clock, Item
from dashboard.reading.date_patterns import LEAD, RULES, START
from dashboard.reading.date_words import items_of
from dashboard.reading.reckoning import HABIT, OF_ANOTHER, Span
from dashboard.reading.words import fold_phrase
from dashboard.settings import DEFAULT_TIME_ZONE

HEAD_LINES = 4
TAIL_LINES = 3
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_STATED_ON = re.compile(r"(?:في|on)\b")
_SEPARATOR = re.compile(r"(?:^|[,،:|–—\-(]|\bفي|\bon)\s*$")
_AFTER_DATE = re.compile(r"\s*(?:$|[|–—\-:)]|[.،,]\s*$|\d{1,2}:\d{2})")


_WHEN = re.compile(",?a")
_STAMP = re.compile("2[:oi]?$")
_CALENDAR_RULES = ("calendar_day", "weekday", "month", "year", "numeric_date", "short_date", "named_unit", "season")
_HIJRI_BESIDE = re.compile("[,<]{0,2}(?:=[_o<]?)?|/")

_FAIRS = frozenset({"bazaar", "bazar", "market", "souk", "souq", "school", "mosque"})
"""What is named after the day of the week on which it is held."""
_RECORD_WORDS = 12
_CHARGES = (
    *("لانتمائ", "لمشارك", "لتورط", "لضلوع", "لقيامه", "لقيامهم", "بتهم", "بجرم", "للاشتباه", "بشبهة", "بارتكاب"),
    *("لارتكاب", "متهم", "المتهم", "والمتهم"),
)
"""How Arabic words begin behind which stands what somebody is charged with."""
_CHARGE_WORDS = 16
_TIMES = frozenset({"للمرة", "المرة"})
_RECORDS = frozenset(
    ["first", "worst", "deadliest", "heaviest", "bloodiest", "biggest", "fiercest", "أول", "الأول", "الأولى", "الأعنف"]
)
"""Words that set a thing against all since a day."""

DateSense = Literal["event", "context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A stretch of a text that says when; `start`, `end` are code-point offsets, `text` the words between them.

    `date_start`, `date_end` are calendar days, both included, None where they can't be told (`reason` says why).
    `sense` is context for what no event happened on: "since 2014", "for years", "every Friday". One that
    `refers_back` says when that was what the sentence before told: "It happened on Sunday".
    """

    start: int
    end: int
    text: str
    date_start: date | None
    date_end: date | None
    precision: DatePrecision
    sense: DateSense = "event"
    reason: str = ""
    rule: str = ""
    refers_back: bool = False


def find_dates(
    text: str,
    *,
    lang: str | None = None,  # noqa: ARG001  reports mix languages, so both are always read
    published: date | None = None,
    time_zone: str = DEFAULT_TIME_ZONE,
) -> list[DateMention]:
    """The dates of a text in order, none overlapping another.

    `published` is the report's day (a datetime counts as its day in `time_zone`): weekdays, "yesterday" and dates
    without a year are reckoned from it, and stay unresolved, with a reason, without it.
    """
    reading = _begin(text, _report_day(published, time_zone))
    mentions: list[DateMention] = []
    position = 0
    while match := START.search(reading.codes, position):
        position = match.start()
        reading.enter(position)
        read = _read_at(reading, position)
        if read is None:
            position += 1
            continue
        rule, found, span = read
        position = max(found.end(), position + 1)
        if _is_name(reading, found):
            continue
        span, sense = _in_context(reading, found, _in_zone(reading, found, span, time_zone), rule)
        mentions.append(_as_mention(text, reading, found, span, sense, rule))
        if span.start and sense == "event" and span.reason != OF_ANOTHER:
            reading.remember(span, found.start(), found.end())
    return _joined(mentions, reading)


def _begin(text: str, published: date | None) -> Reading:
    items = items_of(text)
    codes = "".join(item.code for item in items)
    breaks = [i + 1 for i, item in enumerate(items) if item.code == "%" and item.value == "\n"]
    reading = Reading(items, codes, published, [0, *breaks])

    def span_at(position: int) -> Span | None:
        read = _read_at(reading, position) if START.match(codes, position) else None
        return read[2] if read else None

    reading.read_at = span_at
    return reading


def _read_at(reading: Reading, position: int) -> tuple[str, re.Match[str], Span] | None:
    """The first rule that gives the words at a position a meaning, with its match and what they mean."""
    for name, pattern, handler in RULES:
        found = pattern.match(reading.codes, position)
        span = handler(reading, found) if found else None
        if found and span:
            return name, found, span
    return None


def _is_name(reading: Reading, found: re.Match[str]) -> bool:
    """Whether a date only names something: the 14 March Alliance, the Sunday bazaar, ساحة السادس من تشرين."""
    codes = reading.codes
    after = reading.items[found.end()].word if found.end() < len(reading.items) else ""
    is_fair = codes[found.end() - 1] == "W" and after.casefold() in _FAIRS
    return is_fair or codes[found.start() - 1 : found.start()] == "z" or codes[found.end() : found.end() + 1] == "Z"


def _report_day(published: date | None, time_zone: str) -> date | None:
    if isinstance(published, datetime):
        return (published.astimezone(ZoneInfo(time_zone)) if published.tzinfo else published).date()
    return published


def _is_day_of_count(item: Item) -> bool:
    """Whether the first word of a date is no part of it: "for a third day on Monday"."""
    return item.code == "u" and item.lang == "en"


def _in_zone(reading: Reading, found: re.Match[str], span: Span, time_zone: str) -> Span:
    """The span in the report's time zone: an hour told with another zone may be of the day before or after."""
    if span.start is None or span.start != span.end:
        return span
    first = found.start() - (reading.codes[found.start() - 1 : found.start()] == "I")
    clocks = [item.value for item in reading.items[first : found.end()] if item.code == "I"]
    clocks += [item.value[1] for item in reading.items[first : found.end()] if item.code == "X"]
    for clock in clocks:
        if clock is not None and clock.ahead is not None:
            local = local_day(span.start, clock, time_zone)
            return span if local == span.start else replace(span, start=local, end=local, reason="the local day")
    return span


def local_day(day: date, clock: Clock, time_zone: str) -> date:
    """The day in a time zone on which an hour of another zone falls; the same day at the ends of the calendar."""
    if not date.min < day < date.max:
        return day
    moment = datetime.combine(day, time.min, UTC) + timedelta(minutes=clock.minutes - (clock.ahead or 0))
    return moment.astimezone(ZoneInfo(time_zone)).date()


def _as_mention(
    text: str, reading: Reading, found: re.Match[str], span: Span, sense: DateSense, rule: str
) -> DateMention:
    last = found.end() - 1
    unopened = ">" if "<" not in found.group() else ""
    while reading.codes[last] in f",%<=:-ioc{unopened}" and last > found.start():
        last -= 1
    first = found.start()
    while first < last and (reading.codes[first] in "&xv" or _is_day_of_count(reading.items[first])):
        first += 1
    start, end = reading.items[first].start, reading.items[last].end
    return DateMention(
        start=start,
        end=end,
        text=text[start:end],
        date_start=span.start,
        date_end=span.end,
        precision=span.precision,
        sense=sense,
        reason=span.reason,
        rule=rule,
        refers_back=rule == "undated" or "6" in reading.codes[max(0, found.start() - 3) : found.start()],
    )


def _joined(mentions: list[DateMention], reading: Reading) -> list[DateMention]:
    """The mentions with an Islamic date and the Gregorian one beside it (الموافق) taken as one: the Gregorian days."""
    joined: list[DateMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if last is None or not _is_same_day(last, mention, reading):
            joined.append(mention)
            continue
        told = last if mention.reason == HIJRI_REASON else mention
        text = last.text + " " * (mention.start - last.end) + mention.text
        joined[-1] = replace(told, start=last.start, end=mention.end, text=text)
    return joined


def _is_same_day(last: DateMention, mention: DateMention, reading: Reading) -> bool:
    """Whether one of two dates is the Islamic one of the other's day, with nothing but الموافق or marks between."""
    days = (last.date_start, mention.date_start)
    if (last.reason == HIJRI_REASON) == (mention.reason == HIJRI_REASON) or None in days:
        return False
    if abs((days[0] or date.min) - (days[1] or date.min)).days > 2:
        return False
    between = "".join(item.code for item in reading.items if last.end <= item.start and item.end <= mention.start)
    return bool(_HIJRI_BESIDE.fullmatch(between))


def _in_context(reading: Reading, found: re.Match[str], span: Span, rule: str) -> tuple[Span, DateSense]:
    """The span and its sense once the words before it are heard: since, until, every, signed on, born in."""
    lead = found.group()[: _core_offset(found)]
    is_stretch = rule == "duration" and span.start is None
    if is_stretch or rule in ("habit", "year_range") or span.reason == HABIT:
        return span, "context"
    if "s" in found.group() and rule == "ago" and span.precision in ("month", "year"):
        return span, "context"
    if "s" in lead and rule not in ("ago", "past_stretch", "relative") and span.start:
        if _is_record(reading, found.start()):
            return span, "context"
        is_moment = _WHEN.match(reading.codes, found.end()) and span.precision == "day"
        return (span, "event") if is_moment else _since(reading, span)
    if "t" in lead and (span.precision in ("month", "year") or rule == "relative"):
        return span, "context"
    if span.precision != "day" and (_is_count(reading, found.start()) or _is_of_charge(reading, found.start())):
        return span, "context"
    before = _clause_before(reading, found.start(), 6)
    if "A" in before or _STAMP.search(before):
        return span, "context"
    if "s" in _clause_before(reading, found.start(), 9) and rule in _CALENDAR_RULES and span.start:
        return (span, "context") if _is_record(reading, found.start()) else _since(reading, span)
    return span, "event"


def _is_record(reading: Reading, position: int) -> bool:
    """Whether a date only says since when there was nothing like it: "the first death since the truce of Monday"."""
    before = reading.items[max(0, position - _RECORD_WORDS) : position]
    sentence = reading.codes[max(0, position - _RECORD_WORDS) : position].rpartition("%")[2]
    return any(item.word in _RECORDS for item in before[len(before) - len(sentence) :])


def _is_count(reading: Reading, position: int) -> bool:
    """Whether a week or month only counts: للمرة الثالثة خلال هذا الشهر."""
    return any(item.word in _TIMES for item in reading.items[max(0, position - 3) : position])


def _is_of_charge(reading: Reading, position: int) -> bool:
    """Whether a year or month is that of what somebody is held for: أوقف مواطناً لمشاركته في القتال عام 2014."""
    before = reading.items[max(0, position - _CHARGE_WORDS) : position]
    sentence = reading.codes[max(0, position - _CHARGE_WORDS) : position].rpartition("%")[2]
    return any(item.word.startswith(_CHARGES) for item in before[len(before) - len(sentence) :])


def _core_offset(found: re.Match[str]) -> int:
    lead = LEAD.match(found.group())
    return lead.end() if lead else 0


def _since(reading: Reading, span: Span) -> tuple[Span, DateSense]:
    """Since a day of the last month: something that went on from then to the report; since longer ago: background."""
    published = reading.published
    if published is None or span.start is None or span.precision != "day":
        return span, "context"
    if not 0 <= (published - span.start).days <= 31:
        return span, "context"
    return Span(span.start, published, "day", f"from then to {published}"), "event"


def _clause_before(reading: Reading, position: int, length: int) -> str:
    """The codes before a position, back to a mark that ends a clause, `length` at most."""
    codes = reading.codes[max(0, position - length) : position]
    return re.split(r"[%,]", codes)[-1]


def find_publication_date(text: str, *, lang: str | None = None) -> DateMention | None:  # noqa: ARG001  as find_dates
    """The date that says when the text was published, or None: only a whole date, with its year, counts.

    Looked for in the first lines (a dateline such as "الحسكة – 19 شباط 2020", a header such as "Daily summary,
    Sunday 29 May 2022", a label such as "Published:") and, failing that, in a last line that is little but a date.
    """
    head = [match.span() for match in _LINE.finditer(text[:20_000])][:HEAD_LINES]
    for start, end in head:
        if found := _stated_in_line(text, start, end, is_head=True):
            return found
    offset = max(0, len(text) - 2_000)
    tail = [(offset + match.start(), offset + match.end()) for match in _LINE.finditer(text[offset:])]
    for start, end in reversed([span for span in tail if not head or span[0] > head[0][0]][-TAIL_LINES:]):
        if found := _stated_in_line(text, start, end, is_head=False):
            return found
    return None


def _stated_in_line(text: str, start: int, end: int, *, is_head: bool) -> DateMention | None:
    line = text[start : min(end, start + 400)]
    for mention in find_dates(line):
        if mention.rule in ("calendar_day", "numeric_date") and mention.date_start:
            before, after = line[: mention.start], line[mention.end :]
            if _is_dateline(before, mention.text, after, is_head=is_head):
                return replace(
                    mention,
                    start=mention.start + start,
                    end=mention.end + start,
                    rule="dateline",
                    reason="stated in the text",
                )
    return None


def _is_dateline(before: str, dated: str, after: str, *, is_head: bool) -> bool:
    """Whether the words around a date in its line make it the line's own: a label, a dateline, or nothing else."""
    keys = fold_phrase(before)
    if not _AFTER_DATE.match(after):
        return False
    if not keys:
        return True
    if len(keys) <= 14 and any(item.code in "j2" for item in items_of(before)[:5]):
        return True
    if not is_head:
        return len(keys) <= 3 and not after.strip()
    if _STATED_ON.match(dated) and len(keys) > 2:
        return False
    is_apart = bool(_SEPARATOR.search(before) or _STATED_ON.match(dated))
    return len(before) <= 90 and (is_apart or (len(keys) <= 4 and after.strip()[:1] in ("|", ":", "–", "—", "-")))
