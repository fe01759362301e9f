"""The rules that dates are found by: patterns over the codes of date_words, tried in order, and what each means."""

from __future__ import annotations

import re

from dashboard.reading import date_days as days
from dashboard.reading import date_feasts as feasts
from dashboard.reading import date_periods as periods
from dashboard.reading import date_relative as relative
from dashboard.reading import date_weekdays as weekdays
from dashboard.reading.date_context import Handler

LEAD_CODES = "[iobstfcGPpIuvde]{0,6}"
LEAD = re.compile(LEAD_CODES)
_OPENING = r"[iobstcfGPpIuUvdeB]{0,7}"
_BEGINNING = r"[TWwMmJXRpQKVUHSLNCYOghsqPGk9Eyl!3457]|[n8]u|D[^_0%]|x[nD8u]|[isP][n8]?u|D$"
START = re.compile(rf"(?={_OPENING}(?:{_BEGINNING}))[a-zA-Z1-9!]")
_TAIL = r"(?:[oi]?c?[Pp])?(?:,?[oi]?I)?"
_YEAR = r"(?:,?[vif]?u?U?(?P<Y>Y))?"
_WHICH = r"(?P<A>[LNC~])?"
_WEEKDAY = r"(?:[LNC]?(?P<W>[Ww])[LNC]?[,<=-]{0,2}[u=]?P?,?[ofbi]?c?)?"
_DAY_MONTH = r"(?:(?P<D>[DO])[vf]?c?u?(?P<M>[MmJ])|(?P<M2>[Mm])c?(?P<D2>[DO]))"
_OF_LAST_YEAR = r",?[vf]?(?:(?P<U>[uU])(?P<A>[LNC])|(?P<B>[LNC])(?P<u>u))"


def _rule(name: str, pattern: str, handler: Handler) -> tuple[str, re.Pattern[str], Handler]:
    return name, re.compile(pattern), handler


