"""The timeline looked at closely: zoomed, pointed at, played for hours; by mouse, finger and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from dashboard.filters import EventFilter, count_by
from tests.benchmarks.synthetic import generate_frame
from tests.browser.conftest import settled_map, still_map
from tests.browser.editions import PHONE, fingers_on
from tests.browser.test_map_timeline import look, open_settings, runs, said, timeline

__all__ = ["timeline"]  # a fixture

FRAMES, WARM_UP = 20_000, 6_000
MOST_BYTES_A_FRAME = 8
"""Of memory that stays: 14 MB after eight hours at 60 frames a second."""


def until(page: Page, expression: str) -> None:
    for _ in range(200):
        if look(page, f"Boolean({expression})"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Never: {expression}")


def chart(page: Page) -> dict[str, float]:
    box = page.locator(".dw-chart").bounding_box()
    assert box is not None
    return dict(box)


def test_zooming_by_wheel_dates_overview_and_keys(timeline: Callable[..., Page]) -> None:
    page = timeline(events=500)
    page.locator(".dw-timeline").scroll_into_view_if_needed()
    box = chart(page)
    middle = box["x"] + box["width"] / 2
    before = look(page, "[t.unit, t.dayAtX(a), t.count]", middle)
    assert before[0] == "month"

    page.mouse.move(middle, box["y"] + 40)
    for _ in range(8):
        page.mouse.wheel(0, -200)
        page.wait_for_timeout(40)
    until(page, "t.unit === 'day' && !t.painting")
    assert look(page, "t.dayAtX(a)", middle) == pytest.approx(before[1], abs=4)  # the day under the pointer stays there
    assert page.get_by_role("slider", name="Part in view").is_visible()
    # Told once the wheel rests; what is told can be given back, as an address does
    page.get_by_text(re.compile(r"view \d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d")).wait_for()
    zoom = re.search(r"view (\S+)\.\.(\S+)", said(page))
    assert zoom is not None

    frame = page.locator(".dw-overview-frame").bounding_box()
    assert frame is not None
    from_day = look(page, "t.zoom[0]")
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + 6)
    page.mouse.down()
    page.mouse.move(frame["x"] + 100, frame["y"] + 6, steps=3)
    page.mouse.up()
    until(page, f"t.zoom[0] > {from_day + 100}")

    page.get_by_role("slider", name="First day shown").focus()
    page.keyboard.press("0")
    until(page, "!t.zoom && t.unit === 'month' && !t.painting")
    assert page.get_by_role("slider", name="Part in view").count() == 0
    page.keyboard.press("+")
    until(page, "t.zoom && !t.painting")
    page.keyboard.press("-")
    until(page, "!t.zoom && !t.painting")

    foot = look(page, "t.bottom") + box["y"] + 10
    wanted = [look(page, "t.dayAtX(a)", box["x"] + box["width"] * share) for share in (0.5, 0.75)]
    page.mouse.move(box["x"] + box["width"] * 0.5, foot)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, foot, steps=3)
    page.mouse.up()
    until(page, "t.zoom && !t.painting")
    assert look(page, "t.zoom") == pytest.approx(wanted, abs=1)

    page.get_by_role("button", name="By force").click()
    page.get_by_text(re.compile(r"view force,\d{4}")).wait_for()
    assert look(page, "t.zoom") == pytest.approx(wanted, abs=1)  # the answer did not undo it
    assert look(page, "t.data.series.some((one) => one.name === 'Russia')")


def assert_rings(page: Page, bar: int) -> None:
    """The marks that hold events of a bar are ringed on the map, and no others."""
    ringed, expected = page.evaluate(
        """([first, last]) => {
          const { layer } = window.dawriyaMap.frame.dawriya;
          const meets = ([from, to]) => to >= first && from <= last;
          const days = (mark) => mark.members.map((index) => layer.events.days(index)).filter(Boolean);
          const wanted = layer.marks.filter((mark) => days(mark).some(meets));
          const name = ({ first, layer, count }) => `${first} ${layer} ${count}`;
          return [window.dawriyaMap.ringed().map(name).sort(), wanted.map(name).sort()];
        }""",
        look(page, "[t.firsts[a], t.firsts[a + 1] - 1]", bar),
    )
    assert ringed == expected != []


def test_bars_add_up_and_know_the_map_and_the_map_knows_them(timeline: Callable[..., Page]) -> None:
    page = timeline(events=500)
    counts = count_by(generate_frame(500, 7), EventFilter())
    total = "t.exactOf.concat(t.spreadOf).flatMap((one) => [...one]).reduce((a, b) => a + b, 0)"
    assert look(page, f"{total} + t.data.undated") == pytest.approx(counts.shown, abs=0.5)
    undated = look(page, "t.data.undated")
    expect(page.get_by_text(f"Events: {counts.shown - undated}")).to_be_visible()
    expect(page.locator(".dw-unsure")).to_contain_text("known less exactly")
    assert "known only to the month" in (page.locator(".dw-unsure").get_attribute("title") or "")
    assert still_map(page)["shown"] + counts.not_on_map == counts.shown
    before = runs(page)

    # A bar with events rings the marks that hold them, and no others
    bar = look(page, "t.exactOf[0].findLastIndex((count) => count > 0)")
    x = look(page, "(t.x(t.firsts[a]) + t.x(t.firsts[a + 1])) / 2", bar)
    page.mouse.move(chart(page)["x"] + x, chart(page)["y"] + 40)
    until(page, f"t.hovered === {bar}")
    tip = page.locator(".dw-tip")
    assert tip.is_visible()
    assert re.search(r"\w{3} \d{4}", tip.inner_text())
    assert "patrols" in tip.inner_text()
    assert_rings(page, bar)

    # A mark lights its days
    mark = page.evaluate(
        """() => {
          const { layer } = window.dawriyaMap.frame.dawriya;
          const port = layer.map.getSize(), [x, y] = layer.origin();
          const mark = layer.marks.find((one) => one.count === 1 && layer.events.days(one.first)
            && one.atX + x > 200 && one.atX + x < port.x - 200 && one.atY + y > 60 && one.atY + y < port.y - 200);
          return { x: mark.atX + x, y: mark.atY + y, days: layer.events.days(mark.first) };
        }"""
    )
    inside = page.locator("iframe").first.bounding_box()
    assert inside is not None
    page.mouse.move(inside["x"] + mark["x"], inside["y"] + mark["y"])
    until(page, "t.litDays")
    assert look(page, "t.litDays") == [mark["days"]]
    assert page.evaluate("window.dawriyaMap.ringed()") == []
    page.mouse.move(5, 5)
    until(page, "!t.litDays")

    # The keyboard reads bars too
    page.get_by_role("slider", name="One bar").focus()
    until(page, "t.hovered != null")
    page.keyboard.press("Home")
    assert "patrols" in (page.get_by_role("slider", name="One bar").get_attribute("aria-valuetext") or "")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"brush \d{4}-\d\d-01")).wait_for()
    assert runs(page) == before + 1  # only the brush went to the server


def test_a_phone_in_arabic_pinches_taps_and_opens_the_settings(timeline: Callable[..., Page]) -> None:
    page = timeline(events=500, edition=PHONE)
    box = chart(page)
    x, y = box["x"], box["y"] + 30
    days = [look(page, "t.dayAtX(a)", x + at) for at in (100, 200)]
    assert days[0] > days[1]  # time runs from right to left
    touch = fingers_on(page)
    touch("touchStart", (x + 100, y))
    touch("touchStart", (x + 100, y), (x + 200, y))
    for wider in (10, 20, 30, 40, 50):
        touch("touchMove", (x + 100 - wider, y), (x + 200 + wider, y))
    touch("touchEnd")
    until(page, "t.zoom && !t.painting")
    assert [look(page, "t.dayAtX(a)", x + at) for at in (50, 250)] == pytest.approx(days, abs=40)
    assert look(page, "t.range") is None  # two fingers draw no brush

    open_settings(page, PHONE)
    page.get_by_label(PHONE.say("Speed"), exact=True).select_option("8")
    page.get_by_role("button", name=PHONE.say("All of the time")).tap()
    until(page, "!t.zoom && t.view.speed === 8")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    for button in page.locator(".dw-side button:visible").all():
        assert (button.bounding_box() or {})["height"] >= 40
    open_settings(page, PHONE)  # pressed again, it closes them
    # A tap on a bar says what it holds, and rings it on the map.
    bar = look(page, "t.exactOf[0].findLastIndex((count) => count > 0)")
    box = chart(page)
    page.touchscreen.tap(box["x"] + look(page, "(t.x(t.firsts[a]) + t.x(t.firsts[a + 1])) / 2", bar), box["y"] + 20)
    until(page, f"t.hovered === {bar}")
    assert PHONE.say("patrols") in page.locator(".dw-tip").inner_text()
    assert_rings(page, bar)


def test_playing_glides_or_steps_or_adds_up(timeline: Callable[..., Page]) -> None:
    page = timeline("timeline=week,cumulative", own_clock=True)  # as an address says it
    assert look(page, "[t.unit, t.view.mode]") == ["week", "cumulative"]
    assert page.get_by_role("button", name="Week").get_attribute("aria-pressed") == "true"
    # Frames are made by hand here, so that they are as long as they say
    page.evaluate("window.requestAnimationFrame = () => 0")
    edges = look(page, "(t.start(), t.advance(100), t.edges)")
    assert edges[0] == look(page, "t.firsts[0]")
    assert edges[1] % 1  # it glides
    first = look(page, "(t.advance(2000), window.dawriyaMap.state().range)")
    later = look(page, "(t.advance(1000), window.dawriyaMap.state().range)")
    assert first[0] == later[0]
    assert first[1] < later[1]
    look(page, "(t.pause(true), t.setRange([0, 1], true))")
    page.get_by_label("How it plays").select_option("window")
    page.get_by_text(re.compile("view week$")).wait_for()
    # In a tenth of a second the window moves sixteen times as far at 16x as at 1x, on the map too
    moved = {}
    for speed, said_so in (("16", "view week,16x$"), ("1", "view week$")):
        page.get_by_label("Speed").select_option(speed)
        page.get_by_text(re.compile(said_so)).wait_for()
        days = "[t.edges[0], window.dawriyaMap.state().range[0]].map((day) => day - t.firsts[0])"
        moved[speed] = look(page, f"(t.setRange([0, 1], false), t.start(), t.advance(100), {days})")
        look(page, "(t.pause(true), t.setRange([0, 1], false))")
    assert moved["16"][0] == pytest.approx(16 * moved["1"][0])
    assert moved["1"] == [pytest.approx(7 / 4.5), 1]  # 450 ms a bar: of a week, of which the map shows whole days
    assert moved["16"][1] == 24
    page.emulate_media(reduced_motion="reduce")
    assert look(page, "(t.start(), t.advance(650), t.edges)") is None
    steps = [look(page, "(t.advance(700), t.edges)") for _ in range(2)]
    bars = [look(page, "t.firsts.indexOf(a)", day) for edge in steps for day in edge]
    assert bars == [bars[0], bars[1], bars[0] + 1, bars[1] + 1]
    look(page, "t.pause()")

    # Today is marked where it lies in or near the span
    assert page.locator(".dw-today").count() == 0
    page.clock.set_fixed_time(datetime(2024, 10, 20, 12, tzinfo=UTC))
    look(page, "(t.cut(), t.paint())")
    expect(page.locator(".dw-today")).to_have_text("Today")
    now = look(page, "[t.x(a + 0.5), +t.root.querySelector('.dw-today').previousSibling.getAttribute('x1')]", 20016)
    assert now[0] == pytest.approx(now[1])


def test_eight_hours_of_playback_leave_nothing_behind(timeline: Callable[..., Page]) -> None:
    page = timeline(events=4000, edition=PHONE)
    page.evaluate("window.dawriyaMap.frame.map.setView([35, 39], 2, {animate: false})")  # few marks: a frame is short
    settled_map(page)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")
    # The end of each run is told to nobody: that is the page's memory, not the playback's.
    look(page, "(t.tell = t.tellViewSoon = window.requestAnimationFrame = () => 0, t.view.speed = 1)")

    def play(frames: int) -> None:
        for mode in ("window", "cumulative") * 2:
            look(page, "(t.pause(true), t.view.mode = a, t.setRange(null, false))", mode)
            on = "(() => { for (let i = 0; i < a; i++) { if (!t.playing) t.start(); t.advance(1000 / 60); } })()"
            look(page, on, frames // 4)
            page.wait_for_timeout(50)

    def kept() -> dict[str, float]:
        page.wait_for_timeout(300)
        for _ in range(3):
            cdp.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
        return {name: metrics[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}

    play(WARM_UP)
    painted = page.evaluate("window.dawriyaMap.painted")
    halves = [kept()]
    for _ in range(2):
        play(FRAMES // 2)
        halves.append(kept())
    assert page.evaluate("window.dawriyaMap.painted") - painted >= FRAMES
    before, middle, after = halves
    grown = [after["JSHeapUsedSize"] - middle["JSHeapUsedSize"], middle["JSHeapUsedSize"] - before["JSHeapUsedSize"]]
    assert min(grown) < MOST_BYTES_A_FRAME * FRAMES // 2
    assert after["Nodes"] - before["Nodes"] < 100
    assert after["JSEventListeners"] - before["JSEventListeners"] < 10
