"""What the review page says: why an event waits, what was changed, how claims differ, why two events may be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dashboard.events import Event, EventForce, EventPlace
from dashboard.glyphs import kind_glyph
from dashboard.review_log import SOFTWARE, LogEntry
from dashboard.review_queue import Waiting
from dashboard.translation import Words
from dashboard.wording import (
    event_days,
    event_title,
    force_labels,
    keep_together,
    kind_labels,
    list_names,
    place_phrase,
    status_label,
)

UNSURE = 0.55
"""Confidence below which a queue line says that the event is doubtful."""

_PLACE_FIELDS = frozenset({"relation", "lat", "lon", "radius_m", "geo_precision", "geometry", "country", "admin1"})
_DATE_FIELDS = frozenset({"date_start", "date_end", "date_precision", "date_reason", "time_zone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """A change in one line: when, who, what, and its number to take it back by."""

    change: int
    at: datetime
    who: str
    what: str
    why: str
    is_undo: bool


def waiting_title(one: Waiting, words: Words) -> str:
    """A line of the queue: the event's title."""
    forces: Iterable[list[Any]] = (line.split(" ") for line in one.force_words.splitlines())
    place = EventPlace(
        name=one.place_name, name_ar=one.place_name_ar, relation=one.relation, geo_precision=one.geo_precision
    )
    event = Event(
        id=one.id,
        layer=one.layer,
        kind=one.kind,
        forces=tuple(EventForce(id=force, role=role) for force, role in forces),
        place=place,
    )
    return event_title(event, words.lang)


def waiting_about(one: Waiting, words: Words) -> str:
    """Its day and how many reports tell it."""
    days = event_days(one.date_start, one.date_end, one.date_precision, words)
    return f"{days} · {words.say_number('{number} report', '{number} reports', one.reports)}"


def waiting_glyph(one: Waiting, *, size: int = 20) -> str:
    forces = [line.split(" ")[0] for line in one.force_words.splitlines()]
    return kind_glyph(one.kind, forces=forces, size=size, hollow=one.geo_precision == 3)


def waiting_reason(one: Waiting, words: Words) -> str:
    """The first thing that a reviewer should look at; empty where nothing stands out."""
    known = [line for line in one.force_words.splitlines() if not line.startswith("unidentified")]
    reasons = (
        (one.doubts > 0, words.say("Same event?")),
        (one.status == "denied", words.say("Denied")),
        (one.status == "planned", words.say("Planned")),
        (one.lat is None, words.say("No place")),
        (one.date_start is None, words.say("No date")),
        (one.geo_precision == 3, words.say("Wide area")),
        (not known, words.say("No force named")),
        (one.confidence < UNSURE, words.say("Unsure")),
    )
    return next((reason for holds, reason in reasons if holds), "")


# What was changed -----------------------------------------------------------------------------------------------------


def field_names(fields: Iterable[str], words: Words) -> list[str]:
    """The fields of the log as a person calls them, each once."""
    return list(dict.fromkeys(_field_name(field, words) for field in fields if field not in ("claims", "is_checked")))


def _field_name(field: str, words: Words) -> str:
    if field in _PLACE_FIELDS or field.startswith("place_"):
        return words.say("Place")
    if field in _DATE_FIELDS:
        return words.say("Date")
    if field.startswith(("killed", "wounded")):
        return words.say("Casualties")
    return {
        "kind": words.say("Kind"),
        "layer": words.say("Kind"),
        "event_forces": words.say("Forces"),
        "status": words.say("Status"),
        "evidence": words.say("Evidence"),
        "event_reports": words.say("Sources"),
        "confidence": words.say("Confidence"),
    }.get(field, words.say("Note"))


def history(log: Sequence[LogEntry], words: Words) -> list[HistoryLine]:
    """An event's changes, the latest first, one line each."""
    by_change: dict[int, list[LogEntry]] = {}
    for line in log:
        by_change.setdefault(line.change, []).append(line)
    return [
        HistoryLine(
            change=change,
            at=lines[0].at,
            who=words.say("Dawriya") if lines[0].who == SOFTWARE else lines[0].who,
            what=_what(lines, words),
            why=lines[0].why,
            is_undo=lines[0].action == "undo",
        )
        for change, lines in reversed(by_change.items())
    ]


