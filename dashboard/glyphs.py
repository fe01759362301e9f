"""Small pictures inside a page: an event's symbol, a force's swatch, a status dot; all follow the theme."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from html import escape

from dashboard.events import Event
from dashboard.symbols import edge_colour, is_hollow
from dashboard.vocabulary import forces, kinds

_NEUTRAL = ("#66716E", "#8B9693")
_CARD = ("#FFFFFF", "#1C2423")


def event_glyph(event: Event, *, size: int = 24, label: str = "") -> str:
    """The event's symbol as on the map: shape for the layer, sign for the kind, colours for its forces."""
    return _image(event_glyph_url(event), size=size, label=label)


def event_glyph_url(event: Event) -> str:
    """The drawing of `event_glyph` as an address of its own."""
    place = event.place
    hollow = place.is_resolved and is_hollow(
        geo_precision=place.geo_precision, radius_m=place.radius_m, relation=place.relation
    )
    return _kind_url(event.kind, event.force_ids, hollow=hollow)


def kind_glyph(kind: str, *, forces: Sequence[str] = (), size: int = 24, hollow: bool = False, label: str = "") -> str:
    """A kind's symbol; grey without forces, split in up to three colours with them."""
    return _image(_kind_url(kind, forces, hollow=hollow), size=size, label=label)


def _kind_url(kind: str, forces: Sequence[str], *, hollow: bool) -> str:
    """Such a symbol as an address of its own. It takes the colour scheme of the page around it."""
    known = kinds().get(kind, kinds()["other"])
    colours = [_colours(force) for force in dict.fromkeys(forces)][:3] or [_NEUTRAL]
    outline = _outline(known.layer, known.symbol)
    sign = _SIGNS[known.symbol]
    if hollow:
        fill = _adaptive(colours[0])
        body = f'<path d="{outline}" style="fill:{_adaptive(_CARD)};stroke:{fill};stroke-width:2.2"/>'
        ink = fill
    else:
        body = _split(outline, colours)
        ink = _contrast(colours[0]) if len(colours) == 1 else "#FFFFFF"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" style="color-scheme:light dark">'
        f'{body}<g style="fill:none;stroke:{ink};stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round">'
        f"{sign}</g></svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _image(url: str, *, size: int, label: str) -> str:
    """A drawing as an <img>: pages let no inline SVG through."""
    alt = escape(label, quote=True)
    return f'<img class="dw-glyph" width="{size}" height="{size}" alt="{alt}" src="{url}">'


def force_fill(force: str) -> str:
    """A force's colour as a CSS value that follows the theme; grey for an unknown one."""
    return _adaptive(_colours(force))


def force_swatch(force: str) -> str:
    """A force's colour as a small square."""
    return f'<span class="dw-swatch" style="background:{force_fill(force)}" aria-hidden="true"></span>'


def status_dot(status: str) -> str:
    """Hollow for what no person has looked at, filled once confirmed, half where disputed, crossed out otherwise."""
    shape = {"verified": "full", "reviewed": "full", "disputed": "half", "auto": "hollow"}.get(status, "crossed")
    return f'<span class="dw-dot dw-dot-{shape}" aria-hidden="true"></span>'


@cache
def _colours(force: str) -> tuple[str, str]:
    known = forces().get(force)
    return (known.light, known.dark) if known else _NEUTRAL


def _adaptive(colours: tuple[str, str]) -> str:
    return f"light-dark({colours[0]}, {colours[1]})"


def _outline(layer: str, sign: str) -> str:
    if sign == "strike":
        return "M2.6 3.6 H21.4 L12 21.4 Z"
    if layer == "incident":
        return "M12 1.6 L22.4 12 L12 22.4 L1.6 12 Z"
    return "M12 2.5 A9.5 9.5 0 1 1 11.99 2.5 Z"


def _split(outline: str, colours: list[tuple[str, str]]) -> str:
    """The outline filled: upright halves for two forces, thirds of a turn for three, with its dark edge."""
    edge = _adaptive((edge_colour(colours[0][0]), edge_colour(colours[0][1])))
    parts = [f'<path d="{outline}" style="fill:{_adaptive(colours[0])};stroke:{edge};stroke-width:1"/>']
    if len(colours) == 2:
        parts.append(f'<path d="{outline}" style="fill:{_adaptive(colours[1])};clip-path:inset(0 0 0 50%)"/>')
    elif len(colours) == 3:
        for number, colour in enumerate(colours[1:], start=1):
            wedge = _wedge(number)
            parts.append(f'<path d="{outline}" style="fill:{_adaptive(colour)};clip-path:polygon({wedge})"/>')
    return "".join(parts)


def _wedge(number: int) -> str:
    """A third of a turn as a CSS polygon about the middle, from the top clockwise."""
    points = ["50% 50%"]
    for step in range(5):
        angle = math.tau * (number / 3 + step / 12)
        points.append(f"{50 + 75 * math.sin(angle):.1f}% {50 - 75 * math.cos(angle):.1f}%")
    return ", ".join(points)


def _contrast(colours: tuple[str, str]) -> str:
    return _adaptive((_ink_on(colours[0]), _ink_on(colours[1])))


def _ink_on(colour: str) -> str:
    """White, or near-black on a pale fill."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#17211F" if 0.299 * red + 0.587 * green + 0.114 * blue > 165 else "#FFFFFF"


_SIGNS = {
    "chevron": '<path d="M8 13.8 L12 9.8 L16 13.8"/>',
    "encounter": '<path d="M6.8 8.4 L10.4 12 L6.8 15.6"/><path d="M17.2 8.4 L13.6 12 L17.2 15.6"/>',
    "bar": '<path d="M7.8 12 H16.2"/>',
    "cross": '<path d="M8.8 8.8 L15.2 15.2 M15.2 8.8 L8.8 15.2"/>',
    "strike": '<path d="M12 6.6 V13.6"/>',
    "ring": '<circle cx="12" cy="12" r="3.4"/>',
    "dot": '<circle cx="12" cy="12" r="2.4" style="stroke-width:4"/>',
    "plus": '<path d="M12 7.6 V16.4 M7.6 12 H16.4"/>',
}
