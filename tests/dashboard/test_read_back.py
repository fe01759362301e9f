"""Every format read back, row by row and cell by cell, by a library that is not ours."""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import fastkml
import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapefile
import shapely
from fastkml import Folder, Placemark
from fastkml.utils import find_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from dashboard.errors import ExportError
from dashboard.filters import EventFilter, select_events
from dashboard.interchange import FORMATS, write_events
from dashboard.interchange.csv_table import CSV_COLUMNS, hxl_tags
from dashboard.interchange.rows import DAYS, NUMBERS, ROW_COLUMNS
from dashboard.interchange.shapefile import LONGEST_TEXT, cut_text, shapefile_fields
from tests.benchmarks.synthetic import generate_frame

Rows = dict[str, dict[str, Any]]

FILTERS = {
    "all": EventFilter(statuses=("auto", "reviewed", "verified", "disputed", "rejected", "denied", "planned")),
    "forces and days": EventFilter(forces=("turkey", "sdf"), date_from=date(2018, 1, 1)),
    "words": EventFilter(text="patrols met"),
    "precise": EventFilter(min_precision=1, layers=("incident",)),
}
LISTS = {"forces": "forces", "place_ids": "place_ids", "report_ids": "report_ids"}


@pytest.fixture(scope="module")
def events() -> gpd.GeoDataFrame:
    return generate_frame(150, seed=8)


def expected_of(frame: gpd.GeoDataFrame) -> Rows:
    """What each event is to be read as: text, numbers, None for what is not known."""
    rows: Rows = {}
    for row in frame.to_dict("records"):
        told: dict[str, Any] = {}
        for name in ROW_COLUMNS:
            value = row[name]
            if name in DAYS:
                told[name] = None if pd.isna(value) else value.date().isoformat()
            elif name in LISTS:
                told[name] = "; ".join(value)
            elif name == "force_roles":
                told[name] = "; ".join(f"{i} {r}" for i, r in zip(row["forces"], value, strict=True))
            elif name in NUMBERS:
                told[name] = None if pd.isna(value) else float(value)
            else:
                told[name] = value
        rows[row["id"]] = {name: value if value != "" else None for name, value in told.items()}
        rows[row["id"]]["geometry"] = row["geometry"]
    return rows


def check(read: Rows, expected: Rows, columns: tuple[str, ...] = ROW_COLUMNS) -> None:
    assert set(read) == set(expected)
    for one, told in expected.items():
        for name in columns:
            value, wanted = read[one].get(name), told[name]
            if name in NUMBERS and wanted is not None:
                assert math.isclose(
                    float(value), wanted, abs_tol=0.06 if name == "radius_m" else 1e-3 if name == "confidence" else 1e-6
                ), (one, name)
            else:
                assert (value if value != "" else None) == wanted, (one, name)


def check_shape(found: BaseGeometry | None, wanted: BaseGeometry | None) -> None:
    if wanted is None:
        assert found is None or found.is_empty
    else:
        assert found is not None
        assert found.symmetric_difference(wanted).area < 1e-5
        assert found.hausdorff_distance(wanted) < 1e-5


