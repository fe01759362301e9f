"""The review desk in a browser: an analyst's full pass by keyboard, two people on one event, Arabic, and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard.events import Event
from dashboard.picking import BY_HAND
from dashboard.reading.read import read_report
from dashboard.review import Desk
from dashboard.review_log import LogEntry
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import ROOT, Serve, Visit, wait_for

APP = ROOT / "dashboard" / "app.py"
TEN = """Weekly security summary

Monday, 7 October 2024. A US patrol of five vehicles drove from Rumaylan to al-Malikiyah and returned by the same road.

Tuesday, 8 October. Turkish artillery shelled the outskirts of Tell Tamr. Two civilians were wounded.

Wednesday, 9 October. Clashes broke out between the SDF and Syrian National Army fighters near Ayn Issa.

Wednesday, 9 October. A roadside bomb hit an SDF vehicle on the road east of Busayrah, killing one fighter.

Thursday, 10 October. Turkish forces sent a convoy to the countryside of Darbasiyah.

Friday, 11 October. Residents of al-Shaddadi protested against fuel prices.

Friday, 11 October. Coalition aircraft struck a vehicle near Markadah, killing an ISIS member.

Saturday, 12 October. A Russian patrol reached Qahtaniyah and stayed an hour.

Saturday, 12 October. The Asayish arrested two men in a raid in Hasakah.

