"""The base map, derived from the built gazetteer: plain shapes for a snapshot, one compact file for the browser."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from dashboard.built_files import clean, json_bytes, replace_file, write_once
from dashboard.mercator import mercator_units, paths_of
from dashboard.translation import is_rtl, languages, locale_of
from gazetteer.index import Gazetteer
from gazetteer.names import is_arabic
from gazetteer.places import Place

Bounds = tuple[float, float, float, float]

HOME_COUNTRIES = ("SY",)
"""Drawn as land in full colour; the others are neighbours."""

REGION: Bounds = (30.0, 20.0, 62.0, 43.0)
"""Countries labelled inside this box (west, south, east, north) are drawn finely."""

AROUND: Bounds = (5.0, 3.0, 76.0, 55.0)
"""Those inside this one, from Sudan and Yemen to Ukraine, less so; the rest of the world coarsely."""

TOWN_BOX: Bounds = (33.0, 28.0, 50.0, 40.5)
"""Every town of the gazetteer inside is on the map; outside, only cities of a million or more."""

WORLD_CITY_POPULATION = 1_000_000
FOREIGN_CITY_POPULATION = 250_000
MAIN_TOWN_POPULATION = 40_000
COARSE_DEGREES = 0.12
MIDDLE_DEGREES = 0.02
FINE_DEGREES = 0.005

_TOWN_KINDS = ("city", "town", "village")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What has a name on the map: English, Arabic, and in `others` those of the further languages that know it."""

    en: str
    ar: str
    others: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, lang: str) -> str:
        """Its name in a language, else in English."""
        return (self.ar if lang == "ar" else self.others.get(lang, "")) or self.en

    @property
    def names(self) -> dict[str, str]:
        return {"en": self.en, "ar": self.ar, **self.others}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseArea(Named):
    """A country, governorate or lake; `geometry` polygons in EPSG:4326, `label` (lon, lat) inside it."""

    id: str
    geometry: BaseGeometry
    label: tuple[float, float]
    country: str = ""
    is_home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLine(Named):
    """A river, road or border; `geometry` lines in EPSG:4326; borders have no names.

    A governorate line is the inner borders of one country, its `id` the country's code.
    """

    id: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseTown(Named):
    """A town; `zoom` is the web-map zoom from which it is shown, and towns come in order of importance.

    `style` is capital (of a governorate), main, small or foreign.
    """

    id: str
    lat: float
    lon: float
    zoom: float
    style: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseLayers:
    """Everything under the events, in EPSG:4326; the sea is whatever no country covers."""

    countries: tuple[BaseArea, ...]
    governorates: tuple[BaseArea, ...]
    governorate_lines: tuple[BaseLine, ...]
    lakes: tuple[BaseArea, ...]
    rivers: tuple[BaseLine, ...]
    roads: tuple[BaseLine, ...]
    borders: tuple[BaseLine, ...]
    towns: tuple[BaseTown, ...]

    @property
    def land(self) -> tuple[BaseArea, ...]:
        """The countries at home, drawn as land."""
        return tuple(area for area in self.countries if area.is_home)

    @property
    def neighbours(self) -> tuple[BaseArea, ...]:
        return tuple(area for area in self.countries if not area.is_home)


def base_layers(gazetteer: Gazetteer) -> BaseLayers:
    """The base map's shapes out of a built gazetteer; towns come most important first.

    They are simplified to about 150 m in the region, to a kilometre or two around it and to 6 km beyond.
    """
    countries = _countries(gazetteer)
    governorates = _governorates(gazetteer)
    return BaseLayers(
        countries=countries,
        governorates=governorates,
        governorate_lines=_governorate_lines(governorates),
        lakes=tuple(_areas(gazetteer, ("lake",))),
        rivers=tuple(_lines(gazetteer, ("river",))),
        roads=tuple(_lines(gazetteer, ("road",))),
        borders=_borders(gazetteer, countries),
        towns=tuple(_towns(gazetteer, countries)),
    )


def _countries(gazetteer: Gazetteer) -> tuple[BaseArea, ...]:
    """All countries; each simplified together with its neighbours, so that shared borders stay shared."""
    places = [(place, gazetteer.geometry(place.id)) for place in gazetteer.select(kinds=["country"])]
    known = [(place, geometry) for place, geometry in places if geometry is not None]
    result: list[BaseArea] = []
    for tolerance in (COARSE_DEGREES, MIDDLE_DEGREES, FINE_DEGREES):
        group = [(place, geometry) for place, geometry in known if _tolerance(place) == tolerance]
        shapes = _simplify_together([geometry for _, geometry in group], tolerance)
        result.extend(
            _area(place, shape) for (place, _), shape in zip(group, shapes, strict=True) if not shape.is_empty
        )
    return tuple(result)


def _tolerance(place: Place) -> float:
    """How coarsely a country is drawn, in degrees."""
    label = Point(place.lon, place.lat)
    if box(*REGION).contains(label):
        return FINE_DEGREES
    return MIDDLE_DEGREES if box(*AROUND).contains(label) else COARSE_DEGREES


