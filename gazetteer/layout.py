"""How the built gazetteer file is laid out: what `build` writes and `index` reads."""

from __future__ import annotations

import struct
from pathlib import Path

FORMAT = 1
"""Grows when the layout changes, so that an older file is built anew."""

POSTING = struct.Struct("<IB")
"""One name of one place in a trie: the place's row number and flags."""

HAS_ARTICLE, IS_MAIN = 1, 2
"""Flags: the name begins with the Arabic article; it is the place's first name in its language."""

DEFAULT_PATH = Path(__file__).parent / "built" / "gazetteer"
PATH_VARIABLE = "DAWRIYA_GAZETTEER"

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE blobs (name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE places (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, radius_m REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
    population INTEGER, source TEXT NOT NULL, licence TEXT NOT NULL, names TEXT NOT NULL
);
CREATE TABLE geometries (id TEXT PRIMARY KEY, kind TEXT NOT NULL, country TEXT NOT NULL, wkb BLOB NOT NULL);
"""
