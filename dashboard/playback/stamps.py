"""Small pictures of marks and of uncertain places, drawn once each and then only put where they are needed."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from dashboard.playback.stage import PX_PER_MM, Stage, pixels_of
from dashboard.snapshot.doubt import DoubtShape, draw_shapes
from dashboard.snapshot.page import Page
from dashboard.snapshot.symbols import NUMBER_SIZE, Mark, draw_mark, draw_number, draw_ring

MOST_KEPT = 6_000
"""Marks' pictures are a few kilobytes each; the longest unused goes first."""

SHAPES_KEPT_PX = 12_000_000
"""How many pixels the pictures of places may have together: 4 bytes each."""

SHARES = 12
"""A ring's segments are drawn to the twelfth part, a turn 15 degrees: finer steps need pictures that look the same."""


class Stamps:
    """The pictures of one film's marks and shapes, and where they go in a picture of it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._pages: dict[int, Page] = {}
        self._kept: OrderedDict[Hashable, Image.Image] = OrderedDict()
        self._shapes: OrderedDict[Hashable, tuple[Image.Image, tuple[int, int]]] = OrderedDict()
        self._shape_pixels = 0
        self._shape_page: Page | None = None

    def put(self, picture: Image.Image, marks: Sequence[Mark]) -> None:
        """Puts marks on a picture, the southern ones over the northern ones as on the screen."""
        for mark in sorted(marks, key=lambda one: (one.y, one.x)):
            for stamp in self._of(mark):
                at = (round(mark.x * PX_PER_MM - stamp.width / 2), round(mark.y * PX_PER_MM - stamp.height / 2))
                picture.paste(stamp, at, stamp)

    def put_shapes(self, picture: Image.Image, shapes: Sequence[DoubtShape]) -> None:
        """Puts the shapes of uncertain places on a picture; what lies outside of the map's frame is cut off."""
        for shape in shapes:
            stamp, at = self._of_shape(shape)
            picture.paste(stamp, at, stamp)

    def _of(self, mark: Mark) -> list[Image.Image]:
        """One picture for a single event; for several, their ring, which many numbers share, and the number."""
        if mark.count == 1:
            alike = replace(mark, x=0.0, y=0.0, bearing=round(mark.bearing / 15) * 15 % 360)
            return [self._stamp(alike, lambda page, one: draw_mark(page, one), alike, reach=mark.reach + 1)]
        size = 10 ** len(str(mark.count)) - 1 if mark.count > 99 else mark.count
        ring = replace(mark, x=0.0, y=0.0, count=_alike(size), forces=_rounded(mark.forces), sign="", at=None)
        number = replace(mark, x=0.0, y=0.0, forces=(), layer="", sign="", at=None)
        width = len(f"{mark.count:,}") * NUMBER_SIZE * 0.4 + 0.5
        return [
            self._stamp(ring, lambda page, one: draw_ring(page, one), ring, reach=ring.reach + 1),
            self._stamp(number, lambda page, one: draw_number(page, one), number, reach=max(width, NUMBER_SIZE)),
        ]

    def _stamp(self, key: Hashable, draw: Callable[[Page, Mark], None], mark: Mark, *, reach: float) -> Image.Image:
        found = self._kept.get(key)
        if found is None:
            pixels = 2 * math.ceil(reach * PX_PER_MM)
            page = self._pages.get(pixels)
            if page is None:
                size = pixels / PX_PER_MM
                page = self._pages[pixels] = self._stage.page(is_clear=True, width=size, height=size)
            middle = pixels / PX_PER_MM / 2
            draw(page, replace(mark, x=middle, y=middle))
            found = Image.fromarray(pixels_of(page))
            wipe(page)
            self._kept[key] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _of_shape(self, shape: DoubtShape) -> tuple[Image.Image, tuple[int, int]]:
        key = (shape.kind, shape.force, shape.shape.wkb)
        if key not in self._shapes:
            page = self._shape_page = self._shape_page or self._stage.page(is_clear=True)
            clip = page.rectangle(page.map_box)
            draw_shapes(page, [shape], clip=clip)
            pixels = pixels_of(page)
            wipe(page)
            box = _inked(pixels)
            stamp = Image.fromarray(np.ascontiguousarray(pixels[box[1] : box[3], box[0] : box[2]]))
            self._shapes[key] = (stamp, box[:2])
            self._shape_pixels += stamp.width * stamp.height
            while self._shape_pixels > SHAPES_KEPT_PX and len(self._shapes) > 1:
                old, _ = self._shapes.popitem(last=False)[1]
                self._shape_pixels -= old.width * old.height
        self._shapes.move_to_end(key)
        return self._shapes[key]


def wipe(page: Page) -> None:
    """Takes everything off a page that is used again."""
    axes = page.axes
    for artist in (*axes.patches, *axes.texts, *axes.lines, *axes.collections, *axes.artists):
        artist.remove()


def _alike(count: int) -> int:
    """A count whose ring is as wide as that of the given one: rings come in three sizes, and by number of digits."""
    return 2 if count < 10 else 10 if count < 25 else 25 if count < 100 else count


def _rounded(forces: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    parts = [(force, max(round(share * SHARES), 1)) for force, share in forces]
    total = sum(part for _, part in parts)
    return tuple((force, part / total) for force, part in parts)


def _inked(pixels: np.ndarray) -> tuple[int, int, int, int]:
    """The smallest box (left, top, right, bottom) about what is drawn; of one pixel where nothing is."""
    rows, columns = np.flatnonzero(pixels[..., 3].any(axis=1)), np.flatnonzero(pixels[..., 3].any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
