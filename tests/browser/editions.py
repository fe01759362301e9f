"""The two editions in which people's ways are tested: English, wide, by mouse; Arabic, on a phone, by finger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from dashboard.translation import Language, Words
from dashboard.vocabulary import Force, Kind

Point = tuple[float, float]


@dataclass(frozen=True)
class Edition:
    """A language on a screen; `options` are those of Playwright's for a context."""

    lang: Language
    options: Mapping[str, Any]

    @property
    def is_touch(self) -> bool:
        return bool(self.options.get("has_touch"))

    def say(self, message: str) -> str:
        """A message of the interface, in the edition's language."""
        return Words(self.lang).say(message)

    def name_of(self, thing: Force | Kind) -> str:
        return str(getattr(thing, self.lang))

    def press(self, target: Locator) -> None:
        """Clicks or taps what a locator finds."""
        if self.is_touch:
            target.tap()
        else:
            target.click()

    def press_at(self, page: Page, x: float, y: float) -> None:
        """Clicks or taps a point of the page."""
        if self.is_touch:
            page.touchscreen.tap(x, y)
        else:
            page.mouse.click(x, y, delay=20)

    @contextmanager
    def dragged(self, page: Page, start: Point, end: Point) -> Iterator[None]:
        """Drags the mouse or one finger between points of the page, and lets go after the block."""
        steps = [tuple(a + (b - a) * step / 6 for a, b in zip(start, end, strict=True)) for step in range(1, 7)]
        if self.is_touch:
            touch = fingers_on(page)
            touch("touchStart", start)
            for point in steps:
                touch("touchMove", point)
            yield
            touch("touchEnd")
        else:
            page.mouse.move(*start)
            page.mouse.down()
            page.mouse.move(*end, steps=6)
            yield
            page.mouse.up()


def fingers_on(page: Page) -> Callable[..., None]:
    """A function that sends a touch event ("touchStart", "touchMove", "touchEnd"), fingers at points of the page."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, ...]) -> None:
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    return touch


WIDE = Edition("en", {"viewport": {"width": 1440, "height": 900}})
PHONE = Edition("ar", {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True})
EDITIONS = pytest.mark.parametrize("edition", [WIDE, PHONE], ids=["en-wide", "ar-phone"])
