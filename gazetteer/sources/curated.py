"""The tables of gazetteer/curated/: places that packages lack, better names for those they have, lines and areas."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import SourceError
from gazetteer.places import Place
from gazetteer.sources.geonames import language_of

DIRECTORY = Path(__file__).parents[1] / "curated"
TABLES = (
    "shapes",
    "shape_points",
    "towns",
    "countries",
    "country_points",
    "governorates",
    "provinces",
    "province_words",
    "regions",
    "omitted",
    "generic_words",
    "plain_words",
)
"""The tables that a build reads, beside places/; the others in the directory are read when texts are."""
PLACES = "places"
"""The folder of the curated points, a table a country, named by its code; world.csv has what lies in none."""
SOURCE = "Dawriya curated table"
LICENCE = "CC BY 4.0"
Row = dict[str, str]

_PLACE_COLUMNS = (
    "slug",
    "kind",
    "en",
    "ar",
    "ku",
    "aliases",
    "lat",
    "lon",
    "radius_m",
    "country",
    "admin1",
    "population",
    "source",
)
_SHAPE_COLUMNS = ("slug", "kind", "en", "ar", "ku", "aliases", "radius_m", "country", "source")
_POINT_COLUMNS = ("slug", "part", "lat", "lon", "label")
_TOWN_COLUMNS = ("geonames", "en", "ar", "ku", "tr", "population", "aliases", "drop", "source")
AREA_KINDS = frozenset(["region", "lake", "plain", "desert", "mountain", "district"])


@dataclass(frozen=True, slots=True)
class Correction:
    """Better names for a place that a package has: names put first by language, further ones, wrong ones to drop."""

    place_id: str
    names: dict[str, str]
    aliases: tuple[str, ...]
    drop: frozenset[str]
    population: int | None


def read_rows(name: str, columns: Sequence[str], directory: Path = DIRECTORY) -> list[Row]:
    """The rows of a curated table; raises SourceError naming file and line if the columns are not as expected."""
    path = directory / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if tuple(table.fieldnames or ()) != tuple(columns):
                raise SourceError(f"{path}, line 1: columns {table.fieldnames}, expected {list(columns)}")
            rows = []
            for row in table:
                if None in row or None in row.values():
                    raise SourceError(f"{path}, line {table.line_num}: not {len(columns)} columns")
                rows.append(
                    {column: value.strip() for column, value in row.items()} | {"_at": f"{path}, line {table.line_num}"}
                )
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path} does not read: {error}") from error


def split_names(cell: str) -> tuple[str, ...]:
    """The names of a cell, separated by '|'."""
    return tuple(name.strip() for name in cell.split("|") if name.strip())


def number(row: Row, column: str, low: float, high: float) -> float:
    """A cell as a number in a range; raises SourceError with file, line and column."""
    try:
        value = float(row[column])
    except ValueError as error:
        raise SourceError(f"{row['_at']}, column {column}: {row[column]!r} is not a number") from error
    if not low <= value <= high:
        raise SourceError(f"{row['_at']}, column {column}: {value} is not between {low} and {high}")
    return value


def names_of(row: Row) -> dict[str, tuple[str, ...]]:
    """Names by language out of the columns en, ar, ku and the aliases, which go by their script."""
    found: dict[str, list[str]] = {language: [row[language]] for language in ("en", "ar", "ku") if row[language]}
    for alias in split_names(row["aliases"]):
        found.setdefault(language_of(alias) or "en", []).append(alias)
    return {language: tuple(dict.fromkeys(names)) for language, names in found.items()}


def table_files(directory: Path = DIRECTORY) -> list[Path]:
    """The files that a build reads, in a fixed order."""
    return [*(directory / f"{table}.csv" for table in TABLES), *sorted((directory / PLACES).glob("*.csv"))]


def read_places(directory: Path = DIRECTORY) -> Iterator[Place]:
    """The curated points of all countries: villages, quarters, bases, camps, fields, crossings.

    `admin1` is the governorate that the row names; where it names none, the build fills it in.
    """
    for path in sorted((directory / PLACES).glob("*.csv")):
        yield from read_country_places(path)


def read_country_places(path: Path) -> Iterator[Place]:
    """The points of one table; raises SourceError for a row of another country than the table's."""
    country = "" if path.stem == "world" else path.stem.upper()
    for row in read_rows(path.name, _PLACE_COLUMNS, path.parent):
        require(row, "slug", "kind", "en", "ar", "source")
        if row["country"] != country or (row["admin1"] and not row["admin1"].startswith(f"{country}-")):
            raise SourceError(f"{row['_at']}: {row['country']} {row['admin1']} does not belong in this table")
        yield Place(
            id=f"dawriya:{row['slug']}",
            name=row["en"],
            kind=row["kind"],
            lat=number(row, "lat", -90, 90),
            lon=number(row, "lon", -180, 180),
            radius_m=number(row, "radius_m", 1, 5_000_000),
            names=names_of(row),
            country=row["country"],
            admin1=row["admin1"],
            population=int(number(row, "population", 0, 1e8)) if row["population"] else None,
            source=f"{SOURCE}: {row['source']}",
            licence=LICENCE,
        )


