"""From keys to rows: prefixes by whole words, order, shards that give what one gives, facts as the places have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import data_file, index, name_files
from gazetteer.build import write
from gazetteer.errors import GazetteerError
from gazetteer.index import Gazetteer
from gazetteer.keys import keys_of
from gazetteer.layout import HAS_ARTICLE, IS_MAIN
from gazetteer.names import full_key, tokenize
from gazetteer.places import Place
from gazetteer.ranking import prominence


@pytest.fixture(scope="module")
def sharded(small_places: list[Place], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """The small gazetteer in as many shards as there can be, its files read piecewise."""
    path = tmp_path_factory.mktemp("sharded") / "gazetteer"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name_files, "IN_A_SHARD", 1)
        patch.setattr(name_files, "IN_MEMORY", 100)
        patch.setattr(data_file, "LARGEST_MAPPED", 0)
        write(path, small_places, version="sharded")
        with Gazetteer.open(path) as opened:
            yield opened


@given(st.text() | st.text("#abXY zÀÉñشبالو'’-_.,2ß\u0301\u0640"))
def test_the_short_way_to_a_key_gives_the_same(name: str) -> None:
    assert full_key(name) == " ".join(token.key for token in tokenize(name))


def test_prefixes_end_with_words(small_gazetteer: Gazetteer) -> None:
    assert small_gazetteer.exact.prefixes("deir ez zor governorate today") == ["deir ez zor", "deir ez zor governorate"]
    assert small_gazetteer.exact.prefixes("deir ez zorba") == []
    assert small_gazetteer.exact.prefixes("حسكه") == ["حسكه"]
    assert small_gazetteer.exact.prefixes("") == []


def test_the_most_prominent_place_comes_first_and_flags_tell_how_it_is_named(small_gazetteer: Gazetteer) -> None:
    postings = small_gazetteer.exact.postings("حسكه")
    first, flags = postings[0]
    assert small_gazetteer.place_at(first).id == "geonames:173811"
    assert flags == HAS_ARTICLE | IS_MAIN
    likely = [
        small_gazetteer.fact(row).prominence + (0.1 if flags & IS_MAIN else 0)
        for row, flags in small_gazetteer.exact.postings("قحطانيه")
    ]
    assert len(likely) >= 4
    assert likely == sorted(likely, reverse=True)


def test_a_key_that_no_place_has_gives_nothing(small_gazetteer: Gazetteer) -> None:
    assert small_gazetteer.exact.postings("xyzzy") == []
    assert small_gazetteer.exact.postings("") == []


def test_it_says_whether_a_name_goes_on(small_gazetteer: Gazetteer) -> None:
    assert small_gazetteer.exact.starts_longer("deir")
    assert small_gazetteer.exact.starts_longer("deir ez")
    assert not small_gazetteer.exact.starts_longer("dei")
    assert not small_gazetteer.exact.starts_longer("deir ez zor governorate")


def test_shards_give_what_one_file_gives(sharded: Gazetteer, small_gazetteer: Gazetteer) -> None:
    places = small_gazetteer.select()
    assert len(sharded.manifest.shards["exact"]) == 32
    assert len(small_gazetteer.manifest.shards["exact"]) == 1
    for place in places:
        assert sharded.place(place.id) == place
        for key, _ in keys_of(place):
            assert sharded.exact.prefixes(key + " so") == small_gazetteer.exact.prefixes(key + " so")
            assert sharded.exact.postings(key) == small_gazetteer.exact.postings(key)
            assert sharded.exact.starts_longer(key) == small_gazetteer.exact.starts_longer(key)
    assert sharded.exact.beginning_with("deir", 1000) == small_gazetteer.exact.beginning_with("deir", 1000)
    assert sharded.search("Qaamishlee") == small_gazetteer.search("Qaamishlee")


@pytest.mark.parametrize("name", ["small_gazetteer", "sharded"])
def test_facts_are_those_of_the_place(name: str, request: pytest.FixtureRequest, small_places: list[Place]) -> None:
    gazetteer: Gazetteer = request.getfixturevalue(name)
    for place in small_places:
        row = gazetteer.row_of(place.id)
        assert row is not None
        fact = gazetteer.fact(row)
        assert (fact.lat, fact.lon, fact.radius_m) == (place.lat, place.lon, place.radius_m)
        assert (fact.kind, fact.country, fact.admin1) == (place.kind, place.country, place.admin1)
        assert (fact.population, fact.prominence) == (place.population or 0, prominence(place))
        assert gazetteer.place_at(row).id == place.id


def test_of_places_with_one_id_the_last_counts(tmp_path: Path, small_places: list[Place]) -> None:
    town = next(place for place in small_places if place.id == "geonames:173377")
    moved = Place(id=town.id, name="Moved", kind="city", lat=1.0, lon=2.0, radius_m=5.0, names={"en": ("Moved",)})
    area = next(place for place in small_places if place.geometry is not None)
    bare = Place(id=area.id, name="Bare", kind="region", lat=3.0, lon=4.0, radius_m=5.0, names={"en": ("Bare",)})
    write(tmp_path / "gazetteer", [town, area, moved, bare], version="x")
    with Gazetteer.open(tmp_path / "gazetteer") as opened:
        assert opened.manifest.counts["places"] == 2
        assert {place.name for place in opened.select()} == {"Moved", "Bare"}
        assert [candidate.place.lat for candidate in opened.search("Moved")] == [1.0]
        assert opened.search("Qamishli") == []
        assert opened.exact.prefixes("qamishli") == []
        assert opened.geometry(area.id) is None


def test_an_unknown_id_has_no_row(small_gazetteer: Gazetteer) -> None:
    assert small_gazetteer.row_of("geonames:0") is None
    assert small_gazetteer.has("geonames:0") is False
    with pytest.raises(GazetteerError, match="geonames:0"):
        small_gazetteer.place("geonames:0")


def test_what_is_kept_of_places_looked_at_is_bounded(
    small_gazetteer: Gazetteer, small_places: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CACHED_FACTS", "CACHED_PLACES", "CACHED_SHAPES"):
        monkeypatch.setattr(index, name, 7)
    with Gazetteer.open(small_gazetteer.path) as opened:
        for place in small_places:
            assert opened.with_geometry(place.id).id == place.id
            assert opened.fact(opened.row_of(place.id) or 0).lat == place.lat
        for cached in (opened._cached_fact, opened._cached_place, opened._cached_row, opened._cached_shape):
            assert cached.cache_info().currsize == 7
