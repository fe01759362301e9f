"""The kinds of events and the forces that the program knows: the tables kinds.csv and forces.csv, read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast

from dashboard.events import LAYERS, Layer
from dashboard.tables import Row, read_table

SIGNS = ("chevron", "encounter", "bar", "cross", "strike", "ring", "dot", "plus")
"""What may stand inside a symbol; each is drawn by the canvas, the snapshot and the card."""

_KIND_COLUMNS = ("id", "layer", "symbol", "en", "ar", "acled_event_type", "acled_sub_event_type", "plover")
_FORCE_COLUMNS = ("id", "parent", "family", "en", "ar", "light", "dark", "acled", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of event: its layer gives a symbol's outer shape (disc or diamond), `symbol` the sign inside."""

    id: str
    layer: Layer
    symbol: str
    en: str
    ar: str
    acled_event_type: str
    acled_sub_event_type: str
    plover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """One force: its parent's id (empty if none), its names, its colours for light and dark, its ACLED actor name.

    `valid_from`, `valid_to` are ISO dates between which it exists, empty where open.
    """

    id: str
    parent: str
    family: str
    en: str
    ar: str
    light: str
    dark: str
    acled: str
    valid_from: str
    valid_to: str


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by id, in the table's order, which the packed events count by. Raises LexiconError."""
    required = ("id", "layer", "symbol", "en", "ar")
    rows = read_table("kinds.csv", columns=_KIND_COLUMNS, required=required, unique=("id",))
    return MappingProxyType({row["id"]: _kind(row) for row in rows})


def _kind(row: Row) -> Kind:
    return Kind(
        id=row["id"],
        layer=cast(Layer, row.one_of("layer", LAYERS)),
        symbol=row.one_of("symbol", SIGNS),
        en=row["en"],
        ar=row["ar"],
        acled_event_type=row["acled_event_type"],
        acled_sub_event_type=row["acled_sub_event_type"],
        plover=row["plover"],
    )


@cache
def forces() -> Mapping[str, Force]:
    """All forces by id, in the table's order, which the packed events count by. Raises LexiconError."""
    rows = read_table("forces.csv", columns=_FORCE_COLUMNS, required=("id", "family", "en", "ar"), unique=("id",))
    known = {row["id"] for row in rows}
    for row in rows:
        if row["parent"]:
            row.one_of("parent", known - {row["id"]})
        for column in ("light", "dark"):
            row.colour(column)
    parents = {row["id"]: row["parent"] for row in rows}
    for row in rows:
        _assert_no_cycle(row["id"], parents, row.error)
    return MappingProxyType({row["id"]: Force(**row.cells) for row in rows})


def _assert_no_cycle(force_id: str, parents: dict[str, str], error: Callable[[str, str], Exception]) -> None:
    seen = {force_id}
    while force_id := parents[force_id]:
        if force_id in seen:
            raise error("parent", f"{force_id!r} is its own ancestor.")
        seen.add(force_id)


@cache
def children(force_id: str) -> frozenset[str]:
    """The force itself and all below it; KeyError if there is no such force."""
    found = {forces()[force_id].id}
    while below := {force.id for force in forces().values() if force.parent in found} - found:
        found |= below
    return frozenset(found)
