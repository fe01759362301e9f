"""A store as a file that any database takes: a zip of JSON lines, one file a table, with a manifest.

The manifest gives the schema's revision and, for each table, its rows and the SHA-256 of its lines. Days and times are
ISO 8601 in UTC, bytes are base64. Nothing in it is run, and no name in it becomes a path.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, MetaData, Table, inspect, select

from dashboard import schema
from dashboard.errors import StoreError
from dashboard.kept_text import without_nul

FORMAT = "dawriya store 1"
MANIFEST = "manifest.json"

Row = dict[str, Any]

_LONGEST_LINE = 2**28
_LONGEST_MANIFEST = 2**20
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a table has: so many rows, whose lines have this hash."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """An open file whose content is as its manifest says."""

    archive: zipfile.ZipFile
    revision: str
    tables: Mapping[str, Content]

    def lines(self, table: str) -> Iterator[Row]:
        """The rows of a table as they are written; see `rows_for` for the values of a database."""
        with self.archive.open(f"{table}.jsonl") as lines:
            for line in _bounded(lines):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("a line is no row")
                yield row


# Writing --------------------------------------------------------------------------------------------------------------


def write_dump(connection: Connection, path: Path, revision: str) -> dict[str, Content]:
    """Writes all that a transaction sees, whatever others write meanwhile; what each table has."""
    tables = stored_tables(connection)
    contents: dict[str, Content] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in tables:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
                contents[table.name] = _write_table(connection, table, file)
        manifest = {
            "format": FORMAT,
            "schema": revision,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "tables": {name: {"rows": one.rows, "sha256": one.sha256} for name, one in contents.items()},
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return contents


def stored_tables(connection: Connection) -> list[Table]:
    """The tables as the database has them, whatever its revision, those first that others refer to."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    return [
        Table(table.name, found, autoload_with=connection)
        for table in schema.metadata.sorted_tables
        if table.name in there
    ]


def columns_of(table: Table) -> list[Any]:
    """The columns that are kept: all but those that the database works out."""
    return [column for column in table.columns if column.computed is None]


def _write_table(connection: Connection, table: Table, file: IO[bytes]) -> Content:
    columns = columns_of(table)
    writers = {column.name: _writer(column.type) for column in columns}
    digest, rows = hashlib.sha256(), 0
    statement = select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execute(statement, execution_options={"yield_per": _AT_ONCE}).mappings():
        values = {name: None if row[name] is None else write(row[name]) for name, write in writers.items()}
        line = json.dumps(values, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        file.write(line)
        rows += 1
    return Content(rows=rows, sha256=digest.hexdigest())


def _writer(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, (Date, DateTime)):
        return lambda value: value.isoformat()
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return lambda value: value


def rows_for(table: Table, lines: Iterator[Row]) -> Iterator[Row]:
    """A table's rows with the values that a database takes. Raises ValueError where a line is not of the table."""
    readers = {column.name: _reader(column.type) for column in columns_of(table)}
    for line in lines:
        if line.keys() != readers.keys():
            raise ValueError(f"a line of {table.name} has other columns than the table")
        yield {name: None if value is None else readers[name](value) for name, value in line.items()}


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64decode(value, validate=True)
    if isinstance(kind, JSON):
        return lambda value: value
    return lambda value: without_nul(value) if isinstance(value, str) else value


# Reading --------------------------------------------------------------------------------------------------------------


@contextmanager
def open_dump(path: Path) -> Iterator[Dump]:
    """A file of `write_dump`, open, once all of it has been checked against its manifest. Raises StoreError."""
    with readable(path), zipfile.ZipFile(path) as archive:
        dump = _read_manifest(archive)
        _check_content(dump)
        yield dump


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns what a damaged or foreign file raises into StoreError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise StoreError(
            f"{path} is no backup, or is damaged: {reason}. Take another copy; nothing was changed."
        ) from error
    except (NotImplementedError, RuntimeError, binascii.Error) as error:  # another compression, a password
        raise StoreError(f"{path} is no backup that this software wrote: {error}. Nothing was changed.") from error
    except OSError as error:
        raise StoreError(f"{path} can't be read: {error.strerror or error}. Nothing was changed.") from error


def _read_manifest(archive: zipfile.ZipFile) -> Dump:
    with archive.open(MANIFEST) as file:
        manifest = json.loads(file.read(_LONGEST_MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError(f"its format is {manifest['format']!r}, not {FORMAT!r}")
    tables = {
        str(name): Content(rows=int(one["rows"]), sha256=str(one["sha256"])) for name, one in manifest["tables"].items()
    }
    if foreign := tables.keys() - schema.metadata.tables.keys():
        raise ValueError(f"it has a table {min(foreign)!r}, which a store has not")
    names = sorted(archive.namelist())
    if names != sorted([MANIFEST, *(f"{name}.jsonl" for name in tables)]):
        raise ValueError("its files are not those that its manifest lists")
    return Dump(archive=archive, revision=str(manifest["schema"]), tables=tables)


def _check_content(dump: Dump) -> None:
    for name, content in dump.tables.items():
        digest, rows = hashlib.sha256(), 0
        with dump.archive.open(f"{name}.jsonl") as file:
            for line in _bounded(file):
                digest.update(line)
                rows += 1
        if (rows, digest.hexdigest()) != (content.rows, content.sha256):
            raise ValueError(f"{name} is not as the manifest says")


def _bounded(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, none of which is to fill the memory."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise ValueError("a line is longer than any row")
        yield line
