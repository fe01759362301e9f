"""The colours of a snapshot in one theme, from the shared tables of tokens and forces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

from dashboard.errors import ExportError
from dashboard.symbols import ForceColour, KindSymbol, Theme, edge_colour, force_colours, kind_symbols, tokens

UNIDENTIFIED = "unidentified"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as #RRGGBB: a token by `palette["ink"]`, a force's by `fill` and `line`."""

    theme: Theme
    tokens: dict[str, str]

    def __getitem__(self, token: str) -> str:
        return self.tokens[token]

    def fill(self, force_id: str) -> str:
        return force(force_id).fill(self.theme)

    def line(self, force_id: str) -> str:
        return force(force_id).line(self.theme)

    def edge(self, fill: str) -> str:
        return edge_colour(fill)

    def sign(self, fill: str) -> str:
        """White or ink for the sign on a fill; white as long as it reads, for it is what the look is made of."""
        return "#FFFFFF" if _contrast("#FFFFFF", fill) >= 2.6 else "#17211F"


@cache
def palette(theme: str) -> Palette:
    """The colours of a theme; raises ExportError for one that does not exist."""
    for known in get_args(Theme):
        if known == theme:
            return Palette(known, tokens(known))
    raise ExportError(f"No theme {theme!r} for a snapshot: it is one of {', '.join(get_args(Theme))}.")


def force(force_id: str) -> ForceColour:
    """A force of the table; `unidentified` for an id that it lacks."""
    forces = _forces()
    return forces.get(force_id, forces[UNIDENTIFIED])


def kind(kind_id: str) -> KindSymbol:
    """A kind of the table; `other` for an id that it lacks."""
    kinds = _kinds()
    return kinds.get(kind_id, kinds["other"])


@cache
def _forces() -> dict[str, ForceColour]:
    return {one.id: one for one in force_colours()}


@cache
def _kinds() -> dict[str, KindSymbol]:
    return {one.id: one for one in kind_symbols()}


def _contrast(colour: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
