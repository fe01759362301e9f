"""XLSX workbooks, read without trusting them."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import GazetteerError, PlaceError, SourceError
from gazetteer.importing import ImportPreview, ImportRequest, preview_import


def write_workbook(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return path


def rewrite(path: Path, member: str, change: bytes, into: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert change in members[member]
    members[member] = members[member].replace(change, into)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def preview(path: Path, **options: object) -> ImportPreview:
    return preview_import(ImportRequest(path=path, **options))


def test_numbers_texts_and_gaps_are_read(tmp_path: Path) -> None:
    rows = [
        ["الاسم", "Type", None, "Lat", "Lon"],
        ["هيمو", "قرية", None, 37.038, 41.16],
        ["Tell & Co", None, None, "36,5", 41],
    ]
    found = preview(write_workbook(tmp_path / "sites.xlsx", Sites=rows))
    assert [(place.name, place.kind, place.lat, place.lon) for place in found.first] == [
        ("هيمو", "village", 37.038, 41.16),
        ("Tell & Co", "place", 36.5, 41),
    ]
    assert found.kind == "csv"


def test_bad_rows_have_the_sheets_row_numbers(tmp_path: Path) -> None:
    found = preview(
        write_workbook(tmp_path / "a.xlsx", A=[["name", "lat", "lon"], ["Himo", 37, 41], [], ["Hemo", 137, 41]])
    )
    assert [problem.line for problem in found.problems.rows] == [4]


def test_every_sheet_with_positions_is_read_and_a_cover_sheet_is_not(tmp_path: Path) -> None:
    header = ["name", "lat", "lon"]
    path = write_workbook(
        tmp_path / "a.xlsx", Cover=[["Read me"]], North=[header, ["Himo", 37, 41]], South=[header, ["Hemo", 36, 41]]
    )
    assert [place.name for place in preview(path).first] == ["Himo", "Hemo"]


def test_a_workbook_without_positions_lists_its_columns(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="It has: name, people"):
        preview(write_workbook(tmp_path / "a.xlsx", A=[["name", "people"], ["Himo", 7]]))


def test_entities_are_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", A=[["name", "lat", "lon"], ["Himo", 37, 41]])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><sst '
    with pytest.raises(SourceError, match="declares a document type"):
        preview(rewrite(path, "xl/sharedStrings.xml", b"<sst ", entity))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", A=[["name", "lat", "lon"], ["Himo", 37, 41]])
    with pytest.raises(SourceError, match="unpacks to"):
        preview(rewrite(path, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 5_000_000))


@pytest.mark.parametrize(
    ("member", "change", "into"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b""),
        ("xl/workbook.xml", b"<sheet ", b"<other "),
        ("xl/sharedStrings.xml", b"</si>", b"</is>"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../etc/passwd"),
    ],
)
def test_a_damaged_workbook_is_told(tmp_path: Path, member: str, change: bytes, into: bytes) -> None:
    path = write_workbook(tmp_path / "a.xlsx", A=[["name", "lat", "lon"], ["Himo", 37, 41]])
    with pytest.raises(SourceError, match=r"a\.xlsx"):
        preview(rewrite(path, member, change, into))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5_000), raw=st.binary(min_size=1, max_size=40), is_sheet=st.booleans())
def test_any_damage_is_a_clear_error_or_none(tmp_path: Path, at: int, raw: bytes, is_sheet: bool) -> None:
    path = write_workbook(tmp_path / "a.xlsx", A=[["name", "lat", "lon"], ["Himo", 37, 41]])
    if is_sheet:
        rewrite(path, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + raw)
    else:
        whole = bytearray(path.read_bytes())
        whole[at % len(whole) : at % len(whole) + len(raw)] = raw
        path.write_bytes(whole)
    with suppress(GazetteerError):
        preview(path)
