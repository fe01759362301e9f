"""A corrected place remembered for its source: what else it would move, to be looked at before it is done."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.remembering import Move, apply_moves, moves_for
from dashboard.review_draft import Settled
from dashboard.state import loaded_places, opened, session
from dashboard.translation import Words
from dashboard.views import review_desk
from dashboard.views.event_form import place_label
from dashboard.views.failures import noted_failures, shown_failures
from dashboard.wording import event_date, event_title, place_line
from gazetteer.names import bare_key

OFFER = "review_offer"
MOST_SHOWN = 8


def offer(settled: Settled, why: str) -> None:
    """Remembers a name's place, and looks for what waits that it would move."""
    kept = opened.desk().remember(
        source=settled.source, name=settled.name, place_id=settled.place_id, who=session.who(), why=why
    )
    review_desk.note_correction(kept)
    named = {bare_key(settled.name): settled.place_id}
    moves = moves_for(opened.store(), opened.gazetteer(), source=settled.source, settled=named)
    if moves:
        st.session_state[OFFER] = (settled, moves)


def draw_offer(words: Words) -> None:
    """Opens the preview of what a remembered place would move, if anything."""
    if OFFER not in st.session_state:
        return
    settled, moves = st.session_state.pop(OFFER)

    @st.dialog(words.say("Use this place for the rest?"), width="medium")
    def show() -> None:
        with shown_failures(words):
            _draw_moves(words, settled, moves)

    show()


def _draw_moves(words: Words, settled: Settled, moves: tuple[Move, ...]) -> None:
    source = settled.source or words.say("reports without a source")
    place = place_label(opened.gazetteer().place(settled.place_id), words)
    st.html(
        "<p>"
        + escape(words.say("In {source}, “{name}” now means {place}.", source=source, name=settled.name, place=place))
        + "</p>"
    )
    st.html(f'<ul class="dw-moves">{"".join(_move_html(words, move) for move in moves[:MOST_SHOWN])}</ul>')
    if len(moves) > MOST_SHOWN:
        more = words.say_number("and {number} more", "and {number} more", len(moves) - MOST_SHOWN)
        st.html(f'<p class="dw-muted">{escape(more)}</p>')
    with st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        if st.button(words.say("Leave them"), key="review_leave"):
            st.rerun()
        label = words.say_number("Move {number} event", "Move {number} events", len(moves))
        if st.button(
            label, key="review_move", type="primary", shortcut="enter", on_click=_move, args=(words, source, moves)
        ):
            st.rerun()


def _move_html(words: Words, move: Move) -> str:
    """An event, and where it goes from and to: with what each is in, as both have one name."""
    before, after = (
        escape(place_line(one.place, words, loaded_places.region_name(one.place.admin1)))
        for one in (move.before, move.after)
    )
    return (
        f"<li>{escape(event_title(move.before, words.lang))} "
        f'<span class="dw-muted">{escape(event_date(move.before, words))}</span>'
        f"<br>{before} {'←' if words.is_rtl else '→'} {after}</li>"
    )


def _move(words: Words, source: str, moves: tuple[Move, ...]) -> None:
    why = words.say("remembered for {source}", source=source)
    said = words.say_number("{number} moved", "{number} moved", len(moves))
    with noted_failures(), review_desk.deciding(moves[0].before.id, said):
        apply_moves(opened.store(), moves, who=session.who(), why=why)
        for move in moves:
            review_desk.forget(move.before.id)
