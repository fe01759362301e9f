"""The locks: they agree with what is asked for, hold all that it needs, each file by its hash, and name no host."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.dependencies import differing, findings, normal, pins

ROOT = Path(__file__).resolve().parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "lock"),
    [("requirements.txt", "requirements.lock"), ("requirements-build.txt", "requirements-build.lock")],
)
def test_the_lock_agrees_with_what_is_asked_for(asked: str, lock: str) -> None:
    """If it does not: make lock."""
    assert differing(pins(read(asked)), pins(read(lock))) == []


def test_the_lock_holds_all_that_what_it_holds_needs() -> None:
    locked = pins(read("requirements.lock"))
    missing = []
    for name in locked:
        try:
            needed = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:  # of another platform
            continue
        for one in needed:
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                version = locked.get(normal(one.name))
                if version is None or not one.specifier.contains(version, prereleases=True):
                    missing.append(f"{name} needs {one}, locked is {version}")
    assert missing == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_every_locked_file_has_a_hash_and_no_host_or_path_is_named(lock: str) -> None:
    lines = [line for line in read(lock).splitlines() if not line.lstrip().startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines).strip())
    assert len(entries) == len(pins(read(lock)))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|index|--find-links|--trusted|file:|/", "\n".join(lines))


def test_what_is_installed_is_compared_by_normal_names() -> None:
    assert pins("A.b_C[x]==1.0 ; python_version < '4' \\\n    --hash=sha256:0\nd==2\n# e==3\n") == {
        "a-b-c": "1.0",
        "d": "2",
    }
    assert differing({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "3"}) == [
        "b is locked at 2, installed is 3",
        "c is locked at 3, installed is none",
    ]


def test_a_package_that_no_service_knows_does_not_count_as_audited() -> None:
    report = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}, {"id": "CVE-2"}]},
            {"name": "b", "version": "1", "vulns": []},
            {"name": "c", "skip_reason": "not found"},
        ]
    }
    found, judged, unknown = findings(report)
    assert found == ["a 1: PYSEC-1, fixed in 2", "a 1: CVE-2, fixed in no version"]
    assert (judged, unknown) == (2, 1)
