"""Two halves with a divider, and small maps of consecutive periods, in the whole application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from dashboard.events import Event, EventForce, EventPlace
from dashboard.store import Store, StoredReport
from gazetteer.index import Gazetteer
from tests.browser.conftest import ROOT, Serve, Visit, settled_map, still_map, wait_for
from tests.browser.editions import EDITIONS, Edition
from tests.reference_pictures import looks_as_approved

APP = ROOT / "dashboard" / "app.py"
HOSTILE = '<img src=x onerror="window.hacked=window.parent.hacked=1">|B'
WHOLE = (1440, 900)
COMPARED = "window.dawriyaMap?.compare?.()"
SMALL = "window.dawriyaMap?.multiples?.()"
SAID = "window.dawriyaMap.frame.document.getElementById('dw-summary').textContent"
SAID_OF_HALVES = {
    "en": (
        "Two halves are compared. First period: 3 events: 2 patrols, 1 incident. 10 – 31 Jan 2024. "
        "Most: United States 2, SDF 1. Second period: 4 events: 1 patrol, 3 incidents. 29 Feb – 20 Mar 2024. Most: "
    ),
    "ar": (
        "نصفان للمقارنة على الخريطة. الفترة الأولى: 3 أحداث: دوريتان، حادثة واحدة. 10 – 31 كانون الثاني 2024. "
        "الأكثر: الولايات المتحدة 2، قسد 1. الفترة الثانية: 4 أحداث: دورية واحدة، 3 حوادث. 29 شباط – 20 آذار 2024. "
    ),
}
SAID_OF_MONTHS = {
    "en": (
        "Small maps of consecutive periods: 3. 10 Jan – 31 Jan 2024: 3 events: 2 patrols, 1 incident. "
        "February 2024: 1 event: 1 incident. 1 Mar – 20 Mar 2024: 3 events: 1 patrol, 2 incidents."
    ),
    "ar": (
        "خرائط صغيرة لفترات متتالية: 3. 10 كانون الثاني – 31 كانون الثاني 2024: 3 أحداث: دوريتان، حادثة واحدة. "
        "شباط 2024: حدث واحد: حادثة واحدة. 1 آذار – 20 آذار 2024: 3 أحداث: دورية واحدة، حادثتان."
    ),
}
# Whether the whole of each title is seen, and the maps of a row are in line.
TITLES_ARE_WHOLE = """(() => {
  const all = (selector) => [...window.dawriyaMap.frame.document.querySelectorAll(selector)];
  const isWhole = (title) => {
    const box = title.getBoundingClientRect(), text = document.createRange();
    text.selectNodeContents(title.querySelector(".dw-cell-name"));
    return [...text.getClientRects()].every((line) => line.left >= box.left && line.right <= box.right
      && line.top >= box.top && line.bottom <= box.bottom);
  };
  const tops = all(".dw-cell canvas").map((canvas) => Math.round(canvas.getBoundingClientRect().top));
  const bottom = all(".dw-cell").at(-1).getBoundingClientRect().bottom;
  return tops.length === 6 && tops.every((top, at) => top === tops[at - at % 2]) && new Set(tops).size === 3
    && all(".dw-cell-title").every(isWhole) && bottom <= window.dawriyaMap.frame.innerHeight;
})()"""

# Latitude, longitude, day and source of each event; the last two lie on the same place in two periods.
EVENTS = (
    ("patrol", "us", 37.0, 41.2, date(2024, 1, 10), "A"),
    ("clash", "sdf", 36.5, 40.7, date(2024, 1, 31), "A"),
    ("shelling", "turkey", 36.8, 38.3, date(2024, 2, 29), "A"),
    ("patrol", "russia", 35.3, 40.1, date(2024, 3, 1), "B"),
    ("air_or_drone_strike", "us", 34.5, 40.9, date(2024, 3, 20), "B"),
    ("patrol", "us", 36.2, 38.0, date(2024, 1, 15), "A"),
    ("arrest_or_raid", "sdf", 36.2, 38.0, date(2024, 3, 15), "B"),
)


def made(number: int, kind: str, force: str, lat: float, lon: float, day: date, report: str) -> Event:
    layer = "patrol" if kind == "patrol" else "incident"
    place = EventPlace(name="Here", name_ar="هنا", lat=lat, lon=lon, relation="in", radius_m=2000.0, geo_precision=1)
    days = {"date_start": day, "date_end": day, "date_precision": "day"}
    forces = (EventForce(id=force),)
    return Event(id=f"e{number}", layer=layer, kind=kind, forces=forces, place=place, sources=(report,), **days)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def address(serve: Serve, gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application on a store of seven events of two sources, one with a hostile name."""
    assert gazetteer.path.exists()
    path = tmp_path_factory.mktemp("compare") / "store.sqlite"
    now = datetime(2024, 4, 1, tzinfo=UTC)
    sources = {"A": "Khabur Monitor", "B": HOSTILE}
    reports = [StoredReport(id=one, text=f"Report {one}.", source=sources[one], read_at=now) for one in sources]
    with Store(path) as store:
        store.add_events([made(at, *one) for at, one in enumerate(EVENTS)], reports=reports)
    return serve(APP, {"DAWRIYA_STORE": str(path)})