def require(row: Row, *columns: str) -> None:
    for column in columns:
        if not row[column]:
            raise SourceError(f"{row['_at']}, column {column}: empty")


def read_shapes(directory: Path = DIRECTORY) -> Iterator[Place]:
    """The curated lines and areas: roads, rivers, lakes, regions, with their geometry."""
    parts = read_parts(directory)
    for row in read_rows("shapes.csv", _SHAPE_COLUMNS, directory):
        require(row, "slug", "kind", "en", "ar", "source")
        if row["slug"] not in parts:
            raise SourceError(f"{row['_at']}: {row['slug']} has no points in shape_points.csv")
        geometry = as_geometry(row, parts[row["slug"]])
        point = geometry.representative_point()
        yield Place(
            id=f"dawriya:{row['slug']}",
            name=row["en"],
            kind=row["kind"],
            lat=round(point.y, 5),
            lon=round(point.x, 5),
            radius_m=number(row, "radius_m", 1, 1_000_000),
            names=names_of(row),
            country=row["country"],
            geometry=geometry,
            source=f"{SOURCE}: {row['source']}",
            licence=LICENCE,
        )


def read_parts(directory: Path = DIRECTORY) -> dict[str, list[list[tuple[float, float]]]]:
    """The (lon, lat) vertices of each shape, a list a part, in the order of the table."""
    found: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows("shape_points.csv", _POINT_COLUMNS, directory):
        vertex = (number(row, "lon", -180, 180), number(row, "lat", -90, 90))
        found[row["slug"]][row["part"]].append(vertex)
    return {slug: list(parts.values()) for slug, parts in found.items()}


def as_geometry(row: Row, parts: list[list[tuple[float, float]]]) -> BaseGeometry:
    """A shape's parts as a polygon (regions, lakes) or a line (roads, rivers)."""
    is_area = row["kind"] in AREA_KINDS
    if any(len(part) < (3 if is_area else 2) for part in parts):
        raise SourceError(f"{row['_at']}: {row['slug']} has too few points")
    if not is_area:
        return LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)
    geometry = Polygon(parts[0]) if len(parts) == 1 else MultiPolygon([Polygon(part) for part in parts])
    if not geometry.is_valid:
        raise SourceError(f"{row['_at']}: the outline of {row['slug']} crosses itself")
    return geometry


def read_omitted(directory: Path = DIRECTORY) -> frozenset[str]:
    """The ids of GeoNames places that a curated entry replaces altogether."""
    return frozenset(f"geonames:{row['geonames']}" for row in read_rows("omitted.csv", ("geonames", "why"), directory))


def read_corrections(directory: Path = DIRECTORY) -> dict[str, Correction]:
    """Corrections by place id, of GeoNames towns (towns.csv) and of countries (countries.csv)."""
    found: dict[str, Correction] = {}
    for row in read_rows("towns.csv", _TOWN_COLUMNS, directory):
        require(row, "geonames", "en", "ar", "source")
        place_id = f"geonames:{row['geonames']}"
        if place_id in found:
            raise SourceError(f"{row['_at']}: {place_id} stands twice")
        found[place_id] = Correction(
            place_id,
            {language: row[language] for language in ("en", "ar", "ku", "tr") if row[language]},
            split_names(row["aliases"]),
            frozenset(split_names(row["drop"])),
            int(number(row, "population", 0, 1e8)) if row["population"] else None,
        )
    for row in read_rows("countries.csv", ("iso", "en", "ar", "aliases"), directory):
        place_id = f"ne:{row['iso']}"
        names = {language: row[language] for language in ("en", "ar") if row[language]}
        found[place_id] = Correction(place_id, names, split_names(row["aliases"]), frozenset(), None)
    return found
