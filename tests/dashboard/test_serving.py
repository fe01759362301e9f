"""What the server does around its life: the fonts lie ready before anybody can ask for them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.page_fonts import font_files
from dashboard.state import serving


def names_while_served() -> set[str]:
    """The fonts that lie where pages ask for them, once requests may come."""

    async def served() -> set[str]:
        async with serving.serving(None):  # type: ignore[arg-type]  # the app is not looked at
            return {path.name for path in (serving.BUILT / "fonts").glob("*.ttf")}

    with ThreadPoolExecutor(1) as thread:  # another test's event loop may run in this one
        return thread.submit(lambda: asyncio.run(served())).result()


@pytest.fixture(autouse=True)
def no_store_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "wrong_settings", lambda: ["nothing to open"])


def test_the_fonts_lie_ready_before_the_first_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(serving, "BUILT", tmp_path / "built")
    assert names_while_served() == set(font_files())


def test_a_folder_that_can_not_be_written_does_not_keep_the_server_from_starting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "built").write_text("a file where the folder should be")
    monkeypatch.setattr(serving, "BUILT", tmp_path / "built")
    assert names_while_served() == set()