def opened(visit: Callable[..., Visit], address: str, edition: Edition, query: str) -> Visit:
    found = visit(**edition.options, locale="en-GB")
    found.page.goto(f"{address}/?lang={edition.lang}&{query}")
    still_map(found.page)
    return found


@EDITIONS
def test_two_periods_share_one_map(visit: Callable[..., Visit], address: str, edition: Edition) -> None:
    lang = edition.lang
    found = opened(visit, address, edition, "compare=period:2024-01-01..2024-01-31|2024-02-01..2024-03-31")
    page, frame = found.page, found.page.frame_locator("iframe")
    settled_map(page)
    told = page.evaluate(COMPARED)
    # The counts add up, and are those of the table beside the map.
    assert [half["count"] for half in told["halves"]] == [3, 4]
    assert [half["drawn"] for half in told["halves"]] == [3, 4]
    # Who can't see it is told both halves.
    wait_for(page, f"{SAID}.includes('3')", what="the summary of both halves")
    assert str(page.evaluate(SAID)).startswith(SAID_OF_HALVES[lang])
    assert page.evaluate("window.dawriyaMap.state().shown") == 7
    page.locator(".dw-row-total td").first.wait_for()  # the map comes first
    cells = page.locator(".dw-row-total td").all_inner_texts()
    assert [text.strip("\u2066\u2069") for text in cells] == ["3", "4", "+1"]
    divider = frame.get_by_role("slider")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    # The earlier half is where reading begins, and each says what it is.
    labels = [frame.locator(".dw-half-label").nth(number).bounding_box() for number in (0, 1)]
    assert all(labels)
    assert (labels[0]["x"] < labels[1]["x"]) == (lang == "en")  # type: ignore[index]
    expect(frame.locator(".dw-half-label").first).to_contain_text("3")
    looks_as_approved(page.locator("iframe[title]").first, f"compare_{lang}", largest=WHOLE)
    # Two events on one place, a half each: what is under the pointer is what the half shows.
    kinds = lambda: page.evaluate(  # noqa: E731
        """() => { const { layer } = window.dawriyaMap.frame.dawriya;
          return layer.marks.filter((mark) => layer.markAt(L_point(layer, mark), false) === mark)
            .map((mark) => mark.events.kind(mark.first).id); }""".replace(
            "L_point(layer, mark)",
            "((o) => ({ x: mark.atX + o[0], y: mark.atY + o[1] }))(layer.origin())",
        )
    )
    assert 0 < len(kinds()) < 7
    divider.focus()
    page.keyboard.press("End" if lang == "en" else "Home")
    wait_for(page, f"{COMPARED}.divider === {1 if lang == 'en' else 0}")
    assert sorted(kinds()) == ["clash", "patrol", "patrol"]
    page.keyboard.press("Home" if lang == "en" else "End")
    wait_for(page, f"{COMPARED}.divider === {0 if lang == 'en' else 1}")
    assert sorted(kinds()) == ["air_or_drone_strike", "arrest_or_raid", "patrol", "shelling"]
    page.keyboard.press("PageUp" if lang == "en" else "PageDown")
    page.keyboard.press("ArrowRight" if lang == "en" else "ArrowLeft")
    expect(divider).to_have_attribute("aria-valuenow", "12" if lang == "en" else "88")
    # Dragged by its grip; the map under it does not move.
    view = page.evaluate("window.dawriyaMap.state().center")
    box = divider.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    by = 100 if lang == "en" else -100
    with edition.dragged(page, (x, y), (x + by, y)):
        pass
    width = page.locator("iframe[title]").first.bounding_box()["width"]  # type: ignore[index]
    moved = (0.12 if lang == "en" else 0.88) + by / width
    assert page.evaluate(COMPARED)["divider"] == pytest.approx(moved, abs=0.01)
    assert page.evaluate("window.dawriyaMap.state().center") == view
    # Two periods that are fixed are not played, and that is said.
    edition.press(page.locator(".dw-play"))  # at once, as the fling that ends a fast drag must not swallow it
    expect(frame.locator(".dw-swipe-note")).not_to_be_empty()
    found.was_clean()


