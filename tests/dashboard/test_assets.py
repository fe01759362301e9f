"""What the pages fetch is made before the first visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import place_cells
from dashboard.assets import write_page_files
from gazetteer.index import Gazetteer


def test_all_that_a_page_asks_for_is_there_and_made_once(
    gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_cells, "KINDS", ("city",))  # of every village it takes half a minute
    base = write_page_files(gazetteer, tmp_path)
    assert (tmp_path / base).stat().st_size > 100_000
    made = {path: path.stat().st_ino for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.suffix for path in made} >= {".ttf", ".js", ".css"}
    assert write_page_files(gazetteer, tmp_path) == base
    assert {path: path.stat().st_ino for path in tmp_path.rglob("*") if path.is_file()} == made
