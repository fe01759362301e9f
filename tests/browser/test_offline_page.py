"""The page that stands alone, opened from disk: it asks nobody for anything, and shows hostile words as words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from dashboard.events import Event, EventForce, EventPlace, events_frame
from dashboard.filters import EventFilter
from dashboard.snapshot import draw_snapshot
from gazetteer.index import Gazetteer
from tests.browser.conftest import wait_for

HOSTILE = '</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script> \u202eevil'
SERIOUS = ("serious", "critical")
READY = "document.documentElement.dataset.ready === 'true'"
SHOWN = "dawriyaMap.state().shown"
COLOURS = """(() => {
    const { width, height } = document.querySelector("[data-sheet=events]");
    const pen = document.querySelector("[data-sheet=events]").getContext("2d");
    return new Set(new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer)).size;
})()"""


def event(number: int, kind: str, force: str, day: date) -> Event:
    place = EventPlace(name=HOSTILE, name_ar=HOSTILE, lat=36.5, lon=40.0 + number, geo_precision=1)
    layer = "patrol" if kind == "patrol" else "incident"
    forces = (EventForce(id=force),)
    return Event(
        id=f"e{number}", layer=layer, kind=kind, date_start=day, date_precision="day", forces=forces, place=place
    )


@pytest.fixture(scope="module", params=["en", "ar"])
def page(
    request: pytest.FixtureRequest, browser: Browser, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """The page of four events, with what it asked for (`asked`) and what went wrong in it (`wrong`)."""
    events = [
        event(0, "patrol", "us", date(2024, 9, 1)),
        event(1, "patrol", "russia", date(2024, 9, 10)),
        event(2, "clash", "sdf", date(2024, 9, 20)),
        event(3, "patrol", "us", date(2024, 9, 30)),
    ]
    frame = events_frame(events, sources={}, texts={one.id: HOSTILE for one in events}).assign(source=HOSTILE)
    made_at = datetime(2024, 11, 2, tzinfo=UTC)
    made = draw_snapshot(
        frame, event_filter=EventFilter(), format="html", lang=request.param, gazetteer=gazetteer, made_at=made_at
    )
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(made)
    context = browser.new_context(viewport={"width": 1280, "height": 960}, offline=True)
    opened = context.new_page()
    opened.asked, opened.wrong = [], []  # type: ignore[attr-defined]
    opened.on("request", lambda one: opened.asked.append(one.url))  # type: ignore[attr-defined]
    opened.on("pageerror", lambda one: opened.wrong.append(str(one)))  # type: ignore[attr-defined]
    opened.on("console", lambda one: one.type in ("error", "warning") and opened.wrong.append(one.text))  # type: ignore[attr-defined]
    opened.goto(path.as_uri())
    wait_for(opened, READY)
    yield opened
    assert opened.asked == [path.as_uri()]  # type: ignore[attr-defined]
    assert opened.wrong == []  # type: ignore[attr-defined]
    context.close()


def test_the_page_paints_filters_and_quotes_from_the_file_alone(page: Page) -> None:
    assert page.evaluate(SHOWN) == 4
    assert page.evaluate(COLOURS) > 10

    page.evaluate("dawriyaMap.setWindow(Date.UTC(2024, 8, 5) / 864e5, Date.UTC(2024, 8, 25) / 864e5)")
    assert page.evaluate(SHOWN) == 2
    page.evaluate("dawriyaMap.setWindow(null, null)")
    start = page.locator(".dw-handle-start")
    start.focus()
    start.press("ArrowLeft" if page.evaluate("document.documentElement.dir") == "rtl" else "ArrowRight")
    wait_for(page, f"{SHOWN} === 3")

    page.locator(".dw-play").click()
    wait_for(page, "document.querySelector('#dw-time').shadowRoot.querySelector('.dw-playing') !== null")
    page.locator(".dw-play").click()
    page.locator(".dw-reset").click()
    wait_for(page, f"{SHOWN} === 4")

    page.locator("#dw-filters fieldset").nth(1).locator("input").nth(0).check()  # the force with most events
    wait_for(page, f"{SHOWN} === 2")
    expect(page.locator("#dw-count")).to_contain_text("2")

    page.evaluate("dawriya.layer.open(dawriya.layer.marks[0])")
    card = page.locator("#dw-card")
    expect(card.locator("blockquote")).to_have_text(HOSTILE.replace("\u202e", ""))
    assert card.locator("img, script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_page_has_no_serious_barrier(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    serious = [one for one in found.response["violations"] if one["impact"] in SERIOUS]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []
