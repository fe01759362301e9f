"""The user's own places: what is kept, what is refused, and that neither a kill nor a second writer loses any."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from gazetteer.errors import GazetteerError, OwnPlacesError, PlaceError
from gazetteer.own import OwnPlaces
from gazetteer.places import Place

HIMO = Place(
    id="", name="Himo", kind="village", lat=37.038, lon=41.16, radius_m=0, names={"ar": ("هيمو",)}, country="SY"
)
OPENING = """
import sys
from pathlib import Path
from gazetteer.own import OwnPlaces
from gazetteer.places import Place
own = OwnPlaces.open(Path(sys.argv[1]))
there = dict(kind="village", lat=36.0, lon=41.0, radius_m=0)
"""
"""How a program of another process begins."""


@pytest.fixture
def own(tmp_path: Path) -> OwnPlaces:
    return OwnPlaces.open(tmp_path / "own.sqlite")


def test_nothing_is_made_before_the_first_change(own: OwnPlaces) -> None:
    assert (own.revision, own.places(), own.aliases(), own.removed(), own.history()) == (0, [], [], set(), [])
    assert not own.path.exists()


def test_an_added_place_gets_an_id_a_source_and_a_radius(own: OwnPlaces) -> None:
    kept = own.add(HIMO, note="seen on the map", who="rana")
    assert kept.id.startswith("own:")
    assert (kept.source, kept.radius_m, kept.names) == ("own", 1500, {"ar": ("هيمو",), "en": ("Himo",)})
    assert OwnPlaces.open(own.path).places() == [kept]
    assert own.get(kept.id) == kept
    assert own.note(kept.id) == "seen on the map"


def test_a_shape_is_kept(own: OwnPlaces) -> None:
    kept = own.add(replace(HIMO, kind="region", geometry=box(41, 36, 42, 37)))
    assert own.places()[0].geometry.equals(box(41, 36, 42, 37))
    assert own.places()[0].id == kept.id


def test_every_change_is_in_the_history_and_raises_the_revision(own: OwnPlaces) -> None:
    kept = own.add(HIMO, who="rana")
    own.add_alias(kept.id, "Hemo", "en", who="omar")
    own.remove(kept.id, who="rana")
    own.restore(kept.id, who="rana")
    assert own.revision == 4
    history = own.history(kept.id)
    assert [(change.who, change.action) for change in history] == [
        ("rana", "restore"),
        ("rana", "remove"),
        ("omar", "alias"),
        ("rana", "add"),
    ]
    assert datetime.now(UTC) - history[0].at_utc < timedelta(minutes=1)
    assert history[-1].detail["place"]["name"] == "Himo"
    assert own.history(limit=1) == history[:1]


def test_the_history_can_not_be_rewritten(own: OwnPlaces) -> None:
    own.add(HIMO)
    connection = sqlite3.connect(own.path)
    for statement in ("DELETE FROM history", "UPDATE history SET who = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            connection.execute(statement)
    connection.close()


def test_a_removed_own_place_comes_back_with_its_aliases_and_note(own: OwnPlaces) -> None:
    kept = own.add(HIMO, note="a note")
    own.add_alias(kept.id, "Hemo")
    own.remove(kept.id)
    assert (own.places(), own.aliases(), own.removed()) == ([], [], set())
    own.restore(kept.id)
    assert (own.places(), own.aliases(), own.note(kept.id)) == ([kept], [(kept.id, "Hemo", "en")], "a note")


def test_a_sources_place_is_hidden_corrected_and_restored(own: OwnPlaces) -> None:
    corrected = own.correct(replace(HIMO, id="geonames:1", source="GeoNames", licence="CC BY 4.0"))
    own.remove("geonames:1")
    assert (own.places(), own.get("geonames:1"), own.removed()) == ([], None, {"geonames:1"})
    own.restore("geonames:1")  # from being removed
    assert (own.places(), own.removed()) == ([corrected], set())
    own.restore("geonames:1")  # from being corrected
    assert own.places() == []
    with pytest.raises(PlaceError, match="neither removed nor corrected"):
        own.restore("geonames:1")


def test_correcting_a_removed_place_brings_it_back(own: OwnPlaces) -> None:
    own.remove("geonames:1")
    own.correct(replace(HIMO, id="geonames:1"))
    assert own.removed() == set()
    assert own.history()[0].detail["before"] is None


def test_an_alias_is_kept_once_with_its_language(own: OwnPlaces) -> None:
    own.add_alias("geonames:173377", "قامشلوكة")
    own.add_alias("geonames:173377", " Qamishloka ")
    own.add_alias("geonames:173377", "Qamishloka")
    assert own.aliases() == [("geonames:173377", "Qamishloka", "en"), ("geonames:173377", "قامشلوكة", "ar")]
    assert own.revision == 2
    own.remove_alias("geonames:173377", "Qamishloka")
    assert own.aliases() == [("geonames:173377", "قامشلوكة", "ar")]
    with pytest.raises(PlaceError, match="no own alias"):
        own.remove_alias("geonames:173377", "Qamishloka")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "—!"}, "no letter or digit"),
        ({"name": "a\x00b"}, "control characters"),
        ({"name": "\ud800"}, "control characters"),
        ({"name": "n" * 201}, "at most 200"),
        ({"lat": 91.0}, "latitude 91 is not between"),
        ({"lat": 141.16, "lon": 37.0}, "look swapped"),
        ({"lon": 181.0}, "longitude 181 is not between"),
        ({"lat": float("nan")}, "needs a latitude and a longitude"),
        ({"kind": "palace"}, "No kind 'palace'. The kinds are: country, governorate"),
        ({"country": "XX"}, "No country 'XX'. Write its ISO 3166-1 code"),
        ({"admin1": "IQ-NI"}, "no ISO 3166-2 code of SY"),
        ({"radius_m": -5.0}, "radius -5.0"),
        ({"population": -1}, "population -1"),
        ({"names": {"english": ("Himo",)}}, "no language code"),
        ({"names": {"en": ("",)}}, "needs a name"),
        ({"id": "geonames:1"}, "An own place's id begins with own:"),
        ({"id": "own:a b"}, "is no id of a place"),
        ({"licence": "x" * 300}, "The licence has 300 characters"),
    ],
)
def test_what_can_not_be_a_place_is_refused_with_the_reason(own: OwnPlaces, wrong: dict, message: str) -> None:
    with pytest.raises(PlaceError if "lat" not in wrong and "lon" not in wrong else GazetteerError, match=message):
        own.add(replace(HIMO, **wrong))
    assert own.revision == 0


def test_a_country_is_understood_in_three_spellings(own: OwnPlaces) -> None:
    assert [own.add(replace(HIMO, country=country)).country for country in ("sy", "SYR", "Syria", "")] == [
        "SY",
        "SY",
        "SY",
        "",
    ]


def test_a_second_place_of_the_same_id_is_refused(own: OwnPlaces) -> None:
    kept = own.add(HIMO)
    with pytest.raises(PlaceError, match="is there already"):
        own.add(kept)


def test_two_writers_lose_nothing(own: OwnPlaces) -> None:
    script = f"{OPENING}for n in range(40):\n    own.add(Place(id='', name=f'{{sys.argv[2]}} {{n}}', **there))\n"
    writers = [subprocess.Popen([sys.executable, "-c", script, str(own.path), name]) for name in ("first", "second")]
    threads = [
        threading.Thread(target=lambda n=n: [own.add_alias("geonames:1", f"name {n} {m}") for m in range(20)])
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert (len(own.places()), len(own.aliases()), own.revision) == (80, 40, 120)


def test_a_kill_in_the_middle_leaves_a_whole_file(own: OwnPlaces) -> None:
    script = f"{OPENING}while True:\n    own.add(Place(id='', name='Himo', **there))\n    print('kept', flush=True)\n"
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", script, str(own.path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    assert len(own.places()) == own.revision >= 15
    connection = sqlite3.connect(own.path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_an_empty_file_is_as_good_as_none(own: OwnPlaces) -> None:
    own.path.touch()
    assert OwnPlaces.open(own.path).places() == []
    own.add(HIMO)
    assert own.revision == 1


def test_a_file_of_something_else_is_told_and_left_alone(own: OwnPlaces) -> None:
    own.path.write_bytes(b"no database at all, and long enough to be looked at" * 50)
    with pytest.raises(OwnPlacesError, match="damaged or no file of own places"):
        OwnPlaces.open(own.path)
    other = own.path.with_name("other.sqlite")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE events (id)")
    connection.close()
    with pytest.raises(OwnPlacesError, match="is no file of own places"):
        OwnPlaces.open(other)
    with pytest.raises(OwnPlacesError, match="is no file of own places"):
        OwnPlaces(other).add(HIMO)


def test_a_newer_format_is_told(own: OwnPlaces) -> None:
    own.add(HIMO)
    connection = sqlite3.connect(own.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(OwnPlacesError, match="newer version"):
        OwnPlaces.open(own.path)


class _Limited(OwnPlaces):
    """Own places on a disk that ends where the file ends now, or that can't be written."""

    pragma = ""

    def _connect(self, mode: str) -> sqlite3.Connection:
        connection = super()._connect(mode)
        connection.execute(self.pragma)
        return connection


