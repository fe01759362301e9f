"""What each role finds on each page, and that what is hidden there is refused if it is asked for all the same."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.permissions import Permission, Role, permissions_of_roles
from dashboard.review import Desk
from dashboard.state import signed_in
from dashboard.store import Store
from tests.app.conftest import OpenApp, page_html

WRITING_KEYS = {
    "confirm": Permission.EDIT,
    "unconfirm": Permission.EDIT,
    "edit": Permission.EDIT,
    "add_place": Permission.OWN_PLACES,
    "correct_place": Permission.OWN_PLACES,
    "hide_place": Permission.OWN_PLACES,
    "to_import": Permission.IMPORT_PLACES,
    "go_read": Permission.READ_IN,
    "load_samples": Permission.READ_IN,
}
PAGES = {"read": Permission.READ_IN, "review": Permission.EDIT, "gazetteer": Permission.SEE_UNREVIEWED}


class Door:
    """Who is signed in, as a test says; None for nobody."""

    claims: dict[str, Any] | None = None

    def sign_in(self, role: Role, name: str = "layla@test.example") -> None:
        self.claims = {"is_logged_in": True, "sub": name, "email": name, "iat": time.time()}
        self.roles.write_text(f"who,role\n{name},{role}\n", encoding="utf-8")

    def __init__(self, roles: Path) -> None:
        self.roles = roles


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A server with sign-in."""
    door = Door(tmp_path / "roles.csv")
    door.roles.write_text("who,role\n", encoding="utf-8")
    monkeypatch.setenv("DAWRIYA_ROLES", str(door.roles))
    monkeypatch.setattr(signed_in, "is_offered", lambda: True)
    monkeypatch.setattr(signed_in, "name_key", lambda: b"a secret of this test")
    monkeypatch.setattr(signed_in, "_claims", lambda: door.claims)
    return door


@pytest.fixture
def reviewed(store_path: Path) -> tuple[str, str]:
    """The ids of a reviewed event with a report, and of one that nobody has reviewed."""
    with Store(store_path) as store:
        ids = [one.id for one in Desk(store).queue(limit=2)]
        Desk(store).set_status(ids[0], "verified", who="before")
    return ids[0], ids[1]


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key}


def titles(app: AppTest) -> set[str]:
    return {link.proto.page for link in app.get("page_link")}


def everything(app: AppTest) -> str:
    """All that the page sends to the browser."""
    return str(app._tree) + page_html(app)


def test_nobody_sees_anything_before_signing_in(open_app: OpenApp, door: Door, reviewed: tuple[str, str]) -> None:
    assert door.claims is None
    for query in ({}, {"event": reviewed[0]}, {"embed": "true"}, {"lang": "ar"}):
        app = open_app("", query)
        assert "sign_in" in keys(app)
        assert not app.get("component_instance")
        assert not app.sidebar.checkbox
        assert reviewed[0] not in everything(app)


def test_who_has_no_role_is_told_so(open_app: OpenApp, door: Door, store_path: Path) -> None:
    assert store_path.exists()
    door.sign_in(Role.VIEWER)
    door.roles.write_text("who,role\n*,none\n", encoding="utf-8")
    app = open_app()
    assert "have no role" in page_html(app)
    assert keys(app) >= {"sign_out"}
    assert not app.sidebar.checkbox


