"""Coordinates as people type them: decimal, degrees-minutes-seconds, MGRS or UTM, in Latin or Arabic digits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import mgrs
from pyproj import Transformer

from gazetteer.errors import CoordinateError

LONGEST = 120  # characters of what somebody typed as coordinates

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−–", "01234567890123456789.--")
_SYMBOLS = str.maketrans({"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "´": "'", "″": '"', "”": '"', "“": '"'})
_WORDS = (
    ("شمالا", "N"), ("شمال", "N"), ("جنوبا", "S"), ("جنوب", "S"), ("شرقا", "E"), ("شرق", "E"),
    ("غربا", "W"), ("غرب", "W"),
    ("NORTH", "N"), ("SOUTH", "S"), ("EAST", "E"), ("WEST", "W"),
    ("LATITUDE", " "), ("LONGITUDE", " "), ("LAT", " "), ("LON", " "), ("LNG", " "),
)  # fmt: skip
_MGRS = re.compile(r"\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(?:\d\d){1,5}")
_UTM = re.compile(
    r"(?:UTM|ZONE|:){0,4}(\d{1,2})([C-HJ-NP-X]),?(\d{6}(?:\.\d+)?)(?:M?E|M)?,?(\d{1,8}(?:\.\d+)?)(?:M?N|M)?"
)
_PIECE = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,12})?|[NSEW°'\"]")
_ONLY = re.compile(r"[NSEW0-9.°'\" +-]*")
_COMMA_AS_POINT = re.compile(r"(?<=\d),(?=\d)")


_UTM_EAST_M = (100_000, 900_000)
_UTM_NORTH_M = 10_000_000
_SOUTH_BAND_M = (3_500_000, 4_500_000)  # northings of 32° to 40° north, the band S


class Coordinates(NamedTuple):
    """A position in WGS84 degrees."""

    lat: float
    lon: float


def read_coordinates(text: str) -> Coordinates:
    """The position that a text states, in any digits.

    "36.9, 41.5", "36°54'N 41°30'E", MGRS as "37S GA 12345 67890", UTM as "37S 678901 4078901" or "37N 678901 4078901".

    A decimal comma is understood where the two numbers are told apart by something else ("36,9; 41,5"). Without
    letters the latitude comes first. Raises CoordinateError saying what was not understood.
    """
    if len(text) > LONGEST:
        raise CoordinateError(f"Not coordinates: {text[:40]!r}… is {len(text)} characters long.")
    grid = "".join(text.upper().split())
    if _MGRS.fullmatch(grid):
        return _from_mgrs(grid)
    if utm := _UTM.fullmatch("".join(text.translate(_DIGITS).upper().split())):
        return _from_utm(*utm.groups())
    parts = _split(text)
    if len(parts) != 2:
        raise CoordinateError(
            f"Not coordinates: {text!r}. Write latitude and longitude (36.9, 41.5 or 36°54'N 41°30'E) "
            "or a grid (MGRS, UTM)."
        )
    (first, first_letter), (second, second_letter) = (_angle(part, text) for part in parts)
    if first_letter in ("E", "W") or second_letter in ("N", "S"):
        first, second, first_letter, second_letter = second, first, second_letter, first_letter
    if first_letter in ("E", "W") or second_letter in ("N", "S"):
        raise CoordinateError(f"Not coordinates: {text!r} names the same axis twice.")
    return check_range(first, second)


def read_angle(text: str) -> float:
    """One latitude or longitude in degrees: "36.9", "36,9", "36°54'N", "٣٦٫٩"; raises CoordinateError."""
    if len(text) > LONGEST:
        raise CoordinateError(f"Not an angle: {text[:40]!r}… is {len(text)} characters long.")
    plain = text.strip()
    try:  # by far the most frequent, and the quickest
        value = float(plain)
    except ValueError:
        value, _ = _angle(_COMMA_AS_POINT.sub(".", _plain(text)), text)
    if value != value or value in (float("inf"), float("-inf")):
        raise CoordinateError(f"Not an angle: {text!r}.")
    return value


def check_range(lat: float, lon: float) -> Coordinates:
    """The position if it is one; raises CoordinateError, with a hint where the two look swapped."""
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        return Coordinates(lat, lon)
    if -90 <= lon <= 90 and -180 <= lat <= 180:
        raise CoordinateError(f"The latitude {lat:g} is not between -90 and 90; latitude and longitude look swapped.")
    wrong = f"latitude {lat:g} is not between -90 and 90" if not -90 <= lat <= 90 else ""
    wrong = wrong or f"longitude {lon:g} is not between -180 and 180"
    raise CoordinateError(f"The {wrong}.")


def _from_mgrs(grid: str) -> Coordinates:
    try:
        lat, lon = mgrs.MGRS().toLatLon(grid)
    except mgrs.core.MGRSError as error:
        raise CoordinateError(f"Not a grid reference: {grid} ({error}).") from error
    return check_range(lat, lon)


def _from_utm(zone: str, letter: str, easting: str, northing: str) -> Coordinates:
    """A position in Universal Transverse Mercator; the letter is a band, or N or S for the half of the globe.

    S is both: the band of Syria and Iraq where the northing is of that band, else the south.
    """
    east, north = float(easting), float(northing)
    in_band = _SOUTH_BAND_M[0] <= north <= _SOUTH_BAND_M[1]
    is_south = not in_band if letter == "S" else letter < "N"
    stated = f"{zone}{letter} {easting} {northing}"
    if not 1 <= int(zone) <= 60 or not _UTM_EAST_M[0] <= east <= _UTM_EAST_M[1] or north > _UTM_NORTH_M:
        raise CoordinateError(f"Not a grid reference: {stated} (no such zone, easting or northing).")
    lon, lat = _utm_to_degrees(int(zone), is_south).transform(east, north)
    return check_range(round(lat, 7), round(lon, 7))


@lru_cache(maxsize=8)
def _utm_to_degrees(zone: int, is_south: bool) -> Transformer:
    return Transformer.from_crs(f"EPSG:{32700 + zone if is_south else 32600 + zone}", "EPSG:4326", always_xy=True)


def _plain(text: str) -> str:
    """The text with Latin digits, plain symbols and single letters for the four directions."""
    plain = text.translate(_DIGITS).translate(_SYMBOLS).upper().replace("''", '"')
    for word, letter in _WORDS:
        plain = plain.replace(word, letter)
    return plain.replace(":", " ").replace("=", " ")


def _split(text: str) -> list[str]:
    """The two halves of a text: at the one separator, or where the first half's letter or number ends."""
    plain = _plain(text).replace("،", ",").strip(" ()[]")
    for separator in (";", "/", "|", "\t", "\n"):
        if plain.count(separator) == 1:
            return [_COMMA_AS_POINT.sub(".", half) for half in plain.split(separator)]
    if plain.count(",") == 1:
        return plain.split(",")
    if "," in plain and " " in plain:  # 36,9 41,5 and 36,9, 41,5
        plain = _COMMA_AS_POINT.sub(".", plain).replace(",", " ")
    elif "," in plain:
        return []
    return _halves(_PIECE.findall(plain)) if _ONLY.fullmatch(plain) else []


