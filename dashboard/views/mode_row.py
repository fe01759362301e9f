"""Comparing and small multiples on the map page: the switch to them, their choices, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import geopandas as gpd
import streamlit as st

from dashboard.comparison import Comparison, Difference, Window, difference_of, recent_days, windows_of
from dashboard.filters import EventFilter, select_events
from dashboard.modes import (
    compare_parameters,
    days_of_multiples,
    difference_html,
    half_names,
    multiples_note,
    multiples_parameters,
    window_words,
)
from dashboard.periods import MOST_PERIODS, ONE_DAY, UNITS, Multiples, count_periods, fitting_unit, periods_shown
from dashboard.state import loaded_events, opened, session
from dashboard.translation import Words
from dashboard.views.worded import field_of, list_key, list_of

MODE_SWITCH, KIND, UNIT = "mode_switch", "compare_kind", "multiples_unit"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

# Tells the server which of the small maps was opened; the maps themselves are in the map's frame.
_opened = st.components.v2.component(
    "dawriya.opened_period",
    html="<span></span>",
    js="""export default function ({ setTriggerValue }) {
      const shared = (window.dawriyaMap = window.dawriyaMap || {});
      shared.onPeriod = (first, last) => setTriggerValue("period", [first, last]);
    }""",
)


# The switch -----------------------------------------------------------------------------------------------------------


def draw_switch(words: Words) -> None:
    """One map, a comparison of two halves, or small maps of consecutive periods."""
    names = {"map": words.say("One map"), "compare": words.say("Compare"), "multiples": words.say("By period")}
    now = "compare" if session.comparison() else "multiples" if session.multiples() else "map"
    _control(words.say("How the map is shown"), names, MODE_SWITCH, now, _take_mode)


def _control(label: str, names: Mapping[Any, str], key: str, now: str, on_change: Callable[[], None]) -> None:
    st.session_state[key] = now
    st.segmented_control(
        label,
        list(names),
        key=key,
        format_func=names.__getitem__,
        on_change=on_change,
        label_visibility="collapsed",
        width="content",
    )


def _take_mode() -> None:
    chosen = st.session_state[MODE_SWITCH]
    if chosen == "compare":
        session.set_mode(Comparison(kind="previous"))
    elif chosen == "multiples":
        session.set_mode(Multiples())
    elif chosen:  # a second click on what is chosen already takes it away: nothing changes
        session.set_mode(None)


def _span() -> Window:
    return loaded_events.days_of_store()


# What the map is told -------------------------------------------------------------------------------------------------


def map_modes(words: Words, chosen: EventFilter) -> dict[str, Any]:
    """The map's parameters besides those of one view; none for one view."""
    if compared := session.comparison():
        sources = []
        if compared.kind == "sources":
            sources = [
                (loaded_events.events_according_to(name), loaded_events.event_files(name)) for name in compared.sources
            ]
        return {
            "compare": compare_parameters(compared, chosen=chosen, span=_span(), words=words, sources=sources),
        }
    if small := session.multiples():
        first, last = days_of_multiples(chosen, _span())
        periods = periods_shown(first, last, small)[0] if first and last else []
        note = multiples_note(loaded_events.events_frame(), chosen, periods, words)
        return {"multiples": multiples_parameters(periods, note=note, lang=words.lang)}
    return {}


# Choices --------------------------------------------------------------------------------------------------------------


def draw_choices(words: Words, chosen: EventFilter) -> None:
    """What is compared with what, or by which period the small maps go; nothing for one map."""
    if compared := session.comparison():
        _draw_comparison(words, compared)
    elif small := session.multiples():
        _draw_units(words, chosen, small)


