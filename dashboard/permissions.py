"""Who may do what: roles, the one table of what each may do, and the person who acts."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from dashboard.errors import PermissionDenied, UsageError
from dashboard.settings import PERMISSIONS


class Role(StrEnum):
    """What a person is to this server, the least first; `public` is whoever has not signed in."""

    PUBLIC = "public"
    VIEWER = "viewer"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMIN = "admin"


class Permission(StrEnum):
    """What may be allowed; the words are those of the table."""

    SEE = "see"
    SEE_SOURCES = "see sources"
    SEE_UNREVIEWED = "see unreviewed"
    EXPORT = "export"
    READ_IN = "read in"
    EDIT = "edit"
    CORRECT_PLACES = "correct places"
    OWN_PLACES = "own places"
    IMPORT_PLACES = "import places"
    UNDO_OTHERS = "undo others"
    BACK_UP = "back up"


REFUSALS: Mapping[Permission, str] = {
    Permission.SEE: "You may not see this. Sign in, or ask who runs this server.",
    Permission.SEE_SOURCES: "Your role may not see reports and their sources.",
    Permission.SEE_UNREVIEWED: "Your role may not see what nobody has reviewed yet.",
    Permission.EXPORT: "Your role may not take files away.",
    Permission.READ_IN: "Your role may not read reports in.",
    Permission.EDIT: "Your role may not change events.",
    Permission.CORRECT_PLACES: "Your role may not settle what a name means.",
    Permission.OWN_PLACES: "Your role may not change the gazetteer.",
    Permission.IMPORT_PLACES: "Your role may not import files of places.",
    Permission.UNDO_OTHERS: "Your role may not take back what somebody else did.",
    Permission.BACK_UP: "Your role may not back up or restore the store.",
}
"""What is said where a permission is missing."""

_WRITING = frozenset(Permission) - {
    Permission.SEE,
    Permission.SEE_SOURCES,
    Permission.SEE_UNREVIEWED,
    Permission.EXPORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts: what they may do, and the name that the log gets; without one the log takes the name that is said."""

    role: Role
    may_do: frozenset[Permission]
    name: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in self.may_do

    def require(self, permission: Permission) -> None:
        """Raises PermissionDenied where the person may not."""
        if not self.may(permission):
            raise PermissionDenied(REFUSALS[permission])

    @property
    def may_write(self) -> bool:
        """Whether there is anything that the person may change."""
        return bool(self.may_do & _WRITING)


MACHINE = Person(role=Role.ADMIN, may_do=frozenset(Permission))
"""Whoever is at the machine itself, as the command line and a server without sign-in are: everything is allowed."""

NOBODY = Person(role=Role.PUBLIC, may_do=frozenset())
"""Who has to sign in before anything is shown."""


def person_as(role: Role, *, name: str = "", at_least: Role | None = None) -> Person:
    """A person with what the table allows the role, and what it allows the role that everybody has, if any."""
    table = permissions_of_roles()
    return Person(role=role, name=name, may_do=table[role] | (table[at_least] if at_least else frozenset()))


def permissions_of_roles() -> Mapping[Role, frozenset[Permission]]:
    """The table: $DAWRIYA_PERMISSIONS, else role_permissions.csv. Raises UsageError saying what is wrong in it."""
    path = PERMISSIONS.value()
    try:
        return _read_table(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The table of permissions {path} can't be read: {error}.") from error


@cache
def _read_table(path: Path, _written: int) -> Mapping[Role, frozenset[Permission]]:
    allowed: dict[Role, set[Permission]] = {role: set() for role in Role}
    known = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                permission = Permission((row.get("permission") or "").strip())
            except ValueError:
                raise UsageError(
                    f"{path}, line {line}, column permission: there is no {row.get('permission')!r}. "
                    f"It is one of {', '.join(Permission)}."
                ) from None
            known.add(permission)
            for role in Role:
                if (said := (row.get(role) or "").strip().lower()) not in ("yes", "no"):
                    raise UsageError(f"{path}, line {line}, column {role}: {said!r} is neither yes nor no.")
                if said == "yes":
                    allowed[role].add(permission)
    if missing := set(Permission) - known:
        raise UsageError(f"{path} has no line for {', '.join(sorted(missing))}.")
    return {role: frozenset(found) for role, found in allowed.items()}
