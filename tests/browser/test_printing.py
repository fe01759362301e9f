"""The map page on paper: one sheet with what is filtered, map, legend and timeline, and nothing to press."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pypdf import PdfReader

from dashboard.ingest import ingest
from dashboard.snapshot.palette import palette
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import AT_REST, ROOT, Serve, Visit, settled_map, wait_for

APP = ROOT / "dashboard" / "app.py"
A4_LANDSCAPE_PT = (842, 595)
MEASURED = """(dispatchEvent(new Event("beforeprint")),
  document.documentElement.style.getPropertyValue("--print-time-scale"))"""


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store with the sample reports."""
    path: Path = tmp_path_factory.mktemp("printing") / "store.sqlite"
    with Store(path) as store:
        assert ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path).events > 10
    return serve(APP, {"DAWRIYA_STORE": str(path)})


def map_on(sheet: bytes) -> np.ndarray:
    """The map as a PDF's first page shows it at 144 dots per inch, the levels of red, green and blue."""
    with pypdfium2.PdfDocument(sheet) as document:
        shown = np.asarray(document[0].render(scale=2).to_pil().convert("RGB"), dtype=np.int16)
    is_ground = points_near(shown, [palette("light")[token] for token in ("land", "neighbour")])
    rows, columns = (np.flatnonzero(is_ground.mean(axis=axis) > 0.1) for axis in (1, 0))
    return shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def points_near(shown: np.ndarray, colours: Sequence[str]) -> np.ndarray:
    """Where a picture has one of some colours, #RRGGBB; (height, width)."""
    wanted = [np.array(list(bytes.fromhex(colour[1:]))) for colour in colours]
    return np.any([np.abs(shown - colour).max(axis=2) <= 3 for colour in wanted], axis=0)


@pytest.mark.parametrize(
    ("lang", "size", "title"), [("en", (1440, 900), "Patrols and incidents"), ("ar", (390, 844), "")]
)
def test_the_map_page_prints_on_one_sheet(
    address: str, visit: Callable[..., Visit], lang: str, size: tuple[int, int], title: str
) -> None:
    page = visit(viewport={"width": size[0], "height": size[1]}, locale="en-GB").page
    page.goto(f"{address}/?lang={lang}&from=2022-01-01&to=2024-10-12")
    count = settled_map(page)["shown"]
    page.locator(".st-key-stage_time .dw-chart path").first.wait_for(state="attached")  # the map comes first
    wait_for(page, MEASURED, what="what measures map and timeline for paper")
    page.locator(AT_REST).wait_for()
    line = page.locator(".dw-count").inner_text()
    sheet = page.pdf(prefer_css_page_size=True)
    reader = PdfReader(io.BytesIO(sheet))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == pytest.approx(A4_LANDSCAPE_PT, abs=1)
    text = reader.pages[0].extract_text()
    said = [word for word in line.split() if word.isdigit()]
    assert said[0] == str(count) or int(said[0]) > count  # those without a place are counted too
    assert all(word in text for word in said)
    on_map = map_on(sheet)
    frame = page.locator(".st-key-stage_map iframe").bounding_box()
    assert frame is not None
    assert on_map.shape[1] / on_map.shape[0] == pytest.approx(frame["width"] / frame["height"], rel=0.03)
    for force in ("us", "russia", "turkey"):
        assert points_near(on_map, (palette("light").fill(force),)).sum() > 100, force
    if title:  # Arabic comes out of a PDF in forms of letters, and not in order
        assert text.startswith(title)
        assert line in text
        assert "1 Jan 2022 – 12 Oct 2024" in text
        assert "Patrol or movement" in text  # the legend
        assert "Made with Dawriya" in text
        assert "Share view" not in text
        assert "Filters" not in text
