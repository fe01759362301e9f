"""The record of a name found in a text, before it is known which place it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A name found in a text: tokens first … last - 1, code points start … end, and the rows of the
    places that bear it.

    In Arabic `start` takes in the proclitic and the word that says what the place is (وبمدينة القامشلي); `name` is
    without both. `evidence` is what the words say for (or against) its being a place. `border_of` holds the country
    codes that a border expression names ("Turkish border" → ("TR",)), `border_with` the token after "border with",
    else -1; a border has no rows until the countries are known. `site_of` is the token at which the name of the town
    begins that a street, a bridge or a hospital is told to be in, else -1; `site_rows` are the places of its name.
    `aliased` are the rows of which the name is only a further one, where it is the main one of others.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    name: str
    rows: tuple[int, ...] = ()
    evidence: float = 0.0
    exactness: str = "exact"
    likeness: float = 1.0
    lang: str = "en"
    stripped: str = ""
    is_border: bool = False
    border_of: tuple[str, ...] = ()
    border_with: int = -1
    site_of: int = -1
    site_rows: tuple[int, ...] = ()
    aliased: frozenset[int] = frozenset()

    @property
    def is_unknown(self) -> bool:
        """Whether only the words around it say that this is a place."""
        return not self.rows and not self.is_border
