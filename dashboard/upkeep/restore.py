"""`python -m dashboard restore`: a backup brought into a store of either database, all of it or nothing."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, text, update

from dashboard import schema
from dashboard.batches import batches
from dashboard.clock import store_revision
from dashboard.database import SCHEMA_REVISION, migrate
from dashboard.errors import StoreError
from dashboard.store import Store
from dashboard.upkeep.backup import back_up
from dashboard.upkeep.dump import Dump, open_dump, readable, rows_for, stored_tables

_AT_ONCE = 2_000
_SQLITE = b"SQLite format 3\0"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m dashboard restore`."""
    parser.add_argument("file", metavar="FILE", help="what `backup` wrote")
    parser.add_argument("--store", metavar="URL", help="where it goes, a path or an address (default: DAWRIYA_STORE)")
    parser.add_argument("--force", action="store_true", help="in the stead of what the store holds now")


def run(args: argparse.Namespace) -> int:
    """Brings the backup in, and says what came."""
    with _opened(Path(args.file)) as dump, Store(args.store) as store:
        restore(dump, store, force=args.force)
        rows = ", ".join(f"{one.rows} {name}" for name, one in dump.tables.items() if one.rows)
    print(f"{store.shown_url} holds what {args.file} held: {rows}.", file=sys.stderr)
    return 0


@contextmanager
def _opened(path: Path) -> Iterator[Dump]:
    """A backup of either kind as the neutral one."""
    with readable(path), path.open("rb") as file:
        is_sqlite = file.read(len(_SQLITE)) == _SQLITE
    if not is_sqlite:
        with open_dump(path) as dump:
            yield dump
        return
    with tempfile.TemporaryDirectory() as folder:
        copy, neutral = Path(folder) / "copy.sqlite", Path(folder) / "copy.zip"
        with readable(path):
            shutil.copyfile(path, copy)  # opening a store may bring it up to date: not the backup itself
        with Store(copy, must_exist=True) as store:
            back_up(store, neutral)
        with open_dump(neutral) as dump:
            yield dump


def restore(dump: Dump, store: Store, *, force: bool = False) -> None:
    """Puts a backup in the place of what a store holds; refuses where that is anything, unless forced to.

    Whoever reads meanwhile sees the old state or the new one. Raises StoreError, and nothing was changed.
    """
    if not "0001" <= dump.revision <= SCHEMA_REVISION:
        raise StoreError(f"The backup is of schema {dump.revision}, which this software does not know. Update it.")
    with readable(Path(dump.archive.filename or "")), store.writer() as connection:
        if not force and _holds_anything(connection):
            raise StoreError(f"{store.shown_url} is not empty. Name an empty store, or write --force to replace it.")
        before = store_revision(connection)
        schema.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        migrate(connection, dump.revision)
        connection.execute(schema.meta.delete())
        with store.backend.deferred_references(connection):
            for table in stored_tables(connection):
                _check_room(table.name, dump)
                for rows in batches(rows_for(table, dump.lines(table.name)), _AT_ONCE):
                    connection.execute(insert(table), rows)
        migrate(connection)
        store.backend.renumber(connection)
        # Pages that are open know the store by its number: it must be one that it has not had, and all is new to them.
        after = store_revision(connection)
        table = schema.meta
        newest = update(table).where(table.c.key == "revision").values(value=max(before, after))
        connection.execute(newest)
        connection.execute(update(schema.events).values(changed=schema.NEXT_REVISION))


def _holds_anything(connection: Connection) -> bool:
    kept = [table for table in schema.metadata.sorted_tables if table is not schema.meta]
    return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept)


def _check_room(name: str, dump: Dump) -> None:
    if name not in dump.tables:
        raise ValueError(f"the table {name} is not in it")
