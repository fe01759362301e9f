"""What events look like: the colours of the interface, the map and the forces."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.tables import read_table
from dashboard.vocabulary import Force

Theme = Literal["light", "dark"]

HOLLOW_FROM_M = 7000
"""From this radius on a symbol is hollow: the point only stands in for an area."""

# Yellow and its pale kin fall under 3:1 on light land, so lines take a darker tone of the family (LOOK.md).
_LIGHT_LINE = "#B98A00"


@cache
def palette() -> dict[str, dict[Theme, str]]:
    """Every colour token of the interface and the map: {"land": {"light": "#F5F3ED", "dark": "#232B2A"}, …}."""
    rows = read_table("palette.csv", columns=("token", "light", "dark"), required=("token",), unique=("token",))
    return {row["token"]: {"light": row.colour("light"), "dark": row.colour("dark")} for row in rows}


def tokens(theme: Theme) -> dict[str, str]:
    """The colour tokens of one theme: {"land": "#F5F3ED", …}."""
    return {name: colours[theme] for name, colours in palette().items()}


def fill_colour(force: Force, theme: Theme) -> str:
    """The colour of a force's symbols."""
    return force.light if theme == "light" else force.dark


def line_colour(force: Force, theme: Theme) -> str:
    """The colour of a force's lines and thin edges."""
    is_pale = force.family == "kurdish" and luminance(force.light) > 0.4
    return _LIGHT_LINE if theme == "light" and is_pale else fill_colour(force, theme)


def edge_colour(fill: str) -> str:
    """The dark edge of a symbol: its fill mixed 45 % with near-black."""
    return mix(fill, "#0B1110", 0.45)


def contrast(colour: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """A colour with `share` (0 to 1) of another mixed in, in sRGB as a canvas mixes."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in pairs)


def is_hollow(*, geo_precision: int, radius_m: float | None, relation: str = "") -> bool:
    """Whether the symbol is drawn hollow: its point only stands in for an area, not for a route that is drawn."""
    if relation == "route":
        return False
    return geo_precision >= 3 or (geo_precision == 2 and radius_m is not None and radius_m >= HOLLOW_FROM_M)


def is_inferred_route(line: BaseGeometry, place_ids: Sequence[str]) -> bool:
    """Whether a route's line only joins its stops: it has more vertices where it keeps to a known road."""
    return int(shapely.get_num_coordinates(line)) <= len(place_ids)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """WCAG relative luminance, 0 to 1."""
    linear = [
        c / 12.92 if (c := channel / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
