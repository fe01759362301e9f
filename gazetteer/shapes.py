"""Shapes of place expressions in EPSG:4326: circles, ring sectors, corridors, border bands, parts of a region.

Distances are geodesic metres (pyproj.Geod); buffers of lines and polygons are taken in a local azimuthal
equidistant projection. Every shape returned is valid, small, and inside the bounds of longitude and latitude.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import shapely
import shapely.ops
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import split, unary_union

GEOD = Geod(ellps="WGS84")
WORLD = box(-180, -90, 180, 90)
CIRCLE_VERTICES = 48
REGION_VERTICES = 200
EARTH_RADIUS_M = 6_371_008.8
QUARTER_M = 9_900_000.0  # a little less than from the equator to a pole
_HALF_ANGLE = {0: 32.0, 1: 26.0, 2: 16.0}  # degrees on each side of "north", of "north-east", of "north-north-east"
_WEDGE_HALF_ANGLE = {0: 55.0, 1: 40.0, 2: 25.0}
_POLE = 88.0  # nearer to a pole than this a circle in degrees is not a polygon


def offset_point(*, lat: float, lon: float, azimuth: float, distance_m: float) -> tuple[float, float]:
    """The (lat, lon) that lies `distance_m` from a point in the direction `azimuth`, degrees from north."""
    new_lon, new_lat, _ = GEOD.fwd(lon, lat, azimuth, distance_m)
    return new_lat, new_lon


def distance_between_m(*, lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance of two points in metres (a sphere: within 0.5% of the ellipsoid, and fast)."""
    to_radians = math.pi / 180
    sin_lat = math.sin((other_lat - lat) * to_radians / 2)
    sin_lon = math.sin((other_lon - lon) * to_radians / 2)
    h = sin_lat * sin_lat + math.cos(lat * to_radians) * math.cos(other_lat * to_radians) * sin_lon * sin_lon
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def circle(*, lat: float, lon: float, radius_m: float) -> BaseGeometry:
    """The polygon of all points at most `radius_m` from a point; the whole world from a quarter of its girth on."""
    radius_m = max(radius_m, 1.0)
    if radius_m >= QUARTER_M:
        return WORLD
    pole = 90.0 if lat >= 0 else -90.0
    azimuths = np.arange(CIRCLE_VERTICES) * (360 / CIRCLE_VERTICES)
    distances = np.full(CIRCLE_VERTICES, radius_m)
    if distance_between_m(lat=lat, lon=lon, other_lat=pole, other_lon=lon) * 0.99 <= radius_m:
        return _cap_around(lat, lon, azimuths, distances, pole)
    return _polygon_around(lat, lon, azimuths, distances)


def _cap_around(lat: float, lon: float, azimuths: np.ndarray, distances: np.ndarray, pole: float) -> BaseGeometry:
    """A circle with a pole inside it: all that lies between its edge and that pole, over every longitude."""
    count = len(azimuths)
    lons, lats, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), azimuths, distances)
    order = np.argsort(lons)
    edge = np.column_stack([np.asarray(lons)[order], np.asarray(lats)[order]])
    if abs(edge[:, 1] - pole).max() < 1e-9:
        edge[:, 1] -= math.copysign(1e-5, pole)
    side = (edge[0, 1] + edge[-1, 1]) / 2
    ring = np.vstack([[(-180.0, side)], edge, [(180.0, side), (180.0, pole), (-180.0, pole)]])
    return _inside_world(Polygon(ring))


def ring_sector(*, lat: float, lon: float, azimuth: float, inner_m: float, outer_m: float) -> BaseGeometry:
    """What lies between two distances of a point in one direction: "north of X"."""
    return _sector(lat, lon, azimuth, _HALF_ANGLE[_sharpness(azimuth)], inner_m, outer_m)


def wedge(*, lat: float, lon: float, azimuth: float, radius_m: float) -> BaseGeometry:
    """All that one calls east of a point, up to `radius_m`: wider than the sector where most of it will be."""
    return _sector(lat, lon, azimuth, _WEDGE_HALF_ANGLE[_sharpness(azimuth)], 1.0, radius_m)


def _sharpness(azimuth: float) -> int:
    """0 for a direction such as north, 1 for north-east, 2 for north-north-east."""
    return round(azimuth * 2 / 45) % 2 * 2 or round(azimuth / 45) % 2


def _sector(lat: float, lon: float, azimuth: float, half: float, inner_m: float, outer_m: float) -> BaseGeometry:
    angles = np.linspace(azimuth - half, azimuth + half, 12)
    azimuths = np.concatenate([angles, angles[::-1]])
    distances = np.concatenate([np.full(12, outer_m), np.full(12, max(inner_m, 1.0))])
    return _polygon_around(lat, lon, azimuths, distances)


