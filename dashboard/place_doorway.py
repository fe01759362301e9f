"""The doorway to what may be changed of the gazetteer: own places and imported files, for who is allowed to."""

from __future__ import annotations

from typing import Any

from dashboard.permissions import Permission, Person
from gazetteer.importing import ImportRequest, ImportResult, run_import
from gazetteer.own import OwnPlaces
from gazetteer.sources.imported import remove_imported


def own_places_for(person: Person) -> OwnPlaces:
    """The own places, which only who may can change, and whose history has their name."""

    def guard() -> str:
        person.require(Permission.OWN_PLACES)
        return person.name

    return OwnPlaces.open(guard=guard)


def import_places(person: Person, request: ImportRequest, **options: Any) -> ImportResult:
    """Imports a file of places as `run_import` does, for who may. Raises PermissionDenied."""
    person.require(Permission.IMPORT_PLACES)
    return run_import(request, **options)


def remove_import(person: Person, name: str) -> None:
    """Takes an imported file out again, for who may. Raises PermissionDenied."""
    person.require(Permission.IMPORT_PLACES)
    remove_imported(name)
