"""Exports: what they hold, that spreadsheets run nothing, and that they can be imported again."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import box

from gazetteer.cli import main
from gazetteer.errors import GazetteerError
from gazetteer.exporting import COLUMNS, export_bytes, select_own, select_places, write_places
from gazetteer.importing import ImportRequest, preview_import
from gazetteer.index import Gazetteer
from gazetteer.layout import PATH_VARIABLE
from gazetteer.own import PATH_VARIABLE as OWN_VARIABLE
from gazetteer.own import OwnPlaces
from gazetteer.places import Place

HIMO = Place(
    id="dawriya:x", name="Himo", kind="village", lat=37.038, lon=41.16, radius_m=1500,
    names={"en": ("Himo", "Hemo"), "ar": ("هيمو", "حيمو"), "ku": ("Hîmo",)},
    country="SY", admin1="SY-HA", population=7, source="Survey", licence="CC0",
)  # fmt: skip


def test_a_csv_file_has_its_mark_and_columns(tmp_path: Path) -> None:
    assert write_places([HIMO], tmp_path / "a.csv") == 1
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,name,")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row) == COLUMNS
    assert (row["name_ar"], row["aliases"], row["lat"], row["licence"]) == ("هيمو", "Hemo | حيمو", "37.038", "CC0")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_no_cell_runs_as_a_formula(tmp_path: Path, start: str) -> None:
    wicked = f"{start}HYPERLINK(1)"
    place = replace(HIMO, name=wicked, names={"ar": (wicked,)}, source=wicked, licence=wicked, lon=-41.0)
    write_places([place], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[name][0] for name in ("name", "name_ar", "source", "licence")] == ["'"] * 4
    assert row["lon"] == "-41.0"


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_what_is_exported_can_be_imported(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    write_places([HIMO, replace(HIMO, id="dawriya:y", lat=36.0, names={"en": ("Himo",)}, population=None)], path)
    found = preview_import(ImportRequest(path=path, source="Survey", licence="CC0")).first
    assert found[0] == replace(HIMO, names=found[0].names)
    assert {language: set(names) for language, names in found[0].names.items()} == {
        language: set(names) for language, names in HIMO.names.items()
    }
    assert found[1].id == "dawriya:y"


def test_geojson_has_the_shape_and_the_licence_of_each_place(tmp_path: Path) -> None:
    write_places([replace(HIMO, geometry=box(41, 37, 42, 38)), HIMO], tmp_path / "a.geojson")
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["geometry"]["type"] for feature in found] == ["Polygon", "Point"]
    assert found[0]["properties"]["name:ar"] == "هيمو"
    assert found[1]["properties"]["licence"] == "CC0"


def test_json_lines_hold_the_record(tmp_path: Path) -> None:
    write_places([HIMO], tmp_path / "a.jsonl")
    record = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert (record["id"], record["names"]["ku"], record["source"]) == ("dawriya:x", ["Hîmo"], "Survey")
    assert export_bytes([HIMO], ".jsonl") == (tmp_path / "a.jsonl").read_bytes()


def test_a_place_that_can_not_be_written_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("former", encoding="utf-8")

    def breaking():
        yield HIMO
        raise GazetteerError("the disk is gone")

    with pytest.raises(GazetteerError, match="the disk is gone"):
        write_places(breaking(), path)
    assert path.read_text(encoding="utf-8") == "former"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(GazetteerError, match="Can't write"):
        write_places([HIMO], tmp_path / "none" / "a.csv")
    with pytest.raises(GazetteerError, match="ends in"):
        write_places([HIMO], tmp_path / "a.exe")


def test_own_places_have_their_aliases(tmp_path: Path) -> None:
    own = OwnPlaces.open(tmp_path / "own.sqlite")
    kept = own.add(replace(HIMO, id=""))
    own.add_alias(kept.id, "حيمة")
    own.add_alias("geonames:1", "Elsewhere")
    (found,) = select_own(own)
    assert found.names["ar"] == ("هيمو", "حيمو", "حيمة")


def test_selected_places_have_their_shapes(small_gazetteer: Gazetteer) -> None:
    found = list(select_places(small_gazetteer, countries=("SY",), kinds=("governorate",)))
    assert len(found) == 14
    assert all(place.geometry.geom_type in ("Polygon", "MultiPolygon") for place in found)
    every = list(select_places(small_gazetteer))
    assert len({place.id for place in every}) == len(every) > 400


def test_the_command_writes_own_places_a_country_or_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small_gazetteer: Gazetteer
) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(small_gazetteer.path))
    monkeypatch.setenv(OWN_VARIABLE, str(tmp_path / "own.sqlite"))
    OwnPlaces.open().add(replace(HIMO, id=""))
    out = tmp_path / "a.csv"
    counts = []
    for words in ([], ["--own", "--country", "IQ"], ["--country", "sy", "--kind", "governorate"], ["--all"]):
        assert main(["export", str(out), "--quiet", *words]) == 0
        counts.append(len(out.read_text(encoding="utf-8").splitlines()) - 1)
    assert counts[:3] == [1, 0, 14]
    assert counts[3] > 400
    assert "a.csv: 1 places" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "a.txt")]) == 2
    assert main(["export", str(out), "--kind", "palace"]) == 2
