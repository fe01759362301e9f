"""Imported files on disk: whole or not there, readable back as they were, damage told with the line."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from gazetteer.errors import GazetteerError, SourceError
from gazetteer.places import Place
from gazetteer.sources.imported import list_imported, read_header, read_imported, remove_imported, write_imported


def make_place(n: int, **other: object) -> Place:
    values = {"id": f"x:{n}", "name": f"Tell {n}", "kind": "village", "lat": 36.0, "lon": 41.0, "radius_m": 1500.0}
    return Place(**{**values, "source": "Survey", "licence": "CC0", **other})


def test_places_come_back_as_they_were(tmp_path: Path) -> None:
    places = [
        make_place(1, names={"ar": ("تل ١", "تل"), "en": ("Tell 1",)}, country="SY", admin1="SY-HA", population=7),
        make_place(2, geometry=Point(41, 36), source="Another", licence="MIT"),
    ]
    kept = write_imported(places, name="survey 1", source="Survey", licence="CC0", failed=[2, 1], directory=tmp_path)
    assert list(read_imported(tmp_path)) == places
    assert list_imported(tmp_path) == [kept]
    assert (kept.count, kept.failed) == (2, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["survey 1.jsonl.gz"]


def test_the_same_name_replaces_and_later_files_come_later(tmp_path: Path) -> None:
    for name, first in (("b", 1), ("a", 2), ("b", 3)):
        write_imported([make_place(first)], name=name, source="Survey", licence="", directory=tmp_path)
    assert [place.id for place in read_imported(tmp_path)] == ["x:2", "x:3"]
    remove_imported("b", tmp_path)
    assert [file.name for file in list_imported(tmp_path)] == ["a"]
    with pytest.raises(SourceError, match="Nothing was imported under the name 'b'"):
        remove_imported("b", tmp_path)


def test_an_import_that_breaks_off_leaves_the_former_one(tmp_path: Path) -> None:
    def breaking() -> Iterator[Place]:
        yield make_place(2)
        raise SourceError("the file ends here")

    write_imported([make_place(1)], name="a", source="Survey", licence="", directory=tmp_path)
    with pytest.raises(SourceError, match="ends here"):
        write_imported(breaking(), name="a", source="Survey", licence="", directory=tmp_path)
    assert [place.id for place in read_imported(tmp_path)] == ["x:1"]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_killed_import_left_is_dropped_by_a_later_one(tmp_path: Path) -> None:
    for name, age_s in ((".a.jsonl.gz.1.part", 4_000), (".b.jsonl.gz.2.part", 10)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    write_imported([make_place(1)], name="c", source="", licence="", directory=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.jsonl.gz.2.part", "c.jsonl.gz"]
    assert [place.id for place in read_imported(tmp_path)] == ["x:1"]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a.", "x" * 81, "a\nb"])
def test_a_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(GazetteerError, match="can't name an import"):
        write_imported([], name=name, source="", licence="", directory=tmp_path)


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match="Can't write"):
        write_imported([], name="a", source="", licence="", directory=tmp_path / "file" / "folder")


def test_a_cut_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    kept = write_imported([make_place(n) for n in range(20_000)], name="a", source="", licence="", directory=tmp_path)
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"a\.jsonl\.gz"):
        list(read_imported(tmp_path))
    kept.path.write_bytes(whole[:4_100])  # the header only
    with pytest.raises(SourceError, match=r"a\.jsonl\.gz"):
        list(read_imported(tmp_path))


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    kept = write_imported([make_place(1)], name="a", source="", licence="", directory=tmp_path)
    with kept.path.open("ab") as file:
        file.write(gzip.compress(b'{"id": 3}\n'))
    with pytest.raises(SourceError, match="line 3"):
        list(read_imported(tmp_path))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300), is_packed=st.booleans())
def test_any_bytes_are_a_clear_error(tmp_path: Path, raw: bytes, is_packed: bool) -> None:
    path = tmp_path / "any.jsonl.gz"
    path.write_bytes(gzip.compress(raw) if is_packed else raw)
    with pytest.raises(SourceError, match=r"any\.jsonl"):
        read_header(path)
