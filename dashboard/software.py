"""Which software this is, as what it writes says."""

from __future__ import annotations

from functools import cache


@cache
def software() -> str:
    """Its name and version: "dawriya 1.2.3"."""
    from importlib.metadata import version  # slow to import, and asked for only once something is written

    return f"dawriya {version('dawriya')}"
