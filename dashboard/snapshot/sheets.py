"""The sizes that a snapshot comes in, and where its parts stand on each: paper, a slide, a picture to post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dashboard.snapshot.page import INCH, Box, Page, blank_page
from dashboard.snapshot.palette import Palette
from dashboard.snapshot.words import Words

Size = Literal["a4", "a4-portrait", "a3", "a3-portrait", "slide", "wide", "square"]
SIZES: tuple[Size, ...] = get_args(Size)
SCALES = (1, 2, 3, 4)
"""How many times as fine a PNG may be."""

FOOTER_LINE = 3.9
_PAPER_DPI = 150
_COLUMN = 53.0
_STRIP = 21.0
_ROOM_FOR_COUNT = 64.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Sizes of title and period, and how far above the map their lines stand, in mm."""

    title: float = 6.6
    title_lift: float = 11.7
    period: float = 4.0
    period_lift: float = 5.2


_PAPER_HEAD = Head()
_POSTER_HEAD = Head(title=8.4, title_lift=13.2, period=4.8, period_lift=5.4)
_SCREEN_HEAD = Head(title=5.6, title_lift=9.8, period=3.7, period_lift=3.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything stands, in mm from the top left corner; columns change sides in Arabic, the map does not.

    `base_dpi` is that of a PNG at scale 1. The legend runs `down` a column, or `across` under the map. A size without a
    `strip` has no timeline; one without a box for `sources` says them in its footer, whose rule is at `rule`.
    `step` is from row to row of the legend.
    """

    size: Size
    width: float
    height: float
    base_dpi: float
    margin: float
    head: Head
    map_box: Box
    count: Box
    legend: Box
    is_across: bool
    strip: Box | None
    sources: Box | None
    rule: float
    step: float = 5.4
    most_forces: int = 8

    @property
    def title_width(self) -> float:
        """The title ends where the count begins."""
        if self.is_across:
            return self.width - 2 * self.margin - _ROOM_FOR_COUNT
        return self.map_box.width

    def dpi(self, scale: int = 1) -> float:
        return self.base_dpi * scale


def layout_of(size: Size, *, rtl: bool) -> Layout:
    """The layout of one size."""
    return _LAYOUTS[size](rtl)


def new_page(colours: Palette, words: Words, layout: Layout, *, scale: int = 1) -> Page:
    """An empty sheet of a layout, in the page colour."""
    return blank_page(
        colours, words, width=layout.width, height=layout.height, map_box=layout.map_box, dpi=layout.dpi(scale)
    )


def _a4(rtl: bool) -> Layout:
    return _beside("a4", 297, 210, rtl=rtl, head=_PAPER_HEAD, top=27, most_forces=8)


def _a3(rtl: bool) -> Layout:
    return _beside("a3", 420, 297, rtl=rtl, head=_POSTER_HEAD, top=30, column=60, most_forces=16)


def _a4_portrait(rtl: bool) -> Layout:
    return _above("a4-portrait", 210, 297, rtl=rtl, head=_PAPER_HEAD, top=29, most_forces=8)


def _a3_portrait(rtl: bool) -> Layout:
    return _above("a3-portrait", 297, 420, rtl=rtl, head=_POSTER_HEAD, top=32, most_forces=8)


def _beside(
    size: Size,
    width: float,
    height: float,
    *,
    rtl: bool,
    head: Head,
    top: float,
    column: float = _COLUMN,
    most_forces: int,
) -> Layout:
    """Paper with the legend in a column beside the map, the sources beside the timeline."""
    margin, gap = 10.0, 5.0
    map_height = height - 45.5 - top
    top += 2 if rtl else 0
    map_width = width - 2 * margin - gap - column
    map_left, column_left = (margin + column + gap, margin) if rtl else (margin, width - margin - column)
    map_box = Box(map_left, top, map_width, map_height)
    strip = Box(map_left, map_box.bottom + 4.6, map_width, _STRIP)
    return Layout(
        size=size,
        width=width,
        height=height,
        base_dpi=_PAPER_DPI,
        margin=margin,
        head=head,
        map_box=map_box,
        count=Box(column_left, top, column, 0),
        legend=Box(column_left, top, column, map_height),
        is_across=False,
        strip=strip,
        sources=Box(column_left, strip.top, column, _STRIP),
        rule=height - 12.0,
        most_forces=most_forces,
    )


def _above(size: Size, width: float, height: float, *, rtl: bool, head: Head, top: float, most_forces: int) -> Layout:
    """Upright paper: the map across the page, below it the legend in columns, the timeline and the sources."""
    margin = 10.0
    inner = width - 2 * margin
    rule = height - 15.4
    sources = Box(margin, rule - 12.5, inner, 11.0)
    strip = Box(margin, sources.top - _STRIP - 2.0, inner, _STRIP)
    legend = Box(margin, strip.top - 56.0, inner, 53.0)
    map_box = Box(margin, top, inner, legend.top - 4.6 - top)
    return Layout(
        size=size,
        width=width,
        height=height,
        base_dpi=_PAPER_DPI,
        margin=margin,
        head=head,
        map_box=map_box,
        count=_count_above(map_box, rtl),
        legend=legend,
        is_across=True,
        strip=strip,
        sources=sources,
        rule=rule,
        most_forces=most_forces,
    )


def _slide(rtl: bool) -> Layout:
    """16:9, as presentations have it: 10 inches wide, larger letters for the size of the screen."""
    width, height, margin, gap, column = 254.0, 142.875, 8.0, 5.0, 53.0
    top = 23.0
    rule = height - 6.6 - FOOTER_LINE
    map_left, column_left = (margin + column + gap, margin) if rtl else (margin, width - margin - column)
    map_width = width - 2 * margin - gap - column
    strip = Box(map_left, rule - _STRIP - 0.6, map_width, _STRIP)
    map_box = Box(map_left, top, map_width, strip.top - 3.4 - top)
    return Layout(
        size="slide",
        width=width,
        height=height,
        base_dpi=1920 * INCH / width,
        margin=margin,
        head=_SCREEN_HEAD,
        map_box=map_box,
        count=Box(column_left, top, column, 0),
        legend=Box(column_left, top, column, rule - 2 - top),
        is_across=False,
        strip=strip,
        sources=None,
        rule=rule,
        step=5.0,
        most_forces=8,
    )


def _wide(rtl: bool) -> Layout:
    """A picture to post, 1200 x 675: no timeline, a short legend."""
    width, margin, gap, column, top = 176.0, 6.0, 4.0, 50.0, 21.5
    height = width * 675 / 1200
    rule = height - 6.0 - 2 * FOOTER_LINE
    map_left, column_left = (margin + column + gap, margin) if rtl else (margin, width - margin - column)
    map_box = Box(map_left, top, width - 2 * margin - gap - column, rule - 2.6 - top)
    return Layout(
        size="wide",
        width=width,
        height=height,
        base_dpi=1200 * INCH / width,
        margin=margin,
        head=_SCREEN_HEAD,
        map_box=map_box,
        count=Box(column_left, top, column, 0),
        legend=Box(column_left, top, column, map_box.height + 1),
        is_across=False,
        strip=None,
        sources=None,
        rule=rule,
        step=5.0,
        most_forces=5,
    )


def _square(rtl: bool) -> Layout:
    """A picture to post, 1080 x 1080: the legend in columns under the map, no timeline."""
    width = height = 150.0
    margin, top = 6.0, 22.0
    rule = height - 6.0 - 3 * FOOTER_LINE
    legend = Box(margin, rule - 35.0, width - 2 * margin, 34.0)
    map_box = Box(margin, top, width - 2 * margin, legend.top - 3.6 - top)
    return Layout(
        size="square",
        width=width,
        height=height,
        base_dpi=1080 * INCH / width,
        margin=margin,
        head=_SCREEN_HEAD,
        map_box=map_box,
        count=_count_above(map_box, rtl),
        legend=legend,
        is_across=True,
        strip=None,
        sources=None,
        rule=rule,
        step=5.0,
        most_forces=5,
    )


def figure_layout(*, rtl: bool) -> Layout:
    """A map with its legend under it, as a figure between the lines of a text: no title, no footer."""
    width, legend = 165.0, 40.0
    map_box = Box(0.5, 0.5, width - 1, 92.0)
    height = map_box.bottom + 4.0 + legend
    return Layout(
        size="a4",
        width=width,
        height=height,
        base_dpi=200.0,
        margin=0.5,
        head=_SCREEN_HEAD,
        map_box=map_box,
        count=_count_above(map_box, rtl),
        legend=Box(0.5, map_box.bottom + 4.0, width - 1, legend),
        is_across=True,
        strip=None,
        sources=None,
        rule=height,
        step=5.0,
        most_forces=6,
    )


def _count_above(map_box: Box, rtl: bool) -> Box:
    """The count over the far end of the map."""
    width = _ROOM_FOR_COUNT - 8
    return Box(map_box.left if rtl else map_box.right - width, map_box.top, width, 0)


_LAYOUTS = {
    "a4": _a4,
    "a4-portrait": _a4_portrait,
    "a3": _a3,
    "a3-portrait": _a3_portrait,
    "slide": _slide,
    "wide": _wide,
    "square": _square,
}
