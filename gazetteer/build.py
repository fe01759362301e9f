"""Build the one local gazetteer file out of packages' data and the curated tables."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import marisa_trie
import shapely
from tqdm import tqdm

from gazetteer.errors import GazetteerError, SourceError
from gazetteer.layout import DEFAULT_PATH, FORMAT, HAS_ARTICLE, IS_MAIN, POSTING, SCHEMA
from gazetteer.names import (
    LATIN_ARTICLES,
    fold_words,
    full_key,
    has_arabic_article,
    is_arabic,
    strip_leading_article,
    tokenize,
)
from gazetteer.places import Place
from gazetteer.regions import ARABIC_ARTICLE, FOLDED
from gazetteer.sources import curated, geonames, governorates, natural_earth, provinces
from gazetteer.sources.curated import Correction


def build(path: Path = DEFAULT_PATH, *, force: bool = False, quiet: bool = False) -> bool:
    """Build the gazetteer at `path` and return whether it had to be: an up-to-date file is left alone.

    Takes well under a minute; the file appears only when it is whole. Raises SourceError for a source that does not
    read, GazetteerError where the disk is full or not writable.
    """
    version = content_version()
    if not force and built_version(path) == version:
        path.touch()  # for make, which goes by the time
        return False
    write(path, read_all(quiet=quiet), version=version, quiet=quiet)
    return True


def content_version() -> str:
    """The hash of what a build is made of: sources, curated tables and the code that reads them; 16 hex digits."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    package = Path(__file__).parent
    inputs = [geonames.default_path(), natural_earth.default_path(), governorates.POLYGONS]
    inputs += [curated.DIRECTORY / f"{table}.csv" for table in curated.TABLES]
    inputs += sorted((package / "sources").glob("*.py"))
    inputs += [package / name for name in ("build.py", "layout.py", "names.py", "regions.py")]
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def built_version(path: Path) -> str | None:
    """The version of the gazetteer at `path`, None if there is none that opens."""
    if not path.is_file():
        return None
    try:
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as connection:
            found = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except sqlite3.Error:
        return None
    return found[0] if found else None


def read_all(*, quiet: bool = False) -> list[Place]:
    """Every place of every source, curated corrections applied, governorates filled in; ids are unique."""
    corrections = curated.read_corrections()
    hand_made = list(chain(curated.read_places(), curated.read_shapes()))
    areas = list(chain(natural_earth.read_countries(), governorates.read_places()))
    omitted = curated.read_omitted()
    progress = tqdm(geonames.read_places(), desc="places", unit=" places", total=235_000, disable=quiet)
    towns = [place for place in progress if place.id not in omitted]
    far_provinces = provinces.read_places(towns)
    places = chain(areas, natural_earth.read_borders(), fill_admin1(hand_made, areas), far_provinces, towns)
    found = [corrected(place, corrections) for place in places]
    check_unique(found)
    unknown = corrections.keys() - {place.id for place in found}
    if unknown:
        raise SourceError(f"The curated tables correct places that no source has: {', '.join(sorted(unknown))}")
    return found


def check_unique(places: Iterable[Place]) -> None:
    seen: set[str] = set()
    for place in places:
        if place.id in seen:
            raise SourceError(f"Two places have the id {place.id}")
        seen.add(place.id)


def corrected(place: Place, corrections: dict[str, Correction]) -> Place:
    """The place with its curated names first, the wrong ones gone."""
    correction = corrections.get(place.id)
    if correction is None:
        return place
    names: dict[str, tuple[str, ...]] = {}
    by_script = {
        language: [n for n in correction.aliases if geonames.language_of(n) == language]
        for language in ("en", "ar", "ku", "fa")
    }
    for language in {*place.names, *correction.names, *(key for key, found in by_script.items() if found)}:
        first = [correction.names[language]] if language in correction.names else []
        rest = [*by_script.get(language, ()), *place.names.get(language, ())]
        names[language] = tuple(dict.fromkeys(n for n in [*first, *rest] if n not in correction.drop))
    population = place.population if correction.population is None else correction.population
    is_town = place.id.startswith("geonames:")
    return replace(
        place,
        name=correction.names["en"],
        names={language: found for language, found in names.items() if found},
        population=population,
        kind=geonames.kind_of(population) if is_town else place.kind,
        radius_m=geonames.radius_of(population) if is_town else place.radius_m,
    )


