"""The type of a snapshot: IBM Plex Sans and its Arabic, for matplotlib, which shapes and orders Arabic itself."""

from __future__ import annotations

import atexit
import io
import re
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

import fontpkg
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontProperties
from matplotlib.textpath import TextToPath

from dashboard.safe_text import plain_line

_OVERRIDES = re.compile(r"[\u202a-\u202e]")

LATIN, ARABIC = "IBM Plex Sans", "IBM Plex Sans Arabic"
LAST_RESORT = "DejaVu Sans"
"""Comes with matplotlib; has the Cyrillic, Greek and Hebrew that Plex lacks."""

WEIGHTS = (400, 500, 600)
MM_TO_PT = 72 / 25.4

# The Latin family is one variable file, of which matplotlib can only draw the regular. These are the letters of
# the languages that use our maps (with Turkish and Kurdish), so that making a weight takes a second, not five.
_LETTERS = (*range(0x20, 0x180), *range(0x218, 0x21C), *range(0x2000, 0x2070), 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212)

# Invisible marks that order text; they take no room and need no glyph.
_UNSEEN = frozenset([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_BREAKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_LOCK = threading.Lock()


def properties(*, size: float, weight: int = 400) -> FontProperties:
    """The type of one text, `size` in points.

    The Latin file comes first in Arabic too: the Arabic file's own digits are shorter beside Arabic letters than beside
    Latin ones, which makes an id such as 7f3a look broken.
    """
    _register()
    return FontProperties(family=[_name("latin", weight), _name("arabic", weight), LAST_RESORT], size=size)


def text_width(text: str, *, size: float, weight: int = 400) -> float:
    """How wide a line is, in the unit of `size`."""
    width, _, _ = TextToPath().get_text_width_height_descent(
        drawable(text), properties(size=100, weight=weight), ismath=False
    )
    return float(width) * size / 100


def one_line(text: str) -> str:
    """The text on one line, without what no XML may hold and what would turn its direction."""
    return plain_line(_flat(text)).strip(" ")


def _flat(text: str) -> str:
    return _UNWRITABLE.sub("", _BREAKS.sub(" ", text)).strip(" ")


def drawable(text: str) -> str:
    """The text on one line without what no font can draw: a letter that all lack becomes a replacement mark."""
    known = _covered()
    words = _OVERRIDES.sub("", _flat(text))  # isolates stay: our own sentences set names apart by them
    return "".join(letter if ord(letter) in known or ord(letter) in _UNSEEN else "\ufffd" for letter in words)


def _name(script: str, weight: int) -> str:
    return f"dawriya-{script}-{weight}"


@cache
def _covered() -> frozenset[int]:
    """The code points that some font of ours can draw."""
    codes: set[int] = set()
    for path in (fontpkg.path(LATIN), fontpkg.path(ARABIC), font_manager.findfont(LAST_RESORT)):
        with TTFont(str(path), lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(codes)


def _register() -> None:
    """Tells matplotlib of our fonts, once a process, under names that can't fall back to another weight."""
    with _LOCK:
        if any(entry.name == _name("latin", WEIGHTS[-1]) for entry in font_manager.fontManager.ttflist):
            return
        for weight in WEIGHTS:
            files = {"latin": latin_file(weight), "arabic": Path(fontpkg.path(ARABIC, weight))}
            for script, path in files.items():
                entry = FontEntry(fname=str(path), name=_name(script, weight), weight=400)
                font_manager.fontManager.ttflist.append(entry)


def latin_file(weight: int) -> Path:
    """A file with one weight of the Latin family, made the first time; kept beside this module if it can be."""
    source = Path(fontpkg.path(LATIN))
    name = f"plex-{source.stat().st_size:x}-{weight}.ttf"
    kept = Path(__file__).parent / "built" / name
    if kept.is_file():
        return kept
    made = _one_weight(source, weight)
    try:
        kept.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as part:
            part.write(made)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(kept)
    except OSError:  # an installation that can't be written to: kept for this process
        kept = _folder_of_this_process() / name
        kept.write_bytes(made)
    return kept


@cache
def _folder_of_this_process() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dawriya-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _one_weight(source: Path, weight: int) -> bytes:
    options = subset.Options(layout_features=["kern", "mark", "ccmp", "locl"], hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    with TTFont(source) as font:
        subsetter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        # PDF readers look fonts up by this name, which must differ between the weights.
        font["name"].setName(f"IBMPlexSans-{weight}", 6, 3, 1, 0x409)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()
