"""The records of the gazetteer: places, candidates and placed mentions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from shapely import from_wkb, set_precision, to_geojson
from shapely.geometry.base import BaseGeometry

Role = Literal["event", "context", "actor", "source"]

RELATIONS = (
    "in",
    "near",
    "offset",
    "sector",
    "between",
    "along",
    "border",
    "countryside",
    "part_of",
)
"""How a mention relates to the place it names; the empty string where the text says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the gazetteer; `lat`, `lon` in WGS84 degrees, `geometry` in EPSG:4326.

    `kind` is a word such as country, governorate, district, city, town, village, border, road, river,
    base, oil field, camp, dam, crossing, region. `country` is ISO 3166-1 alpha-2, `admin1` ISO 3166-2.
    `radius_m` is how far from the point the place may reach, in metres.
    """

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    radius_m: float
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = ""
    admin1: str = ""
    population: int | None = None
    geometry: BaseGeometry | None = None
    source: str = ""
    licence: str = ""

    def name_in(self, lang: str) -> str:
        """The place's first name in a language, else its main name."""
        names = self.names.get(lang)
        return names[0] if names else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean, with a score from 0 to 1 and the reason in words."""

    place: Place
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMention:
    """A stretch of a text that names a place, with the shape that the words give it.

    `start`, `end` are code-point offsets, `text` the words between them: in Arabic with the proclitic and the word that
    says what the place is (وبمدينة القامشلي), which `name` is without. `lat`, `lon` are those of the place named (of
    a line the point nearest to the other names); `geometry` (EPSG:4326) and `radius_m` those of the whole expression
    ("10 km north of X" is a circle 10 km off). All are None where the mention is unresolved.
    `expression_start`, `expression_end` cover the relation's words too ("near X").
    `reason` says in words why this place, or why none.
    """

    start: int
    end: int
    text: str
    name: str = ""
    relation: str = ""
    role: Role = "event"
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    geometry: BaseGeometry | None = None
    place_ids: tuple[str, ...] = ()
    country: str = ""
    admin1: str = ""
    score: float = 0.0
    reason: str = ""
    candidates: Sequence[Candidate] = ()
    expression_start: int = -1
    expression_end: int = -1
    label: str = ""

    @property
    def is_resolved(self) -> bool:
        return self.lat is not None

    def as_json(self) -> dict[str, Any]:
        """The mention as the commands print it: plain values, geometry as GeoJSON."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "name": self.name,
            "role": self.role,
            "relation": self.relation,
            "expression": [self.expression_start, self.expression_end],
            "label": self.label,
            "lat": self.lat,
            "lon": self.lon,
            "radius_m": self.radius_m,
            "geometry": geometry_as_json(self.geometry),
            "place_ids": list(self.place_ids),
            "country": self.country,
            "admin1": self.admin1,
            "score": round(self.score, 3),
            "reason": self.reason,
            "candidates": [candidate_as_json(c) for c in self.candidates],
        }


def candidate_as_json(candidate: Candidate) -> dict[str, Any]:
    place = candidate.place
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "admin1": place.admin1,
        "score": round(candidate.score, 3),
        "reason": candidate.reason,
    }


def geometry_as_json(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """A geometry as a GeoJSON object with coordinates rounded to 5 places (about a metre)."""
    return None if geometry is None else json.loads(_geojson_of(geometry.wkb))


@lru_cache(maxsize=2_000)
def _geojson_of(wkb: bytes) -> str:
    """GeoJSON of a shape; the same town or border is printed again and again, and rounding it is what takes long."""
    return str(to_geojson(set_precision(from_wkb(wkb), 1e-5)))
