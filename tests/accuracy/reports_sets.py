"""The project's own annotated reports (reports_ar.jsonl, reports_en.jsonl) and how they are divided.

One half is for tuning and may be read; the other is held out and only measured.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.accuracy import places_sets

FILES = tuple(Path(__file__).with_name(f"reports_{lang}.jsonl") for lang in ("ar", "en"))
FORMS = ("wire", "story", "list", "social")

halves = partial(places_sets.halves, seed="dawriya reports 1")
read_documents = places_sets.read_documents
