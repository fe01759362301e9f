"""The map at 100,000 and 1,000,000 events in the whole app: how soon it paints, how smoothly it moves, what it takes.

Beside it, on the same kind of events and as many as they bear: folium's markers, folium's GeoJson, pydeck, and what
Streamlit's empty page costs. `--events 100000` of `python -m tests.benchmarks` asks for other sizes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.benchmarks.map import wait_painted
from tests.benchmarks.serving import served
from tests.benchmarks.viewers import answer_seconds
from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    ROOT,
    chromium_path,
)

Measure = tuple[str, str, str]

SIZES = tuple(int(size) for size in os.environ.get("DAWRIYA_BENCH_SIZES", "100000,1000000").split(","))
SMALL = 100_000
"""Up to this size the sharper targets hold."""

INTERACTIONS, FIRST_PAINTS, FURTHER_VIEWERS, VIEWERS, ROUNDS = 30, 30, 3, 10, 4
FORCES = ("us", "russia", "turkey", "sdf", "syria-government", "isis")
PEERS = {"markers": (1_000,), "geojson": (10_000,), "pydeck": (100_000,)}
PEER_LIMIT_S = 45
GPU_BY_SOFTWARE = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")

_WATCH = """(force) => {
  window.took = 0;
  const before = window.dawriyaMap.state().shown;
  const started = performance.now();
  window.dawriyaMap.onPaint = (shown) => {
    if (!window.took && shown !== before) window.took = performance.now() - started;
  };
  window.counted = 0;
  const count = document.querySelector(".dw-count").closest(".st-key-bar");
  new MutationObserver((_, watch) => {
    window.counted = performance.now() - started;
    watch.disconnect();
  }).observe(count, { childList: true, characterData: true, subtree: true });
  document.querySelector(`.st-key-rail_force_${force} label input`).click();
}"""

# Milliseconds of each frame while `step(number)` is called once in each.
_FRAMES = """async (frames, step) => {
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let number = 0; number < frames; number++) {
    step(number);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""

_TIME_FRAMES = """() => {
  window.frameTimes = [];
  window.isTiming = true;
  let last = null;
  const tick = (now) => {
    if (last !== null) window.frameTimes.push(now - last);
    last = now;
    if (window.isTiming) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""

_STEPS = {
    "zoom": """(number) => { const { map } = dawriya.layer;
        if (number % 24 === 0) map.setZoom(map.getZoom() + (number % 96 < 48 ? 0.5 : -0.5), { animate: true }); }""",
    "playback": """(number) => window.parent.dawriyaMap.setWindow(17400 + number * 3, 17400 + 180 + number * 3)""",
}
FRAMES = 384
DRAG_STEPS = 960


def run() -> Iterator[Measure]:
    """Each row as it is had."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store.sqlite"
        environment = {"DAWRIYA_STORE": f"sqlite:///{store}"}
        ingest = [sys.executable, "-m", "dashboard", "ingest", "data/reports"]
        subprocess.run(ingest, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_FLAGS))
        yield "scale: load of this machine before", f"{os.getloadavg()[0]:.1f}", "near 0, or the figures say little"
        yield from empty_page(browser)
        for size in SIZES:
            sized = {**environment, "DAWRIYA_BENCH_EVENTS": str(size)}
            with served(["-m", "tests.benchmarks.scale_server"], sized) as (address, process):
                yield from guarded(size, ours(browser, f"{address}/?lang=en", process.pid, size))
                if size <= SMALL:
                    yield many_viewers(address, size)
        browser.close()
        with_gpu = [*(flag for flag in CHROMIUM_FLAGS if flag != "--disable-gpu"), *GPU_BY_SOFTWARE]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=with_gpu)
        for peer, sizes in PEERS.items():
            for size in sizes:
                yield from peers(browser, peer, size)
        browser.close()


