"""GeoJSON of any size, a feature at a time: a FeatureCollection, one feature a line, or an OSM extract of either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import SourceError
from gazetteer.sources.archives import explained
from gazetteer.sources.delimited import Table
from gazetteer.sources.place_rows import Row, as_text
from gazetteer.sources.problems import Problems

LARGEST = 8_000_000_000  # bytes
LARGEST_FEATURE = 64_000_000  # characters
CHUNK = 1 << 18
PEEKED = 5_000  # features whose properties make the columns
MOST_PROPERTIES = 500

_SHAPE_ERRORS = (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
_SPACE = " \t\r\n\x1e"
_BETWEEN = _SPACE + ","


@contextmanager
def open_geojson(path: Path, problems: Problems) -> Iterator[Table]:
    """A GeoJSON file as a table whose columns are the properties; raises SourceError if it does not read."""
    with explained(path):
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
    with explained(path), path.open(encoding="utf-8-sig", errors="replace") as file:
        yield as_table(read_rows(file, path, problems), problems)


def as_table(rows: Iterator[Row], problems: Problems) -> Table:
    """Rows of any properties as a table: its columns are what the first rows have."""
    first = list(islice(rows, PEEKED))
    columns = dict.fromkeys(name for row in first for name in row.values)
    if len(columns) > MOST_PROPERTIES:
        problems.remark(f"{len(columns):,} different properties; the first {MOST_PROPERTIES} are looked at.")
    return Table(list(columns)[:MOST_PROPERTIES], chain(first, rows))


def read_rows(file: IO[str], path: Path, problems: Problems) -> Iterator[Row]:
    """A row for each feature; those that are none are told by their number."""
    number = 0
    for number, feature in enumerate(read_features(file, path), start=1):
        row = as_row(number, feature, problems)
        if row is not None:
            yield row
    if number == 0:
        raise SourceError(f"{path} has no features. GeoJSON is expected: a FeatureCollection, or a feature a line.")


def as_row(number: int, feature: Any, problems: Problems) -> Row | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        problems.add(number, "not a GeoJSON feature")
        return None
    properties = feature.get("properties")
    values = flatten(properties) if isinstance(properties, dict) else {}
    if isinstance(tags := (properties or {}).get("tags") if isinstance(properties, dict) else None, dict):
        values = {**flatten(tags), **values}
    for name in ("id", "@id"):
        if identifier := as_text(feature.get(name)) or values.get(name, ""):
            values["id"] = identifier
            break
    try:
        geometry = read_geometry(feature.get("geometry"))
    except _SHAPE_ERRORS as error:
        problems.add(number, f"no geometry that is read here ({error})")
        return None
    if any("\ufffd" in text for text in values.values()):
        problems.add(number, "bytes that are not UTF-8")
        return None
    return Row(number, values, geometry)


def flatten(properties: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, value in properties.items() if (text := as_text(value))}


def read_geometry(geometry: Any) -> BaseGeometry | None:
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise ValueError("not an object")
    return shape(geometry)


def read_features(file: IO[str], path: Path, key: str = "features") -> Iterator[Any]:
    """The features of a file in their order; raises SourceError where its JSON breaks off.

    `key` is the member that holds them where the file is one object.
    """
    stream = _Stream(file, path)
    first = stream.peek()
    if first == "{":
        head = stream.try_value()
        if isinstance(head, dict) and head.get("type") == "Feature":
            yield head
        elif isinstance(head, dict) and isinstance(head.get(key), list):
            yield from head[key]
            return
        elif head is not None or not stream.skip_to(key):
            raise SourceError(f"{path} is no GeoJSON: neither a FeatureCollection nor features line by line.")
    elif first == "[":
        stream.at += 1
    elif first:
        raise SourceError(f"{path} is no GeoJSON: it begins with {first!r}.")
    while (letter := stream.peek(_BETWEEN)) and letter != "]":
        yield stream.value()


class _Stream:
    """A text read a piece at a time, and the JSON values in it."""

    def __init__(self, file: IO[str], path: Path) -> None:
        self.file, self.path = file, path
        self.buffer, self.at = "", 0
        self.decoder = json.JSONDecoder(parse_constant=refuse_constant)

    def more(self, length: int = CHUNK) -> bool:
        """Read on; False at the end."""
        piece = self.file.read(length)
        self.buffer, self.at = self.buffer[self.at :] + piece, 0
        return bool(piece)

    def peek(self, between: str = _SPACE) -> str:
        """The next character after what may stand between values; '' at the end."""
        while True:
            while self.at < len(self.buffer):
                if self.buffer[self.at] not in between:
                    return self.buffer[self.at]
                self.at += 1
            if not self.more():
                return ""

    def try_value(self) -> Any:
        """The value here if it is whole within the first chunk, None (and nothing is passed over) if it is not."""
        if len(self.buffer) - self.at < CHUNK:
            self.more()
        try:
            value, self.at = self.decoder.raw_decode(self.buffer, self.at)
        except (ValueError, RecursionError):
            return None
        return value

    def value(self) -> Any:
        """The value here; raises SourceError if it is none, breaks off, or is larger than a feature can be."""
        wanted = CHUNK
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except RecursionError as error:
                raise SourceError(f"{self.path}: JSON nested too deeply.") from error
            except ValueError as error:
                rest = len(self.buffer) - self.at
                if rest > LARGEST_FEATURE:
                    raise SourceError(f"{self.path}: a feature of more than {LARGEST_FEATURE:,} characters.") from error
                if not self.more(wanted):
                    near = self.buffer[self.at : self.at + 60]
                    raise SourceError(f"{self.path} is broken JSON or breaks off near {near!r}.") from error
                wanted *= 2  # so that a long feature is not decoded over and over
                continue
            if end == len(self.buffer) and not isinstance(value, dict | list | str) and self.more():
                continue  # a number may go on in the next piece
            self.at = min(end, len(self.buffer))
            return value

    def skip_to(self, key: str) -> bool:
        """Pass over the head of an object up to the first value of a list in it; False if there is no such list."""
        self.at += 1
        while True:
            letter = self.peek(_BETWEEN)
            if letter != '"':
                return False
            name = self.value()
            if self.peek() != ":":
                return False
            self.at += 1
            if name == key:
                if self.peek() != "[":
                    return False
                self.at += 1
                return True
            self.value()


def refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")
