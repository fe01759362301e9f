"""Every reader of files from outside, with whole files to start from: what `python -m tests.benchmarks fuzz` feeds.

A further reader is a further line of READERS.
"""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.coded.bring_in import Request, preview
from dashboard.errors import DashboardError, ReportError
from dashboard.incoming import read_bytes
from dashboard.store import Store
from tests import coded_files
from tests import report_files as files

LONGEST_S = 10.0
"""Seconds of processor time that a reader may take for a damaged file of a few kilobytes."""

_LARGEST_JUNK = 400
_MOST_EDITS = 6
_WORDS = (
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<", b">", b'"', b"'", b"\0", b"\xff", b"\r\n", b",", b";", b"\x1a"),
    *(
        b"-1",
        b"0",
        b"99999999999999999999",
        b"1e999",
        b"nan",
        b"{",
        b"}",
        b"[" * 40,
        b"<div>" * 40,
        b"\xd8\x00",
        b"%PDF-",
    ),
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"endobj",
        b"stream\n",
        b"/Length 9999999",
        b"\\ud800",
        b"=?utf-8?b?",
    ),
    *(b"0001-01-01", b"9999-12-31T23:59:59+14:00", "\u202e".encode(), "\u0661\u0662".encode(), "لا".encode()),
)


@dataclass(frozen=True, slots=True)
class FuzzedReader:
    """A reader of bytes, whole files for it, and the errors with which it may refuse what is damaged."""

    name: str
    samples: Callable[[], list[bytes]]
    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...] = (DashboardError,)


def read_reports(name: str, data: bytes) -> None:
    """Loads every report of a file; raises what is no ReportError."""
    for found in read_bytes(name, data):
        with suppress(ReportError):
            found.load()


def _incoming(name: str, *samples: Callable[[], bytes]) -> FuzzedReader:
    return FuzzedReader(
        name.rpartition(".")[2] if name != "report.txt" else "text",
        lambda: [sample() for sample in samples] or [files.samples()[name]],
        partial(read_reports, name),
        (),
    )


def _coded(ending: str, sample: Callable[[], bytes]) -> FuzzedReader:
    return FuzzedReader(f"coded {ending}", lambda: [sample()], partial(preview_coded, ending))


def preview_coded(ending: str, data: bytes) -> None:
    """Goes through a file of coded events as its preview does."""
    path = _folder() / f"events.{ending}"
    path.write_bytes(data)
    preview(Request(path=path), _store())


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dawriya-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _store() -> Store:
    return Store("sqlite://")


READERS = (
    _incoming("report.txt"),
    _incoming("report.html"),
    _incoming("report.pdf", files.plain_pdf),
    _incoming("report.docx"),
    _incoming("report.eml"),
    _incoming("reports.csv"),
    _incoming("reports.xlsx", lambda: files.workbook(Reports=[files.HEADER, files.ROW])),
    _incoming("feed.rss", files.rss, files.atom),
    _incoming("reports.jsonl"),
    _incoming("reports.zip", lambda: files.archive({"a.txt": b"x", "b.csv": files.table([files.HEADER, files.ROW])})),
    _coded("csv", coded_files.acled_csv),
    _coded("geojson", coded_files.acled_geojson),
    _coded("kml", coded_files.plain_kml),
    _coded("gpkg", coded_files.acled_gpkg),
    _coded("kmz", lambda: files.archive({"doc.kml": coded_files.plain_kml()})),
)
"""The readers, those of dashboard/incoming first."""


def fuzz(reader: FuzzedReader, inputs: int) -> tuple[int, float]:
    """Feeds a reader so many damaged files and random bytes; how many it took, and the slowest one's seconds.

    Raises whatever the reader raised that it may not, with the smallest input for it, or AssertionError where one took
    longer than LONGEST_S.
    """
    count, slowest = 0, 0.0

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=damaged(reader.samples()))
    def feed(data: bytes) -> None:
        nonlocal count, slowest
        started = time.process_time()
        with suppress(*reader.refuses):
            reader.read(data)
        taken = time.process_time() - started
        count, slowest = count + 1, max(slowest, taken)
        assert taken < LONGEST_S, f"{taken:.1f} s for {len(data)} bytes"

    feed()
    return count, slowest


def damaged(samples: list[bytes]) -> st.SearchStrategy[bytes]:
    """Random bytes, damaged samples, and for archives and office files samples with a damaged member."""
    kinds = [st.binary(max_size=_LARGEST_JUNK), _edited(st.sampled_from(samples)), _edited(st.sampled_from(samples))]
    packed = [sample for sample in samples if sample.startswith(b"PK")]
    if packed:
        kinds += [_damaged_member(st.sampled_from(packed))] * 2
    return st.one_of(kinds)


_EDIT = st.tuples(
    st.floats(0, 1),
    st.integers(0, 200),
    st.one_of(st.binary(max_size=12), st.sampled_from(_WORDS)),
)
_EDITS = st.lists(_EDIT, min_size=1, max_size=_MOST_EDITS)


@st.composite
def _edited(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    return _with_edits(draw(whole), draw(_EDITS))


@st.composite
def _damaged_member(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """An archive that is whole, but one of its members is not."""
    with zipfile.ZipFile(io.BytesIO(draw(whole))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(members)))
    members[name] = _with_edits(members[name], draw(_EDITS))
    return files.archive(members, level=zipfile.ZIP_STORED)


def _with_edits(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with pieces of 0 to 200 bytes replaced."""
    for where, length, piece in edits:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + length :]
    return data
