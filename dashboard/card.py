"""The card of one event as HTML: what, when, where, how surely, who, and its sentence; everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.events import Event, EventPlace, Evidence
from dashboard.glyphs import event_glyph, force_swatch, status_dot
from dashboard.marking import MARK_KINDS, Mark, MarkKind, mark_kind, marked_html, sentence_around, sentences_of
from dashboard.safe_text import mixed_words, with_signs_shown
from dashboard.store import StoredReport
from dashboard.translation import Words
from dashboard.wording import (
    casualties,
    coordinates,
    day,
    event_date,
    event_title,
    force_name,
    grid_reference,
    kind_labels,
    place_line,
    place_precision,
    status_label,
)

MOST_QUOTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CardParts:
    """A card in the pieces that a page sets apart: the head, the facts, the quotes."""

    head: str
    facts: str
    quotes: str


def card_parts(event: Event, reports: Mapping[str, StoredReport], words: Words, *, region: str = "") -> CardParts:
    """The card of an event; `reports` holds those it rests on by id, `region` the governorate's name."""
    return CardParts(
        head=_head(event, words),
        facts=_facts(event, reports, words, region),
        quotes="".join(quote_html(event, reports[one], words) for one in _quoted(event, reports)) + legend_html(words),
    )


def legend_html(words: Words) -> str:
    """What the colours of marked words mean."""
    names: dict[MarkKind, str] = {
        "place": words.say("place"),
        "force": words.say("force"),
        "date": words.say("date"),
        "trigger": words.say("trigger"),
    }
    spans = "".join(f'<span class="dw-{kind}">{escape(names[kind])}</span>' for kind in MARK_KINDS)
    return f'<div class="dw-legend">{spans}</div>'


def alike_hint(text: str, words: Words) -> str:
    """A hint where a name is written in letters of two scripts, which look alike and are not; "" where it is not."""
    found = mixed_words(text)
    if not found:
        return ""
    said = words.say("letters of two scripts in “{word}”", word=found[0])
    return f' <span class="dw-alike" role="note">{escape(said)}</span>'


def status_pill(status: str, words: Words) -> str:
    return f'<span class="dw-pill">{status_dot(status)}{escape(status_label(status, words))}</span>'


def _head(event: Event, words: Words) -> str:
    kind = kind_labels(words.lang).get(event.kind, event.kind)
    return (
        f'<div class="dw-card-head">{event_glyph(event, size=25)}<span class="dw-card-kind">{escape(kind)}</span>'
        f"{status_pill(event.status, words)}</div>"
        f'<h2 class="dw-card-title">{escape(event_title(event, words.lang))}</h2>'
    )


def _facts(event: Event, reports: Mapping[str, StoredReport], words: Words, region: str) -> str:
    place = event.place
    rows = [
        (words.say("When"), _when(event, reports, words)),
        (words.say("Where"), escape(place_line(place, words, region)) + alike_hint(place_line(place, words), words)),
        (words.say("Precision"), escape(place_precision(place, words))),
        (words.say("Forces"), _forces(event, words)),
    ]
    if people := casualties(event.killed, event.wounded, words):
        rows.append((words.say("Casualties"), escape(people)))
    body = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<dl class="dw-facts">{body}</dl>{_position(place)}'


def _position(place: EventPlace) -> str:
    """Decimal degrees and MGRS, which read left to right in every language."""
    if place.lat is None or place.lon is None:
        return ""
    grid = grid_reference(lat=place.lat, lon=place.lon, radius_m=place.radius_m)
    return (
        f'<div class="dw-position"><bdi dir="ltr">{coordinates(lat=place.lat, lon=place.lon)}</bdi>'
        f'<bdi dir="ltr">MGRS {escape(grid)}</bdi></div>'
    )


def _when(event: Event, reports: Mapping[str, StoredReport], words: Words) -> str:
    said = _evidence_words(event, reports, "date")
    line = escape(event_date(event, words))
    if said:
        source = escape(words.say("from “{words}”", words="\0")).replace("\0", f"<bdi>{escape(said)}</bdi>")
        line += f' <span class="dw-muted">{source}</span>'
    elif event.date_start is None and event.date_reason:
        line += f' <span class="dw-muted">{escape(event.date_reason)}</span>'
    return line


def _evidence_words(event: Event, reports: Mapping[str, StoredReport], field: str) -> str:
    for one in event.evidence:
        if one.field == field and one.report_id in reports:
            return with_signs_shown(reports[one.report_id].text[one.start : one.end])
    return ""


def _forces(event: Event, words: Words) -> str:
    if not event.forces:
        return f'<span class="dw-muted">{escape(words.say("None named"))}</span>'
    names = [
        f'<span class="dw-force-name">{force_swatch(one.id)}{escape(force_name(one, words))}</span>'
        for one in event.forces
    ]
    return f'<span class="dw-forces">{"".join(names)}</span>'


# Quotes ---------------------------------------------------------------------------------------------------------------


def event_marks(event: Event, report_id: str) -> list[Mark]:
    """The marks that an event's evidence makes in one report."""
    marks = []
    for one in event.evidence:
        kind = mark_kind(one.field)
        if one.report_id == report_id and kind is not None:
            marks.append(Mark(start=one.start, end=one.end, kind=kind))
    return marks


def _quoted(event: Event, reports: Mapping[str, StoredReport]) -> list[str]:
    """Which reports are quoted: those with evidence, in the event's order."""
    known = [one for one in event.sources if one in reports]
    return [one for one in known if any(e.report_id == one for e in event.evidence)][:MOST_QUOTES] or known[:1]


def quote_html(event: Event, report: StoredReport, words: Words) -> str:
    """The sentence of a report that says most of an event, its words marked, below its source."""
    evidence = [one for one in event.evidence if one.report_id == report.id]
    start, end = _quoted_stretch(report.text, evidence)
    source = report.source or report.title or words.say("A report without a name")
    about = [day(report.published, words.lang)] if report.published else []
    number, total = sentence_position(report.text, start)
    about.append(words.say("sentence {number} of {total}", number=number, total=total))
    lang = f' lang="{escape(report.lang, quote=True)}"' if report.lang else ""
    quote = marked_html(report.text, event_marks(event, report.id), start=start, end=end)
    return (
        '<div class="dw-source">'
        f'<strong dir="auto">{escape(source)}</strong>{alike_hint(source, words)}'
        f"<span>{escape(' · '.join(about))}</span></div>"
        f'<blockquote class="dw-quote" dir="auto"{lang}>{quote}</blockquote>'
    )


def _quoted_stretch(text: str, evidence: Sequence[Evidence]) -> tuple[int, int]:
    """The sentence that says most of the event: the most fields, the kind among them if any; the earliest of equals."""
    inside = [one for one in evidence if 0 <= one.start < one.end <= len(text)]
    stretches = sorted({sentence_around(text, one.start, one.end) for one in inside})

    def told(stretch: tuple[int, int]) -> tuple[bool, int]:
        fields = {one.field for one in inside if stretch[0] <= one.start and one.end <= stretch[1]}
        return "kind" in fields, len(fields)

    return max(stretches, key=told) if stretches else (*sentences_of(text), (0, 0))[0]


def sentence_position(text: str, start: int) -> tuple[int, int]:
    """Which sentence holds an offset, and how many there are, counted from one."""
    sentences = sentences_of(text)
    number = sum(first <= start for first, _ in sentences)
    return max(number, 1), max(len(sentences), 1)
