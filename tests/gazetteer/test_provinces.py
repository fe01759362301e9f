"""First-order divisions of the world and regions that are none: their polygons, their names, the towns in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely

from gazetteer.build import fill_admin1, write
from gazetteer.errors import SourceError
from gazetteer.index import Gazetteer
from gazetteer.places import Place
from gazetteer.sources import curated, geonames, governorates, natural_earth, provinces, regions

ARABIC = frozenset("YE SD SS EG LY IR IL PS SA KW QA BH AE OM TN DZ MA MR TD SO ER DJ AF".split())  # noqa: SIM905
KEPT = frozenset("YE SD EG LY IR PS SA SO ML UA".split())  # noqa: SIM905


@pytest.fixture(scope="module")
def tally() -> provinces.TownTally:
    return provinces.TownTally()


@pytest.fixture(scope="module")
def divisions(tally: provinces.TownTally) -> dict[str, Place]:
    return {place.admin1: place for place in provinces.read_places(tally)}


@pytest.fixture(scope="module")
def shaped() -> list[Place]:
    return [*natural_earth.read_countries(), *governorates.read_places(), *provinces.read_areas()]


@pytest.fixture(scope="module")
def named(shaped: list[Place]) -> dict[str, Place]:
    return {place.id.partition(":")[2]: place for place in regions.read_places(shaped)}


@pytest.fixture(scope="module")
def gazetteer(
    divisions: dict[str, Place], shaped: list[Place], named: dict[str, Place], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("provinces") / "gazetteer"
    countries = [place for place in shaped if place.kind == "country"]
    near = [place for place in divisions.values() if place.country in KEPT]
    write(path, [*countries, *governorates.read_places(), *near, *named.values()], version="provinces")
    with Gazetteer.open(path) as opened:
        yield opened


def test_every_polygon_is_valid_and_the_file_stays_small() -> None:
    polygons = provinces.read_polygons()
    assert len(polygons) > 2_000
    assert [iso for iso, polygon in polygons.items() if not polygon.is_valid or polygon.is_empty] == []
    assert provinces.POLYGONS.stat().st_size < 1_500_000


def test_every_division_has_one_place_with_its_label_inside(divisions: dict[str, Place]) -> None:
    outside = [
        iso for iso, place in divisions.items() if not place.geometry.covers(shapely.Point(place.lon, place.lat))
    ]
    assert outside == []
    assert {place.kind for place in divisions.values()} == {"province"}
    assert all(place.id == f"admin:{iso}" for iso, place in divisions.items())


@pytest.mark.parametrize(
    ("iso", "lat", "lon"),
    [
        ("YE-HU", 14.80, 42.96),
        ("SD-DN", 13.63, 25.35),
        ("SD-KS", 11.01, 29.72),
        ("SD-GK", 11.72, 28.34),
        ("EG-SIN", 31.13, 33.79),
        ("LY-MI", 32.37, 15.09),
        ("IR-06", 31.32, 48.67),
        ("PS-NBS", 32.22, 35.26),
        ("PS-GZA", 31.50, 34.466),
        ("SA-09", 16.89, 42.56),
        ("ML-10", 22.67, -3.98),
        ("UA-14", 48.00, 37.80),
        ("AF-KAN", 31.61, 65.71),
        ("ET-TI", 13.49, 39.47),
    ],
)
def test_a_division_contains_its_capital(iso: str, lat: float, lon: float) -> None:
    assert provinces.read_polygons()[iso].buffer(0.02).covers(shapely.Point(lon, lat))


def test_neighbours_share_their_line_and_no_ground() -> None:
    polygons = list(provinces.read_polygons().values())
    left, right = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    for i, j in ((i, j) for i, j in zip(left, right, strict=True) if i < j):
        shared = polygons[i].intersection(polygons[j]).area
        assert shared < 0.05 * min(polygons[i].area, polygons[j].area), (i, j, shared)


def test_towns_lie_in_the_polygon_of_their_own_code() -> None:
    """GeoNames' codes and the polygons must say the same: a text's governorate has to hold the text's town."""
    polygons = provinces.read_polygons()
    towns = [town for town in geonames.read_places() if town.country in ARABIC and town.admin1]
    right = sum(polygons[t.admin1].covers(shapely.Point(t.lon, t.lat)) for t in towns if t.admin1 in polygons)
    assert right > 0.94 * len(towns)