def fill_admin1(places: Sequence[Place], areas: Sequence[Place]) -> Iterator[Place]:
    """The places with the governorate whose polygon holds their point, where there is one."""
    polygons = [area for area in areas if area.admin1]
    tree = shapely.STRtree([area.geometry for area in polygons])
    for place in places:
        hits = tree.query(shapely.Point(place.lon, place.lat), predicate="within")
        inside = [polygons[i].admin1 for i in hits if polygons[i].country == place.country]
        spans_several = place.geometry is not None
        yield replace(place, admin1=inside[0]) if inside and not spans_several else place


def keys_of(place: Place) -> Iterator[tuple[str, int]]:
    """The exact keys of a place's names, each with its flags."""
    forgives_article = place.country in ARABIC_ARTICLE or not place.country
    for language, names in place.names.items():
        for position, name in enumerate(names):
            keys = full_key(name).split()
            if not keys or (len(keys) == 1 and len(keys[0]) < 2) or "".join(keys).isdigit():
                continue
            flags = IS_MAIN if position == 0 and language in ("en", "ar", "ku", "tr") else 0
            if has_arabic_article(keys[0]):
                yield " ".join(strip_leading_article(keys)), flags | HAS_ARTICLE
                continue
            has_article = keys[0] in LATIN_ARTICLES and len(keys) > 1
            yield " ".join(keys), flags | (HAS_ARTICLE if has_article else 0)
            if has_article and forgives_article:
                yield " ".join(keys[1:]), flags | HAS_ARTICLE


def fold_keys_of(place: Place) -> Iterator[tuple[str, int]]:
    """The fold keys of a place of the region, none for others; keys of one or two letters are left out."""
    if place.country not in FOLDED or place.kind in ("country", "border"):
        return
    for language, names in place.names.items():
        if language == "":
            continue
        for position, name in enumerate(names):
            key = " ".join(fold_words([token.text for token in tokenize(name)]))
            if len(key) >= 3 and (is_arabic(name) or key.isascii()):
                yield key, IS_MAIN if position == 0 else 0


def make_trie(postings: Iterable[tuple[str, int, int]]) -> bytes:
    """A marisa trie from key to its postings, as bytes; flags of one place under one key are joined."""
    joined: dict[str, dict[int, int]] = {}
    for key, row, flags in postings:
        rows = joined.setdefault(key, {})
        rows[row] = rows.get(row, 0) | flags
    packed = ((key, b"".join(POSTING.pack(row, flags) for row, flags in rows.items())) for key, rows in joined.items())
    return marisa_trie.BytesTrie(packed).tobytes()


def write(path: Path, places: Sequence[Place], *, version: str, quiet: bool = True) -> None:
    """Write places and their index to `path` in one step: to a file beside it first, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fill(temporary, places, version=version, quiet=quiet)
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(explain(error, path)) from error
    finally:
        for leftover in path.parent.glob(f"{temporary.name}*"):
            leftover.unlink(missing_ok=True)


def explain(error: Exception, path: Path) -> str:
    """What went wrong while writing, and what to do."""
    text = str(error).lower()
    if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or "full" in text:
        return f"No space left to write {path}: about 150 MB are needed. Free some and build again."
    return f"Could not write {path}: {error}"


def fill(path: Path, places: Sequence[Place], *, version: str, quiet: bool) -> None:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA}")
        numbered = list(enumerate(places))
        rows = tqdm(numbered, desc="rows", unit=" places", disable=quiet)
        connection.executemany(f"INSERT INTO places VALUES ({','.join('?' * 13)})", (as_row(n, p) for n, p in rows))
        shaped = ((p.id, p.kind, p.country, shapely.to_wkb(p.geometry)) for p in places if p.geometry is not None)
        connection.executemany("INSERT INTO geometries VALUES (?, ?, ?, ?)", shaped)
        for name, keys in (("exact", keys_of), ("folded", fold_keys_of)):
            progress = tqdm(numbered, desc=f"{name} keys", unit=" places", disable=quiet)
            blob = make_trie((key, n, flags) for n, place in progress for key, flags in keys(place))
            connection.execute("INSERT INTO blobs VALUES (?, ?)", (name, blob))
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [("version", version), ("format", str(FORMAT))])
        connection.commit()
    finally:
        connection.close()


def as_row(number: int, place: Place) -> tuple[object, ...]:
    names = {language: found for language, found in place.names.items() if language}
    return (
        number, place.id, place.name, place.kind, place.lat, place.lon, place.radius_m, place.country, place.admin1,
        place.population, place.source, place.licence, json.dumps(names, ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
