"""A built gazetteer is whole or says that it is not, and a new one takes its place in one step."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from gazetteer import manifest as manifest_module
from gazetteer.build import built_version, write
from gazetteer.errors import GazetteerError, GazetteerMissing
from gazetteer.index import Gazetteer
from gazetteer.manifest import check, clean, make_locked, read_manifest, verify
from gazetteer.places import Place


@pytest.fixture(scope="module")
def built(small_places: list[Place], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "gazetteer"
    write(path, small_places, version="whole")
    return path


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "gazetteer"))


FILES = ["places.sqlite", "facts.bin", "exact-00.marisa", "exact.postings", "folded-00.marisa", "folded.postings"]


def test_the_manifest_names_every_file_and_where_the_places_are_from(built: Path, small_places: list[Place]) -> None:
    found = check(built)
    assert sorted(found.files) == sorted(FILES)
    assert sorted(file.name for file in (built / found.folder).iterdir()) == sorted(FILES)
    assert found.counts["places"] == len(small_places)
    assert {one["source"]: one["licence"] for one in found.sources}["GeoNames"] == "CC BY 4.0"
    assert sum(one["places"] for one in found.sources) == len(small_places)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["altered", "missing", "cut short", "longer"])
def test_damage_to_any_file_is_told_on_opening(copy: Path, name: str, damage: str) -> None:
    file = copy / read_manifest(copy).folder / name
    content = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    elif damage == "altered":
        content[len(content) * 2 // 3] ^= 1
        file.write_bytes(content)
    else:
        file.write_bytes(content[:-1] if damage == "cut short" else content + b"\0")
    with pytest.raises(GazetteerError, match=rf"{name} .*Build it again with python -m gazetteer build"):
        Gazetteer.open(copy)
    assert built_version(copy) is None


def test_a_manifest_that_is_cut_anywhere_is_told(copy: Path) -> None:
    content = (copy / "manifest.json").read_bytes()
    for end in range(0, len(content) - 3, 97):
        (copy / "manifest.json").write_bytes(content[:end])
        with pytest.raises(GazetteerError, match="python -m gazetteer build"):
            Gazetteer.open(copy)


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'"word"', b"[" * 10_000, b'{"checksum": 1, "manifest": {"format": 2}}']
)
def test_a_manifest_of_another_kind_is_told(copy: Path, content: bytes) -> None:
    (copy / "manifest.json").write_bytes(content)
    with pytest.raises(GazetteerError, match="python -m gazetteer build"):
        Gazetteer.open(copy)


def test_a_count_altered_in_the_manifest_is_told(copy: Path) -> None:
    raw = json.loads((copy / "manifest.json").read_bytes())
    raw["manifest"]["counts"]["places"] += 1
    (copy / "manifest.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"manifest\.json was altered"):
        Gazetteer.open(copy)


def test_another_format_is_told(copy: Path) -> None:
    raw = json.loads((copy / "manifest.json").read_bytes())
    raw["manifest"]["format"] = 999
    (copy / "manifest.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(GazetteerError, match="another format"):
        Gazetteer.open(copy)


def test_a_folder_without_a_manifest_is_no_gazetteer(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    with pytest.raises(GazetteerMissing, match="python -m gazetteer build"):
        Gazetteer.open(copy)


def test_of_a_large_gazetteer_samples_are_read_and_a_check_reads_all(
    tmp_path: Path, small_places: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_module, "CHECKED_WHOLE", 0)
    monkeypatch.setattr(manifest_module, "BLOCK", 16)
    write(tmp_path, small_places, version="large")
    manifest = read_manifest(tmp_path)
    path = tmp_path / manifest.folder / "places.sqlite"
    content = bytearray(path.read_bytes())
    content[40] ^= 1  # between the first two samples
    path.write_bytes(content)
    verify(tmp_path, manifest)
    with pytest.raises(GazetteerError, match=r"places\.sqlite was altered"):
        check(tmp_path)
    content[-1] ^= 1  # in the last one
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"places\.sqlite was altered"):
        verify(tmp_path, manifest)


# A new one ------------------------------------------------------------------------------------------------------


def test_a_reader_goes_on_with_the_old_one(copy: Path, small_places: list[Place]) -> None:
    with Gazetteer.open(copy) as old:
        write(copy, small_places[:3], version="new")
        assert built_version(copy) == "new"
        assert old.search("Qamishli")[0].place.id == "geonames:173377"
        assert old.fact(old.row_of("geonames:165757") or 0).country == "SY"
        assert old.geometry("ne:SY") is not None
    with Gazetteer.open(copy) as new:
        assert new.search("Qamishli") == []
    assert len([one for one in copy.iterdir() if one.is_dir()]) == 1


def test_what_a_killed_build_left_is_cleaned_and_what_is_being_built_stays(copy: Path) -> None:
    left, lock = make_locked(copy)
    os.close(lock)
    running, lock = make_locked(copy)
    clean(copy)
    assert not left.exists()
    assert running.exists()
    assert built_version(copy) == "whole"
    os.close(lock)


def run_apart(path: Path, places: list[Place], version: str) -> int:
    """The process id of a child that builds."""
    child = os.fork()
    if child == 0:
        write(path, places, version=version)
        os._exit(0)
    return child


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(copy: Path, small_places: list[Place]) -> None:
    start = time.monotonic()
    write(copy, small_places, version="timed")
    lasts_s = time.monotonic() - start
    chance = random.Random(3)
    versions = {"timed"}
    for attempt in range(12):
        child = run_apart(copy, small_places, f"attempt {attempt}")
        time.sleep(chance.random() * lasts_s * 1.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        versions.add(f"attempt {attempt}")
        with Gazetteer.open(copy) as opened:
            assert opened.version in versions
            assert opened.search("Qamishli")[0].place.id == "geonames:173377"
    write(copy, small_places, version="last")
    assert len([one for one in copy.iterdir() if one.is_dir()]) == 1


def test_two_builders_at_once_do_no_harm(copy: Path, small_places: list[Place]) -> None:
    children = [run_apart(copy, small_places, f"builder {number}") for number in range(3)]
    for _ in range(20):
        with Gazetteer.open(copy) as opened:
            assert opened.version in {"whole", "builder 0", "builder 1", "builder 2"}
        time.sleep(0.02)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert (built_version(copy) or "").startswith("builder")