def _draw_comparison(words: Words, compared: Comparison) -> None:
    names = {
        "previous": words.say("With the period before"),
        "date": words.say("Before and after a date"),
        "periods": words.say("Two periods"),
        "sources": words.say("Two sources"),
    }
    if len(loaded_events.sources()) < 2 and compared.kind != "sources":
        names.pop("sources")
    key = list_key(KIND, words.lang)
    st.selectbox(
        words.say("What is compared"),
        **list_of(key, names, compared.kind),
        on_change=_take_kind,
        args=(key,),
        label_visibility="collapsed",
        width=230,
    )
    if compared.kind == "date":
        _day_input(words.say("From this day on"), "compare_day", compared.day, _take_day)
    elif compared.kind == "periods" and compared.periods:
        ends = [day for window in compared.periods for day in window]
        for name, key, value in zip(
            (words.say("First from"), words.say("to"), words.say("Second from"), words.say("to")),
            ("compare_a_from", "compare_a_to", "compare_b_from", "compare_b_to"),
            ends,
            strict=True,
        ):
            _day_input(name, key, value, _take_periods)
    elif compared.kind == "sources":
        _source_inputs(words, compared)


def _day_input(label: str, key: str, value: date | None, on_change: Callable[[], None]) -> None:
    st.date_input(
        label,
        **field_of(key, value),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        on_change=on_change,
        width=132,
    )


def _source_inputs(words: Words, compared: Comparison) -> None:
    every = words.say("All sources together")
    keys = [list_key(f"compare_source_{number}", words.lang) for number in (0, 1)]
    labels = (words.say("First source"), words.say("Second source"))
    for key, label, name in zip(keys, labels, compared.sources, strict=True):
        # A source that is gone from the store can still be in an address: it stays to be seen, and has no events.
        names = {one: one or every for one in ("", *loaded_events.sources(), name)}
        st.selectbox(
            label,
            **list_of(key, names, name),
            on_change=_take_sources,
            args=(keys,),
            width=230,
        )


def _take_kind(key: str) -> None:
    kind = st.session_state[key]
    if not kind:
        return
    chosen = session.current_filter()
    first, last = recent_days((chosen.date_from, chosen.date_to), _span())
    if kind == "sources":
        names = [*loaded_events.sources(), "", ""]
        session.set_mode(Comparison(kind="sources", sources=(names[0], names[1])))
    elif kind == "date":
        session.set_mode(Comparison(kind="date", day=first or date.today()))
    elif kind == "periods" and first and last:
        before, after = windows_of(Comparison(kind="previous"), chosen=(first, last), span=_span())
        session.set_mode(Comparison(kind="periods", periods=(before, after)))  # type: ignore[arg-type]  # both are closed
    else:
        session.set_mode(Comparison(kind="previous"))


def _take_day() -> None:
    if day := st.session_state["compare_day"]:
        session.set_mode(Comparison(kind="date", day=day))


def _take_periods() -> None:
    """An end before its beginning moves the other along, so that there is always a period to compare."""
    compared = session.comparison()
    if not compared or not compared.periods:
        return
    windows = []
    for half, (first_before, last_before) in zip("ab", compared.periods, strict=True):
        first = st.session_state[f"compare_{half}_from"] or first_before
        last = st.session_state[f"compare_{half}_to"] or last_before
        if first > last:
            first, last = (first, first) if first != first_before else (last, last)
        windows.append((first, last))
    session.set_mode(replace(compared, periods=(windows[0], windows[1])))


def _take_sources(keys: list[str]) -> None:
    first, second = (st.session_state[key] or "" for key in keys)
    session.set_mode(Comparison(kind="sources", sources=(first, second)))


