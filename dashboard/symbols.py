"""What events look like: the colours of the interface and of the forces, and the sign of each kind."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from dashboard.errors import LexiconError

Theme = Literal["light", "dark"]

SIGNS = ("chevron", "encounter", "bar", "cross", "strike", "ring", "dot", "plus")
HOLLOW_FROM_M = 7000
"""From this radius on a symbol is hollow: the point only stands in for an area."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# Yellow and its pale kin fall under 3:1 on light land, so lines take a darker tone of the family (LOOK.md).
_LIGHT_LINE = "#B98A00"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSymbol:
    """How a kind of event is drawn: its layer gives the outer shape (disc or diamond), `sign` what is inside."""

    id: str
    layer: str
    sign: str
    en: str
    ar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceColour:
    """A force's names and colours; `light_line` is for lines and thin edges on light land."""

    id: str
    en: str
    ar: str
    light: str
    dark: str
    light_line: str

    def fill(self, theme: Theme) -> str:
        return self.light if theme == "light" else self.dark

    def line(self, theme: Theme) -> str:
        return self.light_line if theme == "light" else self.dark


@cache
def palette() -> dict[str, dict[Theme, str]]:
    """Every colour token of the interface and the map: {"land": {"light": "#F5F3ED", "dark": "#232B2A"}, …}."""
    return {
        row["token"]: {"light": row["light"], "dark": row["dark"]}
        for row in _rows("palette.csv", ("token", "light", "dark"), colours=("light", "dark"))
    }


def tokens(theme: Theme) -> dict[str, str]:
    """The colour tokens of one theme: {"land": "#F5F3ED", …}."""
    return {name: colours[theme] for name, colours in palette().items()}


@cache
def kind_symbols() -> tuple[KindSymbol, ...]:
    """One a kind, in the order of the table; the position is the kind's number in the packed events."""
    rows = _rows("kinds.csv", ("id", "layer", "symbol", "en", "ar"))
    for line, row in enumerate(rows, 2):
        if row["symbol"] not in SIGNS:
            raise LexiconError(
                f"kinds.csv line {line}, column symbol: {row['symbol']!r} is none of {', '.join(SIGNS)}."
            )
    return tuple(
        KindSymbol(id=row["id"], layer=row["layer"], sign=row["symbol"], en=row["en"], ar=row["ar"]) for row in rows
    )


@cache
def force_colours() -> tuple[ForceColour, ...]:
    """One a force, in the order of the table; the position is the force's number in the packed events."""
    return tuple(
        ForceColour(
            id=row["id"],
            en=row["en"],
            ar=row["ar"],
            light=row["light"],
            dark=row["dark"],
            light_line=_LIGHT_LINE if row["family"] == "kurdish" and luminance(row["light"]) > 0.4 else row["light"],
        )
        for row in _rows("forces.csv", ("id", "family", "en", "ar", "light", "dark"), colours=("light", "dark"))
    )


def edge_colour(fill: str) -> str:
    """The dark edge of a symbol: its fill mixed 45 % with near-black."""
    return mix(fill, "#0B1110", 0.45)


def mix(colour: str, other: str, share: float) -> str:
    """A colour with `share` (0 to 1) of another mixed in, in sRGB as a canvas mixes."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in pairs)


def is_hollow(*, geo_precision: int, radius_m: float | None) -> bool:
    """Whether the symbol is drawn hollow: its point only stands in for an area."""
    return geo_precision >= 3 or (geo_precision == 2 and radius_m is not None and radius_m >= HOLLOW_FROM_M)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """WCAG relative luminance, 0 to 1."""
    linear = [
        c / 12.92 if (c := channel / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rows(name: str, columns: Sequence[str], *, colours: Sequence[str] = ()) -> list[dict[str, str]]:
    text = files("dashboard.lexicon").joinpath(name).read_text(encoding="utf-8")
    return read_table(text, name, columns, colours=colours)


def read_table(text: str, name: str, columns: Sequence[str], *, colours: Sequence[str] = ()) -> list[dict[str, str]]:
    """The rows of a CSV table; those of `colours` must be #RRGGBB. Raises LexiconError naming file, line and column."""
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise LexiconError(f"{name} line 1 lacks the column {', '.join(missing)}.")
    rows = []
    for row in reader:
        for column in colours:
            if not _COLOUR.fullmatch(row[column] or ""):
                raise LexiconError(f"{name} line {reader.line_num}, column {column}: {row[column]!r} is no #RRGGBB.")
        rows.append(row)
    return rows
