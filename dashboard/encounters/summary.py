"""What many encounters come to: the first, the places that come again, the days of a calendar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

MOST_PLACES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatPlace:
    """A place with encounters on more than one day; `days` are those known to the day, in order."""

    key: str
    name: str
    name_ar: str
    lat: float
    lon: float
    number: int
    certain: int
    days: tuple[date, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`days`: (encounters, of which certain) by day. `months`: encounters known to the month only, by its first day.
    `elsewhere`: those known less well than that."""

    days: dict[date, tuple[int, int]]
    months: dict[date, int]
    elsewhere: int


def first_of(table: pd.DataFrame, certainty: str = "") -> pd.Series | None:
    """The earliest encounter with a date, of that certainty if one is named; None where there is none."""
    rows = table[table["first_day"].notna()]
    if certainty:
        rows = rows[rows["certainty"] == certainty]
    return None if rows.empty else rows.iloc[0]


def repeat_places(table: pd.DataFrame) -> list[RepeatPlace]:
    """The places with encounters on several days, most encounters first."""
    dated = table[table["first_day"].notna() & table["lat"].notna()]
    dated = dated.assign(when=dated["day"].fillna(dated["first_day"]))
    groups = dated.groupby("place_key", sort=False)
    again = groups["when"].nunique()
    result = []
    for key in again[again > 1].index:
        rows = groups.get_group(key)
        days = sorted({day.date() for day in rows["day"].dropna()})
        result.append(
            RepeatPlace(
                key=str(key),
                name=str(rows["place_name"].iloc[0]),
                name_ar=str(rows["place_name_ar"].iloc[0]),
                lat=float(rows["lat"].iloc[0]),
                lon=float(rows["lon"].iloc[0]),
                number=len(rows),
                certain=int((rows["certainty"] == "certain").sum()),
                days=tuple(days),
                first=rows["first_day"].min().date(),
                last=rows["last_day"].max().date(),
            )
        )
    return sorted(result, key=lambda place: (-place.number, place.first, place.key))[:MOST_PLACES]


def calendar_of(table: pd.DataFrame) -> Calendar:
    """How many encounters each day had; those whose day is not known count for their month, or for none."""
    exact = table[table["day"].notna()]
    numbers = exact.assign(sure=exact["certainty"] == "certain").groupby("day")["sure"].agg(["size", "sum"])
    counts = zip(numbers.index, numbers["size"], numbers["sum"], strict=True)
    days = {day.date(): (int(number), int(sure)) for day, number, sure in counts}
    rest = table[table["day"].isna()]
    first, last = rest["first_day"], rest["last_day"]
    in_a_month = (first.dt.year == last.dt.year) & (first.dt.month == last.dt.month)
    months = Counter(date(day.year, day.month, 1) for day in first[in_a_month])
    return Calendar(days=days, months=dict(sorted(months.items())), elsewhere=int(np.count_nonzero(~in_a_month)))


def days_of(table: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """The rows of a chosen day ("2024-10-12") or month ("2024-10"); all where nothing readable is chosen."""
    try:
        if len(chosen) == len("2024-10"):
            start = pd.Timestamp(f"{chosen}-01")
            inside = (table["first_day"] >= start) & (table["last_day"] < start + pd.DateOffset(months=1))
            return table[inside & table["day"].isna()]
        return table[table["day"] == pd.Timestamp(date.fromisoformat(chosen))] if chosen else table
    except ValueError:
        return table
