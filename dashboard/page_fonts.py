"""The fonts of the interface, taken from their packages to where the server finds them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import fontpkg

LATIN, ARABIC = "IBM Plex Sans", "IBM Plex Sans Arabic"
ARABIC_WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}


def font_files() -> dict[str, Path]:
    """The name that a page asks for each font by, and the file in its package."""
    files = {"IBMPlexSans.ttf": Path(fontpkg.path(LATIN))}
    for name, weight in ARABIC_WEIGHTS.items():
        files[f"IBMPlexSansArabic-{name}.ttf"] = Path(fontpkg.path(ARABIC, weight))
    return files


def copy_fonts(directory: Path) -> None:
    """Copies the fonts that are missing, or of another size, into a directory; whole or not at all."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, source in font_files().items():
        target = directory / name
        if target.is_file() and target.stat().st_size == source.stat().st_size:
            continue
        handle, part = tempfile.mkstemp(dir=directory, suffix=".part")
        os.close(handle)
        shutil.copyfile(source, part)
        Path(part).chmod(0o644)
        Path(part).replace(target)