def test_a_full_disk_is_told_and_changes_nothing(own: OwnPlaces) -> None:
    own.add(HIMO)
    full = _Limited(own.path)
    full.pragma = "PRAGMA max_page_count = 1"
    with pytest.raises(OwnPlacesError, match=r"No space left.*nothing was changed"):
        add_many(full)
    assert len(own.places()) == own.revision


def add_many(own: OwnPlaces) -> None:
    for _ in range(100):
        own.add(replace(HIMO, name="x" * 200))


def test_a_read_only_disk_is_told_and_can_be_read(own: OwnPlaces) -> None:
    kept = own.add(HIMO)
    read_only = _Limited(own.path)
    read_only.pragma = "PRAGMA query_only = 1"
    assert read_only.places() == [kept]
    with pytest.raises(OwnPlacesError, match="Make it and its folder writable"):
        read_only.add(HIMO)


def test_a_path_that_can_not_hold_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OwnPlacesError, match=r"own\.sqlite"):
        OwnPlaces(tmp_path / "file" / "own.sqlite").add(HIMO)
    with pytest.raises(OwnPlacesError, match="Can't open or write"):
        OwnPlaces(tmp_path).add(HIMO)


def test_the_path_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DAWRIYA_OWN_PLACES", str(tmp_path / "a folder" / "mine?.sqlite"))
    OwnPlaces.open().add(HIMO)
    assert (tmp_path / "a folder" / "mine?.sqlite").is_file()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(max_size=30),
    lat=st.floats(),
    lon=st.floats(),
    kind=st.sampled_from(["village", "x"]),
    note=st.text(max_size=20),
    who=st.text(max_size=20),
)
def test_any_input_is_kept_as_given_or_refused(
    tmp_path: Path, name: str, lat: float, lon: float, kind: str, note: str, who: str
) -> None:
    own = OwnPlaces.open(tmp_path / "any.sqlite")
    before = own.revision
    try:
        kept = own.add(Place(id="", name=name, kind=kind, lat=lat, lon=lon, radius_m=0), note=note, who=who)
    except GazetteerError:
        assert own.revision == before
        return
    assert own.get(kept.id) == kept
    assert own.note(kept.id) == note
