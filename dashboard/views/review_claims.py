"""What several reports say of one event side by side, and events that may be one: to join, keep apart or split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard.card import quote_html
from dashboard.errors import StoreError
from dashboard.events import Event
from dashboard.glyphs import event_glyph
from dashboard.merging.best import FieldSupport, joined_event, support
from dashboard.review import Doubt
from dashboard.review_draft import ReviewDraft
from dashboard.review_words import claimed, doubt_reason, support_names, why_shown
from dashboard.state import loaded_events, opened, session
from dashboard.store import StoredReport
from dashboard.translation import Words
from dashboard.views import review_decide, review_desk
from dashboard.views.card_panel import reports_of
from dashboard.views.failures import noted_failures
from dashboard.wording import event_date, event_title, place_line

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_DOUBTS = 3


def draw_claims(words: Words, draft: ReviewDraft, reports: Mapping[str, StoredReport]) -> None:
    """The table of sources and fields of an event that several reports tell, and a way to take one out."""
    event = draft.event
    if len(event.claims) < 2:
        return
    rows = _support(event, reports)
    names = [_source_name(words, one.report_id, reports) for one in event.claims]
    st.html(f"<h3>{escape(words.say('What each report says'))}</h3>{_table(words, rows, names)}")
    members = {member.id for member in opened.desk().members(event.id)}
    with st.container(key="review_parts", horizontal=True, gap="small"):
        for number, claim in enumerate(event.claims):
            member = claim.fields.get("event_id")
            if member in members:
                st.button(
                    words.say("Take {letter} out", letter=_letter(number)),
                    key=f"review_out_{member}",
                    type="tertiary",
                    disabled=bool(draft.changes),
                    help=words.say("Accept or discard the changes first.") if draft.changes else None,
                    on_click=_split,
                    args=(words, draft, member),
                )


def draw_doubts(words: Words, draft: ReviewDraft) -> None:
    """The events that may be the one that is open, each beside it, to join or keep apart."""
    for number, doubt in enumerate(opened.desk().doubts(draft.base.id)[:MOST_DOUBTS]):
        try:
            other = loaded_events.event(doubt.other(draft.base.id))
        except StoreError:
            continue
        _draw_doubt(words, draft, doubt, other, is_first=number == 0)


def _draw_doubt(words: Words, draft: ReviewDraft, doubt: Doubt, other: Event, *, is_first: bool) -> None:
    desk = opened.desk()
    told = [member for one in (draft.event, other) for member in desk.members(one.id) or (one,)]
    reports = {**reports_of(draft.event), **reports_of(other)}
    merged = joined_event(draft.event.id, told, desk.families(reports))
    rows = _support(merged, reports)
    names = [_source_name(words, one.report_id, reports) for one in merged.claims]
    with st.container(key=f"review_doubt_{other.id}"):
        st.html(
            f"<h3>{escape(words.say('Same event in two reports?'))}</h3>"
            f'<p class="dw-muted">{escape(doubt_reason(doubt.reasons, words))}</p>{_table(words, rows, names)}'
            f'<div class="dw-told">{_quotes(words, merged, reports)}</div>'
            f'<div class="dw-if-joined"><span class="dw-muted">{escape(words.say("If joined"))}</span>'
            f'<div class="dw-found">{event_glyph(merged, size=22)}<div>'
            f"<strong>{escape(event_title(merged, words.lang))}</strong>"
            f'<span class="dw-muted">{escape(event_date(merged, words))} · {escape(place_line(merged.place, words))}'
            f"</span></div></div></div>"
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                words.say("Join as one event"),
                key=f"review_join_{other.id}",
                type="primary",
                shortcut="j" if is_first else None,
                disabled=bool(draft.changes),
                help=words.say("Accept or discard the changes first.") if draft.changes else None,
                on_click=_join,
                args=(words, draft, other.id),
            )
            st.button(
                words.say("Keep apart"),
                key=f"review_apart_{other.id}",
                shortcut="l" if is_first else None,
                on_click=_keep_apart,
                args=(words, draft, other.id),
            )


def _letter(number: int) -> str:
    return LETTERS[number % len(LETTERS)]


def _quotes(words: Words, event: Event, reports: Mapping[str, StoredReport]) -> str:
    """The sentence of each claim's report that says most of the event, under the claim's letter."""
    return "".join(
        f'<div><span class="dw-letter">{_letter(number)}</span>'
        f"{quote_html(event, reports[claim.report_id], words)}</div>"
        for number, claim in enumerate(event.claims)
        if claim.report_id in reports
    )


def _support(event: Event, reports: Mapping[str, StoredReport]) -> tuple[FieldSupport, ...]:
    sources = {one.id: one.source for one in reports.values()}
    return support(event, opened.desk().families(sources), sources)


def _source_name(words: Words, report_id: str, reports: Mapping[str, StoredReport]) -> str:
    report = reports.get(report_id)
    return (report.source or report.title if report else "") or words.say("A report without a name")


def _table(words: Words, rows: Sequence[FieldSupport], names: Sequence[str]) -> str:
    """Sources across, fields down; a value that differs from the one shown is marked in words, not by colour alone."""
    heads = "".join(
        f'<th scope="col"><span class="dw-letter">{_letter(n)}</span> <bdi>{escape(name)}</bdi></th>'
        for n, name in enumerate(names)
    )
    body = "".join(_row(words, row) for row in rows if _tells(row))
    return f'<div class="dw-claims"><table><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _tells(row: FieldSupport) -> bool:
    """Whether any report says it; that all are as they were read says nothing."""
    standings = {one.standing for one in row.claims}
    return "differs" in standings if row.field == "status" else standings != {"silent"}


def _row(words: Words, row: FieldSupport) -> str:
    why = why_shown(row.why, row.families, words)
    differs = escape(words.say("differs"))
    cells = "".join(
        f'<td class="dw-{one.standing}">{escape(claimed(row.field, one.value, words))}'
        + (f' <span class="dw-pill">{differs}</span>' if one.standing == "differs" else "")
        + "</td>"
        for one in row.claims
    )
    name = escape(support_names(words)[row.field])
    return f'<tr><th scope="row">{name}<span class="dw-muted">{escape(why)}</span></th>{cells}</tr>'


def _join(words: Words, draft: ReviewDraft, other_id: str) -> None:
    event_id = draft.base.id
    said = review_decide.said_of(words, words.say("Joined"), draft)
    with noted_failures(), review_desk.deciding(event_id, said):
        joined = opened.desk().join([event_id, other_id], who=session.who(), why=review_desk.why())
        for one in (event_id, other_id, joined):
            review_desk.forget(one)
        review_desk.open_event(joined)


def _keep_apart(words: Words, draft: ReviewDraft, other_id: str) -> None:
    said = review_decide.said_of(words, words.say("Kept apart"), draft)
    with noted_failures(), review_desk.deciding(draft.base.id, said):
        opened.desk().keep_apart(draft.base.id, other_id, who=session.who(), why=review_desk.why())


def _split(words: Words, draft: ReviewDraft, member_id: str) -> None:
    said = review_decide.said_of(words, words.say("Taken out"), draft)
    with noted_failures(), review_desk.deciding(draft.base.id, said):
        opened.desk().split(draft.base.id, [member_id], who=session.who(), why=review_desk.why())
        review_desk.forget(draft.base.id)
        review_desk.open_event(member_id)
