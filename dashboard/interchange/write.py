"""Writing a table of events to a file, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import geopandas as gpd

from dashboard.errors import ExportError, UsageError
from dashboard.events import validate_events
from dashboard.logs import log
from dashboard.translation import Language


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: the module that writes it, its media type, and the program it is for.

    `is_worded`: it holds names of forces and kinds for people, so its module's `write` takes a language too.
    """

    module: str
    media_type: str
    label: str
    is_worded: bool = False


FORMATS = {
    "geojson": Format("geojson", "application/geo+json", "GeoJSON"),
    "csv": Format("csv_table", "text/csv", "CSV"),
    "kml": Format("kml", "application/vnd.google-earth.kml+xml", "KML (Google Earth)", is_worded=True),
    "gpkg": Format("geopackage", "application/geopackage+sqlite3", "GeoPackage (QGIS)", is_worded=True),
    "xlsx": Format(
        "spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", is_worded=True
    ),
    "acled.csv": Format("acled", "text/csv", "CSV with ACLED's columns"),
    "timemap.json": Format("timemap", "application/json", "TimeMap", is_worded=True),
}
"""Every format by the end of its files' names; `events.acled.csv` is an acled.csv, `events.csv` a csv."""


def write_events(path: str | Path, frame: gpd.GeoDataFrame, lang: Language = "en") -> int:
    """Writes the rows of a table of events in the format that the path ends with; their number.

    Names that people read are in the language; names of columns and the fixed words below them are the same in all.
    The file appears whole or not at all; one that was there before stays until then. Raises ExportError, and
    UsageError for an unknown ending.
    """
    target = Path(path)
    suffix = format_of(target)
    validate_events(frame)
    write = import_module(f"dashboard.interchange.{FORMATS[suffix].module}").write
    more: tuple = (lang,) if FORMATS[suffix].is_worded else ()
    write_whole(target, lambda draft: write(frame, draft, *more), suffix=suffix)
    log("export.end", format=suffix, rows=len(frame))
    return len(frame)


def write_whole(target: Path, write: Callable[[Path], object], *, suffix: str) -> None:
    """Lets `write` fill a file beside the target, then puts it there in one step. Raises ExportError."""
    draft = None
    try:
        draft = _draft_beside(target, suffix)
        write(draft)
        _sync(draft)
        draft.chmod(0o666 & ~_umask())
        draft.replace(target)
        _sync(target.parent)
    except OSError as error:
        advice = "Make room there, or name another file" if error.errno == errno.ENOSPC else "Name another file"
        raise ExportError(f"{target} can't be written: {error.strerror or error}. {advice}.") from error
    finally:
        if draft is not None:
            _remove(draft)


def events_as_bytes(frame: gpd.GeoDataFrame, suffix: str, lang: Language = "en") -> bytes:
    """The file that `write_events` would write, for a download; `suffix` is one of FORMATS."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events.{suffix}"
        write_events(path, frame, lang)
        return path.read_bytes()


def format_of(path: Path) -> str:
    """The key of FORMATS that a path ends with; raises UsageError."""
    name = path.name.lower()
    for suffix in sorted(FORMATS, key=len, reverse=True):
        if name.endswith(f".{suffix}"):
            return suffix
    raise UsageError(f"{path} has none of the known endings. Name it .{', .'.join(FORMATS)}.")


def _draft_beside(target: Path, suffix: str) -> Path:
    """An empty file in the same folder, so that renaming it is atomic; it keeps the ending, which GDAL looks at."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=f".{suffix}", dir=target.parent)
    os.close(handle)
    return Path(name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current


def _remove(draft: Path) -> None:
    for path in (draft, *draft.parent.glob(f"{draft.name}-*")):  # SQLite's -wal, -shm, -journal
        path.unlink(missing_ok=True)
