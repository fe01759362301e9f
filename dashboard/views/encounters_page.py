"""The page of encounters: the question, what was found in a few sentences, a calendar, a map, the words of both."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

from dashboard.assets import BUILT
from dashboard.encounters import Encounters, Question, question_from
from dashboard.encounters.calendar import calendar_data, component_source
from dashboard.encounters.drawing import links_of
from dashboard.encounters.files import WRITERS, encounters_as_bytes
from dashboard.encounters.summary import days_of, repeat_places
from dashboard.encounters.words import place_named, summary
from dashboard.errors import FilterError
from dashboard.filters import EventFilter
from dashboard.layers import MAP_WORDS, map_parts
from dashboard.permissions import Permission
from dashboard.state import loaded_events, page_address, session, signed_in
from dashboard.translation import Words
from dashboard.views import chrome, exports, map_page, rail, samples
from dashboard.views.encounters_list import draw_list
from dashboard.views.worded import field_of, list_key, list_of
from dashboard.vocabulary import forces
from dashboard.wording import day, force_labels, period

CHOSEN, CALENDAR = session.ENCOUNTERS, "encounter_calendar"
MAP_HEIGHTS = {"wide": 400, "tablet": 0.45, "phone": 320}
MOST_PLACES, MOST_DAYS = 12, 4

_SOURCE = component_source()
_calendar = st.components.v2.component("dawriya.encounters", html=_SOURCE["html"], css=_SOURCE["css"], js=_SOURCE["js"])


def draw_encounters_page() -> None:
    """Draws the page from the session's filter and from what was asked here, which the address holds too."""
    words = session.words()
    # Two forces are chosen here: the filter's own would hide one side.
    chosen = replace(session.current_filter(), forces=())
    chrome.draw_data_tabs(words, "encounters")
    counts = loaded_events.counts(chosen)
    if not counts.total:
        samples.draw_empty_store(words)
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        map_page.draw_filter_parts(words, chosen)
        actions = st.container(key="actions", horizontal=True, horizontal_alignment="right", gap="xsmall")
    asked = _asked()
    question = _draw_question(words, asked)
    page_address.say_in_address(_as_query(question, asked["day"]))
    with st.spinner(words.say("Comparing the events")):
        found = loaded_events.encounters(chosen, question)
    events = loaded_events.shown_events(chosen)
    with actions:
        _draw_downloads(words, found, events)
    first, *others = summary(found, words)
    lines = "".join(f"<p>{escape(line)}</p>" for line in others)
    st.html(f'<div class="dw-encounters-found" role="status"><h2>{escape(first)}</h2>{lines}</div>')
    if found.table.empty:
        return
    with st.container(key="encounters_stage"):
        with st.container(key="encounters_main"):
            _draw_calendar(words, found, asked)
            draw_list(words, days_of(found.table, asked["day"]), asked["day"], clear=_take_day)
        with st.container(key="encounters_side"):
            _draw_map(words, chosen, found, asked)
            _draw_places(words, found)


# What is asked --------------------------------------------------------------------------------------------------------


def _asked() -> dict[str, Any]:
    """What the session asks: at first what the address says, else two forces that the events name."""
    if CHOSEN not in st.session_state:
        say = st.query_params.get
        try:
            between = st.query_params.get_all("between")
            question = question_from(between, say("km"), say("days"), say("least")) if between else _usual_question()
        except FilterError:
            question = _usual_question()
        st.session_state[CHOSEN] = {"question": question, "day": say("day", "")}
    asked: dict[str, Any] = st.session_state[CHOSEN]
    return asked


def _as_query(question: Question, day: str) -> dict[str, str | list[str]]:
    """What the address holds of it; `_asked` reads it back."""
    least = question.least if question.least != "possible" else ""
    values: dict[str, str | list[str]] = {
        "between": [question.one, question.other],
        "km": f"{question.km:g}",
        "days": str(question.days),
        "least": least,
        "day": day,
    }
    return {name: value for name, value in values.items() if value}


def _usual_question() -> Question:
    numbers = loaded_events.counts(EventFilter()).by_force
    present = sorted(numbers, key=lambda one: -numbers[one])
    ids = ["us", "russia"] if {"us", "russia"} <= set(present) else [*present, "us", "russia"][:2]
    return Question(one=ids[0], other=ids[1])


