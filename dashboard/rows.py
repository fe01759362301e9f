"""Events as rows of the store's tables and back, one at a time or as a whole frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import shapely

from dashboard.events import (
    EVENT_COLUMNS,
    CasualtyRange,
    Claim,
    Event,
    EventForce,
    EventPlace,
    Evidence,
    day_column,
)
from dashboard.safe_text import plain_line

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

Row = dict[str, Any]

FRAME_COLUMNS = (
    *("id", "layer", "kind", "date_start", "date_end", "date_precision", "date_reason", "time_zone"),
    *("force_words", "place_name", "place_name_ar", "place_ids", "place_reason", "relation", "lat", "lon", "radius_m"),
    *("geo_precision", "country", "admin1", "status", "confidence", "killed_best", "wounded_best"),
    *("report_ids", "source", "quote", "geometry"),
)
"""Columns of the events table that a frame is made of."""


def event_row(event: Event, *, source: str, quote: str) -> Row:
    """The row of the events table for an event, without its revision."""
    place = event.place
    return {
        "id": event.id,
        "layer": event.layer,
        "kind": event.kind,
        "date_start": event.date_start,
        "date_end": event.date_end,
        "date_precision": event.date_precision,
        "date_reason": event.date_reason,
        "time_zone": event.time_zone,
        "place_name": plain_line(place.name),
        "place_name_ar": plain_line(place.name_ar),
        "place_ids": "\n".join(place.place_ids),
        "place_reason": plain_line(place.reason),
        "place_label": plain_line(place.label),
        "place_score": place.score,
        "relation": place.relation,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "geo_precision": place.geo_precision,
        "geometry": None if place.geometry is None else shapely.to_wkb(place.geometry),
        "country": place.country,
        "admin1": place.admin1,
        **{f"killed_{which}": getattr(event.killed, which) for which in ("low", "best", "high")},
        **{f"wounded_{which}": getattr(event.wounded, which) for which in ("low", "best", "high")},
        "status": event.status,
        "is_checked": event.is_checked,
        "confidence": event.confidence,
        "note": plain_line(event.note),
        "force_words": "\n".join(f"{force.id} {force.role}" for force in event.forces),
        "report_ids": "\n".join(event.sources),
        "source": plain_line(source),
        "quote": plain_line(quote),
    }


def part_rows(event: Event) -> dict[str, list[Row]]:
    """The rows of the tables that hold an event's lists, by table."""
    parts: dict[str, list[Row]] = {
        "event_forces": [{"force_id": force.id, "role": force.role} for force in event.forces],
        "event_reports": [{"report_id": report_id} for report_id in event.sources],
        "evidence": [
            {"field": one.field, "report_id": one.report_id, "start": one.start, "end": one.end, "rule": one.rule}
            for one in event.evidence
        ],
        "claims": [{"report_id": claim.report_id, "fields": claim.fields} for claim in event.claims],
    }
    for rows in parts.values():
        for position, row in enumerate(rows):
            row |= {"event_id": event.id, "position": position}
    return parts


def event_of(row: Mapping[Any, Any], parts: Mapping[str, Sequence[Mapping[Any, Any]]]) -> Event:
    """The event that `event_row` and `part_rows` were made of; `parts` in order of position."""
    return Event(
        id=row["id"],
        layer=row["layer"],
        kind=row["kind"],
        date_start=row["date_start"],
        date_end=row["date_end"],
        date_precision=row["date_precision"],
        date_reason=row["date_reason"],
        time_zone=row["time_zone"],
        forces=tuple(EventForce(id=one["force_id"], role=one["role"]) for one in parts["event_forces"]),
        place=_place_of(row),
        killed=CasualtyRange(**{which: row[f"killed_{which}"] for which in ("low", "best", "high")}),
        wounded=CasualtyRange(**{which: row[f"wounded_{which}"] for which in ("low", "best", "high")}),
        status=row["status"],
        is_checked=row["is_checked"],
        confidence=row["confidence"],
        sources=tuple(one["report_id"] for one in parts["event_reports"]),
        claims=tuple(Claim(report_id=one["report_id"], fields=one["fields"]) for one in parts["claims"]),
        evidence=tuple(
            Evidence(**{name: one[name] for name in ("field", "report_id", "start", "end", "rule")})
            for one in parts["evidence"]
        ),
        note=row["note"],
    )


