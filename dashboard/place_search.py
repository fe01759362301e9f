"""What somebody types on the gazetteer page: a name in any spelling, a place's number, or a position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gazetteer.coordinates import Coordinates, read_coordinates
from gazetteer.errors import CoordinateError
from gazetteer.index import Gazetteer
from gazetteer.names import bare_key
from gazetteer.places import Candidate
from gazetteer.ranking import search_score

MOST_FOUND = 20
_LEAST_LETTERS = 2
_LEAST_SLIPPED = 5
_MOST_BEGUN = 2_000  # names that begin with what is typed, looked through for the likeliest places
_BEGUN, _SLIPPED = 0.6, 0.5
_LATIN, _ARABIC = "abcdefghijklmnopqrstuvwxyz'", "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىئء"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a typed text: places, best first, or the position that it states."""

    candidates: tuple[Candidate, ...] = ()
    position: Coordinates | None = None
    country: str = ""
    admin1: str = ""


def find_as_typed(text: str, gazetteer: Gazetteer, *, limit: int = MOST_FOUND) -> Found:
    """What a text means as far as it is typed; nothing for fewer than two letters.

    A place's id finds that place; a position (decimal, degrees, MGRS) its country and governorate. A name finds what
    it means in any spelling, then what begins with it; where nothing does, what differs from it in one letter.
    """
    text = " ".join(text.split())
    if len(text) < _LEAST_LETTERS:
        return Found()
    if ":" in text and gazetteer.has(text):
        return Found(candidates=(Candidate(place=gazetteer.place(text), score=1.0),))
    if (position := stated_position(text)) is not None:
        country, admin1 = gazetteer.containing(lat=position.lat, lon=position.lon)
        return Found(position=position, country=country, admin1=admin1)
    found = gazetteer.search(text, limit=limit)
    known = {candidate.place.id for candidate in found}
    for more in (begun, slipped):
        if len(found) < limit and (more is begun or not found):
            found += [one for one in more(text, gazetteer, limit=limit) if one.place.id not in known]
            known = {candidate.place.id for candidate in found}
    return Found(candidates=tuple(found[:limit]))


def stated_position(text: str) -> Coordinates | None:
    """The position that a text states, None where it states none; a name may have digits, but not that many."""
    if sum(letter.isdigit() for letter in text) < 3:
        return None
    try:
        return read_coordinates(text)
    except CoordinateError:
        return None


def begun(text: str, gazetteer: Gazetteer, *, limit: int) -> list[Candidate]:
    """The likeliest places with a name that begins with what is typed."""
    key = bare_key(text)
    keys = gazetteer.exact.beginning_with(key, _MOST_BEGUN) if key else []
    return _likeliest(keys, gazetteer, quality=_BEGUN, reason="names that begin so", limit=limit)


def slipped(text: str, gazetteer: Gazetteer, *, limit: int) -> list[Candidate]:
    """The likeliest places with a name that differs from what is typed in one letter, or in two that changed places."""
    key = bare_key(text)
    keys = _one_letter_off(key) if len(key) >= _LEAST_SLIPPED else ()
    return _likeliest(keys, gazetteer, quality=_SLIPPED, reason="one letter differs", limit=limit)


def _one_letter_off(key: str) -> Iterator[str]:
    letters = _LATIN if key.isascii() else _ARABIC
    for at in range(len(key)):
        before, after = key[:at], key[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after[1:]
            yield before + letter + after


def _likeliest(
    keys: Iterable[str], gazetteer: Gazetteer, *, quality: float, reason: str, limit: int
) -> list[Candidate]:
    """The places that bear a name with one of the keys, likeliest first."""
    rows = {row for key in keys for row, _ in gazetteer.exact.postings(key)}
    scores = {row: search_score((fact := gazetteer.fact(row)).prominence, fact.country, quality) for row in rows}
    best = sorted(scores, key=lambda row: (-scores[row], row))[:limit]
    return [Candidate(place=gazetteer.place_at(row), score=round(scores[row], 4), reason=reason) for row in best]