@EDITIONS
def test_two_sources_are_fetched_when_compared_and_their_names_are_text(
    visit: Callable[..., Visit], address: str, edition: Edition
) -> None:
    found = visit(**edition.options, locale="en-GB")
    page = found.page
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "events-columns" in request.url else None)
    page.goto(f"{address}/?lang={edition.lang}")
    still_map(page, "state.shown === 7")
    assert len(fetched) == 1
    edition.press(page.locator(".st-key-mode_switch").get_by_text(edition.say("Compare")))
    # This period and the one before step together while the timeline plays or is brushed, without the server.
    wait_for(page, f"{COMPARED}?.halves[1].count > 0")
    page.evaluate("window.dawriyaMap.setWindow(19753, 19782)")  # 31 January to 29 February 2024
    told = page.evaluate(COMPARED)
    assert [half["range"] for half in told["halves"]] == [[19723, 19752], [19753, 19782]]
    assert [half["count"] for half in told["halves"]] == [2, 2]
    before = told["halves"][0]["name"]
    edition.press(page.locator("[class*=st-key-compare_kind] [role=group]"))
    edition.press(page.get_by_role("option", name=edition.say("Two sources")))
    wait_for(page, f"{COMPARED}?.halves.every((half) => half.count > 0) && {COMPARED}.halves[0].name !== '{before}'")
    told = page.evaluate(COMPARED)
    assert {half["name"]: half["count"] for half in told["halves"]} == {"Khabur Monitor": 4, HOSTILE: 3}
    assert len(set(fetched)) == 3
    page.wait_for_url("**compare=source**")
    assert "%257CB" in page.url  # the bar of the name is none between names
    expect(page.locator(".dw-halves")).to_contain_text(HOSTILE)
    assert page.frame_locator("iframe").locator(".dw-swipe img").count() == 0
    assert page.locator(".dw-halves img").count() == 0
    assert page.evaluate("window.hacked") is None
    page.reload()
    wait_for(page, f"{COMPARED}?.halves.map((half) => half.count).sort().join() === '3,4'")
    found.was_clean()


