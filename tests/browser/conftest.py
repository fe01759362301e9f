"""What every browser test shares: a served page, Chromium, and a page that can't reach any other host."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.browser.forked_server import ROOT, ForkedServer

OUTPUT = ROOT / "test-output"
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--font-render-hinting=none",  # else letters are as wide as Chromium's build and the system's settings make them
    # No test needs any other host: nothing but the served page resolves, and what else is asked for fails.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
SERVE_TIMEOUT_S = 90
PAINT_TIMEOUT_MS = 60_000
AT_REST = ".stApp[data-test-script-state=notRunning]"

expect.set_options(timeout=PAINT_TIMEOUT_MS)

Serve = Callable[..., str]
Process = ForkedServer | subprocess.Popen[bytes]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is collected below this folder, in two groups: more browsers at once would starve two cores.

    A file stays on one worker, which serves its page once; the groups are about as large as each other. They take
    longest, so they come first.
    """
    here = Path(__file__).parent
    files = Counter(item.path for item in items if here in item.path.parents)
    groups: list[Counter[Path]] = [Counter(), Counter()]
    for path, number in sorted(files.items(), key=lambda one: (-one[1], one[0])):
        min(groups, key=Counter.total)[path] = number
    for item in items:
        if item.path in files:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(f"browser-{int(item.path in groups[1])}"))
    items.sort(key=lambda item: item.path not in files)


def chromium_path(offered: str = "") -> str:
    """The Chromium to drive: DAWRIYA_CHROMIUM, else the first on the path, else the `offered` one of Playwright.

    A missing one fails the test.
    """
    named = (os.environ.get("DAWRIYA_CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES), offered)
    found = next((path for path in named if path and Path(path).exists()), None)
    if not found:
        pytest.fail("No Chromium to drive. Run sh tests/install_browser.sh, or name one in DAWRIYA_CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all the browser tests of a run."""
    with sync_playwright() as playwright:
        executable = chromium_path(playwright.chromium.executable_path)
        launched = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """A function that serves a Streamlit script and returns its address, e.g. http://127.0.0.1:40123.

    The same script with the same environment is served once in a run. Each server gets a folder of its own for
    what it writes; all are stopped at the end.
    """
    running: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Process, str]] = {}
    work = Path(tempfile.mkdtemp(prefix="dawriya-browser-"))

    def start(app: Path | str, env: Mapping[str, str] | None = None, *, static: bool = True) -> str:
        key = (str(app), tuple(sorted((env or {}).items())))
        if key in running:
            return running[key][1]
        port = free_port()
        log = work / f"{Path(app).stem}-{port}.log"
        process = ForkedServer(app, server_flags(port, static), {**os.environ, **(env or {})}, log)
        address = f"http://127.0.0.1:{port}"
        running[key] = (process, address)
        wait_until_healthy(address, process, log)
        return address

    yield start
    for process, _ in running.values():
        stop(process)
    shutil.rmtree(work, ignore_errors=True)


def server_flags(port: int, static: bool) -> list[str]:
    flags = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    if static:
        flags["server.enableStaticServing"] = "true"
    return [part for name, value in flags.items() for part in (f"--{name}", str(value))]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_healthy(address: str, process: Process, log: Path) -> None:
    deadline = time.monotonic() + SERVE_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The server stopped with status {process.returncode}:\n{log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    stop(process)
    pytest.fail(f"The server did not answer in {SERVE_TIMEOUT_S} s:\n{log.read_text(errors='replace')}")


def stop(process: Process) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=10)


class Visit:
    """A page, and what it asked for: `outside` lists requests to any other host, `errors` what scripts threw."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)  # to refuse it here as well would take each request through Python

    def was_clean(self) -> None:
        """Fails where the page asked another host for anything or threw an error."""
        assert self.outside == []
        assert self.errors == []

    def leave(self) -> None:
        """Closes the page and whatever it opened, and forgets what they kept in the browser."""
        context = self.page.context
        for page in context.pages:
            if not page.is_closed() and page.url.startswith("http"):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.outside.append(request.url)


Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def context_with(browser: Browser) -> Contexts:
    """A function that gives the run's one context with these options: its pages share what was fetched and compiled."""
    made: dict[str, BrowserContext] = {}

    def context(only_for: str = "", **options: object) -> BrowserContext:
        key = repr((only_for, sorted(options.items())))
        if key not in made:
            made[key] = browser.new_context(**options)  # type: ignore[arg-type]
            made[key].set_default_timeout(PAINT_TIMEOUT_MS)
        return made[key]

    return context


@pytest.fixture
def visit(context_with: Contexts, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """A function that opens a fresh page (1440 x 900 unless told), for which any other host does not resolve.

    Keyword arguments are Playwright's for a new context (viewport, locale, has_touch, color_scheme, …). Nothing that a
    page keeps in the browser outlives the test. With `own_clock` the time may be set without other tests' pages having
    it too. Where a test fails, what its pages showed is kept in test-output/.
    """
    visits: list[Visit] = []

    def open_page(*, own_clock: bool = False, **options: object) -> Visit:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = context_with(request.node.nodeid if own_clock else "", **options)
        visits.append(Visit(context.new_page()))
        return visits[-1]

    yield open_page
    if getattr(request.node, "failed_in_call", False):
        for number, opened in enumerate(visits):
            keep_screenshot(opened.page, f"{request.node.name}-{number}")
    for opened in visits:
        opened.leave()


@pytest.fixture
def visited(visit: Callable[..., Visit]) -> Iterator[Visit]:
    """A visit that must have asked no other host for anything, and thrown no error, by the end of the test."""
    opened = visit(locale="en-GB")
    yield opened
    opened.was_clean()


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Page:
    """A plain page of 1440 x 900 that can't reach any other host."""
    return visit().page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and report.failed:
        item.failed_in_call = True  # type: ignore[attr-defined]
    return report


def keep_screenshot(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / (re.sub(r"\W+", "-", name) + ".png"))


def wait_for(page: Page, script: str, *, timeout_ms: int = PAINT_TIMEOUT_MS, what: str = "") -> object:
    """The first truthy value of a JavaScript expression in the page, polled; fails the test when there is none."""
    deadline = time.monotonic() + timeout_ms / 1000
    while time.monotonic() < deadline:
        value = page.evaluate(script)
        if value:
            return value
        page.wait_for_timeout(50)
    pytest.fail(f"{what or script} did not come true in {timeout_ms} ms")


STATE = """(() => {
    const told = window.dawriyaMap;
    if (!(told?.painted > %d)) return null;
    const { map } = told.frame, state = told.state();
    return map._animatingZoom || map._panAnim?._inProgress || !(%s) ? null : state;
})()"""


def still_map(page: Page, until: str = "true", *, after: int = 0) -> dict:
    """What the map drew, once it moves no more and a JavaScript expression over its `state` is true.

    The answer has `painted` (how often it painted), `shown` (events), `marks`, `zoom`, `center`. With `after` it is of
    a paint later than that count.
    """
    what = f"A map at rest, painted more than {after} times, with {until}"
    return wait_for(page, STATE % (after, until), what=what)  # type: ignore[return-value]


def settled_map(page: Page) -> dict:
    """What the map drew, once two looks in a row see the same: nothing is loaded, painted or moved any more."""
    before = still_map(page)
    for _ in range(PAINT_TIMEOUT_MS // 250):
        page.wait_for_timeout(250)
        now = still_map(page)
        if now == before:
            return now
        before = now
    pytest.fail("The map does not settle")
