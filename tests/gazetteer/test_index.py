"""The opened gazetteer: shapes, what contains a point, threads, damage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyproj import Geod

from gazetteer.errors import GazetteerError, GazetteerMissing
from gazetteer.index import Gazetteer

WGS84 = Geod(ellps="WGS84")


CONTAINING = [
    (37.029, 41.546, "SY", "SY-HA"),
    (35.953, 39.008, "SY", "SY-RA"),
    (36.321, 41.877, "IQ", "IQ-NI"),
    (37.07, 41.2147, "TR", "TR-47"),
    (33.51, 36.29, "SY", "SY-DI"),
    (35.53, 35.77, "SY", "SY-LA"),
    (33.126, 35.87, "SY", "SY-QU"),
    (48.8566, 2.3522, "FR", "FR-IDF"),
    (34.0, 33.9, "", ""),
    (0.0, 0.0, "", ""),
]


@pytest.mark.parametrize(("lat", "lon", "country", "admin1"), CONTAINING)
def test_a_point_is_in_its_country_and_governorate(
    gazetteer: Gazetteer, lat: float, lon: float, country: str, admin1: str
) -> None:
    assert gazetteer.containing(lat=lat, lon=lon) == (country, admin1)


def test_the_turkish_border_is_a_line_of_776_km(gazetteer: Gazetteer) -> None:
    line = gazetteer.geometry("border:SY-TR")
    assert line is not None
    assert line.geom_type in ("LineString", "MultiLineString")
    assert WGS84.geometry_length(line) / 1000 == pytest.approx(776, rel=0.02)


def test_a_town_has_no_geometry(gazetteer: Gazetteer) -> None:
    assert gazetteer.geometry("geonames:165757") is None


def test_an_unknown_id_is_named_in_the_error(small_gazetteer: Gazetteer) -> None:
    with pytest.raises(GazetteerError, match="nowhere:1"):
        small_gazetteer.place("nowhere:1")


def test_threads_can_share_it(small_gazetteer: Gazetteer) -> None:
    def look_up(n: int) -> str:
        small_gazetteer.containing(lat=36.0, lon=40.0 + n / 1000)
        return small_gazetteer.search("Qamishli")[0].place.id

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(look_up, range(200))) == {"geonames:173377"}


def test_a_missing_gazetteer_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissing, match="python -m gazetteer build"):
        Gazetteer.open(tmp_path / "none")


@pytest.mark.parametrize("content", [b"", b"not a database, but text that is long enough to be one" * 100])
def test_a_damaged_gazetteer_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gazetteer"
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match="again"):
        Gazetteer.open(path)