@EDITIONS
def test_small_maps_of_months_move_together_and_open(
    visit: Callable[..., Visit], address: str, edition: Edition
) -> None:
    lang = edition.lang
    found = opened(visit, address, edition, "multiples=month")
    page, frame = found.page, found.page.frame_locator("iframe")
    wait_for(page, f"{SMALL}?.painted > 0")
    settled_map(page)
    page.evaluate("window.dawriyaMap.frame.map.setView([35.75, 39.6], 7, {animate: false})")  # for the picture
    settled_map(page)
    told = page.evaluate(SMALL)
    titles = {
        "en": ["10 Jan – 31 Jan 2024", "February 2024", "1 Mar – 20 Mar 2024"],
        "ar": ["10 كانون الثاني – 31 كانون الثاني 2024", "شباط 2024", "1 آذار – 20 آذار 2024"],
    }
    assert [cell["title"] for cell in told["cells"]] == titles[lang]
    assert [cell["count"] for cell in told["cells"]] == [cell["drawn"] for cell in told["cells"]] == [3, 1, 3]
    looks_as_approved(page.locator("iframe[title]").first, f"multiples_{lang}", largest=WHOLE)
    wait_for(page, f"{SAID}.includes('3')", what="the summary of the small maps")
    assert page.evaluate(SAID) == SAID_OF_MONTHS[lang]
    of_one = frame.locator(".dw-cell canvas").first.get_attribute("aria-label") or ""
    assert of_one.endswith({"en": ": 2 patrols, 1 incident", "ar": ": دوريتان، حادثة واحدة"}[lang])
    assert page.evaluate("window.dawriyaMap.state().shown") == 7
    if lang == "ar":
        # Two maps side by side: the long title of a period that is cut is wrapped, its year is seen.
        page.evaluate(
            """() => { const { layer } = window.dawriyaMap.frame.dawriya, { multiples } = layer.params;
              const [one, , other] = multiples.periods;
              const long = { ...other, title: "30 كانون الأول 2023 – 31 كانون الثاني 2024" };
              layer.multiples.take({ multiples: { ...multiples, periods: [one, other, long, one, other, one] } }); }"""
        )
        wait_for(page, TITLES_ARE_WHOLE, what="whole titles over maps that are in line")
        page.evaluate(
            "window.dawriyaMap.frame.dawriya.layer.multiples.take(window.dawriyaMap.frame.dawriya.layer.params)"
        )
        wait_for(page, f"{SMALL}.cells.length === 3 && {SMALL}.cells.every(({{ count }}) => count > 0)")
        told = page.evaluate(SMALL)
    else:
        # What is pointed at is told as on the one map.
        x, y = page.evaluate(
            """() => { const small = window.dawriyaMap.frame.dawriya.layer.multiples, [mark] = small.cells[1].marks;
              return [mark.atX * small.scale, mark.atY * small.scale]; }"""
        )
        box = frame.locator(".dw-cell canvas").nth(1).bounding_box()
        assert box
        page.mouse.move(box["x"] + x, box["y"] + y)
        expect(frame.locator(".dw-tip")).to_contain_text("29 Feb 2024")
        page.mouse.move(box["x"] + x + 60, box["y"] + y)
        expect(frame.locator(".dw-tip")).to_be_hidden()
    boxes = [frame.locator(".dw-cell canvas").nth(number).bounding_box() for number in range(3)]
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1  # one extent, one scale
    if lang == "en":
        assert boxes[0]["x"] < boxes[1]["x"] or boxes[0]["y"] < boxes[1]["y"]  # type: ignore[index]
    # Moving one moves all: by the mouse where there is one, by the keyboard everywhere.
    before = told["bounds"]
    if lang == "en":
        x, y = boxes[1]["x"] + 100, boxes[1]["y"] + 100  # type: ignore[index]
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y, steps=3)
        page.mouse.up()
        wait_for(page, f"{SMALL}.bounds[0] < {before[0]} - 1e-6")
        before = page.evaluate(SMALL)["bounds"]
    frame.locator(".dw-cell-title").nth(1).focus()
    page.keyboard.press("+")
    wait_for(page, f"{SMALL}.bounds[2] - {SMALL}.bounds[0] < {before[2] - before[0]} * 0.95")
    # The maps are one set of events: a click opens one period as the filter of the one map.
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2024-02-01**")
    still_map(page, "state.shown === 1")
    assert "multiples" not in page.url
    assert "to=2024-02-29" in page.url
    assert page.evaluate(SMALL) is None
    found.was_clean()