def _polygon_around(lat: float, lon: float, azimuths: np.ndarray, distances: np.ndarray) -> BaseGeometry:
    count = len(azimuths)
    safe_lat = min(max(lat, -_POLE), _POLE)
    lons, lats, _ = GEOD.fwd(np.full(count, lon), np.full(count, safe_lat), azimuths, distances)
    unwrapped = lon + (np.asarray(lons) - lon + 180) % 360 - 180  # so that a shape over the antimeridian stays whole
    decimals = 5 if distances.max() >= 200 else 7  # a metre is nothing to a screen, except in a shape of a few metres
    return _inside_world(Polygon(np.round(np.column_stack([unwrapped, lats]), decimals)))


def _inside_world(geometry: BaseGeometry) -> BaseGeometry:
    west, south, east, north = geometry.bounds
    if west >= -180 and east <= 180 and south >= -90 and north <= 90 and geometry.is_valid:
        return geometry
    valid = shapely.make_valid(geometry)
    turns = (valid, translate(valid, 360), translate(valid, -360))  # what lies over the antimeridian comes back in
    inside = [_polygons_of(turned.intersection(WORLD)) for turned in turns]
    return unary_union([part for part in inside if not part.is_empty])


def buffer(geometry: BaseGeometry, radius_m: float) -> BaseGeometry:
    """A geometry grown by `radius_m` on all sides; right within half a percent for shapes up to 1,000 km across."""
    center = geometry.envelope.centroid
    lat, lon = float(round(center.y)), float(round(center.x))
    projected = shapely.transform(geometry, _projector(lat, lon, True), interleaved=False)
    grown = projected.simplify(radius_m / 20).buffer(radius_m, quad_segs=4)
    back = shapely.transform(grown, _projector(lat, lon, False), interleaved=False)
    whole = shapely.transform(back, lambda lonlat: _unwrapped(lonlat, lon))
    return simplify_shape(whole if whole.is_valid else shapely.make_valid(whole))


def _unwrapped(lonlat: np.ndarray, lon: float) -> np.ndarray:
    """Coordinates with longitudes within half a turn of `lon`, so that a shape over the antimeridian stays whole."""
    return np.column_stack([lon + (lonlat[:, 0] - lon + 180) % 360 - 180, lonlat[:, 1]])