def _halves(pieces: list[str]) -> list[str]:
    """The pieces (numbers, symbols, letters) as two halves: each ends with its letter, or both have as many numbers."""
    letters = [n for n, piece in enumerate(pieces) if piece in "NSEW"]
    if len(letters) == 2:
        cut = letters[0] + 1 if letters[0] > 0 else letters[1]
    else:
        numbers = [n for n, piece in enumerate(pieces) if piece not in "NSEW°'\""]
        if letters or len(numbers) not in (2, 4, 6):
            return []
        cut = numbers[len(numbers) // 2]
    return [" ".join(pieces[:cut]), " ".join(pieces[cut:])]


def _angle(half: str, text: str) -> tuple[float, str]:
    """(degrees, direction letter or "") of one half of a text."""
    if not _ONLY.fullmatch(half):
        raise CoordinateError(f"Not coordinates: {text!r} has {half.strip()!r} in it.")
    pieces = _PIECE.findall(half)
    letters = [piece for piece in pieces if piece in "NSEW"]
    numbers = [piece for piece in pieces if piece not in "NSEW°'\""]
    if not 1 <= len(numbers) <= 3 or len(letters) > 1:
        raise CoordinateError(f"Not coordinates: {text!r}.")
    values = [float(number) for number in numbers]
    if any(not 0 <= value < 60 or number[0] in "+-" for value, number in zip(values[1:], numbers[1:], strict=True)):
        raise CoordinateError(f"Not coordinates: minutes and seconds of {text!r} are not between 0 and 60.")
    degrees = sum(abs(value) / 60**n for n, value in enumerate(values))
    is_negative = numbers[0].startswith("-") != (letters[:1] in (["S"], ["W"]))
    return (-degrees if is_negative else degrees), (letters[0] if letters else "")
