"""The fields of the event that is being reviewed: a line each, and one at a time opened to be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import streamlit as st

from dashboard.editing import Changes, changed_event
from dashboard.events import Event
from dashboard.glyphs import force_swatch
from dashboard.review_draft import ReviewDraft
from dashboard.state import loaded_places
from dashboard.translation import Words
from dashboard.views import event_form, review_desk
from dashboard.wording import (
    casualties,
    event_date,
    force_name,
    kind_labels,
    place_line,
    place_precision,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A field: the key that opens it, what it is called, what its button is called, what it says, how it is edited."""

    name: str
    key: str
    label: str
    asks: str
    value: str
    edit: Callable[[Words, Event, event_form.FormRow], Event]


def draw_fields(words: Words, draft: ReviewDraft) -> None:
    """Kind, date, place, forces and casualties; each has a key that opens it."""
    event = draft.event
    opened = st.session_state.get(review_desk.EDITOR, "")
    with st.container(key="review_fields"):
        for line in _lines(words, event):
            is_open = line.name == opened
            _draw_line(words, line, is_open=is_open)
            with st.container(key=f"review_edit_{line.name}"):
                if is_open:
                    row = event_form.FormRow(prefix=f"review_{event.id}_{review_desk.version()}")
                    _take(draft, line.edit(words, event, row))
    review_desk.act_after_fields()


def _lines(words: Words, event: Event) -> tuple[_Line, ...]:
    kind = escape(kind_labels(words.lang)[event.kind])
    date = escape(event_date(event, words))
    place, forces, people = _place_html(event, words), _forces_html(event, words), _people_html(event, words)
    return (
        _Line("kind", "w", words.say("Kind"), words.say("Change the kind"), kind, _edit_kind),
        _Line("date", "t", words.say("Date"), words.say("Change the date"), date, _edit_date),
        _Line("place", "p", words.say("Place"), words.say("Change the place"), place, _edit_place),
        _Line("forces", "f", words.say("Forces"), words.say("Change the forces"), forces, _edit_forces),
        _Line("people", "k", words.say("Casualties"), words.say("Change the casualties"), people, _edit_people),
    )


def _draw_line(words: Words, line: _Line, *, is_open: bool) -> None:
    """The field and what it says; the whole line is the button that opens it."""
    with st.container(key=f"review_line_{line.name}{'_open' if is_open else ''}"):
        st.html(f'<div class="dw-field"><span>{escape(line.label)}</span><div>{line.value}</div></div>')
        st.button(
            words.say("Done") if is_open else line.asks,
            key=f"review_change_{line.name}",
            type="tertiary",
            shortcut=line.key,
            width="stretch",
            on_click=review_desk.after_fields,
            args=(partial(review_desk.open_editor, "" if is_open else line.name),),
        )


def _take(draft: ReviewDraft, changed: Event) -> None:
    """Takes over what the open field says; the line above it is then drawn anew."""
    if changed != draft.event:
        review_desk.keep(draft.with_event(changed))
        st.rerun()


# Each field -----------------------------------------------------------------------------------------------------------


def _place_html(event: Event, words: Words) -> str:
    line = escape(place_line(event.place, words, loaded_places.region_name(event.place.admin1)))
    return f'{line} <span class="dw-muted">{escape(place_precision(event.place, words))}</span>'


def _forces_html(event: Event, words: Words) -> str:
    names = [
        f'<span class="dw-force-name">{force_swatch(one.id)}{escape(force_name(one, words))}</span>'
        for one in event.forces
    ]
    return "".join(names) or f'<span class="dw-muted">{escape(words.say("None named"))}</span>'


def _people_html(event: Event, words: Words) -> str:
    said = casualties(event.killed, event.wounded, words)
    return escape(said) if said else f'<span class="dw-muted">{escape(words.say("Not stated"))}</span>'


def _edit_kind(words: Words, event: Event, row: event_form.FormRow) -> Event:
    return _changed(event, kind=event_form.draw_kind(words, event, row, has_label=False))


def _edit_date(words: Words, event: Event, row: event_form.FormRow) -> Event:
    start, end = event_form.draw_days(words, event, row)
    if start and start != event.date_start and end == event.date_end == event.date_start:
        end = start  # a day stays a day: who means more sets the last one too
        review_desk.refresh()
    precision = event_form.draw_precision(words, event, row)
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
    return changed_event(event, replace(Changes.none_of(event), **values))  # type: ignore[arg-type]
