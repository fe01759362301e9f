"""The user's own places, corrections, aliases and removals, laid over a built gazetteer when it is opened.

Nothing is written: a row's place and names are replaced here, own places get rows behind the last one. So a build
never touches what the user entered, and what the user entered needs no build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from gazetteer.facts import Fact, fact_of
from gazetteer.keys import fold_keys_of, keys_of
from gazetteer.layout import HAS_ARTICLE, IS_OWN
from gazetteer.own import PREFIX, OwnState
from gazetteer.places import Place
from gazetteer.ranking import OWN_PROMINENCE

Postings = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What differs from the build. `hidden` are rows whose built names no longer count."""

    revision: int = 0
    places: dict[int, Place] = field(default_factory=dict)
    facts: dict[int, Fact] = field(default_factory=dict)
    rows: dict[str, int | None] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    exact: Postings = field(default_factory=dict)
    folded: Postings = field(default_factory=dict)


def make_overlay(
    state: OwnState, *, first_row: int, row_of: Callable[[str], int | None], place_at: Callable[[int], Place]
) -> Overlay:
    """The overlay of the user's state on a build, asked for its rows and places by `row_of` and `place_at`.

    Own places get the rows from `first_row` on. An alias of a place that neither has is left out.
    """
    places: dict[int, Place] = {}
    rows: dict[str, int | None] = {}
    hidden: set[int] = set()
    named: list[tuple[int, Place, bool]] = []
    for place in state.places:
        built = row_of(place.id)
        row = first_row if built is None else built
        if built is None:
            first_row += 1
        else:
            hidden.add(row)
        rows[place.id], places[row] = row, place
        named.append((row, place, place.id.startswith(PREFIX)))
    for place_id in state.removed:
        if (built := row_of(place_id)) is not None:
            hidden.add(built)
        rows[place_id] = None
    for place_id, name, lang in state.aliases:
        found = rows[place_id] if place_id in rows else row_of(place_id)
        if found is None:
            continue
        place = places.get(found) or place_at(found)
        names = dict.fromkeys((*place.names.get(lang, ()), name))
        rows[place_id], places[found] = found, replace(place, names={**place.names, lang: tuple(names)})
        named.append((found, replace(place, names={lang: (name,)}), True))
    own_rows = {row for row, _, is_own in named if is_own}
    facts = {row: fact_of(place) for row, place in places.items()}
    for row in own_rows:
        facts[row] = facts[row]._replace(prominence=max(facts[row].prominence, OWN_PROMINENCE))
    return Overlay(
        state.revision, places, facts, rows, frozenset(hidden), collect(named, keys_of), collect(named, fold_keys_of)
    )


def collect(named: list[tuple[int, Place, bool]], keys: Callable[[Place], Iterator[tuple[str, int]]]) -> Postings:
    """The postings of places' names by key; those the user gave are flagged, which outdoes being a main name."""
    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row, place, is_own in named:
        for key, flags in keys(place):
            given = flags & HAS_ARTICLE | IS_OWN if is_own else flags
            found[key][row] = found[key].get(row, 0) | given
    return {key: list(rows.items()) for key, rows in found.items()}
