"""KML for Google Earth: a folder a force, each event with its time span."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.errors import ExportError
from dashboard.interchange.names import force_colour, force_name, kind_name
from dashboard.interchange.rows import json_value, plain_rows
from dashboard.translation import Language, Words
from dashboard.wording import one_name

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'

MOST_BYTES = 2_000_000_000
_AT_ONCE, _SAMPLED = 20_000, 200


def write(frame: gpd.GeoDataFrame, path: Path, lang: Language, *, note: str = "") -> None:
    """One placemark an event, in the folder of the first force it names; without a place it has no geometry.

    Document, folders and placemarks are named in the language; the data of a placemark are named as columns are. `note`
    is the document's description. Raises ExportError, before anything is written, where the file would be too large.
    """
    words = Words(lang)
    folders: dict[str, list[int]] = {}
    for i, forces in enumerate(frame["forces"]):
        folders.setdefault(forces[0] if forces else "", []).append(i)
    _check_size(frame, lang)
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{_HEAD}<name>{escape(words.say('Events'))}</name>\n")
        if note:
            file.write(f"<description>{escape(note)}</description>\n")
        for force_id in folders:
            file.write(_style(force_id))
        for force_id, members in folders.items():
            name = force_name(force_id, lang) or words.say("No force named")
            file.write(f"<Folder><name>{escape(name)}</name>\n")
            for start in range(0, len(members), _AT_ONCE):
                file.writelines(_placemarks(frame.iloc[members[start : start + _AT_ONCE]], force_id, lang))
            file.write("</Folder>\n")
        file.write("</Document>\n</kml>\n")


def _check_size(frame: gpd.GeoDataFrame, lang: Language) -> None:
    """Reckons the file's size by a few events from all over the table. Raises ExportError."""
    few = frame.iloc[:: max(1, len(frame) // _SAMPLED)]
    size = sum(len(mark.encode()) for mark in _placemarks(few, "", lang)) * len(frame) / max(1, len(few))
    if size > MOST_BYTES:
        raise ExportError(
            f"{len(frame):,} events would make a KML file of {size / 1e9:.1f} GB, more than the "
            f"{MOST_BYTES / 1e9:.0f} GB that programs for it read. Filter them, or write .gpkg."
        )


def _placemarks(frame: gpd.GeoDataFrame, force_id: str, lang: Language) -> Iterator[str]:
    shapes = shapely.orient_polygons(frame.geometry.to_numpy())
    for row, shape in zip(plain_rows(frame).to_dict("records"), shapes, strict=True):
        yield _placemark({str(key): value for key, value in row.items()}, shape, force_id, lang)


def _style(force_id: str) -> str:
    colour = force_colour(force_id)
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    line, fill = f"ff{blue}{green}{red}", f"55{blue}{green}{red}"  # KML writes alpha, blue, green, red
    return (
        f"<Style id={quoteattr('force-' + (force_id or 'none'))}><IconStyle><color>{line}</color></IconStyle>"
        f"<LineStyle><color>{line}</color><width>2</width></LineStyle><PolyStyle><color>{fill}</color></PolyStyle></Style>\n"
    )


def _placemark(row: dict[str, Any], shape: BaseGeometry | None, force_id: str, lang: Language) -> str:
    kind, place = kind_name(row["kind"], lang), one_name(row["place_name"], row["place_name_ar"], lang)
    name = f"{kind}: {place}" if place else kind
    cells = "".join(
        f"<Data name={quoteattr(key)}><value>{escape(str(value))}</value></Data>"
        for key, value in row.items()
        if json_value(value) is not None
    )
    return (
        f"<Placemark id={quoteattr(_xml_id(row['id']))}><name>{escape(name)}</name>"
        f"<description>{escape(_as_html(row['text']))}</description>{_time(row)}"
        f"<styleUrl>#{escape('force-' + (force_id or 'none'))}</styleUrl>"
        f"<ExtendedData>{cells}</ExtendedData>{_geometry(shape) if shape is not None else ''}</Placemark>\n"
    )


def _as_html(text: str) -> str:
    """A description is HTML, which Google Earth runs: the words of a report are text in it."""
    return html.escape(text, quote=False)


def _xml_id(text: str) -> str:
    """An id that XML allows: it begins with a letter and holds no colon or space."""
    return "event-" + "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in text)


def _time(row: dict[str, Any]) -> str:
    """A stamp for a single day, a span for what is known to several; KML takes both ends as days that are included."""
    if not row["date_start"]:
        return ""
    end = row["date_end"] or row["date_start"]
    if end == row["date_start"]:
        return f"<TimeStamp><when>{end}</when></TimeStamp>"
    return f"<TimeSpan><begin>{row['date_start']}</begin><end>{end}</end></TimeSpan>"


def _geometry(shape: BaseGeometry) -> str:
    if shape.is_empty:
        return ""
    if hasattr(shape, "geoms"):
        return f"<MultiGeometry>{''.join(_geometry(part) for part in shape.geoms)}</MultiGeometry>"
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(shape.coords)}</Point>"
    if shape.geom_type == "Polygon":
        inner = "".join(
            f"<innerBoundaryIs><LinearRing>{_coordinates(ring.coords)}</LinearRing></innerBoundaryIs>"
            for ring in shape.interiors
        )
        outer = _coordinates(shape.exterior.coords)
        return f"<Polygon><outerBoundaryIs><LinearRing>{outer}</LinearRing></outerBoundaryIs>{inner}</Polygon>"
    return f"<LineString>{_coordinates(shape.coords)}</LineString>"


def _coordinates(points: Iterable[tuple[float, ...]]) -> str:
    return f"<coordinates>{' '.join(f'{point[0]:.6f},{point[1]:.6f}' for point in points)}</coordinates>"
