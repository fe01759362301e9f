"""A server that dies and comes back: a page that was open goes on with its view, without being loaded anew."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from dashboard.ingest import ingest
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import (
    AT_REST,
    ROOT,
    Visit,
    free_port,
    server_flags,
    settled_map,
    stop,
    wait_for,
    wait_until_healthy,
)
from tests.browser.forked_server import ForkedServer

APP = ROOT / "dashboard" / "app.py"
CONNECTION = "document.querySelector('.stApp')?.dataset.testConnectionState"


class Server:
    """The application on one port, however often it is started."""

    def __init__(self, store: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._env = {**os.environ, "DAWRIYA_STORE": str(store)}
        self._log = store.with_suffix(".log")
        self.process = self._start()

    def _start(self) -> ForkedServer:
        process = ForkedServer(APP, server_flags(self.port, static=True), self._env, self._log)
        wait_until_healthy(self.address, process, self._log)
        return process

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def start_again(self) -> None:
        self.process = self._start()


@pytest.fixture
def server(gazetteer: Gazetteer, tmp_path: Path) -> Iterator[Server]:
    """A server of this test's own, with the sample reports."""
    path = tmp_path / "store.sqlite"
    with Store(path) as store:
        assert ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path).events > 10
    started = Server(path)
    yield started
    stop(started.process)


def view(page: Page) -> dict[str, object]:
    """What a reader sees of the view, and that the page is the one that was loaded at first."""
    state = settled_map(page)
    brush = page.locator(".dw-handle[data-part=start], .dw-handle[data-part=end]")
    return {
        "address": parse_qs(urlsplit(page.url).query),
        "count": page.locator(".dw-count").inner_text(),
        "card": page.locator(".st-key-stage_card").inner_text(),
        "direction": page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction"),
        "map": (state["shown"], round(state["zoom"], 2), [round(float(part), 3) for part in state["center"]]),
        "brush": [brush.nth(at).get_attribute("aria-valuetext") for at in range(brush.count())],
        "loaded": page.evaluate("window.loadedOnce"),
    }


def messages_to(page: Page) -> list[float]:
    """When the server sent the page anything; it grows."""
    times: list[float] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda _: times.append(time.monotonic())))
    return times


def was_run_anew(page: Page, times: list[float]) -> None:
    """Waits until a server has run the page since `times` was emptied, and sends nothing any more."""
    wait_for(page, f"{CONNECTION} === 'CONNECTED'")
    while len(times) < 10 or time.monotonic() - times[-1] < 2:
        page.wait_for_timeout(200)
    page.locator(AT_REST).wait_for()


def at_rest(page: Page) -> None:
    page.wait_for_timeout(300)
    page.locator(AT_REST).wait_for()


def open_view(page: Page, server: Server, query: str) -> None:
    page.goto(f"{server.address}/?{query}")
    settled_map(page)
    page.evaluate("window.loadedOnce = 1")
    page.evaluate("window.dawriyaMap.frame.map.setView([36.4, 40.3], 8, { animate: false })")


def brush_once(page: Page, key: str) -> None:
    """Moves the brush's end by the keyboard, and waits until the address has it."""
    page.locator(".dw-handle[data-part=end]").focus()
    for _ in range(3):
        page.keyboard.press(key)
    wait_for(page, "location.search.includes('to=')")
    at_rest(page)


def test_a_page_goes_on_where_it_was_when_the_server_comes_back(server: Server, visit: Callable[..., Visit]) -> None:
    wide = visit(locale="en-GB").page
    phone = visit(viewport={"width": 390, "height": 844}, has_touch=True).page
    messages = {page: messages_to(page) for page in (wide, phone)}
    # One page keeps what was brushed. On the other it was taken off again: it must not come back with the server.
    open_view(phone, server, "lang=en&layer=incident")
    brush_once(phone, "ArrowLeft")
    open_view(wide, server, "lang=ar&force=russia&force=turkey")
    brush_once(wide, "ArrowRight")
    wide.locator(".st-key-chip_dates button").first.click()
    wait_for(wide, "!location.search.includes('to=')")
    at_rest(wide)
    wide.locator("[class*=st-key-line_latest_] button").first.click()
    wait_for(wide, "location.search.includes('event=')")
    at_rest(wide)
    before = {page: view(page) for page in (wide, phone)}
    assert (before[wide]["direction"], before[phone]["direction"]) == ("rtl", "ltr")
    server.kill()
    for page in (wide, phone):
        wait_for(page, f"{CONNECTION} !== 'CONNECTED'")
        assert settled_map(page)["shown"] == before[page]["map"][0]  # type: ignore[index]
    for times in messages.values():
        times.clear()
    server.start_again()
    for page in (wide, phone):
        was_run_anew(page, messages[page])
        assert view(page) == before[page]
    # The new session knows the view too: what is filtered next is added to it.
    wide.locator(".st-key-rail_layer_patrol label").click()
    wait_for(wide, "location.search.includes('layer=incident')")
    at_rest(wide)
    after = view(wide)
    assert after["address"] == {**before[wide]["address"], "layer": ["incident"]}  # type: ignore[dict-item]
    assert after["map"][1:] == before[wide]["map"][1:]  # type: ignore[index]
