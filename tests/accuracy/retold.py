"""Made-up events, each told by one to four reports that differ as reports do, among look-alikes that are others.

Everything is drawn with a fixed seed. Places are towns and villages of north-east Syria, where several events a day
happen close by; every second event has a look-alike: the next day, the next village, another kind or another force.
What is of one kind, or of two that are told for each other, at one place on one day is one event, unless others did it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import cos, radians
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from dashboard.events import CasualtyRange, Event, EventForce, EventPlace, events_frame
from dashboard.reading.dating import UNDATED
from dashboard.vocabulary import kinds
from tests.benchmarks.synthetic import towns_at_risk

_FIRST, _DAYS = date(2024, 3, 1), 120
_FORCES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("turkey", "actor"), ("sdf", "target")),
    (("turkey", "actor"),),
    (("sna", "actor"), ("sdf", "target")),
    (("isis", "actor"), ("sdf", "target")),
    (("isis", "actor"), ("syria-government", "target")),
    (("us", "actor"), ("iran-backed", "target")),
    (("syria-government", "actor"),),
    (("unidentified", "actor"),),
)
_PATROLS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("russia", "actor"), ("turkey", "actor")),
    (("us", "actor"),),
    (("russia", "actor"),),
    (("us", "actor"), ("russia", "counterpart")),
)
_KINDS = {
    "shelling": 0.25, "clash": 0.15, "air_or_drone_strike": 0.15, "ied_or_mine": 0.1, "attack_on_civilians": 0.05,
    "arrest_or_raid": 0.05, "patrol": 0.12, "joint_patrol": 0.05, "movement": 0.05, "standoff": 0.03,
}  # fmt: skip
_TOLD_AS = {
    "shelling": "clash", "clash": "shelling", "air_or_drone_strike": "shelling", "ied_or_mine": "attack_on_civilians",
    "attack_on_civilians": "clash", "arrest_or_raid": "clash", "patrol": "movement", "joint_patrol": "patrol",
    "movement": "patrol", "standoff": "patrol",
}  # fmt: skip
_OTHER_KIND = {"shelling": "patrol", "patrol": "ied_or_mine"}
_KIN = {"us": "coalition", "sna": "turkey", "syria-government": "russia", "iran-backed": "iran"}
_SENTENCES = {
    "en": (
        "Local sources reported {kind} in {place} on {day}.",
        "{kind} was reported in {place}, residents said; {killed} people were killed.",
        "A resident of {place} told of {kind} there on {day}, the report said.",
    ),
    "ar": (
        "أفادت مصادر محلية بوقوع {kind} في {place} يوم {day}.",
        "{kind} في {place} وسقوط {killed} قتلى بحسب الأهالي.",
        "قال سكان من {place} إن {kind} حصل هناك {day}، وفق التقرير.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """The table of what is told, the true event of each row and the language it is told in, by event id."""

    frame: gpd.GeoDataFrame
    truth: dict[str, str]
    langs: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _True:
    id: str
    day: date
    town: int
    kind: str
    forces: tuple[tuple[str, str], ...]
    killed: int


def retell(n: int, seed: int = 0) -> Retold:
    """What is told of `n` events and of the look-alikes of half of them; the same for the same `n` and `seed`."""
    rng = np.random.default_rng(seed)
    towns = towns_at_risk()
    towns = towns[(towns["country"] == "SY") & (towns["lat"] > 34)].reset_index(drop=True)
    towns["weight"] /= towns["weight"].sum()
    events, quotes, truth, langs = [], {}, {}, {}
    for true in _true_events(n, towns, rng):
        for report in range(int(rng.choice([1, 2, 3, 4], p=[0.4, 0.3, 0.2, 0.1]))):
            lang = str(rng.choice(["ar", "en"]))
            event = _telling(true, f"{true.id}-{report}", towns, rng)
            events.append(event)
            truth[event.id], langs[event.id] = true.id, lang
            quotes[event.id] = _quote(event, true, lang, rng)
    return Retold(frame=events_frame(events, texts=quotes), truth=truth, langs=langs)


def _true_events(n: int, towns: pd.DataFrame, rng: np.random.Generator) -> Iterator[_True]:
    names = list(_KINDS)
    taken: set[tuple[date, int]] = set()
    for i in range(n):
        kind = str(rng.choice(names, p=np.array(list(_KINDS.values()))))
        choices = _PATROLS if kinds()[kind].layer == "patrol" else _FORCES
        true = _True(
            id=f"e{i:05d}",
            day=_FIRST + timedelta(days=int(rng.integers(_DAYS))),
            town=int(rng.choice(len(towns), p=towns["weight"])),
            kind=kind,
            forces=choices[int(rng.integers(len(choices)))],
            killed=0 if kinds()[kind].layer == "patrol" else int(rng.poisson(1.5)),
        )
        if (true.day, true.town) in taken:
            continue
        taken.add((true.day, true.town))
        yield true
        other = _look_alike(true, towns, rng)
        if rng.random() < 0.5 and (other.day, other.town) not in taken - {(true.day, true.town)}:
            taken.add((other.day, other.town))
            yield other


def _look_alike(true: _True, towns: pd.DataFrame, rng: np.random.Generator) -> _True:
    """Another event that could be taken for this one."""
    other = replace(true, id=f"{true.id}x", killed=max(0, true.killed + int(rng.integers(-1, 3))))
    match int(rng.choice(4, p=[0.35, 0.3, 0.25, 0.1])):
        case 0:
            return replace(other, day=true.day + timedelta(days=int(rng.choice([1, 2]))))
        case 1:
            return replace(other, town=int(_neighbours(true.town, towns)[0]))
        case 2:
            return replace(other, kind=_OTHER_KIND.get(true.kind, "patrol"), forces=(("us", "actor"),), killed=0)
        case _:
            named = _PATROLS if kinds()[true.kind].layer == "patrol" else _FORCES[:-1]
            others = [forces for forces in named if not set(forces) & set(true.forces)]
            day = true.day + timedelta(days=2 * (true.forces == _FORCES[-1]))  # nobody named: nothing tells them apart
            return replace(other, day=day, forces=others[int(rng.integers(len(others)))])


def _neighbours(town: int, towns: pd.DataFrame) -> np.ndarray:
    """The other towns, nearest first."""
    here = towns.iloc[town]
    east = (towns["lon"] - here["lon"]) * cos(radians(here["lat"]))
    return np.argsort(np.hypot(towns["lat"] - here["lat"], east).to_numpy(), kind="stable")[1:]


def _telling(true: _True, event_id: str, towns: pd.DataFrame, rng: np.random.Generator) -> Event:
    """The event as one report tells it."""
    kind = _TOLD_AS[true.kind] if rng.random() < 0.05 else true.kind
    killed = None if rng.random() < 0.5 else true.killed + (int(rng.integers(1, 3)) if rng.random() < 0.15 else 0)
    return Event(
        id=event_id,
        layer=kinds()[kind].layer,
        kind=kind,
        **_told_date(true, rng),
        forces=_told_forces(true, rng),
        place=_told_place(true, towns, rng),
        killed=CasualtyRange(best=killed),
        sources=(f"report-{event_id}",),
    )


def _told_date(true: _True, rng: np.random.Generator) -> dict[str, Any]:
    """The day; or a day off, the month, or only the day that a later report came out."""
    chance = rng.random()
    if chance < 0.015:
        first = true.day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return {"date_start": first, "date_end": last, "date_precision": "month"}
    if chance < 0.035:
        day = true.day + timedelta(days=int(rng.choice([1, 2])))
        return {"date_start": day, "date_end": day, "date_precision": "day", "date_reason": UNDATED}
    day = true.day + timedelta(days=int(rng.choice([-1, 1]))) if chance < 0.055 else true.day
    return {"date_start": day, "date_end": day, "date_precision": "day"}


def _told_forces(true: _True, rng: np.random.Generator) -> tuple[EventForce, ...]:
    """The forces; or one left out, one told as its parent or ally, or none named."""
    chance = rng.random()
    told = list(true.forces)
    if chance < 0.1:
        told = [("unidentified", "actor")]
    elif chance < 0.2:
        told = told[:1]
    elif chance < 0.25:
        told = [(_KIN.get(force, force), role) for force, role in told]
    return tuple(EventForce(id=force, role=role) for force, role in told)  # type: ignore[arg-type]


def _told_place(true: _True, towns: pd.DataFrame, rng: np.random.Generator) -> EventPlace:
    """The town; or its surroundings, the next town, its region, or no place at all."""
    chance = rng.random()
    at = int(_neighbours(true.town, towns)[0]) if chance < 0.02 else true.town
    town = towns.iloc[at]
    point = Point(town["lon"], town["lat"])
    place = EventPlace(
        name=town["name"],
        name_ar=town["name_ar"],
        relation="in",
        lat=town["lat"],
        lon=town["lon"],
        radius_m=1_500.0,
        geometry=point,
        place_ids=(town["id"],),
        country=town["country"],
        geo_precision=1,
    )
    if chance < 0.02:
        return place
    if chance < 0.08:
        return replace(place, relation="near", radius_m=8_000.0, geometry=point.buffer(0.07), geo_precision=2)
    if chance < 0.1:
        region = point.buffer(0.6)
        return replace(
            place, relation="part_of", radius_m=60_000.0, geometry=region, place_ids=("region",), geo_precision=3
        )
    return EventPlace(reason="no place in the text") if chance < 0.11 else place


def _quote(event: Event, true: _True, lang: str, rng: np.random.Generator) -> str:
    sentences = _SENTENCES[lang]
    return sentences[int(rng.integers(len(sentences)))].format(
        kind=kinds()[event.kind].en if lang == "en" else kinds()[event.kind].ar,
        place=(event.place.name if lang == "en" else event.place.name_ar) or "?",
        day=true.day.strftime("%d/%m"),
        killed=event.killed.best or 0,
    )
