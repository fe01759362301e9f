"""Files and zip members as streams of bytes and lines, refused where they are larger than a source can be."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gazetteer.errors import SourceError
from gazetteer.sources.problems import Problems

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20  # bytes; the longest of GeoNames has 11,000
LARGEST_RATIO = 200  # unpacked to packed; place tables reach 10
LARGEST_SMALL = 1 << 20  # bytes unpacked; below it no ratio is suspicious

ArchiveFile = Path | IO[bytes]
"""An archive on disk, or one that is open; messages name it as it names itself."""

READ_ERRORS = (EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What zipfile and gzip raise, besides OSError, for damaged, encrypted or unknown contents."""


@contextmanager
def explained(path: ArchiveFile) -> Iterator[None]:
    """Errors of reading a file or archive as SourceError, which names the file."""
    try:
        yield
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(f"Can't read {path}: {error.strerror or error}.") from error
    except READ_ERRORS as error:
        reason = str(error) or type(error).__name__
        raise SourceError(f"{path} does not read: {reason}. If it was downloaded, download it again.") from error


def is_zip(path: Path) -> bool:
    """Whether a file begins like a zip archive."""
    with explained(path), path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def check_member(archive: ArchiveFile, member: zipfile.ZipInfo, largest: int) -> None:
    """Raises SourceError if a member unpacks to more than `largest` bytes, or to suspiciously more than it takes."""
    if member.file_size > largest:
        raise SourceError(f"{archive}: {member.filename} has {member.file_size:,} bytes; at most {largest:,} are read.")
    if member.file_size > LARGEST_SMALL and member.file_size > LARGEST_RATIO * max(1, member.compress_size):
        ratio = member.file_size // max(1, member.compress_size)
        raise SourceError(f"{archive}: {member.filename} unpacks to {ratio:,} times its size. No place table does.")


@contextmanager
def open_member(archive: ArchiveFile, name: str, *, largest: int) -> Iterator[IO[bytes]]:
    """A member of a zip archive, open; raises SourceError if it is missing, too large, damaged or encrypted."""
    with explained(archive), zipfile.ZipFile(archive) as opened:
        try:
            member = opened.getinfo(name)
        except KeyError as error:
            raise SourceError(f"{archive} has no {name}.") from error
        check_member(archive, member, largest)
        with opened.open(member) as file:
            yield file


def list_members(archive: ArchiveFile) -> list[zipfile.ZipInfo]:
    """The files of a zip archive; raises SourceError if it is damaged."""
    with explained(archive), zipfile.ZipFile(archive) as opened:
        return [member for member in opened.infolist() if is_file(member)]


def is_file(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file. What zipfile asks itself fails for one without a name."""
    return bool(member.filename) and not member.filename.endswith("/")


def read_lines(file: IO[bytes], problems: Problems) -> Iterator[tuple[int, bytes]]:
    """(number from 1, bytes) of each line without its end; one over LONGEST_LINE bytes is reported and passed over."""
    number = 0
    rest = b""
    is_skipping = False
    while block := file.read(BLOCK):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            if is_skipping:
                is_skipping = False
            elif len(line) > LONGEST_LINE:
                problems.add(number, f"{len(line):,} bytes long; at most {LONGEST_LINE:,} are read")
            else:
                yield number, line
        if len(rest) > LONGEST_LINE or is_skipping:
            if not is_skipping:
                problems.add(number + 1, f"more than {LONGEST_LINE:,} bytes long")
            rest, is_skipping = b"", True
    if rest and not is_skipping:
        yield number + 1, rest
