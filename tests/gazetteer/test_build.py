"""What the gazetteer is built from, and how it is written."""

from __future__ import annotations

import os
import resource
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod

from gazetteer import build as build_module
from gazetteer.build import build, built_version, corrected, unique, write
from gazetteer.errors import GazetteerError, SourceError
from gazetteer.index import Gazetteer
from gazetteer.manifest import read_manifest
from gazetteer.names import normalise
from gazetteer.places import Place
from gazetteer.sources import curated, geonames, governorates, natural_earth
from gazetteer.sources.imported import DIRECTORY_VARIABLE, write_imported
from gazetteer.sources.iso_codes import read_iso_codes
from gazetteer.sources.natural_earth import read_table

WGS84 = Geod(ellps="WGS84")


def distance_km(a: Place, b: Place) -> float:
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000


def keys_of(place: Place) -> set[str]:
    return {normalise(name) for names in place.names.values() for name in names}


# The real one ---------------------------------------------------------------------------------------------------


def test_the_world_is_in_it(gazetteer: Gazetteer) -> None:
    countries = gazetteer.select(kinds=["country"])
    assert len(countries) == len(read_table()) == 250
    towns = gazetteer.select(countries=["SY"], kinds=["city", "town", "village"])
    assert len([place for place in towns if place.id.startswith("geonames:")]) == 308


def test_al_qahtaniyah_is_where_it_is(gazetteer: Gazetteer) -> None:
    place = gazetteer.place("geonames:165757")
    assert (round(place.lat, 3), round(place.lon, 3)) == (37.029, 41.546)
    assert (place.country, place.admin1, place.name) == ("SY", "SY-HA", "al-Qahtaniyah")
    assert place.name_in("ar") == "القحطانية"
    assert (place.source, place.licence) == ("GeoNames", "CC BY 4.0")


DISPLAY = [
    ("geonames:173377", "Qamishli", "القامشلي"),
    ("geonames:173811", "Hasakah", "الحسكة"),
    ("geonames:165509", "Ras al-Ayn", "رأس العين"),
    ("geonames:163434", "Tell Tamr", "تل تمر"),
    ("geonames:173530", "al-Malikiyah", "المالكية"),
    ("geonames:170794", "Deir ez-Zor", "دير الزور"),
    ("geonames:173797", "al-Hawl", "الهول"),
    ("geonames:172837", "Shaddadi", "الشدادي"),
    ("geonames:163345", "Tartus", "طرطوس"),
    ("geonames:172829", "al-Shajarah", "الشجرة"),
    ("geonames:303750", "Nusaybin", "نصيبين"),
    ("ne:SY", "Syria", "سوريا"),
    ("ne:TR", "Türkiye", "تركيا"),
    ("admin:SY-HA", "Hasakah governorate", "محافظة الحسكة"),
    ("admin:IQ-NI", "Nineveh governorate", "محافظة نينوى"),
]


@pytest.mark.parametrize(("place_id", "english", "arabic"), DISPLAY)
def test_names_are_shown_as_newspapers_write_them(
    gazetteer: Gazetteer, place_id: str, english: str, arabic: str
) -> None:
    place = gazetteer.place(place_id)
    assert (place.name, place.name_in("ar")) == (english, arabic)


def test_no_curated_place_doubles_one_of_geonames(gazetteer: Gazetteer) -> None:
    places = gazetteer.select(countries=["SY", "IQ"], kinds=["city", "town", "village"])
    ours = [place for place in places if place.id.startswith("dawriya:")]
    theirs = [place for place in places if place.id.startswith("geonames:")]
    doubles = [(a.id, b.id) for a in ours for b in theirs if distance_km(a, b) < 10 and keys_of(a) & keys_of(b)]
    assert doubles == []


def test_curated_border_crossings_are_at_a_border(gazetteer: Gazetteer) -> None:
    borders = [gazetteer.geometry(place.id) for place in gazetteer.select(kinds=["border"])]
    inland = {"dawriya:abu-zindayn", "dawriya:awn-al-dadat", "dawriya:tayha-crossing"}  # between zones of control
    inland.add("dawriya:quneitra-crossing")  # at the ceasefire line
    for place in gazetteer.select(kinds=["crossing"]):
        nearest = min(line.distance(shapely.Point(place.lon, place.lat)) for line in borders if line is not None)
        assert (nearest < 0.09) is (place.id not in inland), place.id


