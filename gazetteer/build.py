"""Build the local gazetteer out of packages' data and the curated tables."""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from tqdm import tqdm

from gazetteer.areas import Areas
from gazetteer.errors import GazetteerError, SourceError
from gazetteer.facts import FactPacker
from gazetteer.keys import fold_keys_of, keys_of
from gazetteer.layout import DEFAULT_PATH, FACTS, FORMAT, INDEXES, PLACES, SCHEMA
from gazetteer.manifest import Manifest, clean, describe, new_folder, publish, read_manifest, verify
from gazetteer.name_files import NameSorter
from gazetteer.outlines import outline_of
from gazetteer.places import Place
from gazetteer.ranking import prominence
from gazetteer.regions import FOLDED, HOME
from gazetteer.shapes import simplify_shape
from gazetteer.sources import curated, geonames, governorates, natural_earth, provinces, regions
from gazetteer.sources.curated import Correction
from gazetteer.sources.imported import list_imported, read_imported

BUILT_BY = (
    "build.py", "facts.py", "keys.py", "layout.py", "manifest.py", "name_files.py", "names.py", "outlines.py",
    "ranking.py", "regions.py", "shapes.py",
)  # fmt: skip
"""Modules that a change of which makes another gazetteer."""
BATCH = 5_000
"""Places that are handed to the database at once."""
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
PRAGMAS = "PRAGMA cache_size = -64000; "  # kilobytes
_INSERT = f"INSERT INTO places VALUES ({','.join('?' * 13)})"


def build(path: Path = DEFAULT_PATH, *, force: bool = False, quiet: bool = False) -> bool:
    """Build the gazetteer at `path` and return whether it had to be: an up-to-date file is left alone.

    Takes well under a minute; the new one appears only when it is whole. Raises SourceError for a source that does not
    read, GazetteerError where the disk is full or not writable.
    """
    version = content_version()
    if not force and built_version(path) == version:
        clean(path)
        return False
    write(path, read_all(), version=version, quiet=quiet)
    return True


def content_version() -> str:
    """The hash of what a build is made of: sources, imports, curated tables and the code reading them; 16 hex digits.

    Raises SourceError for an imported file that has no header.
    """
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    package = Path(__file__).parent
    inputs = [geonames.default_path(), natural_earth.default_path(), governorates.POLYGONS, provinces.POLYGONS]
    inputs += curated.table_files()
    inputs += sorted((package / "sources").glob("*.py"))
    inputs += [package / name for name in BUILT_BY]
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for file in list_imported():  # large, and written only as a whole: what its header says will do
        digest.update(f"{file.name}\0{file.imported_at.isoformat()}\0{file.count}\0".encode())
    return digest.hexdigest()[:16]


def built_version(path: Path) -> str | None:
    """The version of the gazetteer at `path`, None if there is none that opens."""
    try:
        manifest = read_manifest(path)
        verify(path, manifest)
    except GazetteerError:
        return None
    return manifest.version


def read_all() -> Iterator[Place]:
    """Every place of every source, one by one: those of packages and tables, then those that were imported.

    Curated corrections are applied, governorates filled in. Of places with one id the last counts, but the packages
    and tables have each id once: raises SourceError where they do not, or correct what no source has.
    """
    corrections = curated.read_corrections()
    areas = [*natural_earth.read_countries(), *governorates.read_places()]
    shaped = [*areas, *provinces.read_areas()]
    unused = set(corrections)
    for place in unique(read_packaged(areas, shaped)):
        unused.discard(place.id)
        yield corrected(place, corrections)
    if unused:
        raise SourceError(f"The curated tables correct places that no source has: {', '.join(sorted(unused))}")
    omitted = curated.read_omitted()
    for place in fill_areas(read_imported(), shaped):
        if place.id not in omitted:
            yield corrected(place, corrections)


def read_packaged(areas: Sequence[Place], shaped: Sequence[Place]) -> Iterator[Place]:
    """The places of the installed packages and the curated tables.

    `areas` are countries and governorates, `shaped` those and the provinces that have a polygon, without names.
    """
    omitted = curated.read_omitted()
    yield from areas
    yield from natural_earth.read_borders()
    yield from fill_admin1(chain(curated.read_places(), curated.read_shapes()), shaped, only_bare=True)
    yield from regions.read_places(shaped)
    towns = provinces.TownTally()
    for town in fill_admin1(geonames.read_places(), shaped, only_bare=True):
        if town.id not in omitted:
            towns.add(town)
            yield town
    yield from provinces.read_places(towns)