def _draw_question(words: Words, asked: dict[str, Any]) -> Question:
    question: Question = asked["question"]
    labels = force_labels(words.lang)
    present = {*loaded_events.forces_present(), question.one, question.other}
    present |= {forces()[one].parent for one in present if one in forces()} - {""}
    options = [one for one in labels if one in present]
    levels = {
        "possible": words.say("Possible or better"),
        "likely": words.say("Likely or better"),
        "certain": words.say("Certain only"),
    }
    # The question leads and the widgets follow: it may come from an address, or from the page before.
    keys = {name: list_key(f"encounters_{name}", words.lang) for name in ("one", "other", "least")}
    with st.container(key="encounters_question", horizontal=True, vertical_alignment="bottom", gap="small"):
        for name, label in (("one", words.say("First force")), ("other", words.say("Second force"))):
            st.selectbox(
                label,
                **list_of(keys[name], {one: labels[one] for one in options}, getattr(question, name)),
                on_change=_take,
                args=(name, keys[name]),
            )
        st.number_input(
            words.say("Within (km)"),
            min_value=0.0,
            max_value=500.0,
            step=1.0,
            format="%g",
            **field_of("encounters_km", question.km),
            on_change=_take,
            args=("km", "encounters_km"),
        )
        st.number_input(
            words.say("Days apart, at most"),
            min_value=0,
            max_value=366,
            **field_of("encounters_days", question.days),
            on_change=_take,
            args=("days", "encounters_days"),
        )
        st.selectbox(
            words.say("How sure"),
            **list_of(keys["least"], levels, question.least),
            on_change=_take,
            args=("least", keys["least"]),
        )
    return question


def _take(name: str, key: str) -> None:
    """Takes over what was changed; the force that the other side has already changes places with it."""
    asked = st.session_state[CHOSEN]
    question, value = asked["question"], st.session_state[key]
    if value is None:
        return
    changed = replace(question, **{name: value})
    if changed.one == changed.other:
        changed = replace(question, one=question.other, other=question.one)
    st.session_state[CHOSEN] = {"question": changed, "day": ""}


def _take_day(day: str = "") -> None:
    st.session_state[CHOSEN] = {**st.session_state[CHOSEN], "day": day}


# What was found -------------------------------------------------------------------------------------------------------


def _draw_downloads(words: Words, found: Encounters, events: gpd.GeoDataFrame) -> None:
    for suffix, (_, media_type, label) in WRITERS.items() if signed_in.may(Permission.EXPORT) else ():
        st.download_button(
            label,
            data=partial(encounters_as_bytes, found, events, suffix, words),
            file_name=exports.file_name(words, suffix).replace("dawriya", "dawriya-encounters"),
            mime=media_type,
            key=f"encounters_{suffix}",
            icon=":material/download:",
            on_click="ignore",
            disabled=found.table.empty,
        )


def _draw_calendar(words: Words, found: Encounters, asked: dict[str, Any]) -> None:
    def take() -> None:
        _take_day(str(st.session_state[CALENDAR].get("day") or ""))

    _calendar(
        data=calendar_data(found.table, words, chosen=asked["day"], theme=session.theme()),
        key=CALENDAR,
        on_day_change=take,
    )


def _draw_map(words: Words, chosen: EventFilter, found: Encounters, asked: dict[str, Any]) -> None:
    table = days_of(found.table, asked["day"])
    frame = loaded_events.events_frame()
    with st.container(key="encounters_map"):
        parts = map_parts(
            chosen,
            frame=frame,
            files=loaded_events.map_files(),
            directory=BUILT,
            heights=MAP_HEIGHTS,
            theme=session.theme(),
            lang=words.lang,
            words={key: words.say(message) for key, message in MAP_WORDS.items()},
            shapes=rail.shows_shapes(),
            only=frame["id"].isin({*table["one_id"], *table["other_id"]}).to_numpy(),
            links=links_of(table, loaded_events.shown_events(chosen)),
        )
        st_folium(**parts, key="encounters_folium")


def _draw_places(words: Words, found: Encounters) -> None:
    places = repeat_places(found.table)
    with st.container(key="encounters_places"):
        st.html(f"<h3>{escape(words.say('Places that come again'))}</h3>")
        if not places:
            none = words.say("No place has encounters on more than one day.")
            st.html(f'<p class="dw-muted">{escape(none)}</p>')
            return
        items = []
        for place in places[:MOST_PLACES]:
            about = [words.say_number("{number} encounter", "{number} encounters", place.number)]
            if 0 < len(place.days) <= MOST_DAYS:
                about.append(words.comma.join(day(one, words.lang) for one in place.days))
            else:
                about.append(period(place.first, place.last, words))
            name = escape(place_named(place.name, place.name_ar, words))
            items.append(f'<li><strong>{name}</strong><span class="dw-muted">{escape(" · ".join(about))}</span></li>')
        st.html(f'<ol class="dw-places">{"".join(items)}</ol>')
        if len(places) > MOST_PLACES:
            more = words.say_number("and {number} more", "and {number} more", len(places) - MOST_PLACES)
            st.html(f'<p class="dw-muted">{escape(more)}</p>')
