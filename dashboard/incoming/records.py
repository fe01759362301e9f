"""What is handed on: a report with what is known of it, where it stands, and a file as its reader gets it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from dashboard.errors import ReportError
from dashboard.incoming.limits import Room


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingText:
    """A report's text with what is known about it."""

    text: str
    published: date | None = None
    source: str = ""
    url: str = ""
    lang: str | None = None
    time_zone: str | None = None
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A report before it is read: where its text is, and what is known about it from beside it.

    `offset` is the byte where its line begins in a file of JSON lines. `part` is which report it is, from 0, of a file
    that holds several. Both are None for a file that is one report. `columns` says which column of a list is what.
    `problem` says why there is nothing to read.
    """

    where: str
    path: Path
    offset: int | None = None
    part: int | None = None
    published: date | None = None
    source: str = ""
    url: str = ""
    lang: str | None = None
    time_zone: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A report that a reader found in a file: `where` in it ("" for the file itself), and what gives it.

    `load` raises ReportError.
    """

    where: str
    load: Callable[[], IncomingText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as a reader gets it, on disk or within another: `open` gives its bytes anew each time.

    `room` is what may still be unpacked of the outermost file; `depth` is how many files it lies within.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    columns: Mapping[str, str] = field(default_factory=dict)
    room: Room = field(default_factory=Room)
    depth: int = 0


Reader = Callable[[Source], Iterator[Found]]
"""Gives the reports of a file one after the other; it and what it gives raise ReportError and nothing else."""


def source_of_file(path: Path, columns: Mapping[str, str] | None = None) -> Source:
    """A file on disk. Raises OSError."""
    return Source(name=path.name, size=path.stat().st_size, open=lambda: path.open("rb"), columns=columns or {})


def source_of_bytes(
    name: str, data: bytes, *, columns: Mapping[str, str] | None = None, within: Source | None = None
) -> Source:
    """A file that is at hand as bytes; one that lies within another shares its room."""
    if within is None:
        return Source(name=name, size=len(data), open=lambda: io.BytesIO(data), columns=columns or {})
    return Source(
        name=name,
        size=len(data),
        open=lambda: io.BytesIO(data),
        columns=columns if columns is not None else within.columns,
        room=within.room,
        depth=within.depth + 1,
    )


def failed(where: str, problem: str) -> Found:
    """What stands in the place of a report that can't be read."""

    def load() -> IncomingText:
        raise ReportError(problem)

    return Found(where, load)
