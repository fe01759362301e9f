"""The colours of a snapshot in one theme, from the shared tables of tokens and forces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

from dashboard.errors import ExportError
from dashboard.symbols import Theme, contrast, edge_colour, fill_colour, line_colour, tokens
from dashboard.vocabulary import Force, Kind, forces, kinds

UNIDENTIFIED = "unidentified"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as #RRGGBB: a token by `palette["ink"]`, a force's by `fill` and `line`."""

    theme: Theme
    tokens: dict[str, str]

    def __getitem__(self, token: str) -> str:
        return self.tokens[token]

    def fill(self, force_id: str) -> str:
        return fill_colour(force(force_id), self.theme)

    def line(self, force_id: str) -> str:
        return line_colour(force(force_id), self.theme)

    def edge(self, fill: str) -> str:
        return edge_colour(fill)

    def sign(self, fill: str) -> str:
        """White or ink for the sign on a fill; white as long as it reads, for it is what the look is made of."""
        return "#FFFFFF" if contrast("#FFFFFF", fill) >= 2.6 else "#17211F"


@cache
def palette(theme: str) -> Palette:
    """The colours of a theme; raises ExportError for one that does not exist."""
    for known in get_args(Theme):
        if known == theme:
            return Palette(known, tokens(known))
    raise ExportError(f"No theme {theme!r} for a snapshot: it is one of {', '.join(get_args(Theme))}.")


def force(force_id: str) -> Force:
    """A force of the table; `unidentified` for an id that it lacks."""
    return forces().get(force_id, forces()[UNIDENTIFIED])


def kind(kind_id: str) -> Kind:
    """A kind of the table; `other` for an id that it lacks."""
    return kinds().get(kind_id, kinds()["other"])
