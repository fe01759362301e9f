"""The event: its record, its plain JSON form, and the one schema of a table of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from dashboard.errors import EventSchemaError
from dashboard.settings import DEFAULT_TIME_ZONE
from gazetteer.places import geometry_as_json

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pandera.pandas import DataFrameSchema

DatePrecision = Literal["day", "week", "month", "year", "unknown"]
ForceRole = Literal["actor", "counterpart", "target"]
Layer = Literal["patrol", "incident"]

LAYERS: tuple[Layer, ...] = ("patrol", "incident")
DATE_PRECISIONS: tuple[DatePrecision, ...] = ("day", "week", "month", "year", "unknown")
STATUSES = ("auto", "reviewed", "verified", "disputed", "rejected", "denied", "planned")
"""Review status (auto to rejected), and what the report itself says did not happen: denied, planned."""

DRAWN_STATUSES = ("auto", "reviewed", "verified", "disputed")
"""What a map shows unless asked for more: neither rejected nor denied nor planned."""

REVIEWED = ("reviewed", "verified", "disputed")
"""Statuses that a person gave to what stays on the map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventForce:
    id: str
    role: ForceRole = "actor"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """Where an event was, as precisely as its words say.

    `lat`, `lon` WGS84 degrees and `geometry` (EPSG:4326) are None where the place is not known. `geo_precision` is
    ACLED's: 1 the named town, 2 near a town or part of a small region, 3 a larger region; 0 where unknown.
    """

    name: str = ""
    name_ar: str = ""
    relation: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    geometry: BaseGeometry | None = None
    place_ids: tuple[str, ...] = ()
    country: str = ""
    admin1: str = ""
    geo_precision: int = 0
    score: float = 0.0
    reason: str = ""
    label: str = ""

    @property
    def is_resolved(self) -> bool:
        return self.lat is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtyRange:
    """How many people, as low, best and high figures; None where the text gives none."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The stretch of a report behind one value; `field` is kind, date, place, force:<id>, casualties or status."""

    field: str
    report_id: str
    start: int
    end: int
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one report says of an event, field by field, as it said it."""

    report_id: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, or was denied or planned, with the words behind every value.

    `date_start` and `date_end` are calendar days in `time_zone`, both inclusive, None where unknown: a date that a
    report gives to the day is a day, not an instant, so no time zone can shift it. `confidence` is 0 to 1. `is_checked`
    says that a person has looked at it, which the status of a denied or planned event would not tell.
    """

    id: str
    layer: Layer
    kind: str
    date_start: date | None = None
    date_end: date | None = None
    date_precision: DatePrecision = "unknown"
    date_reason: str = ""
    time_zone: str = DEFAULT_TIME_ZONE
    forces: tuple[EventForce, ...] = ()
    place: EventPlace = field(default_factory=EventPlace)
    killed: CasualtyRange = field(default_factory=CasualtyRange)
    wounded: CasualtyRange = field(default_factory=CasualtyRange)
    status: str = "auto"
    is_checked: bool = False
    confidence: float = 0.0
    sources: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def force_ids(self) -> tuple[str, ...]:
        return tuple(force.id for force in self.forces)


def claim_fields(event: Event) -> dict[str, Any]:
    """What an event says, field by field, as the plain values of a claim: figures flat, dates ISO 8601.

    `event_id` is the event that made the claim, which stays known when it is joined with others.
    """
    place = event.place
    return {
        "event_id": event.id,
        "layer": event.layer,
        "kind": event.kind,
        "date": [day.isoformat() if day else None for day in (event.date_start, event.date_end)],
        "date_precision": event.date_precision,
        "forces": [{"id": force.id, "role": force.role} for force in event.forces],
        "place": place.name,
        "place_ar": place.name_ar,
        "relation": place.relation,
        "place_ids": list(place.place_ids),
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "geo_precision": place.geo_precision,
        "killed": event.killed.best,
        "killed_range": [event.killed.low, event.killed.high],
        "wounded": event.wounded.best,
        "wounded_range": [event.wounded.low, event.wounded.high],
        "status": event.status,
    }


