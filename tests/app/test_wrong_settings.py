"""The page that is shown instead of any other while the environment sets something that can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.conftest import OpenApp, page_html


@pytest.mark.usefixtures("store_path")
def test_every_wrong_setting_is_on_the_page_in_its_language(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAWRIYA_PUBLIC", "<b>maybe")
    monkeypatch.setenv("DAWRIYA_LEXICON", "/nowhere/at/all")  # which every other page would stumble on
    english = page_html(open_app())
    assert "DAWRIYA_PUBLIC is &#x27;&lt;b&gt;maybe&#x27;, which is neither 1 nor 0." in english
    assert "DAWRIYA_LEXICON names &#x27;/nowhere/at/all&#x27;, which is no folder. Make it" in english
    app = open_app(query={"lang": "ar"})
    arabic = page_html(app)
    assert "الإعدادات غير صحيحة" in arabic
    assert "وليست 1 ولا 0" in arabic
    assert "which is" not in arabic
    assert [block.value for block in app.code] == ["python -m dashboard settings"]


def test_a_wrong_store_is_not_quoted(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAWRIYA_STORE", "mysql://u:hunter2@db/x")
    shown = page_html(open_app())
    assert "DAWRIYA_STORE does not read as a store&#x27;s address." in shown
    assert "hunter2" not in shown


def test_once_put_right_the_pages_are_there(
    open_app: OpenApp, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store_path.exists()
    monkeypatch.setenv("DAWRIYA_PUBLIC", "0")
    assert "The settings are wrong" not in page_html(open_app())