def test_shapes_are_valid_and_in_bounds(gazetteer: Gazetteer) -> None:
    kinds = ["country", "governorate", "border", "road", "river", "lake", "region", "plain", "desert"]
    for place in gazetteer.select(kinds=kinds):
        geometry = gazetteer.geometry(place.id)
        if geometry is None:  # regions that are a point with a radius
            assert place.id.startswith("dawriya:")
            continue
        assert geometry.is_valid, place.id
        west, south, east, north = geometry.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        if place.kind in ("country", "governorate"):
            assert geometry.covers(shapely.Point(place.lon, place.lat)), place.id


ROADS = [
    ("dawriya:m4", ["geonames:173576", "geonames:174018", "geonames:172134", "geonames:163434", "geonames:173377"]),
    ("dawriya:m5", ["geonames:164816", "geonames:170017", "geonames:169577", "geonames:170905"]),
    (
        "dawriya:euphrates",
        ["geonames:169179", "geonames:172955", "geonames:170794", "geonames:174448", "geonames:98717"],
    ),
    ("dawriya:khabur", ["geonames:163434", "geonames:173811", "geonames:172837", "geonames:173927"]),
    ("dawriya:tigris", ["geonames:99072", "geonames:90150", "geonames:98182"]),
    ("dawriya:orontes", ["geonames:170017", "geonames:169023"]),
]


@pytest.mark.parametrize(("line_id", "town_ids"), ROADS)
def test_roads_and_rivers_pass_their_towns(gazetteer: Gazetteer, line_id: str, town_ids: list[str]) -> None:
    line = gazetteer.geometry(line_id)
    assert line is not None
    for town in gazetteer.places(town_ids):
        nearest = shapely.shortest_line(line, shapely.Point(town.lon, town.lat))
        assert WGS84.geometry_length(nearest) < 7_000, town.name


def test_the_jazira_holds_hasakah_and_not_aleppo(gazetteer: Gazetteer) -> None:
    jazira = gazetteer.geometry("dawriya:jazira")
    assert jazira is not None
    assert jazira.covers(shapely.Point(40.748, 36.502))
    assert not jazira.covers(shapely.Point(37.16, 36.20))


def test_governorates_of_five_countries_have_both_languages(gazetteer: Gazetteer) -> None:
    found = gazetteer.select(kinds=["governorate"])
    counts = {country: len([p for p in found if p.country == country]) for country in ("SY", "IQ", "TR", "LB", "JO")}
    assert counts == {"SY": 14, "IQ": 18, "TR": 81, "LB": 6, "JO": 12}
    assert all(place.names["ar"] and place.names["en"] and place.id == f"admin:{place.admin1}" for place in found)
    assert {place.admin1 for place in found} - set(read_iso_codes().values()) == set()


# Sources --------------------------------------------------------------------------------------------------------


def test_population_zero_loses_no_town(small_places: list[Place]) -> None:
    rows = [row for row in geonames.stream_objects(geonames.default_path()) if row["countrycode"] == "SY"]
    assert len(rows) == 308
    assert sum(row["population"] == 0 for row in rows) > 100
    assert {p.population for p in small_places if p.id == "geonames:163434"} == {7300}  # from the curated table


def test_streaming_reads_what_a_whole_parse_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cities.json"
    path.write_text('{"1": {"a": "x", "b": ["ي"]}, "2": {"a": "y"}}', encoding="utf-8")
    monkeypatch.setattr(geonames, "CHUNK", 7)
    assert list(geonames.stream_objects(path)) == [{"a": "x", "b": ["ي"]}, {"a": "y"}]


def test_a_broken_source_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cities.json"
    path.write_text('{"1": {"a": x}}', encoding="utf-8")
    with pytest.raises(SourceError, match=r"cities\.json"):
        list(geonames.stream_objects(path))