def _draw_units(words: Words, chosen: EventFilter, small: Multiples) -> None:
    with st.container(key="opened"):
        _opened(data={}, key="opened_period", on_period_change=_open_period, width="content", height="content")
    first, last = days_of_multiples(chosen, _span())
    if not first or not last:
        return
    names = {
        "day": words.say("Days"),
        "week": words.say("Weeks"),
        "month": words.say("Months"),
        "quarter": words.say("Quarters"),
        "year": words.say("Years"),
    }
    unit = fitting_unit(first, last) if small.unit == "auto" else small.unit
    # A unit of which the span has but one makes one map, which there is already.
    several = {one: names[one] for one in UNITS if one == unit or count_periods(first, last, one) > 1}
    _control(words.say("Length of a period"), several, UNIT, unit, _take_unit)
    periods, before, after = periods_shown(first, last, small)
    if not before and not after:
        return
    earlier, later = periods[0].first - ONE_DAY, periods[-1].last + ONE_DAY
    with st.container(key="multiples_pages", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(words.say("Earlier"), key="earlier", disabled=not before, on_click=_turn, args=(unit, earlier))
        # The page after this one ends with as many further periods as there is room for.
        until = last if after <= MOST_PERIODS else _end_of_page(later, last, unit)
        st.button(words.say("Later"), key="later", disabled=not after, on_click=_turn, args=(unit, until))
        hidden = words.say_number("{number} further period", "{number} further periods", before + after)
        st.html(f'<p class="dw-muted">{escape(hidden)}</p>', width="content")


def _end_of_page(first: date, last: date, unit: Any) -> date:
    return periods_shown(first, last, Multiples(unit=unit, until=first))[0][-1].last


def _turn(unit: Any, until: date) -> None:
    session.set_mode(Multiples(unit=unit, until=until))


def _take_unit() -> None:
    if unit := st.session_state[UNIT]:
        session.set_mode(Multiples(unit=unit))


def _open_period() -> None:
    """One of the small maps was opened: its days become the filter's, on one map."""
    asked = st.session_state["opened_period"].get("period")
    try:
        first, last = (date.fromisoformat(str(one)) for one in asked)
    except (TypeError, ValueError):
        return
    session.set_filter(replace(session.current_filter(), date_from=first, date_to=last))
    session.set_mode(None)


# The difference -------------------------------------------------------------------------------------------------------


@st.cache_resource(show_spinner=False, max_entries=8)
def _difference(
    key: tuple[Any, ...],  # noqa: ARG001 - the cache's key
    _frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    chosen: EventFilter,
    windows: tuple[Window, Window],
) -> Difference:
    first, second = (
        select_events(frame, replace(chosen, date_from=window[0], date_to=window[1]))
        for frame, window in zip(_frames, windows, strict=True)
    )
    return difference_of(first, second)


def draw_difference(words: Words, chosen: EventFilter) -> bool:
    """What differs between the two halves, beside the map; false where nothing is compared or an event is open."""
    compared = session.comparison()
    if compared is None or session.selected_event():
        return False
    windows = windows_of(compared, chosen=(chosen.date_from, chosen.date_to), span=_span())
    if compared.kind == "sources":
        frames = (
            loaded_events.events_according_to(compared.sources[0]),
            loaded_events.events_according_to(compared.sources[1]),
        )
    else:
        frames = (loaded_events.events_frame(), loaded_events.events_frame())
    sources = compared.sources if compared.kind == "sources" else (chosen.according_to,)
    revisions = tuple(loaded_events.revision_according_to(one) for one in sources)
    key = (opened.store_key(), revisions, compared.sources, chosen.according_to, chosen.as_known_on)
    difference = _difference(key, frames, chosen, windows)
    names = half_names(compared, words)
    told = window_words(windows[0], words), window_words(windows[1], words)
    if compared.kind == "sources":  # names of any length: over the table, not in it
        names, told = (words.say("First source"), words.say("Second source")), names
    notes = _notes(words, compared, difference, frames[0])
    with st.container(key="card_empty"):
        st.html(
            f"<h2>{escape(words.say('What differs'))}</h2>"
            + difference_html(difference, names, told, words=words, theme=session.theme())
            + "".join(f'<p class="dw-muted">{escape(line)}</p>' for line in notes)
        )
    return True


def _notes(words: Words, compared: Comparison, difference: Difference, frame: gpd.GeoDataFrame) -> list[str]:
    notes = []
    both, undated = difference.in_both, int(frame["date_start"].isna().sum())
    if both and compared.kind == "sources":
        notes.append(words.say_number("{number} event is told by both.", "{number} events are told by both.", both))
    elif both:
        notes.append(
            words.say_number(
                "{number} event is in both, its date being a span.",
                "{number} events are in both, their dates being spans.",
                both,
            )
        )
    if compared.kind != "sources" and undated:
        notes.append(
            words.say_number(
                "{number} undated event is in neither.", "{number} undated events are in neither.", undated
            )
        )
    notes.append(words.say("An event counts under each of its forces."))
    if compared.kind == "periods":
        notes.append(words.say("The filter's period does not apply to two fixed periods."))
    return notes
