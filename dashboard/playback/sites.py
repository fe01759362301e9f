"""Where a playback's marks stand: gathered once for all pictures, so that none jumps while its number changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from dashboard.events import LAYERS
from dashboard.snapshot.marks import Codes, Group, Placed, gather, mark_of, spread
from dashboard.snapshot.page import Box
from dashboard.snapshot.symbols import Mark

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Site:
    """Events of one layer whose marks would touch, and where their common mark stands (mm)."""

    layer: str
    group: Group
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sites:
    """The places of all marks; `site` has the number of each placed event's site."""

    frame: gpd.GeoDataFrame
    placed: Placed
    sites: list[Site]
    site: Codes

    def fullest(self) -> list[Mark]:
        """A mark for each site as if all of its events were shown: what names keep clear of."""
        return [replace(mark_of(self.frame, self.placed, one.layer, one.group), x=one.x, y=one.y) for one in self.sites]

    def marks(self, shown: Flags) -> Iterator[tuple[Mark, Codes]]:
        """The marks of some rows of the frame, with the rows that each stands for; `shown` has an entry a row.

        A single event is drawn where it is, beside the site's place only as far as the site itself stepped aside.
        """
        members = np.flatnonzero(shown[self.placed.row])
        if not len(members):
            return
        members = members[np.argsort(self.site[members], kind="stable")]
        numbers, starts = np.unique(self.site[members], return_index=True)
        for number, here in zip(numbers.tolist(), np.split(members, starts[1:]), strict=True):
            site = self.sites[number]
            x, y = site.x, site.y
            if len(here) == 1:
                x += float(self.placed.x[here[0]]) - site.group.x
                y += float(self.placed.y[here[0]]) - site.group.y
            yield mark_of(self.frame, self.placed, site.layer, Group(here, x, y)), self.placed.row[here]


def sites_of(frame: gpd.GeoDataFrame, placed: Placed, *, room: Box, share: float) -> Sites:
    """The sites of the placed events, of which `share` are shown at once at most; `room` is a box in mm."""
    layers = np.array([LAYERS.index(look.layer) if look.layer in LAYERS else 0 for look in placed.looks] or [0])
    groups: list[tuple[str, Group]] = []
    for number, layer in enumerate(LAYERS):
        members = np.flatnonzero(layers[placed.look] == number)
        groups += [(layer, group) for group in gather(placed, members, layer=layer, room=room, share=share)]
    marks = [mark_of(frame, placed, layer, _part(group, share)) for layer, group in groups]
    spots = spread(marks, room=room)
    site = np.zeros(len(placed.row), dtype=np.int64)
    for number, (_, group) in enumerate(groups):
        site[group.members] = number
    sites = [Site(layer, group, x, y) for (layer, group), (x, y) in zip(groups, spots, strict=True)]
    return Sites(frame, placed, sites, site)


def _part(group: Group, share: float) -> Group:
    """As many of a group's events as are shown at once."""
    return replace(group, members=group.members[: int(np.ceil(len(group.members) * share))])