_COUNT = r"1?(?:(?P<n>[nD8])?(?P<u>u)|(?P<V>V))"
_SLICED = r"[fv]c?u?(?:(?P<M>[Mm])(?P<A>[LNC~])?)?(?:,?[vf]?u?U?(?P<Y>Y))?"
_FEAST_YEAR = r"(?:,?(?P<Y>Y))?(?P<A>[LNC])?"
RULES = (
    _rule("numeric_range", LEAD_CODES + r"[vB]?(?P<S1>[X9])(?P<J>&?t|[&-])[vu]?(?P<S>X)", days.numeric_range),
    _rule("numeric_date", LEAD_CODES + r"(?P<X>(?:T?[,<]?W[,<=-]{0,2}[u=]?)?X)" + _TAIL, days.numeric),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?:[Ww],?)?c?(?P<D1>[DO])[vf]?c?(?P<M1>[MmJ])(?:,?(?P<Y1>Y))?,?(?P<J>&?t|[&-])[vu]?c?(?:[Ww],?)?"
        r"(?P<D>[DO])[vf]?c?(?P<M>[MmJ])" + _YEAR + _WHICH,
        days.day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES + r"(?:T[obu]?c?)?[vB]?c?(?:(?P<W>W),?)?(?P<D1>[DO])(?:,?[DO]){0,30}(?P<J>&?t|[&/-])"
        r"[vu]?c?(?P<D>[DO])[vf]?c?u?(?P<M>[MmJ])" + _YEAR + _WHICH,
        days.day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES + r"(?P<X>(?P<M>[Mm])(?P<D1>[DO])(?P<J>&?t|[&/-])(?P<D>[DO]))" + _YEAR + _WHICH,
        days.day_range,
    ),
    _rule(
        "day_range",
        LEAD_CODES
        + r"[vB]?c?(?P<X>(?P<M1>[Mm])(?P<D1>[DO])(?:,?(?P<Y1>Y))?,?(?P<J>&?t|[&-])[vu]?(?P<M>[Mm])(?P<D>[DO]))"
        + _YEAR
        + _WHICH,
        days.day_range,
    ),
    _rule("calendar_day", LEAD_CODES + _WEEKDAY + _DAY_MONTH + r"(?P<Y>(?!))?" + _OF_LAST_YEAR, days.day_of_last_year),
    _rule("week_of", r"[iobc]{0,3}(?P<u>u)t(?P<A>(?!))?" + _DAY_MONTH + _YEAR, days.week_to),
    _rule("week_of", LEAD_CODES + r"(?P<u>u)f" + _DAY_MONTH + _YEAR + _WHICH, days.week_of),
    _rule(
        "calendar_day",
        LEAD_CODES + r"(?:T[u,<]?)?" + _WEEKDAY + _DAY_MONTH + _YEAR + _WHICH + r">?" + _TAIL,
        days.calendar_day,
    ),
    _rule("spelt_month", r"[iob]?(?P<D>D)(?P<s>[-/])(?P<M>[Mm])(?P=s)(?P<Y>[YD])", days.spelt_month),
    _rule("short_range", LEAD_CODES + r"[vB]?(?P<S1>9)(?P<J>&?t|[&-])[vu]?(?P<S>9)", days.short_range),
    _rule(
        "short_date",
        r"[iobstfcPpuve<]{0,4}(?:[T<,]{0,2}(?P<W>[Ww])[,<=-]?u?)?(?P<S>9)[vf]?" + _WHICH + r">?" + _TAIL,
        days.short_date,
    ),
    _rule("short_date", LEAD_CODES + r"(?P<W>[Ww])[,<]?(?P<D>D)[-/](?P<M>D)(?![Mm])>?", days.short_date),
    _rule("slice", LEAD_CODES + r"c?(?P<O>[OL])(?P<l>[lu])" + _SLICED, feasts.slice_of),
    _rule("slice", LEAD_CODES + r"(?P<l>[lU])(?P<O>[OL])" + _SLICED, feasts.slice_of),
    _rule("feast", r"[iobstcxu]{0,4}(?:[TUu](?P<O>O)[fv])u?(?P<H>H)" + _FEAST_YEAR, feasts.feast),
    _rule("feast", r"[iobstcxuP]{0,4}(?:!f?c?|(?P<O>O)u?[fv]?c?)?(?P<H>H)" + _FEAST_YEAR, feasts.feast),
    _rule("islamic_month", r"[iobstcxu]{0,4}(?:[TUu](?P<O>O)[fv])u?(?P<J>J)" + _FEAST_YEAR, feasts.islamic_month),
    _rule(
        "islamic_month",
        r"(?=[isoxu!O])[iobstcxu]{0,4}(?:!f?c?|(?P<O>O)u?[fv]?c?u?)?(?P<J>J)" + _FEAST_YEAR,
        feasts.islamic_month,
    ),
    _rule("listed_day", r"oc(?:P[fc]{1,2})?(?:(?P<D1>O)&c?)?(?P<D>O)" + _TAIL, days.listed_ordinals),
    _rule("day_of_month", r"[ibPu]{1,2}(?P<D>[DO])(?P<A>[LC])(?![uU])", days.day_of_this_month),
    _rule(
        "day_of_month", LEAD_CODES + r"(?P<D>[DO])[vf](?:(?P<U>U)(?P<A>[LNC])|(?P<B>[LNC])(?P<u>u))", days.day_of_month
    ),
    _rule(
        "day_of_month",
        LEAD_CODES + r"(?:(?P<D1>[DO])(?:&?t|[&/-])[vu]?)?(?P<D>[DO])(?:3|[vf]c?[Uu](?![LNCY~]))",
        days.day_of_same_month,
    ),
    _rule("month", r"[iobt]{0,2}(?P<R>3)", days.day_of_same_month),
    _rule("night_pair", r"[iobc]{0,3}[PT][fB]{0,2}[ob]?c?(?P<W1>W)[t&/_-]?(?P<W>W)(?P<A>[LNC])?", weekdays.night_pair),
    _rule("weekday_list", LEAD_CODES + r"(?P<W>W)(?:[,&]W){1,5},?&W", weekdays.weekday_list),
    _rule(
        "weekday_range",
        LEAD_CODES + r"[Bv]?P?(?P<W1>[Ww])P?,?(?P<J>&?t|[&/-])v?(?:i?c?Pf?|c)?u?(?P<W>[Ww])P?(?P<A>[LNC](?![uU]))?",
        weekdays.weekday_range,
    ),
    _rule(
        "weekday_of_week",
        LEAD_CODES + r"(?P<W>W),?[fv]?(?:(?P<A>[LNC])(?P<u>u)|(?P<U>U)(?P<B>[LNC]))",
        weekdays.weekday_of_week,
    ),
    _rule("counted_from", r"(?P<R>R)(?=[c_n])", relative.next_to),
    _rule("weekday", LEAD_CODES + r"(?P<W>[Ww])(?:<(?=[DO]>))?(?P<D>D(?=[%:>,-])|O)>?", weekdays.numbered_weekday),
    _rule("anaphor", r"P?(?P<R>R)" + _TAIL, relative.anaphor),
    _rule("relative", LEAD_CODES + r"(?P<T>T)(?:[u,<o]?(?P<W>W)>?)?" + _TAIL, relative.relative),
    _rule("weekday", r"(?P<D>O)(?=[->:])>?", weekdays.numbered_in_frame),
    _rule("weekend", r"[iobxcst]{0,3}(?P<A>[LNC])?(?P<E>E)(?P<B>[LNC])?", weekdays.weekend),
    _rule("habit", r"[iob]?qu?[WQK]|[iob]?Q|[iob]?uW(?<=QW)", periods.habit),
    _rule("weekday", LEAD_CODES + r"(?P<B>[LNC])?(?P<W>[Ww])(?:,?(?P<A>[LNC]))?" + _TAIL, weekdays.weekday),
    _rule(
        "month_range",
        LEAD_CODES + r"[Bv]?(?P<M1>M)(?P<Y1>Y)?(?P<J>&?t|[&-])(?P<M>M)(?:,?u?(?P<Y>Y))?",
        periods.month_range,
    ),
    _rule("month", r"[iobstfcGuUvde]{1,6}(?:G-)?(?P<M>[Mm])(?P<Y>(?!))?" + _OF_LAST_YEAR, periods.month_of_last_year),
    _rule("month", r"[iobstfcGuUvde]{0,6}(?:G-)?(?P<B>[LNC])?(?P<M>[Mm])" + _YEAR + _WHICH, periods.month),
    _rule("year_range", r"[ibstcv]{0,3}u?[Bv]?u?(?P<Y1>Y)(?P<J>&?t|[&-])u?(?P<Y>Y)", periods.year_range),
    _rule("year", r"(?=c?[ibstGuUfv])[ibstcGuUfv]{1,5}(?:(?<=G)-)?(?P<Y>Y)", periods.year),
    _rule("season", LEAD_CODES + r"(?P<S>S)" + _OF_LAST_YEAR, periods.season_of_last_year),
    _rule("season", LEAD_CODES + r"(?P<B>[LNC])?(?P<S>S)(?:[fv]?u?(?P<Y>Y))?(?P<A>[LNC])?", periods.season),
    _rule("counted_from", r"(?:(?P<n>[nD8])(?P<u>u)[he]|h(?P<V>V)v)", relative.counted_from),
    _rule("counted_from", r"[hg](?:(?P<n>[nD8])?(?P<u>u)|(?P<V>V))v", relative.counted_from),
    _rule("counted_on", r"h(?:(?P<n>[nD8])?(?P<u>u)|(?P<V>V))(?=,)", relative.after_days),
    _rule("counted_on", r"[45]i?(?:(?P<n>[nD8])?(?P<u>u)|(?P<V>V))", relative.counted_on),
    _rule("ago", r"(?:(?P<n>[nD8])(?P<u>u)|n?(?P<V>V))(?P<K>[gek])", relative.ago),
    _rule("ago", r"[gs]" + _COUNT, relative.ago),
    _rule("vaguely_ago", r"y?(?P<u>u)g", relative.vaguely_ago),
    _rule("vaguely_ago", r"g1?f?y?(?P<u>u)y?", relative.vaguely_ago),
    _rule("past_stretch", r"[iobxc]{0,3}L(?P<n>[nD8])(?P<u>u)", periods.past_stretch),
    _rule("past_stretch", r"[ix]c(?P<L>L)(?P<u>u)", periods.past_stretch),
    _rule("past_stretch", r"[iobxc]{0,3}(?P<n>[nD8])(?P<u>u)L", periods.past_stretch),
    _rule("past_stretch", r"[iobxc]{0,3}(?P<U>U)_?(?P<n>[nD8])L", periods.past_stretch),
    _rule("named_unit", r"[iobstc]{0,3}Gc?(?P<u>[uU])(?![LNCY~])", periods.turn_of),
    _rule("named_unit", r"[iobstcGkefx]{0,5}(?P<A>[LNC])(?P<u>[uU])", periods.named_unit),
    _rule("named_unit", r"[iobstcGvf]{0,5}(?P<U>U)(?P<A>[LNC])", periods.named_unit),
    _rule("duration", r"[xsiP](?P<n>[nD8])?(?P<u>u)", periods.duration),
    _rule("ever_since", r"(?<=[^%])s(?=[%,])", relative.ever_since),
    _rule("part_of_day", r"[iob]?(?P<p>p)", relative.part_of_day),
    _rule("undated", r"7", relative.undated),
)
