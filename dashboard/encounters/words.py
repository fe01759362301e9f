"""Encounters in words: how sure one is and why, how far apart, and what all of them come to."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.encounters.question import Question
from dashboard.encounters.search import Encounters
from dashboard.encounters.summary import first_of
from dashboard.translation import Words
from dashboard.wording import day, distance, event_days, force_labels, keep_together, one_name, period


def certainty_label(certainty: str, words: Words) -> str:
    return {
        "certain": words.say("Certain"),
        "likely": words.say("Likely"),
        "possible": words.say("Possible"),
    }[certainty]


def why(row: pd.Series, words: Words) -> str:
    """Why an encounter is as sure as its word says."""
    if row["is_told"] and row["is_afar"]:
        return words.say("One report names both, but who struck may have been far away.")
    if row["is_told"]:
        return words.say("One report names both.")
    if row["is_afar"]:
        return words.say("Near each other, but one event is a strike that may have come from far away.")
    return {
        "certain": words.say("Near enough and soon enough wherever in the doubt the truth lies."),
        "likely": words.say("Near enough and soon enough by the middle of what is known, not by all of it."),
        "possible": words.say("Near enough and soon enough only if the doubt about place or date is used."),
    }[row["certainty"]]


def apart(row: pd.Series, words: Words) -> str:
    """How far and how long two events are apart: "4 km apart (0 to 14 km), the same day"; empty for a told one."""
    if row["is_told"]:
        return ""
    return f"{_kilometres(row, words)}{words.comma}{_days(row, words)}"


def _kilometres(row: pd.Series, words: Words) -> str:
    best, low, high = (distance(row[f"km_{which}"] * 1000, words) for which in ("best", "low", "high"))
    if low == high:
        return words.say("{distance} apart", distance=best)
    if row["km_low"] * 1000 < 50:
        return words.say("{distance} apart, at most {most}", distance=best, most=high)
    return words.say("{distance} apart, between {least} and {most}", distance=best, least=low, most=high)


def _days(row: pd.Series, words: Words) -> str:
    low, high = int(row["days_low"]), int(row["days_high"])
    if high == 0:
        return words.say("the same day")
    if low == high:
        return words.say_number("{number} day apart", "{number} days apart", high)
    return words.say_number("up to {number} day apart", "up to {number} days apart", high)


def when(row: pd.Series, words: Words) -> str:
    """The day, or the days between which it was."""
    if pd.isna(row["first_day"]):
        return words.say("Date unknown")
    if not pd.isna(row["day"]):
        return event_days(row["day"].date(), row["day"].date(), "day", words)
    return period(row["first_day"].date(), row["last_day"].date(), words)


def where(row: pd.Series, words: Words) -> str:
    """The name of the better known place."""
    return place_named(row["place_name"], row["place_name_ar"], words)


def place_named(name: str, name_ar: str, words: Words) -> str:
    named = one_name(name, name_ar, words.lang)
    return keep_together(named) if named else words.say("Place unknown")


def forces_of(question: Question, words: Words) -> tuple[str, str]:
    labels = force_labels(words.lang)
    return labels[question.one], labels[question.other]


def summary(found: Encounters, words: Words) -> list[str]:
    """A few sentences: how many, where and when first, and what could not be compared."""
    one, other = forces_of(found.question, words)
    table = found.table
    limits = {
        "one": one,
        "other": other,
        "limits": _limits(found.question, words),
    }
    if table.empty:
        lines = [words.say("No encounter of {one} and {other} {limits}.", **limits)]
    else:
        lines = [
            words.say_number(
                "{number} encounter of {one} and {other} {limits}: {sure}.",
                "{number} encounters of {one} and {other} {limits}: {sure}.",
                len(table),
                sure=_by_certainty(table, words),
                **limits,
            ),
            *_firsts(table, words),
        ]
    return lines + _left_out(found, words)


def _limits(question: Question, words: Words) -> str:
    distance = words.say("{number} km", number=f"{question.km:g}")
    if question.days == 0:
        return words.say("within {distance} on the same day", distance=distance)
    time = words.say_number("{number} day", "{number} days", question.days)
    return words.say("within {distance} and {time}", distance=distance, time=time)


def _by_certainty(table: pd.DataFrame, words: Words) -> str:
    numbers = table["certainty"].value_counts()
    parts = [
        (words.say("{number} certain", number=f"{numbers.get('certain', 0):,}"), numbers.get("certain", 0)),
        (words.say("{number} likely", number=f"{numbers.get('likely', 0):,}"), numbers.get("likely", 0)),
        (words.say("{number} possible", number=f"{numbers.get('possible', 0):,}"), numbers.get("possible", 0)),
    ]
    return words.comma.join(text for text, number in parts if number)


def _firsts(table: pd.DataFrame, words: Words) -> list[str]:
    first, sure = first_of(table), first_of(table, "certain")
    if first is None:
        return []
    lines = []
    if first["certainty"] != "certain":
        label = certainty_label(first["certainty"], words)
        lines.append(
            words.say("First: {day}, {place} ({how}).", day=when(first, words), place=where(first, words), how=label)
        )
    if sure is not None:
        lines.append(words.say("First certain: {day}, {place}.", day=when(sure, words), place=where(sure, words)))
    return lines


def _left_out(found: Encounters, words: Words) -> list[str]:
    lines = []
    if found.until:
        lines.append(
            words.say(
                "There are too many to list: only events that begin before {day} were compared. "
                "Shorten the distance, the time or the period.",
                day=day(found.until, words.lang),
            )
        )
    if found.unplaced:
        lines.append(
            words.say_number(
                "{number} event has no place and can't be compared.",
                "{number} events have no place and can't be compared.",
                found.unplaced,
            )
        )
    if found.undated:
        lines.append(
            words.say_number(
                "{number} event has no date and can't be compared.",
                "{number} events have no date and can't be compared.",
                found.undated,
            )
        )
    return lines


def day_label(chosen: str, words: Words) -> str:
    """A chosen day ("2024-10-12") or month ("2024-10") in words; as it is where it is neither."""
    try:
        if len(chosen) == len("2024-10"):
            start = date.fromisoformat(f"{chosen}-01")
            return event_days(start, start, "month", words)
        return day(date.fromisoformat(chosen), words.lang)
    except ValueError:
        return chosen
