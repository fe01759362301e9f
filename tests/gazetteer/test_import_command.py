"""The commands import and its list: preview, keep, replace, remove, exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer.cli import main
from gazetteer.errors import PlaceError, SourceError
from gazetteer.importing import ImportRequest, default_name, preview_import, recognise, run_import
from gazetteer.index import Gazetteer
from gazetteer.layout import PATH_VARIABLE
from gazetteer.sources.imported import DIRECTORY_VARIABLE, read_imported

SITES = "name,name_ar,lat,lon,type\nHimo,هيمو,37.038,41.160,village\nGate,بوابة,36.8,41.9,checkpoint\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_gazetteer: Gazetteer) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(small_gazetteer.path))
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path / "imported"))


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_dry_run_changes_nothing_and_shows_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", write(tmp_path / "sites.csv", SITES), "--dry-run", "--licence", "CC0"]) == 0
    told = capsys.readouterr().out
    assert "sites: csv, 2 places; sites.csv (CC0)" in told
    assert "name:ar      name_ar" in told
    assert "Himo · هيمو  (village, SY)" in told
    assert "1 have a namesake within 5 km" in told
    assert "Himo ~ Himo (dawriya:himo)" in told
    assert not (tmp_path / "imported").exists()


def test_a_dry_run_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "sites.csv", SITES + "Wrong,,137,41,\n")
    assert main(["import", path, "--dry-run", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["count"], told["failed"], told["same_id"], told["same_name"]) == (2, 1, 0, 1)
    assert told["mapping"]["lat"] == ["lat"]
    reason = "The latitude 137 is not between -90 and 90; latitude and longitude look swapped"
    assert told["problems"] == [{"line": 4, "reason": reason}]


def test_an_import_is_kept_listed_replaced_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "sites.csv", SITES)
    words = ["import", path, "--no-build", "--quiet", "--name", "survey"]
    assert main([*words, "--source", "Survey", "--licence", "CC0"]) == 0
    found = list(read_imported())
    assert [(place.name, place.kind, place.source, place.licence) for place in found] == [
        ("Himo", "village", "Survey", "CC0"),
        ("Gate", "checkpoint", "Survey", "CC0"),
    ]
    assert found[0].admin1 == "SY-HA"
    write(tmp_path / "sites.csv", SITES.replace("Gate", "Door"))
    assert main(["import", path, "--no-build", "--quiet", "--name", "survey"]) == 0
    assert [place.name for place in read_imported()] == ["Himo", "Door"]
    assert next(place.id for place in read_imported()) == found[0].id

    capsys.readouterr()
    assert main(["import", "--list"]) == 0
    assert "survey             2 places" in capsys.readouterr().out
    assert main(["import", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["origin"], one["count"]) for one in listed] == [("survey", "sites.csv", 2)]
    assert main(["import", "--remove", "survey", "--no-build"]) == 0
    assert list(read_imported()) == []
    assert main(["import", "--remove", "survey", "--no-build"]) == 2


def test_bad_rows_are_told_and_the_rest_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "sites.csv", SITES + ",,36,41,\n" * 30)
    assert main(["import", path, "--no-build", "--quiet"]) == 1
    told = capsys.readouterr().err
    assert "line 4: no name" in told
    assert "30 bad rows in all" in told
    assert len(list(read_imported())) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--list", "--remove", "x"],
        ["none.csv"],
        ["{sites}", "--map", "name"],
        ["{sites}", "--map", "colour=name"],
        ["{sites}", "--country", "XX"],
        ["{sites}", "--place-kind", "palace"],
        ["{sites}", "--name", "../x"],
        ["{sites}", "--map", "lat="],
    ],
)
def test_unusable_arguments_exit_with_2(tmp_path: Path, arguments: list[str]) -> None:
    sites = write(tmp_path / "sites.csv", SITES)
    assert main(["import", "--no-build", "--quiet", *(word.replace("{sites}", sites) for word in arguments)]) == 2
    assert not (tmp_path / "imported").exists()


def test_a_file_that_does_not_read_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", write(tmp_path / "a.gpkg", "nothing"), "--no-build", "--quiet"]) == 1
    assert "a.gpkg does not read" in capsys.readouterr().err
    assert main(["import", write(tmp_path / "a.csv", "name,lat,lon\nHimo,,\n"), "--no-build", "--quiet"]) == 1
    assert "No row of" in capsys.readouterr().err


def test_a_map_is_taken_from_the_command(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", "A\tB\nHimo\t37SGA1234567890\n")
    assert main(["import", path, "--no-build", "--quiet", "--map", "name=A", "--map", "latlon=B"]) == 0
    assert [round(place.lat, 2) for place in read_imported()] == [36.73]


def test_functions_for_a_page_print_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = ImportRequest(path=Path(write(tmp_path / "sites.csv", SITES)), name="survey")
    assert preview_import(request).count == 2
    result = run_import(request, rebuild=False)
    assert (result.file.count, result.was_built) == (2, False)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "name,lat,lon", "csv"),
        ("a.txt", "name\tlat\tlon", "csv"),
        ("SY.txt", "\t".join(["7", *["x"] * 18]), "geonames"),
        ("a.json", "{}", "geojson"),
        ("unknown", ' {"type"', "geojson"),
        ("unknown", "<kml>", "kml"),
        ("a.kml", "", "kml"),
    ],
)
def test_the_kind_of_file_is_found_out(tmp_path: Path, name: str, text: str, kind: str) -> None:
    assert recognise(Path(write(tmp_path / name, text))) == kind


@pytest.mark.parametrize(
    ("name", "plain"), [("My sites (1).csv", "My sites -1"), ("قرى.xlsx", "قرى"), ("...", "import"), ("a.tar.gz", "a")]
)
def test_an_import_is_called_as_its_file(name: str, plain: str) -> None:
    assert default_name(Path(name)) == plain


def test_a_kind_that_is_none_is_told(tmp_path: Path) -> None:
    path = Path(write(tmp_path / "sites.csv", SITES))
    with pytest.raises(PlaceError, match="No kind of file 'shapes'"):
        preview_import(ImportRequest(path=path, kind="shapes"))
    with pytest.raises(SourceError, match="19"):
        run_import(ImportRequest(path=path, kind="geonames"))
