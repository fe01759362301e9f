"""Zip archives, and the office files that are some: opened without trusting what they say of themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.errors import ReportError
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import LARGEST_RATIO, MB, SMALL_MEMBER
from dashboard.incoming.records import Source

ADVICE = "Make it anew, or download it again."
_ENCRYPTED = 0x1
_IS_UTF8 = 0x800


@contextmanager
def opened(source: Source, what: str = "ZIP archive", advice: str = ADVICE) -> Iterator[zipfile.ZipFile]:
    """An archive. Raises ReportError, also for what its members raise while it is open."""
    with source.open() as file, refusing(what, advice), zipfile.ZipFile(file) as archive:
        yield archive


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; programs that write UTF-8 and don't say so are understood."""
    if member.flag_bits & _IS_UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def check_member(member: zipfile.ZipInfo, largest: int) -> None:
    """Raises ReportError if a member is encrypted, a bomb, or larger than `largest`."""
    if member.flag_bits & _ENCRYPTED:
        raise ReportError("It is encrypted. Unpack the archive with its password first.")
    if member.file_size > largest:
        raise ReportError(
            f"It unpacks to {member.file_size / MB:,.0f} MB; at most {largest // MB:,} MB are read. Split it."
        )
    if member.file_size > SMALL_MEMBER and member.file_size > LARGEST_RATIO * max(1, member.compress_size):
        ratio = member.file_size // max(1, member.compress_size)
        raise ReportError(f"It unpacks to {ratio:,} times its size, as no report does. It is not read.")


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, largest: int) -> bytes:
    """What a member unpacks to, in memory. Raises ReportError as `check_member` does."""
    check_member(member, largest)
    with archive.open(member) as file:
        data = file.read(member.file_size + 1)
    if len(data) > member.file_size:
        raise ReportError("It unpacks to more than the archive says. It is not read.")
    return data


class NamedBytes(io.BytesIO):
    """Bytes as a file that messages can name."""

    def __str__(self) -> str:
        return "The file"
