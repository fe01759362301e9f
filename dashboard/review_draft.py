"""An event as a reviewer is changing it: what it was when it was opened, and what it is to become."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from dashboard.event_tables import changed_fields
from dashboard.events import Event, EventPlace
from dashboard.rows import with_plain_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a reviewer says a name means in the reports of a source, to be remembered on saving."""

    source: str
    name: str
    place_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """`base` is the event at `revision`, `event` as it has been changed since; `settled` is to be remembered."""

    base: Event
    revision: int
    event: Event
    settled: Settled | None = None

    @classmethod
    def of(cls, event: Event, revision: int) -> Self:
        return cls(base=event, revision=revision, event=event)

    @property
    def changes(self) -> tuple[str, ...]:
        """The names of the fields that were changed."""
        return tuple(changed_fields(self.base, self.event))

    def with_event(self, event: Event) -> Self:
        return replace(self, event=event)

    def with_place(self, place: EventPlace) -> Self:
        """At a place that no words of a report give: what stood for the one before goes with it."""
        evidence = tuple(one for one in self.event.evidence if one.field != "place")
        return replace(self, event=replace(self.event, place=place, evidence=evidence), settled=None)

    def remembering(self, settled: Settled | None) -> Self:
        return replace(self, settled=settled)

    def over(self, now: Event, revision: int) -> Self:
        """The same changes made to the event as another has saved it meanwhile: only what was changed here wins."""
        mine = {name: after for name, (_, after) in changed_fields(self.base, self.event).items()}
        return replace(self, base=now, revision=revision, event=with_plain_fields(now, mine))

    def theirs(self, now: Event) -> tuple[str, ...]:
        """The names of the fields that another has changed meanwhile."""
        return tuple(changed_fields(self.base, now))
