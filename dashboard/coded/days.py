"""Days as files write them, in Latin or Arabic digits and words, each different text read once."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.tables import read_table

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,].*)?")
_BACKWARDS = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T,].*)?")
_WORDED = re.compile(r"(\d{1,2})[ -]+([^\d -]\D{0,24}?)[ -]+(\d{4})")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_EARLIEST, _LATEST = 1800, 2200


class Told(NamedTuple):
    """A day, and how finely its text says it: day, month or year; no day where the text is none."""

    day: date | None
    precision: str


def read_day(text: str, *, month_first: bool = False) -> Told:
    """The day of a text; of 03/04/2024 the day comes first unless `month_first`, or it can't."""
    text = text.strip().translate(DIGITS)
    try:
        if found := _ISO.fullmatch(text) or _PLAIN.fullmatch(text) or _BACKWARDS.fullmatch(text):
            year, month, day = map(int, found.groups())
            return _told(year, month, day, "day")
        if found := _SLASHED.fullmatch(text):
            first, second, year = map(int, found.groups())
            is_month_first = second > 12 or (month_first and first <= 12)
            return _told(year, first if is_month_first else second, second if is_month_first else first, "day")
        if found := _WORDED.fullmatch(text):
            month = _month(found[2])
            return _told(int(found[3]), month, int(found[1]), "day")
        if found := _MONTH.fullmatch(text):
            return _told(int(found[1]), int(found[2]), 1, "month")
        if found := _YEAR.fullmatch(text):
            return _told(int(found[1]), 1, 1, "year")
    except ValueError:
        pass
    return Told(None, "")


def _told(year: int, month: int, day: int, precision: str) -> Told:
    return Told(date(year, month, day), precision) if _EARLIEST <= year <= _LATEST else Told(None, "")


def _month(word: str) -> int:
    word = word.strip().lower()
    if word[:3] in _ENGLISH:
        return _ENGLISH.index(word[:3]) + 1
    return _arabic_months().get(word, 0)


@cache
def _arabic_months() -> dict[str, int]:
    rows = read_table("months.csv", columns=("month", "calendar", "lang", "form", "alone", "notes"))
    return {row["form"]: int(row["month"]) for row in rows if row["calendar"] == "gregorian"}


def read_days(texts: pd.Series, *, month_first: bool = False) -> tuple[npt.NDArray[np.datetime64], pd.Series]:
    """(days, NaT where there is none; precisions) of a column of texts."""
    codes, different = pd.factorize(texts)
    told = [read_day(str(one), month_first=month_first) for one in different]
    days = np.array([one.day for one in told], dtype="datetime64[D]")
    precisions = np.array([one.precision for one in told], dtype=object)
    if not len(told):
        return np.full(len(texts), np.datetime64("NaT", "D")), pd.Series([""] * len(texts), dtype=object)
    return days[codes], pd.Series(precisions[codes], dtype=object)