LANGUAGES = [
    ("القامشلي", "ar"),
    ("حەسەکە", "ku"),
    ("صبیخان", "fa"),
    ("Hasakah", "en"),
    ("Хасака", ""),
    ("qamshlۆ", None),
    ("alqhtanyt", None),
    ("SDF", None),
]


@pytest.mark.parametrize(("name", "language"), LANGUAGES)
def test_alternate_names_are_told_apart_by_their_letters(name: str, language: str | None) -> None:
    assert geonames.language_of(name) == language


def test_the_arabic_spelling_nearest_to_the_transliteration_comes_first() -> None:
    names = geonames.sort_names("Ţarţūs", ["ترطوس", "طرطوس"], "SY")
    assert names["ar"] == ("طرطوس", "ترطوس")


def test_a_country_label_is_inside_the_country() -> None:
    for place in natural_earth.read_countries():
        assert place.geometry is not None
        assert place.geometry.covers(shapely.Point(place.lon, place.lat)), place.id


@pytest.mark.parametrize(
    ("iso", "lat", "lon"),
    [
        ("IR", 32.6, 54.3), ("VN", 16.7, 107.0), ("NZ", -41.8, 172.8), ("RU", 61.0, 100.0), ("US", 39.8, -98.6),
        ("CA", 60.0, -96.0), ("NO", 62.0, 10.0), ("SY", 35.0, 38.5), ("IQ", 33.0, 43.7), ("SO", 6.1, 47.6),
        ("FR", 46.6, 2.5), ("IL", 31.4, 34.9),
    ],
)  # fmt: skip
def test_a_country_lies_where_everybody_takes_its_middle_to_be(iso: str, lat: float, lon: float) -> None:
    place = next(place for place in natural_earth.read_countries() if place.country == iso)
    assert abs(place.lat - lat) < 0.6, place.lat
    assert abs(place.lon - lon) < 0.6, place.lon


def test_undof_is_no_governorate() -> None:
    assert "UNDOF" not in {place.name for place in governorates.read_places()}


def test_curated_tables_hold_enough_each_with_its_source() -> None:
    places = list(curated.read_places())
    shapes = list(curated.read_shapes())
    assert len(places) + len(shapes) >= 180
    assert all(place.source.partition(": ")[2] for place in [*places, *shapes])
    assert all(place.names["ar"] and place.names["en"] for place in [*places, *shapes])
    guesses = [place for place in places if "guess" in place.source]
    assert guesses
    assert min(place.radius_m for place in guesses if place.kind != "quarter") >= 3_000


HEADER = ",".join(curated._PLACE_COLUMNS) + "\n"
BAD_TABLES = [
    (HEADER + "x,village,X,س,,,91,40,1000,SY,,,note\n", r"line 2, column lat: 91\.0 is not between"),
    (HEADER + "x,village,X,س,,,north,40,1000,SY,,,note\n", "line 2, column lat: 'north' is not a number"),
    (HEADER + "x,village,X,س,,,36,40,1000,SY,,,\n", "line 2, column source: empty"),
    (HEADER + "x,village,X,,,,36,40,1000,SY,,,note\n", "line 2, column ar: empty"),
    (HEADER + "x,village,X\n", "line 2: not 13 columns"),
    (HEADER + "x,village,X,س,,,36,40,1000,IQ,,,note\n", "line 2: IQ  does not belong in this table"),
    (HEADER + "x,village,X,س,,,36,40,1000,SY,IQ-NI,,note\n", "line 2: SY IQ-NI does not belong in this table"),
    ("slug,kind\n", "line 1: columns"),
]


@pytest.mark.parametrize(("table", "message"), BAD_TABLES)
def test_a_wrong_table_names_line_and_column(tmp_path: Path, table: str, message: str) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "sy.csv").write_text(table, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        list(curated.read_places(tmp_path))


def test_a_table_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "sy.csv").write_bytes((HEADER + "x,village,X,س").encode("windows-1256"))
    with pytest.raises(SourceError, match=r"sy\.csv does not read"):
        list(curated.read_places(tmp_path))


