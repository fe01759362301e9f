"""How the built gazetteer is laid out on disk: what `build` writes and `index` reads.

`manifest.json` names a folder beside it and the files in there; only what it names is the gazetteer:

    built/gazetteer/manifest.json              version, files with sizes and checksums, counts, sources, codes
    built/gazetteer/build-…/places.sqlite      the full records and shapes, by row and by id
    built/gazetteer/build-…/facts.bin          a record of fixed size a row, see facts.py
    built/gazetteer/build-…/exact-00.marisa    the names of one shard: key to number; folded-… likewise
    built/gazetteer/build-…/exact.postings     for each number the rows of its places, see name_index.py
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

FORMAT = 4
"""Grows when the layout changes, so that an older gazetteer is built anew."""

POSTING = struct.Struct("<IB")
"""One name of one place: the place's row number and flags."""

SPAN = struct.Struct("<II")
"""Where the postings of a key begin and end, counted in postings of its shard."""

HAS_ARTICLE, IS_MAIN, IS_OWN = 1, 2, 4
"""Flags: the name begins with the Arabic article; it is the place's first name in its language; the user gave it (that
one is in no file)."""

MAIN_NAME_COUNTS = 0.1
"""How much a place's main name is worth beside its prominence, where namesakes are put in order."""

PARTITIONS = 64
"""Parts that names are sorted into while building; a shard is made of one part or several."""

DEFAULT_PATH = Path(__file__).parent / "built" / "gazetteer"
PATH_VARIABLE = "DAWRIYA_GAZETTEER"
MANIFEST, PLACES, FACTS = "manifest.json", "places.sqlite", "facts.bin"
BUILDS = "build-"
"""What the names of the folders begin with that a build makes beside the manifest."""

SCHEMA = """
CREATE TABLE places (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, radius_m REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
    population INTEGER, source TEXT NOT NULL, licence TEXT NOT NULL, names TEXT NOT NULL
);
CREATE TABLE geometries (
    row INTEGER PRIMARY KEY, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL,
    wkb BLOB NOT NULL, outline BLOB, drawn BLOB NOT NULL
);
"""
INDEXES = """
CREATE UNIQUE INDEX places_by_id ON places (id);
CREATE INDEX places_by_kind ON places (kind, country);
"""
"""Made last: sorting once is faster than keeping order row by row."""


def trie_file(index: str, shard: int) -> str:
    """The file with the keys of one shard of an index (exact, folded)."""
    return f"{index}-{shard:02d}.marisa"


def postings_file(index: str) -> str:
    """The file with the postings of all shards of an index."""
    return f"{index}.postings"


def partition_of(key: str) -> int:
    """Which part a key falls into, by its first word: all that a word may begin lie together."""
    return zlib.crc32(key.partition(" ")[0].encode()) % PARTITIONS
