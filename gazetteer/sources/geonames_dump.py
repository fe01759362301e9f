"""GeoNames' own dumps: the allCountries columns, plain or zipped, with alternateNamesV2 for the names by language.

Twelve million rows stream through. The alternate names are joined by dealing both files into as many parts on disk
as it takes for one part's names to fit in memory: no table of all names is ever held.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from gazetteer.country_codes import read_country_codes
from gazetteer.errors import SourceError
from gazetteer.names import is_arabic
from gazetteer.places import Place
from gazetteer.sources.archives import explained, is_zip, list_members, open_member, read_lines
from gazetteer.sources.curated import DIRECTORY
from gazetteer.sources.geonames import LICENCE, SOURCE, display_name, kind_of, language_of, radius_of, sort_names
from gazetteer.sources.iso_codes import read_iso_codes
from gazetteer.sources.problems import Problems

COLUMNS = 19
LARGEST = 6_000_000_000  # bytes unpacked; allCountries.txt has 1.8 GB
PART_BYTES = 12_000_000  # of alternate names that are held at once, about ten times that as Python objects
MOST_PARTS = 128
MOST_NAMES = 400  # of one place; GeoNames' best named has about 250
LONGEST_NAME = 200

_NOT_NAMES = frozenset(
    "post link iata icao faac abbr wkdt unlc phon piny tcid nuts lauc fr_1793 wiki unlocode rail hasc".split()  # noqa: SIM905
)
_LANGUAGES = {"kmr": "ku", "ckb": "ku", "pes": "fa", "prs": "fa", "arb": "ar", "apc": "ar", "iw": "he"}


class FeatureKind(NamedTuple):
    """What a GeoNames feature code is here; an empty kind is left out of an import."""

    kind: str
    radius_m: float


@lru_cache(maxsize=1)
def read_feature_kinds(table: Path = DIRECTORY / "feature_kinds.csv") -> dict[str, FeatureKind]:
    """Kinds by feature (`P.PPLX`; `P.*` for the rest of a class); raises SourceError naming the line that is wrong."""
    found: dict[str, FeatureKind] = {}
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                kind = "" if row["kind"] == "-" else row["kind"]
                found[row["feature"]] = FeatureKind(kind, float(row["radius_m"] or 0))
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError(f"{table}, line {rows.line_num}: not feature,kind,radius_m,why") from error
    return found


def read_dump(path: Path, *, alternates: Path | None = None, problems: Problems | None = None) -> Iterator[Place]:
    """Every place of a dump, in its order where no alternate names have to be dealt out.

    `alternates` is alternateNamesV2 of the same places (plain or zipped). Bad rows go to `problems`, the others go on.
    Raises SourceError where a file does not read at all.
    """
    problems = Problems() if problems is None else problems
    if alternates is None:
        with open_table(path) as file:
            yield from read_rows(read_lines(file, problems), {}, problems)
        return
    with open_table(alternates) as file:
        parts = min(MOST_PARTS, max(1, size_of(alternates) // PART_BYTES + 1))
        if parts == 1:
            names = read_alternates(read_lines(file, problems), problems)
            with open_table(path) as places:
                yield from read_rows(read_lines(places, problems), names, problems)
            return
    yield from read_in_parts(path, alternates, parts, problems)


def read_in_parts(path: Path, alternates: Path, parts: int, problems: Problems) -> Iterator[Place]:
    """The same by way of `parts` pairs of files on disk, each pair with the rows of every so-manieth id."""
    with explained(path), tempfile.TemporaryDirectory(prefix="gazetteer-") as folder:
        places_dealt = deal(path, Path(folder), "places", 0, parts, problems)
        names_dealt = deal(alternates, Path(folder), "names", 1, parts, problems)
        for place_part, name_part in zip(places_dealt, names_dealt, strict=True):
            with name_part.open("rb") as file:
                names = read_alternates(numbered_lines(file), problems)
            with place_part.open("rb") as file:
                yield from read_rows(numbered_lines(file), names, problems)
            place_part.unlink()
            name_part.unlink()


def deal(source: Path, folder: Path, name: str, column: int, parts: int, problems: Problems) -> list[Path]:
    """The lines of a table in `parts` files by the id in a column, each behind its line number and a tab.

    Raises SourceError where the disk of the temporary folder is too small for the table.
    """
    paths = [part_path(folder, name, n) for n in range(parts)]
    try:
        with ExitStack() as stack:
            written = [stack.enter_context(path.open("wb", buffering=1 << 16)) for path in paths]
            with open_table(source) as file:
                for number, line in read_lines(file, problems):
                    fields = line.split(b"\t", column + 1)
                    key = fields[column] if len(fields) > column else b""
                    part = int(key) % parts if key.isdigit() and len(key) < 19 else 0
                    write_part(written[part], b"%d\t%s\n" % (number, line))
    except (OSError, NoRoomError) as error:
        raise SourceError(
            f"Can't sort {source} in {folder.parent}: {error.strerror}. It takes as much room as the table unpacked: "
            "make it, or name another folder in $TMPDIR."
        ) from error
    return paths


class NoRoomError(Exception):
    """The disk that is sorted on is full; no OSError, which would be taken for one of reading."""

    def __init__(self, strerror: str | None) -> None:
        super().__init__(strerror)
        self.strerror = strerror


def write_part(file: IO[bytes], line: bytes) -> None:
    try:
        file.write(line)
    except OSError as error:
        raise NoRoomError(error.strerror) from error


def part_path(folder: Path, name: str, number: int) -> Path:
    return folder / f"{name}-{number}"


def numbered_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """(line number, line) as `deal` wrote them."""
    for line in file:
        number, _, rest = line.partition(b"\t")
        yield int(number), rest[:-1]


@contextmanager
def open_table(path: Path) -> Iterator[IO[bytes]]:
    """A dump's table, open: the file itself, or of an archive the one that is no readme; raises SourceError."""
    if is_zip(path):
        tables = [member for member in list_members(path) if is_table(member.filename)]
        if len(tables) != 1:
            raise SourceError(f"{path} has {len(tables)} tables (.txt) where one is expected.")
        with open_member(path, tables[0].filename, largest=LARGEST) as file:
            yield file
        return
    if path.stat().st_size > LARGEST:
        raise SourceError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
    with explained(path), path.open("rb") as file:
        yield file