def _place_of(row: Mapping[Any, Any]) -> EventPlace:
    return EventPlace(
        name=row["place_name"],
        name_ar=row["place_name_ar"],
        place_ids=_lines(row["place_ids"]),
        reason=row["place_reason"],
        label=row["place_label"],
        score=row["place_score"],
        geometry=None if row["geometry"] is None else shapely.from_wkb(row["geometry"]),
        **{name: row[name] for name in ("relation", "lat", "lon", "radius_m", "geo_precision", "country", "admin1")},
    )


def frame_of(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """The frame of events (EVENT_COLUMNS, EPSG:4326) from a table of FRAME_COLUMNS as the database gives them."""
    # Imported here, and below: it takes a second, and who reads reports needs no table.
    import geopandas as gpd
    import pandas as pd

    columns = {
        "date_start": day_column(table["date_start"]),
        "date_end": day_column(table["date_end"]),
        "forces": _each(table["force_words"], lambda words: tuple(line.split(" ")[0] for line in words.splitlines())),
        "force_roles": _each(
            table["force_words"], lambda words: tuple(line.split(" ")[1] for line in words.splitlines())
        ),
        "place_ids": _each(table["place_ids"], _lines),
        "report_ids": _each(table["report_ids"], _lines),
        "killed": table["killed_best"],
        "wounded": table["wounded_best"],
        "text": table["quote"],
    }
    frame = pd.DataFrame({name: columns.get(name, table.get(name)) for name in EVENT_COLUMNS})
    plain = {name: dtype for name, dtype in EVENT_COLUMNS.items() if dtype != "object"}
    return gpd.GeoDataFrame(frame.astype(plain), geometry=_shapes(table["geometry"]), crs="EPSG:4326")


def frame_in_batches(batches: Iterable[list[tuple[Any, ...]]]) -> gpd.GeoDataFrame:
    """The frame of events from batches of rows of FRAME_COLUMNS, one of which at a time is held as Python objects."""
    import pandas as pd

    frames = [frame_of(pd.DataFrame.from_records(rows, columns=FRAME_COLUMNS)) for rows in batches]
    if not frames:
        return frame_of(pd.DataFrame.from_records([], columns=FRAME_COLUMNS))
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _shapes(wkb: pd.Series) -> np.ndarray:
    return shapely.from_wkb(wkb.where(wkb.notna(), None).to_numpy(dtype=object))


def _each(values: pd.Series, split: Callable[[str], tuple[str, ...]]) -> pd.Series:
    """A tuple for each value; equal values are split once and share it."""
    import numpy as np
    import pandas as pd

    codes, words = pd.factorize(values.to_numpy(dtype=object))
    tuples = np.fromiter((split(word) for word in words), dtype=object, count=len(words))
    return pd.Series(tuples[codes], index=values.index, dtype=object)


def _lines(value: str) -> tuple[str, ...]:
    return tuple(value.split("\n")) if value else ()


# As the review log keeps them --------------------------------------------------------------------------------------

_COPIES = ("id", "source", "quote", "report_ids", "force_words")
_KEYS = ("event_id", "position")
_DAYS = ("date_start", "date_end")


def plain_fields(event: Event) -> dict[str, Any]:
    """What the log compares: the columns of the event's row and its lists, as plain JSON."""
    fields = {
        name: _plain(value) for name, value in event_row(event, source="", quote="").items() if name not in _COPIES
    }
    for name, rows in part_rows(event).items():
        fields[name] = [{key: value for key, value in one.items() if key not in _KEYS} for one in rows]
    return fields


def with_plain_fields(event: Event, fields: Mapping[str, Any]) -> Event:
    """The event with some of its `plain_fields` replaced; names that are none of them are ignored."""
    row = event_row(event, source="", quote="")
    row |= {name: _unplain(name, value) for name, value in fields.items() if name in row}
    parts = {name: fields.get(name, rows) for name, rows in part_rows(event).items()}
    return event_of(row, parts)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return shapely.to_geojson(shapely.from_wkb(value)) if isinstance(value, bytes) else value


def _unplain(name: str, value: Any) -> Any:
    if value is not None and name in _DAYS:
        return date.fromisoformat(value)
    return shapely.to_wkb(shapely.from_geojson(value)) if value is not None and name == "geometry" else value
