"""The rules that dates are found by: patterns over the codes of date_words, and the days that each means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from dashboard.events import DatePrecision
from dashboard.reading import reckoning
from dashboard.reading.date_words import Item
from dashboard.reading.reckoning import Span, unknown


@dataclass(slots=True)
class Reading:
    """A text while its dates are read in order; `previous` is the last span that was told, `day` that to the day."""

    items: list[Item]
    codes: str
    published: date | None
    previous: Span | None = None
    day: Span | None = None


Handler = Callable[[Reading, "re.Match[str]"], Span | None]


def _is_planned(reading: Reading, position: int) -> bool:
    """Whether the words before, in the same sentence, speak of what is to come ("will begin on Friday")."""
    codes = reading.codes[max(0, position - 24) : position].rpartition("%")[2]
    cue = max(codes.rfind("F"), -1)
    return cue >= 0 and not re.search(r"[rWTDX]", codes[cue:])


def _item(reading: Reading, found: re.Match[str], group: str) -> Item | None:
    if group not in found.re.groupindex or not found[group]:
        return None
    return reading.items[found.start(group)]


def _which(reading: Reading, found: re.Match[str], group: str = "A") -> str:
    """last, next, current or nothing, from the words beside a date or from the sentence it stands in."""
    code = found.groupdict().get(group)
    if code:
        return {"L": "last", "N": "next", "C": "current", "~": "same"}[code]
    if found.group().startswith("t"):
        return "current"
    return "next" if _is_planned(reading, found.start()) else ""


def _lead_value(reading: Reading, found: re.Match[str], code: str) -> str:
    """The value of the first word of that code in a match, as early for the code of portions."""
    at = found.group().find(code)
    return str(reading.items[found.start() + at].value) if at >= 0 else ""


# --- the rules, each a pattern over the codes of date_words and what it means ---------------------------------------

LEAD_CODES = "[iobstfcGPpIuvde]{0,6}"
LEAD = re.compile(LEAD_CODES)
_OPENING = r"[iobstcfGPpIuUvdeB]{0,7}"
_BEGINNING = r"[TWwMmJXRpQKVUHSLNCYOghsqPGk]|n[u]|D[^_0%]|x[nDu]|[is]n?u|D$"
START = re.compile(rf"(?={_OPENING}(?:{_BEGINNING}))[a-zA-Z]")
_TAIL = r"(?:[oi]?c?[Pp])?(?:[oi]?I)?"
_YEAR = r"(?:,?[vif]?u?U?(?P<Y>Y))?"
_WHICH = r"(?P<A>[LNC~])?"
_WEEKDAY = r"(?:(?P<W>[Ww])[,<=-]{0,2}[u=]?P?,?[ofbi]?c?)?"
_DAY_MONTH = r"(?:(?P<D>[DO])[vf]?c?u?(?P<M>[MmJ])|(?P<M2>[Mm])c?(?P<D2>[DO]))"


def _calendar_day(reading: Reading, found: re.Match[str]) -> Span | None:
    month = _item(reading, found, "M") or _item(reading, found, "M2")
    day = _item(reading, found, "D") or _item(reading, found, "D2")
    if month is None or day is None:
        return None
    if found["M2"] and not _is_month_first(reading, found, month):
        return None
    weekday = _item(reading, found, "W")
    year = _item(reading, found, "Y")
    return _day_span(
        reading,
        month=month,
        day=int(day.value),
        year=int(year.value) if year else None,
        weekday=int(weekday.value) if weekday else None,
        which=_which(reading, found),
    )


def _is_month_first(reading: Reading, found: re.Match[str], month: Item) -> bool:
    """January 27, but neither "in March 12 people died" nor Arabic, which puts the day first."""
    if month.lang != "en":
        return False
    follows = reading.codes[found.end() : found.end() + 1]
    is_in = found.group().startswith("i")
    return not (is_in and follows == "_" and not found["Y"])


def _day_span(reading: Reading, *, month: Item, day: int, year: int | None, weekday: int | None, which: str) -> Span:
    named = f"{day} {month.word or month.value}"
    if month.code == "J":
        if year is None:
            return unknown(f"{named} needs a year of the Hijri calendar")
        found = reckoning.hijri_to_gregorian(year, int(month.value), day)
        return (
            reckoning.one_day(found, "tabular Islamic calendar, a day or so either way")
            if found
            else unknown("no date")
        )
    if year is None and which == "same" and reading.previous and reading.previous.start:
        year = reading.previous.start.year
    if year is not None:
        found = reckoning.day_of(year, int(month.value), day)
        if found is None:
            return unknown(f"{named} {year} is no date")
        clash = weekday is not None and found.weekday() != weekday
        return reckoning.one_day(found, f"but {found} is a {reckoning.WEEKDAYS[found.weekday()]}" if clash else "")

    def in_year(year: int) -> Span:
        return reckoning.one_day(reckoning.day_of(year, int(month.value), day))

    return reckoning.without_year(in_year, reading.published, named=named, which=which, weekday=weekday)


def _day_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From one day to another: 25 August to 17 September 2022, 20–26 January, May 3-5, between 3 and 5 May."""
    groups = {name: _item(reading, found, name) for name in found.groupdict() if name != "A"}
    last_month, first_day, last_day = groups["M"], groups["D1"], groups["D"]
    if not (last_month and first_day and last_day) or (found.groupdict().get("X") and last_month.lang != "en"):
        return None
    joint = found["J"]
    if joint == "&" and not re.search("[Bd]", found.group()) and groups.get("M1"):
        return None
    year = int(groups["Y"].value) if groups["Y"] else None
    which = _which(reading, found)
    weekday = groups.get("W")
    last = _day_span(
        reading,
        month=last_month,
        day=int(last_day.value),
        year=year,
        weekday=int(weekday.value) if weekday else None,
        which=which,
    )
    if last.end is None:
        return last
    first_month = groups.get("M1") or last_month
    first_year = groups.get("Y1")
    start_year = int(first_year.value) if first_year else last.end.year - (first_month.value > last_month.value)
    first = reckoning.day_of(start_year, int(first_month.value), int(first_day.value))
    if first is None or first > last.end:
        return None
    return Span(first, last.end, "day", last.reason)


