"""The reader of each format, and the reports of any file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import cast

from dashboard.errors import ReportError
from dashboard.incoming import archive, feed, json_lines, lists, mail, plain, word
from dashboard.incoming.formats import HEAD, Kind, kind_of, unread
from dashboard.incoming.records import Found, Reader, Source, failed, source_of_bytes


def _in(module: str) -> Reader:
    """The reader of a module that is imported for its first file: the libraries take 30 MB of a server's memory."""

    def read(source: Source) -> Iterator[Found]:
        return cast(Iterator[Found], import_module(f"dashboard.incoming.{module}").read(source))

    return read


READERS: dict[Kind, Reader] = {
    "text": plain.read,
    "html": _in("html_page"),
    "pdf": _in("pdf"),
    "docx": word.read,
    "eml": mail.read,
    "list": lists.read_csv,
    "xlsx": lists.read_workbook,
    "feed": feed.read,
    "jsonl": json_lines.read,
    "zip": archive.read,
}
"""What reads a format; each raises ReportError and nothing else."""


def read_source(source: Source, where: str = "") -> Iterator[Found]:
    """The reports of a file in their order, `where` put before where each stands; never raises ReportError itself.

    Where a file breaks off, what can't be read stands last as a report that fails.
    """
    if problem := unread(source.name):
        yield failed(where, problem)
        return
    try:
        for found in READERS[source_kind(source)](source):
            yield replace(found, where=", ".join(filter(None, (where, found.where))))
    except ReportError as error:
        yield failed(where, str(error))
    except OSError as error:
        yield failed(where, f"It can't be read: {error.strerror or error}.")


def source_kind(source: Source) -> Kind:
    """The format of a file. Raises ReportError for one that is not read, OSError."""
    with source.open() as file:
        return kind_of(source.name, file.read(HEAD))


def read_bytes(name: str, data: bytes, *, columns: Mapping[str, str] | None = None) -> Iterator[Found]:
    """The reports of a file that is at hand as bytes, by its name: what was uploaded, or fetched."""
    return read_source(source_of_bytes(name, data, columns=columns))
