"""Which places of an import the gazetteer has already: by id, or by name within a few kilometres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyproj import Geod

from gazetteer.index import Gazetteer
from gazetteer.names import fold, full_key, strip_leading_article
from gazetteer.places import Place

NEAR_M = 5_000.0
MOST_SHOWN = 50
MOST_NAMESAKES = 3_000  # of one name, looked through

_EARTH = Geod(ellps="WGS84")
_DEGREES = 0.15  # no place 5 km off is further off in latitude


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A place of an import, the place that the gazetteer has, and how far apart they are in metres."""

    place: Place
    known: Place
    distance_m: float


@dataclass(slots=True)
class Duplicates:
    """How many places have an id that the gazetteer has, how many a namesake near by; the first few of the latter."""

    same_id: int = 0
    same_name: int = 0
    shown: list[Duplicate] = field(default_factory=list)

    def count(self, place: Place, gazetteer: Gazetteer) -> None:
        """Count one place of the import."""
        if gazetteer.has(place.id):
            self.same_id += 1
            return
        found = nearest_namesake(place, gazetteer)
        if found is not None:
            self.same_name += 1
            if len(self.shown) < MOST_SHOWN:
                self.shown.append(found)


def nearest_namesake(place: Place, gazetteer: Gazetteer) -> Duplicate | None:
    """The nearest place of the same name, in any transliteration, at most NEAR_M metres off; None if there is none."""
    best: tuple[float, int] | None = None
    for row in namesakes(place, gazetteer):
        fact = gazetteer.fact(row)
        if abs(fact.lat - place.lat) > _DEGREES:
            continue
        _, _, distance_m = _EARTH.inv(place.lon, place.lat, fact.lon, fact.lat)
        if distance_m <= NEAR_M and (best is None or distance_m < best[0]):
            best = distance_m, row
    return None if best is None else Duplicate(place=place, known=gazetteer.place_at(best[1]), distance_m=best[0])


def namesakes(place: Place, gazetteer: Gazetteer) -> Iterator[int]:
    """The rows of places that share a name's exact or fold key."""
    seen: set[int] = set()
    for name in {name for names in place.names.values() for name in names[:3]} | {place.name}:
        keys = full_key(name).split()
        lookups = [
            (gazetteer.exact, " ".join(keys)),
            (gazetteer.exact, " ".join(strip_leading_article(keys))),
            (gazetteer.folded, fold(name)),
        ]
        for index, key in lookups:
            for row, _ in index.postings(key)[:MOST_NAMESAKES] if key else ():
                if row not in seen:
                    seen.add(row)
                    yield row