def _simplify_together(shapes: Sequence[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    polygons = [_polygons_only(shape) for shape in shapes]
    return list(shapely.coverage_simplify(np.array(polygons, dtype=object), tolerance)) if polygons else []


def _polygons_only(shape: BaseGeometry) -> BaseGeometry:
    """The shape without the stray lines and points that making it valid may have left."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and not part.is_empty]
    return shapely.multipolygons(parts)


def _area(place: Place, shape: BaseGeometry, *, label: tuple[float, float] | None = None) -> BaseArea:
    return BaseArea(
        id=place.id,
        en=short_name(place, "en"),
        ar=short_name(place, "ar"),
        others=_other_names(place),
        geometry=shape,
        label=label or (place.lon, place.lat),
        country=place.country,
        is_home=place.country in HOME_COUNTRIES,
    )


def _other_names(place: Place) -> dict[str, str]:
    """Its names in the interface's languages besides English and Arabic, in the letters of each."""
    found = {}
    for lang in languages():
        if lang in ("en", "ar"):
            continue
        names = [name for name in place.names.get(lang, ()) if is_arabic(name) == is_rtl(lang)]
        if place.kind == "country":
            names = [name for name in (locale_of(lang).territories.get(place.country),) if name] or names
        if names:
            found[lang] = names[0]
    return found


def short_name(place: Place, lang: str) -> str:
    """A name for the map: for a governorate the bare one, which the gazetteer keeps second in English."""
    names = place.names.get(lang) or (place.name,)
    if place.kind == "governorate" and lang == "en" and len(names) > 1:
        return names[1]
    return names[0]


def _governorates(gazetteer: Gazetteer) -> tuple[BaseArea, ...]:
    places = [(place, gazetteer.geometry(place.id)) for place in gazetteer.select(kinds=["governorate"])]
    result: list[BaseArea] = []
    for country in sorted({place.country for place, _ in places}):
        group = [(place, shape) for place, shape in places if place.country == country and shape is not None]
        shapes = _simplify_together([shape for _, shape in group], FINE_DEGREES)
        result.extend(_area(place, shape) for (place, _), shape in zip(group, shapes, strict=True))
    return tuple(result)


def _governorate_lines(governorates: Sequence[BaseArea]) -> tuple[BaseLine, ...]:
    """The borders inside each country only: its outer ones are drawn as borders."""
    lines = []
    for country in sorted({area.country for area in governorates}):
        rings = [area.geometry.boundary for area in governorates if area.country == country]
        tree = shapely.STRtree(rings)
        left, right = tree.query(rings, predicate="intersects")
        shared = [_shared_line(rings[i], rings[j]) for i, j in zip(left, right, strict=True) if i < j]
        merged = shapely.line_merge(shapely.union_all([line for line in shared if line is not None]))
        if not merged.is_empty:
            lines.append(BaseLine(id=country, en="", ar="", geometry=merged))
    return tuple(lines)


def _shared_line(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """What two outlines share, without the points where they only touch; None where that is nothing."""
    parts = [part for part in shapely.get_parts(first.intersection(second)) if part.length > 0]
    return shapely.multilinestrings(parts) if parts else None


def _borders(gazetteer: Gazetteer, countries: Sequence[BaseArea]) -> tuple[BaseLine, ...]:
    """The land borders, as the simplified countries have them where both were simplified together."""
    by_code = {area.country: area for area in countries if area.country}
    lines = []
    for place in gazetteer.select(kinds=["border"]):
        first, second = place.id.removeprefix("border:").split("-", 1)
        shared = None
        if first in by_code and second in by_code:
            shared = _shared_line(by_code[first].geometry.boundary, by_code[second].geometry.boundary)
        full = gazetteer.geometry(place.id)
        if full is None:
            continue
        if shared is None or shared.length < full.length / 2:
            shared = full.simplify(COARSE_DEGREES / 2)
        lines.append(BaseLine(id=place.id, en="", ar="", geometry=shapely.line_merge(shared)))
    return tuple(lines)


def _areas(gazetteer: Gazetteer, kinds: Sequence[str]) -> Iterable[BaseArea]:
    for place in gazetteer.select(kinds=kinds):
        shape = gazetteer.geometry(place.id)
        if shape is not None and shape.area > 0:
            yield _area(place, shape)


def _lines(gazetteer: Gazetteer, kinds: Sequence[str]) -> Iterable[BaseLine]:
    for place in gazetteer.select(kinds=kinds):
        shape = gazetteer.geometry(place.id)
        if shape is not None and shape.length > 0:
            names = {"en": place.name_in("en"), "ar": place.name_in("ar")}
            yield BaseLine(id=place.id, **names, others=_other_names(place), geometry=shape)


def _towns(gazetteer: Gazetteer, countries: Sequence[BaseArea]) -> list[BaseTown]:
    """Towns by importance: those shown from afar first, then by population."""
    near = [area.country for area in countries if area.country and area.geometry.intersects(box(*TOWN_BOX))]
    places = {place.id: place for place in gazetteer.select(kinds=["city"]) if is_on_base(place)}
    places |= {place.id: place for place in gazetteer.select(kinds=_TOWN_KINDS, countries=near) if is_on_base(place)}
    capitals = _capitals(sorted(places.values(), key=lambda place: -(place.population or 0)))
    ranked = [(*_rank(place, place.id in capitals), place) for place in places.values()]
    ranked.sort(key=lambda row: (row[0], -(row[2].population or 0), row[2].id))
    return [
        BaseTown(
            id=place.id,
            en=place.name_in("en"),
            ar=place.name_in("ar"),
            others=_other_names(place),
            lat=place.lat,
            lon=place.lon,
            zoom=zoom,
            style=style,
            country=place.country,
        )
        for zoom, style, place in ranked
    ]


def is_on_base(place: Place) -> bool:
    """Whether a town or village is in the base map's own file; the others are in cells (place_cells.py)."""
    west, south, east, north = TOWN_BOX
    if west <= place.lon <= east and south <= place.lat <= north:
        return True
    return (place.population or 0) >= WORLD_CITY_POPULATION


def _capitals(places: Sequence[Place]) -> set[str]:
    """The most populous town of each governorate: its capital everywhere in the region. `places` come by population."""
    largest: dict[str, str] = {}
    for place in places:
        if place.admin1 and place.population:
            largest.setdefault(place.admin1, place.id)
    return set(largest.values())


def _rank(place: Place, is_capital: bool) -> tuple[float, str]:
    """From which zoom a town is shown, and how (LOOK.md, "Map labels")."""
    population = place.population or 0
    if place.country in HOME_COUNTRIES:
        if is_capital:
            return 4.5, "capital"
        if population >= MAIN_TOWN_POPULATION:
            return 6.5, "main"
        return (7.5 if place.kind != "village" else 9.0), "small"
    if population >= 3 * WORLD_CITY_POPULATION:
        return 5.0, "foreign"
    if population >= WORLD_CITY_POPULATION:
        return 6.0, "foreign"
    if population >= FOREIGN_CITY_POPULATION or (is_capital and population >= 80_000):
        return 6.5, "foreign"
    return (7.5 if population >= 50_000 else 9.0), "foreign"


# The file for the browser ---------------------------------------------------------------------------------------------

_STYLES = ("capital", "main", "small", "foreign")


def write_basemap(gazetteer: Gazetteer, directory: Path) -> str:
    """The name, by content hash, of the base map's file in `directory`, written if it is not there yet.

    Positions are whole numbers of 2**-24 of the world's width in Web Mercator, from its top left corner; a path is
    its first position followed by the steps to each next one. Building it takes seconds, so which file a gazetteer
    gives is kept beside it.
    """
    parts = (gazetteer.version.encode(), Path(__file__).read_bytes(), " ".join(languages()).encode())
    inputs = hashlib.sha256(b"".join(parts)).hexdigest()[:16]
    pointer = directory / f"basemap-inputs.{inputs}.name"
    if pointer.is_file() and (directory / (name := pointer.read_text())).is_file():
        return name
    content = json_bytes(basemap_json(base_layers(gazetteer)))
    name = write_once(directory, "basemap", ".json", content)
    replace_file(pointer, name.encode())
    clean(directory, "basemap-inputs", ".name")
    return name


def basemap_json(layers: BaseLayers) -> dict[str, Any]:
    """The base map as the browser's base.js reads it."""
    return {
        "countries": [_area_json(area) for area in layers.countries],
        "governorates": [{**_area_json(area), "id": area.id.removeprefix("admin:")} for area in layers.governorates],
        "governorate_lines": [
            {"home": line.id in HOME_COUNTRIES, "paths": paths_of(line.geometry)} for line in layers.governorate_lines
        ],
        "lakes": [_area_json(area) for area in layers.lakes],
        "rivers": [_line_json(line) for line in layers.rivers],
        "roads": [_line_json(line) for line in layers.roads],
        "borders": [{"paths": paths_of(line.geometry)} for line in layers.borders],
        "towns": {
            "x": [x for x, _ in _town_positions(layers.towns)],
            "y": [y for _, y in _town_positions(layers.towns)],
            "zoom": [town.zoom for town in layers.towns],
            "style": [_STYLES.index(town.style) for town in layers.towns],
            **{lang: [town.names.get(lang, "") for town in layers.towns] for lang in languages()},
        },
    }


def _area_json(area: BaseArea) -> dict[str, Any]:
    label = mercator_units(np.array([area.label]))[0].tolist()
    return {**area.names, "home": area.is_home, "label": label, "paths": paths_of(area.geometry)}


def _line_json(line: BaseLine) -> dict[str, Any]:
    reference = line.en.split()[0] if line.en[:1] == "M" and line.en[1:2].isdigit() else ""
    return {**line.names, "ref": reference, "paths": paths_of(line.geometry)}


def _town_positions(towns: Sequence[BaseTown]) -> list[list[int]]:
    if not towns:
        return []
    positions = mercator_units(np.array([(town.lon, town.lat) for town in towns]))
    return cast(list[list[int]], positions.tolist())
