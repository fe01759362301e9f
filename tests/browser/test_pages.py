"""The whole application in a browser that can reach no other host."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from dashboard.ingest import ingest
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import AT_REST, ROOT, Serve, Visit, settled_map, still_map, wait_for
from tests.browser.editions import EDITIONS, Edition

APP = ROOT / "dashboard" / "app.py"
PAINTED = "window.dawriyaMap && window.dawriyaMap.painted > 0"
SHOWN = f"{PAINTED} && window.dawriyaMap.state().shown"
VIEW = "(({zoom, center}) => ({zoom, center}))(window.dawriyaMap.state())"
ARABIC = (
    "دوريتان تلتقيان في ريف القامشلي\n"
    "التقت دورية أميركية بدورية روسية مصادفة قرب بلدة القحطانية في محافظة الحسكة يوم السبت 12 تشرين الأول 2024.\n"
)
CLICK_AT_ONCE = """new MutationObserver((_, observer) => {
    const button = document.querySelector("%s");
    if (!button) return;
    observer.disconnect();
    button.click();
}).observe(document, { childList: true, subtree: true });"""
A4_AT_150_DPI = (1754, 1240)


@pytest.fixture(scope="module")
def store_path(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample reports."""
    path = tmp_path_factory.mktemp("pages") / "store.sqlite"
    with Store(path) as store:
        assert ingest([ROOT / "data" / "reports"], store, gazetteer_path=gazetteer.path).events > 10
    return path


@pytest.fixture(scope="module")
def address(serve: Serve, store_path: Path) -> str:
    """The application on the store with the sample reports."""
    return serve(APP, {"DAWRIYA_STORE": str(store_path)})


def test_the_server_tells_its_health(address: str) -> None:
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        told = json.load(answer)
    assert (answer.status, told["status"], told["store"], told["gazetteer"]) == (200, "ok", "ok", "ok")
    assert told["revision"] > 0


def open_map(page: Page, address: str, query: str = "", lang: str = "en") -> int:
    """Opens the map page; how many events it shows."""
    page.goto(f"{address}/?lang={lang}{query}")
    return shown(page)


def shown(page: Page, *, unlike: int | None = None) -> int:
    """How many events the map shows, once it shows any (and another number than before)."""
    test = SHOWN if unlike is None else f"{PAINTED} && window.dawriyaMap.state().shown !== {unlike} && ({SHOWN})"
    return int(str(wait_for(page, test, what="Events on the map")))


def counted(page: Page, *, unlike: int) -> int:
    """How many events the map shows, once the page, which follows it, counts as many, and others than before."""
    test = "document.querySelector('.dw-count strong').textContent"
    wait_for(page, f"{test} !== '{unlike}' && {test} === String(window.dawriyaMap.state().shown)")
    return shown(page)


def click_in_rail(page: Page, edition: Edition, *selectors: str) -> None:
    """Clicks what is in the rail, which on a phone is a drawer that is opened for it and closed again."""
    if edition.is_touch:
        page.locator(".st-key-open_filters .tool").tap()
        page.locator("[data-testid=stSidebar][data-collapsed=false]").wait_for()
    for selector in selectors:
        edition.press(page.locator(selector))
    if edition.is_touch:
        page.locator("[data-testid=stSidebarCollapseButton] button").tap()
        page.locator("[data-testid=stSidebar][data-collapsed=true]").wait_for(state="attached")


