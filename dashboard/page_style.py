"""The style sheet of the pages: the tokens of the palette and the rules of static/app.css."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dashboard.symbols import Theme, palette
from dashboard.vocabulary import forces

_APP_CSS = Path(__file__).parent / "static" / "app.css"
_RTL_CSS = Path(__file__).parent / "static" / "app_rtl.css"


@cache
def page_style(*, rtl: bool, theme: Theme) -> str:
    """The whole style of a page; light-dark() lets the browser take the theme's side of each colour."""
    parts = [f":root {{ color-scheme: {theme}; }}", _tokens(), _APP_CSS.read_text(encoding="utf-8"), _force_swatches()]
    if rtl:
        parts.append(_RTL_CSS.read_text(encoding="utf-8"))
    return "\n".join(parts)


def _tokens() -> str:
    lines = [f"--{name}: light-dark({side['light']}, {side['dark']});" for name, side in palette().items()]
    return ":root {\n" + "\n".join(lines) + "\n}"


def _force_swatches() -> str:
    """The square of each force's colour before its name in the rail."""
    return "\n".join(
        f".st-key-rail_force_{force.id} label p::before {{ background: light-dark({force.light}, {force.dark}); }}"
        for force in forces().values()
    )
