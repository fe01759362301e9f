"""A file of places on its way into the gazetteer: what its columns are, how far the building has come."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from gazetteer.errors import GazetteerError
from gazetteer.importing import open_tables, recognise
from gazetteer.sources.columns import guess_columns
from gazetteer.sources.problems import Problems

FIELDS = (
    *("name", "name:ar", "name:en", "name:ku", "aliases", "lat", "lon", "latlon"),
    *("kind", "id", "country", "admin1", "population"),
)
"""What a column may be said to be on the page, in this order; the other fields are only guessed."""

FILE_TYPES = ("csv", "tsv", "txt", "xlsx", "geojson", "json", "kml", "kmz", "gpkg", "zip")
LARGEST_MB = 200
_PERCENT = re.compile(r"(\d{1,3})%\|")
_ALWAYS_TOLD = 4_000  # last characters of what a build says that are shown where it fails


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumns:
    """The columns of a file and what they were taken for: {field: column}; empty for a file that has none to choose.

    `is_table` where positions can come from columns only.
    """

    columns: tuple[str, ...] = ()
    guessed: dict[str, str] | None = None
    is_table: bool = False


def columns_of(path: Path, kind: str = "auto") -> FileColumns:
    """The columns of a file's tables; a GeoNames dump has none to choose. Raises SourceError."""
    kind = recognise(path) if kind == "auto" else kind
    if kind == "geonames":
        return FileColumns()
    with ExitStack() as stack:
        tables = open_tables(path, kind, Problems(), stack)
        columns = tuple(dict.fromkeys(column for table in tables for column in table.columns))
        guessed = guess_columns(tables[0].columns)
    return FileColumns(
        columns=columns,
        is_table=kind == "csv",
        guessed={field: found for field in FIELDS if (found := guessed.column(field)) is not None},
    )


def changed_mapping(guessed: dict[str, str], chosen: dict[str, str]) -> dict[str, str]:
    """What was chosen otherwise than guessed: {field: column}, an empty column for a field that was taken away."""
    return {field: column for field, column in chosen.items() if column != guessed.get(field, "")}


def build_progress() -> Iterator[float]:
    """Builds the gazetteer in a process of its own, and gives how far it is, 0 to 1, as often as it tells.

    Raises GazetteerError with what it said last where it fails.
    """
    command = [sys.executable, "-m", "gazetteer", "build"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0) as process:
        assert process.stdout is not None
        said = ""
        while piece := process.stdout.read(512):
            said = (said + piece.decode("utf-8", "replace"))[-_ALWAYS_TOLD:]
            if found := _PERCENT.findall(said):
                yield min(int(found[-1]), 100) / 100
        if process.wait() != 0:
            last = re.split(r"[\r\n]+", said.strip())[-1]
            raise GazetteerError(last or "The gazetteer could not be built. Try python -m gazetteer build.")
    yield 1.0