def test_two_places_of_one_id_stop_the_build(small_places: list[Place]) -> None:
    with pytest.raises(SourceError, match=small_places[0].id):
        list(unique([*small_places, small_places[0]]))


def test_a_correction_puts_its_names_first_and_drops_the_wrong_ones() -> None:
    raw = next(place for place in geonames.read_places() if place.id == "geonames:173797")
    assert raw.names["ar"] == ("الحول",)
    place = corrected(raw, curated.read_corrections())
    assert place.names["ar"][0] == "الهول"
    assert "الحول" not in place.names["ar"]


# Imported -------------------------------------------------------------------------------------------------------


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_places: list[Place]) -> Path:
    """A folder for imports, and a build whose packages hold the small places only."""
    monkeypatch.setenv(DIRECTORY_VARIABLE, str(tmp_path / "imported"))
    areas = [place for place in small_places if place.kind in ("country", "governorate")]
    monkeypatch.setattr(natural_earth, "read_countries", lambda: [p for p in areas if p.kind == "country"])
    monkeypatch.setattr(governorates, "read_places", lambda: [p for p in areas if p.kind == "governorate"])
    monkeypatch.setattr(build_module, "read_packaged", lambda *_: small_places)
    known = {place.id for place in small_places}
    corrections = {key: one for key, one in curated.read_corrections().items() if key in known}
    monkeypatch.setattr(curated, "read_corrections", lambda: corrections)
    return tmp_path / "imported"


def village(place_id: str, name: str, **fields: Any) -> Place:
    return Place(
        id=place_id, name=name, kind="village", lat=36.6, lon=40.9, radius_m=900, names={"en": (name,)}, **fields
    )


def test_imported_places_are_built_in_and_a_later_import_counts(imports: Path, tmp_path: Path) -> None:
    path = tmp_path / "gazetteer"
    build(path, quiet=True)
    first = [village("mine:1", "Zaytunah", population=10), village("mine:2", "Rummanah")]
    write_imported(first, name="first", source="A survey", licence="CC0", directory=imports)
    assert built_version(path) != build_module.content_version()
    write_imported([village("mine:1", "Tuffahah")], name="second", source="B", licence="MIT", directory=imports)
    assert build(path, quiet=True) is True
    assert build(path, quiet=True) is False
    with Gazetteer.open(path) as opened:
        assert (opened.place("mine:1").name, opened.place("mine:1").licence) == ("Tuffahah", "MIT")
        assert all(candidate.place.source != "A survey" for candidate in opened.search("Zaytunah"))
        assert opened.search("Rummanah")[0].place.source == "A survey"
        counts = {one["source"]: one["places"] for one in opened.manifest.sources}
        assert (counts["A survey"], counts["B"]) == (1, 1)


def test_an_imported_place_without_country_or_governorate_gets_them(imports: Path, tmp_path: Path) -> None:
    bare = [village("mine:1", "Bare"), village("mine:2", "Syrian", country="SY"), village("mine:3", "X", country="DE")]
    write_imported(bare, name="bare", source="A", licence="CC0", directory=imports)
    build(tmp_path / "gazetteer", quiet=True)
    with Gazetteer.open(tmp_path / "gazetteer") as opened:
        found = [(place.country, place.admin1) for place in opened.places(["mine:1", "mine:2", "mine:3"])]
    assert found == [("SY", "SY-HA"), ("SY", "SY-HA"), ("DE", "")]


def test_an_imported_town_keeps_its_curated_names_and_its_own_kind(imports: Path, tmp_path: Path) -> None:
    row = replace(village("geonames:173797", "Al Ḩawl", country="SY"), names={"ar": ("الحول",)})
    omitted = sorted(curated.read_omitted())[0]
    write_imported([row, village(omitted, "Omitted")], name="sy", source="GeoNames", licence="x", directory=imports)
    build(tmp_path / "gazetteer", quiet=True)
    with Gazetteer.open(tmp_path / "gazetteer") as opened:
        place = opened.place("geonames:173797")
        assert (place.name, place.name_in("ar"), place.lat) == ("al-Hawl", "الهول", 36.6)
        assert not opened.has(omitted)


