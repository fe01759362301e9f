"""What the map's search box is answered: places by name in any spelling, or the position that a text states."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from pyproj import Geod

from dashboard.place_search import find_as_typed
from dashboard.place_words import country_word, other_name, place_line, place_name
from dashboard.problems import say_problem
from dashboard.translation import Words
from gazetteer.coordinates import LONGEST, read_coordinates
from gazetteer.errors import CoordinateError
from gazetteer.index import Gazetteer
from gazetteer.places import Candidate

MOST_SHOWN = 12
_MOST_LOOKED_AT = 40
_NEAR_KM = 250.0
_NEAR_BONUS = 0.15  # of the score, for a place where the map is looked at; it fades out with the distance
_GEOD = Geod(ellps="WGS84")

_ZOOM_OF_POSITION = 12.0
_LEAST_ZOOM, _MOST_ZOOM = 4.0, 13.0
_RADIUS_PIXELS = 60.0
_EQUATOR_M_PER_PIXEL = 156_543.03  # at zoom 0

Region = Callable[[str], str]
"""A governorate's name by its code, "" where unknown."""


def answer(question: object, gazetteer: Gazetteer, words: Words, region: Region) -> dict[str, Any] | None:
    """The answer to what the map asks, {"text", "number", "near": [lat, lon]}; None for anything else.

    It has the question's number, the places (name, other, about, lat, lon, zoom), best first, and the problem in
    words where there is none.
    """
    if not isinstance(question, Mapping) or not isinstance(question.get("text"), str):
        return None
    text = question["text"][:LONGEST]
    found = find_as_typed(text, gazetteer, limit=_MOST_LOOKED_AT)
    if found.position is not None:
        where = region(found.admin1) or (country_word(found.country, words) if found.country else "")
        places = [_stated(text, *found.position, where, words)]
    else:
        candidates = _nearest_first(found.candidates, question.get("near"))[:MOST_SHOWN]
        places = [_place(candidate, words, region) for candidate in candidates]
    problem = "" if places else _problem(text, words)
    return {"number": question.get("number"), "places": places, "problem": problem}


def _stated(text: str, lat: float, lon: float, where: str, words: Words) -> dict[str, Any]:
    about = " · ".join(part for part in (words.say("Position"), where) if part)
    return {"name": text.strip(), "other": "", "about": about, "lat": lat, "lon": lon, "zoom": _ZOOM_OF_POSITION}


def _place(candidate: Candidate, words: Words, region: Region) -> dict[str, Any]:
    place = candidate.place
    return {
        "name": place_name(place, words),
        "other": other_name(place, words),
        "about": place_line(place, words, region(place.admin1)),
        "lat": place.lat,
        "lon": place.lon,
        "zoom": _zoom(place.lat, place.radius_m),
    }


def _zoom(lat: float, radius_m: float) -> float:
    """The web-map zoom at which a place of that radius is a good part of the map."""
    metres_per_pixel = max(radius_m, 100.0) / _RADIUS_PIXELS
    zoom = math.log2(_EQUATOR_M_PER_PIXEL * math.cos(math.radians(lat)) / metres_per_pixel)
    return round(4 * min(_MOST_ZOOM, max(_LEAST_ZOOM, zoom))) / 4


def _nearest_first(candidates: tuple[Candidate, ...], near: object) -> list[Candidate]:
    """The candidates by their score, raised for those near the middle of the map [lat, lon]."""
    if not (isinstance(near, list | tuple) and len(near) == 2 and all(isinstance(one, int | float) for one in near)):
        return list(candidates)
    lat, lon = near

    def rank(candidate: Candidate) -> float:
        place = candidate.place
        kilometres = _GEOD.inv(lon, lat, place.lon, place.lat)[2] / 1000
        return -candidate.score - _NEAR_BONUS * math.exp(-kilometres / _NEAR_KM)

    return sorted(candidates, key=rank)


def _problem(text: str, words: Words) -> str:
    """Why nothing was found: what is wrong with a position, else that no place is called so."""
    if sum(letter.isdigit() for letter in text) >= 3:
        try:
            read_coordinates(text)
        except CoordinateError as error:
            return say_problem(str(error), words)
    return words.say("No place of that name. Positions are read as 36.9, 41.5, as 36°54'N 41°30'E, as MGRS or UTM.")
