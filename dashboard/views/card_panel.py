"""The card beside the map: the selected event, what can be done with it, and its reports."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.card import card_parts, event_marks, legend_html
from dashboard.errors import StoreError
from dashboard.events import Event
from dashboard.filters import EventFilter
from dashboard.marking import paragraphs_html
from dashboard.permissions import Permission
from dashboard.state import loaded_events, loaded_places, opened, session, signed_in
from dashboard.store import StoredReport
from dashboard.translation import Words
from dashboard.views import event_form, tour
from dashboard.views.event_list import Line, draw_event_lines
from dashboard.views.failures import noted_failures
from dashboard.wording import day

LATEST = 6


def draw_card(words: Words, chosen: EventFilter) -> None:
    """The card of the selected event; without one, the latest events to choose from."""
    event = _selected()
    if event is None:
        _draw_latest(words, chosen)
        return
    reports = reports_of(event)
    parts = card_parts(event, reports, words, region=loaded_places.region_name(event.place.admin1))
    with st.container(key="card"):
        st.button(
            "",
            key="close_card",
            type="tertiary",
            icon=":material/close:",
            help=words.say("Close the card"),
            on_click=session.select_event,
            args=("",),
        )
        with st.container(key="card_facts"):
            st.html(parts.head + parts.facts + loaded_places.locator(event))
        with st.container(key="card_quotes"):
            st.html(parts.quotes)
        _draw_actions(words, event, reports)


def _selected() -> Event | None:
    """The selected event; one that is gone from the store is forgotten."""
    if not session.selected_event():
        return None
    try:
        return loaded_events.event(session.selected_event())
    except StoreError:
        session.select_event("")
        return None


def reports_of(event: Event) -> dict[str, StoredReport]:
    """The reports that an event rests on, by id; those that are gone are left out."""
    found = {}
    for report_id in event.sources:
        try:
            found[report_id] = loaded_events.report(report_id)
        except StoreError:
            continue
    return found


def _draw_actions(words: Words, event: Event, reports: dict[str, StoredReport]) -> None:
    with st.container(key="card_actions", horizontal=True, gap="xsmall"):
        may_edit = signed_in.may(Permission.EDIT) and not session.is_past()
        if not may_edit:
            pass
        elif event.status in ("verified", "reviewed"):
            st.button(words.say("Undo confirm"), key="unconfirm", on_click=_set_status, args=(event.id, "auto"))
        else:
            st.button(
                words.say("Confirm"), key="confirm", type="primary", on_click=_set_status, args=(event.id, "verified")
            )
        if may_edit and st.button(words.say("Edit"), key="edit"):
            event_form.open_editor(words, event)
        if reports and st.button(words.say("Open report"), key="open_report", type="tertiary"):
            _open_reports(words, event, reports)


@noted_failures()
def _set_status(event_id: str, status: str) -> None:
    opened.desk().set_status(event_id, status, who=session.who())


def _open_reports(words: Words, event: Event, reports: dict[str, StoredReport]) -> None:
    @st.dialog(words.say("Report"), width="large")
    def show() -> None:
        for report in reports.values():
            st.html(report_html(event, report, words))
        st.html(legend_html(words))

    show()


def report_html(event: Event, report: StoredReport, words: Words) -> str:
    """A whole report with the words behind one event marked; its address is a link only if it is http(s)."""
    about = [escape(report.source)] if report.source else []
    if report.published:
        about.append(escape(words.say("published {day}", day=day(report.published, words.lang))))
    if report.url.startswith(("https://", "http://")):
        url = escape(report.url, quote=True)
        about.append(
            f'<a href="{url}" target="_blank" rel="noopener noreferrer">{escape(words.say("Source page"))}</a>'
        )
    is_told = report.text.lstrip().startswith(report.title)
    title = f'<h2 dir="auto">{escape(report.title)}</h2>' if not is_told else ""
    body = paragraphs_html(report.text, event_marks(event, report.id))
    return f'<article class="dw-report">{title}<p class="dw-muted">{" · ".join(about)}</p>{body}</article>'


def _draw_latest(words: Words, chosen: EventFilter) -> None:
    """The last events of the view: something to start from where nothing is selected."""
    with st.container(key="card_empty"):
        lead = words.say("Choose one here or on the map to see its words.")
        if not loaded_events.counts(chosen).shown:
            lead = words.say("No event matches these filters.")
        elif loaded_events.holds_samples_only():
            lead = words.say(
                "Dawriya draws the patrols and incidents that field reports tell of; these come from invented samples. "
                "Choose one to see its words, or read a report of your own."
            )
        st.html(f'<h2>{escape(words.say("Latest events"))}</h2><p class="dw-muted">{escape(lead)}</p>')
        if loaded_events.holds_samples_only():
            tour.draw_tour_button(words)
        latest = loaded_events.latest_shown(chosen, LATEST)
        draw_event_lines(words, [Line(loaded_events.event(one), f"latest_{one}") for one in latest])
