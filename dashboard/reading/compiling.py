"""Compile the modules that read reports, as gazetteer/compiling.py does those that read place names.

    python -m dashboard.reading.compiling

What is read is the same; `make compiled` does both.
"""

from __future__ import annotations

from dashboard.reading import FOLDER, GROUP, HERE, SOURCES
from gazetteer.compiling import compile_modules

LEFT = frozenset({"__init__", "command", "compiling", "dates", "forces", "read", "report"})
"""What stays Python: entrances, and the records that go from one process to another, for compiled ones can't."""


def modules() -> list[str]:
    """The modules that are compiled."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in LEFT)


if __name__ == "__main__":
    compile_modules(modules(), group=GROUP, folder=FOLDER, sources=SOURCES)
