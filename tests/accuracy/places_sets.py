"""The project's own annotated places (places_ar.jsonl, places_en.jsonl) and how they are divided.

One half is for tuning and may be read; the other is held out and only measured, so that it tells how well the rules
hold for texts that nobody looked at while writing them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

FILES = tuple(Path(__file__).with_name(f"places_{lang}.jsonl") for lang in ("ar", "en"))
SEED = "dawriya places 1"  # never changed: what was held out stays held out


def halves(
    documents: Iterable[dict[str, Any]], *, seed: str = SEED
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(tuned, held out): each text in the half that its id gives it, whatever else is in the set."""
    tuned: list[dict[str, Any]] = []
    held_out: list[dict[str, Any]] = []
    for document in documents:
        (held_out if is_held_out(document["id"], seed=seed) else tuned).append(document)
    return tuned, held_out


def is_held_out(document_id: str, *, seed: str = SEED) -> bool:
    return sha256(f"{seed}:{document_id}".encode()).digest()[0] % 2 == 1


def read_documents(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
