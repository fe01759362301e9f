"""The kinds that a place may be of, each with its Arabic word and how far such a place reaches where nobody says."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gazetteer.errors import SourceError

TABLE = Path(__file__).parent / "curated" / "place_kinds.csv"


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """One kind: its word in English (which is its id) and in Arabic, and its usual radius in metres."""

    word: str
    arabic: str
    radius_m: float


@lru_cache(maxsize=1)
def read_kinds(table: Path = TABLE) -> dict[str, PlaceKind]:
    """The kinds by their English word, in the table's order; raises SourceError naming the line that is wrong."""
    kinds: dict[str, PlaceKind] = {}
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            try:
                kinds[row["kind"]] = PlaceKind(row["kind"], row["ar"], float(row["radius_m"]))
            except (KeyError, TypeError, ValueError) as error:
                raise SourceError(f"{table}, line {rows.line_num}: not kind,ar,radius_m") from error
    return kinds


def usual_radius_m(kind: str) -> float:
    """How far a place of a kind reaches from its point, in metres, where nobody says."""
    found = read_kinds().get(kind)
    return found.radius_m if found else 2_000.0