def _listed_ordinals(reading: Reading, found: re.Match[str]) -> Span | None:
    """On the 7th; on the 22nd and 23rd: of the month that makes it the latest not after the report."""
    follows = reading.codes[found.end() : found.end() + 1]
    first, last = _item(reading, found, "D1"), _item(reading, found, "D")
    if last is None or last.lang != "en" or follows not in ("", ",", "%", "<", ">", "-"):
        return None
    named = f"the {last.value}{'' if first is None else ' and the day before'}"
    published = reading.published
    if published is None:
        return unknown(f"{named} needs a month or a publication date: give --published")
    for months_back in range(13):
        index = published.year * 12 + published.month - 1 - months_back
        end = reckoning.day_of(index // 12, index % 12 + 1, int(last.value))
        if end and end <= published:
            start = reckoning.day_of(end.year, end.month, int((first or last).value))
            return Span(start, end, "day", f"the latest not after {published}") if start and start <= end else None
    return None


def _numeric(reading: Reading, found: re.Match[str]) -> Span:
    item = reading.items[found.end("X") - 1]
    year, month, day = item.value
    if 1300 <= year <= 1500 and (hijri := reckoning.hijri_to_gregorian(year, month, day)):
        return reckoning.one_day(hijri, "tabular Islamic calendar, a day or so either way")
    result = reckoning.day_of(year, month, day)
    return reckoning.one_day(result) if result else unknown("no date of the calendar")


def _night_pair(reading: Reading, found: re.Match[str]) -> Span | None:
    """The night from one weekday to the next (ليل الأحد - الإثنين), as two days."""
    first, last = _item(reading, found, "W1"), _item(reading, found, "W")
    if first is None or last is None or (int(first.value) + 1) % 7 != last.value:
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=_which(reading, found))
    if end.start is None:
        return end
    return Span(reckoning.shift(end.start, -1), end.start, "day", end.reason)


