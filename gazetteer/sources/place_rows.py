"""One row of any table, named by columns, as a place."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gazetteer.coordinates import Coordinates, check_range, read_angle, read_coordinates
from gazetteer.country_codes import country_code
from gazetteer.errors import CoordinateError, GazetteerError, PlaceError
from gazetteer.names import full_key
from gazetteer.place_checks import LONGEST_NAME, check_place
from gazetteer.place_kinds import usual_radius_m
from gazetteer.places import Place
from gazetteer.sources.columns import ColumnMapping, read_kind_words
from gazetteer.sources.geonames import language_of
from gazetteer.sources.problems import Problems

MOST_IDS = 3_000_000  # beyond so many rows ids that stand twice are no longer looked for
MOST_ALIASES = 200
MOST_VERTICES = 200_000

_SEPARATORS = re.compile(r"[;|،\n]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ADMIN1 = re.compile(r"[A-Za-z]{2}-[A-Za-z0-9]{1,3}")
_KNOWN_ID = re.compile(r"(?:geonames|dawriya|admin|ocha|ne|osm):\S{1,100}")
_OSM_ID = re.compile(r"(node|way|relation)/(\d{1,15})")
_LEVELS = {"2": "country", "3": "governorate", "4": "governorate", "5": "district", "6": "district", "7": "subdistrict"}

Containing = Callable[..., tuple[str, str]]
"""(country, governorate) of a point, as `Gazetteer.containing` gives them."""


class Row(NamedTuple):
    """A row as its file has it: line or feature number from 1, texts by column, geometry where the file has one."""

    number: int
    values: Mapping[str, str]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for every row of an import where the row says nothing."""

    prefix: str
    source: str
    licence: str = ""
    country: str = ""
    kind: str = "place"


def read_places(
    rows: Iterable[Row],
    mapping: ColumnMapping,
    defaults: Defaults,
    problems: Problems,
    containing: Containing | None = None,
) -> Iterator[Place]:
    """The places of a table; bad rows, and ids that stand twice, go to `problems`.

    With `containing` the governorate and a missing country come from where the point is, and points outside their
    country are doubted.
    """
    seen: set[int] = set()
    for row in rows:
        try:
            place = as_place(row, mapping, defaults)
            if containing is not None:
                place = settle(place, row.number, problems, containing)
        except GazetteerError as error:
            problems.add(row.number, str(error).removesuffix("."))
            continue
        if place.kind == "country":
            problems.left_out["countries, which the gazetteer has with their borders"] += 1
            continue
        key = hash(place.id)
        if key in seen:
            is_made = not {"id", "pcode"} & mapping.columns.keys()
            twice = f"{place.name} at the same position" if is_made else f"the id {place.id}"
            problems.add(row.number, f"{twice} stands twice")
            continue
        if len(seen) < MOST_IDS:
            seen.add(key)
        yield place


def settle(place: Place, number: int, problems: Problems, containing: Containing) -> Place:
    """The place with country and governorate of where it is; a point outside its country is doubted or refused.

    Raises PlaceError where exchanging latitude and longitude would put it inside.
    """
    country, admin1 = containing(lat=place.lat, lon=place.lon)
    if place.country and country != place.country:
        if -90 <= place.lon <= 90 and containing(lat=place.lon, lon=place.lat)[0] == place.country:
            raise PlaceError(
                f"{place.name} at {place.lat:g}, {place.lon:g} is not in {place.country}, "
                "but would be with latitude and longitude exchanged"
            )
        problems.doubt(number, f"{place.name} is not in {place.country} but in {country or 'no country'}")
        return place
    return replace(place, country=place.country or country, admin1=place.admin1 or admin1)


def as_place(row: Row, mapping: ColumnMapping, defaults: Defaults) -> Place:
    """One row as a place; raises PlaceError or CoordinateError with what is wrong."""
    values = {name: text for name in mapping.columns if (text := first_text(row, mapping, name))}
    names = read_names(row, mapping, values)
    name = next((names[language][0] for language in ("en", "ar", *names) if names.get(language)), "")
    if not name:
        raise PlaceError("no name")
    geometry = shape_of(row, values)
    position = position_of({} if row.geometry is not None and geometry is not None else values, geometry)
    kind = kind_of(row, mapping, values, defaults)
    country = country_of(values, defaults)
    admin1 = values.get("admin1", "")
    place = Place(
        id=identify(values, name, position, defaults),
        name=name,
        kind=kind,
        lat=round(position.lat, 6),
        lon=round(position.lon, 6),
        radius_m=number_of(values, "radius_m") or radius_of(kind, geometry),
        names=names,
        country=country,
        admin1=admin1 if _ADMIN1.fullmatch(admin1) and admin1[:2].upper() == (country or admin1[:2].upper()) else "",
        population=int(people) if (people := number_of(values, "population")) else None,
        geometry=None if geometry is None or geometry.geom_type in ("Point", "MultiPoint") else geometry,
        source=defaults.source,
        licence=defaults.licence,
    )
    return check_place(place)


def first_text(row: Row, mapping: ColumnMapping, name: str) -> str:
    for column in mapping.columns[name]:
        if text := row.values.get(column, "").strip():
            return text
    return ""


