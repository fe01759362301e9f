"""KML and KMZ: placemarks with their names, extended data and shapes; the folders' names tell nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gazetteer.errors import SourceError
from gazetteer.sources.archives import explained, is_zip, list_members, open_member
from gazetteer.sources.delimited import LONGEST_CELL, Table
from gazetteer.sources.geojson import as_table
from gazetteer.sources.place_rows import MOST_VERTICES, Row
from gazetteer.sources.problems import Problems
from gazetteer.sources.safe_xml import parse_xml

LARGEST = 500_000_000  # bytes, unpacked
MOST_PLACEMARKS = 1_000_000

Vertices = list[tuple[float, float]]


@contextmanager
def open_kml(path: Path, problems: Problems) -> Iterator[Table]:
    """A KML or KMZ file as a table; raises SourceError if it does not read, is too large or declares entities."""
    document = Document(path, problems)
    with explained(path):
        if is_zip(path):
            documents = [member.filename for member in list_members(path) if member.filename.lower().endswith(".kml")]
            if not documents:
                raise SourceError(f"{path} has no .kml in it.")
            for name in documents:
                with open_member(path, name, largest=LARGEST) as file:
                    parse_xml(file, path, start=document.start, end=document.end, text=document.text)
        else:
            if path.stat().st_size > LARGEST:
                raise SourceError(f"{path} has {path.stat().st_size:,} bytes; at most {LARGEST:,} are read.")
            with path.open("rb") as file:
                parse_xml(file, path, start=document.start, end=document.end, text=document.text)
    if not document.count:
        raise SourceError(f"{path} has no placemarks.")
    yield as_table(iter(document.rows), problems)


class Document:
    """The placemarks of a document as its elements go by."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path, self.problems = path, problems
        self.rows: list[Row] = []
        self.count = 0
        self.is_within = False
        self.within: list[str] = []
        self.parts: list[str] = []
        self.length = 0
        self.values: dict[str, str] = {}
        self.key = ""
        self.shapes: list[BaseGeometry] = []
        self.rings: list[Vertices] = []
        self.fault = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.within.append(name)
        self.parts, self.length = [], 0
        if name == "Placemark":
            self.count += 1
            if self.count > MOST_PLACEMARKS:
                raise SourceError(f"{self.path} has more than {MOST_PLACEMARKS:,} placemarks.")
            self.is_within = True
            self.values = {"id": attributes["id"]} if attributes.get("id") else {}
            self.shapes, self.fault = [], ""
        elif name in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
        elif name == "Polygon":
            self.rings = []

    def text(self, text: str) -> None:
        if self.is_within:
            self.length += len(text)
            if self.length > LONGEST_CELL * 100:
                raise SourceError(f"{self.path}: a text of more than {LONGEST_CELL * 100:,} characters.")
            self.parts.append(text)

    def end(self, name: str) -> None:
        if self.within:
            self.within.pop()
        if not self.is_within:
            return
        text = "".join(self.parts).strip()
        self.parts, self.length = [], 0
        parent = self.within[-1] if self.within else ""
        if name == "Placemark":
            self.finish()
        elif (name == "value" and parent == "Data") or name == "SimpleData":
            self.values.setdefault(self.key, text[:LONGEST_CELL])
        elif name == "name" and parent == "Placemark":
            self.values["name"] = text[:LONGEST_CELL]
        elif name in ("coordinates", "Polygon"):
            self.shape(name, parent, text)

    def shape(self, name: str, parent: str, text: str) -> None:
        """Keep a shape that ends here; what is none becomes the placemark's fault."""
        try:
            if name == "Polygon":
                if self.rings:
                    self.shapes.append(Polygon(self.rings[0], self.rings[1:]))
                return
            vertices = read_vertices(text)
            if parent == "Point":
                self.shapes.append(Point(vertices[0]))
            elif parent == "LineString":
                self.shapes.append(LineString(vertices))
            elif parent == "LinearRing":
                self.rings.append(vertices)
        except (ValueError, IndexError, ShapelyError) as error:
            self.fault = self.fault or f"coordinates that are not read here ({error})"

    def finish(self) -> None:
        self.is_within = False
        if self.fault:
            self.problems.add(self.count, self.fault)
            return
        self.rows.append(Row(self.count, self.values, joined(self.shapes)))


def read_vertices(text: str) -> Vertices:
    """(lon, lat) of each of KML's tuples; raises ValueError."""
    found: Vertices = []
    for part in text.split():
        lon, lat, *_ = part.split(",")
        found.append((float(lon), float(lat)))
        if len(found) > MOST_VERTICES:
            raise ValueError(f"more than {MOST_VERTICES:,} vertices")
    return found


def joined(shapes: list[BaseGeometry]) -> BaseGeometry | None:
    """The shapes of one placemark as one; a polygon outranks the point that only bears its label."""
    polygons = [shape for shape in shapes if shape.geom_type == "Polygon"]
    if polygons:
        return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if len(shapes) > 1:
        return GeometryCollection(shapes)
    return shapes[0] if shapes else None
