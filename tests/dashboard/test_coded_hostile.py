"""Hostile files of coded events: each reader raises the dashboard's own errors, and nothing is followed or run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.coded.bring_in import Request, bring_in, preview
from dashboard.coded.raw import Raw
from dashboard.coded.recognise import CONTAINERS
from dashboard.errors import CodedFileError, DashboardError, UnknownColumns
from dashboard.store import Store
from gazetteer.sources.problems import Problems
from tests.coded_files import acled_row, write_csv

KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>{name}</name></Placemark></Document></kml>'
)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    + KML.format(name="&b;"),
    '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + KML.format(name="&x;"),
    '<?xml version="1.0"?><!DOCTYPE k SYSTEM "http://127.0.0.1:9/x.dtd">' + KML.format(name="x"),
)


@pytest.fixture(scope="module")
def store() -> Store:
    return Store("sqlite://")


@pytest.mark.parametrize("text", ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_kml_that_declares_entities_is_refused(store: Store, tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.kml"
    path.write_bytes(text.replace('version="1.0"', f'version="1.0" encoding="{encoding}"').encode(encoding))
    with pytest.raises(CodedFileError, match=r"document type|is not XML"):
        preview(Request(path=path), store)


def test_a_kmz_that_unpacks_to_too_much_is_refused(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"<kml>" + b" " * 30_000_000)
    with pytest.raises(CodedFileError, match="times its size"):
        preview(Request(path=tmp_path / "a.kmz"), store)


def test_a_damaged_kmz_is_refused(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML.format(name="Sahla"))
    path.write_bytes(path.read_bytes().replace(b"Sahla", b"Sahle"))
    with pytest.raises(CodedFileError, match="Bad CRC"):
        preview(Request(path=path), store)


def test_a_member_without_a_name_does_no_harm(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        nameless = zipfile.ZipInfo("x")
        nameless.filename = ""
        archive.writestr(nameless, b"")
        archive.writestr("doc.kml", KML.format(name="Sahla"))
    with pytest.raises(UnknownColumns) as read:  # for it gives no day
        preview(Request(path=path), store)
    assert read.value.columns == ("name",)


def test_a_path_in_an_archive_leads_nowhere(store: Store, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    with zipfile.ZipFile(inner / "a.kmz", "w") as archive:
        archive.writestr(
            "../../evil.kml",
            KML.format(name="x").replace("<name>", "<TimeStamp><when>2024-01-01</when></TimeStamp><name>"),
        )
    preview(Request(path=inner / "a.kmz"), store)
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 4_000,
        b"PK\x03\x04 no archive",
        b"SQLite format 3\x00" + b"\x00" * 200,
        b"<kml>",
        b"<not xml",
        b'{"type": "FeatureCollection", "features": [',
        b'{"events": {}}',
        b"[" * 100_000,
        b'{"features": [' + b'{"a":' * 50_000,
        b"[1, 2, null]",
        b'"date","lat"\n',
        b"date\n",
        b"no,columns,known\n1,2,3\n",
        b"\xff\xfed\x00a\x00t\x00e\x00",
    ],
)
def test_what_is_no_file_of_events_is_told(store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(DashboardError):
        preview(Request(path=path), store)


def test_deeply_nested_properties_do_no_harm(store: Store, tmp_path: Path) -> None:
    deep: object = "x"
    for _ in range(900):
        deep = [deep]
    feature = {"type": "Feature", "properties": {"date": "2024-01-01", "deep": deep}, "geometry": {"type": "Point"}}
    good = {"type": "Feature", "properties": {"date": "2024-01-01", "deep": [["x"]]}, "geometry": None}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature, good]}), encoding="utf-8")
    outcome = preview(Request(path=path), store)
    assert (outcome.added, outcome.problems.count) == (1, 1)


@pytest.mark.parametrize("half", ["\\ud800", "\\u0000"])
def test_names_and_values_that_no_database_holds_come_in_cleaned(store: Store, tmp_path: Path, half: str) -> None:
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "id": "1%", "properties": {"date": "2024-03-04", "a%": "b%"}, "geometry": None}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}).replace("%", half))
    assert bring_in(Request(path=path), store).added == 1
    assert any("\na" in report.text and ": b" in report.text for report in store.reports())


def test_scripts_and_directions_in_cells_are_kept_as_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u202egnp.exe"
    row = acled_row(notes=evil, actor1=evil, location=evil, source=evil, event_id_cnty=evil)
    with Store("sqlite://") as store:
        bring_in(Request(path=write_csv(tmp_path / "a.csv", [row])), store)
        (event,) = store.events()
        assert event.place.name == evil
        assert store.report(event.sources[0]).url == ""


def test_an_address_that_is_no_web_address_is_left_out(tmp_path: Path) -> None:
    row = {"date": "2024-01-01", "lat": "36", "lon": "41", "url": "javascript:alert(1)", "type": "clash"}
    with Store("sqlite://") as store:
        bring_in(Request(path=write_csv(tmp_path / "a.csv", [row], tuple(row))), store)
        (event,) = store.events()
        assert store.report(event.sources[0]).url == ""


@given(
    data=st.binary(max_size=400), start=st.sampled_from([b"", b"{", b"[", b"<kml>", b"PK\x03\x04", b"date,lat,lon\n"])
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("container", CONTAINERS)
def test_any_bytes_give_rows_or_an_error_of_ours(tmp_path: Path, container: str, data: bytes, start: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(start + data)
    try:
        for batch in CONTAINERS[container](path, Problems()):
            assert isinstance(batch, Raw)
    except DashboardError:
        pass


_CELL = st.text(max_size=20) | st.sampled_from(
    ["1e400", "-0", "nan", "inf", "9" * 30, "٣", "2024-13-40", "0001-01-01", "; ;"]
)


@given(
    cells=st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(("event_id_cnty", "event_date", "time_precision", "actor1", "latitude", "longitude"), _CELL)
            | dict.fromkeys(("geo_precision", "fatalities", "notes", "country", "timestamp", "sub_event_type"), _CELL)
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_come_in_or_are_told(store: Store, tmp_path: Path, cells: list[dict[str, str]]) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, [{**acled_row(), **row} for row in cells], encoding="utf-8")
    try:
        outcome = bring_in(Request(path=path), store)
    except UnicodeEncodeError:  # half a surrogate pair: no such file can be
        return
    told = outcome.added + outcome.known + outcome.repeated + outcome.problems.count
    assert told == outcome.rows
