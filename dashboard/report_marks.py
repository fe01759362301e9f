"""What was read of a whole report, as marks on its text and as the names that came to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.events import Event
from dashboard.marking import Mark, mark_kind
from dashboard.reading.read import ReadReport
from dashboard.translation import Words
from dashboard.wording import event_days, force_labels
from gazetteer.places import PlacedMention

_USED = ("event",)


def report_marks(report: ReadReport, words: Words) -> list[Mark]:
    """Places, forces, dates and the words that tell of events; what tells of no event is faint."""
    labels = force_labels(words.lang)
    marks = [
        Mark(start=start, end=end, kind="place", title=_place_title(one), faint=one.role not in _USED)
        for one in report.mentions
        for start, end in [_stretch(one)]
    ]
    marks += [
        Mark(start=one.start, end=one.end, kind="force", title=labels.get(one.force_id, one.force_id))
        for one in report.forces
    ]
    marks += [
        Mark(
            start=one.start,
            end=one.end,
            kind="date",
            title=event_days(one.date_start, one.date_end, one.precision, words),
            faint=one.sense != "event",
        )
        for one in report.dates
    ]
    marks += [
        Mark(start=one.start, end=one.end, kind="trigger")
        for event in report.events
        for one in event.evidence
        if one.field == "kind" and one.report_id == report.id
    ]
    return [_with_events(mark, report) for mark in marks]


def _with_events(mark: Mark, report: ReadReport) -> Mark:
    """The mark with the numbers of the events, from one, whose evidence it shares words with."""
    numbers = [
        number
        for number, event in enumerate(report.events, start=1)
        if any(
            one.report_id == report.id and one.start < mark.end and one.end > mark.start and mark_kind(one.field)
            for one in event.evidence
        )
    ]
    return replace(mark, events=tuple(numbers))


def _stretch(mention: PlacedMention) -> tuple[int, int]:
    """The whole expression, "near X", where the mention is the head of one."""
    if mention.role in _USED and 0 <= mention.expression_start <= mention.start:
        return mention.expression_start, max(mention.expression_end, mention.end)
    return mention.start, mention.end


def _place_title(mention: PlacedMention) -> str:
    return mention.reason


def event_offsets(events: Sequence[Event], report_id: str) -> dict[int, int]:
    """Where each event begins to be told: {offset: its number from one}; those added by hand are nowhere."""
    offsets: dict[int, int] = {}
    for number, event in enumerate(events, start=1):
        starts = [one.start for one in event.evidence if one.report_id == report_id and one.field == "kind"]
        if starts:
            at = min(starts)
            while at in offsets:
                at += 1
            offsets[at] = number
    return offsets


def unused_places(report: ReadReport) -> tuple[str, ...]:
    """The places that the text names without an event there, as written, each once."""
    used = {place_id for event in report.events for place_id in event.place.place_ids}
    names: Mapping[str, None] = dict.fromkeys(
        one.text
        for one in report.mentions
        if one.is_resolved
        and one.place_ids
        and one.role in ("event", "context")
        and not used.intersection(one.place_ids)
    )
    return tuple(names)
