"""The review desk in a browser: two people on one event, the mouse, remembered places, undo, Arabic and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from dashboard.editing import BY_HAND as PLACED_BY_HAND
from dashboard.editing import CLICKED_M
from dashboard.events import Event
from dashboard.picking import BY_HAND
from dashboard.reading.read import read_report
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import AT_REST, ROOT, Serve, Visit
from tests.browser.review_desk import Analyst

APP = ROOT / "dashboard" / "app.py"
REPORTS = {
    "shelling": ("Khabur Office", "Turkish artillery shelled Tell Tamr on 14 October 2024, wounding two civilians."),
    "bomb": ("Euphrates Desk", "A bomb killed an SDF fighter near Markadah on 3 September 2024. He was from Shaddadi."),
    "arrest": ("Hasakah Brief", "The Asayish arrested two men in a raid in Hasakah on 22 August 2024."),
    "patrol": ("Road Watch", "A Russian patrol reached Qahtaniyah on 8 October 2024 and stayed an hour."),
    "later patrol": ("Road Watch", "Russian vehicles on patrol near Qahtaniyah on 20 July 2024 soon went back."),
    "meeting": (
        "دفتر الجزيرة",
        "التقت دورية أميركية بدورية روسية قرب بلدة القحطانية في محافظة الحسكة يوم السبت 12 تشرين الأول 2024.",
    ),
}  # fmt: skip
"""Reports of one event each, by source; every test has its own."""

SPOT = """([words, atEnd]) => {
    const texts = document.createTreeWalker(document.querySelector(".rt-body"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + words.length);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        return [atEnd ? right : left, (top + bottom) / 2];
    }
}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("desk") / "store.sqlite") as opened:
        yield opened


@pytest.fixture(scope="module")
def events(store: Store, gazetteer: Gazetteer) -> dict[str, Event]:
    """The event of each report, as it was read."""
    found = {}
    for name, (source, text) in REPORTS.items():
        report = read_report(text, gazetteer, source=source, published=date(2024, 10, 15))
        store.save(report)
        (found[name],) = report.events
    return found


@pytest.fixture(scope="module")
def address(serve: Serve, store: Store, events: dict[str, Event]) -> str:
    assert events
    return serve(APP, {"DAWRIYA_STORE": store.url})


def sit_down(page: Page, address: str, event: Event) -> Analyst:
    """A person at the desk who has an event open."""
    page.goto(f"{address}/review?lang=en&event={event.id}")
    analyst = Analyst(page)
    analyst.sees(event)
    return analyst


def test_the_second_of_two_people_is_told_and_loses_nothing(
    address: str, visited: Visit, visit: Callable[..., Visit], store: Store, events: dict[str, Event]
) -> None:
    event = events["shelling"]
    first = sit_down(visit(locale="en-GB").page, address, event)
    second = sit_down(visited.page, address, event)
    second.opens("k", "people")
    second.types("1")
    second.closes("people")
    second.has_changed("Casualties")
    first.press("v")
    expect(first.page.locator(".st-key-review_last")).to_contain_text("Verified")
    second.press("a")
    panel = second.page.locator(".st-key-review_conflict")
    expect(panel).to_contain_text("saved this event while it was open here. Nothing of yours was lost.")
    expect(panel).to_contain_text("They changed: Status")
    expect(panel).to_contain_text("You changed: Casualties")
    assert (store.event(event.id).status, store.event(event.id).killed) == ("verified", event.killed)
    second.rests()
    second.press("m")
    expect(panel).to_have_count(0)
    second.has_changed("Casualties")
    second.press("a")
    expect(second.page.locator(".st-key-review_last")).to_contain_text("Accepted")
    kept = store.event(event.id)
    assert (kept.status, kept.killed.best, kept.wounded) == ("verified", 1, event.wounded)


