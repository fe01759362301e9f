"""What the lexicon calls forces and kinds, for files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ForceName:
    """A force's English name, its name in ACLED, and its colour as #RRGGBB."""

    en: str
    acled: str
    colour: str


@cache
def force_names() -> dict[str, ForceName]:
    return {row["id"]: ForceName(row["en"], row["acled"], row["light"]) for row in read_rows("forces.csv")}


@cache
def kind_names() -> dict[str, str]:
    return {row["id"]: row["en"] for row in read_rows("kinds.csv")}


def read_rows(table: str, package: str = "dashboard.lexicon") -> list[dict[str, str]]:
    """The rows of a packaged CSV table, cells by column."""
    text = files(package).joinpath(table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
