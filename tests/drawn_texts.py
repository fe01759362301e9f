"""What a picture that matplotlib draws says, line by line."""

from __future__ import annotations

from typing import Any

import matplotlib.axes
import pytest


def drawn_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which every line is added as it is drawn from now on, without the marks that set its direction."""
    drawn: list[str] = []
    original = matplotlib.axes.Axes.text

    def remembered(self: Any, x: float, y: float, s: str, **kwargs: Any) -> Any:
        drawn.append(s.replace("\u200f", ""))
        return original(self, x, y, s, **kwargs)

    monkeypatch.setattr(matplotlib.axes.Axes, "text", remembered)
    return drawn
