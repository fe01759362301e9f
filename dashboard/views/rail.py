"""The filters beside the map and the table: one filter for both pages, with live counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zlib import crc32

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.as_known import last_time
from dashboard.events import DRAWN_STATUSES, LAYERS, STATUSES
from dashboard.filters import EventFilter, FilterCounts
from dashboard.glyphs import force_fill
from dashboard.layers import force_numbers
from dashboard.state import loaded_events, session
from dashboard.translation import Words
from dashboard.views.event_list import plain
from dashboard.views.worded import list_key
from dashboard.wording import force_labels, kind_labels, layer_label, status_short

SHOW_SHAPES, ALL_FORCES = "show_shapes", "all_forces"
COMMON_FORCES = ("us", "russia", "sdf", "turkey", "syria-government", "sna", "isis", "iran-backed", "unidentified")
PRESETS = {"week": 7, "month": 30}


def keep_place(words: Words) -> DeltaGenerator:
    """Where the rail will be, with its title: the page beside it gets its width before it is drawn."""
    place = st.sidebar.container(key="rail")
    place.html(f'<h2 class="dw-rail-title">{words.say("Filters")}</h2>')
    return place


def draw_rail(words: Words, place: DeltaGenerator) -> None:
    """Draws the rail from the session's filter; a change of a widget changes the filter before the page is drawn."""
    counts = loaded_events.counts(session.current_filter())
    with place:
        _draw_search(words)
        _draw_period(words)
        _draw_layers(words, counts)
        _draw_kinds(words, counts)
        _draw_forces(words, counts)
        _draw_precision(words)
        _draw_statuses(words, counts)
        _draw_source(words)
        _draw_known_on(words)
        st.button(
            words.say("Reset"),
            key="reset_filter",
            on_click=session.set_filter,
            args=(EventFilter(),),
            disabled=session.current_filter().is_default,
            width="stretch",
        )


def shows_shapes() -> bool:
    """Whether the shapes of uncertain places are drawn."""
    return bool(st.session_state.get(SHOW_SHAPES, True))


def meaning_of_boxes() -> dict[str, Any]:
    """What the boxes of forces and of layers let through, in the map's numbers, for its script ahead.js.

    A box lets through what is `of` its id. `others` is what is let through besides, and `is_whole` says that with it
    all ticked boxes mean no filter; see `_take_forces`.
    """
    listed = _listed_forces(_known_forces(), loaded_events.counts(session.current_filter()))
    others = _forces_besides(listed)
    return {
        "force": {
            "filter": "forces",
            "of": {force: force_numbers((force,)) for force in listed},
            "others": force_numbers(others),
            "is_whole": loaded_events.forces_present() <= others | set(listed),
        },
        "layer": {
            "filter": "layers",
            "of": {layer: [number] for number, layer in enumerate(LAYERS)},
            "others": [],
            "is_whole": True,
        },
    }


def _forces_besides(listed: list[str]) -> set[str]:
    """The forces without a box that are let through."""
    if st.session_state.get(session.FROM_NONE):
        return set()
    return (set(session.current_filter().forces) or set(loaded_events.forces_present())) - set(listed)


def _known_forces() -> list[str]:
    """The forces that events have or that are chosen; the common ones where there are none."""
    chosen, present = session.current_filter().forces, loaded_events.forces_present()
    return [one for one in force_labels("en") if one in present or one in chosen] or list(COMMON_FORCES)


def _heading(text: str) -> None:
    st.html(f'<h3 class="dw-rail-heading">{text}</h3>')


def _shows(key: str, value: Any, argument: str = "value", *, begins: Any = None) -> dict[str, Any]:
    """The arguments of a widget that shows a part of the filter: its key, and the value that a new one begins with.

    A widget that is on the page already takes over a filter that was set, which only the session's state can tell it;
    that alone would be lost on one that the browser has not drawn yet when the page runs again. `begins` is the value
    as the `argument` wants it, where that is another.
    """
    following: set[str] = st.session_state.get(session.FOLLOWING, set())
    if key not in following:
        return {"key": key, argument: value if begins is None else begins}
    following.discard(key)
    st.session_state[key] = value
    return {"key": key}


# Search and days ------------------------------------------------------------------------------------------------------


def _draw_search(words: Words) -> None:
    st.text_input(
        words.say("Search"),
        **_shows("rail_text", session.current_filter().text),
        placeholder=words.say("Place, force or words"),
        icon=":material/search:",
        on_change=_take_text,
    )


def _take_text() -> None:
    _change(text=st.session_state["rail_text"] or "")


