"""The built gazetteer, opened for reading: names in a text to places, places by id, shapes, what contains a point."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.areas import Areas
from gazetteer.data_file import DataFile
from gazetteer.errors import GazetteerError, OwnPlacesError
from gazetteer.facts import RECORD, Fact, FactReader
from gazetteer.layout import DEFAULT_PATH, FACTS, IS_MAIN, IS_OWN, PATH_VARIABLE, PLACES
from gazetteer.likeness import likeness
from gazetteer.manifest import AGAIN, Manifest, read_manifest, verify
from gazetteer.matching import NameMatcher
from gazetteer.name_index import NameIndex
from gazetteer.names import fold_words, full_key, normalise, strip_leading_article, tokenize
from gazetteer.overlay import Overlay, make_overlay
from gazetteer.own import OwnPlaces, OwnState
from gazetteer.places import Candidate, Place
from gazetteer.ranking import HOMELIEST, search_score
from gazetteer.shapes import simplify_shape

_COLUMNS = "row, id, name, kind, lat, lon, radius_m, country, admin1, population, source, licence, names"
_AREA_KINDS = frozenset(["country", "governorate", "province"])
CACHED_FACTS, CACHED_PLACES, CACHED_SHAPES = 100_000, 20_000, 2_000
"""How many are kept once read: about 25 MB, 40 MB and the world's countries and borders at most."""


