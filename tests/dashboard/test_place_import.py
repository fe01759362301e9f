"""What a file of places has to choose from, and what was chosen otherwise than guessed."""

from __future__ import annotations

from pathlib import Path

from dashboard.place_import import changed_mapping, columns_of


def test_the_columns_of_a_table_are_guessed(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text("name_ar;lat;lon;remark\nتل;36.9;41.2;x\n", encoding="utf-8")
    found = columns_of(path)
    assert found.columns == ("name_ar", "lat", "lon", "remark")
    assert found.guessed == {"name:ar": "name_ar", "lat": "lat", "lon": "lon"}
    assert found.is_table


def test_a_map_file_needs_no_columns_for_positions(tmp_path: Path) -> None:
    path = tmp_path / "villages.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Tell"},'
        '"geometry":{"type":"Point","coordinates":[41.2,36.9]}}]}'
    )
    found = columns_of(path)
    assert found.guessed is not None
    assert found.guessed["name"] == "name"
    assert not found.is_table


def test_only_what_differs_from_the_guess_is_told() -> None:
    chosen = {"name": "b", "lat": "lat", "kind": "", "lon": ""}
    assert changed_mapping({"lat": "lat", "lon": "lon"}, chosen) == {"name": "b", "lon": ""}