def _draw_period(words: Words) -> None:
    chosen, (first, last) = session.current_filter(), loaded_events.days_of_store()
    names = {
        "week": words.say_number("{number} d", "{number} d", 7),
        "month": words.say_number("{number} d", "{number} d", 30),
        "custom": words.say("Custom"),
        "all": words.say("All"),
    }
    st.segmented_control(
        words.say("Period"),
        list(names),
        **_shows("rail_preset", _preset(chosen, last), "default"),
        format_func=names.__getitem__,
        on_change=_take_preset,
        args=(first, last),
        width="stretch",
    )
    row = st.container(horizontal=True, key="rail_days")
    for key, label, value in zip(
        ("rail_from", "rail_to"),
        (words.say("First day"), words.say("Last day")),
        (chosen.date_from or first, chosen.date_to or last),
        strict=True,
    ):
        row.date_input(
            label,
            **{"value": None, **_shows(key, value)},
            min_value=date(1900, 1, 1),
            max_value=date(2200, 12, 31),
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            on_change=_take_days,
            args=(first, last),
        )


def _preset(chosen: EventFilter, last: date | None) -> str:
    if chosen.date_from is None and chosen.date_to is None:
        return "all"
    for name, days in PRESETS.items():
        if last and chosen.date_to == last and chosen.date_from == last - timedelta(days=days - 1):
            return name
    return "custom"


def _take_preset(first: date | None, last: date | None) -> None:
    preset = st.session_state["rail_preset"] or "all"
    if preset in PRESETS and last:
        window = (last - timedelta(days=PRESETS[preset] - 1), last)
    else:
        window = (first, last) if preset == "custom" else (None, None)  # type: ignore[assignment]
    _change(date_from=window[0], date_to=window[1])
    session.set_filter(session.current_filter())


def _take_days(first: date | None, last: date | None) -> None:
    start, end = st.session_state["rail_from"], st.session_state["rail_to"]
    if start and end and start > end:
        start, end = end, start
    _change(date_from=None if start == first else start, date_to=None if end == last else end)
    session.set_filter(session.current_filter())


# Layers and kinds -----------------------------------------------------------------------------------------------------


def _draw_layers(words: Words, counts: FilterCounts) -> None:
    chosen = session.current_filter().layers
    with st.container(key="rail_layers"):
        _heading(words.say("Layers"))
        for layer in LAYERS:
            st.checkbox(
                layer_label(layer, words),
                **_shows(f"rail_layer_{layer}", not chosen or layer in chosen),
                on_change=_take_layers,
                width="stretch",
            )
        st.checkbox(
            words.say("Uncertainty shapes"), value=True, key=SHOW_SHAPES, width="stretch", persist_state="session"
        )
    _style_boxes(_figure(words, f"layer_{layer}", counts.by_layer.get(layer, 0)) for layer in LAYERS)


def _take_layers() -> None:
    _change(layers=_ticked(LAYERS, "rail_layer_"))


def _draw_kinds(words: Words, counts: FilterCounts) -> None:
    names = kind_labels(words.lang)
    labels = {kind: f"{names[kind]} · {words.figure(counts.by_kind.get(kind, 0))}" for kind in names}
    # Other counts are other words: another widget, as in another language.
    key = list_key(f"rail_kinds_{crc32(repr(list(labels.values())).encode()):x}", words.lang)
    st.multiselect(
        words.say("Kinds"),
        list(labels),
        **_shows(key, list(session.current_filter().kinds), "default"),
        format_func=labels.__getitem__,
        placeholder=words.say("All kinds"),
        select_all=False,
        on_change=_take_kinds,
        args=(key,),
    )


def _take_kinds(key: str) -> None:
    _change(kinds=tuple(st.session_state[key]))


# Forces ---------------------------------------------------------------------------------------------------------------


def _draw_forces(words: Words, counts: FilterCounts) -> None:
    labels, chosen = force_labels(words.lang), session.current_filter().forces
    known = _known_forces()
    listed = _listed_forces(known, counts)
    with st.container(key="rail_forces"):
        with st.container(horizontal=True, horizontal_alignment="distribute", key="rail_forces_head"):
            _heading(words.say("Forces"))
            if chosen:
                everyone = {"forces": (), "redraw": True}
                st.button(words.say("All"), key="every_force", type="tertiary", on_click=_change, kwargs=everyone)
            else:
                st.button(words.say("None"), key="no_force", type="tertiary", on_click=_untick_forces, args=(listed,))
        for force in listed:
            st.checkbox(
                plain(labels[force]),
                **_shows(f"rail_force_{force}", not chosen or force in chosen),
                on_change=_take_forces,
                args=(listed,),
                width="stretch",
            )
        fewer, more = words.say("Fewer forces"), words.say("All {number} forces", number=len(known))
        is_open = bool(st.session_state.get(ALL_FORCES))
        st.button(fewer if is_open else more, key="list_forces", type="tertiary", on_click=_toggle_all_forces)
    figures = [_figure(words, f"force_{force}", counts.by_force.get(force, 0)) for force in listed]
    squares = [f".st-key-rail_force_{force} label p::before {{ background: {force_fill(force)}; }}" for force in listed]
    _style_boxes(figures + squares)


