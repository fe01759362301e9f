"""What somebody types on the gazetteer page: a name in any spelling, a place's number, or a position."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.coordinates import Coordinates, read_coordinates
from gazetteer.errors import CoordinateError
from gazetteer.index import Gazetteer
from gazetteer.places import Candidate

MOST_FOUND = 20
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a typed text: places, best first, or the position that it states."""

    candidates: tuple[Candidate, ...] = ()
    position: Coordinates | None = None
    country: str = ""
    admin1: str = ""


def find_as_typed(text: str, gazetteer: Gazetteer, *, limit: int = MOST_FOUND) -> Found:
    """What a text means as far as it is typed; nothing for fewer than two letters.

    A place's id finds that place; a position (decimal, degrees, MGRS) its country and governorate.
    """
    text = " ".join(text.split())
    if len(text) < _LEAST_LETTERS:
        return Found()
    if ":" in text and gazetteer.has(text):
        return Found(candidates=(Candidate(place=gazetteer.place(text), score=1.0),))
    if (position := stated_position(text)) is not None:
        country, admin1 = gazetteer.containing(lat=position.lat, lon=position.lon)
        return Found(position=position, country=country, admin1=admin1)
    return Found(candidates=tuple(gazetteer.search(text, limit=limit)))


def stated_position(text: str) -> Coordinates | None:
    """The position that a text states, None where it states none; a name may have digits, but not that many."""
    if sum(letter.isdigit() for letter in text) < 3:
        return None
    try:
        return read_coordinates(text)
    except CoordinateError:
        return None
