"""A store that can't be used is told on every page, and the rest of the page stands."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.app.conftest import OpenApp

PAGES = ("", "data", "about")


@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_store_is_told(open_app: OpenApp, store_path: Path, page: str) -> None:
    store_path.write_bytes(store_path.read_bytes()[:30_000])
    app = open_app(page)
    assert not app.exception
    assert any("The file is damaged" in error.value for error in app.error)


@pytest.mark.parametrize("page", PAGES)
def test_a_store_of_a_newer_version_is_told(open_app: OpenApp, store_path: Path, page: str) -> None:
    with sqlite3.connect(store_path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    app = open_app(page)
    assert not app.exception
    assert any("newer version" in error.value for error in app.error)
