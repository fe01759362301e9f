"""The base map, derived from the gazetteer that `python -m gazetteer build` makes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from dashboard import basemap
from dashboard.basemap import BaseLayers, base_layers, basemap_json, write_basemap
from dashboard.mercator import mercator_units, path_steps
from gazetteer.index import Gazetteer


@pytest.fixture(scope="module")
def layers(gazetteer: Gazetteer) -> BaseLayers:
    return base_layers(gazetteer)


def test_syria_is_land_and_the_rest_are_neighbours(layers: BaseLayers) -> None:
    assert [area.country for area in layers.land] == ["SY"]
    assert len(layers.neighbours) > 200


def test_every_shape_is_valid_and_inside_the_world(layers: BaseLayers) -> None:
    world = shapely.box(-180.001, -90.001, 180.001, 90.001)
    for shape in (
        *layers.countries,
        *layers.governorates,
        *layers.lakes,
        *layers.rivers,
        *layers.roads,
        *layers.borders,
    ):
        assert shape.geometry.is_valid, shape.id
        assert world.covers(shape.geometry), shape.id


def test_the_border_lies_on_the_country_it_borders(layers: BaseLayers) -> None:
    syria = next(area for area in layers.countries if area.country == "SY")
    border = next(line for line in layers.borders if line.id == "border:SY-TR")
    assert border.geometry.length > 6
    assert border.geometry.hausdorff_distance(border.geometry.intersection(syria.geometry.boundary)) < 0.01


def test_governorates_have_names_in_both_languages(layers: BaseLayers) -> None:
    syrian = {area.id: area for area in layers.governorates if area.country == "SY"}
    assert len(syrian) == 14
    assert syrian["admin:SY-HA"].en == "Hasakah"
    assert "الحسكة" in syrian["admin:SY-HA"].ar


def test_inner_lines_are_not_the_outer_border(layers: BaseLayers) -> None:
    inner = next(line for line in layers.governorate_lines if line.id == "SY").geometry
    outer = next(line for line in layers.borders if line.id == "border:SY-TR").geometry
    assert inner.intersection(outer.buffer(0.005)).length < 0.5


def test_the_euphrates_and_lake_assad_are_there(layers: BaseLayers) -> None:
    assert "Euphrates" in {line.en for line in layers.rivers}
    assert "Lake Assad" in {area.en for area in layers.lakes}
    assert any(line.en.startswith("M4") for line in layers.roads)


def test_towns_appear_by_importance(layers: BaseLayers) -> None:
    zooms = [town.zoom for town in layers.towns]
    assert zooms == sorted(zooms)
    capital = next(town for town in layers.towns if town.en == "Hasakah")
    assert (capital.style, capital.zoom < 6.5) == ("capital", True)
    qamishli = next(town for town in layers.towns if town.en == "Qamishli")
    assert (qamishli.style, qamishli.zoom) == ("main", 6.5)
    assert {town.style for town in layers.towns} == {"capital", "main", "small", "foreign"}


def test_the_file_is_named_by_content_and_kept(
    gazetteer: Gazetteer, layers: BaseLayers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(basemap, "base_layers", lambda _: layers)  # they take ten seconds each time
    name = write_basemap(gazetteer, tmp_path)
    path = tmp_path / name
    assert path.stat().st_size < 3_000_000
    written = path.stat().st_mtime_ns
    assert write_basemap(gazetteer, tmp_path) == name
    assert path.stat().st_mtime_ns == written
    assert set(json.loads(path.read_text())) == {
        "countries", "governorates", "governorate_lines", "lakes", "rivers", "roads", "borders", "towns",
    }  # fmt: skip


def test_paths_read_back_to_where_they_were(layers: BaseLayers) -> None:
    syria = next(area for area in layers.countries if area.country == "SY")
    file = basemap_json(layers)
    assert "SY-HA" in {area["id"] for area in file["governorates"]}  # what events are counted by
    found = next(area for area in file["countries"] if area["home"])
    units = np.cumsum(np.array(max(found["paths"], key=len)).reshape(-1, 2), axis=0) / 2**24
    lon = units[:, 0] * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * units[:, 1]))))
    again = shapely.Polygon(np.column_stack([lon, lat]))
    assert shapely.make_valid(again).symmetric_difference(syria.geometry).area < 0.01


def test_towns_file_has_one_value_a_town_in_each_column(layers: BaseLayers) -> None:
    towns = basemap_json(layers)["towns"]
    assert {len(column) for column in towns.values()} == {len(layers.towns)}


def test_the_poles_are_cut_off() -> None:
    assert mercator_units(np.array([[0.0, 90.0], [0.0, -90.0]])).tolist() == [[2**23, 0], [2**23, 2**24]]


def test_points_that_fall_together_are_one() -> None:
    assert len(path_steps(np.array([[0.0, 0.0], [0.0, 1e-9], [1.0, 0.0]]))) == 4
