"""Which role who has: by address, domain, claim or none of them, and how long a sign-in lasts."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import UsageError
from dashboard.permissions import NOBODY, Permission, Role
from dashboard.roles import Rule, person_of, read_rules, role_of

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
RULES = """who,role
layla@org.example,admin
*@org.example,analyst
*@press.example,none
groups:desk,editor
groups:left,none
department:field,analyst
"""


def claims(email: str = "", **more: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "sub": "s1", "iat": NOW.timestamp(), "email": email, **more}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "roles.csv"
    path.write_text(RULES, encoding="utf-8")
    monkeypatch.setenv("DAWRIYA_ROLES", str(path))
    return path


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (claims("layla@org.example"), Role.ADMIN),
        (claims("LAYLA@Org.Example"), Role.ADMIN),
        (claims("sami@org.example"), Role.ANALYST),
        (claims("sami@org.example", groups=["desk", "other"]), Role.EDITOR),
        (claims("sami@org.example", groups="desk"), Role.EDITOR),
        (claims("x@elsewhere.example", department="field"), Role.ANALYST),
        (claims("x@elsewhere.example"), Role.VIEWER),
        (claims("x@press.example"), None),
        (claims("x@elsewhere.example", groups=["desk", "left"]), None),
        # What nobody may get by: an unverified address, a look-alike, a claim that is no text, an empty one.
        (claims("layla@org.example", email_verified=False), Role.VIEWER),
        (claims("layla@org.example.evil.example"), Role.VIEWER),
        (claims("layla@org.exаmple"), Role.VIEWER),
        (claims("evil@x.example@org.example.x"), Role.VIEWER),
        (claims("", groups=None), Role.VIEWER),
        (claims("", groups={"desk": 1}), Role.VIEWER),
    ],
)
def test_the_closest_line_gives_the_role(said: dict[str, Any], role: Role | None, file: Path) -> None:
    assert file.exists()
    assert role_of(said, read_rules()) is role


def test_a_star_says_what_the_others_are() -> None:
    assert role_of(claims("x@y.example"), [Rule(who="*", role=None)]) is None
    assert role_of(claims("x@y.example"), [Rule(who="*", role=Role.ANALYST)]) is Role.ANALYST


def test_a_changed_role_counts_at_once(file: Path) -> None:
    assert person_of(claims("layla@org.example"), is_public=False, now=NOW).role is Role.ADMIN
    file.write_text("who,role\nlayla@org.example,viewer\n", encoding="utf-8")
    os.utime(file, ns=(1, 1))
    person = person_of(claims("layla@org.example"), is_public=False, now=NOW)
    assert person.role is Role.VIEWER
    assert not person.may(Permission.EDIT)


def test_a_sign_in_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    old = claims("x@y.example", iat=(NOW - timedelta(hours=11)).timestamp())
    assert person_of(old, is_public=False, now=NOW).name == "x@y.example"
    assert person_of(old, is_public=False, now=NOW + timedelta(hours=2)) is NOBODY
    monkeypatch.setenv("DAWRIYA_SIGN_IN_HOURS", "2")
    assert person_of(old, is_public=False, now=NOW) is NOBODY
    assert person_of(claims("x@y.example", iat=None), is_public=False, now=NOW) is NOBODY
    monkeypatch.setenv("DAWRIYA_SIGN_IN_HOURS", "soon")
    with pytest.raises(UsageError, match="SIGN_IN_HOURS"):
        person_of(old, is_public=False, now=NOW)


def test_who_is_refused_or_not_signed_in_sees_what_the_public_may(file: Path) -> None:
    assert file.exists()
    for said in (None, claims("x@press.example"), claims("", sub="")):
        assert person_of(said, is_public=False, now=NOW) is NOBODY
        public = person_of(said, is_public=True, now=NOW)
        assert (public.role, public.name) == (Role.PUBLIC, "")
        assert not public.may_write
        assert not public.may(Permission.SEE_UNREVIEWED)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,role\nx@y.example,owner\n", "line 2, column role"),
        ("who,role\n,viewer\n", "line 2, column who"),
        ("address,role\nx@y.example,viewer\n", "line 1"),
        ("who,role\nx@y.example,public\n", "line 2, column role"),
    ],
)
def test_roles_that_do_not_read_let_nobody_in(text: str, said: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(2, 2))
    with pytest.raises(UsageError, match=said):
        person_of(claims("layla@org.example"), is_public=True, now=NOW)
    file.unlink()
    with pytest.raises(UsageError, match="DAWRIYA_ROLES"):
        person_of(claims("layla@org.example"), is_public=True, now=NOW)
