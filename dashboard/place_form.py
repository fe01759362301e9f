"""A place as a form has it: the fields to fill in, and the place that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from pyproj import Geod

from gazetteer.coordinates import Coordinates, read_coordinates
from gazetteer.errors import CoordinateError, PlaceError
from gazetteer.index import Gazetteer
from gazetteer.own import SOURCE
from gazetteer.place_kinds import usual_radius_m
from gazetteer.places import Place
from gazetteer.sources.geonames import language_of

NEAR_M = 5_000.0
"""A place of the same name this near is likely the same place."""

MOST_NEAR = 3
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceForm:
    """What the fields say. `position` is as typed; `reach_km` and `people` are None where left to the kind, or unknown.

    `corrected` is the place that is being corrected, None for a new one. `others` holds a further spelling a line.
    `near` is a (lon, lat) to begin looking at.
    """

    english: str = ""
    arabic: str = ""
    others: str = ""
    kind: str = "village"
    position: str = ""
    reach_km: float | None = None
    people: int | None = None
    note: str = ""
    corrected: Place | None = None
    near: tuple[float, float] | None = None

    @classmethod
    def of(cls, place: Place, note: str = "") -> Self:
        """The form filled in with a place."""
        english, arabic = (place.names.get(lang, ("",))[0] for lang in ("en", "ar"))
        if not english and not arabic:
            english = place.name
        others = dict.fromkeys(
            name for names in place.names.values() for name in names if name and name not in (english, arabic)
        )
        return cls(
            english=english,
            arabic=arabic,
            others="\n".join(others),
            kind=place.kind,
            position=typed_position(place.lat, place.lon),
            reach_km=round(place.radius_m / 1000, 1) or None,
            people=place.population,
            note=note,
            corrected=place,
        )

    @classmethod
    def named(cls, name: str, *, near: tuple[float, float] | None = None) -> Self:
        """The form for a new place that a report names."""
        is_arabic = language_of(name) in ("ar", "fa", "ku")
        return cls(english="" if is_arabic else name, arabic=name if is_arabic else "", near=near)


def typed_position(lat: float, lon: float) -> str:
    """A position as somebody would type it: 36.95000, 41.52000."""
    return f"{lat:.5f}, {lon:.5f}"


def read_position(text: str) -> Coordinates | None:
    """The position that a field states; None where it is empty. Raises CoordinateError."""
    return read_coordinates(text) if text.strip() else None


def draft_position(text: str) -> tuple[float, float] | None:
    """The (lon, lat) of a field for the map; None where it states none yet."""
    try:
        found = read_position(text)
    except CoordinateError:
        return None
    return (found.lon, found.lat) if found else None


def place_from_form(form: PlaceForm, gazetteer: Gazetteer) -> Place:
    """The place that the form makes, not yet kept; its country and governorate are those around its position.

    Raises PlaceError or CoordinateError, which say what is missing.
    """
    english, arabic = " ".join(form.english.split()), " ".join(form.arabic.split())
    if not english and not arabic:
        raise PlaceError("A place needs a name.")
    position = read_position(form.position)
    if position is None:
        raise CoordinateError("A place needs a position: click on the map, or type it.")
    country, admin1 = gazetteer.containing(lat=position.lat, lon=position.lon)
    before = form.corrected
    values = Place(
        id=before.id if before else "",
        name=english or arabic,
        kind=form.kind,
        lat=position.lat,
        lon=position.lon,
        radius_m=(form.reach_km or 0) * 1000 or usual_radius_m(form.kind),
        names=_names(english, arabic, form.others.splitlines(), before),
        country=country,
        admin1=admin1,
        population=form.people,
        source=SOURCE,
    )
    if before is None:
        return values
    moved = (round(before.lat, 5), round(before.lon, 5)) != (round(position.lat, 5), round(position.lon, 5))
    return replace(
        values,
        geometry=before.geometry,
        country=country if moved else before.country,
        admin1=admin1 if moved else before.admin1,
        source=corrected_source(before.source),
        licence=before.licence,
    )


def corrected_source(source: str) -> str:
    """Where a corrected place comes from: "own, after GeoNames"."""
    if not source or source.startswith(SOURCE):
        return source or SOURCE
    return f"{SOURCE}, after {source}"


def _names(english: str, arabic: str, others: Sequence[str], before: Place | None) -> dict[str, tuple[str, ...]]:
    """Names by language: the two main ones first, each other spelling in the language it had or looks like."""
    known = {name: lang for lang, names in (before.names if before else {}).items() for name in names}
    found: dict[str, list[str]] = {"en": [english], "ar": [arabic]}
    for line in others:
        name = " ".join(line.split())
        found.setdefault(known[name] if name in known else (language_of(name) or "en"), []).append(name)
    return {lang: kept for lang, names in found.items() if (kept := tuple(dict.fromkeys(filter(None, names))))}


def near_namesakes(form: PlaceForm, gazetteer: Gazetteer) -> list[tuple[Place, float]]:
    """Known places with one of the form's names near its position, with the metres between: likely the same place."""
    at = draft_position(form.position)
    if at is None:
        return []
    lon, lat = at
    found: dict[str, tuple[Place, float]] = {}
    for name in filter(None, (form.english.strip(), form.arabic.strip())):
        for candidate in gazetteer.search(name, limit=20):
            place = candidate.place
            if form.corrected is not None and place.id == form.corrected.id:
                continue
            metres = _GEOD.inv(lon, lat, place.lon, place.lat)[2]
            if metres <= NEAR_M:
                found[place.id] = (place, metres)
    return sorted(found.values(), key=lambda pair: pair[1])[:MOST_NEAR]