def event_as_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, as the commands print it; dates ISO 8601, geometry GeoJSON (lon, lat)."""
    place = event.place
    return {
        "id": event.id,
        "layer": event.layer,
        "kind": event.kind,
        "date_start": event.date_start.isoformat() if event.date_start else None,
        "date_end": event.date_end.isoformat() if event.date_end else None,
        "date_precision": event.date_precision,
        "date_reason": event.date_reason,
        "time_zone": event.time_zone,
        "forces": [{"id": force.id, "role": force.role} for force in event.forces],
        "place": {
            "name": place.name,
            "name_ar": place.name_ar,
            "relation": place.relation,
            "lat": place.lat,
            "lon": place.lon,
            "radius_m": place.radius_m,
            "geometry": geometry_as_json(place.geometry),
            "place_ids": list(place.place_ids),
            "country": place.country,
            "admin1": place.admin1,
            "geo_precision": place.geo_precision,
            "score": round(place.score, 3),
            "reason": place.reason,
            "label": place.label,
        },
        "casualties": {
            "killed": _range_as_json(event.killed),
            "wounded": _range_as_json(event.wounded),
        },
        "status": event.status,
        "is_checked": event.is_checked,
        "confidence": round(event.confidence, 3),
        "sources": list(event.sources),
        "claims": [{"report_id": c.report_id, "fields": c.fields} for c in event.claims],
        "evidence": [
            {"field": e.field, "report_id": e.report_id, "start": e.start, "end": e.end, "rule": e.rule}
            for e in event.evidence
        ],
        "note": event.note,
    }


def event_from_json(value: dict[str, Any]) -> Event:
    """The event that `event_as_json` wrote; unknown keys are ignored. Raises EventSchemaError."""
    try:
        place = dict(value.get("place") or {})
        geometry = place.pop("geometry", None)
        casualties = value.get("casualties") or {}
        return Event(
            id=value["id"],
            layer=value["layer"],
            kind=value["kind"],
            date_start=_date(value.get("date_start")),
            date_end=_date(value.get("date_end")),
            date_precision=value.get("date_precision", "unknown"),
            date_reason=value.get("date_reason", ""),
            time_zone=value.get("time_zone", DEFAULT_TIME_ZONE),
            forces=tuple(EventForce(**force) for force in value.get("forces", ())),
            place=EventPlace(
                geometry=shape(geometry) if geometry else None,
                place_ids=tuple(place.pop("place_ids", ())),
                **{key: place[key] for key in place if key in EventPlace.__slots__},
            ),
            killed=CasualtyRange(**(casualties.get("killed") or {})),
            wounded=CasualtyRange(**(casualties.get("wounded") or {})),
            status=value.get("status", "auto"),
            is_checked=value.get("is_checked", False),
            confidence=value.get("confidence", 0.0),
            sources=tuple(value.get("sources", ())),
            claims=tuple(Claim(**claim) for claim in value.get("claims", ())),
            evidence=tuple(Evidence(**evidence) for evidence in value.get("evidence", ())),
            note=value.get("note", ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EventSchemaError(f"Not an event: {error!r} in {str(value)[:200]}") from error


def _range_as_json(casualties: CasualtyRange) -> dict[str, int | None]:
    return {"low": casualties.low, "best": casualties.best, "high": casualties.high}


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


EVENT_COLUMNS: dict[str, Any] = {
    "id": "str",
    "layer": "str",
    "kind": "str",
    "date_start": "datetime64[ns, UTC]",
    "date_end": "datetime64[ns, UTC]",
    "date_precision": "str",
    "date_reason": "str",
    "time_zone": "str",
    "forces": "object",
    "force_roles": "object",
    "place_name": "str",
    "place_name_ar": "str",
    "place_ids": "object",
    "place_reason": "str",
    "relation": "str",
    "lat": "float64",
    "lon": "float64",
    "radius_m": "float64",
    "geo_precision": "int64",
    "country": "str",
    "admin1": "str",
    "status": "str",
    "confidence": "float64",
    "killed": "float64",
    "wounded": "float64",
    "report_ids": "object",
    "source": "str",
    "text": "str",
}
"""Columns of a table of events besides `geometry`, with their pandas types.

