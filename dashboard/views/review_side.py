"""Beside the event: the map to click on, the places its name may mean, and what was done to it before."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from dashboard.editing import place_at_point
from dashboard.events import Event
from dashboard.picking import with_meant_place
from dashboard.place_map import component_source, place_map_data
from dashboard.place_words import place_line, place_name, reason_word
from dashboard.review_draft import ReviewDraft, Settled
from dashboard.review_words import history
from dashboard.state import loaded_places, opened, session
from dashboard.translation import Words
from dashboard.views import review_decide, review_desk
from dashboard.views.card_panel import reports_of
from dashboard.views.event_list import plain
from dashboard.views.failures import noted_failures
from gazetteer.places import Candidate, PlacedMention

MAP = "review_map"
MOST_CANDIDATES, MOST_LINES = 8, 8

_SOURCE = component_source()
_place_map = st.components.v2.component(
    "dawriya.review_map", html=_SOURCE["html"], css=_SOURCE["css"], js=_SOURCE["js"]
)


def draw_side(words: Words, draft: ReviewDraft) -> None:
    """The map, the candidates, the history."""
    mention = _mention(draft.event)
    candidates = list(mention.candidates)[:MOST_CANDIDATES] if mention else []
    _draw_map(words, draft.event, candidates)
    if mention is not None and candidates:
        _draw_candidates(words, draft, mention, candidates)
    _draw_history(words, draft)


def _mention(event: Event) -> PlacedMention | None:
    """The name in the report that the event's place was read from; the one that is in doubt most where several are."""
    spans = [one for one in event.evidence if one.field == "place"]
    reports = reports_of(event)
    found = [
        mention
        for one in spans
        if one.report_id in reports
        for mention in loaded_places.mentions_of(reports[one.report_id])
        if mention.start < one.end and mention.end > one.start and len(mention.candidates)
    ]
    wanted = set(event.place.place_ids)
    own = [one for one in found if wanted & {candidate.place.id for candidate in one.candidates}]
    return max(own or found, key=lambda one: len(one.candidates), default=None)


def _draw_map(words: Words, event: Event, candidates: list[Candidate]) -> None:
    place = event.place
    gazetteer = opened.gazetteer()
    chosen = next((one.place for one in candidates if one.place.id in place.place_ids), None)
    chosen = chosen or next((gazetteer.place(one) for one in place.place_ids if gazetteer.has(one)), None)
    point = (place.lon, place.lat) if place.lon is not None and place.lat is not None else None
    data: dict[str, Any] = place_map_data(
        [one.place for one in candidates],
        files=loaded_places.place_map_files(),
        words=words,
        theme=session.theme(),
        chosen=chosen,
        shape=place.geometry,
        draft=None if chosen else point,
        picking=True,
        choosing=True,
    )
    st.html(f"<h3>{escape(words.say('Where it is put'))}</h3>")
    _place_map(data=data, key=MAP, on_chosen_change=_take_pin, on_clicked_change=_take_click)
    st.html(f'<p class="dw-muted">{escape(words.say("Click on the map to put it elsewhere."))}</p>')


def _take_pin() -> None:
    draft = review_desk.draft_now()
    chosen = str(st.session_state[MAP].get("chosen") or "")
    mention = _mention(draft.event) if draft else None
    if draft is not None and mention is not None and chosen:
        _choose(draft, mention, chosen)


def _take_click() -> None:
    draft, clicked = review_desk.draft_now(), st.session_state[MAP].get("clicked") or {}
    if draft is None or not isinstance(clicked.get("lat"), float) or not isinstance(clicked.get("lon"), float):
        return
    place = place_at_point(
        lat=clicked["lat"], lon=clicked["lon"], before=draft.event.place, gazetteer=opened.gazetteer()
    )
    review_desk.keep(draft.with_place(place))
    review_desk.refresh()


# Candidates -----------------------------------------------------------------------------------------------------------


def _draw_candidates(words: Words, draft: ReviewDraft, mention: PlacedMention, candidates: list[Candidate]) -> None:
    title = words.say("Which {name}", name=mention.name or mention.text)
    st.html(f"<h3>{escape(title)}</h3>")
    with st.container(key="review_candidates"):
        for number, one in enumerate(candidates, start=1):
            is_chosen = one.place.id in draft.event.place.place_ids
            second = place_line(one.place, words, loaded_places.region_name(one.place.admin1))
            about = " · ".join(filter(None, (second, reason_word(one.reason, words))))
            label = f"**{plain(place_name(one.place, words))}**  \n:gray[{plain(about)}]"
            with st.container(key=f"review_candidate_{number}{'_chosen' if is_chosen else ''}"):
                st.button(
                    label,
                    key=f"review_take_{number}",
                    type="tertiary",
                    shortcut=str(number),
                    on_click=_choose,
                    args=(draft, mention, one.place.id),
                )
    if draft.settled is not None:
        source = draft.settled.source or words.say("reports without a source")
        note = words.say("Remembered for {source} when you accept.", source=source)
        st.html(f'<p class="dw-muted">{escape(note)}</p>')


def _choose(draft: ReviewDraft, mention: PlacedMention, place_id: str) -> None:
    """Takes a candidate as what the name means, here and in the source's further reports."""
    reports = reports_of(draft.event)
    spans = [one for one in draft.event.evidence if one.field == "place" and one.report_id in reports]
    report = next(
        (reports[one.report_id] for one in spans if mention in loaded_places.mentions_of(reports[one.report_id])), None
    )
    if report is None:
        return
    changed = with_meant_place(draft.event, report, mention, place_id, opened.gazetteer())
    settled = Settled(source=report.source, name=mention.name or mention.text, place_id=place_id)
    is_read = place_id in draft.base.place.place_ids
    review_desk.keep(draft.with_event(changed).remembering(None if is_read else settled))
    review_desk.refresh()


# History --------------------------------------------------------------------------------------------------------------


def _draw_history(words: Words, draft: ReviewDraft) -> None:
    desk = opened.desk()
    lines = history(desk.log(draft.base.id), words)
    if not lines:
        return
    st.html(f"<h3>{escape(words.say('History'))}</h3>")
    rows = "".join(
        f"<li><time>{line.at:%Y-%m-%d %H:%M}</time><div>{escape(line.what)}"
        f'<span class="dw-muted"> {escape(" · ".join(filter(None, (line.who, line.why))))}</span></div></li>'
        for line in lines[:MOST_LINES]
    )
    st.html(f'<ol class="dw-history">{rows}</ol>')
    last = next((line for line in lines if not line.is_undo and not desk.is_undone(line.change)), None)
    if last is not None:
        st.button(
            words.say("Take the last change back"),
            key="review_undo",
            type="tertiary",
            on_click=_undo,
            args=(words, draft, last.change),
        )


def _undo(words: Words, draft: ReviewDraft, change: int) -> None:
    desk, event_id = opened.desk(), draft.base.id
    said = review_decide.said_of(words, words.say("Taken back"), draft)
    with noted_failures(), review_desk.deciding(event_id, said):
        desk.undo(change, who=session.who())
        review_desk.forget(event_id)
        review_desk.open_event(desk.shown_as(event_id))
