"""GeoPackage and shapefile layers."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from gazetteer.errors import GazetteerError, SourceError
from gazetteer.importing import ImportRequest, preview_import
from gazetteer.sources import layers


def write_layer(path: Path, rows: dict[str, list[object]], shapes: list[object], **options: object) -> Path:
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=options.pop("crs", 4326))
    frame.to_file(path, engine="pyogrio", **options)
    return path


def test_attributes_are_columns_and_shapes_are_kept(tmp_path: Path) -> None:
    rows = {"name": ["Himo", "Area"], "name_ar": ["هيمو", None], "type": ["village", "region"], "pop": [7, None]}
    found = preview_import(
        ImportRequest(path=write_layer(tmp_path / "a.gpkg", rows, [Point(41.16, 37.038), box(41, 36, 42, 37)]))
    )
    assert [(place.name, place.kind, place.population) for place in found.first] == [
        ("Himo", "village", 7),
        ("Area", "region", None),
    ]
    assert found.first[0].name_in("ar") == "هيمو"
    assert found.first[1].geometry.area == 1


def test_other_coordinate_systems_are_brought_to_wgs84(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", {"name": ["Himo"], "x": [5e5]}, [Point(692_000, 4_101_000)], crs=32637)
    place = preview_import(ImportRequest(path=path)).first[0]
    assert (place.lat, place.lon) == pytest.approx((37.03, 41.16), abs=0.02)


def test_every_layer_is_read_a_part_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "AT_ONCE", 2)
    path = tmp_path / "a.gpkg"
    write_layer(path, {"name": [f"A{n}" for n in range(5)]}, [Point(n, 1) for n in range(5)], layer="one")
    write_layer(path, {"name": ["B"]}, [Point(9, 1)], layer="two", mode="a")
    assert [place.name for place in preview_import(ImportRequest(path=path)).first] == [
        "A0",
        "A1",
        "A2",
        "A3",
        "A4",
        "B",
    ]


def test_a_bad_feature_is_told_by_its_number(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", {"name": ["A", "B", None]}, [Point(1, 1), None, Point(1, 1)])
    found = preview_import(ImportRequest(path=path))
    assert [(problem.line, problem.reason) for problem in found.problems.rows] == [
        (2, "no coordinates"),
        (3, "no name"),
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 100_000), raw=st.binary(max_size=200), is_whole=st.booleans())
def test_any_bytes_are_a_clear_error_or_none(tmp_path: Path, at: int, raw: bytes, is_whole: bool) -> None:
    path = tmp_path / "any.gpkg"
    if is_whole:
        path.unlink(missing_ok=True)
        whole = bytearray(write_layer(path, {"name": ["Himo"]}, [Point(41, 37)]).read_bytes())
        whole[at % len(whole) : at % len(whole) + len(raw)] = raw
        path.write_bytes(whole)
    else:
        path.write_bytes(b"SQLite format 3\0" + raw)
    with suppress(GazetteerError):
        preview_import(ImportRequest(path=path))


def test_what_is_no_layer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"SQLite format 3\0 and nothing more")
    with pytest.raises(SourceError, match=r"a\.gpkg does not read"):
        preview_import(ImportRequest(path=path))


def test_a_file_that_leads_elsewhere_is_not_opened(tmp_path: Path) -> None:
    other = write_layer(tmp_path / "other.geojson", {"name": ["Himo"]}, [Point(41, 37)], driver="GeoJSON")
    path = tmp_path / "a.gpkg"
    source = f"<SrcDataSource>{other}</SrcDataSource>"
    path.write_text(f"<OGRVRTDataSource><OGRVRTLayer name='other'>{source}</OGRVRTLayer></OGRVRTDataSource>")
    assert [name for name, _ in pyogrio.list_layers(path)] == ["other"]  # GDAL by itself would follow it
    with pytest.raises(SourceError, match="no GeoPackage and no shapefile"):
        preview_import(ImportRequest(path=path))


def test_a_shapefile_is_read(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.shp", {"name": ["Himo"], "name_ar": ["هيمو"]}, [Point(41, 37)], encoding="utf-8")
    assert preview_import(ImportRequest(path=path)).first[0].name_in("ar") == "هيمو"
