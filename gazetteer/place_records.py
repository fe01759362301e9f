"""Places as JSON: what the user's own places and imported files are kept as. A field at its default is left out."""

from __future__ import annotations

import json
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from gazetteer.errors import PlaceError
from gazetteer.places import Place

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def place_as_record(place: Place) -> dict[str, Any]:
    """A place as plain values; the geometry as a GeoJSON object with 6 decimal places."""
    record: dict[str, Any] = {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
    }
    if place.names:
        record["names"] = place.names
    if place.country:
        record["country"] = place.country
    if place.admin1:
        record["admin1"] = place.admin1
    if place.source:
        record["source"] = place.source
    if place.licence:
        record["licence"] = place.licence
    if place.population is not None:
        record["population"] = place.population
    if place.geometry is not None:
        record["geometry"] = json.loads(shapely.to_geojson(shapely.set_precision(place.geometry, 1e-6)))
    return record


def place_as_line(place: Place, *, source: str = "", licence: str = "") -> str:
    """A place as one line of JSON; source and licence are left out where they are the ones given."""
    record = place_as_record(place)
    if source and place.source == source:
        del record["source"]
    if licence and place.licence == licence:
        del record["licence"]
    return _encode(record)


def place_from_record(record: dict[str, Any], *, source: str = "", licence: str = "") -> Place:
    """The place that a record keeps; raises PlaceError if the record is not one of `place_as_record`."""
    try:
        geometry = record.get("geometry")
        return Place(
            id=record["id"],
            name=record["name"],
            kind=record["kind"],
            lat=record["lat"],
            lon=record["lon"],
            radius_m=record["radius_m"],
            names={language: tuple(names) for language, names in record.get("names", {}).items()},
            country=record.get("country", ""),
            admin1=record.get("admin1", ""),
            population=record.get("population"),
            geometry=shape(geometry) if geometry else None,
            source=record.get("source", source),
            licence=record.get("licence", licence),
        )
    except (KeyError, TypeError, AttributeError, ValueError, ShapelyError) as error:
        raise PlaceError(f"Not the record of a place ({error}): {str(record)[:80]}") from error
