"""Holding a picture against the approved one sees whatever goes wrong on a map, and nothing that doesn't."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.reference_pictures import PICTURES, approved, unlikeness

LAND, BLUE, TEAL = (0xF5, 0xF3, 0xED), (0x0B, 0x4F, 0xA8), (0x17, 0x7A, 0x70)

Colour = tuple[int, int, int]
Change = Callable[[Image.Image], Image.Image]


def without(*points: tuple[int, int], width: int = 20) -> Change:
    """A change that paints a line through some points, or a disc around a single one, with land."""

    def change(picture: Image.Image) -> Image.Image:
        changed = picture.copy()
        pen = ImageDraw.Draw(changed)
        pen.line(points, fill=LAND, width=width, joint="curve")
        for x, y in points:
            pen.ellipse((x - width // 2, y - width // 2, x + width // 2, y + width // 2), fill=LAND)
        return changed

    return change


def exchanged(one: Colour, other: Colour) -> Change:
    """A change that gives whatever has one colour the other, and the other way round."""

    def change(picture: Image.Image) -> Image.Image:
        levels = np.asarray(picture, dtype=np.int16)
        changed = np.array(picture)
        for colour, instead in ((one, other), (other, one)):
            changed[np.abs(levels - colour).max(axis=2) < 40] = instead
        return Image.fromarray(changed)

    return change


def without_anything_small(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.MedianFilter(9))


def nudged(picture: Image.Image) -> Image.Image:
    """As another machine might draw it: all of it a quarter of a pixel on, so that each edge is mixed anew."""
    onward = (1, 0, 0.25, 0, 1, 0.25)
    return picture.transform(picture.size, Image.Transform.AFFINE, onward, Image.Resampling.BILINEAR)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("routes_en", without((191, 153)), id="a patrol"),
        pytest.param("routes_en", without((57, 190), (127, 179), (191, 153), (283, 139), width=9), id="a route"),
        pytest.param("routes_en", without((270, 295), (340, 295), width=40), id="a hatching"),
        pytest.param("routes_en", exchanged(BLUE, TEAL), id="two forces' colours"),
        pytest.param("shapes_en", without((183, 114), (270, 97), (385, 66), width=18), id="a border's band"),
        pytest.param("place_en", without((385, 69), width=16), id="the circle of a place"),
        pytest.param("density_en", without((480, 128), (520, 128), width=16), id="a name"),
        pytest.param("encounters_en", without((65, 126), (65, 191), width=6), id="a certain encounter's line"),
        pytest.param("encounters_en", without((189, 124), (189, 190), width=6), id="a likely one's dashes"),
        pytest.param("encounters_en", without((312, 123), (312, 229), width=6), id="a possible one's dots"),
        pytest.param("timeline_en", without((690, 57), (745, 57), width=14), id="a hatched month"),
        pytest.param("multiples_en", without_anything_small, id="all marks and names of small maps"),
    ],
)
def test_what_is_missing_or_of_another_colour_is_seen(name: str, change: Change) -> None:
    assert unlikeness(change(approved(name)), approved(name))[0] > 1.1


@pytest.mark.parametrize("name", sorted(path.stem for path in PICTURES.glob("*.png")))
def test_edges_that_are_drawn_a_little_differently_are_not(name: str) -> None:
    picture = approved(name)
    assert unlikeness(picture, picture)[0] == 0
    inside = (1, 1, picture.width - 1, picture.height - 1)
    assert unlikeness(nudged(picture).crop(inside), picture.crop(inside))[0] < 0.95
