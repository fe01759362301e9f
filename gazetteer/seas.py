"""The sea beside a country or a town ("off the coast of X", territorial waters) and a country's shore.

Land is taken from the outlines of the country and its neighbours; what is left of a band around it is sea.
"""

from __future__ import annotations

from functools import lru_cache

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from gazetteer import shapes
from gazetteer.index import Gazetteer
from gazetteer.places import Place

OFF_COAST_M = 30_000.0
TERRITORIAL_M = 22_224.0  # twelve nautical miles
SHORE_M = 10_000.0
_AROUND_DEGREES = 1.0
_COAST_VERTICES = 400  # of a coast that is grown by kilometres; its small islands only cost time


@lru_cache(maxsize=64)
def _land_around(gazetteer: Gazetteer, country: str) -> BaseGeometry | None:
    """The outlines of a country and of those that border it, as one; None where the country has none."""
    codes = {country}
    for border in gazetteer.select(kinds=["border"]):
        pair = border.id.removeprefix("border:").split("-")
        if country in pair:
            codes.update(pair)
    own = gazetteer.outline(f"ne:{country}") if gazetteer.has(f"ne:{country}") else None
    outlines = [gazetteer.outline(f"ne:{code}") for code in sorted(codes) if gazetteer.has(f"ne:{code}")]
    if own is None:
        return None
    west, south, east, north = own.bounds
    window = (west - _AROUND_DEGREES, south - _AROUND_DEGREES, east + _AROUND_DEGREES, north + _AROUND_DEGREES)
    nearby = [shapely.make_valid(shapely.clip_by_rect(outline, *window)) for outline in outlines if outline is not None]
    return shapes.union([shapes.simplify_shape(part, vertices=_COAST_VERTICES) for part in nearby if not part.is_empty])


@lru_cache(maxsize=64)
def sea_beside(gazetteer: Gazetteer, country: str, *, territorial: bool) -> BaseGeometry | None:
    """The sea off a country's coast, as far as its territorial waters reach or a little farther; None inland."""
    return _sea_within(gazetteer, country, TERRITORIAL_M if territorial else OFF_COAST_M)


def _sea_within(gazetteer: Gazetteer, country: str, width_m: float) -> BaseGeometry | None:
    country_id = f"ne:{country}"
    own, land = gazetteer.outline(country_id) if gazetteer.has(country_id) else None, _land_around(gazetteer, country)
    if own is None or land is None:
        return None
    around = shapes.buffer(shapes.simplify_shape(own, vertices=_COAST_VERTICES), width_m)
    sea = shapes.without(around, land)
    return shapes.largest_parts(sea, least_share=0.02) if sea is not around else None


@lru_cache(maxsize=64)
def shore_of(gazetteer: Gazetteer, country: str) -> BaseGeometry | None:
    """The strip of a country's land along its sea; None inland."""
    country_id = f"ne:{country}"
    own = gazetteer.outline(country_id) if gazetteer.has(country_id) else None
    sea = _sea_within(gazetteer, country, SHORE_M)
    return shapes.intersect(shapes.buffer(sea, SHORE_M), own) if own is not None and sea is not None else None


def sea_off(gazetteer: Gazetteer, place: Place, *, radius_m: float) -> BaseGeometry | None:
    """The sea within `radius_m` of a place; None where there is none."""
    land = _land_around(gazetteer, place.country)
    if land is None:
        return None
    around = shapes.circle(lat=place.lat, lon=place.lon, radius_m=radius_m)
    west, south, east, north = around.bounds
    nearby = shapes.intersect(land, box(west, south, east, north))
    sea = shapes.without(around, nearby) if nearby is not None else around
    return sea if sea.area < around.area * 0.98 and sea.area > around.area * 0.03 else None
