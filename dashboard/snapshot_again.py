"""Drawing a snapshot again out of what the file says of itself, from the events that it showed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.snapshot import Origin, SnapshotFormat, draw_recipe, origin_of, read_recipe
from dashboard.snapshot.recipe import redacted_events
from dashboard.store import Store
from gazetteer.index import Gazetteer


@dataclass(frozen=True, slots=True)
class Again:
    """The file's bytes; whether they show the same events as it did; what is to be said of the difference."""

    drawn: bytes
    is_same: bool
    notes: tuple[str, ...]


def draw_again(path: Path, format: SnapshotFormat, *, store: Store, gazetteer: Gazetteer) -> Again:
    """What a file shows, drawn once more: byte for byte the same in the same format, where nothing has changed.

    Raises UsageError for a file that does not say how it was drawn.
    """
    recipe, then = read_recipe(path)
    everything = store.events_frame(according_to=recipe.event_filter.according_to)
    total = len(everything)
    frame, left = redacted_events(everything, recipe, gazetteer=gazetteer)
    now = origin_of(frame, left, total=total)
    is_same = _shows_same(now, then)
    notes = []
    if not is_same:
        notes.append(
            f"The store has changed since {path} was drawn at {recipe.made_at:%Y-%m-%d %H:%M} UTC (events' sha256 "
            f"{then.data_hash[:8]}, now {now.data_hash[:8]}; {then.total} events in all, now {now.total}): this is how "
            "they are now."
        )
    for name, old, new in (("gazetteer", then.gazetteer, gazetteer.version), ("software", then.software, now.software)):
        if old != new:
            notes.append(f"It was drawn with {name} {old}, this with {new}: it may differ.")
    # Writes that changed none of these events make no other picture of them.
    revision = then.data_revision if is_same else store.revision
    recipe = replace(recipe, event_filter=left)
    drawn = draw_recipe(frame, recipe, format, gazetteer=gazetteer, data_revision=revision, total=total)
    return Again(drawn, is_same, tuple(notes))


def _shows_same(now: Origin, then: Origin) -> bool:
    return (now.data_hash, now.total) == (then.data_hash, then.total)