def _weekday_range(reading: Reading, found: re.Match[str]) -> Span | None:
    """From Monday to Wednesday, between Friday and Sunday, يومي السبت والأحد, Monday and Tuesday."""
    first, last = _item(reading, found, "W1"), _item(reading, found, "W")
    if first is None or last is None:
        return None
    days = (int(last.value) - int(first.value)) % 7
    if found["J"] == "&" and days != 1 and not re.search("[Bd]", found.group()):
        return None
    end = reckoning.on_weekday(int(last.value), reading.published, which=_which(reading, found))
    return Span(reckoning.shift(end.start, -days), end.end, "day", end.reason) if end.start else end


def _weekday(reading: Reading, found: re.Match[str]) -> Span | None:
    item = _item(reading, found, "W")
    if item is None or (item.code == "w" and "," not in reading.codes[found.end() : found.end() + 1]):
        return None
    if reading.codes[found.start() - 1 : found.start()] == "z" or reading.codes[found.end() : found.end() + 1] == "Z":
        return None
    which = _which(reading, found) or _which(reading, found, "B")
    if which == "current" and _is_planned(reading, found.start()):
        which = "next"
    return reckoning.on_weekday(int(item.value), reading.published, which=which)


def _relative(reading: Reading, found: re.Match[str]) -> Span | None:
    item = _item(reading, found, "T")
    if item is None or not _is_relative_day(reading, found, item):
        return None
    first, last = item.value
    weekday = _item(reading, found, "W")
    published = reading.published
    if published is None:
        return unknown(f"{item.word or 'this'} needs a publication date: give --published")
    start, end = reckoning.shift(published, first), reckoning.shift(published, last)
    if start is None or end is None:
        return unknown("outside the calendar")
    if weekday and weekday.value not in (start.weekday(), end.weekday()):
        which = "next" if first > 0 else ""
        told = reckoning.on_weekday(int(weekday.value), published, which=which, strictly=first < 0)
        return replace(told, reason=f"{told.reason}; {start} is none")
    night = _lead_value(reading, found, "P") == "night"
    return Span(start, end, "day", f"the night of {start}" if night else f"reckoned from {published}")


def _is_relative_day(reading: Reading, found: re.Match[str], item: Item) -> bool:
    """Not "twice in the day", "the third day", "until today", nor a channel called Today."""
    start, end = found.start(), found.end()
    if item.word.endswith(("يوم", "الليلة")) and not found["W"]:
        if reading.codes[end : end + 1] == "O":
            return False
        before = reading.items[found.start("T") - 1] if found.start("T") else None
        if before and before.code == "i":
            return False
    if item.word == "Today" and start:
        before = reading.items[start - 1]
        return not (before.code == "_" and before.word[:1].isupper())
    return True


def _month(reading: Reading, found: re.Match[str]) -> Span | None:
    item = _item(reading, found, "M")
    if item is None:
        return None
    year = _item(reading, found, "Y")
    which = _which(reading, found) or _which(reading, found, "B")
    lead = found.group()[: found.start("M") - found.start()]
    if not year and not found["A"] and not found["B"] and not re.search("[ibtsuGe]", lead):
        return None
    if not year and item.code == "m":
        return None
    portion = _lead_value(reading, found, "G")
    if year:
        return reckoning.month_span(int(year.value), int(item.value), portion)
    if which == "same" and reading.previous and reading.previous.start:
        return reckoning.month_span(reading.previous.start.year, int(item.value), portion, "the year named before")

    def in_year(year: int) -> Span:
        return reckoning.month_span(year, int(item.value), portion)

    return reckoning.without_year(in_year, reading.published, named=item.word or "the month", which=which)


