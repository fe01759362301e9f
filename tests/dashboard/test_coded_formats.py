"""Each format of coded events: what its codes become here, with their precision and the words behind them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, Point

from dashboard.coded.bring_in import Outcome, Request, bring_in
from dashboard.coded.records import Choices
from dashboard.events import Event, EventForce
from dashboard.store import Store
from tests.coded_files import (
    ATLOS,
    UCDP,
    acled_row,
    gdelt_row,
    ucdp_row,
    write_csv,
    write_gdelt,
    write_json,
)


@pytest.fixture
def store() -> Store:
    return Store("sqlite://")


def brought(store: Store, path: Path, **request: object) -> tuple[Outcome, list[Event]]:
    outcome = bring_in(Request(path=path, **request), store)  # type: ignore[arg-type]
    return outcome, list(store.events())


def words(store: Store, event: Event) -> dict[str, str]:
    """The stretch of the report behind each field."""
    text = store.report(event.sources[0]).text
    return {one.field: text[one.start : one.end] for one in event.evidence}


def test_acled_becomes_an_event_whose_every_value_has_its_words(store: Store, tmp_path: Path) -> None:
    outcome, (event,) = brought(store, write_csv(tmp_path / "a.csv", [acled_row()]))
    assert (outcome.scheme, outcome.added, outcome.problems.count) == ("acled", 1, 0)
    assert (event.id, event.kind, event.layer, event.status) == ("acled:SYR1001", "clash", "incident", "reviewed")
    assert (event.date_start, event.date_end, event.date_precision) == (date(2024, 3, 31), date(2024, 3, 31), "day")
    assert event.forces == (EventForce(id="sdf"), EventForce(id="isis", role="counterpart"))
    place = event.place
    assert (place.name, place.country, place.admin1, place.geo_precision) == ("Qahtaniyah", "SY", "SY-HA", 1)
    assert (place.lat, place.lon, place.radius_m) == (37.029, 41.546, 2000.0)
    assert (event.killed.best, event.killed.low, event.wounded.best) == (2, None, None)
    assert not event.is_checked
    assert words(store, event) == {
        "kind": acled_row()["notes"],
        "date": "2024-03-31",
        "place": "Qahtaniyah",
        "casualties": "2",
        "force:sdf": "QSD: Syrian Democratic Forces",
        "force:isis": "Islamic State (Syria)",
    }
    report = store.report("acled:SYR1001")
    assert (report.source, report.external_id, report.title) == ("A local paper", "SYR1001", "ACLED SYR1001")
    assert report.published == date(2024, 4, 1)
    assert store.events_frame()["text"].iloc[0] == acled_row()["notes"]


@pytest.mark.parametrize(
    ("code", "precision", "first", "last"),
    [
        (1, "day", date(2024, 3, 14), date(2024, 3, 14)),
        (2, "week", date(2024, 3, 11), date(2024, 3, 17)),
        (3, "month", date(2024, 3, 1), date(2024, 3, 31)),
    ],
)
def test_acled_time_precision_widens_the_days(
    store: Store, tmp_path: Path, code: int, precision: str, first: date, last: date
) -> None:
    path = write_csv(tmp_path / "a.csv", [acled_row(event_date="2024-03-14", time_precision=code)])
    _, (event,) = brought(store, path)
    assert (event.date_precision, event.date_start, event.date_end) == (precision, first, last)


def test_acled_geo_precision_is_drawn_as_a_circle_where_it_is_rough(store: Store, tmp_path: Path) -> None:
    rows = [acled_row(event_id_cnty=f"SYR{code}", geo_precision=code) for code in (1, 2, 3)]
    _, events = brought(store, write_csv(tmp_path / "a.csv", rows))
    assert [event.place.geo_precision for event in events] == [1, 2, 3]
    kinds = [event.place.geometry.geom_type for event in events if event.place.geometry is not None]
    assert kinds == ["Point", "Polygon", "Polygon"]
    assert [event.place.radius_m for event in events] == [2_000, 10_000, 40_000]


def test_older_acled_dates_are_in_words(store: Store, tmp_path: Path) -> None:
    _, (event,) = brought(store, write_csv(tmp_path / "a.csv", [acled_row(event_date="31 March 2024")]))
    assert event.date_start == date(2024, 3, 31)


def test_civilians_are_no_force_and_an_unknown_actor_is_kept_in_the_note(store: Store, tmp_path: Path) -> None:
    row = acled_row(
        event_type="Violence against civilians",
        sub_event_type="Attack",
        actor1="Brigade of the Blue Hills",
        assoc_actor_1="Military Forces of Turkey (2016-) Gendarmerie; Military Forces of Russia (2000-)",
        actor2="Civilians (Syria)",
    )
    outcome, (event,) = brought(store, write_csv(tmp_path / "a.csv", [row]))
    assert event.force_ids == ("unidentified", "turkey", "russia")
    assert {force.role for force in event.forces} == {"actor"}
    assert event.note == "Not among the forces known here: Brigade of the Blue Hills"
    assert outcome.tally.unknown_actors == {"Brigade of the Blue Hills": 1}


def test_what_an_actor_and_a_code_mean_can_be_told(store: Store, tmp_path: Path) -> None:
    row = acled_row(actor1="Brigade of the Blue Hills", event_type="New type", sub_event_type="New sort")
    choices = Choices(actors={"Brigade of the Blue Hills": "sna"}, kinds={"New sort": "shelling"}, status="verified")
    outcome, (event,) = brought(store, write_csv(tmp_path / "a.csv", [row]), choices=choices)
    assert (event.force_ids, event.kind, event.status, event.note) == (("sna", "isis"), "shelling", "verified", "")
    assert not outcome.tally.unknown_actors
    assert not outcome.tally.unknown_kinds


def test_an_unknown_kind_is_other_and_counted(store: Store, tmp_path: Path) -> None:
    row = acled_row(event_type="New type", sub_event_type="New sort")
    outcome, (event,) = brought(store, write_csv(tmp_path / "a.csv", [row]))
    assert event.kind == "other"
    assert outcome.tally.unknown_kinds == {"New sort": 1}


def test_ucdp_keeps_its_days_its_range_of_deaths_and_its_radius(store: Store, tmp_path: Path) -> None:
    rows = [ucdp_row(), ucdp_row(id=500002, type_of_violence=3, side_b="Civilians", where_prec=6, event_clarity=2)]
    outcome, (one, other) = brought(store, write_csv(tmp_path / "u.csv", rows, UCDP))
    assert (outcome.scheme, one.id, one.kind) == ("ucdp", "ucdp:500001", "clash")
    assert (one.date_start, one.date_end, one.date_precision) == (date(2016, 5, 1), date(2016, 5, 3), "week")
    assert one.forces == (EventForce(id="syria-government"), EventForce(id="isis", role="counterpart"))
    assert (one.killed.low, one.killed.best, one.killed.high) == (5, 7, 11)
    assert (one.place.geo_precision, one.place.radius_m, one.place.name) == (2, 25_000, "Tadmur town")
    assert (one.confidence, one.status) == (0.9, "reviewed")
    assert (other.kind, other.force_ids, other.confidence) == ("attack_on_civilians", ("syria-government",), 0.6)
    assert (other.place.geo_precision, other.place.radius_m) == (3, 300_000)
    assert words(store, one)["kind"] == "Fighting near Palmyra"


@pytest.mark.parametrize("columns", [58, 61])
def test_gdelt_of_either_layout_is_read_without_a_header(store: Store, tmp_path: Path, columns: int) -> None:
    rows = [
        gdelt_row(columns),
        gdelt_row(
            columns,
            GLOBALEVENTID="900002",
            EventCode="043",
            EventRootCode="04",
            ActionGeo_Type="1",
            Actor2Type1Code="CVL",
            Actor2Name="STUDENT",
        ),
    ]
    outcome, (one, other) = brought(store, write_gdelt(tmp_path / "20240331.export.CSV", rows))
    assert (outcome.scheme, one.id, one.kind, one.status) == ("gdelt", "gdelt:900001", "air_or_drone_strike", "auto")
    assert one.date_start == date(2024, 3, 31)
    assert one.forces == (EventForce(id="turkey"), EventForce(id="unidentified", role="target"))
    assert (one.place.country, one.place.geo_precision, one.place.radius_m) == ("IQ", 1, 5_000)
    report = store.report(one.sources[0])
    assert (report.url, report.source, report.published) == (
        "https://www.example.org/story",
        "example.org",
        date(2024, 4, 1),
    )
    assert "EventCode: 195" in report.text
    assert (other.kind, other.force_ids) == ("other", ("turkey",))
    assert (other.place.geo_precision, other.place.radius_m) == (3, 300_000)
    assert not outcome.tally.unknown_kinds


def test_atlos_csv_says_how_far_each_incident_was_looked_at(store: Store, tmp_path: Path) -> None:
    rows = [
        {
            "slug": f"ABC-{status[:2]}",
            "project": "Strikes",
            "latitude": 33.5,
            "longitude": 36.3,
            "status": status,
            "description": f"'=Footage of an airstrike, {status}",
            "date": "2023-02-19",
            "type": "Airstrike",
            "source_1": "https://example.org/1",
        }
        for status in ("Completed", "In Progress", "Canceled")
    ]
    outcome, events = brought(store, write_csv(tmp_path / "atlos-export.csv", rows, ATLOS))
    assert outcome.scheme == "atlos"
    assert {event.id: event.status for event in events} == {
        "atlos:ABC-Ca": "rejected",
        "atlos:ABC-Co": "reviewed",
        "atlos:ABC-In": "auto",
    }
    assert {event.kind for event in events} == {"air_or_drone_strike"}
    assert store.report("atlos:ABC-Co").text.startswith("=Footage of an airstrike")
    assert store.report("atlos:ABC-Co").url == "https://example.org/1"


def test_atlos_json_gives_its_place_as_a_point(store: Store, tmp_path: Path) -> None:
    incident = {
        "slug": "ABC-1",
        "attr_description": "A convoy on the M4",
        "attr_status": "Completed",
        "attr_date": "2023-02-19",
        "attr_type": ["Convoy", "Other"],
        "attr_geolocation": {"type": "Point", "coordinates": [41.5, 36.9]},
    }
    outcome, (event,) = brought(store, write_json(tmp_path / "atlos.json", {"results": [incident], "next": None}))
    assert (outcome.scheme, event.kind, event.place.lat, event.place.lon) == ("atlos", "movement", 36.9, 41.5)


def test_timemap_json_and_its_sheet_are_read_month_first(store: Store, tmp_path: Path) -> None:
    event = {
        "id": "1",
        "description": "Shells fell on the market.",
        "date": "03/04/2021",
        "time": "",
        "location": "Idlib",
        "latitude": "35.93",
        "longitude": "36.63",
        "category": "alpha",
        "associations": ["Shelling", "Military Forces of Syria (2000-2024)"],
        "sources": ["src1"],
    }
    sources = {"src1": {"id": "src1", "title": "A channel", "paths": [], "type": "Video"}}
    content = {"events": [event], "associations": [], "sources": sources}
    outcome, (one,) = brought(store, write_json(tmp_path / "events.json", content))
    assert (outcome.scheme, one.kind, one.date_start) == ("timemap", "shelling", date(2021, 3, 4))
    assert store.report(one.sources[0]).source == "A channel"
    assert "syria-government" in one.force_ids
    sheet = {name: value for name, value in event.items() if isinstance(value, str)} | {
        "id": "2",
        "association1": "Shelling",
        "association2": "",
        "source1": "src1",
    }
    outcome, events = brought(store, write_csv(tmp_path / "export_events.csv", [sheet], tuple(sheet)))
    assert (outcome.scheme, events[1].kind, events[1].date_start) == ("timemap", "shelling", date(2021, 3, 4))


# Any other table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "figures"), [("utf-8", ("٣١ آذار ٢٠٢٤", "35٫93", "٣")), ("cp1256", ("31 آذار 2024", "35,93", "3"))]
)
def test_columns_in_arabic_are_guessed(
    store: Store, tmp_path: Path, encoding: str, figures: tuple[str, str, str]
) -> None:
    row = {
        "التاريخ": figures[0],
        "النوع": "قصف",
        "الفاعل": "روسيا",
        "المكان": "إدلب",
        "خط العرض": figures[1],
        "خط الطول": "36.63",
        "القتلى": figures[2],
        "الوصف": "قصف على أطراف المدينة، وسمع السكان دوي الانفجارات حتى المساء.",
        "لون": "أحمر",
    }
    path = write_csv(tmp_path / "a.csv", [row], tuple(row), encoding)
    outcome, (event,) = brought(store, path)
    assert (outcome.scheme, event.kind, event.force_ids) == ("table", "shelling", ("russia",))
    assert (event.date_start, event.killed.best, event.place.name) == (date(2024, 3, 31), 3, "إدلب")
    assert (event.place.lat, event.place.lon, event.status) == (35.93, 36.63, "auto")
    report = store.report(event.sources[0])
    assert "لون: أحمر" in report.text
    assert report.lang == "ar"


def test_columns_can_be_told(store: Store, tmp_path: Path) -> None:
    row = {"Nr": "7", "Datum": "31.03.2024", "Y": "36.9", "X": "41.5", "Wer": "SDF", "Was": "Raid"}
    path = write_csv(tmp_path / "a.csv", [row], tuple(row))
    told = {"id": "Nr", "date": "Datum", "actor": "Wer", "kind": "Was"}
    outcome, (event,) = brought(store, path, columns=told, choices=Choices(source="Our survey"))
    assert (event.id, event.kind, event.force_ids) == ("Our survey:7", "arrest_or_raid", ("sdf",))
    assert (event.place.lat, event.place.lon) == (36.9, 41.5)
    assert "record" not in outcome.fields
    assert store.report(event.sources[0]).source == "Our survey"


def test_lines_and_areas_of_map_files_are_kept_as_they_are(store: Store, tmp_path: Path) -> None:
    line = LineString([(41.0, 37.0), (41.15, 37.05)])
    frame = gpd.GeoDataFrame(
        {"date": ["2024-03-31", "2024-04-01"], "type": ["patrol", "clash"], "name": ["A patrol", "A clash"]},
        geometry=[line, Point(40.0, 36.0)],
        crs=4326,
    )
    frame.to_crs(32637).to_file(tmp_path / "a.gpkg", driver="GPKG", engine="pyogrio")
    outcome, events = brought(store, tmp_path / "a.gpkg")
    assert (outcome.container, outcome.scheme, len(events)) == ("gpkg", "table", 2)
    patrol = next(event for event in events if event.kind == "patrol")
    assert patrol.place.geometry is not None
    assert patrol.place.geometry.equals_exact(line, 1e-6)
    assert patrol.place.geo_precision == 2
    assert (patrol.place.lat, patrol.place.lon) == pytest.approx((37.025, 41.075), abs=1e-3)
    assert patrol.place.radius_m is not None
    assert 10_000 < patrol.place.radius_m < 25_000


def test_kml_tells_its_days_and_a_kmz_is_opened(store: Store, tmp_path: Path) -> None:
    import zipfile

    kml = (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Shelling</name>'
        "<description>Shells fell.</description><TimeSpan><begin>2024-03-30</begin><end>2024-03-31</end></TimeSpan>"
        '<ExtendedData><Data name="event type"><value>shelling</value></Data></ExtendedData>'
        "<Point><coordinates>36.63,35.93,0</coordinates></Point></Placemark></Document></kml>"
    )
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", kml)
    outcome, (event,) = brought(store, tmp_path / "a.kmz")
    assert (outcome.container, event.kind) == ("kml", "shelling")
    assert (event.date_start, event.date_end) == (date(2024, 3, 30), date(2024, 3, 31))
    assert (event.place.lat, event.place.lon) == (35.93, 36.63)
    assert words(store, event)["kind"] == "Shells fell."
