"""The modules that read reports may be compiled: what that asks of their sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.reading import HERE, SOURCES
from dashboard.reading.compiling import LEFT, modules
from gazetteer.compiled import MADE_OF, digest_of, folders_to_import_from


def test_all_but_entrances_and_what_processes_exchange_is_compiled() -> None:
    assert set(modules()) | LEFT == {path.stem for path in HERE.glob("*.py")}
    assert not set(modules()) & LEFT


@pytest.mark.parametrize("name", modules())
def test_a_compiled_module_looks_for_nothing_beside_itself(name: str) -> None:
    assert "__file__" not in (HERE / f"{name}.py").read_text(encoding="utf-8")


def test_a_change_of_the_records_that_reading_relies_on_leaves_it_plain(tmp_path: Path) -> None:
    (tmp_path / MADE_OF).write_text(digest_of(*SOURCES), encoding="ascii")
    assert folders_to_import_from(tmp_path, *SOURCES) == [str(tmp_path)]
    assert folders_to_import_from(tmp_path, *SOURCES[:-1]) == []
