"""`python -m dashboard backup`: a consistent copy of a store in one file, while others go on reading and writing."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from dashboard.database import schema_revision
from dashboard.errors import UsageError
from dashboard.interchange.write import write_whole
from dashboard.store import Store
from dashboard.upkeep.dump import write_dump

ENDINGS = (".zip", ".sqlite")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard backup`."""
    parser.add_argument(
        "out", metavar="OUT", help=f"the file, ending in {' or '.join(ENDINGS)}: any store, or SQLite's own"
    )
    parser.add_argument("--store", metavar="URL", help="the store, a path or an address (default: DAWRIYA_STORE)")


def run(args: argparse.Namespace) -> int:
    """Writes the copy, and says what is in it."""
    out = Path(args.out)
    if out.suffix.lower() not in ENDINGS:
        raise UsageError(f"{out} has none of the known endings. Name it {' or '.join(ENDINGS)}.")
    with Store(args.store, must_exist=True, migrated=False) as store:
        said = back_up(store, out)
    print(f"{store.shown_url} is copied to {out}: {said}.", file=sys.stderr)
    return 0


def back_up(store: Store, out: Path) -> str:
    """Copies a store to a file, which appears whole or not at all; what is in it, in words."""
    if out.suffix.lower() == ".sqlite":
        if store.backend.NAME != "sqlite":
            raise UsageError(f"{store.shown_url} is not SQLite. Name the copy .zip: any database takes it.")
        write_whole(out, lambda draft: _copy_pages(store, draft), suffix="sqlite")
        return "all of the file"
    words: list[str] = []

    def write(draft: Path) -> None:
        with store.reader() as connection:
            revision = schema_revision(connection, store.shown_url)
            contents = write_dump(connection, draft, str(revision))
        words.extend(f"{one.rows} {name}" for name, one in contents.items() if one.rows)

    write_whole(out, write, suffix="zip")
    return ", ".join(words)


def _copy_pages(store: Store, draft: Path) -> None:
    """By SQLite's online backup, into a file that stands alone."""
    with store.reader() as connection, closing(sqlite3.connect(draft)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
