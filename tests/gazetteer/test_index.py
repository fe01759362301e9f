"""The opened gazetteer: names in a text, shapes, what contains a point, threads, damage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gazetteer.errors import GazetteerError, GazetteerMissing
from gazetteer.index import Gazetteer, NameMatch
from gazetteer.names import tokenize

WGS84 = Geod(ellps="WGS84")


def first_match(gazetteer: Gazetteer, text: str, word: int = 0) -> NameMatch:
    return gazetteer.names_at(tokenize(text), word)[0]


IN_TEXTS = [
    ("القحطانية", 0, "geonames:165757", "القحطانية", ""),
    ("في الحسكة أمس", 1, "geonames:173811", "الحسكة", ""),
    ("بالحسكة", 0, "geonames:173811", "الحسكة", "ب"),
    ("وبالحسكة", 0, "geonames:173811", "الحسكة", "وب"),
    ("والقامشلي", 0, "geonames:173377", "القامشلي", "و"),
    ("لدمشق", 0, "geonames:170654", "دمشق", "ل"),
    ("ودير الزور", 0, "geonames:170794", "دير الزور", "و"),
    ("محافظة الحسكة", 0, "admin:SY-HA", "محافظة الحسكة", ""),
    ("near al-Hasakah city", 1, "geonames:173811", "al-Hasakah", ""),
    ("in Deir ez-Zor.", 1, "geonames:170794", "Deir ez-Zor", ""),
    ("Ar Raqqah", 0, "geonames:172955", "Ar Raqqah", ""),
    ("Hasakah's hospital", 0, "geonames:173811", "Hasakah", ""),
    ("HASAKAH", 0, "geonames:173811", "HASAKAH", ""),
    ("Tal  Tamr", 0, "geonames:163434", "Tal  Tamr", ""),
]


@pytest.mark.parametrize(("text", "word", "place_id", "words", "stripped"), IN_TEXTS)
def test_a_name_in_a_text_is_matched_whole(
    small_gazetteer: Gazetteer, text: str, word: int, place_id: str, words: str, stripped: str
) -> None:
    match = first_match(small_gazetteer, text, word)
    assert place_id in match.place_ids
    assert text[match.char_start : match.char_end] == words
    assert match.stripped == stripped


def test_a_swallowed_article_is_read(small_gazetteer: Gazetteer) -> None:
    match = first_match(small_gazetteer, "للحسكة")
    assert "geonames:173811" in match.place_ids
    assert match.stripped == "ل"


def test_a_transliteration_is_a_folded_match_and_less_alike(small_gazetteer: Gazetteer) -> None:
    match = first_match(small_gazetteer, "Qaamishlee")
    assert (match.exactness, match.place_ids) == ("folded", ("geonames:173377",))
    assert match.likeness < 1


@pytest.mark.parametrize("text", ["Deir. ez-Zor", "Deir, ez-Zor", "دير، الزور", "Deir (ez-Zor)"])
def test_a_name_does_not_run_across_punctuation(small_gazetteer: Gazetteer, text: str) -> None:
    assert all(match.token_count == 1 for match in small_gazetteer.names_at(tokenize(text), 0))


@pytest.mark.parametrize("text", ["at Raqqa", "as Raqqa"])
def test_a_preposition_is_not_part_of_the_name(small_gazetteer: Gazetteer, text: str) -> None:
    assert small_gazetteer.names_at(tokenize(text), 0) == []
    assert "geonames:172955" in first_match(small_gazetteer, text, 1).place_ids


def test_lower_case_words_are_not_folded_into_names(small_gazetteer: Gazetteer) -> None:
    assert small_gazetteer.names_at(tokenize("kmshli"), 0) == []


def test_the_longest_name_comes_first(gazetteer: Gazetteer) -> None:
    counts = [match.token_count for match in gazetteer.names_at(tokenize("New York City"), 0)]
    assert counts[0] == 3
    assert counts == sorted(counts, reverse=True)


@given(st.text())
def test_matches_lie_inside_any_text(small_gazetteer: Gazetteer, text: str) -> None:
    tokens = tokenize(text)
    for i, token in enumerate(tokens):
        for match in small_gazetteer.names_at(tokens, i):
            assert token.start <= match.char_start < match.char_end <= len(text)
            assert match.char_end == tokens[i + match.token_count - 1].end
            assert match.place_ids


CONTAINING = [
    (37.029, 41.546, "SY", "SY-HA"),
    (35.953, 39.008, "SY", "SY-RA"),
    (36.321, 41.877, "IQ", "IQ-NI"),
    (37.07, 41.2147, "TR", "TR-47"),
    (33.51, 36.29, "SY", "SY-DI"),
    (35.53, 35.77, "SY", "SY-LA"),
    (33.126, 35.87, "SY", "SY-QU"),
    (48.8566, 2.3522, "FR", ""),
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
