"""Finding a place: what is typed, the candidates, the map, and the card of the one that was chosen."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard.permissions import Permission
from dashboard.place_form import PlaceForm, draft_position, typed_position
from dashboard.place_map import component_source, place_map_data
from dashboard.place_search import Found, find_as_typed
from dashboard.place_words import other_name, place_line, place_name, reason_word
from dashboard.state import loaded_places, opened, session, signed_in
from dashboard.translation import Words
from dashboard.views import gazetteer_form, gazetteer_place
from dashboard.views.event_list import plain
from dashboard.wording import coordinates
from gazetteer.places import Candidate, Place

TYPED, KEPT_TYPED, MAP = "place_typed", "place_typed_before", "place_map"
MOST_OWN = 30

_SOURCE = component_source()
_place_map = st.components.v2.component("dawriya.place_map", html=_SOURCE["html"], css=_SOURCE["css"], js=_SOURCE["js"])


def draw_find(words: Words) -> None:
    """The three columns: typed and found, the map, the place."""
    chosen = _chosen()
    gazetteer_form.keep_form()
    with st.container(key="places"):
        with st.container(key="places_found"):
            listed = _draw_search(words, chosen)
        with st.container(key="places_map"):
            _draw_map(words, listed, chosen)
        with st.container(key="places_card"):
            if gazetteer_form.form_now() is not None:
                gazetteer_form.draw_form(words)
            else:
                gazetteer_place.draw_place(words, chosen)


def _chosen() -> Place | None:
    """The chosen place; a link may name one that is not there any more."""
    place_id, gazetteer = session.chosen_place(), opened.gazetteer()
    return gazetteer.place(place_id) if place_id and gazetteer.has(place_id) else None


# Typing and candidates ------------------------------------------------------------------------------------------------


def _draw_search(words: Words, chosen: Place | None) -> list[Place]:
    """The field and what it finds; the places listed."""
    if TYPED not in st.session_state:  # a widget forgets its value while another page is open
        st.session_state[TYPED] = st.session_state.get(KEPT_TYPED, "")
    typed = st.text_input(
        words.say("Find a place"),
        key=TYPED,
        type="search",
        placeholder=words.say("A name in any spelling, or a position"),
        icon=":material/search:",
        max_chars=200,
        live="200ms",
    )
    st.session_state[KEPT_TYPED] = typed or ""
    found = find_as_typed(typed or "", opened.gazetteer())
    if found.position is not None:
        _draw_position(words, found)
    elif found.candidates:
        _draw_candidates(words, found.candidates, chosen)
    elif typed and len(typed.strip()) > 1:
        _draw_nothing(words, typed.strip())
    else:
        return _draw_start(words, chosen)
    return [one.place for one in found.candidates]


def _draw_candidates(words: Words, candidates: tuple[Candidate, ...], chosen: Place | None) -> None:
    count = words.say_number("{number} place found", "{number} places found", len(candidates))
    st.html(f'<p class="dw-muted dw-found-count" role="status">{escape(count)}</p>')
    with st.container(key="candidates"):
        for number, candidate in enumerate(candidates, start=1):
            is_chosen = chosen is not None and candidate.place.id == chosen.id
            draw_place_line(words, candidate.place, number=number, chosen=is_chosen, reason=candidate.reason)


def draw_place_line(words: Words, place: Place, *, number: int, chosen: bool = False, reason: str = "") -> None:
    """A place as a line to click, numbered as its pin on the map; a click chooses it."""
    name, other = plain(place_name(place, words)), plain(other_name(place, words))
    second = place_line(place, words, loaded_places.region_name(place.admin1))
    why = reason_word(reason, words)
    about = plain(f"{second} · {why}" if why else second)
    title = f"**{name}**" + (f" :gray[{other}]" if other else "")
    with st.container(key=f"candidate_{number}{'_chosen' if chosen else ''}", horizontal=True, gap="xsmall"):
        st.html(f'<span class="dw-number" aria-hidden="true">{number}</span>', width="content")
        st.button(
            f"{title}  \n:gray[{about}]",
            key=f"take_{number}",
            type="tertiary",
            on_click=session.choose_place,
            args=(place.id,),
        )


def _draw_position(words: Words, found: Found) -> None:
    assert found.position is not None
    lat, lon = found.position
    region = loaded_places.region_name(found.admin1) or found.country
    st.html(
        f'<div class="dw-note"><strong><bdi dir="ltr">{coordinates(lat=lat, lon=lon)}</bdi></strong>'
        f'<p class="dw-muted">{escape(region)}</p></div>'
    )
    draw_add_button(PlaceForm(position=typed_position(lat, lon)), words.say("Add a place there"))


def _draw_nothing(words: Words, typed: str) -> None:
    st.html(
        f'<div class="dw-note"><strong>{escape(words.say("No place of that name is known."))}</strong>'
        f'<p class="dw-muted">{escape(words.say("Try another spelling, or fewer letters."))}</p></div>'
    )
    draw_add_button(PlaceForm.named(typed), words.say("Add “{name}”", name=plain(typed)))


def draw_add_button(form: PlaceForm, label: str) -> None:
    """A button that opens the form with what is known already."""
    if signed_in.may(Permission.OWN_PLACES):
        st.button(
            label, key="add_typed", icon=":material/add_location_alt:", on_click=gazetteer_form.open_form, args=(form,)
        )


def _draw_start(words: Words, chosen: Place | None) -> list[Place]:
    """What there is before anything is typed: a hint, and the places that were added here."""
    hint = words.say("Type a name in Arabic, English, Kurdish or Turkish, as you would spell it.")
    st.html(f'<div class="dw-note"><p class="dw-muted">{escape(hint)}</p></div>')
    if own := opened.own_places().places():
        st.html(f'<p class="dw-muted dw-found-count">{escape(words.say("Your own places and corrections"))}</p>')
        with st.container(key="candidates"):
            for number, place in enumerate(own[:MOST_OWN], start=1):
                draw_place_line(words, place, number=number, chosen=chosen is not None and place.id == chosen.id)
    return own[:MOST_OWN]


# The map --------------------------------------------------------------------------------------------------------------


def _draw_map(words: Words, places: list[Place], chosen: Place | None) -> None:
    form = gazetteer_form.form_now()
    shape = opened.gazetteer().geometry(chosen.id) if chosen and form is None else None
    data: dict[str, Any] = place_map_data(
        places,
        files=loaded_places.place_map_files(),
        words=words,
        theme=session.theme(),
        chosen=chosen,
        shape=shape,
        draft=draft_position(form.position) if form else None,
        near=form.near if form else None,
        picking=form is not None,
    )
    _place_map(data=data, key=MAP, on_chosen_change=_take_chosen, on_clicked_change=_take_clicked)


def _take_chosen() -> None:
    session.choose_place(str(st.session_state[MAP].get("chosen") or ""))


def _take_clicked() -> None:
    clicked = st.session_state[MAP].get("clicked") or {}
    try:
        gazetteer_form.take_click(float(clicked["lat"]), float(clicked["lon"]))
    except (KeyError, TypeError, ValueError):  # not what the map sends
        return