def read_names(row: Row, mapping: ColumnMapping, values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Names by language: those of columns of a language first, then the plain name and aliases by their script."""
    found: dict[str, dict[str, None]] = {}
    for name, text in values.items():
        if name.startswith("name:"):
            found.setdefault(name.removeprefix("name:"), {}).update(dict.fromkeys(split_names(text)))
    rest = [values["name"]] if "name" in values else []
    for column in mapping.columns.get("aliases", ()):
        rest += split_names(row.values.get(column, ""))
    known = {name for names in found.values() for name in names}
    for name in rest[:MOST_ALIASES]:
        if name not in known:
            found.setdefault(language_of(name) or "en", {})[name] = None
    return {language: tuple(names) for language, names in found.items() if names}


def split_names(text: str) -> list[str]:
    """The names of a cell, separated by ; | or a line's end; those that are no names are dropped."""
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return [part for part in parts if part and len(part) <= LONGEST_NAME and full_key(part)]


def shape_of(row: Row, values: Mapping[str, str]) -> BaseGeometry | None:
    """The row's geometry, or that of its WKT column; raises CoordinateError if it is none on Earth."""
    geometry = row.geometry
    if geometry is None and "geometry" in values:
        try:
            geometry = shapely.from_wkt(values["geometry"])
        except (ShapelyError, ValueError) as error:
            raise CoordinateError(f"no geometry in WKT: {values['geometry'][:60]!r}") from error
    if geometry is None or geometry.is_empty:
        return None
    if shapely.get_num_coordinates(geometry) > MOST_VERTICES:
        raise CoordinateError(f"a shape of more than {MOST_VERTICES:,} vertices; simplify it")
    if geometry.has_z:
        geometry = shapely.force_2d(geometry)
    west, south, east, north = geometry.bounds
    if not all(map(math.isfinite, (west, south, east, north))):
        raise CoordinateError("a shape without finite coordinates")
    check_range(south, west)
    check_range(north, east)
    return geometry if geometry.is_valid else shapely.make_valid(geometry)


def position_of(values: Mapping[str, str], geometry: BaseGeometry | None) -> Coordinates:
    """Where the place is: its columns, else a point of its shape; raises CoordinateError."""
    if "lat" in values and "lon" in values:
        return check_range(read_angle(values["lat"]), read_angle(values["lon"]))
    if "latlon" in values:
        return read_coordinates(values["latlon"])
    if geometry is None:
        raise CoordinateError("no coordinates")
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return check_range(point.y, point.x)


def kind_of(row: Row, mapping: ColumnMapping, values: Mapping[str, str], defaults: Defaults) -> str:
    """The kind that a column tells in Arabic or English, or the administrative level, else the table's."""
    words = read_kind_words()
    for column in mapping.columns.get("kind", ()):
        kind = words.get(full_key(row.values.get(column, "")))
        if kind:
            return kind
    return mapping.kind or _LEVELS.get(values.get("admin_level", ""), "") or defaults.kind


def country_of(values: Mapping[str, str], defaults: Defaults) -> str:
    text = values.get("country", "")
    if not text:
        return defaults.country
    code = country_code(text)
    if code is None:
        raise PlaceError(f"no country {text[:40]!r}; write its ISO 3166-1 code")
    return code


def number_of(values: Mapping[str, str], name: str) -> float | None:
    """A cell as a number that is not negative, with thousands' separators or without; None where it is empty."""
    text = values.get(name, "").translate(_DIGITS).replace("٬", "").replace(" ", "").replace("\u00a0", "")
    if not text:
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text):
        text = text.replace(",", "")
    try:
        number = float(text)
    except ValueError as error:
        raise PlaceError(f"{name} {values[name][:40]!r} is not a number") from error
    if not 0 <= number < 1e10:
        raise PlaceError(f"{name} {values[name][:40]!r} is not a number in range")
    return number


def radius_of(kind: str, geometry: BaseGeometry | None) -> float:
    """How far the place reaches, in metres: half the diagonal of its shape, else the usual of its kind."""
    if geometry is None or geometry.geom_type == "Point":
        return usual_radius_m(kind)
    west, south, east, north = geometry.bounds
    width = (east - west) * math.cos(math.radians((south + north) / 2))
    return float(min(5_000_000.0, max(100.0, round(math.hypot(width, north - south) / 2 * 111_195, -1))))


def identify(values: Mapping[str, str], name: str, position: Coordinates, defaults: Defaults) -> str:
    """The id: the P-code, the source's own id, else one made of name and position, the same at every import."""
    if "pcode" in values:
        return f"ocha:{'-'.join(values['pcode'].split())}"
    own = values.get("id", "")
    if _KNOWN_ID.fullmatch(own):
        return own
    if osm := _OSM_ID.fullmatch(own):
        return f"osm:{osm.group(1)}/{osm.group(2)}"
    if own and len(own) <= 100:
        return f"{defaults.prefix}:{'-'.join(own.split())}"
    made = f"{full_key(name)} {position.lat:.4f} {position.lon:.4f}"
    return f"{defaults.prefix}:{hashlib.sha256(made.encode()).hexdigest()[:12]}"


def as_text(value: Any) -> str:
    """A value of JSON or a layer as the text of a cell; lists are joined with "|"."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return "|".join(as_text(one) for one in value[:MOST_ALIASES] if not isinstance(one, list | dict))
    return "" if isinstance(value, dict) else str(value)
