"""The small map of the gazetteer page: what its component is made of, and what it is told to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.built_files import write_once
from dashboard.layers import bundle
from dashboard.mercator import paths_of
from dashboard.place_words import place_title
from dashboard.symbols import Theme, tokens
from dashboard.translation import Words
from gazetteer.places import Place
from gazetteer.shapes import circle

SERVED = "app/static/built/"
"""Where the page finds the built files, counted from its own address."""

PLACE_MAP_WORDS = {
    "map": "Map of places",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "pick": "Click where the place is",
    "spot": "The new position",
    "credit": "Natural Earth · GeoNames",
    "failed": "The map could not be loaded. Reload the page.",
}
"""What the map says, in English. A caller passes the same keys in its own language."""

_SCRIPTS = ("leaflet.js", "fetching.js", "base.js", "labels.js")
_AROUND_DEGREES = 0.12
_SIMPLIFIED = 600  # vertices of a shape above which it is drawn more coarsely


def component_source() -> dict[str, str]:
    """The html, css and js of the component, for `st.components.v2.component(name, **component_source())`."""
    static = files("dashboard").joinpath("static")
    return {
        "html": '<div class="pm-map"></div>',
        "css": static.joinpath("place_map.css").read_text(encoding="utf-8"),
        "js": static.joinpath("place_map.js").read_text(encoding="utf-8"),
    }


def served_files(directory: Path, base: str) -> dict[str, str]:
    """The addresses of the map's script, made in `directory` if it is not there yet, and of the base map's file."""
    return {"script": SERVED + write_once(directory, "place-map", ".js", bundle(_SCRIPTS)), "base": SERVED + base}


def place_map_data(
    places: Sequence[Place],
    *,
    files: Mapping[str, Any],
    words: Words,
    theme: Theme,
    chosen: Place | None = None,
    shape: BaseGeometry | None = None,
    draft: tuple[float, float] | None = None,
    near: tuple[float, float] | None = None,
    picking: bool = False,
    choosing: bool | None = None,
) -> dict[str, Any]:
    """What the mounted component gets as `data`: plain JSON values.

    `places` are numbered from one in their order; `chosen` may be one of them or another. `shape` is the chosen
    place's area or line (EPSG:4326), where it has one; else its reach is drawn. `draft` is the (lon, lat) that is being
    picked, `near` one to look around before anything is. The component gives back `chosen` (trigger: a place's id),
    unless it is `picking`, when it gives back `clicked` (trigger: {"lat", "lon"}); both where it is `choosing` too.
    """
    pins = [_pin(place, number, chosen, words) for number, place in enumerate(places, start=1)]
    if chosen is not None and chosen.id not in {place.id for place in places}:
        pins.append(_pin(chosen, 0, chosen, words))
    drawn = shape if shape is not None else _reach(chosen)
    return {
        "files": dict(files),
        "theme": theme,
        "lang": words.lang,
        "rtl": words.is_rtl,
        "words": {key: words.say(message) for key, message in PLACE_MAP_WORDS.items()},
        "tokens": tokens(theme),
        "pins": pins,
        "shape": _shape_json(drawn),
        "draft": {"lon": draft[0], "lat": draft[1]} if draft else None,
        "picking": picking,
        "choosing": not picking if choosing is None else choosing,
        "view": _view(places, chosen, shape, draft, near),
    }


def _pin(place: Place, number: int, chosen: Place | None, words: Words) -> dict[str, Any]:
    return {
        "id": place.id,
        "number": number,
        "lat": place.lat,
        "lon": place.lon,
        "name": place.name_in(words.lang),
        "title": place_title(place, words),
        "chosen": chosen is not None and chosen.id == place.id,
    }


def _reach(place: Place | None) -> BaseGeometry | None:
    """The circle that a point place may reach to."""
    if place is None or not place.radius_m:
        return None
    return circle(lat=place.lat, lon=place.lon, radius_m=place.radius_m)


def _shape_json(shape: BaseGeometry | None) -> dict[str, Any] | None:
    if shape is None or shape.is_empty or shapely.get_dimensions(shape) == 0:
        return None
    if shapely.get_num_coordinates(shape) > _SIMPLIFIED:
        west, south, east, north = shape.bounds
        shape = shape.simplify(max(east - west, north - south) / 800)
    return {"paths": paths_of(shape), "closed": bool(shapely.get_dimensions(shape) == 2)}


def _view(
    places: Sequence[Place],
    chosen: Place | None,
    shape: BaseGeometry | None,
    draft: tuple[float, float] | None,
    near: tuple[float, float] | None,
) -> dict[str, Any]:
    """What the map should bring into view, with a key that changes only when there is something new to look at."""
    if draft is not None:
        lon, lat = draft
        return {"key": f"draft {lon:.5f} {lat:.5f}", "box": _around(lon, lat), "close": True, "gently": True}
    if near is not None:
        lon, lat = near
        return {"key": f"near {lon:.5f} {lat:.5f}", "box": _around(lon, lat), "close": False, "gently": False}
    if chosen is not None:
        box = list(shape.bounds) if shape is not None and not shape.is_empty else _around(chosen.lon, chosen.lat)
        return {"key": f"place {chosen.id} {chosen.lat} {chosen.lon}", "box": box, "close": True, "gently": False}
    if not places:
        return {"key": "", "box": None, "close": False, "gently": True}
    seen = _near_first(places)
    lons, lats = [place.lon for place in seen], [place.lat for place in seen]
    box = [min(lons), min(lats), max(lons), max(lats)]
    return {"key": " ".join(place.id for place in places), "box": box, "close": False, "gently": False}


def _near_first(places: Sequence[Place]) -> list[Place]:
    """The best place and those within 15 degrees of it: a namesake on another continent is only in the list."""
    first = places[0]
    return [place for place in places if abs(place.lat - first.lat) < 15 and abs(place.lon - first.lon) < 15]


def _around(lon: float, lat: float) -> list[float]:
    return [lon - _AROUND_DEGREES, lat - _AROUND_DEGREES, lon + _AROUND_DEGREES, lat + _AROUND_DEGREES]
