"""The pictures that people have approved (tests/browser/pictures), and what is drawn now held against them.

DAWRIYA_RECORD_PICTURES=1 makes those anew that a test takes; look at what changed before it is committed.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Locator

PICTURES = Path(__file__).parent / "browser" / "pictures"
FAILED = Path(__file__).resolve().parents[1] / "test-output"
MOST_BYTES = 60_000

SPOT_PX, BLUR_PX, APART, MOST_OFF = 13, 0.7, 40, 0.25
"""Of every square as large as a mark, no more than this share may be off: by more than so many of 255 in a colour,
after a blur that forgives edges and letters which each machine smooths a little differently."""

AREA_PX, MOST_SHIFT = 17, 8
"""Nor may the mean colour of a somewhat larger square be off by more of 255: so a pale hatching or a thin line counts.
Two runs on one machine are alike to the point; a quarter of a pixel's shift makes 7, and keeping 256 colours 3."""

LOOKS, BETWEEN_MS = 12, 300
"""A map that has not painted all yet, such as names in a font that comes late, is looked at again."""

FONTS = "part => Promise.all([document.fonts.ready, part.contentDocument?.fonts.ready])"


def looks_as_approved(part: Locator, name: str, *, largest: tuple[int, int] = (520, 340)) -> None:
    """Fails where part of a page shows anything else than the approved picture; both are then in test-output/.

    A picture is the middle of the part, at most so many pixels.
    """
    path = PICTURES / f"{name}.png"
    part.evaluate(FONTS)
    if os.environ.get("DAWRIYA_RECORD_PICTURES"):
        part.page.wait_for_timeout(LOOKS * BETWEEN_MS)
        keep(shot_of(part, largest), path)
    assert path.stat().st_size < MOST_BYTES
    for _ in range(LOOKS):
        shown = shot_of(part, largest)
        far, where = unlikeness(shown, approved(name))
        if far <= 1:
            return
        part.page.wait_for_timeout(BETWEEN_MS)
    FAILED.mkdir(exist_ok=True)
    shown.save(FAILED / f"{name}-shown.png")
    approved(name).save(FAILED / f"{name}-approved.png")
    pytest.fail(
        f"{name} is not as approved, most of all around {where}: {far:.1f} times too far off; see {FAILED.name}/"
    )


def keep(picture: Image.Image, path: Path) -> None:
    colours = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    colours.save(path, optimize=True)


def shot_of(part: Locator, largest: tuple[int, int]) -> Image.Image:
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box
    # A part that lies between pixels is drawn on the nearest ones, half a pixel upwards; Playwright's own picture of it
    # has one more.
    clip = {side: int(box[side] + 0.5) for side in ("x", "y", "width", "height")}  # type: ignore[literal-required]
    whole = Image.open(BytesIO(part.page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]
    width, height = (min(side, most) for side, most in zip(whole.size, largest, strict=True))
    left, top = (whole.width - width) // 2, (whole.height - height) // 2
    return whole.crop((left, top, left + width, top + height))


def approved(name: str) -> Image.Image:
    return Image.open(PICTURES / f"{name}.png").convert("RGB")


def unlikeness(one: Image.Image, other: Image.Image) -> tuple[float, tuple[int, int]]:
    """How far two pictures are apart where they are farthest, above 1 for not alike, and where that is, (x, y)."""
    smooth = ImageFilter.GaussianBlur(BLUR_PX)
    is_off = _apart(one.filter(smooth), other.filter(smooth)) > APART
    spots = Image.fromarray(is_off.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(SPOT_PX // 2))
    mean = ImageFilter.BoxBlur(AREA_PX // 2)
    shares, shifts = np.asarray(spots) / 255, _apart(one.filter(mean), other.filter(mean))
    rim = AREA_PX // 2  # squares that reach beyond the picture would count its rim for more than it is
    found = np.maximum(shares / MOST_OFF, shifts / MOST_SHIFT)[rim:-rim, rim:-rim]
    y, x = divmod(int(found.argmax()), found.shape[1])
    return float(found[y, x]), (x + rim, y + rim)


def _apart(one: Image.Image, other: Image.Image) -> np.ndarray:
    """By how much the points of two pictures differ in the colour that differs most, (height, width)."""
    assert one.size == other.size
    return np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16)).max(axis=2)
