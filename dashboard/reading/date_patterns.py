"""The rules that dates are found by: patterns over the codes of date_words, tried in order, and what each means."""

from __future__ import annotations

import re

from dashboard.reading import date_days as days
from dashboard.reading import date_periods as periods
from dashboard.reading.date_context import Handler

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


def _rule(name: str, pattern: str, handler: Handler) -> tuple[str, re.Pattern[str], Handler]:
    return name, re.compile(pattern), handler


_COUNT = r"(?:(?P<n>[nD])?(?P<u>u)|(?P<V>V))"
RULES = (
    _rule("numeric_date", LEAD_CODES + r"(?P<X>(?:T?[,<]?W[,<=-]{0,2}[u=]?)?X)" + _TAIL, days.numeric),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?:[Ww],?)?c?(?P<D1>[DO])[vf]?c?(?P<M1>[MmJ])(?:,?(?P<Y1>Y))?,?(?P<J>[t&-])[vu]?c?(?:[Ww],?)?"
        r"(?P<D>[DO])[vf]?c?(?P<M>[MmJ])" + _YEAR + _WHICH,
        days.day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?:(?P<W>W),?)?(?P<D1>[DO])(?:,?[DO]){0,30}(?P<J>[t&-])[vu]?c?(?P<D>[DO])[vf]?c?u?(?P<M>[MmJ])"
        + _YEAR
        + _WHICH,
        days.day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES + r"(?P<X>(?P<M>[Mm])(?P<D1>[DO])(?P<J>[t&-])(?P<D>[DO]))" + _YEAR + _WHICH,
        days.day_range,
    ),
    _rule(
        "calendar_day",
        LEAD_CODES + r"(?:T[u,<]?)?" + _WEEKDAY + _DAY_MONTH + _YEAR + _WHICH + r">?" + _TAIL,
        days.calendar_day,
    ),
    _rule("listed_day", r"oc(?:P[fc]{1,2})?(?:(?P<D1>O)&c?)?(?P<D>O)", days.listed_ordinals),
    _rule(
        "day_of_month", LEAD_CODES + r"(?P<D>[DO])[vf](?:(?P<U>U)(?P<A>[LNC])|(?P<B>[LNC])(?P<u>u))", days.day_of_month
    ),
    _rule("night_pair", r"[iobc]{0,3}Pf?(?P<W1>W)[t&/-]?(?P<W>W)(?P<A>[LNC])?", days.night_pair),
    _rule("weekday_range", LEAD_CODES + r"[Bv]?(?P<W1>W)(?P<J>[t&-])v?(?P<W>W)(?P<A>[LNC])?", days.weekday_range),
    _rule("anaphor", r"P?(?P<R>R)" + _TAIL, days.anaphor),
    _rule("relative", LEAD_CODES + r"(?P<T>T)(?:[u,<]?(?P<W>W)>?)?" + _TAIL, days.relative),
    _rule("habit", r"[iob]?q[WQK]|[iob]?Q|[iob]?uW(?<=QW)", periods.habit),
    _rule("weekday", LEAD_CODES + r"(?P<B>[LNC])?(?P<W>[Ww])(?:,?(?P<A>[LNC]))?" + _TAIL, days.weekday),
    _rule(
        "month_range",
        LEAD_CODES + r"[Bv]?(?P<M1>M)(?P<Y1>Y)?(?P<J>[t&-])(?P<M>M)(?:,?u?(?P<Y>Y))?",
        periods.month_range,
    ),
    _rule("month", r"[iobstfcGuUvde]{0,6}(?:G-)?(?P<B>[LNC])?(?P<M>[Mm])" + _YEAR + _WHICH, periods.month),
    _rule("year_range", r"[ibstcv]{0,3}u?[Bv]?u?(?P<Y1>Y)(?P<J>[t&-])u?(?P<Y>Y)", periods.year_range),
    _rule("year", r"(?=c?[ibstGuUfv])[ibstcGuUfv]{1,5}(?:(?<=G)-)?(?P<Y>Y)", periods.year),
    _rule("season", LEAD_CODES + r"(?P<B>[LNC])?(?P<S>S)(?:[fv]?u?(?P<Y>Y))?(?P<A>[LNC])?", periods.season),
    _rule("holiday", LEAD_CODES + r"(?P<H>H)(?:,?(?P<Y>Y))?", periods.holiday),
    _rule("counted_from", r"(?:(?P<n>[nD])(?P<u>u)[he]|h(?P<V>V)v)", days.counted_from),
    _rule("counted_from", r"[hg](?:(?P<n>[nD])?(?P<u>u)|(?P<V>V))v", days.counted_from),
    _rule("ago", r"(?P<n>[nD])(?P<u>u)(?P<K>[gek])", days.ago),
    _rule("ago", r"[gs]" + _COUNT, days.ago),
    _rule("past_stretch", r"[iobxc]{0,3}L(?P<n>[nD])(?P<u>u)", periods.past_stretch),
    _rule("past_stretch", r"[iobxc]{0,3}(?P<U>U)_?(?P<n>[nD])L", periods.past_stretch),
    _rule("named_unit", r"[iobstc]{0,3}Gc?(?P<u>[uU])(?![LNCY~])", periods.turn_of),
    _rule("named_unit", r"[iobstcGkefx]{0,5}(?P<A>[LNC])(?P<u>u)", periods.named_unit),
    _rule("named_unit", r"[iobstcGvf]{0,5}(?P<U>U)(?P<A>[LNC])", periods.named_unit),
    _rule("duration", r"[xsi](?P<n>[nD])?(?P<u>u)", periods.duration),
    _rule("ever_since", r"(?<=[^%])s(?=[%,])", days.ever_since),
    _rule("part_of_day", r"[iob]?p", days.part_of_day),
)
