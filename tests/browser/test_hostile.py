"""Hostile texts on every page, in a real browser: nothing of them runs, opens a dialogue or asks for anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from dashboard.events import Claim, Event, EventForce, EventPlace, Evidence
from dashboard.reading.read import ReadReport
from dashboard.store import Store
from gazetteer.index import Gazetteer
from gazetteer.own import OwnPlaces
from gazetteer.places import Place
from tests.browser.conftest import AT_REST, ROOT, Serve

PWN = "window.__pwned=(window.__pwned||0)+1"
PAYLOADS = (
    f"<script>{PWN}</script>",
    f"\"'><img src=x onerror={PWN}>",
    f"</style></title></textarea><svg onload={PWN}>",
    f"[x](javascript:{PWN}) ![x](http://evil.invalid/x.png) :material/delete: :red[x]",
    f"${{{PWN}}} {{{{{PWN}}}}} `{PWN}`",
    "Qami\u202egpj.exe\u202c",
)
ALL = " ".join(PAYLOADS)


@dataclass
class Trap:
    """What should never happen on a page, as it happened."""

    sprung: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("dialog", lambda dialog: (self.sprung.append(dialog.message), dialog.dismiss())[0])
        page.on("request", self._asked)
        page.on("popup", lambda popup: self.sprung.append(popup.url))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname != "127.0.0.1":
            self.sprung.append(request.url)

    def check(self, page: Page) -> None:
        pwned = [frame.evaluate("window.__pwned || 0") for frame in page.frames]
        assert (self.sprung, sum(pwned)) == ([], 0)


def _events(number: int, payload: str) -> ReadReport:
    text = f"Shells fell near {payload} on Saturday.\nThe {payload} said so."
    place = EventPlace(
        name=payload,
        name_ar=payload,
        relation="near",
        lat=36.6 + number / 20,
        lon=40.8,
        radius_m=4000.0,
        geo_precision=2,
        country="SY",
        place_ids=("own:hostile",),
        label=payload,
    )
    report_id = f"r{number}"
    event = Event(
        id=f"e{number}",
        layer="incident",
        kind="shelling",
        date_start=date(2024, 3, 2),
        date_end=date(2024, 3, 2),
        date_precision="day",
        date_reason=payload,
        forces=(EventForce(id="evilforce"), EventForce(id="turkey")),
        place=place,
        sources=(report_id,),
        claims=(Claim(report_id=report_id, fields={"place": payload, "kind": payload}),),
        evidence=(Evidence(field="kind", report_id=report_id, start=0, end=11, rule=payload),),
        note=payload,
    )
    nowhere = replace(
        event, id=f"n{number}", place=EventPlace(name=payload, reason=payload), forces=(EventForce(id="us"),)
    )
    beside = replace(event, id=f"b{number}", layer="patrol", kind="patrol", forces=(EventForce(id="us"),))
    return ReadReport(
        id=report_id, lang="en", title=payload, text=text, source=payload, url=payload, events=(event, nowhere, beside)
    )


@pytest.fixture(scope="module")
def address(serve: Serve, tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> str:
    """A server whose store, own places and lexicon were filled by an enemy."""
    assert gazetteer.path.exists()
    folder = tmp_path_factory.mktemp("hostile")
    with Store(folder / "store.sqlite") as store:
        for number, payload in enumerate(PAYLOADS):
            store.save(_events(number, payload), who=payload, why=payload)
            store.save_event(replace(store.event(f"b{number}"), note="x"), who=payload, why=payload)
    own = OwnPlaces(folder / "own.sqlite")
    for number, payload in enumerate(PAYLOADS[:5]):
        place = Place(
            id=f"own:hostile{number or ''}",
            name=payload,
            names={"ar": [payload], "en": [payload]},
            kind="village",
            lat=36.6 + number / 20,
            lon=40.8,
            radius_m=500.0,
            source=payload[:40],
        )
        own.add(place, note=payload, who=payload[:80])
    (folder / "lexicon").mkdir()
    header = (ROOT / "dashboard" / "lexicon" / "forces.csv").read_text(encoding="utf-8").splitlines()[0]
    names = {"id": "evilforce", "en": ALL.replace('"', "'"), "ar": ALL.replace('"', "'"), "family": "west"}
    row = ",".join(json.dumps(names.get(column, ""), ensure_ascii=False) for column in header.split(","))
    aliases = (ROOT / "dashboard" / "lexicon" / "force_aliases.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "lexicon" / "forces.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (folder / "lexicon" / "force_aliases.csv").write_text(f"{aliases}\n", encoding="utf-8")
    env = {
        "DAWRIYA_STORE": str(folder / "store.sqlite"),
        "DAWRIYA_OWN_PLACES": str(folder / "own.sqlite"),
        "DAWRIYA_LEXICON": str(folder / "lexicon"),
    }
    return serve(ROOT / "dashboard" / "app.py", env)


@pytest.fixture
def trapped(browser: Browser) -> Iterator[tuple[Page, Trap]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, trap = context.new_page(), Trap()
    trap.watch(page)
    yield page, trap
    trap.check(page)
    context.close()


def _open(page: Page, address: str, path: str, query: dict[str, str] | None = None) -> None:
    page.goto(f"{address}/{path}?{urlencode({'lang': 'en', **(query or {})})}")
    expect(page.locator(".st-key-topend")).to_be_attached()
    page.wait_for_selector(AT_REST, state="attached")
    page.wait_for_timeout(800)


def test_map_list_and_card(trapped: tuple[Page, Trap], address: str) -> None:
    page, trap = trapped
    _open(page, address, "")
    page.locator(".st-key-not_on_map button").click()
    page.wait_for_timeout(500)
    for number in range(len(PAYLOADS)):
        _open(page, address, "", {"event": f"e{number}"})
        expect(page.locator(".st-key-card")).to_be_visible()
        trap.check(page)
    page.get_by_role("button", name="Open report").click()
    expect(page.locator(".dw-report").first).to_be_visible()
    assert page.locator(".dw-report a[href^='javascript']").count() == 0
    assert "\u202e" not in page.locator("body").inner_text()


@pytest.mark.parametrize("path", ["data", "encounters", "review", "gazetteer", "about"])
def test_each_other_page(trapped: tuple[Page, Trap], address: str, path: str) -> None:
    page, _ = trapped
    query = {"encounters": {"between": "us", "km": "50"}, "gazetteer": {"id": "own:hostile1"}, "data": {"event": "e1"}}
    _open(page, address, path, query.get(path))
    assert page.locator("[data-testid='stException']").count() == 0
    if path == "review":
        for number in range(len(PAYLOADS)):
            _open(page, address, path, {"event": f"e{number}"})
    if path == "gazetteer":
        page.get_by_role("button", name="Sources").click()
        page.wait_for_timeout(800)


def test_a_hostile_report_is_read_as_text(trapped: tuple[Page, Trap], address: str) -> None:
    page, _ = trapped
    _open(page, address, "read")
    text = f"QAMISHLI, 9 October 2024. A US patrol drove near Qamishli {ALL} on Saturday."
    page.locator(".stTextArea textarea").first.fill(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(800)
    page.locator(".stMain button[data-testid*='primary']").first.click()
    expect(page.locator(".dw-text")).to_be_visible()
    assert "⟨U+202E⟩" in page.locator(".dw-text").inner_text()


@pytest.mark.parametrize(
    "name", ["text", "place", "kind", "force", "event", "according-to", "compare", "view", "timeline"]
)
def test_a_hostile_address(trapped: tuple[Page, Trap], address: str, name: str) -> None:
    page, _ = trapped
    _open(page, address, "", {name: ALL})
    assert page.locator("[data-testid='stException']").count() == 0
    assert page.locator("img[src*='evil']").count() == 0
