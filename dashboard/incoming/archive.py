"""Zip archives of report files, read member by member; nothing is unpacked to disk, so no name in them can do harm."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dashboard.errors import ReportError, UsageError
from dashboard.incoming import lists, word
from dashboard.incoming.folder_index import INDEX_NAMES, Known, index_rows, with_known
from dashboard.incoming.formats import HEAD, SINGLE, is_read, kind_of, unread
from dashboard.incoming.guard import refusing
from dashboard.incoming.limits import DEEPEST, LARGEST_MEMBER, check_size
from dashboard.incoming.packed import ADVICE, check_member, member_bytes, member_name, opened
from dashboard.incoming.records import Found, IncomingText, Source, failed, source_of_bytes

_HIDDEN = (".", "__MACOSX")


def read(source: Source) -> Iterator[Found]:
    """The reports of an archive in its order; a member that fails does not stop the others. Raises ReportError."""
    check_size(source.size, "zip")
    if source.depth >= DEEPEST:
        raise ReportError(f"Files lie more than {DEEPEST} deep in each other. Unpack it first.")
    with opened(source) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        names = {member.filename for member in members}
        if word.BODY in names:
            yield from word.read(source)
            return
        if lists.WORKBOOK in names:
            yield from lists.read_workbook(source)
            return
        source.room.take(sum(member.file_size for member in members), len(members))
        by_name = {name: member for member in members if not _is_hidden(name := member_name(member))}
        indexes = _indexes(archive, by_name)
        listed = {name: known for rows in indexes.values() for name, known in rows.items()}
        for name, member in by_name.items():
            if name.rpartition("/")[0] not in indexes or name in listed:
                yield from _member(source, archive, member, name, listed.get(name, Known()))
        yield from (
            failed(name, f"The index, line {known.line}, lists it, but it is not there.")
            for name, known in listed.items()
            if name not in by_name
        )


def _is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(_HIDDEN) and part not in (".", "..") for part in parts)


def _member(
    source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, known: Known
) -> Iterator[Found]:
    """The reports of a member; none where it is of a kind that holds no reports, such as a picture."""
    if problem := known.problem or unread(name):
        yield failed(name, problem)
        return
    if not is_read(name):
        return
    try:
        with refusing("member of an archive", ADVICE):
            check_member(member, LARGEST_MEMBER)
            with archive.open(member) as file:
                is_one = kind_of(name, file.read(HEAD)) in SINGLE
            data = b"" if is_one else member_bytes(archive, member, largest=LARGEST_MEMBER)
    except ReportError as error:
        yield failed(name, str(error))
        return
    if is_one:
        yield Found(name, partial(_load_member, source, archive, member, name, known))
        return
    for found in _read(source, name, data):
        yield replace(found, load=partial(_loaded, found, known, is_one=False))


def _read(source: Source, name: str, data: bytes) -> Iterator[Found]:
    from dashboard.incoming.readers import read_source  # which has this reader among its own

    return read_source(source_of_bytes(name, data, within=source), name)


def _load_member(
    source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, known: Known
) -> IncomingText:
    """The one report of a member, from the archive as long as it is open, else from the archive opened anew."""
    if archive.fp is None:
        with opened(source) as anew:
            return _load_member(source, anew, member, name, known)
    with refusing("member of an archive", ADVICE):
        data = member_bytes(archive, member, largest=LARGEST_MEMBER)
    return _loaded(next(_read(source, name, data)), known, is_one=True)


def _loaded(found: Found, known: Known, *, is_one: bool) -> IncomingText:
    return with_known(found.load(), known, is_one=is_one)


def _indexes(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, dict[str, Known]]:
    """What the index.csv of each folder says, by folder and then by the whole name of the member."""
    found: dict[str, dict[str, Known]] = {}
    for name, member in members.items():
        folder, _, last = name.rpartition("/")
        if last not in INDEX_NAMES or folder in found:
            continue
        try:
            with refusing("index", ADVICE):
                rows = index_rows(member_bytes(archive, member, largest=LARGEST_MEMBER), name)
        except (ReportError, UsageError):
            continue  # it is read as a list then, which says what is wrong with it
        if rows:
            found[folder] = {f"{folder}/{file}" if folder else file: known for file, known in rows.items()}
    return found
