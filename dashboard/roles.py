"""Which role a person who signed in has: read from a file that says it by e-mail address, domain or claim."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.errors import UsageError
from dashboard.permissions import NOBODY, Person, Role, person_as
from dashboard.settings import ROLES, SIGN_IN_HOURS

COLUMNS = ("who", "role")
REFUSED = "none"
"""The role of who may not come in at all."""

Claims = Mapping[str, Any]
"""What the provider said of a person, as Streamlit's st.user has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line of the file. `who` is an address, `*@a.domain`, `claim:value`, or `*`; `role` None refuses."""

    who: str
    role: Role | None


def read_rules() -> tuple[Rule, ...]:
    """The lines of $DAWRIYA_ROLES, read again when it was changed; none without it. Raises UsageError."""
    path = ROLES.value()
    if path is None:
        return ()
    try:
        status = path.stat()
        return _read_rules(path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"The roles in {path} can't be read: {error}. Nobody is let in until they can.") from error


@cache
def _read_rules(path: Path, _written: int, _size: int) -> tuple[Rule, ...]:
    rules = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path}, line 1: its columns are not {','.join(COLUMNS)}.")
        for line, row in enumerate(rows, start=2):
            who, role = ((row[name] or "").strip() for name in COLUMNS)
            allowed = (*(one for one in Role if one is not Role.PUBLIC), REFUSED)
            if role not in allowed:
                raise UsageError(f"{path}, line {line}, column role: {role!r} is not one of {', '.join(allowed)}.")
            if not who:
                raise UsageError(f"{path}, line {line}, column who: it is empty.")
            rules.append(Rule(who=who, role=None if role == REFUSED else Role(role)))
    return tuple(rules)


def role_of(claims: Claims, rules: Iterable[Rule]) -> Role | None:
    """The role of a person, None where they are refused: by address, else claim, else domain, else `*`, else viewer.

    Of several lines of one sort the highest role counts, but for a refusal, which always does.
    """
    by_sort: dict[int, list[Role | None]] = {}
    address = _address(claims)
    for rule in rules:
        sort = _matches(rule.who, address, claims)
        if sort is not None:
            by_sort.setdefault(sort, []).append(rule.role)
    if not by_sort:
        return Role.VIEWER
    found = by_sort[min(by_sort)]
    return None if None in found else max((role for role in found if role), key=list(Role).index)


def _matches(who: str, address: str, claims: Claims) -> int | None:
    """How closely a line names a person, 0 the closest; None where it does not."""
    if who == "*":
        return 3
    if "@" in who and ":" not in who.partition("@")[0]:
        if who.startswith("*@"):
            return 2 if address and address.rpartition("@")[2] == who[2:].casefold() else None
        return 0 if address == who.casefold() else None
    claim, _, value = who.partition(":")
    held = claims.get(claim)
    values = held if isinstance(held, list | tuple) else [held]
    return 1 if value and value in [one for one in values if isinstance(one, str)] else None


def _address(claims: Claims) -> str:
    """The e-mail address, empty where the provider says that it was not verified: anyone could have typed it."""
    verified = claims.get("email_verified", True)
    if verified not in (True, "true"):
        return ""
    return str(claims.get("email") or "").strip().casefold()


def is_expired(claims: Claims, now: datetime) -> bool:
    """Whether the sign-in is older than $DAWRIYA_SIGN_IN_HOURS, by the time that the provider's token was made at."""
    made = claims.get("iat")
    if not isinstance(made, int | float):
        return True
    return now - datetime.fromtimestamp(made, UTC) > timedelta(hours=SIGN_IN_HOURS.value())


def person_of(claims: Claims | None, *, is_public: bool, now: datetime) -> Person:
    """Who acts, on a server with sign-in; `claims` None where nobody is signed in. Raises UsageError.

    Where the public may look, nobody who signs in sees less than it.
    """
    everybody = Role.PUBLIC if is_public else None
    stranger = person_as(Role.PUBLIC) if is_public else NOBODY
    rules = read_rules()
    if claims is None or is_expired(claims, now):
        return stranger
    role, name = role_of(claims, rules), _address(claims) or str(claims.get("sub") or "")
    return person_as(role, name=name, at_least=everybody) if role and name else stranger
