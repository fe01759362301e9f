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
    `is_noted`: it has room for a note on the whole file, which `write` takes as `note`.
    """

    module: str
    media_type: str
    label: str
    is_worded: bool = False
    is_noted: bool = False


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KML, _GPKG = "application/vnd.google-earth.kml+xml", "application/geopackage+sqlite3"

FORMATS = {
    "geojson": Format("geojson", "application/geo+json", "GeoJSON", is_noted=True),
    "csv": Format("csv_table", "text/csv", "CSV"),
    "hxl.csv": Format("csv_with_tags", "text/csv", "CSV with HXL tags"),
    "kml": Format("kml", _KML, "KML (Google Earth)", is_worded=True, is_noted=True),
    "gpkg": Format("geopackage", _GPKG, "GeoPackage (QGIS)", is_worded=True, is_noted=True),
    "xlsx": Format("spreadsheet", _EXCEL, "Excel", is_worded=True, is_noted=True),
    "shp.zip": Format("shapefile", "application/zip", "Shapefile", is_noted=True),
    "acled.csv": Format("acled", "text/csv", "CSV with ACLED's columns"),
    "parquet": Format("geoparquet", "application/vnd.apache.parquet", "GeoParquet (DuckDB, Spark)", is_noted=True),
    "timemap.json": Format("timemap", "application/json", "TimeMap", is_worded=True, is_noted=True),
}
"""Every format by the end of its files' names; `events.acled.csv` is an acled.csv, `events.csv` a csv."""


def write_events(
    path: str | Path, frame: gpd.GeoDataFrame, lang: Language = "en", *, note: str = "", suffix: str = ""
) -> int:
    """Writes the rows of a table of events in the format of FORMATS that `suffix` or else the path's end names; their
    number.

    Names that people read are in the language; names of columns and the fixed words below them are the same in all. A
    `note` on the whole file stands where the format has room for one.
    The file appears whole or not at all; one that was there before stays until then. Raises ExportError, and
    UsageError for an unknown ending.
    """
    target = Path(path)
    suffix = suffix or format_of(target)
    validate_events(frame)
    chosen = FORMATS[suffix]
    write = import_module(f"dashboard.interchange.{chosen.module}").write
    lang_if_worded = (lang,) if chosen.is_worded else ()
    note_if_noted = {"note": note} if chosen.is_noted else {}
    write_whole(target, lambda draft: write(frame, draft, *lang_if_worded, **note_if_noted), suffix=suffix)
    log("export.end", format=suffix, rows=len(frame))
    return len(frame)


def write_whole(target: Path, write: Callable[[Path], object], *, suffix: str) -> None:
    """Lets `write` fill a file beside the target, then puts it there in one step. Raises ExportError."""
    draft = None
    try:
        draft = _draft_beside(target, suffix)
        write(draft)
        _sync(draft)
        draft.chmod(0o666 & ~umask())
        draft.replace(target)
        _sync(target.parent)
    except OSError as error:
        advice = "Make room there, or name another file" if error.errno == errno.ENOSPC else "Name another file"
        raise ExportError(f"{target} can't be written: {error.strerror or error}. {advice}.") from error
    finally:
        if draft is not None:
            _remove(draft)


def events_as_bytes(frame: gpd.GeoDataFrame, suffix: str, lang: Language = "en", *, note: str = "") -> bytes:
    """The file that `write_events` would write, for a download; `suffix` is one of FORMATS."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"events.{suffix}"
        write_events(path, frame, lang, note=note)
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


def umask() -> int:
    """The permissions that this process takes from new files."""
    current = os.umask(0o077)
    os.umask(current)
    return current


def _remove(draft: Path) -> None:
    for path in (draft, *draft.parent.glob(f"{draft.name}-*")):  # SQLite's -wal, -shm, -journal
        path.unlink(missing_ok=True)
