"""Reports coming in as files of any usual kind: which there are, what is said about them, and their text.

A file on disk is found by `find_incoming` and read by `load_text`; one at hand as bytes is read by `read_bytes`. A
format is a reader in a module of its own, listed in `readers`, told by its beginning or its ending in `formats`; how
large what may be is in `limits`.
"""

from dashboard.incoming.finding import find_files, find_incoming, iterate_incoming
from dashboard.incoming.folder_index import INDEX_COLUMNS, INDEX_NAMES
from dashboard.incoming.formats import ENDINGS
from dashboard.incoming.lists import parse_columns
from dashboard.incoming.loading import load_text
from dashboard.incoming.readers import read_bytes
from dashboard.incoming.records import Found, Incoming, IncomingText

__all__ = [
    "ENDINGS",
    "INDEX_COLUMNS",
    "INDEX_NAMES",
    "Found",
    "Incoming",
    "IncomingText",
    "find_files",
    "find_incoming",
    "iterate_incoming",
    "load_text",
    "parse_columns",
    "read_bytes",
]
