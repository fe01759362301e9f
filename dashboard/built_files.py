"""Files that the browser fetches by content hash: written once, whole or not at all, old ones cleaned away."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import tempfile
from pathlib import Path
from typing import Any

KEEP = 12
"""How many files of one kind stay; a page that is still open may ask for the last few."""


def write_once(directory: Path, stem: str, suffix: str, content: bytes, *, key: bytes = b"") -> str:
    """The name of the file with this content, `stem.<hash><suffix>`, written if it is not there yet.

    With a `key` only who knows it could work out the name from the content.
    The name has no underscore: streamlit-folium takes an underscore and what follows out of what it compares.
    """
    digest = hmac.digest(key, content, "sha256").hex() if key else hashlib.sha256(content).hexdigest()
    name = f"{stem}.{digest[:32] if key else digest[:16]}{suffix}"
    path = directory / name
    if path.is_file() and path.stat().st_size == len(content):
        path.touch()
        return name
    replace_file(path, content)
    clean(directory, stem, suffix)
    return name


def json_bytes(value: Any) -> bytes:
    """A value as the browser's JSON files have it: without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def replace_file(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all: a reader sees the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(part).chmod(0o644)
    Path(part).replace(path)


def clean(directory: Path, stem: str, suffix: str, keep: int = KEEP) -> None:
    """Deletes all but the `keep` most lately used files of one kind."""
    dated = []
    for path in directory.glob(f"{stem}.*{suffix}"):
        try:
            dated.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:  # another process cleans too
            continue
    for _, path in sorted(dated, reverse=True)[keep:]:
        path.unlink(missing_ok=True)