def unique(places: Iterable[Place]) -> Iterator[Place]:
    """The places as they come; raises SourceError at the second one of an id."""
    seen: set[str] = set()
    for place in places:
        if place.id in seen:
            raise SourceError(f"Two places have the id {place.id}")
        seen.add(place.id)
        yield place


def corrected(place: Place, corrections: dict[str, Correction]) -> Place:
    """The place with its curated names first, the wrong ones gone."""
    correction = corrections.get(place.id)
    if correction is None:
        return place
    names: dict[str, tuple[str, ...]] = {}
    by_script = {
        language: [n for n in correction.aliases if (geonames.language_of(n) or "en") == language]  # DRC is no code
        for language in ("en", "ar", "ku", "fa")
    }
    for language in {*place.names, *correction.names, *(key for key, found in by_script.items() if found)}:
        first = [correction.names[language]] if language in correction.names else []
        rest = [*by_script.get(language, ()), *place.names.get(language, ())]
        names[language] = tuple(dict.fromkeys(n for n in [*first, *rest] if n not in correction.drop))
    population = place.population if correction.population is None else correction.population
    is_sized = place.id.startswith("geonames:") and correction.population is not None
    return replace(
        place,
        name=correction.names["en"],
        names={language: found for language, found in names.items() if found},
        population=population,
        kind=geonames.kind_of(population) if is_sized else place.kind,
        radius_m=geonames.radius_of(population) if is_sized else place.radius_m,
    )


def fill_admin1(places: Iterable[Place], areas: Sequence[Place], *, only_bare: bool = False) -> Iterator[Place]:
    """The places with the division whose polygon holds their point, where there is one.

    `only_bare` leaves alone those that have one: GeoNames knows better than a simplified outline.
    """
    polygons = [area for area in areas if area.admin1]
    tree = shapely.STRtree([area.geometry for area in polygons])
    for place in places:
        if place.geometry is not None or (only_bare and place.admin1):  # what has a shape may span several
            yield place
            continue
        hits = tree.query(shapely.Point(place.lon, place.lat), predicate="within")
        inside = [polygons[i].admin1 for i in hits if polygons[i].country == place.country]
        yield replace(place, admin1=inside[0]) if inside else place


def fill_areas(places: Iterable[Place], areas: Sequence[Place]) -> Iterator[Place]:
    """The places with country and governorate by where they are, for those that come without and are points."""
    known = [(area, area.geometry) for area in areas if area.country and area.geometry]
    shapes = [shape for _, shape in known]
    by_place = Areas([(area.country, area.admin1, shape.bounds) for area, shape in known], shapes.__getitem__)
    for place in places:
        is_bare = not place.country or (not place.admin1 and place.country in HOME)
        if is_bare and place.geometry is None:
            country, admin1 = by_place.containing(lat=place.lat, lon=place.lon)
            if place.country in ("", country):
                place = replace(place, country=country, admin1=place.admin1 or admin1)
        yield place


def write(path: Path, places: Iterable[Place], *, version: str, quiet: bool = True) -> None:
    """Write places and their index to `path` in one step: to a folder of its own, which then becomes the gazetteer.

    Places are taken one by one and not kept; of several with one id the last counts. Whatever stood at `path` stays
    until then, and readers that have it open go on working. Raises GazetteerError where it can't be written.
    """
    try:
        with new_folder(path) as folder:
            publish(path, fill(folder, places, version=version, quiet=quiet))
        clean(path)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(explain(error, path)) from error


def explain(error: Exception, path: Path) -> str:
    """What went wrong while writing, and what to do."""
    text = str(error).lower()
    if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or "full" in text:
        return (
            f"No space left to write {path}: about 200 MB are needed, and 1 KB more for each place that was imported. "
            "Free some and build again."
        )
    return f"Could not write {path}: {error}"


