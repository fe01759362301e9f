"""Reading a report: first its text and what is known of it, then what was found in it, to be checked and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any, cast
from uuid import uuid4

import streamlit as st

from dashboard.card import legend_html
from dashboard.corrections import settled_by_source
from dashboard.events import Event, EventPlace
from dashboard.filters import EventFilter
from dashboard.glyphs import event_glyph
from dashboard.incoming import IncomingText
from dashboard.marking import number_badge, paragraphs_html
from dashboard.missing_places import MissingPlace, missing_places
from dashboard.reading.read import ReadReport, read_report
from dashboard.report_marks import event_offsets, report_marks, unused_places
from dashboard.state import loaded_events, loaded_places, opened, session
from dashboard.translation import Words
from dashboard.views import VIEWS, event_form, gazetteer_form, read_files
from dashboard.views.event_list import plain
from dashboard.views.failures import shown_failures
from dashboard.views.fetch_field import draw_fetch_field
from dashboard.wording import day, event_date, event_title, kind_labels, list_names
from gazetteer.places import Place

DRAFT, READING, ADDED, SAVED = "draft", "reading", "added_events", "saved_events"
READ_WITH, MOST_MISSING = "read_with", 6
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


def draw_read_page() -> None:
    """The text to read, or what was read of it."""
    words = session.words()
    reading = cast("ReadReport | None", st.session_state.get(READING))
    if st.session_state.get(SAVED) is not None:
        _draw_saved(words)
    elif reading is None:
        if not read_files.draw_files(words):
            _draw_entry(words)
    else:
        _draw_reading(words, reading)


def _draft() -> dict[str, Any]:
    """What has been entered, kept while one looks at other pages."""
    empty = {"text": "", "published": None, "source": "", "url": ""}
    return cast(dict[str, Any], st.session_state.setdefault(DRAFT, empty))


# Entering -------------------------------------------------------------------------------------------------------------


def _draw_entry(words: Words) -> None:
    draft = _draft()
    with st.container(key="entry"):
        st.html(
            f"<h1>{escape(words.say('Read a report'))}</h1>"
            f'<p class="dw-muted">{escape(words.say("Paste a text in Arabic or English, or upload it as a file."))}</p>'
        )
        with shown_failures(words):
            _fill(draft, read_files.take_files(words))
        with shown_failures(words):
            if fetched := draw_fetch_field(words):
                _fill(draft, read_files.take_in(words, [(fetched.name, fetched.data)]), url=fetched.url)
        draft["text"] = st.text_area(
            words.say("Text of the report"),
            value=draft["text"],
            height=300,
            placeholder=words.say("Paste the text here"),
            key="report_text",
        )
        left, middle, right = st.columns([1, 1.4, 1.8], gap="small")
        draft["published"] = left.date_input(
            words.say("Published on"),
            value=draft["published"],
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            key="report_published",
            help=words.say("The day that “yesterday” and the names of weekdays count from."),
        )
        draft["source"] = middle.text_input(
            words.say("Source"), value=draft["source"], max_chars=200, key="report_source"
        )
        draft["url"] = right.text_input(
            words.say("Address of the source"),
            value=draft["url"],
            max_chars=2000,
            key="report_url",
            placeholder="https://",
        )
        if st.button(words.say("Read it"), key="read_report", type="primary", icon=":material/auto_stories:"):
            with shown_failures(words):
                _read(words, draft)


def _fill(draft: dict[str, Any], loaded: IncomingText | None, *, url: str = "") -> None:
    """Puts a file's report into the fields, with what the file says of it; what it does not say stays as it was."""
    if loaded is None:
        return
    told = {"text": loaded.text, "published": loaded.published, "source": loaded.source, "url": url or loaded.url}
    for name, value in told.items():
        if value:
            draft[name] = st.session_state[f"report_{name}"] = value


def _read(words: Words, draft: dict[str, Any]) -> None:
    with st.spinner(words.say("Reading")):
        reading = read_report(
            draft["text"],
            opened.gazetteer(),
            published=draft["published"],
            source=draft["source"].strip(),
            url=draft["url"].strip(),
            settled=settled_by_source(opened.store()).get(draft["source"].strip()),
        )
    st.session_state[READING] = reading
    st.session_state[READ_WITH] = opened.gazetteer_key()
    st.session_state[ADDED] = []
    st.rerun()


# Checking -------------------------------------------------------------------------------------------------------------


def _draw_reading(words: Words, reading: ReadReport) -> None:
    events = (*reading.events, *st.session_state.get(ADDED, []))
    with st.container(key="reading"):
        with st.container(key="reading_text"):
            _draw_text(words, reading, events)
        with st.container(key="reading_events"):
            _draw_events(words, reading, events)


