"""Routes of patrols and convoys: their stops in order, in English and Arabic, and where there is none."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.events import Event, event_as_json, event_from_json, events_frame
from dashboard.interchange.geojson import write
from dashboard.reading.read import read_report
from dashboard.symbols import is_inferred_route
from gazetteer.index import Gazetteer

QAMISHLI, AMUDA, HIMO = "geonames:173377", "geonames:173230", "dawriya:himo"
DARBASIYAH, ABU_RASIN = "geonames:170887", "dawriya:abu-rasin"
TELL_TAMR, AYN_ISSA = "geonames:163434", "geonames:172134"


def only_event(text: str, gazetteer: Gazetteer) -> Event:
    [event] = read_report(text, gazetteer, published=date(2024, 5, 5)).events
    return event


@pytest.mark.parametrize(
    ("text", "stops", "name", "name_ar"),
    [
        (
            "A Russian patrol moved from Qamishli to Amuda via Himo on Saturday.",
            (QAMISHLI, HIMO, AMUDA),
            "from Qamishli to Amuda via Himo",
            "من القامشلي إلى عامودا عبر هيمو",
        ),
        (
            "سيّرت القوات الروسية دورية من القامشلي إلى عامودا مروراً بهيمو.",
            (QAMISHLI, HIMO, AMUDA),
            "from Qamishli to Amuda via Himo",
            "من القامشلي إلى عامودا عبر هيمو",
        ),
        (
            "A patrol of Russian police drove from Amuda through Himo to Qamishli.",
            (AMUDA, HIMO, QAMISHLI),
            "from Amuda to Qamishli via Himo",
            "من عامودا إلى القامشلي عبر هيمو",
        ),
        (
            "انطلقت دورية أمريكية من القامشلي باتجاه عامودا يوم الأحد.",
            (QAMISHLI, AMUDA),
            "from Qamishli to Amuda",
            "من القامشلي إلى عامودا",
        ),
        (
            "A joint patrol set out from Darbasiyah, passed through Abu Rasin and returned to Darbasiyah.",
            (DARBASIYAH, ABU_RASIN, DARBASIYAH),
            "from Darbasiyah via Abu Rasin and back",
            "من الدرباسية عبر أبو راسين والعودة",
        ),
    ],
)
def test_a_patrol_goes_from_its_start_by_its_stops_to_its_end(
    gazetteer: Gazetteer, text: str, stops: tuple[str, ...], name: str, name_ar: str
) -> None:
    event = only_event(text, gazetteer)
    place = event.place
    assert (place.relation, place.place_ids) == ("route", stops)
    assert (place.name, place.name_ar) == (name, name_ar)
    assert place.geometry is not None
    assert place.geometry.geom_type == "LineString"
    assert is_inferred_route(place.geometry, place.place_ids)
    ends = gazetteer.places((stops[0], stops[-1]))
    for vertex, end in ((0, ends[0]), (-1, ends[-1])):
        assert place.geometry.coords[vertex] == pytest.approx((end.lon, end.lat), abs=1e-4)
    told = {text[e.start : e.end] for e in event.evidence if e.rule == "a stop of the route"}
    assert len(told) >= len(set(stops))


def test_a_named_road_gives_the_way(gazetteer: Gazetteer) -> None:
    event = only_event("On 3 May 2024 a US convoy travelled on the M4 from Tell Tamr to Ain Issa.", gazetteer)
    assert (event.place.relation, event.place.place_ids) == ("route", (TELL_TAMR, AYN_ISSA))
    assert event.place.geometry is not None
    assert not is_inferred_route(event.place.geometry, event.place.place_ids)
    longitudes = [lon for lon, _ in event.place.geometry.coords]
    assert all(later < earlier + 0.01 for earlier, later in pairwise(longitudes))  # westwards, as it went


@pytest.mark.parametrize(
    "text",
    [
        "A bomb hit a car on the road from Hasakah to Shaddadi.",
        "US forces patrolled the road between Hasakah and Shaddadi.",
        "US forces withdrew from Shaddadi.",
        "A Russian patrol was seen in Amuda from Saturday to Monday.",
        "دورية روسية في عامودا يوم السبت.",
        "قصفت القوات التركية من رأس العين قرية أبو راسين.",
    ],
)
def test_what_names_no_way_from_one_place_to_another_has_no_route(gazetteer: Gazetteer, text: str) -> None:
    assert only_event(text, gazetteer).place.relation != "route"


def test_a_route_outlives_exporting(gazetteer: Gazetteer, tmp_path: Path) -> None:
    event = only_event("A Russian patrol moved from Qamishli to Amuda via Himo on Saturday.", gazetteer)
    again = event_from_json(event_as_json(event))
    assert again.place.place_ids == event.place.place_ids
    assert again.place.geometry is not None
    assert again.place.geometry.equals_exact(event.place.geometry, 1e-4)
    write(events_frame([again]), tmp_path / "routes.geojson")
    [feature] = json.loads((tmp_path / "routes.geojson").read_text(encoding="utf-8"))["features"]
    assert feature["geometry"]["type"] == "LineString"
    assert len(feature["geometry"]["coordinates"]) == 3
