"""GeoJSON: collections of any size, features line by line, OpenStreetMap extracts."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import GazetteerError, SourceError
from gazetteer.importing import ImportPreview, ImportRequest, preview_import
from gazetteer.sources import geojson


def feature(lon: float = 41.16, lat: float = 37.038, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def collect(*features: Any) -> str:
    head = {"type": "FeatureCollection", "crs": {"type": "name"}, "note": "a [ { note", "n": 12}
    return json.dumps({**head, "features": list(features), "after": []}, ensure_ascii=False)


def preview(path: Path, text: str, **options: Any) -> ImportPreview:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return preview_import(ImportRequest(path=path, **options))


def test_an_openstreetmap_extract_is_read(tmp_path: Path) -> None:
    himo = feature(
        **{"@id": "node/123", "place": "village", "name": "هيمو", "name:en": "Himo", "name:ku": "Hîmo"},
        alt_name="هيمو الشرقية;Hemo",
        population="1200",
    )
    found = preview(tmp_path / "syria.geojson", collect(himo))
    place = found.first[0]
    assert (place.id, place.name, place.kind, place.population) == ("osm:node/123", "Himo", "village", 1200)
    assert place.names == {"ku": ("Hîmo",), "en": ("Himo", "Hemo"), "ar": ("هيمو", "هيمو الشرقية")}
    assert (found.source, found.licence) == ("OpenStreetMap contributors", "ODbL 1.0")


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"place": "suburb"}, "quarter"),
        ({"natural": "peak"}, "mountain"),
        ({"military": "checkpoint"}, "checkpoint"),
        ({"aeroway": "aerodrome"}, "airfield"),
        ({"boundary": "administrative", "admin_level": "6"}, "district"),
        ({"highway": "trunk", "ref": "M4"}, "road"),
        ({"shop": "yes"}, "place"),
    ],
)
def test_tags_are_kinds(tmp_path: Path, tags: dict[str, str], kind: str) -> None:
    assert preview(tmp_path / "a.geojson", collect(feature(name="Himo", **tags))).first[0].kind == kind


def test_a_road_without_a_name_goes_by_its_number(tmp_path: Path) -> None:
    assert preview(tmp_path / "a.geojson", collect(feature(highway="trunk", ref="M4"))).first[0].name == "M4"


def test_a_country_is_left_out(tmp_path: Path) -> None:
    found = preview(tmp_path / "a.geojson", collect(feature(name="Syria", admin_level="2"), feature(name="Himo")))
    assert (found.count, sum(found.problems.left_out.values()), found.problems.count) == (1, 1, 0)


def test_features_line_by_line_and_in_a_bare_list_are_read(tmp_path: Path) -> None:
    both = [feature(name="Himo"), feature(name="Hemo")]
    lines = "\n".join(json.dumps(one) for one in both)
    assert [place.name for place in preview(tmp_path / "a.geojsonl", lines).first] == ["Himo", "Hemo"]
    assert [place.name for place in preview(tmp_path / "a.json", json.dumps(both)).first] == ["Himo", "Hemo"]


def test_a_collection_larger_than_memory_is_read_a_piece_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "CHUNK", 7)
    found = preview(tmp_path / "a.geojson", collect(*(feature(lon=n / 10, name=f"قرية {n}") for n in range(300))))
    assert found.count == 300
    assert found.first[3].name == "قرية 3"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"type": "Feature", "properties": {}, "geometry": None}, "no name"),
        (feature(lon=37.0, lat=141.0, name="Himo"), "look swapped"),
        ({"type": "Feature", "properties": {"name": "Himo"}, "geometry": None}, "no coordinates"),
        ({"type": "Feature", "properties": {"name": "Himo"}, "geometry": {"type": "Cube"}}, "no geometry"),
        ({"type": "Feature", "properties": {"name": "Himo"}, "geometry": [1, 2]}, "no geometry"),
        ({"type": "Point"}, "not a GeoJSON feature"),
        ("text", "not a GeoJSON feature"),
    ],
)
def test_a_bad_feature_is_told_by_its_number(tmp_path: Path, wrong: Any, reason: str) -> None:
    found = preview(tmp_path / "a.geojson", collect(feature(name="A1"), wrong, feature(name="B2")))
    assert [place.name for place in found.first] == ["A1", "B2"]
    assert [problem.line for problem in found.problems.rows] == [2]
    assert reason in found.problems.rows[0].reason


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"type": "FeatureCollection"}', '{"features": [', '{"features": [{"a"', "[" * 9_000],
)
def test_what_is_no_geojson_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"a\.geojson"):
        preview(tmp_path / "a.geojson", text)


def test_a_feature_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "LARGEST_FEATURE", 300_000)
    monkeypatch.setattr(geojson, "CHUNK", 1_000)
    with pytest.raises(SourceError, match="more than 300,000 characters"):
        preview(tmp_path / "a.geojson", collect(feature(name="x" * 1_000_000)))


def named(kind: str, coordinates: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"name": "A"}, "geometry": geometry}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["Point", "Polygon"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)
ANY_NUMBERS = st.recursive(st.floats() | st.integers(), lambda inner: st.lists(inner, max_size=5), max_leaves=20)
SHAPES = ("Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet='{}[]",:1type feaurs', max_size=200),
        ANY_JSON.map(lambda some: collect({**named("", []), "geometry": some}, some)),
        ANY_NUMBERS.map(lambda numbers: collect(*(named(kind, numbers) for kind in SHAPES))),
    )
)
def test_any_text_is_places_problems_or_a_clear_error(tmp_path: Path, text: str) -> None:
    with suppress(GazetteerError):
        preview(tmp_path / "any.geojson", text)
