"""The style sheet of the pages: the tokens of the palette and the rules of the sheets in static/."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from dashboard.symbols import Theme, palette

_SHEETS = tuple(
    Path(__file__).parent / "static" / name
    for name in ("app.css", "gazetteer.css", "review.css", "encounters_page.css", "tour.css", "access.css", "print.css")
)
_LINE_END = re.compile(r"\s*\n\s*")
_RTL_CSS = Path(__file__).parent / "static" / "app_rtl.css"


@cache
def page_style(*, rtl: bool, theme: Theme) -> str:
    """The whole style of a page; light-dark() lets the browser take the theme's side of each colour."""
    sheets = [sheet.read_text(encoding="utf-8") for sheet in _SHEETS]
    parts = [f":root {{ color-scheme: {theme}; }}", _tokens(), *sheets]
    if rtl:
        parts.append(_RTL_CSS.read_text(encoding="utf-8"))
    # On one line: Streamlit looks for the indentation of each line, in every run of a page.
    return _LINE_END.sub(" ", "\n".join(parts))


def _tokens() -> str:
    lines = [f"--{name}: light-dark({side['light']}, {side['dark']});" for name, side in palette().items()]
    return ":root {\n" + "\n".join(lines) + "\n}"