@pytest.mark.parametrize("role", list(Role)[1:])
def test_each_page_offers_what_the_role_may(
    role: Role, open_app: OpenApp, door: Door, reviewed: tuple[str, str]
) -> None:
    door.sign_in(role)
    may = permissions_of_roles()[role]
    app = open_app("", {"event": reviewed[0]})
    assert "dw-card-title" in page_html(app)
    found = keys(app)
    for page, needs in PAGES.items():
        if needs in may:
            found |= keys(open_app(page))
        else:
            app = open_app()
            with pytest.raises(Exception, match="find"):
                app.switch_page(f"views/{page}.py").run()
    offered = {key for key in WRITING_KEYS if key in found}
    assert offered <= {key for key, needs in WRITING_KEYS.items() if needs in may}
    assert ("edit" in offered) == (Permission.EDIT in may)
    assert ("add_place" in offered) == (Permission.OWN_PLACES in may)
    assert ("to_import" in offered) == (Permission.IMPORT_PLACES in may)


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.VIEWER])
def test_what_is_not_reviewed_reaches_no_page(
    role: Role, open_app: OpenApp, door: Door, reviewed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if role is Role.PUBLIC:
        monkeypatch.setenv("DAWRIYA_PUBLIC", "1")
    else:
        door.sign_in(role)
    for page in ("", "data", "encounters"):
        app = open_app(page, {"event": reviewed[1], "status": "auto"} if not page else {})
        assert reviewed[1] not in everything(app)
        assert not keys(app) & set(WRITING_KEYS)
    assert "1" in page_html(open_app())


def test_sources_reach_no_page_of_who_may_not_see_them(
    open_app: OpenApp, door: Door, reviewed: tuple[str, str], store_path: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with Store(store_path) as store:
        report = store.report(store.event(reviewed[0]).sources[0])
    lines = [f"{one},no,{'yes' if one in ('see', 'export') else 'no'},yes,yes,yes" for one in Permission]
    (tmp_path / "own.csv").write_text("permission,public,viewer,analyst,editor,admin\n" + "\n".join(lines))
    monkeypatch.setenv("DAWRIYA_PERMISSIONS", str(tmp_path / "own.csv"))
    door.sign_in(Role.ANALYST)
    told = everything(open_app("", {"event": reviewed[0]}))
    assert report.source in told
    door.sign_in(Role.VIEWER)
    for query in (
        {"event": reviewed[0]},
        {"according-to": report.source},
        {"compare": f"source:{report.source}|{report.source}"},
    ):
        app = open_app("", query)
        told = everything(app)
        assert report.id not in told
        assert report.text[:40] not in told
        assert "open_report" not in keys(app)
        if "event" in query:
            assert report.source not in told


def test_a_role_that_was_taken_away_is_refused_at_the_next_click(
    open_app: OpenApp, door: Door, reviewed: tuple[str, str], store_path: Path
) -> None:
    door.sign_in(Role.EDITOR)
    app = open_app("", {"event": reviewed[1]})
    door.sign_in(Role.ANALYST)
    app.button(key="confirm").click().run()
    assert not app.exception
    assert "may not change events" in app.warning[0].value
    with Store(store_path) as store:
        assert not store.event(reviewed[1]).is_checked
    assert "confirm" not in keys(app)


def test_the_log_has_who_signed_in(open_app: OpenApp, door: Door, reviewed: tuple[str, str], store_path: Path) -> None:
    door.sign_in(Role.EDITOR, "sami@test.example")
    app = open_app("", {"event": reviewed[1]})
    assert "sami@test.example" in page_html(app)
    app.button(key="confirm").click().run()
    with Store(store_path) as store:
        assert Desk(store).log(reviewed[1])[-1].who == "sami@test.example"
    desk = open_app("review")
    assert not [field for field in desk.text_input if field.key == "review_name"]


def test_roles_without_a_sign_in_let_nobody_in(
    open_app: OpenApp, store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store_path.exists()
    (tmp_path / "roles.csv").write_text("who,role\n", encoding="utf-8")
    monkeypatch.setenv("DAWRIYA_ROLES", str(tmp_path / "roles.csv"))
    app = open_app()
    assert "nobody can sign in" in app.error[0].value
    assert not app.sidebar.checkbox
    assert "sign_in" not in keys(app)


def test_without_a_sign_in_all_is_as_on_a_laptop(open_app: OpenApp, store_path: Path) -> None:
    assert store_path.exists()
    app = open_app()
    assert not keys(app) & {"sign_in", "sign_out"}
    assert "to_import" in keys(open_app("gazetteer"))


def test_files_of_events_have_names_that_nobody_can_work_out(
    open_app: OpenApp, door: Door, reviewed: tuple[str, str]
) -> None:
    """The viewer's files hold other events than the analyst's, under names made with the server's secret."""
    assert reviewed
    named = {}
    for role in (Role.VIEWER, Role.ANALYST):
        door.sign_in(role)
        app = open_app()
        arguments = app.get("component_instance")[0].proto.json_args
        start = arguments.index("events-columns.")
        named[role] = arguments[start : arguments.index(".bin", start)]
    assert named[Role.VIEWER] != named[Role.ANALYST]
    assert all(len(name.removeprefix("events-columns.")) == 32 for name in named.values())


def test_who_comes_in_is_logged_once_and_who_is_refused_too(
    open_app: OpenApp, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(signed_in, "log_sign_in", lambda who, **more: logged.append((who, more)))
    door.sign_in(Role.EDITOR)
    open_app().run()
    assert logged == [("layla@test.example", {"role": Role.EDITOR})]
    door.claims = {"is_logged_in": True, "sub": "nobody", "email": "nobody@test.example", "iat": time.time()}
    door.roles.write_text("who,role\n*,none\n", encoding="utf-8")
    open_app()
    assert logged[1:] == [("nobody@test.example", {"refused": "no role"})]
