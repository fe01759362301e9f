"""A report read from end to end: text in, placed mentions and events with their evidence out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard.events import Event, event_as_json
from dashboard.reading.dates import DateMention, find_dates, find_publication_date
from dashboard.reading.events import make_events
from dashboard.reading.forces import ForceMention, find_forces
from dashboard.reading.home_grounds import home_grounds
from dashboard.reading.mentions import Mentions, within
from dashboard.reading.placing import without_strangers
from dashboard.reading.referring import with_references
from dashboard.reading.report import Report, decode_report, make_report
from dashboard.reading.sentences import report_title, split_sentences
from dashboard.reading.time_zones import report_time_zone
from gazetteer.index import Gazetteer
from gazetteer.locate import locate
from gazetteer.places import PlacedMention

_FROM = re.compile(r"(?:\bfrom|(?<!\w)(?:من|مع|حدود|الحدود))\s$")

__all__ = ["ReadReport", "decode_report", "read_report"]

_LONGEST_NAME = 60
"""Characters of a name that a date may be part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report and everything read out of it; all offsets are code points of `text`."""

    id: str
    lang: str
    title: str
    text: str
    published: date | None = None
    source: str = ""
    url: str = ""
    mentions: tuple[PlacedMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    forces: tuple[ForceMention, ...] = ()
    events: tuple[Event, ...] = ()
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as `python -m dashboard read` prints it: plain values, geometry as GeoJSON."""
        return {
            "id": self.id,
            "lang": self.lang,
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
            "source": self.source,
            "url": self.url,
            "mentions": [mention.as_json() for mention in self.mentions],
            "events": [event_as_json(event) for event in self.events],
            "warnings": list(self.warnings),
        }


def read_report(
    text: str,
    gazetteer: Gazetteer,
    *,
    published: date | None = None,
    source: str = "",
    url: str = "",
    report_id: str | None = None,
    lang: str | None = None,
    time_zone: str | None = None,
    settled: Mapping[str, str] | None = None,
) -> ReadReport:
    """What a report tells: its placed mentions, dates, forces and events; without events where nothing happened.

    `published` is the day the text came out; without it the day that the text states itself is taken. `report_id`
    defaults to the hash of the text, `time_zone` to the setting DAWRIYA_TIME_ZONE, else Asia/Damascus. `settled` says
    what place a name means, see `gazetteer.locate`. Raises ReportError if the text is empty, binary or too long, or
    there is no such time zone.
    """
    zone = report_time_zone(time_zone)
    report = make_report(text, report_id=report_id, lang=lang)
    readable = report.readable
    stated = find_publication_date(readable, lang=report.lang) if published is None else None
    day = published or (stated.date_start if stated else None)
    sentences = split_sentences(readable)
    places, forces = _places_and_forces(readable, gazetteer, day, settled)
    mentions = Mentions(
        text=readable,
        lang=report.lang,
        places=places,
        dates=_dates(find_dates(readable, lang=report.lang, published=day, time_zone=zone), forces, places),
        forces=tuple(with_references(readable, sentences, forces)),
        issuer=_issuer(readable, source, forces, day),
    )
    events = make_events(sentences, mentions, gazetteer, report_id=report.id, published=day, time_zone=zone)
    return ReadReport(
        id=report.id,
        lang=report.lang,
        title=report_title(readable),
        text=report.text,
        published=day,
        source=source,
        url=url,
        mentions=_as_written(mentions.places, report),
        dates=mentions.dates,
        forces=forces,
        events=tuple(events),
        warnings=_warnings(report, day, stated, mentions, events),
    )


def _as_written(places: tuple[PlacedMention, ...], report: Report) -> tuple[PlacedMention, ...]:
    """The places with the words that came in, which may have markup in them that was not read."""
    if report.text == report.readable:
        return places
    return tuple(replace(place, text=report.text[place.start : place.end]) for place in places)


