"""The application on a store of its own, driven without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ingest import ingest
from dashboard.store import Store
from dashboard.views import map_canvas
from gazetteer.index import Gazetteer
from gazetteer.own import PATH_VARIABLE, OwnPlaces

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "dashboard" / "app.py"
SAMPLES = ROOT / "data" / "reports"

OpenApp = Callable[..., AppTest]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Path:
    """A store file with the sample reports; copy it, don't change it."""
    path = tmp_path_factory.mktemp("samples") / "samples.sqlite"
    with Store(path) as store:
        assert ingest([SAMPLES], store, gazetteer_path=gazetteer.path).failures == ()
    return path


@pytest.fixture
def store_path(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test's own with the sample reports, which the application opens."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(samples, path)
    monkeypatch.setenv("DAWRIYA_STORE", str(path))
    return path


@pytest.fixture
def empty_store(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store without anything in it, which the application opens; the gazetteer it needs is built by then."""
    assert gazetteer.path.exists()
    path = tmp_path / "empty.sqlite"
    monkeypatch.setenv("DAWRIYA_STORE", str(path))
    return path


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser paints a map here, so nothing waits for one."""
    monkeypatch.setattr(map_canvas, "HEAD_START_S", 0)


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnPlaces:
    """The own places that the application knows in a test: none at first, and never those of whoever runs the tests."""
    path = tmp_path / "own.sqlite"
    monkeypatch.setenv(PATH_VARIABLE, str(path))
    return OwnPlaces(path)


@pytest.fixture
def open_app() -> OpenApp:
    """A function that opens a page of the application at an address, and runs it once."""

    def run(page: str = "", query: Mapping[str, str | list[str]] | None = None) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in {"lang": "en", **(query or {})}.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(f"views/{page}.py").run()
        assert not app.exception, app.exception[0].message
        return app

    return run


def page_html(app: AppTest) -> str:
    """All HTML that the page shows, style sheets aside."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def address(app: AppTest, name: str) -> list[str]:
    """All values of one parameter of the page's address, sorted."""
    value = app.query_params.get(name, [])
    return [value] if isinstance(value, str) else sorted(value)
