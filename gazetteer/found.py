"""What is known of a name of the text before it gets its shape."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.places import Place
from gazetteer.relations import Relation
from gazetteer.resolve import Resolution
from gazetteer.spans import NameSpan


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the text: where it stands, how the text relates to it, what it may mean and what was chosen."""

    span: NameSpan
    relation: Relation
    resolution: Resolution | None
    place: Place | None

    @property
    def region(self) -> Place | None:
        """The governorate that bears the name of the city that was chosen."""
        if self.resolution is None or self.place is None:
            return None
        regions = (p for p in self.resolution.candidates.places() if p.kind in ("governorate", "province"))
        return next((place for place in regions if place.admin1 == self.place.admin1), None)
