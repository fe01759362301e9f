"""What the map is told where it shows several views at once: the halves of a comparison, or periods for small maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import geopandas as gpd
import numpy as np
from babel.dates import format_date

from dashboard.comparison import Comparison, Difference, Window, windows_of
from dashboard.day_words import day, month_and_year
from dashboard.event_files import rows_of
from dashboard.facets import index_of
from dashboard.filters import EventFilter, select_mask
from dashboard.layers import BUILT_URL, filter_parameters
from dashboard.periods import Period
from dashboard.symbols import Theme, fill_colour
from dashboard.translation import Language, Words, figure, locale_of
from dashboard.vocabulary import forces
from dashboard.wording import force_labels, period

MOST_FORCES = 8
MINUS = "\u2212"
_EPOCH = date(1970, 1, 1)


# Two halves -----------------------------------------------------------------------------------------------------------


def half_names(comparison: Comparison, words: Words) -> tuple[str, str]:
    """What the two halves are called; a source by its name, as it stands in the reports."""
    if comparison.kind == "sources":
        every = words.say("All sources together")
        return comparison.sources[0] or every, comparison.sources[1] or every
    if comparison.kind == "periods":
        return words.say("First period"), words.say("Second period")
    if comparison.kind == "date":
        return words.say("Before the date"), words.say("From the date on")
    return words.say("Period before"), words.say("This period")


def compare_parameters(
    comparison: Comparison,
    *,
    chosen: EventFilter,
    span: Window,
    words: Words,
    sources: Sequence[tuple[gpd.GeoDataFrame, Mapping[str, str]]] = (),
) -> dict[str, Any]:
    """What the map needs to show two halves (swipe.js): kind, names, days, and for sources their files and filters.

    `sources` has the frame and the built files of each half; none for periods, which are parts of the same events.
    """
    windows = windows_of(comparison, chosen=(chosen.date_from, chosen.date_to), span=span)
    halves: list[dict[str, Any]] = [{"name": name} for name in half_names(comparison, words)]
    for half, (frame, files) in zip(halves, sources, strict=False):
        half["urls"] = {name: BUILT_URL + file for name, file in files.items()}
        half["filter"] = filter_parameters(chosen, frame, rows=rows_of(files))
    return {
        "kind": comparison.kind,
        "day": _number(comparison.day),
        "ranges": [[_number(first), _number(last)] for first, last in windows],
        "halves": halves,
    }


def _number(day: date | None) -> int | None:
    return (day - _EPOCH).days if day else None


def window_words(window: Window, words: Words) -> str:
    """The days of a half in words; empty where it is open at both ends."""
    return period(*window, words) if any(window) else ""


def difference_html(
    difference: Difference, names: tuple[str, str], told: tuple[str, str], *, words: Words, theme: Theme
) -> str:
    """The two halves as a table that adds up: patrols and incidents are all events; then the forces that changed most.

    `told` is said of each half over the table: its days, or its source, which is text whatever stands in it.
    """
    heads = "".join(f'<th scope="col"><bdi>{escape(name)}</bdi></th>' for name in names)
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd><bdi>{escape(said)}</bdi></dd>"
        for name, said in zip(names, told, strict=True)
        if said
    )
    layers = {"patrol": words.say("Patrols"), "incident": words.say("Incidents")}
    rows = [_row(layers[layer], pair, words.lang) for layer, pair in difference.by_layer.items()]
    rows.append(_row(words.say("All events"), difference.total, words.lang, kind="total"))
    if any(difference.not_on_map):
        rows.append(_row(words.say("of them not on the map"), difference.not_on_map, words.lang, kind="part"))
    labels = force_labels(words.lang)
    known = forces()
    for force, pair in list(difference.by_force.items())[:MOST_FORCES]:
        colour = fill_colour(known.get(force) or known["unidentified"], theme)
        swatch = f'<i class="dw-swatch" style="background:{escape(colour)}"></i>'
        rows.append(_row(labels.get(force, force), pair, words.lang, kind="force", before=swatch))
    change = escape(words.say("Change"))
    head = f'<tr><td></td>{heads}<th scope="col" class="dw-change">{change}</th></tr>'
    facts = f'<dl class="dw-facts dw-halves">{listed}</dl>' if listed else ""
    return f'{facts}<table class="dw-difference"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _row(label: str, pair: tuple[int, int], lang: Language, *, kind: str = "", before: str = "") -> str:
    figures = "".join(f"<td>{figure(number, lang)}</td>" for number in pair)
    change = pair[1] - pair[0]
    # A sign and its number stay together and in that order, whatever the language.
    sign = "+" if change > 0 else MINUS
    said = f"{sign}{figure(abs(change), lang)}" if change else "0"
    return (
        f'<tr class="dw-row-{kind or "layer"}"><th scope="row">{before}{escape(label)}</th>{figures}'
        f'<td class="dw-change"><bdi dir="ltr">{said}</bdi></td></tr>'
    )


# Small maps -----------------------------------------------------------------------------------------------------------


def period_title(one: Period, lang: Language) -> str:
    """What a period is called: Mar 2024, Q1 2024, 2024; one that is cut, or a week, by its days."""
    if one.first == one.last:
        return day(one.first, lang)
    if not one.is_whole or one.unit in ("day", "week"):
        return period(one.first, one.last, Words(lang))
    if one.unit == "month":
        return month_and_year(one.first, lang)
    return str(format_date(one.first, "QQQ y" if one.unit == "quarter" else "y", locale=locale_of(lang)))


def multiples_parameters(periods: Sequence[Period], *, note: str, lang: Language) -> dict[str, Any]:
    """What the map needs to show small maps (multiples.js): the periods with their titles, and what is said of all."""
    return {
        "note": note,
        "periods": [
            {
                "from": _number(one.first),
                "to": _number(one.last),
                "title": period_title(one, lang),
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
            }
            for one in periods
        ],
    }


def multiples_note(frame: gpd.GeoDataFrame, chosen: EventFilter, periods: Sequence[Period], words: Words) -> str:
    """What makes the maps' counts add up: events in all, those in several periods, without a date, on no map."""
    if not periods:
        return words.say("No event with a date.")
    index = index_of(frame)
    asked = select_mask(frame, replace(chosen, date_from=None, date_to=None))
    found = asked & index.overlaps(periods[0].first, periods[-1].last)
    starts = np.array([np.datetime64(one.first) for one in periods])
    begins = np.maximum(np.searchsorted(starts, index.first_day[found], "right"), 1)
    several = int(np.count_nonzero(np.searchsorted(starts, index.last_day[found], "right") > begins))
    unplaced = int(np.count_nonzero(found & ~index.placed))
    undated = int(np.count_nonzero(asked & ~index.dated))
    count = int(np.count_nonzero(found))
    said = [words.say_number("{number} event in these periods", "{number} events in these periods", count)]
    if several:
        said.append(words.say_number("{number} in several periods", "{number} in several periods", several))
    if undated:
        said.append(words.say_number("{number} undated, in none", "{number} undated, in none", undated))
    if unplaced:
        said.append(words.say_number("{number} not on the map", "{number} not on the map", unplaced))
    return " · ".join(said)


def days_of_multiples(chosen: EventFilter, span: Window) -> Window:
    """The days that are cut into periods: the filter's, open ends closed by those of all events."""
    first, last = chosen.date_from or span[0], chosen.date_to or span[1]
    return (first, last) if first and last and first <= last else (None, None)