def _what(lines: Sequence[LogEntry], words: Words) -> str:
    action = lines[0].action
    if action == "join":
        return words.say("Joined with another report")
    if action == "split":
        return words.say("Kept apart")
    names = words.comma.join(field_names((line.field for line in lines), words))
    if action == "undo":
        return words.say("Taken back: {fields}", fields=names)
    status = next((line.after for line in lines if line.field == "status"), None)
    if status is not None and len(lines) <= 2:
        return status_label(str(status), words)
    return words.say("Changed: {fields}", fields=names)


# What several reports say ---------------------------------------------------------------------------------------------


def support_names(words: Words) -> dict[str, str]:
    """What the rows of the table of claims are called."""
    return {
        "kind": words.say("Kind"),
        "date": words.say("Date"),
        "place": words.say("Place"),
        "forces": words.say("Forces"),
        "killed": words.say("Killed"),
        "wounded": words.say("Wounded"),
        "status": words.say("Status"),
    }


def why_shown(why: str, families: int, words: Words) -> str:
    """Why an event shows the value that it shows, among several claims."""
    return {
        "silent": "",
        "only": words.say("only one report says it"),
        "agreed": words.say("all that say it agree"),
        "most_sources": words.say_number("{number} independent source", "{number} independent sources", families),
        "most_exact": words.say("the most exact"),
        "highest": words.say("the highest figure"),
        "reviewed": words.say("from a reviewed report"),
        "by_hand": words.say("set by hand"),
        "first": words.say("the first report"),
    }[why]


def claimed(field: str, value: Any, words: Words) -> str:
    """What a report says of a field, in words; a dash where it says nothing."""
    labels: dict[str, Callable[[Any], str]] = {
        "kind": lambda one: kind_labels(words.lang).get(one, one),
        "status": lambda one: status_label(one, words),
        "forces": lambda ones: list_names(force_labels(words.lang), [one["id"] for one in ones], words, limit=6),
        "date": lambda one: _claimed_days(one, words),
        "place": lambda one: _claimed_place(one, words),
    }
    said = labels[field](value) if field in labels and value else "" if value is None else str(value)
    return said or "–"


def _claimed_days(value: Mapping[str, Any], words: Words) -> str:
    days = [date.fromisoformat(one) if one else None for one in value["days"] or (None, None)]
    return event_days(days[0], days[1], value["precision"] or "day", words) if days[0] else ""


def _claimed_place(value: Mapping[str, Any], words: Words) -> str:
    name, name_ar, relation = (value.get(key) or "" for key in ("place", "place_ar", "relation"))
    return keep_together(place_phrase(EventPlace(name=name, name_ar=name_ar, relation=relation), words.lang))


# Why two events may be one --------------------------------------------------------------------------------------------


def doubt_reason(reasons: Sequence[Mapping[str, Any]], words: Words) -> str:
    """What speaks for two events being one, the weightiest first."""
    names = {
        "date": words.say("dates"),
        "place": words.say("places"),
        "kind": words.say("kind"),
        "forces": words.say("forces"),
        "killed": words.say("figures"),
        "wounded": words.say("figures"),
        "wording": words.say("wording"),
    }
    telling = [one for one in reasons if one["feature"] in names and one["weight"]]
    told = sorted(telling, key=lambda one: -abs(float(one["weight"])))
    speaking = {sign: [names[one["feature"]] for one in told if (one["weight"] > 0) == sign] for sign in (True, False)}
    parts = []
    if speaking[True]:
        parts.append(words.say("Alike: {what}", what=words.comma.join(dict.fromkeys(speaking[True]))))
    if speaking[False]:
        parts.append(words.say("different: {what}", what=words.comma.join(dict.fromkeys(speaking[False]))))
    return " · ".join(parts)
