"""The map page on paper: one sheet with what is filtered, map, legend and timeline, and nothing to press."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from dashboard.ingest import ingest
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import ROOT, Serve, Visit, settled_map

APP = ROOT / "dashboard" / "app.py"
A4_LANDSCAPE_PT = (842, 595)


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store with the sample reports."""
    path: Path = tmp_path_factory.mktemp("printing") / "store.sqlite"
    with Store(path) as store:
        assert ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path).events > 10
    return serve(APP, {"DAWRIYA_STORE": str(path)})


@pytest.mark.parametrize(
    ("lang", "size", "title"), [("en", (1440, 900), "Patrols and incidents"), ("ar", (390, 844), "")]
)
def test_the_map_page_prints_on_one_sheet(
    address: str, visit: Callable[..., Visit], lang: str, size: tuple[int, int], title: str
) -> None:
    page = visit(viewport={"width": size[0], "height": size[1]}, locale="en-GB").page
    page.goto(f"{address}/?lang={lang}&from=2022-01-01&to=2024-10-12")
    count = settled_map(page)["shown"]
    page.wait_for_timeout(1000)
    line = page.locator(".dw-count").inner_text()
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == pytest.approx(A4_LANDSCAPE_PT, abs=1)
    text = reader.pages[0].extract_text()
    said = [word for word in line.split() if word.isdigit()]
    assert said[0] == str(count) or int(said[0]) > count  # those without a place are counted too
    assert all(word in text for word in said)
    if title:  # Arabic comes out of a PDF in forms of letters, and not in order
        assert text.startswith(title)
        assert line in text
        assert "1 Jan 2022 – 12 Oct 2024" in text
        assert "Patrol or movement" in text  # the legend
        assert "Made with Dawriya" in text
        assert "Share view" not in text
        assert "Filters" not in text
