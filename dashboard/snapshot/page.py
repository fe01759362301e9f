"""What is drawn on, in millimetres from its top left corner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke

from dashboard.snapshot.fonts import MM_TO_PT, drawable, properties, text_width
from dashboard.snapshot.palette import Palette
from dashboard.snapshot.words import Words

INCH = 25.4

TEXT_SIZE = 2.7
"""The smallest text off the map, in mm."""

_BEYOND_LATIN_1 = re.compile("[^\x00-\xff]")

Align = Literal["start", "end", "center", "left", "right"]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in mm; y grows downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet being drawn. Columns change sides in Arabic; what is inside the map does not."""

    figure: Figure
    axes: Axes
    colours: Palette
    words: Words
    map_box: Box

    def start(self, box: Box, offset: float = 0) -> float:
        """The x that is `offset` in from where lines of a box begin: its left, in Arabic its right."""
        return box.right - offset if self.words.is_rtl else box.left + offset

    def end(self, box: Box, offset: float = 0) -> float:
        return box.left + offset if self.words.is_rtl else box.right - offset

    def add(self, artist: Artist, *, clip: Artist | None = None) -> None:
        self.axes.add_artist(artist)
        if clip is not None:
            artist.set_clip_path(clip)  # type: ignore[arg-type]

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        size: float = TEXT_SIZE,
        weight: int = 400,
        colour: str = "ink",
        align: Align = "start",
        halo: str = "",
        zorder: float = 10,
    ) -> None:
        """One line, `size` mm, on a baseline; `colour` a token or #RRGGBB, `halo` the colour of a rim of 0.32 mm."""
        side = {"start": "right", "end": "left"} if self.words.is_rtl else {"start": "left", "end": "right"}
        words = self._in_line(text)
        effects = [Stroke(linewidth=0.64 * MM_TO_PT, foreground=halo, joinstyle="round"), Normal()] if halo else []
        if _BEYOND_LATIN_1.search(words):
            # An effect makes matplotlib draw outlines: in PDF it misplaces and loses such letters when it writes text.
            effects = effects or [Normal()]
        self.axes.text(
            x,
            baseline,
            words,
            fontproperties=properties(size=size * MM_TO_PT, weight=weight),
            color=self.colour(colour),
            ha=side.get(align, align),
            va="baseline",
            zorder=zorder,
            parse_math=False,
            path_effects=effects,
        )

    def text_width(self, text: str, *, size: float = TEXT_SIZE, weight: int = 400) -> float:
        return text_width(self._in_line(text), size=size, weight=weight)

    def wrapped(self, text: str, *, width: float, size: float = TEXT_SIZE, weight: int = 400) -> list[str]:
        """The text in lines no wider than `width` mm; a single word that is wider is cut short."""
        lines: list[str] = []
        for word in text.split():
            joined = f"{lines[-1]} {word}" if lines else word
            if lines and self.text_width(joined, size=size, weight=weight) <= width:
                lines[-1] = joined
            else:
                lines.append(self.shortened(word, width=width, size=size, weight=weight))
        return lines

    def shortened(self, text: str, *, width: float, size: float = TEXT_SIZE, weight: int = 400) -> str:
        """The text, its end replaced by an ellipsis if it is wider than `width` mm."""
        if self.text_width(text, size=size, weight=weight) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.text_width(text[:middle] + "…", size=size, weight=weight) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"

    def _in_line(self, text: str) -> str:
        """The text as drawn: in Arabic it starts with a right-to-left mark, lest one that opens in Latin run left."""
        words = drawable(text)
        return f"\u200f{words}" if self.words.is_rtl else words

    def colour(self, name: str) -> str:
        return name if name.startswith("#") else self.colours[name]

    def line(self, xs: Sequence[float], ys: Sequence[float], *, colour: str, width: float, zorder: float = 5) -> None:
        """A polyline `width` mm thick."""
        path = Path(np.column_stack([xs, ys]))
        style: dict[str, Any] = {"edgecolor": self.colour(colour), "linewidth": width * MM_TO_PT, "zorder": zorder}
        self.add(PathPatch(path, facecolor="none", capstyle="butt", **style))

    def rectangle(
        self, box: Box, *, fill: str = "", edge: str = "", width: float = 0.0, zorder: float = 1, alpha: float = 1
    ) -> Rectangle:
        patch = Rectangle(
            (box.left, box.top),
            box.width,
            box.height,
            facecolor=self.colour(fill) if fill else "none",
            edgecolor=self.colour(edge) if edge else "none",
            linewidth=width * MM_TO_PT,
            zorder=zorder,
            alpha=alpha,
        )
        self.add(patch)
        return patch

    def polygon(self, points: Array | Sequence[tuple[float, float]], *, fill: str, zorder: float = 5) -> None:
        self.add(Polygon(np.asarray(points), closed=True, facecolor=self.colour(fill), edgecolor="none", zorder=zorder))


def blank_page(
    colours: Palette,
    words: Words,
    *,
    width: float,
    height: float,
    map_box: Box,
    dpi: float,
    is_clear: bool = False,
) -> Page:
    """An empty sheet of `width` x `height` mm in the page colour, or clear as glass."""
    # A hair more, or 297 mm at 150 dpi would be cut down to 1753 pixels.
    figure = Figure(figsize=(width / INCH + 5e-4, height / INCH + 5e-4), dpi=dpi)
    figure.set_facecolor("none" if is_clear else colours["page"])
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return Page(figure, axes, colours, words, map_box)
