"""What a file is: what holds it, by its first bytes, and whose columns it has, by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import pandas as pd

from dashboard.coded.containers import delimited, features, layers, placemarks
from dashboard.coded.raw import Raw, as_coded_errors
from dashboard.coded.schemes.gdelt import HEADERS
from dashboard.errors import CodedFileError, UnknownColumns, UsageError
from dashboard.tables import read_table
from gazetteer.names import full_key
from gazetteer.sources.archives import is_zip
from gazetteer.sources.problems import Problems

_HERE = Path(__file__).parent

FIELDS = (
    *("id", "text", "date", "date_end", "date_precision", "kind", "actor", "second", "place", "place_ar", "lat", "lon"),
    *("geo_precision", "radius_m", "country", "admin1", "killed", "killed_low", "killed_high", "wounded"),
    *("source", "url", "published", "status", "record"),
)
"""What a column may be said to mean."""

SEVERAL = ("actor", "second", "record")
"""Fields that several columns may feed; a record is kept in the report's text as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Whose columns they are: a file has them if it has all of one of `told_by`.

    `status` and `sureness` are those of its events where it says nothing itself. What people coded from sources was
    read by a person, though not here: it is reviewed, and not checked by us. What a machine coded, or nobody knows who,
    is auto and waits for review.
    """

    name: str
    label: str
    told_by: tuple[tuple[str, ...], ...] = ()
    status: str = "auto"
    sureness: float = 0.5

    @property
    def is_ours(self) -> bool:
        return self.name == "ours"

    def prepare(self, cells: pd.DataFrame) -> pd.DataFrame:
        """The rows made ready for what the columns are said to mean."""
        if self.name in ("ours", "table"):
            return cells
        made: pd.DataFrame = import_module(f"dashboard.coded.schemes.{self.name}").prepare(cells)
        return made


_TIMEMAP = ("id", "description", "date", "location")
SCHEMES = {
    one.name: one
    for one in (
        Scheme(name="ours", label="Dawriya", told_by=(("id", "kind", "date_start", "place_name_ar", "layer"),)),
        Scheme(
            name="acled",
            label="ACLED",
            told_by=(("event_date", "event_type", "sub_event_type", "actor1"),),
            status="reviewed",
            sureness=0.9,
        ),
        Scheme(
            name="ucdp",
            label="UCDP GED",
            told_by=(("id", "type_of_violence", "side_a", "where_prec"),),
            status="reviewed",
            sureness=0.9,
        ),
        Scheme(name="gdelt", label="GDELT", told_by=(("GLOBALEVENTID", "SQLDATE", "EventCode"),), sureness=0.3),
        Scheme(
            name="atlos",
            label="Atlos",
            told_by=(("slug", "description", "status"), ("slug", "attr_status"), ("slug", "attr_date")),
            sureness=0.7,
        ),
        Scheme(
            name="timemap",
            label="TimeMap",
            told_by=tuple((*_TIMEMAP, one) for one in ("associations", "association1", "associations1", "category")),
            status="reviewed",
            sureness=0.7,
        ),
        Scheme(name="table", label="Table"),
    )
}
"""Every scheme by its name; the last is any table whose columns must be guessed or told."""

CONTAINERS = {
    "csv": delimited.read,
    "json": features.read,
    "kml": placemarks.read,
    "gpkg": layers.read,
}
FILE_TYPES = ("csv", "tsv", "txt", "geojson", "json", "jsonl", "kml", "kmz", "gpkg")
"""Endings of files that may be handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A recognised file: its scheme, its columns (of the first rows), what they mean, and its rows."""

    path: Path
    container: str
    scheme: Scheme
    columns: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    batches: Iterator[Raw]


def open_file(path: Path, problems: Problems, *, scheme: str = "", told: Mapping[str, str] | None = None) -> Opened:
    """A file of coded events, ready to be read; `scheme` and `told` {field: column} say what is not to be guessed.

    Raises CodedFileError, and UsageError for a field or a column that there is not.
    """
    if not path.is_file():
        raise CodedFileError(f"There is no file {path}.")
    container = container_of(path)
    header = _header_of(path, scheme) if container == "csv" else None
    batches = delimited.read(path, problems, header=header) if header else CONTAINERS[container](path, problems)
    first = next(batches, None)
    if first is None:
        raise CodedFileError(f"{path} has no rows that can be read.")
    found = SCHEMES[scheme] if scheme else scheme_of(list(first.cells.columns))
    if found.name == "timemap" and container == "json":
        titles = features.source_titles(path)
        first, batches = _with_source(first, titles), (_with_source(one, titles) for one in batches)
    columns = tuple(found.prepare(first.cells.head(1)).columns)
    return Opened(
        path=path,
        container=container,
        scheme=found,
        columns=tuple(first.cells.columns),
        fields=fields_of(found, columns, told or {}, has_shapes=first.shapes is not None),
        batches=chain([first], batches),
    )


def _with_source(raw: Raw, titles: Mapping[str, str]) -> Raw:
    """TimeMap's rows with the title of the first of their sources."""
    if "sources" not in raw.cells or not titles:
        return raw
    names = raw.cells["sources"].str.split("; ").str[0].map(titles).fillna("").astype("str")
    return Raw(cells=raw.cells.assign(source=names), lines=raw.lines, shapes=raw.shapes)


