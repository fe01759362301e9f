"""Compiled modules are imported only while they were made of the sources that stand there, and never otherwise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gazetteer import compiled
from gazetteer.compiling import MODULES


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A package of two modules with its compiled folder, up to date."""
    (tmp_path / "names.py").write_text("A = 1\n", encoding="utf-8")
    (tmp_path / "cues.py").write_text("B = 2\n", encoding="utf-8")
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / compiled.MADE_OF).write_text(compiled.digest_of(tmp_path), encoding="ascii")
    return tmp_path


def test_modules_made_of_these_sources_are_imported(sources: Path) -> None:
    assert compiled.folders_to_import_from(sources / "built", sources) == [str(sources / "built")]


@pytest.mark.parametrize("change", ["edited", "added", "removed", "renamed"])
def test_modules_made_of_other_sources_are_not(sources: Path, change: str) -> None:
    module = sources / "names.py"
    match change:
        case "edited":
            module.write_text("A = 2\n", encoding="utf-8")
        case "added":
            (sources / "roles.py").touch()
        case "removed":
            module.unlink()
        case "renamed":
            module.rename(sources / "spans.py")
    assert compiled.folders_to_import_from(sources / "built", sources) == []


def test_modules_made_for_another_python_are_not(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version", "3.11.0 (another one)")
    assert compiled.folders_to_import_from(sources / "built", sources) == []


def test_without_compiled_modules_python_reads_the_sources(sources: Path) -> None:
    assert compiled.folders_to_import_from(sources / "nothing", sources) == []


@pytest.mark.parametrize("name", MODULES)
def test_a_compiled_module_looks_for_its_tables_beside_the_sources(name: str) -> None:
    assert "__file__" not in (compiled.SOURCES / f"{name}.py").read_text(encoding="utf-8")