Sunday, 13 October. A Syrian government checkpoint in Qamishli blocked a US convoy, which turned back.
"""
PUBLISHED = date(2024, 10, 14)


class Analyst:
    """A person at the desk who has a keyboard and no mouse."""

    def __init__(self, page: Page, store: Store) -> None:
        self.page = page
        self.store = store

    @property
    def open_id(self) -> str:
        """The event that the page has open: its address names it."""
        return str(self.page.evaluate("new URL(location.href).searchParams.get('event') || ''"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def wait(self, script: str, what: str) -> None:
        wait_for(self.page, script, what=what)

    def settle(self) -> None:
        """Until the page has drawn what the last key asked for."""
        self.page.wait_for_timeout(120)
        self.wait("document.querySelector('.stApp').dataset.testScriptState === 'notRunning'", "A page at rest")

    def turn_to(self, event_id: str) -> None:
        """Skips through the queue to an event."""
        for _ in range(24):
            if self.open_id == event_id:
                return
            before = self.open_id
            self.press("n")
            self.wait(f"new URL(location.href).searchParams.get('event') !== '{before}'", "The next event")
            self.settle()
        pytest.fail(f"{event_id} is not in the queue")

    def decide(self, key: str, *, is_last: bool = False) -> None:
        """Takes a decision, after which the next event is open and takes keys."""
        before = self.open_id
        self.press(key)
        if not is_last:
            self.wait(f"new URL(location.href).searchParams.get('event') !== '{before}'", "The next event")
        self.settle()

    def reason(self, words: str) -> None:
        self.press("y")
        self.wait("document.activeElement.closest('.st-key-review_why') !== null", "The cursor in the reason")
        self.page.keyboard.type(words)
        self.press("Enter")
        self.wait("document.activeElement === document.body", "The keys of the page")
        self.settle()

    def open_editor(self, key: str, name: str) -> None:
        """Opens a field: the cursor is in its first input."""
        self.press(key)
        self.wait(f"document.activeElement.closest('.st-key-review_edit_{name}') !== null", f"The cursor in {name}")
        self.settle()

    def close_editor(self, name: str) -> None:
        """Escape closes what a field has opened over the page first, then the field."""
        for _ in range(3):
            self.press("Escape")
            self.page.wait_for_timeout(150)
            self.settle()
            if not self.page.locator(f".st-key-review_edit_{name}").count():
                return
        pytest.fail(f"{name} stays open")

    def changed(self) -> str:
        """What the page says was changed."""
        return str(wait_for(self.page, "document.querySelector('.st-key-review_changed')?.innerText", what="A change"))

    def pick_words(self, first: str, count: int, key: str) -> None:
        """Picks words of the report by its arrow keys and Shift, from `first` on, as evidence."""
        self.press("s")
        self.wait("document.activeElement.classList.contains('rt-body')", "The cursor in the text")
        self.settle()
        self.press("Home", "ArrowRight")
        words = TEN.split()
        at = words.index(first)
        self.press("Home", *["ArrowRight"] * at, *["Shift+ArrowRight"] * (count - 1))
        assert self.page.evaluate("document.getSelection().toString()") == " ".join(words[at : at + count])
        self.press(key)
        self.settle()
        self.press("Escape")
        self.wait("document.activeElement === document.body", "The keys of the page")


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    with Store(store_path) as opened:
        yield opened


@pytest.fixture
def ten(store: Store, gazetteer: Gazetteer) -> dict[str, Event]:
    """A report of ten events in the store, which are named by their kind and day."""
    report = read_report(TEN, gazetteer, source="Khabur Monitor", published=PUBLISHED)
    store.save(report)
    return {f"{one.kind} {one.date_start:%d}": one for one in report.events if one.date_start}


@pytest.fixture
def address(serve: Serve, store_path: Path, ten: dict[str, Event]) -> str:
    assert len(ten) == 10
    return serve(APP, {"DAWRIYA_STORE": str(store_path)})


@pytest.fixture
def visited(visit: Callable[..., Visit]) -> Iterator[Visit]:
    opened = visit(locale="en-GB")
    yield opened
    assert opened.outside == []
    assert opened.errors == []


def open_desk(page: Page, address: str, query: str = "lang=en") -> None:
    page.goto(f"{address}/review?{query}")
    page.locator(".dw-review-head").wait_for()
    wait_for(page, "document.querySelector('.stApp').dataset.testScriptState === 'notRunning'")


def lines(desk: Desk, event_id: str) -> list[LogEntry]:
    return [line for line in desk.log(event_id) if line.action == "edit"]


def test_a_ten_event_report_is_reviewed_without_a_mouse(
    address: str, visited: Visit, store: Store, ten: dict[str, Event], gazetteer: Gazetteer
) -> None:
    page, desk = visited.page, Desk(store)
    page.goto(f"{address}/?lang=en")
    page.locator("[data-testid=stTopNavLink]").first.wait_for()
    analyst = Analyst(page, store)
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('[data-testid=stTopNavLink][href$=review]')"):
            break
        analyst.press("Tab")
    analyst.press("Enter")
    page.locator(".dw-review-head").wait_for()
    analyst.settle()

    analyst.turn_to(ten["patrol 07"].id)
    analyst.decide("a")
    assert store.event(ten["patrol 07"].id).status == "reviewed"

    analyst.turn_to(ten["shelling 08"].id)
    analyst.decide("v")

    analyst.turn_to(ten["protest 11"].id)
    analyst.reason("no second source")
    analyst.decide("x")

    analyst.turn_to(ten["clash 09"].id)
    analyst.open_editor("w", "kind")
    page.keyboard.type("Shelling")
    analyst.press("Enter")
    assert "Kind" in analyst.changed()
    analyst.settle()
    analyst.close_editor("kind")
    analyst.decide("a")

    analyst.turn_to(ten["ied_or_mine 09"].id)
    analyst.open_editor("t", "date")
    page.wait_for_timeout(600)
    page.keyboard.type("20241008", delay=30)
    page.wait_for_timeout(300)
    analyst.close_editor("date")
    assert "Date" in analyst.changed()
    analyst.decide("a")

    analyst.turn_to(ten["movement 10"].id)
    analyst.open_editor("f", "forces")
    page.keyboard.type("Russia")
    analyst.press("Enter")
    assert "Forces" in analyst.changed()
    analyst.settle()
    analyst.close_editor("forces")
    analyst.decide("a")

    patrol = next(one for name, one in ten.items() if name.endswith("12") and "russia" in one.force_ids)
    analyst.turn_to(patrol.id)
    candidates = page.locator("[class*=st-key-review_take_] button").all_inner_texts()
    number = next(at for at, label in enumerate(candidates, start=1) if "Raqqa" in label)
    analyst.press(str(number))
    assert "Place" in analyst.changed()
    analyst.settle()
    analyst.decide("a")

    analyst.turn_to(ten["air_or_drone_strike 11"].id)
    analyst.pick_words("Markadah,", 4, "p")
    analyst.decide("d")

    analyst.turn_to(ten["arrest_or_raid 12"].id)
    analyst.decide("x")
    analyst.press("z")
    analyst.wait(f"new URL(location.href).searchParams.get('event') === '{ten['arrest_or_raid 12'].id}'", "It is back")
    analyst.settle()
    assert store.event(ten["arrest_or_raid 12"].id).status == "auto"
    analyst.decide("v")
    analyst.decide("a", is_last=True)
    page.locator(".st-key-review_empty").wait_for()
    assert desk.queue() == ()

    now = {name: store.event(one.id) for name, one in ten.items()}
    statuses = {name: one.status for name, one in now.items()}
    assert statuses == {
        **dict.fromkeys(ten, "reviewed"),
        "shelling 08": "verified",
        "protest 11": "rejected",
        "air_or_drone_strike 11": "disputed",
        "arrest_or_raid 12": "verified",
    }
    assert now["clash 09"] == replace(
        ten["clash 09"],
        kind="shelling",
        status="reviewed",
        is_checked=True,
        evidence=tuple(one for one in ten["clash 09"].evidence if one.field != "kind"),
    )
    assert now["ied_or_mine 09"].date_start == date(2024, 10, 8)
    assert now["movement 10"].force_ids == (*ten["movement 10"].force_ids, "russia")
    moved = store.event(patrol.id).place
    assert gazetteer.place(moved.place_ids[0]).admin1 == "SY-RA"
    assert {one.name for one in desk.corrections("Khabur Monitor")} == {"Qahtaniyah"}
    (picked,) = [one for one in now["air_or_drone_strike 11"].evidence if one.rule == BY_HAND]
    assert (picked.field, TEN[picked.start : picked.end]) == ("place", "Markadah, killing an ISIS")
    whole = {line.why for line in lines(desk, ten["protest 11"].id)}
    assert whole == {"no second source"}
    assert len({line.who for line in desk.log()}) == 1
    assert now["patrol 07"] == replace(ten["patrol 07"], status="reviewed", is_checked=True)


def test_two_people_on_one_event_lose_nothing(
    address: str, visited: Visit, visit: Callable[..., Visit], store: Store, ten: dict[str, Event]
) -> None:
    event = ten["shelling 08"]
    first, second = visited.page, visit(locale="en-GB").page
    for page in (first, second):
        open_desk(page, address, f"lang=en&event={event.id}")
    mine = Analyst(second, store)
    mine.open_editor("k", "people")
    second.keyboard.type("1")
    mine.press("Tab")
    assert "Casualties" in mine.changed()
    mine.settle()
    mine.close_editor("people")
    Analyst(first, store).decide("v")
    mine.press("a")
    second.locator(".st-key-review_conflict").wait_for()
    said = second.locator(".st-key-review_conflict").inner_text()
    assert "saved this event while it was open here" in said
    assert "They changed: Status" in said
    assert "You changed: Casualties" in said
    assert store.event(event.id).killed == event.killed
    mine.settle()
    mine.press("m")
    second.locator(".st-key-review_conflict").wait_for(state="detached")
    mine.settle()
    mine.decide("a")
    kept = store.event(event.id)
    assert (kept.status, kept.killed.best, kept.wounded) == ("verified", 1, event.wounded)


def test_the_desk_reads_from_right_to_left_in_arabic(address: str, visited: Visit) -> None:
    page = visited.page
    open_desk(page, address, "lang=ar")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).direction") == "rtl"
    boxes = [page.locator(f".st-key-review_{part}").bounding_box() for part in ("queue", "event", "side")]
    lefts = [box["x"] for box in boxes if box]
    assert lefts == sorted(lefts, reverse=True)
    assert page.locator(".st-key-review_accept button").inner_text().startswith("قبول")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_the_desk_fits_a_phone_a_tablet_and_a_laptop(address: str, visit: Callable[..., Visit]) -> None:
    for width, height, lang in ((390, 844, "ar"), (390, 844, "en"), (1024, 768, "en"), (1440, 900, "ar")):
        opened = visit(viewport={"width": width, "height": height}, locale="en-GB", has_touch=width < 768)
        open_desk(opened.page, address, f"lang={lang}")
        opened.page.wait_for_timeout(300)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, (width, lang)
        bar = opened.page.locator(".st-key-review_decisions").bounding_box()
        assert bar is not None
        assert bar["y"] + bar["height"] <= height + 1, "the decisions are in sight"
        assert bar["height"] < (180 if width < 768 else 80)
        assert opened.outside == []
