"""The card of the chosen place: what is known of it, which events lie there, and what can be done with it."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard.filters import EventFilter, select_events
from dashboard.permissions import Permission
from dashboard.place_form import PlaceForm
from dashboard.place_words import PlaceNote, card_html, change_words, kept_languages, language_word
from dashboard.state import loaded_events, loaded_places, opened, session, signed_in
from dashboard.translation import Words
from dashboard.views import VIEWS, gazetteer_form
from dashboard.views.event_list import Line, draw_event_lines, plain
from dashboard.views.failures import noted_failures, shown_failures
from dashboard.views.worded import kept_list
from gazetteer.own import PREFIX, OwnPlaces
from gazetteer.places import Place

MOST_EVENTS, MOST_CHANGES = 5, 8
HIDDEN = "place_hidden"


def draw_place(words: Words, place: Place | None) -> None:
    """The card of a place, or how to come by one."""
    own = opened.own_places()
    gazetteer_form.draw_way_back(words)
    if hidden := st.session_state.get(HIDDEN):
        _draw_hidden(words, *hidden)
    if place is None:
        with st.container(key="place_empty"):
            st.html(
                f"<h2>{escape(words.say('No place chosen'))}</h2>"
                f'<p class="dw-muted">{escape(words.say("Choose one from the list or on the map."))}</p>'
            )
        return
    kept = own.get(place.id)
    note = PlaceNote(
        region=loaded_places.region_name(place.admin1),
        is_own=place.id.startswith(PREFIX),
        is_corrected=kept is not None,
        note=own.note(place.id),
    )
    with st.container(key="place_card"):
        st.html(card_html(place, words, note))
        with shown_failures(words):
            _draw_aliases(words, own, place)
            if signed_in.may(Permission.OWN_PLACES):
                _draw_actions(words, own, place, is_corrected=kept is not None)
        _draw_events(words, place)
        _draw_history(words, own, place)


# What can be done -----------------------------------------------------------------------------------------------------


def _draw_actions(words: Words, own: OwnPlaces, place: Place, *, is_corrected: bool) -> None:
    is_own = place.id.startswith(PREFIX)
    with st.container(key="place_actions", horizontal=True, gap="xsmall"):
        st.button(
            words.say("Correct"),
            key="correct_place",
            icon=":material/edit:",
            on_click=_open_correction,
            args=(place.id,),
        )
        with st.popover(words.say("Add a name"), key="add_name", icon=":material/add:", width="content"):
            _draw_new_name(words, own, place)
        if is_corrected and not is_own:
            st.button(words.say("Undo the correction"), key="undo_correction", on_click=_restore, args=(place.id,))
        st.button(
            words.say("Delete") if is_own else words.say("Hide"),
            key="hide_place",
            icon=":material/delete:" if is_own else ":material/visibility_off:",
            help=words.say("Reports will not be placed there any more. It can be brought back."),
            on_click=_hide,
            args=(place.id, place.name_in(words.lang)),
        )


def _open_correction(place_id: str) -> None:
    own = opened.own_places()
    gazetteer_form.open_form(PlaceForm.of(opened.gazetteer().with_geometry(place_id), own.note(place_id)))


def _draw_new_name(words: Words, own: OwnPlaces, place: Place) -> None:
    languages = kept_languages(words)
    name = st.text_input(words.say("Another name or spelling"), key=f"alias_{place.id}", max_chars=200)
    first = next(iter(languages))
    lang = st.selectbox(
        words.say("Language"), **kept_list(f"alias_lang_{place.id}", languages, words.lang, begins=first)
    )
    with shown_failures(words):
        if st.button(words.say("Add"), key="save_alias", type="primary", disabled=not name.strip()):
            own.add_alias(place.id, name, lang or "", who=session.who())
            opened.reopen_gazetteer()
            st.toast(words.say("Saved. Reports read from now on know it."), icon=":material/check:")
            st.rerun()


def _draw_aliases(words: Words, own: OwnPlaces, place: Place) -> None:
    """The names that were added here, each with a way to take it away."""
    added = [(name, lang) for place_id, name, lang in own.aliases() if place_id == place.id]
    if not added:
        return
    with st.container(key="place_aliases", horizontal=True, gap="xsmall"):
        st.html(f'<p class="dw-muted">{escape(words.say("Added by you"))}</p>', width="content")
        for number, (name, lang) in enumerate(added):
            st.button(
                plain(name),
                key=f"chip_alias_{number}",
                icon=":material/close:",
                icon_position="right",
                help=words.say("Take this name away ({language})", language=language_word(lang, words)),
                on_click=_drop_alias,
                args=(place.id, name),
            )


@noted_failures()
def _drop_alias(place_id: str, name: str) -> None:
    opened.own_places().remove_alias(place_id, name, who=session.who())
    opened.reopen_gazetteer()


@noted_failures()
def _hide(place_id: str, name: str) -> None:
    opened.own_places().remove(place_id, who=session.who())
    opened.reopen_gazetteer()
    session.choose_place("")
    st.session_state[HIDDEN] = (place_id, name)


@noted_failures()
def _restore(place_id: str) -> None:
    opened.own_places().restore(place_id, who=session.who())
    opened.reopen_gazetteer()
    session.choose_place(place_id)
    st.session_state.pop(HIDDEN, None)


def _draw_hidden(words: Words, place_id: str, name: str) -> None:
    """Says what was just hidden, with the way back."""
    with st.container(key="just_hidden", horizontal=True, vertical_alignment="center", gap="small"):
        line = words.say("{place} is hidden.", place="\0")
        st.html(f"<p>{escape(line)}</p>".replace("\0", f"<bdi>{escape(name)}</bdi>"))
        st.button(words.say("Undo"), key="undo_hide", on_click=_restore, args=(place_id,))


# Who uses it, who changed it ------------------------------------------------------------------------------------------


def _draw_events(words: Words, place: Place) -> None:
    """Which events lie at the place, and the way to them on the map."""
    shown = select_events(loaded_events.events_frame(), EventFilter(place=place.id))
    with st.container(key="place_events"):
        st.html(f"<h3>{escape(words.say('Events here'))}</h3>")
        if shown.empty:
            st.html(f'<p class="dw-muted">{escape(words.say("No event has been placed here."))}</p>')
            return
        latest = shown["id"].iloc[::-1].head(MOST_EVENTS)
        lines = [Line(loaded_events.event(one), f"at_place_{one}") for one in latest]
        draw_event_lines(words, lines, then=partial(_open_map, place))
        label = words.say_number("See {number} event on the map", "See {number} events on the map", len(shown))
        if st.button(label, key="place_on_map", icon=":material/map:", width="stretch"):
            _open_map(place)


def _open_map(place: Place) -> None:
    """Opens the map with the events of the place."""
    session.set_filter(EventFilter(place=place.id))
    st.switch_page(VIEWS / "map.py")


def _draw_history(words: Words, own: OwnPlaces, place: Place) -> None:
    changes = own.history(place.id, limit=MOST_CHANGES)
    if not changes:
        return
    lines = "".join(change_words(change, words) for change in changes)
    with st.container(key="place_history"):
        st.html(f'<h3>{escape(words.say("History"))}</h3><ul class="dw-history">{lines}</ul>')
