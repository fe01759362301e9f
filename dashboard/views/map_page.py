"""The map page: what is shown, the map, the card of the selected event, and the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from dashboard.filters import EventFilter, FilterCounts
from dashboard.state import loaded_events, loaded_places, session
from dashboard.translation import Words
from dashboard.views import card_panel, exports, map_canvas, map_questions, mode_row, samples, tools
from dashboard.views.event_list import Line, draw_event_lines, plain
from dashboard.wording import event_date, force_labels, kind_labels, known_words, list_names, period, status_short

MOST_LISTED = 40


def draw_map_page() -> None:
    """Draws the page from the session's filter and selection."""
    words, chosen = session.words(), session.current_filter()
    counts = loaded_events.counts(chosen)
    if not counts.total:
        samples.draw_empty_store(words)
        return
    _draw_print_head(words, chosen)
    bar = st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small")
    # Always there, if empty: the map below must keep its place in the page, or the browser builds it anew.
    modes = st.container(key="mode_row", horizontal=True, vertical_alignment="bottom", gap="small")
    stage = st.container(key="stage")
    with bar:
        draw_count(words, counts)
    # The map before what stands over it: the browser paints it while the rest is still on its way.
    with stage.container(key="stage_map"):
        message = st.container()
        map_canvas.draw_map(words, chosen)
        map_canvas.give_head_start()
    with stage.container(key="stage_time"):
        map_canvas.draw_timeline(words, chosen)
    with bar:
        _draw_bar(words, chosen, counts)
    with modes:
        mode_row.draw_choices(words, chosen)
    if not counts.shown:
        with message:
            draw_nothing_matches(words, counts)
    with stage.container(key="stage_card"):
        if not mode_row.draw_difference(words, chosen):
            card_panel.draw_card(words, chosen)
    map_questions.draw_answers(words)
    _draw_print_foot(words)


def draw_nothing_matches(words: Words, counts: FilterCounts) -> None:
    """Says that the filter hides everything, with a way out."""
    with st.container(key="no_match", horizontal=True, vertical_alignment="center"):
        message = words.say_number(
            "No event matches these filters. {number} is hidden.",
            "No event matches these filters. {number} are hidden.",
            counts.total,
        )
        st.html(f"<p>{escape(message)}</p>")
        st.button(words.say("Reset"), key="reset_no_match", on_click=session.set_filter, args=(EventFilter(),))


# On paper only (print.css) --------------------------------------------------------------------------------------------


def _draw_print_head(words: Words, chosen: EventFilter) -> None:
    """What stands for the rail and the chips where they can't be seen: the title, the days and the other filters."""
    layer = chosen.layers[0] if len(chosen.layers) == 1 else ""
    titles = {"patrol": words.say("Patrols"), "incident": words.say("Incidents")}
    said = [text for name, text, _ in filter_chips(words, chosen) if name != "layers"]
    if not (chosen.date_from or chosen.date_to):
        said = [words.say("All days"), *said]
    title, about = titles.get(layer, words.say("Patrols and incidents")), " · ".join(said)
    st.html(f'<div class="dw-print dw-print-head"><h2>{escape(title)}</h2><p>{escape(about)}</p></div>')


def _draw_print_foot(words: Words) -> None:
    credit = words.say("Boundaries and places: Natural Earth; GeoNames, CC BY 4.0. Rivers and roads simplified.")
    machine = words.say("Made with Dawriya. Events are read from text by machine.")
    st.html(f'<div class="dw-print dw-print-foot"><p>{escape(machine)} {escape(credit)}</p></div>')


# The bar over the map -------------------------------------------------------------------------------------------------


def _draw_bar(words: Words, chosen: EventFilter, counts: FilterCounts) -> None:
    """What stands in the bar beside the count."""
    if counts.not_on_map:
        _draw_not_on_map(words, counts.not_on_map, chosen)
    draw_filter_parts(words, chosen)
    mode_row.draw_switch(words)
    with st.container(key="actions", horizontal=True, horizontal_alignment="right", gap="xsmall"):
        tools.share_button(words)
        exports.draw_snapshot_button(words, chosen)


def draw_count(words: Words, counts: FilterCounts) -> None:
    """The line that adds up: shown, of all."""
    line = escape(words.say("{shown} of {total} shown", shown="\0", total=words.figure(counts.total)))
    st.html(
        f'<p class="dw-count">{line}</p>'.replace("\0", f"<strong>{words.figure(counts.shown)}</strong>"),
        width="content",
    )


