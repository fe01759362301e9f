"""Words that a person picked out of a report as evidence: what they say of the event, by the same readers as ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from dashboard.editing import find_places, place_at
from dashboard.events import Event, EventForce, EventPlace, Evidence
from dashboard.reading.dates import DateMention
from dashboard.reading.events import place_from
from dashboard.reading.forces import ForceMention
from dashboard.reading.kinds import find_triggers
from dashboard.reading.mentions import Mentions
from dashboard.reading.read import read_report
from dashboard.reading.report import make_report
from dashboard.reading.sentences import split_sentences
from dashboard.reading.told import Placed
from dashboard.store import StoredReport
from dashboard.vocabulary import kinds
from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.names import bare_key
from gazetteer.places import PlacedMention

PickedField = Literal["kind", "date", "place", "force"]
PICKED_FIELDS: tuple[PickedField, ...] = ("place", "date", "force", "kind")

BY_HAND, CHOSEN = "picked by hand", "chosen by hand"
_M = TypeVar("_M", DateMention, ForceMention, PlacedMention)


def with_picked_words(
    event: Event, report: StoredReport, field: PickedField, start: int, end: int, gazetteer: Gazetteer
) -> Event:
    """The event with the words from `start` to `end` (code points) as the evidence of a field.

    Where the words say a value it is taken over; words that say none are still kept as evidence.
    """
    start, end = _trimmed(report.text, start, end)
    if start >= end:
        return event
    # Read as the report was: without its markup, every word where it stands.
    report = replace(report, text=make_report(report.text, report_id=report.id, lang=report.lang or None).readable)
    if field == "place":
        return _with_place(event, report, start, end, gazetteer)
    if field == "kind":
        return _with_kind(event, report, start, end)
    found = read_report(
        report.text,
        gazetteer,
        source=report.source,
        published=report.published,
        report_id=report.id,
        lang=report.lang or None,
        time_zone=event.time_zone or None,
    )
    if field == "date":
        return _with_date(event, report.id, found.dates, start, end)
    return _with_forces(event, report.id, found.forces, start, end)


def with_meant_place(
    event: Event, report: StoredReport, mention: PlacedMention, place_id: str, gazetteer: Gazetteer
) -> Event:
    """The event at what a mention's words ("near X", "10 km north of X") say, where its name means that place."""
    text = make_report(report.text, report_id=report.id, lang=report.lang or None).readable
    settled = {bare_key(mention.name or mention.text): place_id}
    mentions = locate(text, gazetteer, lang=report.lang, settled=settled)
    same = next((one for one in mentions if one.start < mention.end and one.end > mention.start), None)
    if same is not None and same.is_resolved:
        place = _place_of(same, mentions, text, report.lang, gazetteer)
    else:
        place = place_at(gazetteer.place(place_id), gazetteer)
    return replace(event, place=replace(place, score=1.0, reason=CHOSEN))


def _with_place(event: Event, report: StoredReport, start: int, end: int, gazetteer: Gazetteer) -> Event:
    mentions = locate(report.text, gazetteer, lang=report.lang)
    inside = [one for one in _inside(mentions, start, end) if one.is_resolved]
    place: EventPlace | None = None
    if inside:
        best = min(inside, key=lambda one: one.radius_m or 0.0)
        place = _place_of(best, mentions, report.text, report.lang, gazetteer)
    elif candidates := find_places(report.text[start:end], gazetteer, limit=1):
        place = place_at(candidates[0].place, gazetteer)
    changed = replace(event, place=replace(place, score=1.0)) if place else event
    return _with_evidence(changed, ["place"], report.id, start, end)


def _place_of(
    mention: PlacedMention, mentions: Sequence[PlacedMention], text: str, lang: str, gazetteer: Gazetteer
) -> EventPlace:
    found = Mentions(text=text, lang=lang, places=tuple(mentions), dates=(), forces=())
    return place_from(Placed(mention=mention), found, gazetteer)


def _with_date(event: Event, report_id: str, dates: Iterable[DateMention], start: int, end: int) -> Event:
    inside = [one for one in _inside(dates, start, end) if one.date_start]
    if inside:
        first = inside[0]
        event = replace(
            event,
            date_start=first.date_start,
            date_end=first.date_end,
            date_precision=first.precision,
            date_reason=first.reason,
        )
    return _with_evidence(event, ["date"], report_id, start, end)


def _with_forces(event: Event, report_id: str, forces: Iterable[ForceMention], start: int, end: int) -> Event:
    named = dict.fromkeys(one.force_id for one in _inside(forces, start, end))
    new = tuple(EventForce(id=one) for one in named if one not in event.force_ids)
    kept = tuple(one for one in event.forces if one.id != "unidentified") if new else event.forces
    changed = replace(event, forces=(*kept, *new))
    return _with_evidence(changed, [f"force:{one}" for one in named], report_id, start, end)


def _with_kind(event: Event, report: StoredReport, start: int, end: int) -> Event:
    triggers = [one for sentence in split_sentences(report.text) for one in find_triggers(sentence)]
    inside = [one for one in triggers if one.start < end and one.end > start]
    if inside:
        kind = max(inside, key=lambda one: one.strength).kind
        event = replace(event, kind=kind, layer=kinds()[kind].layer)
    return _with_evidence(event, ["kind"], report.id, start, end)


def _with_evidence(event: Event, fields: Sequence[str], report_id: str, start: int, end: int) -> Event:
    """The event with the words in the stead of what the report gave for these fields before."""
    kept = [one for one in event.evidence if one.field not in fields or one.report_id != report_id]
    new = [Evidence(field=one, report_id=report_id, start=start, end=end, rule=BY_HAND) for one in fields]
    return replace(event, evidence=(*kept, *new))


def _inside(mentions: Iterable[_M], start: int, end: int) -> list[_M]:
    return [one for one in mentions if one.start < end and one.end > start]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(0, start), min(len(text), end)
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