Dates are midnight UTC of the calendar day (NaT where unknown), which is a day in `time_zone`. `forces` and
`force_roles` are tuples of the same length; `place_ids` and `report_ids` are tuples; `date_reason`, `place_reason` say
why a date or a place is (not) known; `source` is the first report's source name; `text` what a free-text search looks
through (the quoted sentence). `killed` and `wounded` are best figures, NaN where none is given.
"""


def events_frame(
    events: Iterable[Event], *, sources: dict[str, str] | None = None, texts: dict[str, str] | None = None
) -> gpd.GeoDataFrame:
    """One row an event, EPSG:4326, columns of EVENT_COLUMNS and `geometry`; empty in, empty (with columns) out.

    `sources` maps a report id to its source's name, `texts` an event id to the words a search looks through.
    """
    # Imported here: with pandas it takes half a second, and who reads reports needs no table.
    import geopandas as gpd
    import pandas as pd

    sources, texts = sources or {}, texts or {}
    rows = [
        {
            "id": event.id,
            "layer": event.layer,
            "kind": event.kind,
            "date_start": event.date_start,
            "date_end": event.date_end,
            "date_precision": event.date_precision,
            "date_reason": event.date_reason,
            "time_zone": event.time_zone,
            "forces": event.force_ids,
            "force_roles": tuple(force.role for force in event.forces),
            "place_name": event.place.name,
            "place_name_ar": event.place.name_ar,
            "place_ids": event.place.place_ids,
            "place_reason": event.place.reason,
            "relation": event.place.relation,
            "lat": event.place.lat,
            "lon": event.place.lon,
            "radius_m": event.place.radius_m,
            "geo_precision": event.place.geo_precision,
            "country": event.place.country,
            "admin1": event.place.admin1,
            "status": event.status,
            "confidence": event.confidence,
            "killed": event.killed.best,
            "wounded": event.wounded.best,
            "report_ids": event.sources,
            "source": sources.get(event.sources[0], "") if event.sources else "",
            "text": texts.get(event.id, ""),
            "geometry": event.place.geometry,
        }
        for event in events
    ]
    frame = pd.DataFrame(rows, columns=[*EVENT_COLUMNS, "geometry"])
    for column, kind in EVENT_COLUMNS.items():
        if kind.startswith("datetime64"):
            frame[column] = day_column(frame[column])
        else:
            frame[column] = frame[column].astype(kind)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def day_column(values: pd.Series) -> pd.Series:
    """Days (dates, ISO text, None) as midnight UTC in nanoseconds; NaT where unknown, before 1678 or after 2261."""
    import pandas as pd

    days = pd.to_datetime(values, utc=True, errors="coerce")
    fits = (days >= pd.Timestamp(1678, 1, 1, tz="UTC")) & (days < pd.Timestamp(2262, 1, 1, tz="UTC"))
    return days.where(fits).astype("datetime64[ns, UTC]")


@cache
def event_schema() -> DataFrameSchema:
    """The schema of a table of events: EVENT_COLUMNS with the values they may hold, and the geometry's frame."""
    # Imported here: it takes half a second, and only what reads or writes files of events needs it.
    from pandera.engines.geopandas_engine import Geometry
    from pandera.pandas import Check, Column, DataFrameSchema

    def one_of(allowed: Sequence[Any]) -> Check:
        return Check.isin(allowed, error=f"is none of {', '.join(map(str, allowed))}")

    def within(limit: int) -> Check:
        return Check.in_range(-limit, limit, error=f"is outside -{limit}..{limit}")

    checks = {
        "layer": one_of(LAYERS),
        "date_precision": one_of(DATE_PRECISIONS),
        "status": one_of(STATUSES),
        "geo_precision": one_of((0, 1, 2, 3)),
        "lat": within(90),
        "lon": within(180),
    }
    may_lack = ("float64", "datetime64[ns, UTC]")
    columns = {
        name: Column(dtype, checks=checks.get(name), nullable=dtype in may_lack, unique=name == "id")
        for name, dtype in EVENT_COLUMNS.items()
    }
    return DataFrameSchema({**columns, "geometry": Column(Geometry(crs="EPSG:4326"), nullable=True)})


def validate_events(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame itself, if it holds what `event_schema` says; raises EventSchemaError with column and value."""
    from pandera.errors import SchemaErrors

    try:
        event_schema().validate(frame, lazy=True)
    except SchemaErrors as errors:
        raise EventSchemaError(_first_problem(errors.failure_cases.iloc[0])) from errors
    except TypeError as error:  # so pandera 0.35 tells of a wrong CRS
        raise EventSchemaError(
            f"The table of events is in {frame.crs}, not EPSG:4326. Reproject it with to_crs(4326)."
        ) from error
    return frame


def _first_problem(case: pd.Series) -> str:
    """One of pandera's failure cases in words."""
    if case["check"] == "column_in_dataframe":
        return f"The table of events lacks {case['failure_case']}."
    words = {"field_uniqueness": "stands twice", "not_nullable": "is missing"}
    check = str(case["check"])
    if check.startswith("dtype("):
        check = f"is not {check.removeprefix('dtype(').removesuffix(')')}"
    value = getattr(case["failure_case"], "item", lambda: case["failure_case"])()  # a plain number, not numpy's
    return f"{case['column']} {value!r} {words.get(check, check)}."
