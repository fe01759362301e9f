"""Writing places to files that others read: CSV for spreadsheets, GeoJSON for maps, JSON lines for programs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from gazetteer.errors import GazetteerError, PlaceError
from gazetteer.index import Gazetteer
from gazetteer.own import OwnPlaces
from gazetteer.place_records import place_as_line
from gazetteer.places import Place, geometry_as_json

COLUMNS = (
    *("id", "name", "name_ar", "name_en", "name_ku", "name_tr", "aliases", "kind", "lat", "lon", "radius_m"),
    *("country", "admin1", "population", "source", "licence"),
)
"""Columns of a CSV file, in order; aliases are joined with " | ", unknown values are empty."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LANGUAGES = ("ar", "en", "ku", "tr")


def select_places(
    gazetteer: Gazetteer, *, countries: tuple[str, ...] = (), kinds: tuple[str, ...] = ()
) -> Iterator[Place]:
    """Places of some countries and kinds (empty: any), with their geometry, a kind and a country at a time.

    So that not all of twelve million need be in memory.
    """
    for kind in kinds or tuple(gazetteer.manifest.codes["kind"]):
        for country in countries or tuple(gazetteer.manifest.codes["country"]):
            for place in gazetteer.select(kinds=[kind], countries=[country]):
                geometry = gazetteer.geometry(place.id)
                yield place if geometry is None else replace(place, geometry=geometry)


def select_own(own: OwnPlaces) -> list[Place]:
    """The user's own places and corrections, with the aliases added to them."""
    state = own.state()
    found = {place.id: place for place in state.places}
    for place_id, name, language in state.aliases:
        if place_id in found:
            names = dict(found[place_id].names)
            names[language] = tuple(dict.fromkeys((*names.get(language, ()), name)))
            found[place_id] = replace(found[place_id], names=names)
    return list(found.values())


def write_places(places: Iterable[Place], path: Path) -> int:
    """Write places to a .csv, .geojson or .jsonl file, which appears when it is whole; how many they were.

    Raises PlaceError for another ending, GazetteerError where the disk is full or not writable.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise PlaceError(f"Can't export to {path.name}: name a file that ends in {', '.join(_WRITERS)}.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            count = writer(places, file)
        temporary.replace(path)
    except OSError as error:
        if isinstance(error, GazetteerError):
            raise
        raise GazetteerError(f"Can't write {path}: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    return count


def write_csv(places: Iterable[Place], file: IO[str]) -> int:
    file.write("\ufeff")  # spreadsheets take it for UTF-8 then
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(COLUMNS)
    count = 0
    for place in places:
        count += 1
        table.writerow(as_cells(place))
    return count


def as_cells(place: Place) -> list[str | float | int]:
    """A place as cells in the order of COLUMNS; texts are guarded, numbers stand bare."""
    first = {language: place.names[language][0] for language in _LANGUAGES if place.names.get(language)}
    shown = {place.name, *first.values()}
    aliases = list(dict.fromkeys(name for names in place.names.values() for name in names if name not in shown))
    texts = [
        place.id,
        place.name,
        *(first.get(language, "") for language in _LANGUAGES),
        " | ".join(aliases),
        place.kind,
    ]
    rest = [place.country, place.admin1, place.population, place.source, place.licence]
    return [
        *map(guard_cell, texts),
        round(place.lat, 6),
        round(place.lon, 6),
        round(place.radius_m, 1),
        *(guard_cell(value) if isinstance(value, str) else "" if value is None else value for value in rest),
    ]


def guard_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def write_geojson(places: Iterable[Place], file: IO[str]) -> int:
    file.write('{"type":"FeatureCollection","features":[\n')
    count = 0
    for count, place in enumerate(places, start=1):
        file.write((",\n" if count > 1 else "") + json.dumps(as_feature(place), ensure_ascii=False))
    file.write("\n]}\n")
    return count


def as_feature(place: Place) -> dict[str, Any]:
    """A place as a GeoJSON feature, its names as OpenStreetMap writes them (name, name:ar, alt_name)."""
    properties: dict[str, Any] = {"id": place.id, "name": place.name}
    properties |= {f"name:{language}": names[0] for language, names in place.names.items() if language and names}
    shown = set(properties.values())
    aliases = [name for names in place.names.values() for name in names if name not in shown]
    others = {
        "alt_name": ";".join(dict.fromkeys(aliases)),
        "kind": place.kind,
        "radius_m": place.radius_m,
        "country": place.country,
        "admin1": place.admin1,
        "population": place.population,
        "source": place.source,
        "licence": place.licence,
    }
    properties |= {name: value for name, value in others.items() if value not in ("", None)}
    point = {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
    geometry = point if place.geometry is None else geometry_as_json(place.geometry)
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def write_jsonl(places: Iterable[Place], file: IO[str]) -> int:
    count = 0
    for place in places:
        count += 1
        file.write(place_as_line(place) + "\n")
    return count


_WRITERS: dict[str, Callable[[Iterable[Place], IO[str]], int]] = {
    ".csv": write_csv,
    ".geojson": write_geojson,
    ".jsonl": write_jsonl,
}


def export_bytes(places: Iterable[Place], ending: str) -> bytes:
    """Places as the bytes of a .csv, .geojson or .jsonl file, for a page to hand out; raises PlaceError."""
    writer = _WRITERS.get(ending)
    if writer is None:
        raise PlaceError(f"No format {ending!r}: {', '.join(_WRITERS)}.")
    text = io.StringIO(newline="")
    writer(places, text)
    return text.getvalue().encode("utf-8", "backslashreplace")