def _draw_text(words: Words, reading: ReadReport, events: tuple[Event, ...]) -> None:
    about = [words.say("published {day}", day=day(reading.published, words.lang))] if reading.published else []
    about.append(words.say("Arabic") if reading.lang == "ar" else words.say("English"))
    about.append(words.say_number("{number} word", "{number} words", len(reading.text.split())))
    with st.container(key="reading_tools", horizontal=True, gap="small"):
        st.button(words.say("Change the text"), key="change_text", type="tertiary", on_click=_change_text)
        st.button(words.say("Another report"), key="another_report", type="tertiary", on_click=_start_again)
    if st.session_state.get(READ_WITH) != opened.gazetteer_key():
        _draw_read_again(words)
    source = f"<bdi>{escape(reading.source)}</bdi> · " if reading.source else ""
    body = paragraphs_html(reading.text, report_marks(reading, words), numbers=event_offsets(events, reading.id))
    st.html(f"<style>{_pointing_style(len(reading.events))}</style>")
    own, page = ("rtl" if one == "ar" else "ltr" for one in (reading.lang, words.lang))
    st.html(
        f'<article class="dw-text" dir="{own}" lang="{escape(reading.lang, quote=True)}">'
        f'<p class="dw-muted dw-about" dir="{page}">{source}{escape(" · ".join(about))}</p>{body}</article>'
        f"{legend_html(words)}"
    )


