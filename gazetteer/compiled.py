"""Which compiled modules Python imports instead of their sources: those made of these very sources, else none.

`make compiled` puts them into a folder of their own (see compiling.py). They are looked for there only while every
source is the one that they were made of; after any change Python runs the sources until they are compiled again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

SOURCES = Path(__file__).parent
FOLDER = SOURCES / "built" / "compiled"
GROUP = "gazetteer"
MADE_OF = "made_of.txt"
"""The file in that folder with the digest of the sources."""


def folders_to_import_from(folder: Path = FOLDER, *sources: Path) -> list[str]:
    """The folder of the compiled modules; nothing where there are none or they were made of other sources."""
    try:
        made_of = (folder / MADE_OF).read_text(encoding="ascii")
    except OSError:
        return []
    return [str(folder)] if made_of == digest_of(*(sources or (SOURCES,))) else []


def load_group(folders: Sequence[str], group: str = GROUP) -> None:
    """Load the library that all compiled modules of a group are in; each of them then asks for it by name."""
    spec = PathFinder.find_spec(f"{group}__mypyc", folders) if folders else None
    if spec is not None and spec.loader is not None:
        sys.modules[spec.name] = library = module_from_spec(spec)
        spec.loader.exec_module(library)


def digest_of(*sources: Path) -> str:
    """What tells one state of the sources in some folders, read by one version of Python, from another."""
    digest = hashlib.sha256(sys.version.encode())
    for path in [path for folder in sources for path in sorted(folder.glob("*.py"))]:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