def fill(folder: Path, places: Iterable[Place], *, version: str, quiet: bool) -> Manifest:
    """Write every file of a gazetteer into an empty folder and return what its manifest says."""
    exact, folded = NameSorter("exact", folder), NameSorter("folded", folder)
    sources: Counter[tuple[str, str]] = Counter()
    packer = FactPacker()
    likely, ids = array("f"), array("q")
    connection = sqlite3.connect(folder / PLACES)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {PRAGMAS}{SCHEMA}")
        with (folder / FACTS).open("wb") as facts:
            progress = tqdm(places, desc="places", unit=" places", unit_scale=True, disable=quiet)
            for batch in batched(enumerate(progress), BATCH):
                connection.executemany(_INSERT, [as_row(row, place) for row, place in batch])
                shaped = [as_shape_row(row, p.geometry) for row, p in batch if p.geometry is not None]
                connection.executemany(f"INSERT INTO geometries VALUES ({','.join('?' * 8)})", shaped)
                for row, place in batch:
                    ids.append(hash(place.id))
                    likely.append(how_likely := prominence(place))
                    facts.write(packer.pack(place, how_likely))
                    sources[place.source.partition(": ")[0], place.licence] += 1
                    exact.add(row, keys_of(place))
                    if place.country in FOLDED:
                        folded.add(row, fold_keys_of(place))
        dropped = drop_replaced(connection, ids, sources)
        connection.executescript(INDEXES)
        connection.commit()
    finally:
        connection.close()
    shards = {}
    for sorter in tqdm((exact, folded), desc="indexes", disable=quiet):
        shards[sorter.index] = sorter.write(likely, dropped)
    return Manifest(
        version=version,
        folder=folder.name,
        files={file.name: describe(file) for file in sorted(folder.iterdir())},
        counts={"rows": len(ids), "places": len(ids) - sum(dropped), "names": exact.keys, "folded names": folded.keys},
        sources=[
            {"source": source, "licence": licence, "places": count}
            for (source, licence), count in sorted(sources.items())
            if count
        ],
        codes=packer.codes(),
        shards=shards,
    )


def drop_replaced(connection: sqlite3.Connection, hashes: array[int], sources: Counter[tuple[str, str]]) -> bytearray:
    """Delete every place that a later one with the same id replaces; the mark (1 for dropped) of each row comes back.

    What is deleted is taken off the counts of its source.
    `hashes` are those of the ids: twelve million numbers fit in memory, twelve million ids would not. Equal ones only
    point at rows that may have the same id: their ids are compared.
    """
    dropped = bytearray(len(hashes))
    numbers = np.frombuffer(hashes, dtype=np.int64) if hashes else np.empty(0, np.int64)
    order = np.argsort(numbers, kind="stable")
    same = np.flatnonzero(numbers[order][1:] == numbers[order][:-1])
    for earlier, later in zip(order[same].tolist(), order[same + 1].tolist(), strict=True):
        rows = "SELECT COUNT(DISTINCT id) FROM places WHERE row IN (?, ?)"
        dropped[earlier] = connection.execute(rows, (earlier, later)).fetchone()[0] == 1
    for row in np.flatnonzero(np.frombuffer(dropped, dtype=np.uint8)).tolist():
        source, licence = connection.execute("SELECT source, licence FROM places WHERE row = ?", (row,)).fetchone()
        sources[source.partition(": ")[0], licence] -= 1
        connection.execute("DELETE FROM places WHERE row = ?", (row,))
        connection.execute("DELETE FROM geometries WHERE row = ?", (row,))
    return dropped


def batched(items: Iterable[tuple[int, Place]], size: int) -> Iterator[list[tuple[int, Place]]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def as_shape_row(row: int, geometry: BaseGeometry) -> tuple[int | float | bytes | None, ...]:
    outline = outline_of(geometry)
    drawn = simplify_shape(outline or geometry)
    own = None if outline is None else shapely.to_wkb(outline)
    return row, *geometry.bounds, shapely.to_wkb(geometry), own, shapely.to_wkb(drawn)


def as_row(number: int, place: Place) -> tuple[object, ...]:
    names = {language: found for language, found in place.names.items() if language}
    return (
        number, place.id, place.name, place.kind, place.lat, place.lon, place.radius_m, place.country, place.admin1,
        place.population, place.source, place.licence, as_json(names),
    )  # fmt: skip