def _month_range(reading: Reading, found: re.Match[str]) -> Span | None:
    first, last, year = (_item(reading, found, name) for name in ("M1", "M", "Y"))
    if first is None or last is None or (found["J"] == "&" and "B" not in found.group()):
        return None
    end_year = int(year.value) if year else None
    if end_year is None:
        if reading.published is None:
            return unknown("the months need a year or a publication date: give --published")
        end_year = reading.published.year - (int(last.value) > reading.published.month)
    earlier = _item(reading, found, "Y1")
    start_year = int(earlier.value) if earlier else end_year - (first.value > last.value)
    start = reckoning.month_span(start_year, int(first.value)).start
    end = reckoning.month_span(end_year, int(last.value)).end
    return Span(start, end, "month") if start and end and start <= end else None


def _year(reading: Reading, found: re.Match[str]) -> Span | None:
    item = _item(reading, found, "Y")
    if item is None:
        return None
    year = int(item.value)
    if not 1900 <= year <= (reading.published.year + 10 if reading.published else 2100):
        return None
    return reckoning.year_span(year, _lead_value(reading, found, "G"))


def _year_range(reading: Reading, found: re.Match[str]) -> Span | None:
    first, last = _item(reading, found, "Y1"), _item(reading, found, "Y")
    if first is None or last is None or (found["J"] == "&" and "B" not in found.group()):
        return None
    start, end = reckoning.year_span(int(first.value)).start, reckoning.year_span(int(last.value)).end
    return Span(start, end, "year") if start and end and 1900 <= start.year < end.year <= 2100 else None


def _ago(reading: Reading, found: re.Match[str]) -> Span | None:
    """Two days ago, قبل يومين, منذ ثلاثة أيام; "two days earlier" counts from the date before it."""
    counted = _counted(reading, found)
    if counted is None or reading.codes[found.end() : found.end() + 1] == "v":
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


def _counted(reading: Reading, found: re.Match[str]) -> tuple[int, str] | None:
    both = _item(reading, found, "V") if "V" in found.groupdict() else None
    if both:
        return int(both.value[0]), str(both.value[1])
    unit = _item(reading, found, "u")
    if unit is None:
        return None
    number = _item(reading, found, "n")
    if number is None and not _is_single(unit):
        return None
    return (int(number.value) if number else 1), str(unit.value)


def _is_single(unit: Item) -> bool:
    """One day, week, month or year: not the plural, which without a number says nothing."""
    return unit.word in ("يوم", "أسبوع", "اسبوع", "شهر", "عام", "سنة", "ساعة", "day", "week", "month", "year", "hour")


def _counted_from(reading: Reading, found: re.Match[str]) -> Span | None:
    """A day after B: what happened a day before the date named last in the sentence (قبل يومين من counts on)."""
    counted = _counted(reading, found)
    previous = reading.day
    joint = reading.items[found.end() - 1]
    if joint.code == "e" and joint.word.casefold() == "earlier":
        return None
    if counted is None or counted[1] != "day" or counted[0] > 7 or previous is None or previous.start is None:
        return None
    days = counted[0]
    is_after = "h" in found.group()
    return reckoning.one_day(
        reckoning.shift(previous.start, -days if is_after else days), "counted from the date named before"
    )


def _anaphor(reading: Reading, found: re.Match[str]) -> Span | None:
    item = _item(reading, found, "R")
    if item is None:
        return None
    previous = reading.day
    if previous is None or previous.end is None or previous.precision != "day":
        return unknown("no date before it in the text")
    return reckoning.one_day(reckoning.shift(previous.end, int(item.value)), "from the date named before")


