"""Regions that people name and that are no division, and seas: put together out of polygons that are there.

A region of regions.csv is the union of divisions or countries (`of`), cut to a rough outline where only a part is
meant. A sea is its rough outline without the land in it, so that its coast is the countries'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import SourceError
from gazetteer.places import Place
from gazetteer.sources.curated import LICENCE, SOURCE, Row, names_of, read_rows, require, split_names
from gazetteer.sources.natural_earth import middle_of, radius_of

_COLUMNS = ("slug", "kind", "en", "ar", "ku", "aliases", "of", "outline", "country", "source")
_SEA_TOLERANCE = 0.03  # degrees; a coast seen from the sea


def read_places(shaped: Sequence[Place]) -> Iterator[Place]:
    """Every region of the table; `shaped` are the countries and divisions with their polygons.

    Raises SourceError with file and line for a member that has no polygon or an outline that is none.
    """
    polygons = {place.admin1 or place.country: place.geometry for place in shaped if place.geometry is not None}
    land = [place.geometry for place in shaped if place.geometry is not None and not place.admin1]
    tree = shapely.STRtree(land)
    for row in read_rows("regions.csv", _COLUMNS):
        require(row, "slug", "kind", "en", "ar", "source")
        if row["kind"] == "sea":
            outline = read_outline(row)
            coasts = shapely.union_all([land[i] for i in tree.query(outline)])
            geometry = outline.difference(coasts).simplify(_SEA_TOLERANCE)
        else:
            geometry = put_together(row, polygons)
        parts = [part for part in shapely.get_parts(shapely.make_valid(geometry)) if part.geom_type == "Polygon"]
        if not parts:
            raise SourceError(f"{row['_at']}: nothing is left of {row['slug']}")
        yield as_place(row, shapely.union_all(parts))


def put_together(row: Row, polygons: dict[str, BaseGeometry | None]) -> BaseGeometry:
    """The union of a row's members, cut to its outline; the outline alone where there are no members."""
    members = split_names(row["of"])
    unknown = [code for code in members if polygons.get(code) is None]
    if unknown or not (members or row["outline"]):
        raise SourceError(f"{row['_at']}, column of: no polygon of {unknown or 'anything'}")
    if not members:
        return read_outline(row)
    union = shapely.union_all([polygons[code] for code in members])
    return union.intersection(read_outline(row)) if row["outline"] else union


def read_outline(row: Row) -> BaseGeometry:
    """The polygon of a cell such as `33.1 35.2; 33.4 35.9; …`, latitude first, as people write positions."""
    try:
        vertices = [(float(lon), float(lat)) for lat, lon in (pair.split() for pair in row["outline"].split(";"))]
        polygon = shapely.Polygon(vertices)
    except ValueError as error:
        raise SourceError(f"{row['_at']}, column outline: {error}") from error
    if not polygon.is_valid:
        raise SourceError(f"{row['_at']}, column outline: it crosses itself")
    return polygon


def as_place(row: Row, geometry: BaseGeometry) -> Place:
    point = middle_of(geometry)
    return Place(
        id=f"dawriya:{row['slug']}",
        name=row["en"],
        kind=row["kind"],
        lat=round(point.y, 4),
        lon=round(point.x, 4),
        radius_m=radius_of(geometry),
        names=names_of(row),
        country=row["country"],
        geometry=geometry,
        source=f"{SOURCE}: {row['source']}",
        licence=LICENCE,
    )
