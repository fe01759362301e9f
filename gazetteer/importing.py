"""Importing a file of places: find out what it is, show what would come of it, keep it, build the gazetteer anew."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from gazetteer.build import build
from gazetteer.duplicates import Duplicates
from gazetteer.errors import GazetteerError, PlaceError, SourceError
from gazetteer.index import Gazetteer
from gazetteer.layout import DEFAULT_PATH, PATH_VARIABLE
from gazetteer.place_checks import LONGEST_NAME, check_country, check_kind, check_text
from gazetteer.places import Place
from gazetteer.sources import geonames_dump
from gazetteer.sources.archives import explained, is_zip, list_members
from gazetteer.sources.columns import ColumnMapping, guess_columns, override
from gazetteer.sources.delimited import Table, open_csv
from gazetteer.sources.geojson import open_geojson
from gazetteer.sources.geonames import LICENCE, SOURCE
from gazetteer.sources.imported import ImportedFile, check_import_name, write_imported
from gazetteer.sources.kml import open_kml
from gazetteer.sources.place_rows import Containing, Defaults, read_places
from gazetteer.sources.problems import Problems
from gazetteer.sources.workbook import choose_sheets

KINDS = ("auto", "geonames", "csv", "ocha", "geojson", "kml", "gpkg")
FIRST = 10  # places that a preview shows
NOT_STATED = "not stated"

_ENDINGS = {
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".txt"), "csv"),
    **dict.fromkeys((".geojson", ".json", ".geojsonl", ".jsonl", ".geojsons"), "geojson"),
    **dict.fromkeys((".kml", ".kmz"), "kml"),
    **dict.fromkeys((".gpkg", ".shp"), "gpkg"),
}
_OSM_COLUMNS = frozenset(["@id", "osm_id", "full_id", "osm_way_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import and how: what is left empty is found out or goes by the file's name.

    `mapping` is {field: column}; `alternates` GeoNames' alternateNamesV2 for a GeoNames dump; `place_kind` the kind
    of rows that tell none.
    """

    path: Path
    kind: str = "auto"
    name: str = ""
    source: str = ""
    licence: str = ""
    country: str = ""
    place_kind: str = "place"
    mapping: dict[str, str] = field(default_factory=dict)
    alternates: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is open for import: what it was recognised as, its columns, what they mean, its places."""

    kind: str
    name: str
    source: str
    licence: str
    columns: list[str]
    mapping: ColumnMapping
    places: Iterator[Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What an import would do. `is_whole` is False where only the first rows were read, as asked for."""

    kind: str
    name: str
    source: str
    licence: str
    columns: list[str]
    mapping: dict[str, tuple[str, ...]]
    first: list[Place]
    count: int
    duplicates: Duplicates
    problems: Problems
    is_whole: bool
    has_gazetteer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did: the file kept, the rows that could not be used, whether the gazetteer was built anew."""

    file: ImportedFile
    problems: Problems
    was_built: bool


def preview_import(
    request: ImportRequest,
    *,
    gazetteer: Gazetteer | None = None,
    most_rows: int | None = None,
    progress: Callable[[Iterator[Place]], Iterator[Place]] = iter,
) -> ImportPreview:
    """What importing a file would bring, nothing being changed; duplicates are those of `gazetteer` where one is given.

    Reads the whole file unless `most_rows` says how many places are enough; `progress` may watch them go by.
    Raises SourceError if the file does not read, PlaceError for a request that can't be met.
    """
    problems = Problems()
    duplicates = Duplicates()
    first: list[Place] = []
    count = 0
    is_whole = True
    with open_source(request, problems, gazetteer.containing if gazetteer else None) as source:
        for place in progress(source.places):
            if most_rows is not None and count >= most_rows:
                is_whole = False
                break
            count += 1
            if len(first) < FIRST:
                first.append(place)
            if gazetteer is not None:
                duplicates.count(place, gazetteer)
    return ImportPreview(
        kind=source.kind,
        name=source.name,
        source=source.source,
        licence=source.licence,
        columns=source.columns,
        mapping=source.mapping.columns,
        first=first,
        count=count,
        duplicates=duplicates,
        problems=problems,
        is_whole=is_whole,
        has_gazetteer=gazetteer is not None,
    )


def run_import(
    request: ImportRequest,
    *,
    gazetteer: Gazetteer | None = None,
    rebuild: bool = True,
    quiet: bool = True,
    progress: Callable[[Iterator[Place]], Iterator[Place]] = iter,
) -> ImportResult:
    """Keep a file's places under the request's name, in place of what had that name, and build the gazetteer anew.

    `gazetteer` tells countries and governorates of points; `progress` may watch the places go by. Raises SourceError
    if the file does not read or no row of it can be used, PlaceError for a request that can't be met, GazetteerError
    where the disk is full; the former import stays in each case.
    """
    problems = Problems()
    with open_source(request, problems, gazetteer.containing if gazetteer else None) as source:
        first = next(source.places, None)
        if first is None:
            raise SourceError(f"No row of {request.path} can be used{_why(problems)}")
        kept = write_imported(
            progress(chain([first], source.places)),
            name=source.name,
            source=source.source,
            licence=source.licence,
            kind=source.kind,
            origin=request.path.name[:LONGEST_NAME],
            failed=(problems.count for _ in range(1)),
        )
    was_built = rebuild and build(gazetteer_path(), quiet=quiet)
    return ImportResult(file=kept, problems=problems, was_built=was_built)


def _why(problems: Problems) -> str:
    if problems.rows:
        return f": {problems.count:,} are wrong, the first of them {problems.rows[0]}."
    return ": all are of kinds that are left out." if problems.left_out else ": there is none."


def gazetteer_path() -> Path:
    """Where the built gazetteer is: $DAWRIYA_GAZETTEER, else where `build` puts it."""
    return Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)


@contextmanager
def open_source(request: ImportRequest, problems: Problems, containing: Containing | None) -> Iterator[Source]:
    """A file open for import; its places stream while it is. Raises as `preview_import`."""
    kind = request.kind if request.kind != "auto" else recognise(request.path)
    if kind not in KINDS:
        raise PlaceError(f"No kind of file {kind!r}. Kinds are {', '.join(KINDS)}.")
    name = check_import_name(request.name or default_name(request.path))
    country, place_kind = check_country(request.country), check_kind(request.place_kind)
    check_text(request.source, "source", LONGEST_NAME)
    check_text(request.licence, "licence", LONGEST_NAME)
    if kind == "geonames":
        places = geonames_dump.read_dump(request.path, alternates=request.alternates, problems=problems)
        yield Source(
            kind=kind, name=name, source=SOURCE, licence=LICENCE, columns=[], mapping=ColumnMapping(), places=places
        )
        return
    if containing is None:
        problems.remark("No gazetteer is built yet: whether points lie in their countries is not checked.")
    with ExitStack() as stack:
        tables = open_tables(request.path, kind, problems, stack)
        mappings = [override(guess_columns(table.columns), request.mapping, table.columns) for table in tables]
        for table, mapping in zip(tables, mappings, strict=True):
            check_mapping(request.path, kind, table, mapping)
        is_ocha = any(mapping.is_ocha for mapping in mappings)
        is_osm = any(_OSM_COLUMNS & set(table.columns) for table in tables)
        file_name = request.path.name[:LONGEST_NAME]
        usual = f"OCHA COD, {file_name}" if is_ocha else "OpenStreetMap contributors" if is_osm else file_name
        defaults = Defaults(
            prefix=re.sub(r"[^\w.-]+", "-", name),
            source=request.source or usual[:LONGEST_NAME],
            licence=request.licence or ("ODbL 1.0" if is_osm else NOT_STATED),
            country=country,
            kind=place_kind,
        )
        yield Source(
            kind="ocha" if is_ocha and kind == "csv" else kind,
            name=name,
            source=defaults.source,
            licence=defaults.licence,
            columns=list(dict.fromkeys(column for table in tables for column in table.columns)),
            mapping=mappings[0],
            places=chain.from_iterable(
                read_places(table.rows, mapping, defaults, problems, containing)
                for table, mapping in zip(tables, mappings, strict=True)
            ),
        )


def open_tables(path: Path, kind: str, problems: Problems, stack: ExitStack) -> list[Table]:
    """The tables of a file: the sheets of a workbook, else one."""
    if kind == "ocha":  # such tables come as sheets, and as layers and features with the same columns
        found = recognise(path)
        kind = found if found != "geonames" else "csv"
    if kind == "csv":
        if is_zip(path):
            return [table for _, table in choose_sheets(path, problems)]
        return [stack.enter_context(open_csv(path, problems))]
    if kind == "gpkg":
        from gazetteer.sources.layers import open_layers as opener  # brings GDAL and pandas, half a second
    else:
        opener = {"geojson": open_geojson, "kml": open_kml}[kind]
    return [stack.enter_context(opener(path, problems))]


def check_mapping(path: Path, kind: str, table: Table, mapping: ColumnMapping) -> None:
    """Raises PlaceError where no column is known to tell names, or positions, with what to do."""
    columns = ", ".join(table.columns)[:500]
    if kind == "ocha" and not mapping.is_ocha:
        raise PlaceError(f"{path} has no P-code and name columns such as ADM1_PCODE, ADM1_EN. It has: {columns}.")
    if not mapping.has_name:
        raise PlaceError(f"{path}: no column is known to be the name. Say --map name=COLUMN. It has: {columns}.")
    if (
        kind in ("csv", "ocha")
        and not mapping.has_position
        and path.suffix.lower() in (".csv", ".tsv", ".xlsx", ".txt")
    ):
        advice = (
            "For an OCHA table without points import the boundaries (GeoJSON, GeoPackage)." if mapping.is_ocha else ""
        )
        raise PlaceError(
            f"{path}: no columns are known to be latitude and longitude. "
            f"Say --map lat=COLUMN --map lon=COLUMN, or --map latlon=COLUMN. It has: {columns}. {advice}".rstrip()
        )


def recognise(path: Path) -> str:
    """What kind of file it is, by its contents where they tell, else by its name; raises SourceError."""
    with explained(path), path.open("rb") as file:
        head = file.read(100_000)
    if head.startswith(b"PK\x03\x04"):
        members = [member.filename for member in list_members(path)]
        if "xl/workbook.xml" in members:
            return "csv"
        if any(member.lower().endswith(".kml") for member in members):
            return "kml"
        if any(geonames_dump.is_table(member) for member in members):
            return "geonames"
        raise SourceError(f"{path} holds nothing that is imported: no workbook, .kml or GeoNames table.")
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    first_line = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    if first_line.count(b"\t") == geonames_dump.COLUMNS - 1 and first_line.split(b"\t", 1)[0].isdigit():
        return "geonames"
    kind = _ENDINGS.get(path.suffix.lower())
    if kind is None:
        start = head.lstrip(b"\xef\xbb\xbf").lstrip()[:1]
        kind = {b"{": "geojson", b"<": "kml"}.get(start, "csv")
    return kind


def default_name(path: Path) -> str:
    """The name of an import where none is given: that of the file, without what no file name may have."""
    stem = path.name.split(".")[0] if not path.name.startswith(".") else path.name.strip(".")
    plain = re.sub(r"[^\w .-]+", "-", unicodedata.normalize("NFC", stem)).strip(" .-_")[:80].rstrip(" .")
    return plain or "import"


def open_known() -> Gazetteer | None:
    """The built gazetteer, None where there is none that opens: an import goes on without."""
    try:
        return Gazetteer.open(gazetteer_path())
    except GazetteerError:
        return None
