"""Files for other programs, read back by programs that are not ours."""

from __future__ import annotations

import csv
import errno
import json
import os
import stat
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from dashboard.errors import ExportError, UsageError
from dashboard.events import CasualtyRange, Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter, select_events
from dashboard.interchange import FORMATS, events_as_bytes, write_events
from dashboard.interchange.csv_table import CSV_COLUMNS, guard_cell
from dashboard.interchange.rows import ROW_COLUMNS
from tests.benchmarks.synthetic import generate_frame

CLOCKWISE = Polygon([(41, 37), (41, 38), (42, 38), (42, 37)], [[(41.2, 37.2), (41.4, 37.2), (41.4, 37.4)]])
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script> & ]]> \x00\x0b "quoted"\nline two'


def place(geometry: BaseGeometry | None, **more: Any) -> EventPlace:
    return EventPlace(
        name="Qahtaniyah",
        name_ar="القحطانية",
        relation="near",
        lat=37.029,
        lon=41.546,
        radius_m=5000,
        geometry=geometry,
        country="SY",
        admin1="SY-HA",
        geo_precision=2,
        place_ids=("geonames:165757",),
        **more,
    )


EVENTS = (
    Event(
        id="dawriya:1 a",
        layer="patrol",
        kind="encounter",
        date_start=date(2022, 10, 8),
        date_end=date(2022, 10, 9),
        date_precision="week",
        forces=(EventForce(id="us"), EventForce(id="sdf"), EventForce(id="russia", role="counterpart")),
        place=place(CLOCKWISE),
        killed=CasualtyRange(best=3),
        confidence=0.87654,
        sources=("r1", "r2"),
    ),
    Event(
        id="2",
        layer="incident",
        kind="attack_on_civilians",
        date_start=date(2023, 1, 1),
        date_precision="day",
        forces=(EventForce(id="isis"),),
        place=place(Point(41.546, 37.029)),
        sources=("r1",),
    ),
    Event(id="3", layer="incident", kind="clash", place=place(LineString([(41, 37), (42, 37.5)]))),
    Event(id="4", layer="incident", kind="clash", place=place(MultiPolygon([box(1, 1, 2, 2), box(3, 3, 4, 4)]))),
    Event(id="nowhere", layer="patrol", kind="patrol", date_start=date(2021, 5, 1), date_precision="day"),
)
TEXTS = {"dawriya:1 a": HOSTILE, "2": "التقت دورية، قرب القحطانية"}


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    return events_frame(EVENTS, sources={"r1": "@Agency"}, texts=TEXTS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_holds_just_the_rows_shown(tmp_path: Path, suffix: str) -> None:
    made = generate_frame(400, seed=5)
    chosen = select_events(made, EventFilter(forces=("turkey", "sdf"), date_from=date(2018, 1, 1)))
    path = tmp_path / f"out.{suffix}"
    assert write_events(path, chosen) == len(chosen) > 20
    assert ids_in(path, suffix) == sorted(chosen["id"])


def ids_in(path: Path, suffix: str) -> list[str]:
    """The ids in a file, by GDAL where it knows the format."""
    if suffix == "timemap.json":
        return sorted(event["id"] for event in json.loads(path.read_text(encoding="utf-8"))["events"])
    if suffix.endswith("csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            ids = sorted(next(iter(row.values())) for row in csv.DictReader(file))
            return [one for one in ids if not one.startswith("#")]  # a line of HXL tags
    if suffix == "parquet":
        return sorted(gpd.read_parquet(path)["id"])
    layers = ["events"] if suffix == "xlsx" else layers_in(path)
    path = f"/vsizip/{path}" if suffix == "shp.zip" else path
    tables = [pyogrio.read_dataframe(path, layer=layer, read_geometry=False) for layer in layers]
    return sorted(one for table in tables if len(table) for one in table["id"])


def layers_in(path: Path) -> list[str]:
    return [one for one in pyogrio.list_layers(path)[:, 0] if one != "layer_styles"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_selection_makes_a_readable_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out.{suffix}"
    assert write_events(path, events_frame([])) == 0
    if suffix == "xlsx":  # GDAL takes a lone header for a row
        assert pyogrio.read_info(path, layer="events")["features"] <= 1
    elif suffix == "kml":  # and a KML without a folder for no KML
        assert ET.parse(path).getroot().tag == "{http://www.opengis.net/kml/2.2}kml"
    else:
        assert ids_in(path, suffix) == []


def test_geojson_follows_rfc_7946(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.geojson"
    write_events(path, frame)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    ring = shape(features[0]["geometry"])
    assert ring.exterior.is_ccw
    assert not ring.interiors[0].is_ccw
    assert ring.equals(CLOCKWISE)
    assert features[4]["geometry"] is None
    assert features[1]["geometry"]["coordinates"] == [41.546, 37.029]
    first = features[0]["properties"]
    assert first["forces"][2] == {"id": "russia", "role": "counterpart"}
    assert (first["date_start"], first["date_end"]) == ("2022-10-08", "2022-10-09")
    assert (first["killed"], first["wounded"]) == (3, None)
    assert (first["report_ids"], first["confidence"]) == (["r1", "r2"], 0.877)
    assert set(ROW_COLUMNS) - {"force_roles"} == set(first)


def test_gdal_reads_the_same_shapes_from_every_map_format(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    for suffix in ("geojson", "kml", "gpkg"):
        path = tmp_path / f"out.{suffix}"
        write_events(path, frame)
        shapes = {}
        for layer in layers_in(path):
            read = pyogrio.read_dataframe(path, layer=layer)
            if isinstance(read, gpd.GeoDataFrame):
                assert read.crs.to_epsg() == 4326
                shapes |= dict(zip(read["id"], read.geometry, strict=True))
            else:  # a table without shapes, of what has no place
                shapes |= dict.fromkeys(read["id"])
        for event in EVENTS:
            expected = event.place.geometry
            found = shapes[event.id]
            if expected is None:
                assert found is None or found.is_empty, suffix
            else:
                assert shapely.force_2d(found).equals(expected), suffix


def test_csv_keeps_arabic_and_numbers(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.csv"
    write_events(path, frame)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert rows[1]["text"] == TEXTS["2"]
    assert (rows[0]["lat"], rows[0]["lon"], rows[0]["killed"], rows[0]["wounded"]) == ("37.029", "41.546", "3", "")
    assert rows[0]["force_roles"] == "us actor; sdf actor; russia counterpart"
    assert rows[4]["lat"] == rows[4]["radius_m"] == ""


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+963 11", "'+963 11"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("دورية", "دورية"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula(text: str, cell: str) -> None:
    assert guard_cell(text) == cell


@given(told=st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=20))
@settings(deadline=None, max_examples=10)
def test_no_text_gets_out_of_its_cell(told: list[tuple[str, str]]) -> None:
    events = [
        replace(EVENTS[1], id=str(number), place=replace(EVENTS[1].place, name=name))
        for number, (_, name) in enumerate(told)
    ]
    frame = events_frame(events, texts={str(number): text for number, (text, _) in enumerate(told)})
    rows = list(csv.reader(events_as_bytes(frame, "csv").decode("utf-8-sig").splitlines(keepends=True)))
    assert {len(row) for row in rows} == {len(CSV_COLUMNS)}
    assert len(rows) == 1 + len(told)
    assert not any(cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r")) for row in rows[1:] for cell in row)
    ET.fromstring(events_as_bytes(frame, "kml"))


def test_kml_has_a_folder_a_force_and_the_time_of_an_event(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.kml"
    write_events(path, frame)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    document = ET.parse(path).getroot()
    folders = [folder.findtext("k:name", namespaces=space) for folder in document.iterfind(".//k:Folder", space)]
    assert folders == ["United States", "ISIS", "No force named"]
    placemarks = document.findall(".//k:Placemark", space)
    assert [one.findtext("k:TimeSpan/k:begin", namespaces=space) for one in placemarks] == [
        "2022-10-08", None, None, None, None,
    ]  # fmt: skip
    assert [one.findtext("k:TimeStamp/k:when", namespaces=space) for one in placemarks] == [
        None, "2023-01-01", None, None, "2021-05-01",
    ]  # fmt: skip
    assert placemarks[0].findtext("k:TimeSpan/k:end", namespaces=space) == "2022-10-09"
    # A description is HTML, so the words are escaped in it, and that again in the file.
    assert "&lt;script&gt;" in placemarks[0].findtext("k:description", namespaces=space)
    assert "<script>" not in path.read_text(encoding="utf-8")
    styles = {style.get("id") for style in document.iterfind(".//k:Style", space)}
    assert {one.findtext("k:styleUrl", namespaces=space).removeprefix("#") for one in placemarks} <= styles


@pytest.mark.parametrize(
    ("lang", "head", "folders", "first", "last"),
    [
        ("en", "Events", ["United States", "ISIS", "No force named"], "Encounter: Qahtaniyah", "Patrol"),
        ("ar", "الأحداث", ["الولايات المتحدة", "داعش", "لا قوة مسماة"], "لقاء دوريتين: القحطانية", "دورية"),
        (
            "ku",
            "Bûyer",
            ["Amerîka", "DAIŞ", "Tu hêz nehatiye navkirin"],
            "Rasthatina dewriyeyan: Qahtaniyah",
            "Dewriye",
        ),
    ],
)
def test_names_in_a_kml_are_in_the_language_and_its_data_are_not(
    frame: gpd.GeoDataFrame, lang: str, head: str, folders: list[str], first: str, last: str
) -> None:
    space = {"k": "http://www.opengis.net/kml/2.2"}
    document = ET.fromstring(events_as_bytes(frame, "kml", lang))

    def names(path: str) -> list[str]:
        return [one.findtext("k:name", namespaces=space) or "" for one in document.findall(path, space)]

    assert names("k:Document") == [head]
    assert names(".//k:Folder") == folders
    named = names(".//k:Placemark")
    assert (named[0], named[-1]) == (first, last)
    data = document.find(".//k:ExtendedData", space)
    assert data is not None
    told = {one.get("name"): one.findtext("k:value", namespaces=space) for one in data}
    assert (told["kind"], told["forces"], told["layer"]) == ("encounter", "us; sdf; russia", "patrol")


@pytest.mark.parametrize(
    ("lang", "kind", "force", "status"),
    [("en", "Encounter", "Russia", "Auto, not reviewed"), ("ar", "لقاء دوريتين", "روسيا", "آلي، لم يُراجع")],
)
def test_fixed_words_are_explained_in_the_language(
    tmp_path: Path, frame: gpd.GeoDataFrame, lang: str, kind: str, force: str, status: str
) -> None:
    path = tmp_path / "out.xlsx"
    write_events(path, frame, lang)
    sheet = pyogrio.read_dataframe(path, layer="words", read_geometry=False)
    meaning = {(column, value): meaning for column, value, meaning in sheet.to_numpy()}
    assert (meaning["kind", "encounter"], meaning["forces", "russia"]) == (kind, force)
    assert meaning["status", "auto"] == status
    assert list(pyogrio.read_info(path, layer="events")["fields"]) == list(ROW_COLUMNS)
    associations = json.loads(events_as_bytes(frame, "timemap.json", lang))["associations"]
    assert {"encounter": kind, "russia": force}.items() <= {one["id"]: one["title"] for one in associations}.items()


def test_a_spreadsheet_has_dates_and_no_formulas(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.xlsx"
    write_events(path, frame)
    read = pyogrio.read_dataframe(path, layer="events", read_geometry=False).set_index("id")
    first = read.loc["dawriya:1 a"]
    assert first["text"].startswith('=HYPERLINK("http://x")')  # the words, not what they would compute
    assert str(first["date_start"])[:10] == "2022-10-08"
    assert (first["killed"], first["lat"]) == (3, 37.029)
    assert read.loc["2", "text"] == TEXTS["2"]


def test_acled_columns_say_what_acled_would(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.acled.csv"
    write_events(path, frame)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    met, attack, clash = rows[0], rows[1], rows[2]
    assert (met["event_date"], met["year"], met["time_precision"]) == ("2022-10-08", "2022", "2")
    assert (met["disorder_type"], met["event_type"]) == ("Strategic developments", "Strategic developments")
    assert met["actor1"] == "Military Forces of the United States"
    assert met["assoc_actor_1"] == "QSD: Syrian Democratic Forces"
    assert met["actor2"] == "Military Forces of Russia"
    assert (met["iso"], met["country"], met["admin1"], met["location"]) == ("760", "Syria", "Hasakah", "Qahtaniyah")
    assert (met["latitude"], met["longitude"], met["geo_precision"]) == ("37.029", "41.546", "2")
    assert (met["fatalities"], attack["fatalities"]) == ("3", "")
    assert (attack["actor2"], attack["inter2"]) == ("Civilians (Syria)", "Civilians")
    assert attack["civilian_targeting"] == "Civilian targeting"
    assert (attack["disorder_type"], attack["event_type"]) == ("Political violence", "Violence against civilians")
    assert (clash["event_date"], clash["actor1"], clash["interaction"]) == ("", "", "")
    assert attack["source"] == "'@Agency"


def test_timemap_reads_only_text(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    path = tmp_path / "out.timemap.json"
    write_events(path, frame)
    content = json.loads(path.read_text(encoding="utf-8"))
    event = content["events"][0]
    assert (event["date"], event["latitude"], event["longitude"]) == ("10/08/2022", "37.029", "41.546")
    assert all(isinstance(value, str | list) for value in event.values())
    known = {association["id"] for association in content["associations"]}
    assert all(set(one["associations"]) <= known for one in content["events"])
    assert all(set(one["sources"]) <= set(content["sources"]) for one in content["events"])
    assert content["sources"]["r1"]["title"] == "@Agency"


# Files that can't be written ------------------------------------------------------------------------------------------


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    with pytest.raises(UsageError, match=r"\.geojson, \.csv"):
        write_events(tmp_path / "out.shp", frame)


def test_the_longest_known_ending_decides(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    write_events(tmp_path / "EVENTS.ACLED.CSV", frame)
    assert (tmp_path / "EVENTS.ACLED.CSV").read_text(encoding="utf-8-sig").startswith('"event_id_cnty"')


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, frame: gpd.GeoDataFrame, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"out.{suffix}"
    path.write_text("the old one")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("dashboard.interchange.write.os.fsync", full)
    with pytest.raises(ExportError, match=r"No space left on device\. Make room"):
        write_events(path, frame)
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_is_full_says_so(frame: gpd.GeoDataFrame, suffix: str, tmp_path: Path, monkeypatch: Any) -> None:
    draft = tmp_path / f"draft.{suffix}"
    draft.symlink_to("/dev/full")
    monkeypatch.setattr("dashboard.interchange.write._draft_beside", lambda *_: draft)
    if suffix == "gpkg":  # GDAL makes its own file, so it fails on a folder that is gone
        monkeypatch.setattr("dashboard.interchange.write._draft_beside", lambda *_: tmp_path / "gone" / "draft.gpkg")
    with pytest.raises(ExportError):
        write_events(tmp_path / f"out.{suffix}", frame)
    assert not (tmp_path / f"out.{suffix}").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    with pytest.raises(ExportError, match="No such file or directory"):
        write_events(tmp_path / "gone" / "out.csv", frame)


def test_a_file_is_readable_by_others_as_the_umask_says(tmp_path: Path, frame: gpd.GeoDataFrame) -> None:
    before = os.umask(0o022)
    try:
        write_events(tmp_path / "out.csv", frame)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o644


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, frame: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.interchange.spreadsheet.MOST_ROWS", 3)
    with pytest.raises(ExportError, match=r"5 events are more than a sheet holds"):
        write_events(tmp_path / "out.xlsx", frame)
    assert list(tmp_path.iterdir()) == []
