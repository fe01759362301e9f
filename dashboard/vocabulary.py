"""The kinds of events and the forces that the program knows: the tables kinds.csv and forces.csv, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import cast

from dashboard.events import LAYERS, Layer
from dashboard.safe_text import plain_line
from dashboard.tables import Row, layers_of, read_table

SIGNS = ("chevron", "encounter", "bar", "cross", "strike", "ring", "dot", "plus")
"""What may stand inside a symbol; each is drawn by the canvas, the snapshot and the card."""

_KIND_COLUMNS = ("id", "layer", "symbol", "en", "ar", "acled_event_type", "acled_sub_event_type", "plover")
_FORCE_COLUMNS = ("id", "parent", "family", "en", "ar", "light", "dark", "acled", "valid_from", "valid_to")
_NAME_COLUMNS = ("en_names", "en_demonyms", "en_capitals", "ar_names", "ar_demonyms", "ar_capitals")
_COUNTRY_COLUMNS = ("country", "iso", "force", "family", "en", "ar", *_NAME_COLUMNS)
STATE_ACTOR = "Military Forces"
"""How ACLED's names of what belongs to a state begin."""


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

    `valid_from`, `valid_to` are ISO dates between which it exists, the first included; empty where open. Where a table
    gives no colours it has a tone of its family.
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

    @property
    def is_state(self) -> bool:
        """Whether it is a state's, not an armed group."""
        return self.acled.startswith(STATE_ACTOR)


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
        en=plain_line(row["en"]),
        ar=plain_line(row["ar"]),
        acled_event_type=row["acled_event_type"],
        acled_sub_event_type=row["acled_sub_event_type"],
        plover=row["plover"],
    )


@cache
def forces() -> Mapping[str, Force]:
    """All forces by id, in the table's order, which the packed events count by: those of forces.csv, the states of
    force_countries.csv, and a user's own, of which one with a known id takes its place. Raises LexiconError.
    """
    required = ("id", "family", "en", "ar")
    rows = {
        row["id"]: row
        for table in layers_of("forces.csv")
        for row in read_table(table, columns=_FORCE_COLUMNS, required=required, unique=("id",))
    }
    states = {country["force"]: _state(country) for country in countries() if country["force"] not in rows}
    parents = dict.fromkeys(states, "") | {row["id"]: row["parent"] for row in rows.values()}
    tones = _tones()
    for row in rows.values():
        if row["parent"]:
            row.one_of("parent", parents.keys() - {row["id"]})
        if not row["light"] and not row["dark"]:
            row.one_of("family", tones.keys())
            continue
        for column in ("light", "dark"):
            row.colour(column)
    for row in rows.values():
        _assert_no_cycle(row["id"], parents, row.error)
    found = {
        force_id: Force(**{name: plain_line(cell) for name, cell in row.cells.items()})
        for force_id, row in rows.items()
    } | states
    return MappingProxyType(dict(_coloured(found.values(), tones)))


def _state(country: Row) -> Force:
    return Force(
        id=country["force"],
        parent="",
        family=country["family"],
        en=country["en"],
        ar=country["ar"],
        light="",
        dark="",
        acled=f"{STATE_ACTOR} of {country['en']}",
        valid_from="",
        valid_to="",
    )


def _coloured(found: Iterable[Force], tones: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, Force]]:
    """The forces by id, those without colours in the tones of their family, which they take in turn."""
    turns: Counter[str] = Counter()
    for force in found:
        if not force.light:
            family = tones[force.family]
            tone = family[turns[force.family] % len(family)]
            turns[force.family] += 1
            force = replace(force, light=tone["light"], dark=tone["dark"])
        yield force.id, force


@cache
def _tones() -> Mapping[str, Sequence[Row]]:
    tones: dict[str, list[Row]] = {}
    for row in read_table("force_families.csv", columns=("family", "light", "dark", "notes"), required=("family",)):
        row.colour("light")
        row.colour("dark")
        tones.setdefault(row["family"], []).append(row)
    return tones


@cache
def countries() -> Sequence[Row]:
    """The states of the world with their names, adjectives and capitals, several in a cell with | between them."""
    rows = read_table("force_countries.csv", columns=_COUNTRY_COLUMNS, required=_COUNTRY_COLUMNS[:6], unique=("iso",))
    for row in rows:
        row.one_of("family", _tones().keys())
    return tuple(rows)


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
