"""What ranking asks of a place, packed: a record of fixed size a row, read without SQLite and without JSON."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gazetteer.places import Place
from gazetteer.ranking import prominence

RECORD = struct.Struct("<ddddQHHI")
"""lat, lon, prominence, radius_m, population (0: not known), numbers of kind, country, admin1."""


class Fact(NamedTuple):
    """The little of a place that ranking needs: WGS84 degrees, metres, ISO codes, population 0 where none is known."""

    lat: float
    lon: float
    kind: str
    country: str
    admin1: str
    population: int
    prominence: float
    radius_m: float


class Codes:
    """Words that many places share, each with a number, so that a record can hold the number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        """The number of a word; a new word gets the next one."""
        return self._numbers.setdefault(word, len(self._numbers))

    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self._numbers)


def fact_of(place: Place) -> Fact:
    """The facts of a place that is in no file."""
    likely, population = prominence(place), place.population or 0
    return Fact(place.lat, place.lon, place.kind, place.country, place.admin1, population, likely, place.radius_m)


class FactPacker:
    """Packs places into records and keeps the words that the records only hold numbers of."""

    def __init__(self) -> None:
        self._kinds, self._countries, self._regions = Codes(), Codes(), Codes()

    def pack(self, place: Place, likely: float) -> bytes:
        """The record of a place; `likely` is its prominence, 0 to 1."""
        return RECORD.pack(
            place.lat,
            place.lon,
            likely,
            place.radius_m,
            place.population or 0,
            self._kinds.number(place.kind),
            self._countries.number(place.country),
            self._regions.number(place.admin1),
        )

    def codes(self) -> dict[str, list[str]]:
        """The words by column, as FactReader takes them."""
        return {
            "kind": self._kinds.words(),
            "country": self._countries.words(),
            "admin1": self._regions.words(),
        }


class FactReader:
    """Unpacks records with the words that were kept when they were packed."""

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        self._kinds, self._countries, self._regions = codes["kind"], codes["country"], codes["admin1"]

    def unpack(self, record: bytes) -> Fact:
        """The facts that a record holds; raises struct.error where it is not one."""
        lat, lon, likely, radius_m, population, kind, country, admin1 = RECORD.unpack(record)
        return Fact(
            lat, lon, self._kinds[kind], self._countries[country], self._regions[admin1], population, likely, radius_m
        )
