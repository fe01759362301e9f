"""The form that adds a place or corrects one; its position is typed, or clicked on the map."""

from __future__ import annotations

from html import escape
from typing import cast

import streamlit as st

from dashboard.missing_places import MissingPlace
from dashboard.place_form import (
    PlaceForm,
    near_namesakes,
    place_from_form,
    read_position,
    typed_position,
)
from dashboard.place_words import full_grid, kind_word, place_name, where_words
from dashboard.problems import say_problem
from dashboard.state import loaded_places, opened, session
from dashboard.translation import Words
from dashboard.views import VIEWS
from dashboard.views.event_list import plain
from dashboard.views.failures import shown_failures
from dashboard.views.worded import kept_list
from dashboard.wording import distance
from gazetteer.errors import CoordinateError
from gazetteer.place_kinds import read_kinds
from gazetteer.places import Place

FORM, BACK, PREFIX = "place_form", "place_back", "form_"
_FIELDS = ("english", "arabic", "others", "kind", "position", "reach_km", "people", "note")


def open_form(form: PlaceForm) -> None:
    """Opens the form with these values; in a callback, or before its fields are drawn."""
    st.session_state[FORM] = form
    for name in _FIELDS:
        st.session_state[PREFIX + name] = getattr(form, name)


def open_for_report(missing: MissingPlace) -> None:
    """Opens the page with the form for a place that a report names, and remembers the way back."""
    open_form(PlaceForm.named(missing.name, near=missing.near))
    st.session_state[session.PLACE_PART] = ""
    st.session_state[BACK] = True
    st.switch_page(VIEWS / "gazetteer.py")


def draw_way_back(words: Words) -> None:
    """The way back to the report that named a missing place."""
    if st.session_state.get(BACK) and st.button(
        words.say("Back to the report"), key="back_to_report", icon=":material/arrow_back:", width="stretch"
    ):
        st.session_state[BACK] = False
        st.switch_page(VIEWS / "read.py")


def close_form() -> None:
    st.session_state[FORM] = None


def form_now() -> PlaceForm | None:
    """The form as its fields now say; None where none is open."""
    form = cast("PlaceForm | None", st.session_state.get(FORM))
    if form is None:
        return None
    values = {name: st.session_state.get(PREFIX + name, getattr(form, name)) for name in _FIELDS}
    return PlaceForm(**{**values, "corrected": form.corrected, "near": form.near})


def keep_form() -> None:
    """Keeps what was typed while another page is open, where its fields would lose it."""
    if (form := form_now()) is not None:
        open_form(form)


def take_click(lat: float, lon: float) -> None:
    """Puts a click on the map into the field of the position."""
    st.session_state[PREFIX + "position"] = typed_position(lat, lon)


def draw_form(words: Words) -> None:
    """The fields, what they come to, and the buttons."""
    form = form_now()
    assert form is not None
    is_new = form.corrected is None
    with st.container(key="place_form_card"):
        title = words.say("Add a place") if is_new else words.say("Correct the place")
        st.html(f"<h2>{escape(title)}</h2>")
        _draw_names(words)
        _draw_position(words, form)
        _draw_kind(words, form)
        st.text_area(
            words.say("Note"),
            key=PREFIX + "note",
            height=68,
            max_chars=2000,
            placeholder=words.say("How you know, for who comes after you"),
        )
        _draw_namesakes(words, form)
        with shown_failures(words), st.container(key="form_actions", horizontal=True, gap="xsmall"):
            if st.button(words.say("Save"), key="save_place", type="primary"):
                _save(words, form_now() or form)
            st.button(words.say("Cancel"), key="cancel_place", on_click=close_form)


def _draw_names(words: Words) -> None:
    st.text_input(words.say("Name in Arabic"), key=PREFIX + "arabic", max_chars=200)
    st.text_input(words.say("Name in Latin letters"), key=PREFIX + "english", max_chars=200)
    st.text_area(
        words.say("Other spellings, one a line"),
        key=PREFIX + "others",
        height=84,
        max_chars=20_000,
        placeholder=words.say("As reports write it"),
    )


def _draw_position(words: Words, form: PlaceForm) -> None:
    st.text_input(
        words.say("Position"),
        key=PREFIX + "position",
        max_chars=120,
        placeholder="36.95, 41.52",
        help=words.say(
            "Click on the map, or type degrees (36.95, 41.52 or 36°57'N 41°31'E) or a grid (37S GB 2646 0112)."
        ),
    )
    try:
        found = read_position(form.position)
    except CoordinateError as error:
        st.html(f'<p class="dw-field-note dw-wrong" role="alert">{escape(say_problem(str(error), words))}</p>')
        return
    if found is None:
        st.html(f'<p class="dw-field-note">{escape(words.say("Click where the place is on the map."))}</p>')
        return
    country, admin1 = opened.gazetteer().containing(lat=found.lat, lon=found.lon)
    spot = Place(id="", name="", kind="", lat=found.lat, lon=found.lon, radius_m=0, country=country)
    where = where_words(spot, words, loaded_places.region_name(admin1)) or words.say("in no country we know")
    grid = f' · <bdi dir="ltr">MGRS {full_grid(lat=found.lat, lon=found.lon)}</bdi>' if -80 <= found.lat <= 84 else ""
    st.html(f'<p class="dw-field-note">{escape(where)}{grid}</p>')


def _draw_kind(words: Words, form: PlaceForm) -> None:
    kinds = {kind: kind_word(kind, words) for kind in dict.fromkeys((*read_kinds(), form.kind))}
    left, middle, right = st.columns([1.3, 1, 1], gap="small")
    left.selectbox(words.say("Kind"), **kept_list(PREFIX + "kind", kinds, words.lang, begins=form.kind))
    middle.number_input(
        words.say("Reach, km"),
        key=PREFIX + "reach_km",
        min_value=0.1,
        max_value=500.0,
        step=0.5,
        format="%.1f",
        placeholder=words.say("usual"),
    )
    right.number_input(
        words.say("People"), key=PREFIX + "people", min_value=0, max_value=100_000_000, step=1, placeholder="–"
    )


def _draw_namesakes(words: Words, form: PlaceForm) -> None:
    """Places of the same name close by: likely the one that is being added."""
    near = near_namesakes(form, opened.gazetteer())
    if not near:
        return
    with st.container(key="form_namesakes"):
        st.html(f"<p><strong>{escape(words.say('Is it one of these?'))}</strong></p>")
        for number, (place, metres) in enumerate(near):
            away = words.say("{distance} away", distance=distance(metres, words))
            st.button(
                f"{plain(place_name(place, words))} · {kind_word(place.kind, words)} · {away}",
                key=f"namesake_{number}",
                type="tertiary",
                on_click=_take_namesake,
                args=(place.id,),
            )


def _take_namesake(place_id: str) -> None:
    close_form()
    session.choose_place(place_id)


def _save(words: Words, form: PlaceForm) -> None:
    place = place_from_form(form, opened.gazetteer())
    own = opened.own_places()
    if form.corrected is None:
        kept = own.add(place, note=form.note, who=session.who())
    else:
        kept = own.correct(place, note=form.note, who=session.who())
    opened.reopen_gazetteer()
    session.choose_place(kept.id)
    close_form()
    st.toast(words.say("Saved. Reports read from now on know it."), icon=":material/check:")
    st.rerun()