def is_table(name: str) -> bool:
    plain = name.rsplit("/", 1)[-1].lower()
    return plain.endswith(".txt") and not plain.startswith(("readme", "isolanguage"))


def size_of(path: Path) -> int:
    """The bytes of a dump's table, unpacked."""
    if is_zip(path):
        return sum(member.file_size for member in list_members(path) if is_table(member.filename))
    return path.stat().st_size


def read_alternates(lines: Iterable[tuple[int, bytes]], problems: Problems) -> dict[bytes, list[bytes]]:
    """The rows of alternate names by GeoNames id, as they stand: most are never looked into if the id is not wanted."""
    found: dict[bytes, list[bytes]] = {}
    for number, line in lines:
        fields = line.split(b"\t", 2)
        if len(fields) == 3:
            rows = found.get(fields[1])
            if rows is None:
                found[fields[1]] = [fields[2]]
            elif len(rows) < MOST_NAMES:
                rows.append(fields[2])
        elif line.strip():
            problems.add(number, f"alternate names: {len(fields)} columns, at least 4 expected")
    return found


def read_rows(
    lines: Iterable[tuple[int, bytes]], alternates: dict[bytes, list[bytes]], problems: Problems
) -> Iterator[Place]:
    """A place for each line of a dump that is one and is wanted; the others are told to `problems`."""
    kinds, iso_codes, countries = (
        read_feature_kinds(),
        read_iso_codes(),
        frozenset(read_country_codes().values()) | {""},
    )
    for number, raw in lines:
        try:
            fields = raw.decode("utf-8").split("\t")
        except UnicodeDecodeError as error:
            problems.add(number, f"not UTF-8 ({error.reason} at byte {error.start})")
            continue
        if len(fields) != COLUMNS:
            if raw.strip():
                problems.add(number, f"{len(fields)} columns where a GeoNames dump has {COLUMNS}")
            continue
        identifier, name, _, column_names, lat, lon, feature_class, feature_code, country = fields[:9]
        try:
            lat_degrees, lon_degrees, people = float(lat), float(lon), int(fields[14] or 0)
        except ValueError as error:
            problems.add(number, f"not a row of GeoNames ({error})")
            continue
        is_sound = -90.0 <= lat_degrees <= 90.0 and -180.0 <= lon_degrees <= 180.0 and identifier.isdigit()
        if not is_sound or not 0 < len(name.strip()) <= LONGEST_NAME or country not in countries or people < 0:
            reason = fault_of(identifier, name, lat_degrees, lon_degrees, country, countries)
            if reason or people < 0:
                problems.add(number, reason or f"population {people}")
                continue
        kind = kinds.get(f"{feature_class}.{feature_code}") or kinds.get(f"{feature_class}.*")
        if kind is None or not kind.kind:
            problems.left_out[f"feature {feature_class}.{feature_code}"] += 1
            continue
        population = people or None
        word, radius_m = kind
        if feature_class == "P" and word == "town":
            word, radius_m = settlement_of(feature_code, population)
        found = alternates.get(identifier.encode()) if alternates else None
        names = labelled_names(name, found, country) if found else unlabelled_names(name, column_names, country)
        yield Place(
            id="geonames:" + identifier,
            name=next(iter(names.values()))[0],
            kind=word,
            lat=lat_degrees,
            lon=lon_degrees,
            radius_m=radius_m,
            names=names,
            country=country,
            admin1=iso_codes.get(f"{country}.{fields[10]}", ""),
            population=population,
            source=SOURCE,
            licence=LICENCE,
        )