def container_of(path: Path) -> str:
    """What holds a file's rows, by its first bytes."""
    with as_coded_errors(path):
        if is_zip(path):
            return "kml"
        with path.open("rb") as file:
            head = file.read(4096)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {b"<": "kml", b"{": "json", b"[": "json"}.get(start, "csv")


def _header_of(path: Path, scheme: str) -> tuple[str, ...] | None:
    """GDELT's files have no header: they are told by the number of their columns and a first cell that is a number."""
    delimiter, first = delimited.head_of(path, rows=1)
    if delimiter == "\t" and first and len(first[0]) in HEADERS and first[0][0].isdigit():
        return HEADERS[len(first[0])]
    if scheme == "gdelt" and first and "GLOBALEVENTID" not in first[0]:
        raise CodedFileError(f"{path} has {len(first[0])} columns; a GDELT event export has 58 or 61, and tabs.")
    return None


def scheme_of(columns: Sequence[str]) -> Scheme:
    """Whose columns these are; those of nobody that is known are a table's."""
    have = set(columns)
    for scheme in SCHEMES.values():
        if any(have.issuperset(some) for some in scheme.told_by):
            return scheme
    return SCHEMES["table"]


def fields_of(
    scheme: Scheme, columns: Sequence[str], told: Mapping[str, str], *, has_shapes: bool = False
) -> dict[str, tuple[str, ...]]:
    """The columns that feed each field. What a table has besides is kept as record.

    Raises UsageError for what was told wrongly, UnknownColumns where neither a day nor a place can be known.
    """
    found = _guessed(columns) if scheme.name == "table" else _known(scheme.name, columns)
    for field, column in told.items():
        chosen = tuple(one.strip() for one in column.split("|") if one.strip())
        if field not in FIELDS:
            raise UsageError(f"There is no field {field!r}. Fields are {', '.join(FIELDS)}.")
        for one in chosen:
            if one not in columns:
                raise UsageError(f"There is no column {one!r} for {field}. Columns are {', '.join(columns)[:500]}.")
        if len(chosen) > 1 and field not in SEVERAL:
            raise UsageError(f"{field} is fed by one column, not {len(chosen)}.")
        found = {name: tuple(one for one in some if one not in chosen) for name, some in found.items()}
        found[field] = chosen
    found = {name: some for name, some in found.items() if some}
    if not has_shapes and "date" not in found and not {"lat", "lon"} <= found.keys():
        raise UnknownColumns(tuple(columns))
    if scheme.name == "table":
        used = {one for some in found.values() for one in some}
        rest = (*found.get("record", ()), *(one for one in columns if one not in used))
        found |= {"record": rest} if rest else {}
    return found


@cache
def _scheme_table() -> tuple[tuple[str, str, str], ...]:
    rows = read_table(
        _HERE / "schemes.csv", columns=("scheme", "field", "column"), unique=("scheme", "field", "column")
    )
    return tuple((row["scheme"], row["field"], row["column"]) for row in rows)


def _known(scheme: str, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    have = set(columns)
    for name, field, column in _scheme_table():
        if name == scheme and column in have:
            found[field] = (*found.get(field, ()), column)
    return found


@cache
def _column_words() -> dict[str, tuple[int, str]]:
    rows = read_table(_HERE / "column_words.csv", columns=("field", "header"), unique=("header",))
    for row in rows:
        row.one_of("field", FIELDS)
    return {full_key(row["header"]): (rank, row["field"]) for rank, row in enumerate(rows)}


def _guessed(columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What headers mean by themselves; of several for one field, that which stands first in the table."""
    meant = sorted(
        (*_column_words()[key], n) for n, column in enumerate(columns) if (key := full_key(column)) in _column_words()
    )
    found: dict[str, tuple[str, ...]] = {}
    for _, field, n in meant:
        if field not in found or field in SEVERAL:
            found[field] = (*found.get(field, ()), columns[n])
    return found
