"""Signing in through a provider, in a real browser: the role that comes of it, and signing out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, Page, expect

from dashboard.ingest import ingest
from dashboard.review import Desk
from dashboard.store import Store
from gazetteer.index import Gazetteer
from tests.browser.conftest import ROOT, Serve
from tests.browser.identity_provider import CLIENT_SECRET, IdentityProvider

SAMPLES = ROOT / "data" / "reports"
EDITOR = {"sub": "1", "email": "layla@desk.example", "email_verified": True, "name": "Layla"}
VIEWER = {"sub": "2", "email": "guest@elsewhere.example", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sign-in")


@pytest.fixture(scope="module")
def address(serve: Serve, provider: IdentityProvider, folder: Path, gazetteer: Gazetteer) -> str:
    """A server with sign-in over the sample reports, one of whose events was reviewed."""
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(provider.secrets_toml(), encoding="utf-8")
    (folder / "roles.csv").write_text("who,role\n*@desk.example,editor\n", encoding="utf-8")
    with Store(folder / "store.sqlite") as store:
        ingest(sorted(SAMPLES.glob("en0[1-3].txt")), store, gazetteer_path=gazetteer.path)
        Desk(store).set_status(Desk(store).queue(limit=1)[0].id, "verified", who="before")
    # Streamlit looks for secrets.toml in the home folder too.
    env = {
        "HOME": str(folder),
        "DAWRIYA_STORE": str(folder / "store.sqlite"),
        "DAWRIYA_ROLES": str(folder / "roles.csv"),
    }
    return serve(ROOT / "dashboard" / "app.py", env)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()


def _person(page: Page) -> str:
    """Who the top bar says is signed in, and as what."""
    page.locator(".st-key-person button").first.click()
    said = page.locator(".dw-person")
    expect(said).to_be_visible()
    return said.inner_text()


def test_an_editor_signs_in_and_out(page: Page, address: str, provider: IdentityProvider) -> None:
    provider.person = EDITOR
    page.goto(address)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator(".st-key-rail")).to_have_count(0)
    _sign_in(page, address)
    expect(page.locator(".st-key-rail")).to_be_visible()
    said = _person(page)
    assert "layla@desk.example" in said
    assert "Editor" in said
    expect(page.get_by_role("link", name="Review").first).to_be_visible()
    taken = page.context.cookies()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    # The cookie of a sign-in that was ended, put back: it opens nothing any more.
    page.context.add_cookies([{**one} for one in taken if one["name"].startswith("_streamlit")])  # type: ignore[typeddict-item]
    page.goto(address)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator(".st-key-rail")).to_have_count(0)


def test_others_who_sign_in_are_viewers(page: Page, address: str, provider: IdentityProvider) -> None:
    provider.person = VIEWER
    _sign_in(page, address)
    expect(page.locator(".st-key-rail")).to_be_visible()
    assert "Viewer" in _person(page)
    expect(page.get_by_role("link", name="Review")).to_have_count(0)
    page.goto(f"{address}/review")
    expect(page.locator(".st-key-review_queue")).to_have_count(0)


def test_a_token_signed_by_somebody_else_signs_nobody_in(
    page: Page, address: str, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.person = EDITOR
    monkeypatch.setattr(provider, "signing_key", RSAKey.generate_key(2048, {"kid": "one"}))
    _sign_in(page, address)
    page.wait_for_url(f"{address}/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator(".st-key-rail")).to_have_count(0)


def test_a_cookie_that_was_made_up_signs_nobody_in(page: Page, address: str) -> None:
    for value in ('{"is_logged_in":true,"email":"layla@desk.example"}', "2|1:0|10:1|15:_streamlit_user|4:e30=|00"):
        page.context.add_cookies([{"name": "_streamlit_user", "value": value, "url": address}])
        page.goto(address)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.locator(".st-key-rail")).to_have_count(0)


@pytest.mark.parametrize("size", [(1280, 800), (390, 800)], ids=["desktop", "phone"])
@pytest.mark.parametrize(("lang", "out"), [("en", "Sign out"), ("ar", "تسجيل الخروج")])
def test_the_entry_fits_the_top_bar(
    page: Page, address: str, provider: IdentityProvider, size: tuple[int, int], lang: str, out: str
) -> None:
    provider.person = EDITOR
    page.set_viewport_size({"width": size[0], "height": size[1]})
    _sign_in(page, address)
    expect(page.locator(".st-key-person")).to_be_visible()
    page.goto(f"{address}/?lang={lang}")
    entry = page.locator(".st-key-person button").first
    expect(entry).to_be_visible()
    box = entry.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    logo = page.locator('[data-testid="stHeaderLogo"], [data-testid="stSidebarLogo"]').last.bounding_box()
    language = page.locator(".st-key-topend > *").first.bounding_box()
    assert logo is not None
    assert language is not None
    assert logo["x"] + logo["width"] <= language["x"] or language["x"] + language["width"] <= logo["x"]
    entry.click()
    expect(page.get_by_role("button", name=out)).to_be_visible()


def test_no_secret_is_in_the_log_or_on_a_page(
    page: Page, address: str, provider: IdentityProvider, serve: Serve
) -> None:
    """The client's secret and the cookies' stay on the server."""
    assert serve
    provider.person = EDITOR
    said: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: said.append(str(data))))
    _sign_in(page, address)
    expect(page.locator(".st-key-rail")).to_be_visible()
    said.append(page.content())
    assert not [one for one in said if CLIENT_SECRET in one or "signs-the-cookies" in one]
