"""What the small map of the gazetteer page is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.place_map import place_map_data, served_files
from dashboard.place_search import find_as_typed
from dashboard.translation import Words
from gazetteer.index import Gazetteer

FILES = {"script": "", "base": ""}
ENGLISH = Words("en")


def test_the_files_are_those_that_the_server_has(tmp_path: Path) -> None:
    served = served_files(tmp_path, "basemap.0.json")
    script = (tmp_path / served["script"].removeprefix("app/static/built/")).read_text("utf-8")
    assert script.index("Leaflet 1.9") < script.index("dawriya.drawLabels")
    assert served["base"] == "app/static/built/basemap.0.json"


def test_candidates_are_numbered_pins_and_the_chosen_one_has_its_reach(gazetteer: Gazetteer) -> None:
    places = [one.place for one in find_as_typed("القحطانية", gazetteer).candidates]
    data = place_map_data(places, files=FILES, words=ENGLISH, theme="light", chosen=places[0])
    assert [pin["number"] for pin in data["pins"]] == list(range(1, len(places) + 1))
    assert [pin["id"] for pin in data["pins"] if pin["chosen"]] == [places[0].id]
    assert data["shape"]["closed"]
    assert json.loads(json.dumps(data)) == data


def test_an_area_is_drawn_as_it_is_and_brought_into_view(gazetteer: Gazetteer) -> None:
    place, shape = gazetteer.place("admin:SY-HA"), gazetteer.geometry("admin:SY-HA")
    assert shape is not None
    data = place_map_data([], files=FILES, words=ENGLISH, theme="dark", chosen=place, shape=shape)
    assert data["view"]["box"] == list(shape.bounds)
    assert data["pins"][0]["number"] == 0
    assert sum(map(len, data["shape"]["paths"])) > 100


def test_the_view_stays_while_nothing_new_is_looked_at(gazetteer: Gazetteer) -> None:
    places = [one.place for one in find_as_typed("Raqqa", gazetteer).candidates]
    far = replace(places[0], id="own:far", lat=-30.0, lon=140.0)
    keys = [
        place_map_data([*places, far], files=FILES, words=Words(lang), theme="light")["view"]["key"]
        for lang in ("en", "ar")
    ]
    assert keys[0] == keys[1] != ""
    west, south, east, north = place_map_data([*places, far], files=FILES, words=ENGLISH, theme="light")["view"]["box"]
    assert east < 60
    assert south > 20
    assert west < east
    assert south < north


def test_a_click_wanted_is_told_with_the_spot_so_far(gazetteer: Gazetteer) -> None:
    place = gazetteer.place("geonames:165757")
    data = place_map_data([], files=FILES, words=ENGLISH, theme="light", chosen=place, draft=(41.5, 36.9), picking=True)
    assert (data["picking"], data["draft"]) == (True, {"lon": 41.5, "lat": 36.9})
    assert data["view"]["gently"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("q", 0),
        ("geonames:165757", 1),
        ("geonames:0", 0),
        ("   ", 0),
    ],
)
def test_what_is_too_short_or_a_number_of_a_place(gazetteer: Gazetteer, typed: str, expected: int) -> None:
    assert len(find_as_typed(typed, gazetteer).candidates) == expected


@pytest.mark.parametrize(
    "typed", ["القحطانية", "al-Qahtaniyah", "qahtania", "kahtaniye", "القحطا", "Tirbespi", "تربه سبيه"]
)
def test_a_name_is_found_in_any_spelling(gazetteer: Gazetteer, typed: str) -> None:
    assert "geonames:165757" in {one.place.id for one in find_as_typed(typed, gazetteer).candidates}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("qam", "Qamishli"),
        ("dam", "Damascus"),
        ("رميل", "Rumaylan"),
        ("القماشلي", "Qamishli"),
        ("damsacus", "Damascus"),
    ],
)
def test_few_letters_and_a_slip_are_enough(gazetteer: Gazetteer, typed: str, name: str) -> None:
    assert name in [one.place.name for one in find_as_typed(typed, gazetteer).candidates[:3]]


@pytest.mark.parametrize("typed", ["القاااااااا" * 15, "()[]*+?\\", "\u202e\u200f", "12", "ال", "a'" * 90, "🙂🙂🙂"])
def test_whatever_is_typed_is_no_error(gazetteer: Gazetteer, typed: str) -> None:
    found = find_as_typed(typed, gazetteer)
    assert len(found.candidates) == len({one.place.id for one in found.candidates}) <= 20


def test_a_position_says_where_it_is(gazetteer: Gazetteer) -> None:
    found = find_as_typed("36.5, 40.7", gazetteer)
    assert (found.candidates, found.country, found.admin1) == ((), "SY", "SY-HA")