def _draw_not_on_map(words: Words, number: int, chosen: EventFilter) -> None:
    label = words.say_number("{number} not on the map", "{number} not on the map", number)
    listing = st.popover(label, type="tertiary", key="not_on_map", width="content", on_change="rerun")
    with listing:
        st.html(f"<h3>{escape(words.say('Not on the map'))}</h3>")
        if not listing.open:  # forty lines that nobody sees would slow down every filter
            return
        lines = []
        for event_id in loaded_events.unplaced_shown(chosen, MOST_LISTED):
            event = loaded_events.event(event_id)
            reason = event.place.reason or words.say("Not on the map: the text names no place we know.")
            lines.append(Line(event, f"unplaced_{event_id}", f"{event_date(event, words)} · {reason}"))
        draw_event_lines(words, lines)
        if number > MOST_LISTED:
            more = words.say_number("and {number} more", "and {number} more", number - MOST_LISTED)
            st.html(f'<p class="dw-muted">{escape(more)}</p>')


# Chips ----------------------------------------------------------------------------------------------------------------


def draw_filter_parts(words: Words, chosen: EventFilter) -> None:
    """What the filter says, as chips; on a narrow page, the buttons that open the rail."""
    with st.container(key="narrow", horizontal=True, gap="xsmall"):
        days = period(chosen.date_from, chosen.date_to, words) if chosen.date_from or chosen.date_to else ""
        tools.filter_buttons(words, number=len(filter_chips(words, chosen)), days=days)
    with st.container(key="chips", horizontal=True, gap="xsmall"):
        draw_chips(words, chosen)


def draw_chips(words: Words, chosen: EventFilter) -> None:
    """What the filter says, a chip for each part; a click takes the part off."""
    for name, text, off in filter_chips(words, chosen):
        st.button(
            text,
            key=f"chip_{name}",
            icon=":material/close:",
            icon_position="right",
            help=words.say("Take this filter off"),
            on_click=_take_off,
            args=(off,),
        )


def _take_off(off: dict[str, Any]) -> None:
    session.set_filter(replace(session.current_filter(), **off))


def filter_chips(words: Words, chosen: EventFilter) -> list[tuple[str, str, dict[str, Any]]]:
    """(name, words, what takes it off) for each part of the filter that is set, in the rail's order."""
    kinds, forces = kind_labels(words.lang), force_labels(words.lang)
    layers = {"patrol": words.say("Patrols"), "incident": words.say("Incidents")}
    statuses = {one: status_short(one, words) for one in chosen.statuses}
    levels = {1: words.say("Towns only"), 2: words.say("Town or nearby"), 3: words.say("Placed events")}
    named: Callable[[dict[str, str], tuple[str, ...]], str] = lambda labels, ids: list_names(labels, ids, words)  # noqa: E731
    chips: list[tuple[str, str, dict[str, Any]]] = []
    if chosen.text:
        chips.append(("text", words.say("“{words}”", words=chosen.text), {"text": ""}))
    if chosen.date_from or chosen.date_to:
        days = {"date_from": None, "date_to": None}
        chips.append(("dates", period(chosen.date_from, chosen.date_to, words), days))
    if chosen.layers:
        chips.append(("layers", named(layers, chosen.layers), {"layers": ()}))
    if chosen.kinds:
        chips.append(("kinds", named(kinds, chosen.kinds), {"kinds": ()}))
    if chosen.forces:
        chips.append(("forces", _force_chip(words, forces, chosen.forces), {"forces": ()}))
    if chosen.place:
        chips.append(
            ("place", words.say("Place: {place}", place=loaded_places.place_called(chosen.place)), {"place": ""})
        )
    if chosen.min_precision:
        chips.append(("precision", levels[chosen.min_precision], {"min_precision": 0}))
    if chosen.according_to:
        source = words.say("According to {source}", source=chosen.according_to)
        chips.append(("source", source, {"according_to": ""}))
    if chosen.as_known_on:
        chips.append(("known", known_words(chosen.as_known_on, words), {"as_known_on": None}))
    if chosen.statuses:
        chips.append(("statuses", named(statuses, chosen.statuses), {"statuses": ()}))
    return [(name, plain(text), off) for name, text, off in chips]


def _force_chip(words: Words, labels: dict[str, str], chosen: tuple[str, ...]) -> str:
    """The forces by name, or those left out where they are fewer."""
    present = loaded_events.counts(EventFilter()).by_force
    without = tuple(one for one in labels if one in present and one not in chosen)
    if without and len(without) < min(len(chosen), 3):
        return words.say("Without {forces}", forces=list_names(labels, without, words))
    return list_names(labels, chosen, words)
