"""Drawing a snapshot again out of what the file says of itself, from the events that it showed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd

from dashboard.snapshot import Origin, Recipe, SnapshotFormat, draw_recipe, origin_of, read_recipe
from dashboard.snapshot.recipe import redacted_events
from dashboard.store import Store
from gazetteer.index import Gazetteer


@dataclass(frozen=True, slots=True)
class Again:
    """The file's bytes; whether they show the same events as it did; what is to be said of the difference."""

    drawn: bytes
    is_same: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """The events of a store at some time, without what the recipe takes out; the recipe of what is left to filter."""

    frame: gpd.GeoDataFrame
    recipe: Recipe
    origin: Origin


def draw_again(path: Path, format: SnapshotFormat, *, store: Store, gazetteer: Gazetteer) -> Again:
    """What a file shows, drawn once more: byte for byte the same in the same format, where nothing has changed.

    Of events that have changed since, the past state is drawn if it is in this store's log, else the present one.
    Raises UsageError for a file that does not say how it was drawn.
    """
    recipe, then = read_recipe(path)
    drawn_at = f"{recipe.made_at:%Y-%m-%d %H:%M} UTC"
    state = _state_of(store, recipe, gazetteer)
    notes = []
    if not _shows_same(state, then):
        notes.append(f"The store has changed since {path} was drawn, at {drawn_at}.")
        past = _state_of(store, recipe, gazetteer, known_on=recipe.made_at)
        if _shows_same(past, then):
            state = past
            notes.append("This is what was known then.")
        else:
            notes.append(_difference(state.origin, then))
    is_same = _shows_same(state, then)
    for name, old, new in (
        ("gazetteer", then.gazetteer, gazetteer.version),
        ("software", then.software, state.origin.software),
    ):
        if old != new:
            notes.append(f"It was drawn with {name} {old}, this with {new}: it may differ.")
    # Writes that changed none of these events make no other picture of them.
    revision = then.data_revision if is_same else store.revision
    total = state.origin.total
    drawn = draw_recipe(state.frame, state.recipe, format, gazetteer=gazetteer, data_revision=revision, total=total)
    return Again(drawn, is_same, tuple(notes))


def _state_of(store: Store, recipe: Recipe, gazetteer: Gazetteer, *, known_on: datetime | None = None) -> _State:
    asked = recipe.event_filter
    everything = store.events_frame(according_to=asked.according_to, as_known_on=asked.as_known_on or known_on)
    frame, left = redacted_events(everything, recipe, gazetteer=gazetteer)
    origin = origin_of(frame, left, total=len(everything))
    return _State(frame, replace(recipe, event_filter=left), origin)


def _shows_same(state: _State, then: Origin) -> bool:
    return (state.origin.data_hash, state.origin.total) == (then.data_hash, then.total)


def _difference(now: Origin, then: Origin) -> str:
    return (
        f"Of the events shown the sha256 was {then.data_hash[:8]} and is {now.data_hash[:8]}; there were {then.total} "
        f"in all and are {now.total}. This is how they are now."
    )