def test_a_pasted_arabic_report_ends_on_the_map(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/read?lang=ar")
    page.locator(".st-key-report_text textarea").fill(ARABIC)
    page.locator(".st-key-report_text textarea").press("Tab")
    page.locator(".st-key-read_report button").click()
    page.locator(".st-key-reading_text mark.dw-place").first.wait_for()
    page.locator(".st-key-save_report button").click()
    page.locator(".st-key-see_on_map button").click()
    page.locator(".st-key-card_quotes mark.dw-trigger").first.wait_for()
    assert shown(page) > 0
    assert "event=" in page.url
    assert (
        page.locator(".dw-card-title").inner_text().replace("\u2011", "-")
        == "دوريتان أميركية وروسية تلتقيان قرب القحطانية"
    )
    direction = page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction")
    assert direction == "rtl"


@EDITIONS
def test_a_copied_link_opens_the_same_view(address: str, visit: Callable[..., Visit], edition: Edition) -> None:
    page = visit(**edition.options, locale="en-GB").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    every = open_map(page, address, lang=edition.lang)
    said = {"en": "ltr en", "ar": "rtl ar"}[edition.lang]  # the address decides, not the browser's language
    is_said = f"`${{document.documentElement.dir}} ${{document.documentElement.lang}}` === '{said}'"
    wait_for(page, is_said)
    zoom = still_map(page)["zoom"]
    edition.press(page.frame_locator(".st-key-stage_map iframe").get_by_role("button", name=edition.say("Zoom in")))
    still_map(page, f"state.zoom > {zoom}")
    before = page.evaluate(VIEW)
    click_in_rail(page, edition, ".st-key-no_force button")
    wait_for(page, "!document.querySelector('[class*=st-key-rail_force_] label[data-selected]')", what="No box ticked")
    click_in_rail(page, edition, ".st-key-rail_force_russia label")
    few = counted(page, unlike=every)
    assert page.evaluate(VIEW) == before  # a filter does not move the map
    edition.press(page.locator("[class*=st-key-line_latest_] button").first)
    title = page.locator(".dw-card-title").inner_text()
    page.wait_for_url("**event=**")
    settled_map(page)  # it shows what was selected
    seen = page.evaluate(VIEW)
    edition.press(page.locator(".st-key-share_view button"))
    page.locator(".st-key-share_view button[data-copied]").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert unquote(link) == unquote(page.url)
    assert set(parse_qs(urlsplit(link).query)) == {"lang", "force", "event", "view"}
    other = visit(**edition.options, locale="en-GB").page
    other.goto(link)
    assert shown(other) == few
    assert other.locator(".dw-card-title").inner_text() == title
    wait_for(other, is_said)
    chip = other.locator(".st-key-chip_forces p").first
    assert chip.text_content() == {"en": "Russia", "ar": "روسيا"}[edition.lang]
    again = other.evaluate(VIEW)
    assert again["zoom"] == seen["zoom"]
    assert again["center"] == pytest.approx(seen["center"], abs=0.01)  # a pixel


def test_back_and_forward_bring_back_filter_selection_and_map(address: str, visited: Visit) -> None:
    page = visited.page
    every = open_map(page, address, "&mode=density&timeline=week,force,2x")
    still_map(page, "state.mode === 'density'")
    page.locator(".dw-unit[aria-pressed=true]").get_by_text("Week").wait_for()
    page.evaluate("window.dawriyaMap.frame.map.setView([36.5, 40.5], 8.5, {animate: false})")
    page.wait_for_url("**view=36.5000,40.5000,8.5*")  # no round trip: the browser alone knows it
    page.locator(".st-key-rail_layer_incident label").click()
    few = counted(page, unlike=every)
    page.wait_for_url("**layer=patrol**view=36.5000,40.5000,8.5*")
    page.locator("[class*=st-key-line_latest_] button").first.click()
    page.wait_for_url("**event=**")
    page.evaluate("window.dawriyaMap.frame.map.setView([35, 39], 7, {animate: false})")
    page.wait_for_url("**view=35.0000,39.0000,7*")
    page.go_back()
    page.locator(".dw-card-title").wait_for(state="detached")
    assert shown(page) == few
    assert page.evaluate(VIEW)["zoom"] == 8.5
    page.go_back()
    assert shown(page, unlike=few) == every
    page.locator(".st-key-rail_layer_incident label[data-selected]").wait_for()
    assert "layer=" not in page.url
    assert "mode=density" in page.url
    assert "timeline=week,force,2x" in page.url
    page.go_forward()
    assert shown(page, unlike=every) == few
    page.wait_for_url("**layer=patrol**")
    page.go_forward()
    page.locator(".dw-card-title").wait_for()
    assert page.evaluate(VIEW)["zoom"] == 7


@EDITIONS
def test_back_and_forward_go_over_brush_comparison_language_and_page(
    address: str, visit: Callable[..., Visit], edition: Edition
) -> None:
    opened = visit(**edition.options, locale="en-GB")
    page = opened.page
    every = open_map(page, address, lang=edition.lang)
    page.locator(AT_REST).wait_for()
    page.locator(".dw-timeline .dw-chart").scroll_into_view_if_needed()
    box = page.locator(".dw-timeline .dw-chart").bounding_box()
    assert box is not None
    end, middle = (box["x"] + box["width"] * share for share in ((0, 0.5) if edition.is_touch else (1, 0.5)))
    with edition.dragged(page, (end + (1 if edition.is_touch else -1), box["y"] + 30), (middle, box["y"] + 30)):
        pass
    few = counted(page, unlike=every)
    page.wait_for_url("**from=**")
    (over_language_and_page if edition.is_touch else over_comparison)(page, edition)
    assert shown(page) == few
    assert "from=" in page.url
    page.go_back()
    assert counted(page, unlike=few) == every
    assert "from=" not in page.url
    page.locator(".st-key-chip_dates").wait_for(state="detached")
    page.go_forward()
    assert counted(page, unlike=every) == few
    page.locator(".st-key-chip_dates").wait_for(state="attached")
    opened.was_clean()


def over_comparison(page: Page, edition: Edition) -> None:
    compared = "window.dawriyaMap.compare()"
    page.locator(".st-key-mode_switch").get_by_text(edition.say("Compare")).click()
    wait_for(page, compared)
    page.wait_for_url("**compare=previous**")
    page.go_back()
    wait_for(page, f"!{compared}")
    assert "compare" not in page.url
    page.go_forward()
    wait_for(page, compared)
    page.go_back()
    wait_for(page, f"!{compared}")


def over_language_and_page(page: Page, edition: Edition) -> None:
    page.locator(AT_REST).wait_for()
    page.locator(".st-key-lang_switch button").click()
    page.locator("[data-testid=stPopoverBody]").get_by_text("English").tap()
    page.wait_for_url("**lang=en**")
    still_map(page, "state.lang === 'en'")
    page.locator(AT_REST).wait_for()
    page.locator("[data-testid=stExpandSidebarButton]").tap()
    page.locator("[data-testid=stSidebarNavLink][href$='/data']").tap()
    page.wait_for_url("**/data**")
    page.locator(".st-key-data_tab_data_open").wait_for()
    page.wait_for_url("**/data?**lang=en**")
    page.go_back()
    page.wait_for_url("**/?**lang=en**")
    still_map(page, "state.lang === 'en'")
    page.locator(AT_REST).wait_for()
    page.go_back()
    still_map(page, f"state.lang === '{edition.lang}'")
    wait_for(page, "document.documentElement.dir === 'rtl'")
    assert f"lang={edition.lang}" in page.url


def test_the_png_download_is_an_a4_page(address: str, visited: Visit) -> None:
    page = visited.page
    open_map(page, address)
    page.locator(".st-key-snapshot button").first.click()
    with page.expect_download() as download:
        page.locator(".st-key-snapshot_png button").click()
    image = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    image.load()
    assert image.size == A4_AT_150_DPI
    assert download.value.suggested_filename.endswith("-en.png")


def test_the_theme_changes_without_losing_the_view(address: str, visited: Visit) -> None:
    page = visited.page
    every = open_map(page, address, "&layer=patrol")
    page.locator(".st-key-theme_switch button").click()
    wait_for(page, "getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    assert shown(page) == every
    assert "layer=patrol" in page.url


def test_nothing_is_wider_than_a_phone_and_files_speak_its_language(address: str, visit: Callable[..., Visit]) -> None:
    opened = visit(viewport={"width": 390, "height": 844}, locale="ar", has_touch=True)
    for path in ("", "read", "data", "about"):
        opened.page.goto(f"{address}/{path}?lang=ar")
        opened.page.locator(".st-key-stage, .st-key-entry, .st-key-about").first.wait_for()
        opened.page.locator(AT_REST).wait_for()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        if path == "data":
            opened.page.locator(".st-key-other_formats button").first.tap()
            with opened.page.expect_download() as download:
                opened.page.locator(".st-key-export_kml button").tap()
            assert "<Folder><name>روسيا</name>" in Path(download.value.path()).read_text(encoding="utf-8")
    assert opened.outside == []


def test_a_safety_switch_holds_for_the_files_of_every_page(address: str, store_path: Path, visited: Visit) -> None:
    page = visited.page
    with Store(store_path) as store:
        sources = store.sources()
    page.goto(f"{address}/data?lang=en")
    page.locator(".st-key-safety_button button").click()
    page.locator(".st-key-safety_sources label").click()
    page.get_by_role("button", name="Safety: on").wait_for()
    page.locator(AT_REST).wait_for()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.locator(".st-key-export_geojson button").click()
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert sources
    assert not [source for source in sources if source in written]
    assert "Source 1" in written
    assert "Sources and their words are withheld." in written
    page.get_by_role("link", name="Map", exact=True).click()
    page.locator(".st-key-snapshot button").first.click()
    page.locator(".st-key-safety_fold", has_text="Safety: on").wait_for()


def choose(page: Page, label: str, option: str) -> None:
    """Opens a list by its label and takes the entry that begins with some words."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=re.compile(f"^{option}")).click()
    page.keyboard.press("Escape")


def test_what_was_chosen_in_lists_stays_where_their_words_change(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/data?lang=en")
    choose(page, "Kinds", "Clash")
    page.wait_for_url("**kind=clash**")
    page.locator(".st-key-safety_button button").click()
    choose(page, "Coarsen positions", "10 km")
    page.get_by_role("button", name="Safety: on").wait_for()
    # Another count beside the kind, then another language: what follows in each tells the lists' words anew.
    for lang, force in (("en", "force_sdf"), ("ar", "force_isis")):
        if lang == "ar":
            page.locator(".st-key-lang_switch button").click()
            page.locator("[data-testid=stPopoverBody]").get_by_text("العربية").click()
            wait_for(page, "document.documentElement.dir === 'rtl'")
        page.locator(AT_REST).wait_for()
        for _ in range(2):  # and again with the words that the page has by now
            page.locator(f".st-key-rail_{force} label").click()
            page.wait_for_timeout(300)
            page.locator(AT_REST).wait_for()
        expect(page.locator("[class*=st-key-rail_kinds]")).to_contain_text({"en": "Clash ·", "ar": "اشتباك ·"}[lang])
        assert "kind=clash" in page.url
        assert page.locator("[data-testid=stAlert]").count() == 0
    page.locator(".st-key-safety_button button").click()
    expect(page.get_by_role("combobox", name="تقريب المواقع")).to_have_value("10 كم")


def test_the_second_of_two_people_on_an_event_is_told(address: str, store_path: Path, visited: Visit) -> None:
    page = visited.page
    with Store(store_path) as store:
        event = next(event for event in store.events() if event.kind == "clash")
        page.goto(f"{address}/?lang=en&event={event.id}")
        page.locator(".st-key-edit button").click()
        page.locator(f".st-key-edit_{event.id}_killed button[data-testid=stNumberInputStepUp]").click()
        page.locator(".st-key-save_event button:enabled").wait_for()
        store.save_event(replace(event, note="seen by another"), who="another")
        page.locator(".st-key-save_event button").click()
        page.get_by_text("saved by someone else").wait_for()
        kept = store.event(event.id)
    assert (kept.note, kept.killed) == ("seen by another", event.killed)


def test_a_click_before_the_filters_are_drawn_leaves_them_as_they_are(
    address: str, store_path: Path, visited: Visit
) -> None:
    page = visited.page
    with Store(store_path) as store:
        event = next(event for event in store.events() if event.kind == "clash")
    page.add_init_script(CLICK_AT_ONCE % ".st-key-edit button")
    every = open_map(page, address, f"&event={event.id}")
    page.locator(".st-key-save_event").wait_for()
    page.locator("[role=dialog] button[aria-label=Close]").click()
    page.locator(".st-key-save_event").wait_for(state="detached")
    page.locator(".st-key-rail_layer_incident label").click()
    assert 0 < shown(page, unlike=every) < every
    page.wait_for_url("**layer=patrol**")
    assert set(parse_qs(urlsplit(page.url).query)) == {"lang", "layer", "event"}


def test_a_tablet_opens_with_the_rail_closed(address: str, visit: Callable[..., Visit]) -> None:
    page = visit(locale="en-GB", viewport={"width": 820, "height": 1100}).page
    open_map(page, address)
    wait_for(page, "document.documentElement.dataset.rail === 'ready'", what="The rail out of the way")
    rail = page.locator("[data-testid=stSidebar]")
    box = rail.bounding_box()
    assert box is None or box["x"] + box["width"] <= 0
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.wait_for_function("document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().x >= 0")


# Before the server answers ------------------------------------------------------------------------------------------

# Whether the rail and the timeline were there when the map first showed its events.
WATCH_FIRST_PAINT = """
  const looking = setInterval(() => {
    if (!window.dawriyaMap?.state?.().ready) return;
    clearInterval(looking);
    window.wasFirst = !document.querySelector(".st-key-rail_layers, .st-key-stage_time");
  }, 5);
"""

# Ticks boxes one after the other, and says what the map showed after each, with no time for any answer; before that, a
# box may be taken for one that is not drawn yet.
TICK = """([boxes, undrawn]) => {
  const hidden = undrawn && document.querySelector(`.st-key-rail_${undrawn}`);
  const name = hidden && hidden.className;
  if (hidden) hidden.className = "";
  const shown = boxes.map((box) => {
    document.querySelector(`.st-key-rail_${box} label input`).click();
    return window.dawriyaMap.state().shown;
  });
  if (hidden) hidden.className = name;
  return shown;
}"""
TOP = "document.querySelector('.st-key-stage_map iframe').getBoundingClientRect().top"
COUNT = "document.querySelector('.dw-count strong').textContent"


def digits(text: object) -> int:
    return int(str(text).translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")))


def whole_page(page: Page) -> dict:
    page.locator(".st-key-rail_force_turkey input").wait_for(state="attached")
    return still_map(page)


@EDITIONS
def test_the_map_comes_before_the_page_and_a_tick_before_the_answer(
    address: str, visit: Callable[..., Visit], edition: Edition
) -> None:
    page = visit(**edition.options).page
    page.add_init_script(WATCH_FIRST_PAINT)
    page.goto(f"{address}/?lang={edition.lang}")
    early = wait_for(page, f"window.wasFirst !== undefined && {TOP}")
    every = whole_page(page)["shown"]
    page.locator(".st-key-stage_time").wait_for()
    assert page.evaluate("window.wasFirst")
    assert not page.locator(".st-key-map_ready").count()  # the waiting is over, and nothing of it is left
    assert page.evaluate(TOP) == pytest.approx(early, abs=1)  # what comes later moves nothing

    [without] = page.evaluate(TICK, [["layer_incident"], None])
    assert 0 < without < every
    wait_for(page, f"{COUNT} !== '{every}'")
    assert digits(page.evaluate(COUNT)) == page.evaluate("window.dawriyaMap.state().shown") == without
    [without_force] = page.evaluate(TICK, [["force_us"], "force_russia"])
    assert 0 < without_force < without
    wait_for(page, f"{COUNT} !== '{without}'")
    assert digits(page.evaluate(COUNT)) == page.evaluate("window.dawriyaMap.state().shown") == without_force


def test_the_answer_to_an_older_tick_does_not_undo_a_newer_one(address: str, visited: Visit) -> None:
    page = visited.page
    page.goto(f"{address}/?lang=en")
    every = whole_page(page)["shown"]
    page.evaluate("window.seen = []; window.dawriyaMap.onPaint = (shown) => window.seen.push(shown); 0")
    after = page.evaluate(TICK, [["force_us", "force_russia", "force_turkey"], None])
    assert after == sorted(after, reverse=True)
    assert len(set(after)) == 3
    wait_for(page, f"{COUNT} === '{after[-1]}'", what="The page's count after the last tick")
    page.wait_for_timeout(500)
    assert list(dict.fromkeys(page.evaluate("window.seen"))) == after
    assert page.evaluate("window.seen").count(after[0]) == 1
    # All boxes of a kind, or none, mean no filter.
    shown = page.evaluate(TICK, [["force_us", "force_russia", "force_turkey", "layer_incident", "layer_patrol"], None])
    assert shown[2] == every == shown[4]
    assert shown[3] < every
