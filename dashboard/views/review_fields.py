"""The fields of the event that is being reviewed: a line each, and one at a time opened to be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import state
from dashboard.editing import Changes, changed_event
from dashboard.events import DATE_PRECISIONS, Event
from dashboard.glyphs import force_swatch
from dashboard.review_draft import ReviewDraft
from dashboard.translation import Words
from dashboard.views import event_form, review_event
from dashboard.wording import (
    casualties,
    date_precision_label,
    event_date,
    force_name,
    kind_labels,
    place_line,
    place_precision,
)

VERSION = "review_version"
"""Grows when the draft is changed from outside the fields: their widgets then begin anew."""


def refresh() -> None:
    """Lets the fields show what the draft says now."""
    st.session_state[VERSION] = st.session_state.get(VERSION, 0) + 1


def draw_fields(words: Words, draft: ReviewDraft) -> None:
    """Kind, date, place, forces and casualties; each has a key that opens it."""
    event = draft.event
    lines: tuple[tuple[str, str, str, str, Callable[[Words, Event, event_form.FormRow], Event]], ...] = (
        ("kind", words.say("Kind"), escape(kind_labels(words.lang)[event.kind]), "w", _edit_kind),
        ("date", words.say("Date"), escape(event_date(event, words)), "t", _edit_date),
        ("place", words.say("Place"), _place_html(event, words), "p", _edit_place),
        ("forces", words.say("Forces"), _forces_html(event, words), "f", _edit_forces),
        ("people", words.say("Casualties"), _people_html(event, words), "k", _edit_people),
    )
    opened = st.session_state.get(review_event.EDITOR, "")
    with st.container(key="review_fields"):
        for name, label, value, key, edit in lines:
            _draw_line(words, name, label, value, key, is_open=name == opened)
            if name == opened:
                with st.container(key=f"review_edit_{name}"):
                    row = event_form.FormRow(prefix=f"review_{event.id}_{st.session_state.get(VERSION, 0)}")
                    _take(draft, edit(words, event, row))


def _draw_line(words: Words, name: str, label: str, value: str, key: str, *, is_open: bool) -> None:
    with st.container(
        key=f"review_line_{name}{'_open' if is_open else ''}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(f'<div class="dw-field"><span>{escape(label)}</span><div>{value}</div></div>')
        st.button(
            words.say("Done") if is_open else words.say("Change"),
            key=f"review_change_{name}",
            type="tertiary",
            shortcut=key,
            on_click=_open,
            args=("" if is_open else name,),
        )


def _open(name: str) -> None:
    st.session_state[review_event.EDITOR] = name


def _take(draft: ReviewDraft, changed: Event) -> None:
    """Takes over what the open field says; the line above it is then drawn anew."""
    if changed != draft.event:
        review_event.keep(draft.with_event(changed))
        st.rerun()


# Each field -----------------------------------------------------------------------------------------------------------


def _place_html(event: Event, words: Words) -> str:
    line = escape(place_line(event.place, words, state.region_name(event.place.admin1)))
    return f'{line} <span class="dw-muted">{escape(place_precision(event.place, words))}</span>'


def _forces_html(event: Event, words: Words) -> str:
    roles = {
        "actor": words.say("acts"),
        "counterpart": words.say("other side"),
        "target": words.say("target"),
    }
    names = [
        f'<span class="dw-force-name">{force_swatch(one.id)}{escape(force_name(one, words))} '
        f'<span class="dw-muted">{escape(roles[one.role])}</span></span>'
        for one in event.forces
    ]
    return "".join(names) or f'<span class="dw-muted">{escape(words.say("None named"))}</span>'


def _people_html(event: Event, words: Words) -> str:
    said = casualties(event.killed, event.wounded, words)
    return escape(said) if said else f'<span class="dw-muted">{escape(words.say("Not stated"))}</span>'


def _edit_kind(words: Words, event: Event, row: event_form.FormRow) -> Event:
    kinds = kind_labels(words.lang)
    chosen = st.selectbox(
        words.say("Kind"),
        list(kinds),
        index=list(kinds).index(event.kind),
        format_func=kinds.__getitem__,
        key=row.key("kind"),
    )
    return _changed(event, kind=chosen or event.kind)


def _edit_date(words: Words, event: Event, row: event_form.FormRow) -> Event:
    start, end = event_form.draw_days(words, event, row)
    precision = st.selectbox(
        words.say("Date known to the"),
        DATE_PRECISIONS,
        index=DATE_PRECISIONS.index(event.date_precision),
        format_func=lambda one: date_precision_label(one, words),
        key=row.key("precision"),
    )
    return _changed(event, date_start=start, date_end=end, date_precision=precision)


def _edit_place(words: Words, event: Event, row: event_form.FormRow) -> Event:
    place = event_form.draw_place(words, event.place, row, ())
    return _changed(event, place=place)


def _edit_forces(words: Words, event: Event, row: event_form.FormRow) -> Event:
    actors, targets = event_form.draw_forces(words, event, row)
    return _changed(event, actors=actors, targets=targets)


def _edit_people(words: Words, event: Event, row: event_form.FormRow) -> Event:
    killed, wounded = event_form.draw_people(words, event, row)
    return _changed(event, killed=killed, wounded=wounded)


def _changed(event: Event, **values: object) -> Event:
    """The event with some values as a form says them, the rest as they are."""
    now = Changes(
        kind=event.kind,
        date_start=event.date_start,
        date_end=event.date_end,
        date_precision=event.date_precision,
        actors=tuple(one.id for one in event.forces if one.role != "target"),
        targets=tuple(one.id for one in event.forces if one.role == "target"),
        place=event.place,
        status=event.status,
        killed=event.killed,
        wounded=event.wounded,
    )
    return changed_event(event, replace(now, **values))  # type: ignore[arg-type]
