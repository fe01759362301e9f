"""CSV tables: headers in Arabic and English, encodings, delimiters, notations of coordinates, bad rows."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import GazetteerError, PlaceError, SourceError
from gazetteer.importing import ImportPreview, ImportRequest, preview_import
from gazetteer.index import Gazetteer
from gazetteer.place_kinds import read_kinds
from gazetteer.sources.columns import guess_columns, read_column_words, read_kind_words
from gazetteer.sources.delimited import guess_delimiter, guess_encoding

ARABIC = "الاسم;النوع;خط العرض;خط الطول;عدد السكان\nتل حميس;بلدة;36,806;41,66;٥١٦١\nهيمو;قرية;37,038;41,16;\n"


def preview(path: Path, text: str | bytes, *, gazetteer: Gazetteer | None = None, **options: object) -> ImportPreview:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return preview_import(ImportRequest(path=path, **options), gazetteer=gazetteer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_an_arabic_table_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    found = preview(tmp_path / "towns.csv", ARABIC.replace("٥١٦١", "5161").encode(encoding), country="SY")
    assert [(place.name, place.kind, place.lat, place.lon, place.population) for place in found.first] == [
        ("تل حميس", "town", 36.806, 41.66, 5161),
        ("هيمو", "village", 37.038, 41.16, None),
    ]
    assert found.first[0].names == {"ar": ("تل حميس",)}
    assert (found.first[0].country, found.kind, found.problems.count) == ("SY", "csv", 0)


def test_arabic_digits_are_numbers(tmp_path: Path) -> None:
    assert preview(tmp_path / "towns.csv", ARABIC).first[0].population == 5161


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Latitude", "Longitude", "Note"], ["Himo", "37.038", "41.16", '"a, b; c"']]
    found = preview(tmp_path / "a.csv", "\n".join(delimiter.join(row) for row in rows))
    assert [(place.name, place.lat) for place in found.first] == [("Himo", 37.038)]


@pytest.mark.parametrize(
    "cell", ["37.038, 41.160", "37°02'16.8\"N 41°09'36\"E", "41.160E 37.038N", "٣٧٫٠٣٨، ٤١٫١٦٠", "37,038; 41,160"]
)
def test_both_coordinates_may_stand_in_one_column(tmp_path: Path, cell: str) -> None:
    quoted = cell.replace('"', '""')
    found = preview(tmp_path / "a.csv", f'Site Name,Coordinates\nHimo,"{quoted}"\n')
    assert (found.first[0].lat, found.first[0].lon) == pytest.approx((37.038, 41.16))


def test_names_by_language_and_aliases(tmp_path: Path) -> None:
    text = "name,name_ar,Kurdish name,Other names,lat,lon\nHimo,هيمو,Hîmo,Hemo; حيمو|Himou,37,41\n"
    found = preview(tmp_path / "a.csv", text).first[0]
    assert found.names == {"ar": ("هيمو", "حيمو"), "ku": ("Hîmo",), "en": ("Himo", "Hemo", "Himou")}
    assert found.name == "Himo"


def test_a_header_below_titles_is_found(tmp_path: Path) -> None:
    found = preview(tmp_path / "a.csv", "Survey of 2024,,\n,,\nname,lat,lon\nHimo,37,41\n")
    assert [place.name for place in found.first] == ["Himo"]
    assert "The header is taken to be line 3." in found.problems.remarks


def test_the_user_says_what_columns_mean(tmp_path: Path) -> None:
    text = "A,B,C,D\nHimo,37,41,base\n"
    with pytest.raises(PlaceError, match=r"Say --map name=COLUMN. It has: A, B, C, D"):
        preview(tmp_path / "a.csv", text)
    with pytest.raises(PlaceError, match="Say --map lat=COLUMN"):
        preview(tmp_path / "a.csv", text, mapping={"name": "A"})
    mapping = {"name": "a", "lat": "B", "lon": "C", "kind": "D"}
    assert preview(tmp_path / "a.csv", text, mapping=mapping).first[0].kind == "base"
    with pytest.raises(PlaceError, match="no such column"):
        preview(tmp_path / "a.csv", text, mapping={"name": "E"})
    with pytest.raises(PlaceError, match="no field 'colour'"):
        preview(tmp_path / "a.csv", text, mapping={"colour": "A"})


def test_what_the_user_says_wins_over_the_guess(tmp_path: Path) -> None:
    text = "name,label,lat,lon,type\nx,Himo,37,41,base\n"
    found = preview(tmp_path / "a.csv", text, mapping={"name": "label", "kind": ""}, place_kind="camp").first[0]
    assert (found.name, found.kind) == ("Himo", "camp")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",37,41", "no name"),
        ("—,37,41", "no letter or digit"),
        ("Himo,,41", "no coordinates"),
        ("Himo,north,41", "Not coordinates"),
        ("Himo,141,37", "look swapped"),
        ("Himo,91,200", "latitude 91"),
        ("Himo,37,41,extra", "4 columns where the header has 3"),
        ("Himo," + "9" * 300_000 + ",41", "field larger than field limit"),
        ("x" * 600_000 + ",37,41", "longer than 500,000 characters"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path, row: str, reason: str) -> None:
    found = preview(tmp_path / "a.csv", f"name,lat,lon\nA1,36,40\n{row}\nB2,36,40\n")
    assert [place.name for place in found.first] == ["A1", "B2"]
    assert [problem.line for problem in found.problems.rows] == [3]
    assert reason in found.problems.rows[0].reason


def test_an_id_that_stands_twice_is_told(tmp_path: Path) -> None:
    found = preview(tmp_path / "my sites.csv", "id,name,lat,lon\n7,Himo,37,41\n7,Hemo,37,41\n")
    assert [place.id for place in found.first] == ["my-sites:7"]
    assert str(found.problems.rows[0]) == "line 3: the id my-sites:7 stands twice"


def test_ids_are_the_same_at_every_import(tmp_path: Path) -> None:
    first = preview(tmp_path / "a.csv", "name,lat,lon\nHimo,37,41\n").first
    assert preview(tmp_path / "a.csv", "lon,lat,name\n41,37,Himo\nx,y,z").first == first


def test_points_outside_their_country_are_told(tmp_path: Path, small_gazetteer: Gazetteer) -> None:
    text = (
        "name,lat,lon,country\nHimo,37.038,41.16,SY\nErbil,36.19,44.01,SYR\nTurned,41.3,36.9,Syria\nNowhere,37,41,XX\n"
    )
    found = preview(tmp_path / "a.csv", text, gazetteer=small_gazetteer)
    assert [(place.name, place.country, place.admin1) for place in found.first] == [
        ("Himo", "SY", "SY-HA"),
        ("Erbil", "SY", ""),
    ]
    assert [str(doubt) for doubt in found.problems.doubts] == ["line 3: Erbil is not in SY but in IQ"]
    assert "exchanged" in found.problems.rows[0].reason
    assert found.problems.rows[1].reason == "no country 'XX'; write its ISO 3166-1 code"


def test_duplicates_are_counted_by_id_and_by_name_near_by(tmp_path: Path, small_gazetteer: Gazetteer) -> None:
    text = (
        "id,name,lat,lon\ngeonames:173377,Anything,37,41\n,Himou,37.04,41.16\n,Himo,36.0,41.16\n,Kamishli,37.06,41.22\n"
    )
    found = preview(tmp_path / "a.csv", text, gazetteer=small_gazetteer).duplicates
    assert (found.same_id, found.same_name) == (1, 2)
    assert [(one.place.name, one.known.id) for one in found.shown] == [
        ("Himou", "dawriya:himo"),
        ("Kamishli", "geonames:173377"),
    ]
    assert 0 < found.shown[0].distance_m < 1_000


def test_a_preview_stops_where_it_is_told(tmp_path: Path) -> None:
    rows = "".join(f"T{n},36,{n % 90}\n" for n in range(500))
    path = tmp_path / "a.csv"
    path.write_text(f"name,lat,lon\n{rows}", encoding="utf-8")
    found = preview_import(ImportRequest(path=path), most_rows=50)
    assert (found.count, found.is_whole, len(found.first)) == (50, False, 10)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is empty"):
        preview(tmp_path / "a.csv", "\n\n")


def test_bytes_of_another_encoding_are_told(tmp_path: Path) -> None:
    rows = "".join(f"Himo {n},37,41\n" for n in range(20_000))
    raw = f"name,lat,lon\n{rows}".encode() + b"\xff\xfe,37,41\nHemo,36,41\n"
    found = preview(tmp_path / "a.csv", raw)
    assert [str(problem) for problem in found.problems.rows] == [
        "line 20002: bytes that are not in the file's encoding"
    ]
    assert found.count == 20_001


def test_every_word_of_the_tables_is_one() -> None:
    assert set(read_kind_words().values()) == set(read_kinds())
    assert len(read_column_words()) > 150


def test_of_two_columns_the_plainer_word_is_the_name() -> None:
    assert guess_columns(["Location", "Name", "lat", "lon"]).columns["name"] == ("Name",)
    assert guess_columns(["place", "name"]).columns == {"name": ("name",), "kind": ("place",)}
    assert guess_columns(["place", "lat"]).columns == {"name": ("place",), "lat": ("lat",)}


@given(st.binary(max_size=300))
def test_any_bytes_have_an_encoding_and_a_delimiter(raw: bytes) -> None:
    assert guess_delimiter(raw.decode(guess_encoding(raw), "replace")) in ",;\t|"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.one_of(
        st.binary(max_size=400),
        st.builds(lambda body: ("name,lat,lon,kind,id,wkt\n" + body).encode(), st.text(alphabet='a1.,;"\n\r\0 POINT(')),
        st.lists(st.lists(st.text(max_size=8).filter(lambda cell: cell < "\ud800"), max_size=6), max_size=8).map(
            lambda rows: "\n".join(",".join(row) for row in [["name", "lat", "lon"], *rows]).encode("utf-8", "replace")
        ),
    )
)
def test_any_bytes_are_places_problems_or_a_clear_error(tmp_path: Path, raw: bytes) -> None:
    with suppress(GazetteerError):
        preview(tmp_path / "any.csv", raw)
