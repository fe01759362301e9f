"""KML and KMZ from strangers."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import GazetteerError, SourceError
from gazetteer.importing import ImportPreview, ImportRequest, preview_import

POINT = "<Placemark><name>Himo</name><Point><coordinates>41.16,37.038,0</coordinates></Point></Placemark>"


def document(*placemarks: str, head: str = "") -> str:
    body = "".join(placemarks)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><name>A document</name><Folder><name>A folder</name>{body}</Folder></Document></kml>"
    )


def preview(path: Path, text: str | bytes) -> ImportPreview:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return preview_import(ImportRequest(path=path))


def test_placemarks_with_data_are_read(tmp_path: Path) -> None:
    data = (
        '<Placemark id="p1"><name> حاجز &amp; معبر </name><description>no name</description><ExtendedData>'
        '<Data name="type"><displayName>x</displayName><value>checkpoint</value></Data>'
        '<SchemaData><SimpleData name="name_en">Gate</SimpleData></SchemaData></ExtendedData>'
        "<Point><coordinates>\n 41.16,37.038 \n</coordinates></Point></Placemark>"
    )
    found = preview(tmp_path / "sites.kml", document(data, POINT))
    place = found.first[0]
    assert (place.id, place.name, place.kind) == ("sites:p1", "Gate", "checkpoint")
    assert place.names == {"en": ("Gate",), "ar": ("حاجز & معبر",)}
    assert (place.lat, place.lon) == (37.038, 41.16)
    assert found.count == 2


def test_polygons_with_holes_and_lines_are_shapes(tmp_path: Path) -> None:
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    outer = ring.format("41,36 42,36 42,37 41,37 41,36")
    inner = ring.format("41.4,36.4 41.6,36.4 41.6,36.6 41.4,36.6 41.4,36.4")
    area = (
        f"<Placemark><name>Area</name><MultiGeometry><Point><coordinates>1,1</coordinates></Point><Polygon>"
        f"<outerBoundaryIs>{outer}</outerBoundaryIs><innerBoundaryIs>{inner}</innerBoundaryIs></Polygon>"
        "</MultiGeometry></Placemark>"
    )
    road = "<Placemark><name>Road</name><LineString><coordinates>41,36 42,37</coordinates></LineString></Placemark>"
    found = preview(tmp_path / "a.kml", document(area, road)).first
    assert found[0].geometry.area == pytest.approx(0.96)
    assert found[1].geometry.geom_type == "LineString"


def test_a_kmz_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", document(POINT))
        archive.writestr("files/icon.png", b"x")
    assert preview_import(ImportRequest(path=tmp_path / "a.kmz")).count == 1


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE kml [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(SourceError, match="declares a document type"):
        preview(tmp_path / "a.kml", document(POINT.replace("Himo", "&b;"), head=head))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", document(" " * 20_000_000))
    with pytest.raises(SourceError, match="unpacks to"):
        preview_import(ImportRequest(path=tmp_path / "a.kmz"))


@pytest.mark.parametrize("coordinates", ["", "x", "41", "41,x", "141.16,200", "nan,nan"])
def test_a_bad_placemark_is_told_by_its_number(tmp_path: Path, coordinates: str) -> None:
    found = preview(tmp_path / "a.kml", document(POINT, POINT.replace("41.16,37.038,0", coordinates)))
    assert (found.count, [problem.line for problem in found.problems.rows]) == (1, [2])


@pytest.mark.parametrize("text", ["<kml/>", "<kml><Document>", "not xml", document().replace("UTF-8", "nonsense")])
def test_what_is_no_kml_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"a\.kml"):
        preview(tmp_path / "a.kml", text)


def test_elements_that_nest_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nest more than"):
        preview(tmp_path / "a.kml", "<kml>" + "<Folder>" * 100_000)


PIECES = (
    *("<Placemark>", "</Placemark>", "<name>", "</name>", "<Polygon>", "</Polygon>", "<LinearRing>", "</LinearRing>"),
    *("<coordinates>", "</coordinates>", "<Point>", "</Point>", "1,2", "1,2,3", "nan,1", "A", "<Data>", "<value>"),
    *("</value>", "</Data>", "&lt;"),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(PIECES),
            max_size=20,
        ).map(lambda parts: document(*parts).encode()),
    ),
    is_packed=st.booleans(),
)
def test_any_bytes_are_places_problems_or_a_clear_error(tmp_path: Path, raw: bytes, is_packed: bool) -> None:
    path = tmp_path / "any.kml"
    if is_packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", raw)
        raw = path.read_bytes()
    with suppress(GazetteerError):
        preview(path, raw)
