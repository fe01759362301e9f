"""What a place must be before it is kept: a name that can be found, a position on Earth, a known kind and country."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import replace

from gazetteer.coordinates import check_range
from gazetteer.country_codes import country_code
from gazetteer.errors import PlaceError
from gazetteer.names import full_key
from gazetteer.place_kinds import read_kinds, usual_radius_m
from gazetteer.places import Place
from gazetteer.sources.geonames import language_of

LONGEST_NAME = 200  # characters
LARGEST_RADIUS_M = 5_000_000.0
MOST_PEOPLE = 2_000_000_000
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # signs that turn the direction of what follows
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})?")
_ID = re.compile(r"[^\s:]{1,60}:\S{1,140}")
_ADMIN1 = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


def check_name(text: str) -> str:
    """A name without spaces around it and in NFC; raises PlaceError if it is empty, too long or can't be searched."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNING for letter in text):
        raise PlaceError(f"A place's name can't hold control characters: {text[:60]!r}.")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise PlaceError("A place needs a name.")
    if len(name) > LONGEST_NAME:
        raise PlaceError(f"{name[:40]!r}… has {len(name)} characters; a place's name has at most {LONGEST_NAME}.")
    if not full_key(name):
        raise PlaceError(f"{name!r} has no letter or digit that it could be found by.")
    return name


def check_text(text: str, what: str, longest: int) -> str:
    """A text of at most `longest` characters that every file can hold; raises PlaceError saying `what` it is."""
    if len(text) > longest:
        raise PlaceError(f"The {what} has {len(text):,} characters; at most {longest:,} are kept.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n" for letter in text):
        raise PlaceError(f"The {what} can't hold control characters: {text[:60]!r}.")
    return text


def check_id(text: str) -> str:
    """An id, "source:key" without spaces; raises PlaceError."""
    if not _ID.fullmatch(text) or not text.isprintable():
        raise PlaceError(f"{text[:60]!r} is no id of a place, such as geonames:165757 or own:3f2a.")
    return text


def check_kind(text: str) -> str:
    """A kind of the table of kinds; raises PlaceError that lists them."""
    kind = text.strip().lower().replace("_", " ")
    if kind not in read_kinds():
        raise PlaceError(f"No kind {text!r}. The kinds are: {', '.join(read_kinds())}.")
    return kind


def check_country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code that a text means, '' for an empty one; raises PlaceError if there is none."""
    if not text.strip():
        return ""
    code = country_code(text)
    if code is None:
        raise PlaceError(f"No country {text!r}. Write its ISO 3166-1 code, such as SY.")
    return code


def check_place(place: Place) -> Place:
    """The place with its values tidied; a radius of 0 becomes the usual one of its kind.

    The main name is among its names, under the language of its script. Raises PlaceError (CoordinateError for the
    position) with the value that can't stand and what would.
    """
    name = check_name(place.name)
    kind = check_kind(place.kind)
    if not (math.isfinite(place.lat) and math.isfinite(place.lon)):
        raise PlaceError(f"{name} needs a latitude and a longitude; it has {place.lat}, {place.lon}.")
    lat, lon = check_range(place.lat, place.lon)
    radius_m = place.radius_m or usual_radius_m(kind)
    if not 0 < radius_m <= LARGEST_RADIUS_M:
        raise PlaceError(f"The radius {radius_m} of {name} is not between 0 and {LARGEST_RADIUS_M:,.0f} metres.")
    if place.population is not None and not 0 <= place.population <= MOST_PEOPLE:
        raise PlaceError(f"The population {place.population} of {name} is not between 0 and {MOST_PEOPLE:,}.")
    country = check_country(place.country)
    return replace(
        place,
        name=name,
        kind=kind,
        lat=float(lat),
        lon=float(lon),
        radius_m=float(radius_m),
        country=country,
        admin1=check_admin1(place.admin1, country),
        source=check_text(place.source, "source", LONGEST_NAME),
        licence=check_text(place.licence, "licence", LONGEST_NAME),
        names=check_names(name, place.names),
    )


def check_admin1(text: str, country: str) -> str:
    """An ISO 3166-2 code of the country, or ''; raises PlaceError."""
    code = text.strip().upper()
    if code and (not _ADMIN1.fullmatch(code) or (country and not code.startswith(f"{country}-"))):
        raise PlaceError(f"{text!r} is no ISO 3166-2 code{' of ' + country if country else ''}, such as SY-HA.")
    return code


def check_language(text: str) -> str:
    """A language code such as ar, en, ku, or '' where the language is not known; raises PlaceError."""
    language = text.strip()
    if not _LANGUAGE.fullmatch(language):
        raise PlaceError(f"{text!r} is no language code such as ar, en, ku.")
    return language


def check_names(main: str, names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Names by language, each once and in its order; the main name is put first where it is missing."""
    found = {check_language(language): tuple(dict.fromkeys(map(check_name, some))) for language, some in names.items()}
    if main not in {name for some in found.values() for name in some}:
        language = language_of(main) or "en"
        found[language] = (main, *found.get(language, ()))
    return {language: some for language, some in found.items() if some}
