"""add, alias, remove, restore, show: one's own places from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer.cli import main
from gazetteer.index import Gazetteer
from gazetteer.layout import PATH_VARIABLE
from gazetteer.own import PATH_VARIABLE as OWN_VARIABLE
from gazetteer.own import OwnPlaces


@pytest.fixture(autouse=True)
def _with_own_places_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_gazetteer: Gazetteer) -> None:
    monkeypatch.setenv(PATH_VARIABLE, str(small_gazetteer.path))
    monkeypatch.setenv(OWN_VARIABLE, str(tmp_path / "own.sqlite"))


def test_add_keeps_a_place_and_prints_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["add", "Tell Example", "--lat", "36.9", "--lon", "41.5", "--kind", "base", "--name-ar", "تل المثال"]
    assert main([*words, "--alias", "Tal Example", "--note", "seen", "--licence", "CC0"]) == 0
    (place,) = OwnPlaces.open().places()
    assert capsys.readouterr().out.strip() == place.id
    assert (place.kind, place.country, place.admin1, place.licence) == ("base", "SY", "SY-HA", "CC0")
    assert place.names == {"en": ("Tell Example", "Tal Example"), "ar": ("تل المثال",)}
    assert OwnPlaces.open().note(place.id) == "seen"


@pytest.mark.parametrize(
    "words", [["--at", "36°54'N 41°30'E"], ["--lat", "36,9", "--lon", "41°30'"], ["--at=36.9;41.5"]]
)
def test_add_takes_the_usual_notations(words: list[str]) -> None:
    assert main(["add", "Example", *words]) == 0
    (place,) = OwnPlaces.open().places()
    assert (place.lat, place.lon) == pytest.approx((36.9, 41.5))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["Example"], "Say where it is"),
        (["Example", "--lat", "36"], "Say where it is"),
        (["Example", "--at", "36, 41", "--lat", "36"], "Say where it is"),
        (["Example", "--at", "somewhere"], "Not coordinates"),
        (["Example", "--lat", "96", "--lon", "41"], "latitude 96"),
        (["Example", "--at", "36, 41", "--kind", "palace"], "No kind 'palace'"),
        (["Example", "--at", "36, 41", "--country", "XX"], "No country 'XX'"),
        (["", "--at", "36, 41"], "needs a name"),
    ],
)
def test_what_can_not_be_added_exits_with_2(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", *words]) == 2
    assert message in capsys.readouterr().err
    assert OwnPlaces.open().revision == 0


def test_a_place_outside_its_country_is_told_and_kept_as_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "Example", "--at", "36.19, 44.01", "--country", "SY"]) == 0
    assert "not in SY but in IQ" in capsys.readouterr().err
    assert OwnPlaces.open().places()[0].country == "SY"


def test_alias_remove_and_restore_take_any_known_place() -> None:
    assert main(["alias", "geonames:173377", "Qamishloka"]) == 0
    assert main(["remove", "geonames:173377"]) == 0
    assert OwnPlaces.open().removed() == {"geonames:173377"}
    assert main(["restore", "geonames:173377"]) == 0
    assert OwnPlaces.open().aliases() == [("geonames:173377", "Qamishloka", "en")]
    assert main(["alias", "geonames:173377", "Qamishloka", "--remove"]) == 0
    assert OwnPlaces.open().aliases() == []


@pytest.mark.parametrize("words", [["alias", "x:1", "Y"], ["remove", "x:1"], ["restore", "x:1"], ["show", "x:1"]])
def test_an_unknown_place_exits_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "x:1" in capsys.readouterr().err


def test_show_tells_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alias", "geonames:173377", "Qamishloka"]) == 0
    assert main(["show", "geonames:173377", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["source"], told["licence"]) == ("Qamishli", "GeoNames", "CC BY 4.0")
    assert told["own_aliases"] == ["Qamishloka"]
    assert told["history"][0]["action"] == "alias"
    assert main(["show", "geonames:173377"]) == 0
    shown = capsys.readouterr().out
    assert "names ar     القامشلي" in shown
    assert "licence      CC BY 4.0" in shown


def test_search_as_json_tells_source_and_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Qamishli", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)[0]
    assert (found["source"], found["licence"]) == ("GeoNames", "CC BY 4.0")