def _listed_forces(everyone: list[str], counts: FilterCounts) -> list[str]:
    """Of the forces that events have, the most frequent, and any that is chosen; or all of them if asked for."""

    def order(force: str) -> tuple[int, int]:
        return (-counts.by_force.get(force, 0), COMMON_FORCES.index(force) if force in COMMON_FORCES else 99)

    if st.session_state.get(ALL_FORCES):
        return sorted(everyone, key=order)
    return sorted({*sorted(everyone, key=order)[:9], *session.current_filter().forces}, key=order)


def _take_forces(listed: list[str]) -> None:
    """The forces ticked. With all of them ticked, or none, every force is meant, so that one can start from either end.

    Forces that are not listed stay as they were: unticking one of the listed must not hide those further down.
    """
    ticked = {one for one in listed if st.session_state.get(f"rail_force_{one}")}
    ticked |= _forces_besides(listed)
    everyone = set(listed) | loaded_events.forces_present()
    forces = tuple(force for force in force_labels("en") if force in ticked)
    _change(forces=() if ticked >= everyone else forces)
    if not forces:
        st.session_state[session.FROM_NONE] = True


def _untick_forces(listed: list[str]) -> None:
    st.session_state[session.FROM_NONE] = True
    for force in listed:
        st.session_state[f"rail_force_{force}"] = False


def _toggle_all_forces() -> None:
    st.session_state[ALL_FORCES] = not st.session_state.get(ALL_FORCES)


# Precision and status -------------------------------------------------------------------------------------------------


def _draw_precision(words: Words) -> None:
    names = {
        1: words.say("Town"),
        2: words.say("Nearby"),
        3: words.say("Region"),
        0: words.say("Any"),
    }
    st.segmented_control(
        words.say("Place known at least to"),
        list(names),
        **_shows("rail_precision", session.current_filter().min_precision, "default"),
        format_func=names.__getitem__,
        on_change=_take_precision,
        width="stretch",
    )


def _take_precision() -> None:
    _change(min_precision=st.session_state["rail_precision"] or 0)


def _draw_statuses(words: Words, counts: FilterCounts) -> None:
    chosen = session.current_filter().statuses
    listed = [
        one for one in STATUSES if one in ("auto", "verified", "disputed") or one in chosen or counts.by_status.get(one)
    ]
    st.pills(
        words.say("Status"),
        listed,
        selection_mode="multi",
        **_shows("rail_statuses", [one for one in listed if one in (chosen or DRAWN_STATUSES)], "default"),
        format_func=lambda status: f"{status_short(status, words)} {words.figure(counts.by_status.get(status, 0))}",
        on_change=_take_statuses,
        args=(listed,),
    )


def _take_statuses(listed: list[str]) -> None:
    ticked = set(st.session_state["rail_statuses"])
    drawn = {one for one in listed if one in DRAWN_STATUSES}
    _change(statuses=() if not ticked or ticked == drawn else tuple(one for one in STATUSES if one in ticked))


def _draw_source(words: Words) -> None:
    """Whose telling is drawn: what all reports say together, or what one source's reports say."""
    sources = loaded_events.sources()
    if len(sources) < 2:
        return
    chosen = session.current_filter().according_to
    offered = list(dict.fromkeys(("", *sources, chosen)))
    key = list_key("rail_source", words.lang)
    st.selectbox(
        words.say("According to"),
        offered,
        **_shows(key, chosen, "index", begins=offered.index(chosen)),
        format_func=lambda source: source or words.say("All sources together"),
        on_change=_take_source,
        args=(key,),
    )


def _take_source(key: str) -> None:
    _change(according_to=st.session_state[key] or "")


def _draw_known_on(words: Words) -> None:
    """Of when the events are: as they are known now, or as they were at the end of a day."""
    known = session.current_filter().as_known_on
    st.date_input(
        words.say("As known on"),
        **{"value": None, **_shows("rail_known", last_time(known).date() if known else None)},
        min_value=date(1900, 1, 1),
        max_value=date(2200, 12, 31),
        format="YYYY-MM-DD",
        help=words.say("Shows what the store held at the end of that day in UTC. Nothing can be changed meanwhile."),
        on_change=_take_known_on,
    )


def _take_known_on() -> None:
    _change(as_known_on=st.session_state["rail_known"])


# ----------------------------------------------------------------------------------------------------------------------


def _figure(words: Words, box: str, number: int) -> str:
    """A number at the far end of a box: as style, so that the box keeps its name for those who hear it."""
    return f'.st-key-rail_{box} label p::after {{ content: "{words.figure(number)}"; }}'


def _style_boxes(rules: Iterable[str]) -> None:
    st.html(f"<style>{''.join(rules)}</style>")


def _ticked(ids: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    """The ticked of some boxes; none where all or none are, which both mean no filter."""
    ticked = tuple(one for one in ids if st.session_state.get(f"{prefix}{one}"))
    return () if len(ticked) == len(ids) else ticked


def _change(*, redraw: bool = False, **values: Any) -> None:
    """Changes a part of the session's filter; with `redraw`, the widgets take their values from it again."""
    changed = replace(session.current_filter(), **values)
    if redraw:
        session.set_filter(changed)
    else:
        st.session_state[session.FILTER] = changed
