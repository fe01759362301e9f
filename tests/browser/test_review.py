"""The review desk in a browser: an analyst's full pass over a report of ten events, without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.events import Event
from dashboard.picking import BY_HAND
from dashboard.reading.read import read_report
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import ROOT, Serve, Visit
from tests.browser.review_desk import Analyst

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
SOURCE, PUBLISHED = "Khabur Monitor", date(2024, 10, 14)
DAYS = {
    "patrol": 7, "shelling": 8, "clash": 9, "bomb": 9, "convoy": 10, "protest": 11, "strike": 11, "visit": 12,
    "arrest": 12, "standoff": 13,
}  # fmt: skip
"""The ten events of the report, in its order, and their days in October 2024."""
QUEUE = ("protest", "visit", "convoy", "clash", "shelling", "patrol", "standoff", "arrest", "strike", "bomb")
"""The events as they come: the surer, the later."""


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    with Store(store_path) as opened:
        yield opened


@pytest.fixture
def ten(store: Store, gazetteer: Gazetteer) -> dict[str, Event]:
    """The events of the report, by the names above, each as sure as its turn wants it; one is read wrongly."""
    report = read_report(TEN, gazetteer, source=SOURCE, published=PUBLISHED)
    found = sorted(report.events, key=lambda event: min(one.start for one in event.evidence))
    assert [event.date_start and event.date_start.day for event in found] == list(DAYS.values())
    events = {name: replace(event, confidence=QUEUE.index(name) / 10) for name, event in zip(DAYS, found, strict=True)}
    events["visit"] = replace(events["visit"], kind="movement", layer="patrol")
    store.save(replace(report, events=tuple(events.values())))
    return events


@pytest.fixture
def address(serve: Serve, store_path: Path, ten: dict[str, Event]) -> str:
    assert ten
    return serve(APP, {"DAWRIYA_STORE": str(store_path)})


def open_by_keyboard(page: Page, address: str) -> None:
    """From the map, where everybody begins, to the desk by Tab and Enter."""
    page.goto(f"{address}/?lang=en")
    link = page.locator("[data-testid=stTopNavLink]", has_text="Review")
    link.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")


def test_a_ten_event_report_is_reviewed_without_a_mouse(
    address: str, visited: Visit, store: Store, ten: dict[str, Event], gazetteer: Gazetteer
) -> None:
    page, desk, analyst = visited.page, Desk(store), Analyst(visited.page)
    assert [one.id for one in desk.queue()] == [ten[name].id for name in QUEUE]
    open_by_keyboard(page, address)
    analyst.sees(ten["protest"])

    analyst.gives_a_reason("no second source")
    analyst.press("x")

    analyst.sees(ten["visit"])
    analyst.opens("w", "kind")
    analyst.types("Patrol")
    analyst.press("Enter")
    analyst.has_changed("Kind")
    analyst.closes("kind")
    analyst.press(analyst.number_of("Raqqa"))
    analyst.has_changed("Place")
    analyst.press("a")

    analyst.sees(ten["convoy"])
    analyst.opens("f", "forces")
    analyst.types("Russia")
    analyst.press("Enter")
    analyst.closes("forces")
    analyst.has_changed("Forces")
    analyst.press("a")

    analyst.sees(ten["clash"])
    analyst.press("d")

    analyst.sees(ten["shelling"])
    analyst.opens("k", "people")
    analyst.press("Tab")
    analyst.types("3")
    analyst.press("Enter")
    analyst.has_changed("Casualties")
    analyst.closes("people")
    analyst.press("v")

    analyst.sees(ten["patrol"])
    analyst.press("a")

    analyst.sees(ten["standoff"])
    analyst.press("n")

    analyst.sees(ten["arrest"])
    analyst.press("x")
    analyst.sees(ten["strike"])
    analyst.press("z")
    analyst.sees(ten["arrest"])
    assert store.event(ten["arrest"].id).status == "auto"
    analyst.press("v")

    analyst.sees(ten["strike"])
    analyst.picks_words("Markadah, killing an ISIS", of=TEN, key="p")
    analyst.has_changed("Evidence")
    analyst.press("a")

    analyst.sees(ten["bomb"])
    analyst.opens("t", "date")
    analyst.types("20241008")
    analyst.closes("date", "Enter")
    analyst.has_changed("Date")
    analyst.press("a")

    analyst.sees(ten["standoff"])
    analyst.opens("p", "place")
    analyst.types("Himo")
    analyst.press("Enter")
    analyst.has_changed("Place")
    analyst.closes("place")
    analyst.press("a")

    expect(page.locator(".st-key-review_empty")).to_contain_text("Nothing waits for review.")
    assert desk.queue() == ()
    check_what_was_decided(store, ten, gazetteer)


def check_what_was_decided(store: Store, ten: dict[str, Event], gazetteer: Gazetteer) -> None:
    desk = Desk(store)
    now = {name: store.event(event.id) for name, event in ten.items()}
    assert {name: event.status for name, event in now.items()} == {
        **dict.fromkeys(ten, "reviewed"),
        "protest": "rejected",
        "clash": "disputed",
        "shelling": "verified",
        "arrest": "verified",
    }
    assert now["patrol"] == replace(ten["patrol"], status="reviewed", is_checked=True)
    assert (now["visit"].kind, now["visit"].layer) == ("patrol", "patrol")
    assert gazetteer.place(now["visit"].place.place_ids[0]).admin1 == "SY-RA"
    assert [(one.name, one.place_id) for one in desk.corrections(SOURCE)] == [
        ("Qahtaniyah", now["visit"].place.place_ids[0])
    ]
    assert now["convoy"].force_ids == ("turkey", "russia")
    assert (now["shelling"].killed, now["shelling"].wounded.best) == (ten["shelling"].killed, 3)
    (picked,) = [one for one in now["strike"].evidence if one.rule == BY_HAND]
    assert (picked.field, TEN[picked.start : picked.end]) == ("place", "Markadah, killing an ISIS")
    assert (now["bomb"].date_start, now["bomb"].date_end) == (date(2024, 10, 8), date(2024, 10, 8))
    assert now["standoff"].place.name == "Himo"
    log = desk.log()
    assert len({line.who for line in log}) == 1
    assert {line.why for line in log if line.event_id == ten["protest"].id} == {"no second source"}
    changes = dict.fromkeys((line.change, line.action) for line in log if line.event_id == ten["arrest"].id)
    assert [action for _, action in changes] == ["edit", "undo", "edit"]
