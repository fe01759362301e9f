"""The fields of one event to change by hand, in a dialog from its card or in a row of a report that is being read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import streamlit as st

from dashboard.editing import AROUND_M, NEAR_M, Changes, changed_event, find_places, place_at
from dashboard.events import DATE_PRECISIONS, STATUSES, CasualtyRange, DatePrecision, Event, EventPlace
from dashboard.missing_places import MissingPlace
from dashboard.state import loaded_places, opened, session
from dashboard.translation import Language, Words
from dashboard.views import gazetteer_form
from dashboard.views.failures import shown_failures
from dashboard.views.worded import chosen_so_far, list_key, list_of
from dashboard.wording import (
    coordinates,
    date_precision_label,
    force_labels,
    kind_labels,
    place_line,
    place_precision,
    status_label,
)
from gazetteer.places import Place

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
AS_IT_IS, NOWHERE = "", "-"
REACHES: dict[str, float | None] = {"in": None, "near": NEAR_M, "around": AROUND_M}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """Where a form's widgets keep their values: a prefix of their keys."""

    prefix: str

    def key(self, name: str) -> str:
        return f"{self.prefix}_{name}"

    def one_of(self, name: str, labels: Mapping[Any, str], lang: Language, begins: Any) -> dict[str, Any]:
        """The arguments of `st.selectbox` for a list of which one entry is chosen."""
        chosen = chosen_so_far(self.key(name), begins)
        return list_of(list_key(self.key(name), lang), labels, chosen if chosen in labels else begins)

    def some_of(self, name: str, labels: Mapping[Any, str], lang: Language, begins: Sequence[Any]) -> dict[str, Any]:
        """The arguments of `st.multiselect` for a list of which several entries may be chosen."""
        chosen = [one for one in chosen_so_far(self.key(name), begins) if one in labels]
        key = list_key(self.key(name), lang)
        return {"options": list(labels), "format_func": labels.__getitem__, "key": key, "default": chosen}


def open_editor(words: Words, event: Event) -> None:
    """Opens the form of a stored event over the page."""
    revision = opened.store().event_revision(event.id)

    @st.dialog(words.say("Edit the event"), width="medium")
    def show() -> None:
        with shown_failures(words):
            changed = draw_event_form(words, event, prefix=f"edit_{event.id}", with_status=True)
            with st.container(horizontal=True, horizontal_alignment="right"):
                if st.button(words.say("Save"), key="save_event", type="primary", disabled=changed == event):
                    opened.store().save_event(changed, expected_revision=revision, who=session.who())
                    st.rerun()

    show()


def draw_event_form(
    words: Words, event: Event, *, prefix: str, suggestions: Sequence[Place] = (), with_status: bool = False
) -> Event:
    """The event as the fields now say; `suggestions` are places that the report may mean."""
    row = FormRow(prefix=prefix)
    left, right = st.columns(2, gap="small")
    with left:
        kind = draw_kind(words, event, row)
    with right:
        precision = draw_precision(words, event, row)
    start, end = draw_days(words, event, row)
    place = draw_place(words, event.place, row, suggestions)
    actors, targets = draw_forces(words, event, row)
    killed, wounded = draw_people(words, event, row)
    status = event.status
    if with_status:
        status = st.selectbox(
            words.say("Status"),
            **row.one_of("status", {one: status_label(one, words) for one in STATUSES}, words.lang, event.status),
        )
    return changed_event(
        event,
        Changes(
            kind=kind,
            date_start=start,
            date_end=end,
            date_precision=precision,
            actors=actors,
            targets=targets,
            place=place,
            status=status,
            killed=killed,
            wounded=wounded,
        ),
    )


def draw_kind(words: Words, event: Event, row: FormRow, *, has_label: bool = True) -> str:
    """What happened, chosen among the kinds."""
    chosen = st.selectbox(
        words.say("Kind"),
        **row.one_of("kind", kind_labels(words.lang), words.lang, event.kind),
        label_visibility="visible" if has_label else "collapsed",
    )
    return chosen or event.kind


def draw_precision(words: Words, event: Event, row: FormRow) -> DatePrecision:
    """How exactly the date is known."""
    labels = {one: date_precision_label(one, words) for one in DATE_PRECISIONS}
    known = row.one_of("precision", labels, words.lang, event.date_precision)
    return cast(DatePrecision, st.selectbox(words.say("Date known to the"), **known))


def draw_days(words: Words, event: Event, row: FormRow) -> tuple[date | None, date | None]:
    days = []
    labels = (words.say("First day"), words.say("Last day"))
    for column, name, label, value in zip(
        st.columns(2, gap="small"), ("start", "end"), labels, (event.date_start, event.date_end), strict=True
    ):
        days.append(
            column.date_input(
                label, value=value, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD", key=row.key(name)
            )
        )
    return days[0], days[1]