def guarded(size: int, rows: Iterator[Measure]) -> Iterator[Measure]:
    """The rows; where the browser gives up, a row that says so in place of those to come."""
    try:
        yield from rows
    except PlaywrightError as error:
        yield f"scale: {size:,} events, the rest", "broke off", str(error).splitlines()[0]


# Ours -----------------------------------------------------------------------------------------------------------------


def ours(browser: Browser, address: str, pid: int, size: int) -> Iterator[Measure]:
    name = f"scale: {size:,} events"
    is_small = size <= SMALL
    first, *firsts = [paint_seconds(browser, address) for _ in range(FIRST_PAINTS + 1)]
    yield f"{name}, the server's very first paint", f"{first:.1f} s", ""
    yield f"{name}, first paint, warm", spread(firsts, 1, "s", 2), "< 2 s" if is_small else "< 3 s"
    with opened(browser) as page:
        page.goto(address)
        wait_painted(page)
        page.wait_for_timeout(3000)
        yield f"{name}, server memory", f"{memory_mb(pid):.0f} MB", "" if is_small else "< 1,500 MB"
        ticks = [tick(page, FORCES[number % len(FORCES)]) for number in range(INTERACTIONS)]
        painted, answered = zip(*ticks, strict=True)
        yield f"{name}, filter to paint", spread(painted, 1, "ms", 0), "p95 < 300 ms" if is_small else "p95 < 600 ms"
        yield f"{name}, filter to the server's answer in the page", spread(answered, 1, "ms", 0), ""
        yield f"{name}, pan", frames_a_second(drag_times(page)), ">= 30 a s"
        yield f"{name}, zoom", frames_a_second(step_times(page, _STEPS["zoom"])), ">= 30 a s"
        played = frames_a_second(step_times(page, _STEPS["playback"]))
        yield f"{name}, playback", played, "60 a s" if is_small else ">= 50 a s"
    before = memory_mb(pid)
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(FURTHER_VIEWERS)]
    for context in contexts:
        page = context.new_page()
        page.goto(address)
        wait_painted(page)
    each = (memory_mb(pid) - before) / FURTHER_VIEWERS
    for context in contexts:
        context.close()
    yield f"{name}, memory for each further viewer", f"{each:.1f} MB", "< 30 MB"


