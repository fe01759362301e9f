"""The user's own places, corrections, aliases and removals win over the sources, without a build and through one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import box

from gazetteer.build import write
from gazetteer.errors import GazetteerError, OwnPlacesError
from gazetteer.index import Gazetteer
from gazetteer.layout import IS_OWN
from gazetteer.locate import locate
from gazetteer.names import full_key
from gazetteer.own import OwnPlaces
from gazetteer.places import Place

QAMISHLI, HASAKAH = "geonames:173377", "geonames:173811"
OUTPOST = Place(
    id="",
    name="Tell Zaytun Outpost",
    kind="base",
    lat=36.9,
    lon=41.3,
    radius_m=800,
    names={"ar": ("نقطة تل الزيتون",)},
    country="SY",
    admin1="SY-HA",
)
Opener = Callable[[], Gazetteer]


@pytest.fixture
def own(tmp_path: Path) -> OwnPlaces:
    return OwnPlaces.open(tmp_path / "own.sqlite")


@pytest.fixture
def reopen(small_gazetteer: Gazetteer, own: OwnPlaces) -> Opener:
    """Open the small gazetteer with the own places as they are by then."""
    return lambda: Gazetteer.open(small_gazetteer.path, own=own)


def ids(gazetteer: Gazetteer, name: str) -> list[str]:
    return [candidate.place.id for candidate in gazetteer.search(name)]


def placed(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    """(words, id of the place) of each name placed in a text."""
    return [(m.text, m.place_ids[0]) for m in locate(text, gazetteer) if m.place_ids]


def test_an_own_place_is_found_in_both_languages_and_in_texts(own: OwnPlaces, reopen: Opener) -> None:
    kept = own.add(OUTPOST)
    with reopen() as gazetteer:
        assert ids(gazetteer, "Tell Zaytun Outpost") == ids(gazetteer, "نقطة تل الزيتون")
        assert gazetteer.search("Tell Zaytun Outpost")[0].score == 1.0
        assert gazetteer.place(kept.id) == kept
        row = gazetteer.row_of(kept.id)
        assert row == gazetteer.manifest.counts["rows"]
        assert gazetteer.fact(row).lat == 36.9
        assert kept.id in [place.id for place in gazetteer.select(kinds=["base"], countries=["SY"])]
        assert gazetteer.exact.starts_longer("tell zaytun")
        assert placed(gazetteer, "A patrol left Tell Zaytun Outpost at dawn.") == [("Tell Zaytun Outpost", kept.id)]
        assert placed(gazetteer, "غادرت دورية نقطة تل الزيتون فجراً.") == [("نقطة تل الزيتون", kept.id)]


def test_an_own_place_wins_over_its_namesakes(own: OwnPlaces, reopen: Opener) -> None:
    kept = own.add(replace(OUTPOST, name="Qamishli", names={"ar": ("القامشلي",)}, lat=35.0, lon=39.0, admin1=""))
    with reopen() as gazetteer:
        for name in ("Qamishli", "القامشلي"):
            assert ids(gazetteer, name)[:2] == [kept.id, QAMISHLI]
        rows = [row for row, _ in gazetteer.exact.postings("qamishli")]
        assert rows[:2] == [gazetteer.row_of(kept.id), gazetteer.row_of(QAMISHLI)]


def test_an_alias_is_found_in_a_text(own: OwnPlaces, reopen: Opener, small_gazetteer: Gazetteer) -> None:
    text = "Clashes broke out in Zanjabil City on Sunday."
    assert placed(small_gazetteer, text) == []
    own.add_alias(HASAKAH, "Zanjabil City")
    own.add_alias(HASAKAH, "مدينة الزنجبيل")
    with reopen() as gazetteer:
        assert placed(gazetteer, text) == [("Zanjabil City", HASAKAH)]
        assert ids(gazetteer, "زنجبيل") == []
        assert ids(gazetteer, "مدينة الزنجبيل") == [HASAKAH]
        assert "Zanjabil City" in gazetteer.place(HASAKAH).names["en"]
        assert gazetteer.place(HASAKAH).name == "Hasakah"
        assert ids(gazetteer, "Hasakah")[0] == HASAKAH


def test_an_alias_wins_over_another_place_of_that_name(own: OwnPlaces, reopen: Opener) -> None:
    own.add_alias(HASAKAH, "Qamishli")
    with reopen() as gazetteer:
        assert ids(gazetteer, "Qamishli")[:2] == [HASAKAH, QAMISHLI]
        row, flags = gazetteer.exact.postings("qamishli")[0]
        assert (gazetteer.place_at(row).id, flags) == (HASAKAH, IS_OWN)


def test_a_removed_place_is_gone(own: OwnPlaces, reopen: Opener) -> None:
    own.remove(QAMISHLI)
    with reopen() as gazetteer:
        assert QAMISHLI not in ids(gazetteer, "Qamishli")
        assert QAMISHLI not in [place.id for place in gazetteer.select()]
        assert not gazetteer.has(QAMISHLI)
        assert gazetteer.row_of(QAMISHLI) is None
        assert "qamishli" not in gazetteer.exact.prefixes("qamishli today")
        assert placed(gazetteer, "A patrol entered Qamishli.") == []
        with pytest.raises(GazetteerError, match=QAMISHLI):
            gazetteer.place(QAMISHLI)
    own.restore(QAMISHLI)
    with reopen() as gazetteer:
        assert placed(gazetteer, "A patrol entered Qamishli.") == [("Qamishli", QAMISHLI)]


def test_a_removed_alias_of_nothing_is_no_error(own: OwnPlaces, reopen: Opener) -> None:
    own.add_alias("geonames:999999999", "Nowhere Town")
    own.add_alias(QAMISHLI, "Ghost Town")
    own.remove(QAMISHLI)
    with reopen() as gazetteer:
        assert ids(gazetteer, "Nowhere Town") == ids(gazetteer, "Ghost Town") == []


def test_a_correction_wins(own: OwnPlaces, reopen: Opener, small_gazetteer: Gazetteer) -> None:
    before = small_gazetteer.place(QAMISHLI)
    own.correct(replace(before, lat=37.1, lon=41.5, names={"en": ("Qamishli",), "ar": ("القامشلي",)}))
    with reopen() as gazetteer:
        assert gazetteer.row_of(QAMISHLI) == small_gazetteer.row_of(QAMISHLI)
        assert [(c.place.lat, c.place.lon) for c in gazetteer.search("Qamishli")][:1] == [(37.1, 41.5)]
        mention = locate("A patrol entered Qamishli.", gazetteer)[0]
        assert (mention.lat, mention.lon) == (37.1, 41.5)
        assert gazetteer.fact(gazetteer.row_of(QAMISHLI) or 0).lat == 37.1
        assert "Qamişlo" in before.names["ku"]
        assert gazetteer.exact.postings(full_key("Qamişlo")) == []
        assert [place.lat for place in gazetteer.select() if place.id == QAMISHLI] == [37.1]


def test_a_corrected_governorate_keeps_its_shape_unless_one_is_drawn(own: OwnPlaces, reopen: Opener) -> None:
    with reopen() as gazetteer:
        raqqa = gazetteer.place("admin:SY-RA")
    own.correct(replace(raqqa, name="Raqqa province"))
    with reopen() as gazetteer:
        assert gazetteer.place("admin:SY-RA").name == "Raqqa province"
        assert gazetteer.containing(lat=35.953, lon=39.008) == ("SY", "SY-RA")
    own.correct(replace(raqqa, geometry=box(38, 35, 39, 36)))
    with reopen() as gazetteer:
        shape = gazetteer.geometry("admin:SY-RA")
        assert shape is not None
        assert shape.equals(box(38, 35, 39, 36))


def test_it_survives_a_build(own: OwnPlaces, small_places: list[Place], tmp_path: Path) -> None:
    kept = own.add(OUTPOST)
    own.add_alias(HASAKAH, "Zanjabil City")
    own.remove(QAMISHLI)
    path = tmp_path / "gazetteer"
    for version, places in (("first", small_places), ("second", small_places[::-1])):
        write(path, places, version=version)
        with Gazetteer.open(path, own=own) as gazetteer:
            assert gazetteer.version == f"{version}+{own.revision}"
            assert ids(gazetteer, "Tell Zaytun Outpost") == [kept.id]
            assert ids(gazetteer, "Zanjabil City") == [HASAKAH]
            assert not gazetteer.has(QAMISHLI)


def test_the_version_tells_of_changes_and_an_open_one_knows_that_it_is_old(own: OwnPlaces, reopen: Opener) -> None:
    with reopen() as before:
        assert before.version == "small"
        assert before.is_current()
        own.add_alias(HASAKAH, "Zanjabil City")
        assert not before.is_current()
        assert before.version == "small"
    with reopen() as after:
        assert after.version == "small+1"
        assert after.is_current()


def test_another_build_makes_an_open_one_old(small_places: list[Place], own: OwnPlaces, tmp_path: Path) -> None:
    path = tmp_path / "gazetteer"
    write(path, small_places[:3], version="x")
    with Gazetteer.open(path, own=own) as gazetteer:
        assert gazetteer.is_current()
        write(path, small_places[:3], version="x")
        assert not gazetteer.is_current()


def test_a_damaged_file_of_own_places_is_told(small_gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite"
    path.write_bytes(b"no database, but words enough to be one" * 100)
    with pytest.raises(OwnPlacesError, match=r"own\.sqlite"):
        Gazetteer.open(small_gazetteer.path, own=OwnPlaces(path))