def test_a_damaged_import_is_named_and_the_old_gazetteer_stays(imports: Path, tmp_path: Path) -> None:
    path = tmp_path / "gazetteer"
    build(path, quiet=True)
    before = built_version(path)
    kept = write_imported([village("mine:1", "A")], name="x", source="A", licence="CC0", directory=imports)
    content = kept.path.read_bytes()
    kept.path.write_bytes(content[:-9])
    with pytest.raises(SourceError, match=r"x\.jsonl\.gz"):
        build(path, quiet=True)
    assert built_version(path) == before
    assert len([one for one in path.iterdir() if one.is_dir()]) == 1


# Writing --------------------------------------------------------------------------------------------------------


def test_the_written_file_gives_back_each_place(small_gazetteer: Gazetteer, small_places: list[Place]) -> None:
    for place in small_places:
        found = small_gazetteer.with_geometry(place.id)
        assert (found.name, found.kind, found.lat, found.lon, found.admin1) == (
            place.name,
            place.kind,
            place.lat,
            place.lon,
            place.admin1,
        )
        assert {lang: names for lang, names in place.names.items() if lang} == found.names
        assert (found.geometry is None) == (place.geometry is None)


def test_an_up_to_date_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gazetteer"
    write(path, [], version=build_module.content_version())
    monkeypatch.setattr(build_module, "read_all", lambda **_: pytest.fail("built again"))
    assert build(path, quiet=True) is False


def test_a_file_of_other_contents_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_places: list[Place]
) -> None:
    path = tmp_path / "gazetteer"
    write(path, [], version="older")
    monkeypatch.setattr(build_module, "read_all", lambda **_: small_places)
    assert build(path, quiet=True) is True
    assert built_version(path) == build_module.content_version()


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_file_of_the_old_layout_or_none_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    path = tmp_path / "gazetteer"
    path.write_bytes(content)
    monkeypatch.setattr(build_module, "read_all", lambda **_: [])
    assert build(path, quiet=True) is True
    assert built_version(path) == build_module.content_version()


def test_a_full_disk_is_said_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_places: list[Place]
) -> None:
    path = tmp_path / "gazetteer"
    write(path, small_places[:1], version="old")

    def fill_up(folder: Path, *_: object, **__: object) -> None:
        (folder / "places.sqlite").write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(build_module, "fill", fill_up)
    with pytest.raises(GazetteerError, match=r"No space left to write .*gazetteer"):
        write(path, small_places, version="new")
    assert built_version(path) == "old"
    assert sorted(one.name for one in path.iterdir()) == sorted([read_manifest(path).folder, "manifest.json"])


def test_a_file_size_limit_is_said_and_leaves_nothing_behind(tmp_path: Path, small_places: list[Place]) -> None:
    if os.fork() == 0:  # the limit must not outlive this test
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            write(tmp_path / "gazetteer", small_places, version="new")
        except GazetteerError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 7
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="file"):
        write(tmp_path / "file" / "gazetteer", [], version="x")


PROVINCES = [("admin:US-FL", "Florida", 28.0, -82.0), ("admin:SD-DN", "شمال دارفور", 16.0, 25.5)]


@pytest.mark.parametrize(("place_id", "name", "lat", "lon"), PROVINCES)
def test_provinces_of_the_rest_of_the_world_are_amid_their_towns(
    gazetteer: Gazetteer, place_id: str, name: str, lat: float, lon: float
) -> None:
    place = gazetteer.search(name)[0].place
    assert (place.id, place.kind) == (place_id, "province")
    assert abs(place.lat - lat) < 1.5
    assert abs(place.lon - lon) < 1.5


@pytest.mark.parametrize("word", ["الشرقية", "Central", "الوسطى", "Eastern"])
def test_a_plain_word_is_no_province(gazetteer: Gazetteer, word: str) -> None:
    found = [candidate for candidate in gazetteer.search(word, limit=50) if candidate.reason == "the name as written"]
    assert "province" not in {candidate.place.kind for candidate in found}