def _places_and_forces(
    text: str, gazetteer: Gazetteer, day: date | None, settled: Mapping[str, str] | None
) -> tuple[tuple[PlacedMention, ...], tuple[ForceMention, ...]]:
    """The places and forces of a text; read again where only a group it names says in which country all is."""
    places = tuple(without_strangers(locate(text, gazetteer, settled=settled, has_capitals=True)))
    forces = tuple(find_forces(text, day=day, places=_countries(text, places)))
    grounds = home_grounds(forces, places)
    for country in grounds:
        found = locate(text, gazetteer, settled=settled, has_capitals=True, home_country=country)
        if any(p.place_ids and p.country == country for p in found):
            places = tuple(without_strangers(found, at_home=country))
            break
    else:
        country = grounds[0] if grounds and not any(p.place_ids for p in places) else ""
    if country:
        told = [(f.start, country) for f in forces[:1]]
        forces = tuple(find_forces(text, day=day, places=[*_countries(text, places), *told]))
    return places, forces


def _dates(
    dates: Sequence[DateMention], forces: Sequence[ForceMention], places: Sequence[PlacedMention]
) -> tuple[DateMention, ...]:
    """The dates without those in a force's or a place's name: the 23 March Movement, the 14 July Bridge."""
    units = [f for f in forces if f.sense == "unit"]
    resolved = [p for p in places if p.is_resolved]

    def is_in_name(date: DateMention) -> bool:
        since = date.start - _LONGEST_NAME
        names = [(f.start, f.end) for f in within(units, since, date.end)]
        names += [(p.start, p.end) for p in within(resolved, since, date.end)]
        return any(start < date.end < end or (start < date.start and date.end <= end) for start, end in names)

    return tuple(date for date in dates if not is_in_name(date))


def _countries(text: str, places: Sequence[PlacedMention]) -> list[tuple[int, str]]:
    """Where the text names places and in which countries they lie.

    A country may be somebody's and not where, and one that somebody came from is not what the text is about.
    """
    told = (place for place in places if place.country and place.place_ids and place.role in ("event", "context"))
    return [
        (p.start, p.country) for p in told if p.role == "event" or not _FROM.search(text, max(0, p.start - 8), p.start)
    ]


def _issuer(text: str, source: str, forces: Sequence[ForceMention], day: date | None) -> str:
    """The force that says "our forces" in a statement: its source, else who signs or heads it; empty if none."""
    of_source = find_forces(source, day=day)
    if of_source:
        return of_source[0].force_id
    head, foot = text.find("\n", 1), text.rstrip().rfind("\n", 0, max(0, len(text) - 60))
    signing = [f for f in forces if f.sense == "unit" and (f.start > max(foot, 0) or f.end <= head)]
    return signing[-1].force_id if signing else ""


def _is_force(place: PlacedMention, mentions: Mentions) -> bool:
    return any(place.start < force.end for force in within(mentions.forces, place.start - 80, place.end))


def _warnings(
    report: Report, published: date | None, stated: DateMention | None, mentions: Mentions, events: Sequence[Event]
) -> tuple[str, ...]:
    """What a reader of the result should know: what was not read, and what could not be told."""
    warnings = list(report.warnings)
    if stated is not None and published is not None:
        warnings.append(f"The day of publication, {published.isoformat()}, was found in the text.")
    if published is None:
        warnings.append("The day of publication is not known: weekdays and “yesterday” are not resolved.")
    if not events:
        warnings.append("No event was found in this report.")
    for mention in mentions.dates:
        if mention.reason.startswith("but "):
            warnings.append(f"“{mention.text}” contradicts itself: {mention.reason[4:]}.")
    unplaced = sum(not event.place.is_resolved for event in events)
    if unplaced:
        warnings.append(f"{unplaced} of {len(events)} events have no known place.")
    unresolved = [m.name for m in mentions.places if not m.is_resolved and not _is_force(m, mentions)]
    if unresolved:
        warnings.append(f"Not placed: {', '.join(dict.fromkeys(unresolved))}.")
    return tuple(warnings)