def test_every_division_around_has_an_arabic_and_an_english_name(divisions: dict[str, Place]) -> None:
    nameless = [
        iso
        for iso, place in divisions.items()
        if place.country in ARABIC and not (place.names.get("ar") and place.names.get("en"))
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("محافظة شبوة", "admin:YE-SH"),
        ("الحديدة", "admin:YE-HU"),
        ("محافظة الجوف", "admin:YE-JA"),
        ("شمال دارفور", "admin:SD-DN"),
        ("غرب كردفان", "admin:SD-GK"),
        ("ولاية البحر الأحمر", "admin:SD-RS"),
        ("خوزستان", "admin:IR-06"),
        ("سيستان وبلوشستان", "admin:IR-11"),
        ("محافظة شمال غزة", "admin:PS-NGZ"),
        ("الضفة الغربية", "dawriya:west-bank"),
        ("قطاع غزة", "dawriya:gaza-strip"),
        ("البحر الأحمر", "dawriya:red-sea"),
        ("دارفور", "dawriya:darfur"),
        ("مضيق هرمز", "dawriya:strait-of-hormuz"),
        ("Khuzestan province", "admin:IR-06"),
        ("Bab el-Mandeb", "dawriya:bab-al-mandab"),
    ],
)
def test_a_name_finds_its_area_first(gazetteer: Gazetteer, name: str, place_id: str) -> None:
    found = gazetteer.search(name)[0].place
    assert found.id == place_id
    assert gazetteer.geometry(place_id).area > 0


@pytest.mark.parametrize(
    ("town", "lat", "lon", "code"),
    [
        ("Mukalla", 14.542, 49.124, ("YE", "YE-HD")),
        ("el-Fasher", 13.628, 25.349, ("SD", "SD-DN")),
        ("el-Arish", 31.13, 33.80, ("EG", "EG-SIN")),
        ("Derna", 32.76, 22.63, ("LY", "LY-DR")),
        ("Ahvaz", 31.318, 48.671, ("IR", "IR-06")),
        ("Rafah", 31.287, 34.252, ("PS", "PS-RFH")),
        ("Jenin", 32.459, 35.301, ("PS", "PS-JEN")),
        ("Najran", 17.49, 44.13, ("SA", "SA-10")),
        ("Hargeisa", 9.56, 44.065, ("SO", "SO-WO")),
        ("Gao", 16.271, -0.045, ("ML", "ML-7")),
        ("Bakhmut", 48.595, 38.0, ("UA", "UA-14")),
        ("Qamishli", 37.05, 41.22, ("SY", "SY-HA")),
    ],
)
def test_a_point_is_in_its_country_and_division(
    gazetteer: Gazetteer, town: str, lat: float, lon: float, code: tuple[str, str]
) -> None:
    assert gazetteer.containing(lat=lat, lon=lon) == code, town


def test_a_point_amid_the_sea_is_in_no_country(gazetteer: Gazetteer) -> None:
    assert gazetteer.containing(lat=34.0, lon=30.0) == ("", "")


def test_regions_are_valid_and_a_sea_has_its_label_at_sea(named: dict[str, Place], shaped: list[Place]) -> None:
    assert [slug for slug, place in named.items() if not place.geometry.is_valid or place.geometry.area == 0] == []
    land = [place.geometry for place in shaped if place.kind == "country"]
    for slug, place in named.items():
        point = shapely.Point(place.lon, place.lat)
        assert place.geometry.covers(point), slug
        if place.kind == "sea":
            assert not any(country.covers(point) for country in land), slug


def test_a_region_is_its_divisions_together(named: dict[str, Place]) -> None:
    polygons = provinces.read_polygons()
    sinai = named["sinai"].geometry
    assert sinai.area == pytest.approx(polygons["EG-SIN"].area + polygons["EG-JS"].area, rel=1e-6)
    assert named["gaza-strip"].geometry.area < 0.05 < named["west-bank"].geometry.area


def test_a_region_of_an_unknown_division_names_its_line(monkeypatch: pytest.MonkeyPatch, shaped: list[Place]) -> None:
    row = {"slug": "x", "kind": "region", "en": "X", "ar": "س", "ku": "", "aliases": "", "of": "YE-XX", "outline": ""}
    monkeypatch.setattr(
        regions, "read_rows", lambda *_: [{**row, "country": "", "source": "s", "_at": "regions.csv, line 2"}]
    )
    with pytest.raises(SourceError, match=r"regions\.csv, line 2, column of: no polygon of \['YE-XX'\]"):
        list(regions.read_places(shaped))


def test_a_bare_town_gets_its_division_and_a_coded_one_keeps_its_own(shaped: list[Place]) -> None:
    town = next(place for place in curated.read_places() if place.id == "dawriya:rumaylan")
    bare = Place(id="x:1", name="Jenin", kind="city", lat=32.459, lon=35.301, radius_m=1.0, country="PS")
    coded = Place(
        id="x:2", name="Jenin", kind="city", lat=32.459, lon=35.301, radius_m=1.0, country="PS", admin1="PS-NBS"
    )
    filled = list(fill_admin1([town, bare, coded], shaped, only_bare=True))
    assert [place.admin1 for place in filled] == ["SY-HA", "PS-JEN", "PS-NBS"]


def test_a_division_without_a_polygon_lies_in_the_middle_of_its_land_not_of_its_people() -> None:
    lats = [30.0] * 60 + [31.0, 32.0, 33.0, 34.0] * 10
    lons = [-95.0] * 60 + [-98.0, -100.0, -102.0, -104.0] * 10
    lat, lon, radius_m = provinces.amid_towns(lats, lons)
    assert (lat, lon) == (32.0, -99.5)
    assert 400_000 < radius_m < 550_000