def paint_seconds(browser: Browser, address: str) -> float:
    """Seconds until the map shows its events, by the page's own clock: to look from outside takes time itself."""
    with opened(browser) as page:
        started = time.time()
        page.goto(address, wait_until="commit")
        wait_painted(page)
        page.wait_for_function("window.dawriyaMap.state().ready && window.dawriyaMap.state().shown > 0")
        painted = "performance.timeOrigin + performance.getEntriesByName('dawriya.painted')[0].startTime"
        return float(page.evaluate(painted)) / 1000 - started


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(180_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def tick(page: Page, force: str) -> tuple[float, float]:
    """Milliseconds from a force's tick to the first paint that shows other events, and to the page's new count."""
    page.evaluate(_WATCH, force)
    page.wait_for_function("window.took > 0 && window.counted > 0", timeout=60_000)
    painted, answered = page.evaluate("[window.took, window.counted]")
    page.wait_for_timeout(700)
    return painted, answered


def frames_a_second(times: Sequence[float]) -> str:
    """Frames a second, and the time of the slowest twentieth; times in milliseconds."""
    return f"{1000 * len(times) / sum(times):.0f} a s, p95 {percentile(times, 0.95):.0f} ms"


def map_frame(page: Page) -> Frame:
    return next(one for one in page.frames if one.evaluate("Boolean(window.dawriya && window.dawriya.layer)"))


def step_times(page: Page, step: str) -> list[float]:
    """Milliseconds of each frame in which the map is made to take one step."""
    times: list[float] = map_frame(page).evaluate(f"({_FRAMES})({FRAMES}, {step})")
    page.wait_for_timeout(500)
    return times


def drag_times(page: Page) -> list[float]:
    """Milliseconds of each frame while the map is dragged to and fro by the mouse, half its width each way."""
    frame = map_frame(page)
    box = page.locator("iframe").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    frame.evaluate(_TIME_FRAMES)
    for number in range(DRAG_STEPS):
        part = abs((number / 60) % 4 - 2) - 1  # from 1 to -1 and back, in 240 steps
        page.mouse.move(x + part * box["width"] / 4, y + part * 60)
    times: list[float] = frame.evaluate("(window.isTiming = false, window.frameTimes)")
    page.mouse.up()
    page.wait_for_timeout(1500)
    return times


def many_viewers(address: str, size: int) -> Measure:
    keys = [f"rail_force_{force}" for force in FORCES]
    took = answer_seconds(address, viewers=VIEWERS, rounds=ROUNDS, keys=keys)
    return f"scale: {size:,} events, {VIEWERS} viewers at once, filter answered", spread(took, 1, "s", 2), "p95 < 1 s"


def memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


# The others -----------------------------------------------------------------------------------------------------------


def empty_page(browser: Browser) -> Iterator[Measure]:
    """What any Streamlit page costs before there is anything on it."""
    with served(_APP, {"DAWRIYA_PEER": "empty"}) as (address, _):
        times = [shown_seconds(browser, address, "empty") for _ in range(FIRST_PAINTS + 1)][1:]
    yield "scale: an empty Streamlit page", spread(times, 1, "s", 2), "for comparison"


_APP = ("-m", "streamlit", "run", "tests/benchmarks/apps/peers_app.py")

_SHOWN: dict[str, str] = {
    "empty": "document.body.innerText.includes('Shown:')",
    "markers": "[...document.querySelectorAll('iframe')].some((one) => "
    "one.contentDocument?.querySelectorAll('.leaflet-marker-icon').length > 0)",
    "geojson": "[...document.querySelectorAll('iframe')].some((one) => "
    "Object.values(one.contentWindow?.map?._layers || {}).length > 100)",
    "pydeck": "document.querySelector('[data-testid=stDeckGlJsonChart] canvas')",
}


def peers(browser: Browser, peer: str, size: int) -> Iterator[Measure]:
    name = f"scale: {peer} in Streamlit, {size:,} events"
    with served(_APP, {"DAWRIYA_PEER": peer, "DAWRIYA_BENCH_EVENTS": str(size)}) as (address, process):
        try:
            first, again = (shown_seconds(browser, address, peer) for _ in range(2))
        except PlaywrightError:
            yield f"{name}, first paint, warm", f"not in {PEER_LIMIT_S} s", ""
            return
        del first
        yield f"{name}, first paint, warm", f"{again:.2f} s", ""
        yield f"{name}, server memory", f"{memory_mb(process.pid):.0f} MB", ""


def shown_seconds(browser: Browser, address: str, peer: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    try:
        started = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_function(_SHOWN[peer], timeout=PEER_LIMIT_S * 1000)
        if peer == "pydeck":  # its canvas stands before its points do
            wait_for_colours(page, started)
        return time.perf_counter() - started
    finally:
        context.close()


def wait_for_colours(page: Page, started: float) -> None:
    """Until a picture of the canvas has blue points; raises Playwright's error after the limit."""
    import io

    from PIL import Image

    while time.perf_counter() - started < PEER_LIMIT_S:
        picture: Any = Image.open(io.BytesIO(page.locator("[data-testid=stDeckGlJsonChart]").screenshot()))
        small = picture.convert("RGB").resize((120, 50))
        if sum(blue > red + 40 for red, _, blue in small.getdata()) > 20:
            return
    raise PlaywrightError("no points in time")


def spread(values: Sequence[float], factor: float, unit: str, digits: int) -> str:
    middle, most = percentile(values, 0.5) * factor, percentile(values, 0.95) * factor
    return f"{middle:.{digits}f} {unit}, p95 {most:.{digits}f} {unit}"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