def draw_place(words: Words, current: EventPlace, row: FormRow, suggestions: Sequence[Place]) -> EventPlace:
    """The place chosen among the one that was read, those suggested, and those found for a typed name."""
    left, right = st.columns(2, gap="small")
    typed = left.text_input(
        words.say("Look up another place"),
        key=row.key("typed"),
        placeholder=words.say("A name in any spelling"),
        max_chars=200,
    )
    found = [candidate.place for candidate in find_places(typed, opened.gazetteer())] if typed else []
    if typed and not found:
        left.caption(words.say("No place of that name is known."))
        if left.button(words.say("Add this place"), key=row.key("add_place"), type="tertiary"):
            gazetteer_form.open_for_report(MissingPlace(name=typed, near=_near(current)))
    places = {place.id: place for place in (*found, *suggestions)}
    options = [*places, AS_IT_IS, NOWHERE] if found else [AS_IT_IS, *places, NOWHERE]
    named = {AS_IT_IS: place_line(current, words), NOWHERE: words.say("No place"), **choice_labels(places, words)}
    labels = {one: named[one] for one in options}
    # A new name offers new places, the first of them chosen: hence its own key.
    choice = right.selectbox(words.say("Place"), **row.one_of(f"place_{typed}", labels, words.lang, options[0]))
    if choice == NOWHERE:
        return EventPlace(name=current.name, name_ar=current.name_ar, reason=words.say("taken off the map by hand"))
    if choice == AS_IT_IS or choice is None:
        st.caption(place_precision(current, words))
        return current
    reach = _draw_reach(words, row)
    return place_at(places[choice], opened.gazetteer(), within_m=REACHES[reach])


def _near(place: EventPlace) -> tuple[float, float] | None:
    return (place.lon, place.lat) if place.lon is not None and place.lat is not None else None


def _draw_reach(words: Words, row: FormRow) -> str:
    names = {
        "in": words.say("In the place itself"),
        "near": words.say("Near it, within 6 km"),
        "around": words.say("Around it, within 25 km"),
    }
    chosen = st.segmented_control(
        words.say("Precision"),
        list(names),
        default="in",
        required=True,
        format_func=names.__getitem__,
        key=row.key("reach"),
    )
    return str(chosen or "in")


def choice_labels(places: Mapping[str, Place], words: Words) -> dict[str, str]:
    """Places to choose from, by their ids; those that would be called alike are told apart by where they are."""
    labels = {one: place_label(place, words) for one, place in places.items()}
    often = Counter(labels.values())
    for one, place in places.items():
        if often[labels[one]] > 1:
            labels[one] += f" · \u2066{coordinates(lat=place.lat, lon=place.lon)}\u2069"
    return labels


def place_label(place: Place, words: Words) -> str:
    """A place of the gazetteer to choose: its name, what it is in, its country."""
    region = loaded_places.region_name(place.admin1)
    parts = [place.name_in(words.lang), region or place.country]
    return words.comma.join(dict.fromkeys(part for part in parts if part))


def draw_forces(words: Words, event: Event, row: FormRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who acts and who is acted against; Enter takes the first force that was typed for, never all that match."""
    labels = force_labels(words.lang)
    left, right = st.columns(2, gap="small")
    actors = left.multiselect(
        words.say("Forces"),
        **row.some_of("actors", labels, words.lang, [one.id for one in event.forces if one.role != "target"]),
        placeholder=words.say("None named"),
        select_all=False,
    )
    targets = right.multiselect(
        words.say("Against"),
        **row.some_of("targets", labels, words.lang, [one.id for one in event.forces if one.role == "target"]),
        placeholder=words.say("None named"),
        select_all=False,
    )
    return tuple(actors), tuple(targets)


def draw_people(words: Words, event: Event, row: FormRow) -> tuple[CasualtyRange, CasualtyRange]:
    """Killed and wounded; a figure that is left alone keeps the range that was read."""
    ranges = []
    for column, name, label, people in zip(
        st.columns(2, gap="small"),
        ("killed", "wounded"),
        (words.say("Killed"), words.say("Wounded")),
        (event.killed, event.wounded),
        strict=True,
    ):
        number = column.number_input(
            label, min_value=0, max_value=1_000_000, value=people.best, step=1, placeholder="–", key=row.key(name)
        )
        figure = None if number is None else int(number)
        ranges.append(people if figure == people.best else CasualtyRange(low=figure, best=figure, high=figure))
    return ranges[0], ranges[1]
