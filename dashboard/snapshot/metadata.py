"""The recipe inside a file: where each format keeps it, and reading it back out of a file that may be anything."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from dashboard.errors import UsageError
from dashboard.snapshot.recipe import LONGEST, Origin, Recipe, from_text

NAME = "dawriya-provenance"
PNG_KEY = "Provenance"
LARGEST_FILE = 400_000_000

_IN_SVG = re.compile(rf'<metadata id="{NAME}">([^<]{{0,{LONGEST * 2}}})</metadata>')
_IN_HTML = re.compile(rf'<script type="application/json" id="{NAME}">([^<]{{0,{LONGEST * 2}}})</script>')


def png_info(recipe: str, **words: str) -> PngInfo:
    """A PNG's text chunks: the recipe, and words by their keywords such as Title."""
    info = PngInfo()
    for keyword, text in words.items():
        info.add_itxt(keyword, text)
    info.add_itxt(PNG_KEY, recipe)
    return info


def svg_element(recipe: str) -> str:
    return f'<metadata id="{NAME}">{escape(recipe, quote=False)}</metadata>'


def html_element(recipe: str) -> str:
    """A block of data: no script runs from it, and nothing in it can end it."""
    safe = recipe.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/json" id="{NAME}">{safe}</script>'


def read_recipe(path: Path) -> tuple[Recipe, Origin]:
    """What a PNG, SVG, PDF or HTML file was drawn with; raises UsageError where it doesn't say."""
    readers = {"png": _from_png, "svg": _from_svg, "pdf": _from_pdf, "html": _from_html}
    reader = readers.get(path.suffix.lower().removeprefix("."))
    if reader is None:
        raise UsageError(f"{path} is none of {', '.join(readers)}, which say how they were drawn.")
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    if path.stat().st_size > LARGEST_FILE:
        raise UsageError(f"{path} is larger than any snapshot.")
    text = reader(path)
    if not text:
        raise UsageError(f"{path} does not say how it was drawn. Name a snapshot that this program made.")
    return from_text(text)


def _from_png(path: Path) -> str:
    try:
        with Image.open(path, formats=["PNG"]) as image:
            return str(image.info.get(PNG_KEY, ""))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UsageError(f"{path} can't be read as a picture.") from error


def _from_svg(path: Path) -> str:
    # Not parsed as XML: what we look for has one form, and a drawing from elsewhere may hold entities and bombs.
    found = _IN_SVG.search(_text_of(path))
    return unescape(found.group(1)) if found else ""


def _from_html(path: Path) -> str:
    found = _IN_HTML.search(_text_of(path))
    return found.group(1) if found else ""


def _text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _from_pdf(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        information: Any = PdfReader(path).metadata or {}
        return str(information.get("/Keywords") or "")
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path} can't be read as a PDF.") from error