def _draw_read_again(words: Words) -> None:
    """The places have changed since the report was read: the way to read it with those of now."""
    with st.container(key="read_again_note", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<p>{escape(words.say('The gazetteer has changed since this was read.'))}</p>")
        if st.button(words.say("Read it again"), key="read_again", icon=":material/refresh:"):
            with shown_failures(words):
                _read(words, _draft())


def _pointing_style(number: int) -> str:
    """Rules that let the words of an event stand out while its card is pointed at, or something in it has the focus."""
    rules = []
    for one in range(1, number + 1):
        at = f".st-key-reading:has(.st-key-event_{one}:is(:hover, :focus-within)) .dw-text"
        rules += [f"{at} mark:not(.dw-of-{one}) {{ opacity: .35; }}", f"{at} mark.dw-of-{one} {{ opacity: 1; }}"]
        rules.append(f"{at} .dw-number-{one} {{ background: var(--accent); color: var(--on-accent); }}")
    return "\n".join(rules)


def _change_text() -> None:
    st.session_state[READING] = None
    for key in ("report_text", "report_published", "report_source", "report_url"):
        st.session_state.pop(key, None)


def _start_again() -> None:
    _change_text()
    read_files.forget_files()
    for key in (DRAFT, SAVED, ADDED):
        st.session_state.pop(key, None)


def _draw_events(words: Words, reading: ReadReport, events: tuple[Event, ...]) -> None:
    if events:
        title = words.say_number("{number} event in this report", "{number} events in this report", len(events))
        st.html(f"<h2>{escape(title)}</h2>")
    else:
        st.html(
            f"<h2>{escape(words.say('No event found'))}</h2>"
            f"<p>{escape(words.say('The text tells of nothing that we can draw. You can add an event by hand.'))}</p>"
        )
    kept = []
    for number, event in enumerate(events, start=1):
        changed, is_kept = _draw_event(words, reading, event, number)
        if is_kept:
            kept.append(changed)
    _draw_hints(words, reading)
    with st.container(key="reading_actions", horizontal=True, gap="xsmall"):
        if events:
            label = words.say_number("Add {number} event to the map", "Add {number} events to the map", len(kept))
            if st.button(label, key="save_report", type="primary", disabled=not kept):
                with shown_failures(words):
                    _save(reading, kept)
        st.button(words.say("Add an event by hand"), key="add_event", on_click=_add_event, args=(reading,))


def _draw_event(words: Words, reading: ReadReport, event: Event, number: int) -> tuple[Event, bool]:
    """One event found: its line, whether to keep it, and its fields; (the event as changed, is kept)."""
    prefix = f"found_{event.id}"
    with st.container(key=f"event_{number}", border=True):
        with st.container(horizontal=True, gap="small", key=f"event_head_{number}", vertical_alignment="center"):
            line = st.empty()
            is_kept = st.checkbox(
                words.say("Keep event {number}", number=number),
                value=True,
                key=f"{prefix}_keep",
                label_visibility="collapsed",
            )
        with st.expander(words.say("Check and change"), expanded=number == 1, key=f"{prefix}_open"):
            changed = event_form.draw_event_form(words, event, prefix=prefix, suggestions=_suggestions(reading, event))
            if changed.place.is_resolved:
                st.html(loaded_places.locator(changed))
        line.html(_event_line(words, changed, number))
    return changed, is_kept


def _event_line(words: Words, event: Event, number: int) -> str:
    about = [kind_labels(words.lang)[event.kind], event_date(event, words)]
    if not event.place.is_resolved:
        about.append(words.say("not on the map"))
    elif event.place.geo_precision == 3:
        about.append(words.say("wide area"))
    return (
        f'<div class="dw-found">{number_badge(number)}{event_glyph(event, size=22)}<div>'
        f"<strong>{escape(event_title(event, words.lang))}</strong>"
        f'<span class="dw-muted">{escape(" · ".join(about))}</span></div></div>'
    )


def _suggestions(reading: ReadReport, event: Event) -> list[Place]:
    """The places that the words of the event may also mean, best first, without the one that was taken."""
    wanted = set(event.place.place_ids)
    places: dict[str, Place] = {}
    for mention in reading.mentions:
        if wanted.intersection(one.place.id for one in mention.candidates) or wanted.intersection(mention.place_ids):
            places.update((one.place.id, one.place) for one in mention.candidates[:6])
    first = event.place.place_ids[:1]
    return [place for place_id, place in places.items() if place_id not in first][:8]


def _draw_hints(words: Words, reading: ReadReport) -> None:
    """What the reader should know: what was left out and why."""
    hints = []
    if reading.published is None:
        hints.append(words.say("The day of publication is not known, so weekdays and “yesterday” stay without a date."))
    missing = missing_places(reading)
    if missing:
        names = tuple(one.name for one in missing)
        hints.append(words.say("No place is known for: {names}", names=list_names({}, names, words, limit=8)))
    if names := unused_places(reading):
        hints.append(words.say("Named without an event there: {names}", names=list_names({}, names, words, limit=8)))
    if hints:
        items = "".join(f'<li dir="auto">{escape(hint)}</li>' for hint in hints)
        st.html(f'<ul class="dw-hints">{items}</ul>')
    _draw_missing(words, missing)


def _draw_missing(words: Words, missing: Sequence[MissingPlace]) -> None:
    """A button for each name that the gazetteer lacks: to add it, near what the report names besides."""
    if not missing:
        return
    with st.container(key="missing_places", horizontal=True, gap="xsmall"):
        for number, one in enumerate(missing[:MOST_MISSING]):
            label = words.say("Add “{name}”", name=plain(one.name))
            if st.button(label, key=f"add_missing_{number}", icon=":material/add_location_alt:"):
                gazetteer_form.open_for_report(one)


def _add_event(reading: ReadReport) -> None:
    event = Event(
        id=uuid4().hex[:16],
        layer="patrol",
        kind="patrol",
        date_start=reading.published,
        date_end=reading.published,
        date_precision="day" if reading.published else "unknown",
        date_reason="the day of publication",
        place=EventPlace(reason="added by hand, no place yet"),
        sources=(reading.id,),
    )
    st.session_state[ADDED] = [*st.session_state.get(ADDED, []), event]


def _save(reading: ReadReport, kept: list[Event]) -> None:
    sources = [event if reading.id in event.sources else replace(event, sources=(reading.id,)) for event in kept]
    result = opened.store().save(reading, sources, who=session.who(), gazetteer=opened.gazetteer().version)
    opened.desk().match(result.event_ids if result.added else [])
    st.session_state[SAVED] = (result.added, [event.id for event in kept] if result.added else list(result.event_ids))
    st.rerun()


# Saved ----------------------------------------------------------------------------------------------------------------


def _draw_saved(words: Words) -> None:
    is_new, ids = st.session_state[SAVED]
    with st.container(key="saved"):
        if is_new:
            title = words.say_number("{number} event was added", "{number} events were added", len(ids))
            st.html(f"<h1>{escape(title)}</h1>")
        else:
            st.html(
                f"<h1>{escape(words.say('This report was read before'))}</h1>"
                f"<p>{escape(words.say('Its events are on the map already; your changes to them were kept.'))}</p>"
            )
        with st.container(horizontal=True, gap="xsmall"):
            if st.button(words.say("See on the map"), key="see_on_map", type="primary", icon=":material/map:"):
                _go_to_map(ids)
            st.button(words.say("Another report"), key="another_report", on_click=_start_again)


def _go_to_map(ids: list[str]) -> None:
    """Opens the map with the first event selected, without a filter if that would hide it."""
    if ids:
        shown = opened.desk().shown_as(ids[0])
        session.select_event(shown)
        if not loaded_events.is_shown(session.current_filter(), shown):
            session.set_filter(EventFilter())
    _start_again()
    st.switch_page(VIEWS / "map.py")