def _projector(
    lat: float, lon: float, forward: bool
) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Degrees to metres about a point, or back: azimuthal equidistant on a sphere, quicker to set up than PROJ's."""
    sin_mid, cos_mid = math.sin(math.radians(lat)), math.cos(math.radians(lat))

    def to_metres(lons: np.ndarray, lats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        turned, up = np.radians(lons - lon), np.radians(lats)
        sin_up, cos_up, cos_turned = np.sin(up), np.cos(up), np.cos(turned)
        arc = np.arccos(np.clip(sin_mid * sin_up + cos_mid * cos_up * cos_turned, -1.0, 1.0))
        stretch = EARTH_RADIUS_M / np.maximum(np.sinc(arc / np.pi), 1e-9)
        return stretch * cos_up * np.sin(turned), stretch * (cos_mid * sin_up - sin_mid * cos_up * cos_turned)

    def to_degrees(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        arc = np.hypot(east, north) / EARTH_RADIUS_M
        sin_by_arc, cos_arc = np.sinc(arc / np.pi) / EARTH_RADIUS_M, np.cos(arc)
        up = np.arcsin(np.clip(cos_arc * sin_mid + north * sin_by_arc * cos_mid, -1.0, 1.0))
        turned = np.arctan2(east * sin_by_arc, cos_mid * cos_arc - north * sin_by_arc * sin_mid)
        return lon + np.degrees(turned), np.degrees(up)

    return to_metres if forward else to_degrees


def corridor(points: Sequence[tuple[float, float]], *, half_width_m: float) -> BaseGeometry:
    """The strip along the shortest way over (lon, lat) points, `half_width_m` on each side, round at its ends."""
    distinct = list(dict.fromkeys(points))
    if len(distinct) == 1:
        return circle(lat=distinct[0][1], lon=distinct[0][0], radius_m=half_width_m)
    return union([_strip(distinct[n], distinct[n + 1], half_width_m) for n in range(len(distinct) - 1)])


def _strip(start: tuple[float, float], end: tuple[float, float], half_width_m: float) -> BaseGeometry:
    _, _, length_m = GEOD.inv(*start, *end)
    if length_m < 1.0:
        return circle(lat=start[1], lon=start[0], radius_m=half_width_m)
    count = int(min(max(length_m / 100_000, 0), 24))
    way = [start, *GEOD.npts(*start, *end, count), end] if count else [start, end]
    lons, lats = np.array([p[0] for p in way]), np.array([p[1] for p in way])
    ahead, _, _ = GEOD.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    ahead = np.append(ahead, ahead[-1])
    turns = np.linspace(90, 270, 7)  # the round end behind the start, then the one before the end
    ring_lons = np.concatenate([lons, np.full(7, lons[-1]), lons[::-1], np.full(7, lons[0])])
    ring_lats = np.concatenate([lats, np.full(7, lats[-1]), lats[::-1], np.full(7, lats[0])])
    ring_azimuths = np.concatenate([ahead - 90, ahead[-1] - 180 + turns, ahead[::-1] + 90, ahead[0] + turns])
    x, y, _ = GEOD.fwd(ring_lons, ring_lats, ring_azimuths, np.full(len(ring_lons), half_width_m))
    steps = (np.diff(np.asarray(x)) + 180) % 360 - 180
    unwrapped = np.concatenate([[x[0]], x[0] + np.cumsum(steps)])
    strip = _inside_world(Polygon(np.round(np.column_stack([unwrapped, y]), 5)))
    return strip if not strip.is_empty else circle(lat=start[1], lon=start[0], radius_m=half_width_m)


def hull(points: Sequence[tuple[float, float]]) -> BaseGeometry:
    """The triangle or other figure that (lon, lat) points span, with a strip around it; of a line of them the strip."""
    unwrapped = _unwrapped(np.array(points, dtype=float), points[0][0])
    figure = MultiPoint(unwrapped).convex_hull
    sides = [corridor([points[n], points[(n + 1) % len(points)]], half_width_m=2_000.0) for n in range(len(points))]
    return union([_inside_world(figure) if figure.area > 0 else sides[0], *sides])


def union(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Several polygons as one shape with few vertices."""
    return parts[0] if len(parts) == 1 else simplify_shape(unary_union([shapely.make_valid(part) for part in parts]))


def shared_edge(first: BaseGeometry, second: BaseGeometry, *, width_m: float) -> BaseGeometry | None:
    """The band along the line where two polygons meet, None where they lie apart by more than some 5 km."""
    near = shapely.make_valid(first).boundary.intersection(shapely.make_valid(second).buffer(0.05, quad_segs=2))
    return buffer(near, width_m) if not near.is_empty and near.length > 0.02 else None


def largest_parts(geometry: BaseGeometry, *, least_share: float) -> BaseGeometry:
    """A shape without the parts that are less than a share of it (slivers between two outlines of one coast)."""
    parts = [part for part in getattr(geometry, "geoms", [geometry]) if part.area >= geometry.area * least_share]
    return unary_union(parts) if parts else geometry


def line_between(line: BaseGeometry, start: tuple[float, float], end: tuple[float, float]) -> BaseGeometry | None:
    """The stretch of a line between the points of it nearest to two (lon, lat) points; None if it passes neither.

    A road of several pieces is taken as the pieces inside the box of the two points.
    """
    parts = list(line.geoms) if isinstance(line, MultiLineString) else [line]
    first, second = Point(start), Point(end)
    for part in parts:
        near_first, near_second = part.project(first), part.project(second)
        if abs(near_first - near_second) > 1e-6 and max(part.distance(first), part.distance(second)) < 0.35:
            return shapely.ops.substring(part, min(near_first, near_second), max(near_first, near_second))
    pieces = line.intersection(box(*LineString([start, end]).buffer(0.05).bounds))
    return None if pieces.is_empty or pieces.length == 0 else pieces


def part_of_region(region: BaseGeometry, azimuth: float | None, *, side_share: float = 0.4) -> BaseGeometry:
    """The part of a polygon that lies in one of eight directions; its middle where `azimuth` is None.

    A side ("northern") is `side_share` of the bounding box, a corner ("north-eastern") is what lies beyond its middle
    both ways: a little less along the longer side (south-eastern Turkey ends before Hatay), a little more along the
    shorter one (north-eastern Syria holds all of Hasakah governorate).
    """
    west, south, east, north = region.bounds
    width, height = east - west, north - south
    if azimuth is None:
        window = box(west + width / 4, south + height / 4, east - width / 4, north - height / 4)
    else:
        corner = round(azimuth / 45) % 2 == 1
        across, up = math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))
        is_wide = width * math.cos(math.radians((south + north) / 2)) > height
        x_share, y_share = ((0.45, 0.55) if is_wide else (0.55, 0.45)) if corner else (side_share, side_share)
        window = box(
            east - width * x_share if across > 0.3 else west,
            north - height * y_share if up > 0.3 else south,
            west + width * x_share if across < -0.3 else east,
            south + height * y_share if up < -0.3 else north,
        )
    part = shapely.make_valid(shapely.clip_by_rect(region, *window.bounds))
    return simplify_shape(_polygons_of(part) if not part.is_empty else region)


def band_along(line: BaseGeometry, *, width_m: float, side_of: BaseGeometry | None) -> BaseGeometry:
    """A band along a border line, on the side of the country whose polygon is given (both sides without one)."""
    band = buffer(line, width_m)
    if side_of is None:
        return band
    kept = _polygons_of(shapely.make_valid(side_of).intersection(band))
    return simplify_shape(kept) if not kept.is_empty else band


def side_of_river(country: BaseGeometry, river: BaseGeometry, azimuth: float) -> BaseGeometry | None:
    """The part of a country on one side of a river that crosses it ("east of the Euphrates"); None if it does not.

    `azimuth` is the direction from the river, in degrees.
    """
    country = shapely.make_valid(country)
    cut = river.intersection(country)
    if cut.is_empty or cut.length == 0:
        return None
    longest = _extended(_longest_line(river.intersection(buffer(country, 20_000))))
    pieces = [p for p in split(_largest_polygon(country), longest).geoms if p.area > country.area / 200]
    if len(pieces) < 2:
        return None
    kept = [piece for piece in pieces if lies_towards(piece, cut, azimuth)]
    if not kept or len(kept) == len(pieces):
        return None
    side = unary_union(kept)
    if azimuth % 180 == 0:  # what lies beyond its ends is no more south of a river than west of it
        west, _, east, _ = cut.bounds
        side = shapely.clip_by_rect(side, west, -90.0, east, 90.0)
    return simplify_shape(_polygons_of(shapely.make_valid(side)))


def lies_towards(piece: BaseGeometry, line: BaseGeometry, azimuth: float) -> bool:
    """Whether a polygon lies in a direction (degrees from north) from the middle of a line."""
    inside = piece.representative_point()
    middle = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else line.centroid
    across, up = math.sin(math.radians(azimuth)), math.cos(math.radians(azimuth))
    return (inside.x - middle.x) * across + (inside.y - middle.y) * up > 0


def _extended(line: LineString) -> LineString:
    """A line made a tenth longer at both ends, so that it cuts through."""
    points = np.asarray(line.coords)
    head = points[0] + (points[0] - points[1]) / (np.hypot(*(points[0] - points[1])) or 1) * 0.5
    tail = points[-1] + (points[-1] - points[-2]) / (np.hypot(*(points[-1] - points[-2])) or 1) * 0.5
    return LineString(np.vstack([head, points, tail]))


def _longest_line(geometry: BaseGeometry) -> LineString:
    merged = shapely.line_merge(geometry) if geometry.geom_type != "LineString" else geometry
    parts = [p for p in getattr(merged, "geoms", [merged]) if p.geom_type == "LineString"]
    return max(parts, key=lambda part: part.length)


def _largest_polygon(geometry: BaseGeometry) -> Polygon:
    return max((p for p in getattr(geometry, "geoms", [geometry]) if p.geom_type == "Polygon"), key=lambda p: p.area)


def intersect(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """What two shapes share, of the first one's dimension; None where they share nothing."""
    shared = shapely.make_valid(first).intersection(shapely.make_valid(second))
    if shared.is_empty:
        return None
    if first.area > 0:
        shared = _polygons_of(shared)
    return None if shared.is_empty else simplify_shape(shared)


def without(region: BaseGeometry, hole: BaseGeometry) -> BaseGeometry:
    """A region without a hole in it; the region itself if nothing were left."""
    left = _polygons_of(shapely.make_valid(region).difference(hole))
    return simplify_shape(left) if not left.is_empty else region


def _polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of what an intersection left, without its lines and points."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def simplify_shape(geometry: BaseGeometry, *, vertices: int = REGION_VERTICES) -> BaseGeometry:
    """A shape of the same outline with at most about `vertices` vertices, valid and inside the world's bounds."""
    west, south, east, north = geometry.bounds if not geometry.is_empty else (0, 0, 0, 0)
    tolerance = max(east - west, north - south) / 2000
    simple = geometry
    while shapely.get_num_coordinates(simple) > vertices and tolerance < 10:
        simple = geometry.simplify(tolerance, preserve_topology=False)
        tolerance *= 2
    valid = simple if simple.is_valid else shapely.make_valid(simple)
    return geometry if valid.is_empty else valid if geometry.area == 0 else _inside_world(valid)


def inner_point(geometry: BaseGeometry) -> tuple[float, float]:
    """A (lat, lon) that stands for a shape: its centroid if that lies inside, else a point that does."""
    center = geometry.centroid
    inside = center if geometry.geom_type == "Point" or geometry.covers(center) else geometry.representative_point()
    return inside.y, inside.x


def radius_of_m(geometry: BaseGeometry) -> float:
    """How far a shape reaches from its inner point, in metres, measured to the corners of its bounding box."""
    lat, lon = inner_point(geometry)
    west, south, east, north = geometry.bounds
    corners = [(south, west), (south, east), (north, west), (north, east)]
    return max(distance_between_m(lat=lat, lon=lon, other_lat=y, other_lon=x) for y, x in corners)
