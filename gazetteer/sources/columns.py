"""Which column of a table means what: guessed from headers in Arabic, English or OCHA's style, or told by the user."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from gazetteer.errors import PlaceError, SourceError
from gazetteer.names import full_key
from gazetteer.place_kinds import read_kinds
from gazetteer.sources.curated import DIRECTORY

FIELDS = (
    *("id", "pcode", "name", "aliases", "kind", "lat", "lon", "latlon", "geometry"),
    *("country", "admin1", "admin_level", "population", "radius_m"),
)
"""What a column may mean; besides, name:ar and the like for a name in a language."""

SEVERAL = frozenset(["aliases", "kind"])
"""Fields that several columns may feed; of the others the first column counts."""

_NAME_IN = re.compile(r"name:[a-z]{2,3}")
_NAME_HEADER = re.compile(r"(?:alt_|old_|official_|short_|int_|loc_)?name[:_ ]([a-z]{2,3})")
_OCHA = re.compile(r"adm(?:in)?([0-5])_?(name|pcode|ref(?:_?name)?|alt[12]?(?:_?name)?|)_?([a-z]{2}|[0-9]|)")
_LEVEL_KINDS = {"1": "governorate", "2": "district", "3": "subdistrict", "4": "village", "5": "quarter"}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns that feed each field; `kind` is that of every row where no column tells it.

    `is_ocha` where the columns are those of OCHA's common operational datasets.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""
    is_ocha: bool = False

    def column(self, name: str) -> str | None:
        """The first column that feeds a field."""
        found = self.columns.get(name)
        return found[0] if found else None

    @property
    def has_name(self) -> bool:
        return any(name in ("name", "aliases") or name.startswith("name:") for name in self.columns)

    @property
    def has_position(self) -> bool:
        return ("lat" in self.columns and "lon" in self.columns) or bool({"latlon", "geometry"} & self.columns.keys())


@lru_cache(maxsize=1)
def read_column_words(table: Path = DIRECTORY / "column_words.csv") -> dict[str, tuple[tuple[int, str], ...]]:
    """(rank, field) of each meaning that a header may have, by its key; of two headers the one of lower rank is meant.

    Raises SourceError naming the line that is wrong.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for rank, (name, header) in enumerate(_read_pairs(table, "field", "header")):
        found.setdefault(full_key(header), []).append((rank, name))
    return {key: tuple(meanings) for key, meanings in found.items()}


@lru_cache(maxsize=1)
def read_kind_words(table: Path = DIRECTORY / "kind_words.csv") -> dict[str, str]:
    """Kinds by the key of a word for them in Arabic or English: suburb is a quarter."""
    found = {full_key(word): kind for word, kind in _read_pairs(table, "word", "kind")}
    for kind in read_kinds().values():
        found[full_key(kind.word)] = kind.word
        found.setdefault(full_key(kind.arabic), kind.word)
    return found


def _read_pairs(table: Path, first: str, second: str) -> list[tuple[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        pairs = []
        for row in rows:
            if not row.get(first) or not row.get(second):
                raise SourceError(f"{table}, line {rows.line_num}: not {first},{second}")
            pairs.append((row[first], row[second]))
        return pairs


def guess_columns(headers: Sequence[str]) -> ColumnMapping:
    """What the headers of a table mean, as far as they tell; OCHA's columns of the deepest level are the place's.

    "place" is the name where no other column is, else, as in OpenStreetMap, the kind.
    """
    ocha = guess_ocha(headers)
    found: dict[str, list[str]] = {name: list(columns) for name, columns in ocha.columns.items()}
    taken = {column for columns in found.values() for column in columns}
    meanings = sorted((rank, n, name) for n, header in enumerate(headers) for rank, name in meanings_of(header))
    for _, n, name in meanings:
        header = headers[n]
        is_told_by_ocha = ocha.is_ocha and (name in ("name", "kind", "id") or name.startswith("name:"))
        if header in taken or is_told_by_ocha or (name in found and name not in SEVERAL):
            continue
        taken.add(header)
        found.setdefault(name, []).append(header)
    return ColumnMapping({name: tuple(columns) for name, columns in found.items()}, ocha.kind, ocha.is_ocha)


def meanings_of(header: str) -> tuple[tuple[int, str], ...]:
    """(rank, field) of each meaning that one header may have by itself."""
    known = read_column_words().get(full_key(header))
    if known is not None:
        return known
    plain = header.strip().lower()
    named = _NAME_HEADER.fullmatch(plain)
    if named is None:
        return ()
    return ((len(read_column_words()), f"name:{named.group(1)}" if plain.startswith("name") else "aliases"),)


def guess_ocha(headers: Sequence[str]) -> ColumnMapping:
    """The mapping of an OCHA table: ids and names of its deepest level, the country of level 0."""
    levels: dict[str, dict[str, str]] = {}
    for header in headers:
        match = _OCHA.fullmatch(header.strip().lower().replace(" ", ""))
        if match is not None and (match.group(2) or match.group(3)):
            what = "pcode" if match.group(2) == "pcode" else f"{match.group(2) or 'name'} {match.group(3)}"
            levels.setdefault(match.group(1), {}).setdefault(what, header)
    coded = [level for level, columns in levels.items() if "pcode" in columns and len(columns) > 1]
    if not coded:
        return ColumnMapping()
    deepest = levels[max(coded)]
    found: dict[str, list[str]] = {"pcode": [deepest["pcode"]]}
    for what, header in deepest.items():
        if what == "pcode":
            continue
        word, _, language = what.partition(" ")
        is_language = len(language) == 2
        is_main = word == "name"
        name = f"name:{language}" if is_main and is_language else "name" if is_main and not language else "aliases"
        found.setdefault(name, []).append(header)
    if "0" in levels and max(coded) != "0" and "pcode" in levels["0"]:
        found["country"] = [levels["0"]["pcode"]]
    columns = {name: tuple(some) for name, some in found.items()}
    return ColumnMapping(columns, _LEVEL_KINDS.get(max(coded), "country"), True)


def override(guessed: ColumnMapping, told: Mapping[str, str], headers: Sequence[str]) -> ColumnMapping:
    """The mapping with what the user said: {field: header}; an empty header takes a field away.

    Raises PlaceError for a field or a column that there is not.
    """
    columns = dict(guessed.columns)
    by_key = {full_key(header): header for header in reversed(headers)}
    for name, header in told.items():
        if name not in FIELDS and not _NAME_IN.fullmatch(name):
            raise PlaceError(f"--map: no field {name!r}. Fields are {', '.join(FIELDS)} and name:ar, name:en, ….")
        if not header:
            columns.pop(name, None)
            continue
        column = header if header in headers else by_key.get(full_key(header))
        if column is None:
            raise PlaceError(f"--map {name}={header}: no such column. Columns are {', '.join(headers)[:500]}.")
        columns = {other: tuple(c for c in some if c != column) for other, some in columns.items()}
        columns[name] = (column,)
    return ColumnMapping({name: some for name, some in columns.items() if some}, guessed.kind, guessed.is_ocha)
