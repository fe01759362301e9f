"""Imported files as they are kept: gazetteer/imported/NAME.jsonl.gz, a header line, then one place a line.

A file appears whole or not at all. The header stands in a gzip member of its own and of fixed length, so that the
count, known at the end, can be put into it without writing millions of places again.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from gazetteer.errors import PlaceError, SourceError
from gazetteer.place_records import place_as_line, place_from_record
from gazetteer.places import Place
from gazetteer.sources.archives import explained

DIRECTORY_VARIABLE = "DAWRIYA_IMPORTED"
DEFAULT_DIRECTORY = Path(__file__).parents[1] / "imported"
ENDING = ".jsonl.gz"
FORMAT = 1
HEADER_BYTES = 4_000  # unpacked; room for long notes of origin
ABANDONED_S = 3_600.0
QUICKLY = 3  # gzip level: twice as fast as the usual one, a tenth larger

_NAME = re.compile(r"[\w][\w. -]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What the header tells: where the places came from, under which licence, when, how many."""

    name: str
    source: str
    licence: str
    imported_at: datetime
    count: int = 0
    failed: int = 0
    kind: str = ""
    origin: str = ""
    path: Path = Path()


def imported_directory() -> Path:
    """The folder of imported files: $DAWRIYA_IMPORTED, else gazetteer/imported."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or DEFAULT_DIRECTORY)


def check_import_name(name: str) -> str:
    """A name that a file may have everywhere; raises PlaceError."""
    if not _NAME.fullmatch(name) or name.endswith((".", " ")):
        raise PlaceError(f"{name[:80]!r} can't name an import. Use letters, digits, '-', '_' and '.', at most 80.")
    return name


def read_imported(directory: Path | None = None) -> Iterator[Place]:
    """Every place of every imported file, in the order of import; with an id that stands twice the later one counts.

    Raises SourceError naming file and line where one is damaged.
    """
    for file in list_imported(directory):
        yield from read_file(file)


def list_imported(directory: Path | None = None) -> list[ImportedFile]:
    """The imported files, in the order of import; raises SourceError for one whose header does not read."""
    folder = directory or imported_directory()
    found = [read_header(path) for path in sorted(folder.glob(f"*{ENDING}")) if not path.name.startswith(".")]
    return sorted(found, key=lambda file: (file.imported_at, file.name))


def read_header(path: Path) -> ImportedFile:
    """The header of an imported file; raises SourceError."""
    with explained(path), gzip.open(path) as file:
        line = file.readline(HEADER_BYTES + 1)
    try:
        header = json.loads(line)
        if header["format"] != FORMAT:
            raise SourceError(f"{path} was imported by another version of this program. {_AGAIN}")
        return ImportedFile(
            name=header["name"],
            source=header["source"],
            licence=header["licence"],
            imported_at=datetime.fromisoformat(header["imported_at"]),
            count=header["count"],
            failed=header["failed"],
            kind=header["kind"],
            origin=header["origin"],
            path=path,
        )
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path} has no header of an imported file. {_AGAIN}") from error


_AGAIN = "Import the file again, or remove it with python -m gazetteer import --remove NAME."


def read_file(file: ImportedFile) -> Iterator[Place]:
    """The places of one imported file; raises SourceError naming the line that is damaged."""
    count = 0
    with explained(file.path), gzip.open(file.path) as lines:
        next(lines, None)
        for line in lines:
            count += 1
            try:
                yield place_from_record(json.loads(line), source=file.source, licence=file.licence)
            except (ValueError, AttributeError) as error:
                raise SourceError(f"{file.path}, line {count + 1}: {error}. {_AGAIN}") from error
    if count != file.count:
        raise SourceError(f"{file.path} has {count:,} places where its header says {file.count:,}. {_AGAIN}")


def write_imported(
    places: Iterable[Place],
    *,
    name: str,
    source: str,
    licence: str,
    kind: str = "",
    origin: str = "",
    failed: Iterable[int] = (),
    directory: Path | None = None,
) -> ImportedFile:
    """Keep places as an imported file of a name, in place of the one that had it; the file appears only when whole.

    `failed` is asked for its sum at the end: how many rows were not used. Raises SourceError where the disk is full
    or not writable, and whatever reading `places` raises; either way the former file stays.
    """
    folder = directory or imported_directory()
    path = folder / f"{check_import_name(name)}{ENDING}"
    temporary = folder / f".{path.name}.{os.getpid()}.part"
    about = ImportedFile(
        name=name, source=source, licence=licence, imported_at=datetime.now(UTC), kind=kind, origin=origin, path=path
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drop_leftovers(folder)
        with temporary.open("wb") as file:
            file.write(pack_header(about))
            count = write_lines(places, file, source, licence)
            about = ImportedFile(**{**asdict(about), "count": count, "failed": sum(failed)})
            file.seek(0)
            file.write(pack_header(about))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(
            f"Can't write {path}: {error.strerror or error}. Make room or the folder writable."
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    return about


def drop_leftovers(folder: Path) -> None:
    """Delete what killed imports left: parts that nobody has written to for an hour."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > ABANDONED_S:
                part.unlink()


def write_lines(places: Iterable[Place], file: IO[bytes], source: str, licence: str) -> int:
    count = 0
    with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=QUICKLY) as packed:
        lines: list[str] = []
        for place in places:
            count += 1
            lines.append(place_as_line(place, source=source, licence=licence))
            if len(lines) == 5_000:
                packed.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
                lines.clear()
        if lines:
            packed.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
    return count


def pack_header(file: ImportedFile) -> bytes:
    """The header as a gzip member that is never compressed, hence always of the same length."""
    header: dict[str, Any] = {**asdict(file), "imported_at": file.imported_at.isoformat(), "format": FORMAT}
    del header["path"]
    line = json.dumps(header, ensure_ascii=True)
    if len(line) >= HEADER_BYTES:
        raise SourceError("Source, licence and file name are too long to be kept with an import.")
    return gzip.compress(f"{line:<{HEADER_BYTES - 1}}\n".encode(), compresslevel=0, mtime=0)


def remove_imported(name: str, directory: Path | None = None) -> None:
    """Delete an imported file; raises SourceError if there is none of that name or it can't be deleted."""
    path = (directory or imported_directory()) / f"{check_import_name(name)}{ENDING}"
    try:
        path.unlink()
    except FileNotFoundError as error:
        raise SourceError(f"Nothing was imported under the name {name!r}. List with import --list.") from error
    except OSError as error:
        raise SourceError(f"Can't delete {path}: {error.strerror or error}.") from error