@pytest.mark.parametrize("chosen", FILTERS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_rows_written_are_the_rows_shown(
    tmp_path: Path, events: gpd.GeoDataFrame, suffix: str, chosen: str
) -> None:
    shown = select_events(events, FILTERS[chosen])
    path = tmp_path / f"out.{suffix}"
    assert write_events(path, shown) == len(shown) > 3
    READERS[suffix](path, expected_of(shown))


# Readers --------------------------------------------------------------------------------------------------------------


def read_geojson(path: Path, expected: Rows) -> None:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [one["id"] for one in features] == list(expected)
    read = {}
    for one in features:
        row = dict(one["properties"])
        row |= {"force_roles": "; ".join(f"{force['id']} {force['role']}" for force in row["forces"])}
        row |= {"forces": "; ".join(force["id"] for force in row["forces"])}
        row |= {name: "; ".join(row[name]) for name in ("place_ids", "report_ids")}
        read[one["id"]] = row
        check_shape(shape(one["geometry"]) if one["geometry"] else None, expected[one["id"]]["geometry"])
    check(read, expected)


def read_csv(path: Path, expected: Rows) -> None:
    """DuckDB, with every column as text, so that nothing is guessed."""
    relation = duckdb.connect().execute(
        "SELECT * FROM read_csv(?, all_varchar = true, header = true, quote = '\"', escape = '\"')", [str(path)]
    )
    columns = [one[0] for one in relation.description]
    rows = [dict(zip(columns, row, strict=True)) for row in relation.fetchall()]
    assert tuple(columns) == CSV_COLUMNS
    tags = [row for row in rows if row["id"].startswith("#")]
    assert len(tags) == (1 if path.name.endswith("hxl.csv") else 0)
    check({row["id"]: row for row in rows if row not in tags}, expected)


def read_xlsx(path: Path, expected: Rows) -> None:
    sheet = openpyxl.load_workbook(path)["events"]
    header, *lines = sheet.iter_rows()
    names = [cell.value for cell in header]
    read = {}
    for line in lines:
        row = dict(zip(names, (cell.value for cell in line), strict=True))
        assert all(cell.data_type != "f" for cell in line)
        for name in DAYS:
            assert row[name] is None or isinstance(row[name], datetime)
            row[name] = row[name] and row[name].date().isoformat()
        read[row["id"]] = row
    check(read, expected)


def read_kml(path: Path, expected: Rows) -> None:
    document = fastkml.KML.parse(path)
    folders = list(find_all(document, of_type=Folder))
    read = {}
    for folder in folders:
        for mark in find_all(folder, of_type=Placemark):
            row = {one.name: one.value for one in mark.extended_data.elements}
            read[row["id"]] = row
            check_shape(None if mark.geometry is None else shape(mark.geometry), expected[row["id"]]["geometry"])
            days = [row.get("date_start"), row.get("date_end") or row.get("date_start")]
            told = [None, None]
            if mark.times is not None:
                stamp = getattr(mark.times, "timestamp", None)
                told = [str(one.dt) for one in ([stamp, stamp] if stamp else [mark.times.begin, mark.times.end])]
                assert bool(stamp) == (days[0] == days[1])
            assert told == days
    assert len(folders) == len({one["forces"].split(";")[0] if one["forces"] else "" for one in expected.values()})
    check(read, expected)


def read_gpkg(path: Path, expected: Rows) -> None:
    with sqlite3.connect(path) as database:
        layers = [
            name for (name,) in database.execute("SELECT table_name FROM gpkg_contents") if name != "layer_styles"
        ]
        types = dict(database.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
        styled = {name for (name,) in database.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault")}
        indexed = {
            name
            for (name,) in database.execute(
                "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
            )
        }
    assert styled == indexed == set(types)
    read: Rows = {}
    for layer in layers:
        table = pyogrio.read_dataframe(path, layer=layer)
        for row in table.to_dict("records"):
            row |= {name: None if pd.isna(row[name]) else row[name].date().isoformat() for name in DAYS}
            row |= {name: None if pd.isna(row[name]) else row[name] for name in NUMBERS}
            read[row["id"]] = row
            check_shape(row.get("geometry"), expected[row["id"]]["geometry"])
        if layer in types:
            assert set(table.geom_type.str.upper()) <= {types[layer]}
    check(read, expected)


def read_shapefile(path: Path, expected: Rows) -> None:
    names = {row["field"]: column for column, row in shapefile_fields().items()}
    read: Rows = {}
    for stem, content in shapefiles_in(path):
        with shapefile.Reader(**content, encoding="utf-8") as reader:
            assert all(len(one.name) <= 10 for one in reader.fields if one.name != "DeletionFlag")
            shapes = reader.shapes() if "shp" in content else [None] * len(reader)
            for values, drawn in zip(reader.records(), shapes, strict=True):
                row = {names[field]: value for field, value in values.as_dict().items()}
                row |= {name: row[name] and row[name].isoformat() for name in DAYS}
                read[row["id"]] = row
                found = None if drawn is None else shape(drawn.__geo_interface__)
                check_shape(found, expected[row["id"]]["geometry"])
        assert stem.startswith("events_")
    check(read, expected)


def shapefiles_in(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert "readme.txt" in names
        for stem in {name.partition(".")[0] for name in names} - {"readme"}:
            if f"{stem}.shp" in names:
                assert archive.read(f"{stem}.cpg") == b"UTF-8"
            parts = [one for one in ("shp", "shx", "dbf") if f"{stem}.{one}" in names]
            yield stem, {one: io.BytesIO(archive.read(f"{stem}.{one}")) for one in parts}


def read_acled(path: Path, expected: Rows) -> None:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("event_id_cnty")
    same = {"event_date": "date_start", "location": "place_name", "latitude": "lat", "longitude": "lon"}
    same |= {"source": "source", "notes": "text", "fatalities": "killed"}
    read = {one: {same[name]: row[name] for name in same} for one, row in table.to_dict("index").items()}
    check(read, expected, tuple(same.values()))


def read_timemap(path: Path, expected: Rows) -> None:
    read = {}
    for one in json.loads(path.read_text(encoding="utf-8"))["events"]:
        day = datetime.strptime(one["date"], "%m/%d/%Y").date().isoformat() if one["date"] else None
        row = {"date_start": day, "place_name": one["location"], "lat": one["latitude"], "lon": one["longitude"]}
        read[one["id"]] = row | {"text": one["description"], "layer": one["category"]}
    check(read, expected, ("date_start", "place_name", "lat", "lon", "text", "layer"))


def read_parquet(path: Path, expected: Rows) -> None:
    """DuckDB, and GEOS for its WKB."""
    relation = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)])
    names = [one[0] for one in relation.description]
    rows = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
    read = {row["id"]: row for row in rows}
    for one, row in read.items():
        pairs = zip(row["forces"], row["force_roles"], strict=True)
        row |= {"force_roles": "; ".join(f"{force} {role}" for force, role in pairs)}
        row |= {name: "; ".join(row[name]) for name in LISTS}
        row |= {name: row[name] and row[name].isoformat() for name in DAYS}
        drawn = row["geometry"]
        check_shape(
            shapely.from_wkb(drawn) if isinstance(drawn, bytes) else drawn and shapely.from_wkt(str(drawn)),
            expected[one]["geometry"],
        )
    check(read, expected)


READERS = {
    "geojson": read_geojson,
    "csv": read_csv,
    "hxl.csv": read_csv,
    "parquet": read_parquet,
    "kml": read_kml,
    "gpkg": read_gpkg,
    "xlsx": read_xlsx,
    "shp.zip": read_shapefile,
    "acled.csv": read_acled,
    "timemap.json": read_timemap,
}


# What a format has besides --------------------------------------------------------------------------------------------


def test_days_are_told_in_utc_as_the_moments_between_which_they_lie(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    zones = events.head(4).assign(
        date_start=pd.to_datetime(["2024-10-12", "2022-03-25", "2024-03-30", None], utc=True).astype(
            "datetime64[ns, UTC]"
        ),
        date_end=pd.to_datetime(["2024-10-12", "2022-03-26", None, None], utc=True).astype("datetime64[ns, UTC]"),
        time_zone=["Asia/Damascus", "Asia/Damascus", "Europe/Berlin", "Asia/Damascus"],
    )
    path = tmp_path / "out.csv"
    write_events(path, zones)
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = [(row["date_start"], row["utc_start"], row["utc_end"]) for row in csv.DictReader(file)]
    assert told == [
        ("2024-10-12", "2024-10-11T21:00Z", "2024-10-12T21:00Z"),
        ("2022-03-25", "2022-03-24T22:00Z", "2022-03-26T21:00Z"),  # the clocks went forward in between
        ("2024-03-30", "2024-03-29T23:00Z", "2024-03-30T23:00Z"),
        ("", "", ""),
    ]


def test_every_column_has_a_hxl_tag_of_the_core_schema() -> None:
    core = {
        *("adm1", "affected", "country", "date", "description", "event", "geo", "group", "indicator", "loc", "meta"),
        "status",
    }
    assert set(hxl_tags()) == set(CSV_COLUMNS)
    for tag in hxl_tags().values():
        first, *attributes = tag.removeprefix("#").split("+")
        assert first in core
        assert all(one.replace("_", "").isalnum() and one == one.lower() for one in attributes)
    assert len(set(hxl_tags().values())) == len(CSV_COLUMNS)
    assert (hxl_tags()["date_start"], hxl_tags()["lat"]) == ("#date+start", "#geo+lat")


def test_texts_that_a_shapefile_can_not_hold_are_cut_between_letters_and_counted(
    tmp_path: Path, events: gpd.GeoDataFrame
) -> None:
    long = events.head(3).assign(text=["ش" * 200, "x" * 300, "short"])
    path = tmp_path / "out.shp.zip"
    write_events(path, long, note="Made for a test.")
    with zipfile.ZipFile(path) as archive:
        readme = archive.read("readme.txt").decode("utf-8-sig")
    assert "  text: 2\r\n" in readme
    assert "Made for a test." in readme
    assert all(f"  {row['field']} " in readme for row in shapefile_fields().values())
    texts = set()
    for _, content in shapefiles_in(path):
        with shapefile.Reader(**content, encoding="utf-8") as reader:
            texts |= {one["text"] for one in reader.records()}
    assert texts == {"ش" * 127, "x" * LONGEST_TEXT, "short"}
    assert len(cut_text("a" + "ش" * 200).encode()) == 253


def test_sheets_go_from_right_to_left_in_arabic(tmp_path: Path, events: gpd.GeoDataFrame) -> None:
    for lang, is_rtl in (("ar", True), ("en", False)):
        path = tmp_path / f"{lang}.xlsx"
        write_events(path, events.head(3), lang, note="A note.")
        book = openpyxl.load_workbook(path)
        assert [bool(sheet.sheet_view.rightToLeft) for sheet in book] == [is_rtl, is_rtl]
        assert book.properties.description == "A note."
        assert "A note." in [cell.value for cell in book["words"][2]]


@pytest.mark.parametrize(
    ("suffix", "limit"),
    [("kml", "dashboard.interchange.kml.MOST_BYTES"), ("shp.zip", "dashboard.interchange.shapefile.MOST_BYTES")],
)
def test_a_file_that_would_be_too_large_is_refused_before_it_is_written(
    tmp_path: Path, events: gpd.GeoDataFrame, suffix: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, 20_000)
    with pytest.raises(ExportError, match=r"events would make .* write \.gpkg"):
        write_events(tmp_path / f"out.{suffix}", events)
    assert list(tmp_path.iterdir()) == []


# Words that were meant to deceive -------------------------------------------------------------------------------------

SHOWN_OTHERWISE = "Tell \u202etxet\u202c \u2066x\u2069 al-Hawl"
MIXED = "Q\u0430mishli"  # the second letter is Cyrillic
RIGHT_TO_LEFT_MARKS = "القامشلي\u200f (Qamishli)\u200e"


@pytest.mark.parametrize("suffix", FORMATS)
def test_words_are_shown_in_the_order_in_which_they_are_written(
    tmp_path: Path, events: gpd.GeoDataFrame, suffix: str
) -> None:
    odd = events.head(2).assign(
        place_name=[SHOWN_OTHERWISE, MIXED], place_name_ar=RIGHT_TO_LEFT_MARKS, text=f"{SHOWN_OTHERWISE} \x1b[31m\x9b"
    )
    path = tmp_path / f"out.{suffix}"
    write_events(path, odd)
    found = path.read_bytes()
    if suffix == "parquet":
        rows = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        found = "\n".join(str(cell) for row in rows for cell in row).encode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found = b"".join(archive.read(name) for name in archive.namelist())
    for letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x9b":
        assert letter.encode() not in found
    assert b"\x1b[" not in found
    assert b"Tell txet x al-Hawl" in found
    assert f"{MIXED} (⚠ mixed alphabets)".encode() in found
    if suffix not in ("acled.csv", "timemap.json"):  # which have no Arabic names
        assert RIGHT_TO_LEFT_MARKS.encode() in found