def _part_of_day(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    previous = reading.day
    if previous and previous.end and previous.precision == "day":
        return Span(previous.start, previous.end, "day", "the day named before")
    if reading.published is None:
        return unknown("a part of the day needs a publication date: give --published")
    return reckoning.one_day(reading.published, "the report's own day")


def _named_unit(reading: Reading, found: re.Match[str]) -> Span | None:
    unit = _item(reading, found, "u") or _item(reading, found, "U")
    if unit is None or unit.value == "hour":
        return None
    which = _which(reading, found) or "current"
    if unit.value == "day" and which == "current":
        return None
    if unit.value == "day" and which == "last":
        return reckoning.past_stretch(7, "day", reading.published)
    return reckoning.named_unit(str(unit.value), which, reading.published, portion=_lead_value(reading, found, "G"))


def _turn_of(reading: Reading, found: re.Match[str]) -> Span | None:
    """The start, middle or end of the year or month the report is of: منذ مطلع العام."""
    unit = _item(reading, found, "u")
    if unit is None or unit.value not in ("month", "year") or (unit.code == "u" and "c" not in found.group()):
        return None
    portion = _lead_value(reading, found, "G")
    return reckoning.named_unit(str(unit.value), "current", reading.published, portion=portion)


def _past_stretch(reading: Reading, found: re.Match[str]) -> Span | None:
    unit, number = _item(reading, found, "u") or _item(reading, found, "U"), _item(reading, found, "n")
    if unit is None or number is None:
        return None
    return reckoning.past_stretch(int(number.value), str(unit.value), reading.published)


def _season(reading: Reading, found: re.Match[str]) -> Span | None:
    item, year = _item(reading, found, "S"), _item(reading, found, "Y")
    if item is None or not (year or found["A"] or found["B"]):
        return None
    if year:
        return reckoning.season_span(int(year.value), item.value)
    which = _which(reading, found) if found["A"] else _which(reading, found, "B")

    def in_year(year: int) -> Span:
        return reckoning.season_span(year, item.value)

    return reckoning.without_year(in_year, reading.published, named="the season", which=which)


def _holiday(reading: Reading, found: re.Match[str]) -> Span | None:
    item, year = _item(reading, found, "H"), _item(reading, found, "Y")
    if item is None:
        return None
    month, day = item.value
    if year:
        return reckoning.one_day(reckoning.day_of(int(year.value), month, day))

    def in_year(year: int) -> Span:
        return reckoning.one_day(reckoning.day_of(year, month, day))

    return reckoning.without_year(in_year, reading.published, named="the holiday", which=_which(reading, found))


def _habit(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    return unknown("a habit, not a day")


def _duration(reading: Reading, found: re.Match[str]) -> Span | None:
    unit = _item(reading, found, "u")
    if unit is None or (found["n"] and unit.value not in ("month", "year")) or (not found["n"] and _is_single(unit)):
        return None
    return unknown("a stretch of time without a date") if unit.value != "hour" else None


def _ever_since(reading: Reading, found: re.Match[str]) -> Span | None:  # noqa: ARG001
    previous, published = reading.day, reading.published
    if not (previous and previous.start and previous.precision == "day" and published) or previous.start > published:
        return None
    if (published - previous.start).days > 31:
        return None
    precision: DatePrecision = "week" if (published - previous.start).days > 3 else "day"
    return Span(previous.start, published, precision, f"from the date named before to {published}")


def _rule(name: str, pattern: str, handler: Handler) -> tuple[str, re.Pattern[str], Handler]:
    return name, re.compile(pattern), handler


_EXPLICIT = re.compile(r",[ofi]?c?[WDOMX]")
_COUNT = r"(?:(?P<n>[nD])?(?P<u>u)|(?P<V>V))"
RULES = (
    _rule("numeric_date", LEAD_CODES + r"(?P<X>(?:T?[,<]?W[,<=-]{0,2}[u=]?)?X)" + _TAIL, _numeric),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?:[Ww],?)?c?(?P<D1>[DO])[vf]?c?(?P<M1>[MmJ])(?:,?(?P<Y1>Y))?,?(?P<J>[t&-])[vu]?c?(?:[Ww],?)?"
        r"(?P<D>[DO])[vf]?c?(?P<M>[MmJ])" + _YEAR + _WHICH,
        _day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?:(?P<W>W),?)?(?P<D1>[DO])(?:,?[DO])*(?P<J>[t&-])[vu]?c?(?P<D>[DO])[vf]?c?u?(?P<M>[MmJ])"
        + _YEAR
        + _WHICH,
        _day_range,
    ),
    _rule(
        "day_range", LEAD_CODES + r"(?P<X>(?P<M>[Mm])(?P<D1>[DO])(?P<J>[t&-])(?P<D>[DO]))" + _YEAR + _WHICH, _day_range
    ),
    _rule(
        "calendar_day",
        LEAD_CODES + r"(?:T[u,<]?)?" + _WEEKDAY + _DAY_MONTH + _YEAR + _WHICH + r">?" + _TAIL,
        _calendar_day,
    ),
    _rule("listed_day", r"oc(?:(?P<D1>O)&c?)?(?P<D>O)", _listed_ordinals),
    _rule("night_pair", r"[iobc]{0,3}Pf?(?P<W1>W)[t&/-]?(?P<W>W)(?P<A>[LNC])?", _night_pair),
    _rule("weekday_range", LEAD_CODES + r"[Bv]?(?P<W1>W)(?P<J>[t&-])v?(?P<W>W)(?P<A>[LNC])?", _weekday_range),
    _rule("anaphor", r"P?(?P<R>R)" + _TAIL, _anaphor),
    _rule("relative", LEAD_CODES + r"(?P<T>T)(?:[u,<]?(?P<W>W)>?)?" + _TAIL, _relative),
    _rule("habit", r"[iob]?q[WQK]|[iob]?Q|[iob]?uW(?<=QW)", _habit),
    _rule("weekday", LEAD_CODES + r"(?P<B>[LNC])?(?P<W>[Ww])(?:,?(?P<A>[LNC]))?" + _TAIL, _weekday),
    _rule("month_range", LEAD_CODES + r"[Bv]?(?P<M1>M)(?P<Y1>Y)?(?P<J>[t&-])(?P<M>M)(?:,?u?(?P<Y>Y))?", _month_range),
    _rule("month", r"[iobstfcGuUvde]{0,6}(?:G-)?(?P<B>[LNC])?(?P<M>[Mm])" + _YEAR + _WHICH, _month),
    _rule("year_range", r"[ibstcv]{0,3}u?[Bv]?u?(?P<Y1>Y)(?P<J>[t&-])u?(?P<Y>Y)", _year_range),
    _rule("year", r"(?=c?[ibstGuUfv])[ibstcGuUfv]{1,5}(?P<Y>Y)", _year),
    _rule("season", LEAD_CODES + r"(?P<B>[LNC])?(?P<S>S)(?:[fv]?u?(?P<Y>Y))?(?P<A>[LNC])?", _season),
    _rule("holiday", LEAD_CODES + r"(?P<H>H)(?:,?(?P<Y>Y))?", _holiday),
    _rule("counted_from", r"(?:(?P<n>[nD])(?P<u>u)[he]|h(?P<V>V)v)", _counted_from),
    _rule("counted_from", r"[hg](?:(?P<n>[nD])?(?P<u>u)|(?P<V>V))v", _counted_from),
    _rule("ago", r"(?P<n>[nD])(?P<u>u)(?P<K>[gek])", _ago),
    _rule("ago", r"[gs]" + _COUNT, _ago),
    _rule("past_stretch", r"[iobxc]{0,3}L(?P<n>[nD])(?P<u>u)", _past_stretch),
    _rule("past_stretch", r"[iobxc]{0,3}(?P<U>U)_?(?P<n>[nD])L", _past_stretch),
    _rule("named_unit", r"[iobstc]{0,3}Gc?(?P<u>[uU])(?![LNCY~])", _turn_of),
    _rule("named_unit", r"[iobstcGkefx]{0,5}(?P<A>[LNC])(?P<u>u)", _named_unit),
    _rule("named_unit", r"[iobstcGvf]{0,5}(?P<U>U)(?P<A>[LNC])", _named_unit),
    _rule("duration", r"[xsi](?P<n>[nD])?(?P<u>u)", _duration),
    _rule("ever_since", r"(?<=[^%])s(?=[%,])", _ever_since),
    _rule("part_of_day", r"[iob]?p", _part_of_day),
)