class Gazetteer:
    """A built gazetteer, read-only and safe to share between threads."""

    def __init__(self, path: Path, manifest: Manifest, own: OwnPlaces | None = None) -> None:
        folder = path / manifest.folder
        self.path = path
        self.manifest = manifest
        self.exact = NameIndex(folder, "exact", manifest.shards["exact"])
        self.folded = NameIndex(folder, "folded", manifest.shards["folded"])
        self._facts = DataFile(folder / FACTS)
        self._unpack = FactReader(manifest.codes).unpack
        uri = f"{(folder / PLACES).resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.RLock()
        self._areas: Areas | None = None
        self._cached_fact = lru_cache(CACHED_FACTS)(self._read_fact)
        self._cached_place = lru_cache(CACHED_PLACES)(self._read_place)
        self._cached_row = lru_cache(CACHED_PLACES)(self._read_row)
        self._cached_keys = lru_cache(CACHED_PLACES)(self._read_keys)
        self._cached_shape = lru_cache(CACHED_SHAPES)(self._read_shape)
        self._cached_outline = lru_cache(CACHED_SHAPES)(self._read_outline)
        self._cached_drawn = lru_cache(CACHED_SHAPES)(self._read_drawn)
        self._own = own
        self._overlay = Overlay()
        if own is not None:
            self._lay_over(own.state())
        self.matcher = NameMatcher(self)

    def _lay_over(self, state: OwnState) -> None:
        """Lay the user's own places over the build."""
        first_row = self.manifest.counts["rows"]
        self._overlay = over = make_overlay(
            state, first_row=first_row, row_of=self._built_row, place_at=self._built_place
        )
        self.exact.overlay(over.exact, over.hidden, lambda row: self.fact(row).prominence)
        self.folded.overlay(over.folded, over.hidden, lambda row: self.fact(row).prominence)

    @property
    def version(self) -> str:
        """What was built and which changes of the user's were laid over it: another one may place texts otherwise."""
        return f"{self.manifest.version}+{self._overlay.revision}" if self._overlay.revision else self.manifest.version

    def is_current(self) -> bool:
        """Whether opening it anew would give the same: no other build and no change of the user's since."""
        try:
            built = read_manifest(self.path).folder
        except GazetteerError:
            return True  # nothing better to open
        return built == self.manifest.folder and (self._own is None or self._own.revision == self._overlay.revision)

    @classmethod
    def open(cls, path: Path | None = None, *, own: OwnPlaces | None = None) -> Gazetteer:
        """The gazetteer at `path`, else at $DAWRIYA_GAZETTEER, else where `build` puts it, with the user's own places.

        Those are `own`, else what OwnPlaces.open() finds. Raises GazetteerMissing if there is no gazetteer,
        GazetteerError if it is damaged or of another format, OwnPlacesError for an unusable file of own places.
        """
        own = own or OwnPlaces.open()
        path = path or Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)
        while True:
            manifest = read_manifest(path)
            try:
                verify(path, manifest)
                return cls(path, manifest, own)
            except OwnPlacesError:
                raise
            except (GazetteerError, OSError, sqlite3.Error, RuntimeError, KeyError) as error:
                if read_manifest(path).folder != manifest.folder:
                    continue  # another process has just built a new one and removed this one's files
                if isinstance(error, GazetteerError):
                    raise
                raise GazetteerError(f"{path} is damaged ({error}). {AGAIN}") from error

    def close(self) -> None:
        """Close the files; the gazetteer can't be used any more."""
        self._connection.close()
        self._facts.close()
        self.exact.close()
        self.folded.close()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Names -> places ------------------------------------------------------------------------------------------

    def search(self, name: str, *, limit: int = 10, country: str | None = None) -> list[Candidate]:
        """The places that a name may mean, best first, at most `limit`; every namesake is listed.

        Tries the name as it stands, then its transliterations, then, if nothing has it, names that begin with it.
        """
        key = full_key(name)
        if not key:
            return []
        found: dict[int, tuple[float, str]] = {}
        given: set[int] = set()  # rows that have the name from the user, who means no other
        for quality, reason, postings in self._search_steps(name, key):
            for row, flags in postings:
                score = quality - (0.0 if flags & (IS_MAIN | IS_OWN) else 0.05)
                if row not in found or found[row][0] < score:
                    found[row] = (score, reason)
                if flags & IS_OWN:
                    given.add(row)
        ranked: list[tuple[float, int, str]] = []
        for row, (quality, reason) in found.items():
            fact = self.fact(row)
            if country is None or fact.country == country.upper():
                likely, home = (1.0, HOMELIEST) if row in given else (fact.prominence, fact.country)
                ranked.append((round(search_score(likely, home, quality), 4), row, reason))
        ranked.sort(reverse=True)
        least = ranked[min(limit, len(ranked)) - 1][0] if ranked else 0.0
        candidates = [
            Candidate(place=self.place_at(row), score=score, reason=reason)
            for score, row, reason in ranked
            if score >= least  # those that tie with the last are put in order of their ids
        ]
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.place.id))
        return candidates[:limit]

    def _search_steps(self, name: str, key: str) -> Iterator[tuple[float, str, list[tuple[int, int]]]]:
        stripped = " ".join(strip_leading_article(key.split()))
        exact = self.exact.postings(key) + (self.exact.postings(stripped) if stripped != key else [])
        yield 1.0, "the name as written", exact
        fold = " ".join(fold_words([token.text for token in tokenize(name)]))
        text = normalise(name)
        folded = [p for p in self.folded.postings(fold) if likeness(text, self.name_keys(p[0])) >= 0.5]
        yield 0.85, "a transliteration of the name", folded
        if not exact and not folded and len(stripped) >= 3:
            longer = self.exact.beginning_with(stripped, 200)
            yield (
                0.6,
                "names that begin so",
                [p for longer_key in longer for p in self.exact.postings(longer_key)],
            )

    # Places ---------------------------------------------------------------------------------------------------

    def place(self, place_id: str) -> Place:
        """The place with an id, without its geometry; raises GazetteerError if there is none."""
        row = self.row_of(place_id)
        if row is None:
            raise GazetteerError(f"No place {place_id!r} in {self.path}.")
        return self.place_at(row)

    def has(self, place_id: str) -> bool:
        return self.row_of(place_id) is not None

    def places(self, ids: Iterable[str]) -> list[Place]:
        """The places with these ids, in their order."""
        return [self.place(place_id) for place_id in ids]

    def select(self, *, kinds: Sequence[str] = (), countries: Sequence[str] = ()) -> list[Place]:
        """All places of some kinds and countries (empty: any), most populous first, then by id."""
        where = " AND ".join(
            f"{column} IN ({','.join('?' * len(values))})"
            for column, values in (("kind", kinds), ("country", countries))
            if values
        )
        order = "ORDER BY population IS NULL, population DESC, id"
        sql = f"SELECT {_COLUMNS} FROM places {'WHERE ' + where if where else ''} {order}"
        with self._lock:
            rows = self._connection.execute(sql, (*kinds, *countries)).fetchall()
        over = self._overlay
        if not over.rows:
            return [as_place(row) for row in rows]
        built = [as_place(row) for row in rows if row[0] not in over.places and row[0] not in over.hidden]
        removed = {place_id for place_id, row in over.rows.items() if row is None}
        own = [
            replace(place, geometry=None)
            for place in over.places.values()
            if place.id not in removed
            and (not kinds or place.kind in kinds)
            and (not countries or place.country in countries)
        ]
        return sorted(built + own, key=lambda place: (place.population is None, -(place.population or 0), place.id))

    def geometry(self, place_id: str) -> BaseGeometry | None:
        """A place's polygon or line, (lon, lat) in EPSG:4326; None for places that are points."""
        row = self.row_of(place_id)
        return None if row is None else self._cached_shape(row)

    def outline(self, place_id: str) -> BaseGeometry | None:
        """A place's shape with as much detail as a screen shows, much quicker to work on; see outlines.py."""
        row = self.row_of(place_id)
        return None if row is None else self._cached_outline(row)

    def drawn(self, place_id: str) -> BaseGeometry | None:
        """A place's shape with as few vertices as a map draws; None for places that are points."""
        row = self.row_of(place_id)
        return None if row is None else self._cached_drawn(row)

    def with_geometry(self, place_id: str) -> Place:
        """The place with an id, its geometry filled in."""
        return replace(self.place(place_id), geometry=self.geometry(place_id))

    def containing(self, *, lat: float, lon: float) -> tuple[str, str]:
        """(country as ISO 3166-1, first-order division as ISO 3166-2) of a point; '' for either where none is known."""
        with self._lock:
            if self._areas is None:
                self._areas = self._read_areas()
        return self._areas.containing(lat=lat, lon=lon)

    def _read_areas(self) -> Areas:
        """Countries and first divisions, in the order of `select`, with the bounds of their shapes."""
        sql = (
            "SELECT row, population, id, country, admin1, west, south, east, north FROM geometries JOIN places "
            "USING (row) WHERE kind IN (?, ?, ?) AND country <> ''"
        )
        over = self._overlay
        built = self._connection.execute(sql, sorted(_AREA_KINDS)).fetchall()
        areas = [area for area in built if area[0] not in over.places and area[0] not in over.hidden]
        own = [
            (row, place, self._cached_shape(row))
            for row, place in over.places.items()
            if place.kind in _AREA_KINDS and place.country and over.rows.get(place.id) is not None
        ]
        areas += [
            (row, place.population, place.id, place.country, place.admin1, *shape.bounds)
            for row, place, shape in own
            if shape is not None
        ]
        areas.sort(key=lambda area: (area[1] is None, -(area[1] or 0), area[2]))
        rows = [area[0] for area in areas]
        return Areas(
            [(area[3], area[4], area[5:]) for area in areas], lambda n: self._cached_shape(rows[n]) or shapely.Point()
        )

    # Rows -----------------------------------------------------------------------------------------------------

    def fact(self, row: int) -> Fact:
        """What ranking needs of the place in a row; quick enough for every candidate of every name."""
        return self._cached_fact(row)

    def place_at(self, row: int) -> Place:
        """The place in a row, without its geometry; those asked for lately are kept."""
        return self._cached_place(row)

    def row_of(self, place_id: str) -> int | None:
        """The row of the place with an id, None if there is none; rows are good only while this is open."""
        return self._cached_row(place_id)

    def name_keys(self, row: int) -> tuple[str, ...]:
        """The exact keys, without leading article, of all names of the place in a row."""
        return self._cached_keys(row)

    def _read_fact(self, row: int) -> Fact:
        laid_over = self._overlay.facts.get(row)
        return laid_over or self._unpack(self._facts.read(row * RECORD.size, RECORD.size))

    def _read_place(self, row: int) -> Place:
        laid_over = self._overlay.places.get(row)
        return replace(laid_over, geometry=None) if laid_over else self._built_place(row)

    def _built_place(self, row: int) -> Place:
        return as_place(self._one(f"SELECT {_COLUMNS} FROM places WHERE row = ?", row))

    def _read_row(self, place_id: str) -> int | None:
        rows = self._overlay.rows
        return rows[place_id] if place_id in rows else self._built_row(place_id)

    def _built_row(self, place_id: str) -> int | None:
        found = self._one("SELECT row FROM places WHERE id = ?", place_id)
        return found[0] if found else None

    def _read_keys(self, row: int) -> tuple[str, ...]:
        return tuple({normalise(name) for found in self.place_at(row).names.values() for name in found})

    def _read_shape(self, row: int) -> BaseGeometry | None:
        """A row's shape; a correction that draws none keeps the source's."""
        laid_over = self._overlay.places.get(row)
        if laid_over is not None and laid_over.geometry is not None:
            return laid_over.geometry
        found = self._one("SELECT wkb FROM geometries WHERE row = ?", row)
        return shapely.from_wkb(found[0]) if found else None

    def _read_outline(self, row: int) -> BaseGeometry | None:
        if row in self._overlay.places:
            return self._cached_shape(row)
        found = self._one("SELECT coalesce(outline, wkb) FROM geometries WHERE row = ?", row)
        return shapely.from_wkb(found[0]) if found else None

    def _read_drawn(self, row: int) -> BaseGeometry | None:
        if row in self._overlay.places:
            shape = self._cached_shape(row)
            return None if shape is None else simplify_shape(shape)
        found = self._one("SELECT drawn FROM geometries WHERE row = ?", row)
        return shapely.from_wkb(found[0]) if found else None

    def _one(self, sql: str, *values: Any) -> Any:
        with self._lock:
            return self._connection.execute(sql, values).fetchone()


def as_place(row: Sequence[Any]) -> Place:
    """A row of the table of places as a record."""
    _, place_id, name, kind, lat, lon, radius_m, country, admin1, population, source, licence, names = row
    return Place(
        id=place_id,
        name=name,
        kind=kind,
        lat=lat,
        lon=lon,
        radius_m=radius_m,
        names={language: tuple(found) for language, found in json.loads(names).items()},
        country=country,
        admin1=admin1,
        population=population,
        source=source,
        licence=licence,
    )