def fault_of(identifier: str, name: str, lat: float, lon: float, country: str, countries: frozenset[str]) -> str:
    """What is wrong with a row, '' if nothing is."""
    if not identifier.isdigit():
        return f"the id {identifier[:40]!r} is no number"
    if not name.strip():
        return "no name"
    if len(name.strip()) > LONGEST_NAME:
        return f"a name of {len(name)} characters"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        swapped = "; latitude and longitude look swapped" if -90 <= lon <= 90 and -180 <= lat <= 180 else ""
        return f"latitude {lat:g}, longitude {lon:g} are not on Earth{swapped}"
    if country not in countries:
        return f"no country {country[:40]!r}"
    return ""


def settlement_of(feature_code: str, population: int | None) -> tuple[str, float]:
    """(kind, radius in metres) of a settlement: by population, else town where it is a seat, else village."""
    if population is not None:
        return kind_of(population), radius_of(population)
    return ("town", 2_000.0) if feature_code.startswith(("PPLA", "PPLC", "PPLG")) else ("village", 1_500.0)


def unlabelled_names(name: str, column: str, country: str) -> dict[str, tuple[str, ...]]:
    """Names by script out of the dump's own column of alternate names."""
    if column:
        kept = [one for one in column.split(",")[:MOST_NAMES] if 0 < len(one) <= LONGEST_NAME]
        return sort_names(name, kept, country)
    shown = display_name(name, country)
    language = language_of(name)
    return {"en" if language is None else language: (shown,) if shown == name else (shown, name)}


def labelled_names(name: str, rows: list[bytes], country: str) -> dict[str, tuple[str, ...]]:
    """Names by language as alternateNamesV2 labels them, preferred ones first; the dump's own name leads the Latin."""
    main = language_of(name)
    found: dict[str, dict[str, None]] = {
        "en" if main is None else main: dict.fromkeys((display_name(name, country), name))
    }
    alternates = [read for row in rows if (read := read_alternate(row)) is not None]
    if len(alternates) > 1:
        alternates.sort(key=rank_of)
    for _, label, alternate in alternates:
        language: str | None = label
        if not label or (label in ("ar", "fa") and not is_arabic(alternate)):
            language = language_of(alternate)
        if language is not None:
            found.setdefault(language, {})[alternate] = None
    return {language: tuple(names) for language, names in found.items()}


def read_alternate(row: bytes) -> tuple[int, str, str] | None:
    """(rank: 0 preferred, 1 plain, 2 colloquial or historic; language; name) of the columns from isolanguage on.

    None for what is no name: links, codes, and what is not UTF-8.
    """
    try:
        language, name, *flags = row.decode("utf-8").split("\t")
    except ValueError:
        return None
    name = name.strip()
    if language in _NOT_NAMES or not name or len(name) > LONGEST_NAME:
        return None
    rank = 2 if "1" in flags[2:4] else 0 if flags[:1] == ["1"] else 1
    return rank, _LANGUAGES.get(language, language), name


def rank_of(alternate: tuple[int, str, str]) -> int:
    return alternate[0]