def test_words_are_picked_with_the_mouse(
    address: str, visited: Visit, store: Store, events: dict[str, Event], gazetteer: Gazetteer
) -> None:
    page, event = visited.page, events["bomb"]
    analyst = sit_down(page, address, event)
    page.mouse.move(*page.evaluate(SPOT, ["Shaddadi", False]))
    page.mouse.down()
    page.mouse.move(*page.evaluate(SPOT, ["Shaddadi", True]), steps=5)
    page.mouse.up()
    page.locator(".rt-pick", has_text="Place").click()
    analyst.has_changed("Place")
    page.locator(".st-key-review_accept button").click()
    expect(page.locator(".st-key-review_last")).to_contain_text("Accepted")
    kept = store.event(event.id)
    (picked,) = [one for one in kept.evidence if one.rule == BY_HAND]
    assert (picked.field, REPORTS["bomb"][1][picked.start : picked.end]) == ("place", "Shaddadi")
    assert gazetteer.place(kept.place.place_ids[0]).name_in("en").endswith("Shaddadi")


def test_a_click_on_the_map_is_the_place(address: str, visited: Visit, store: Store, events: dict[str, Event]) -> None:
    page, event = visited.page, events["arrest"]
    analyst = sit_down(page, address, event)
    page.locator(".st-key-review_map .pm-map[data-ready]").click(position={"x": 120, "y": 150})
    analyst.has_changed("Place")
    page.locator(".st-key-review_accept button").click()
    expect(page.locator(".st-key-review_last")).to_contain_text("Accepted")
    place = store.event(event.id).place
    assert (place.reason, place.radius_m, place.name) == (PLACED_BY_HAND, CLICKED_M, event.place.name)
    assert place.lat is not None
    assert event.place.lat is not None
    assert 0 < abs(place.lat - event.place.lat) < 0.5
    assert {one.field for one in store.event(event.id).evidence}.isdisjoint({"place"})


def test_a_place_set_right_moves_the_rest_after_a_look_and_back(
    address: str, visited: Visit, store: Store, events: dict[str, Event], gazetteer: Gazetteer
) -> None:
    page, desk, event, other = visited.page, Desk(store), events["patrol"], events["later patrol"]
    analyst = sit_down(page, address, event)
    analyst.press(analyst.number_of("Raqqa"))
    analyst.has_changed("Place")
    analyst.press("a")
    offer = page.get_by_role("dialog")
    expect(offer).to_contain_text("In Road Watch, “Qahtaniyah” now means")
    expect(offer.locator(".dw-moves li")).to_have_count(1)
    assert store.event(other.id).place == other.place
    analyst.rests()
    analyst.press("Enter")
    expect(offer).to_have_count(0)
    expect(page.locator(".st-key-review_last")).to_contain_text("1 moved")
    moved = store.event(other.id)
    assert gazetteer.place(moved.place.place_ids[0]).admin1 == "SY-RA"
    assert moved.status == "auto"
    analyst.rests()
    analyst.press("z")
    expect(page.locator(".st-key-review_last")).to_contain_text("Accepted")
    assert store.event(other.id).place == other.place
    assert len(desk.corrections("Road Watch")) == 1
    analyst.rests()
    analyst.press("z")
    analyst.sees(event)
    assert store.event(event.id).place == event.place
    assert desk.corrections("Road Watch") == ()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_desk_reads_from_right_to_left_and_fits(
    address: str, visit: Callable[..., Visit], events: dict[str, Event], width: int
) -> None:
    height = 844 if width < 768 else 900
    opened = visit(viewport={"width": width, "height": height}, locale="ar", has_touch=width < 768)
    page = opened.page
    page.goto(f"{address}/review?lang=ar&event={events['meeting'].id}")
    page.locator(".st-key-review_map .pm-map[data-ready]").wait_for()
    page.locator(AT_REST).wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('.rt-body')).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".st-key-review_accept button").inner_text().startswith("قبول")
    boxes = [page.locator(f".st-key-review_{part}").bounding_box() for part in ("queue", "event", "side")]
    lefts, tops = [box["x"] for box in boxes if box], [box["y"] for box in boxes if box]
    if width < 768:
        assert tops == sorted(set(tops))
    else:
        assert lefts == sorted(set(lefts), reverse=True)
    head = page.locator(".dw-review-head").bounding_box()
    assert head is not None
    assert head["y"] < (200 if width < 768 else 100), "the event begins near the top"
    bar = page.locator(".st-key-review_decisions").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= height + 1, "the decisions are in sight"
    assert opened.outside == []
    assert opened.errors == []
