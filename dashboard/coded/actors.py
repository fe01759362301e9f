"""Names of actors in other people's files as our forces; civilians are none, and what is unknown is said."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dashboard.tables import layers_of, read_table
from dashboard.vocabulary import countries, forces
from gazetteer.names import full_key

PEOPLE = "people"
"""What stands for those who are no force: civilians, protesters."""

_HERE = Path(__file__).parent
_STATE = "{country}"
_ALIAS_COLUMNS = ("force", "lang", "alias", "sense", "context", "valid_from", "valid_to", "notes")


def force_of(name: str, own: Mapping[str, str]) -> str:
    """The force of a name, PEOPLE for no force, "" for one that is unknown; `own` are the user's: {name: force id}.

    ACLED writes a state's years and branch behind it: "Military Forces of Turkey (2016-) Gendarmerie".
    """
    if name in own:
        return own[name]
    return _force_of(name)


@cache
def _force_of(name: str) -> str:
    bare = name.split(" (")[0].strip()
    whole, begins = _names()
    for one in (name, bare):
        if found := whole.get(full_key(one)):
            return found
    lower = name.lower()
    return next((force for start, force in begins if lower.startswith(start)), "")


@cache
def _names() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Forces by the key of a whole name, and by how a name begins."""
    whole: dict[str, str] = {}
    begins: list[tuple[str, str]] = []
    states = [(name, row["force"]) for row in countries() for name in (row["en"], row["ar"], *_listed(row.cells))]
    rows = read_table(
        _HERE / "actor_names.csv", columns=("name", "force"), required=("name", "force"), unique=("name",)
    )
    for row in rows:
        if row["force"] == _STATE:
            for state, force in states:
                whole.setdefault(full_key(row["name"].replace(_STATE, state)), force)
            continue
        row.one_of("force", {PEOPLE, *forces()})
        if row["name"].endswith("*"):
            begins.append((row["name"][:-1].lower(), row["force"]))
        else:
            whole[full_key(row["name"])] = row["force"]
    for known in forces().values():
        for name in (known.acled, known.en, known.ar, known.id):
            if name:
                whole.setdefault(full_key(name), known.id)
        prefix, _, group = known.acled.partition(": ")
        if group:  # "QSD: Syrian Democratic Forces" goes by either part
            whole.setdefault(full_key(group), known.id)
            whole.setdefault(full_key(prefix), known.id)
    for alias, force in _aliases():
        whole.setdefault(full_key(alias), force)
    for state, force in states:
        whole.setdefault(full_key(state), force)
    return whole, begins


def _listed(cells: Mapping[str, str]) -> list[str]:
    return [name for column in ("en_names", "ar_names") for name in cells[column].split("|") if name]


def _aliases() -> list[tuple[str, str]]:
    """The units and names of forces that mean one force whatever the context."""
    found = []
    for table in layers_of("force_aliases.csv"):
        for row in read_table(table, columns=_ALIAS_COLUMNS):
            if row["sense"] in ("unit", "government") and not row["context"] and row["force"] in forces():
                found.append((row["alias"], row["force"]))
    return found
