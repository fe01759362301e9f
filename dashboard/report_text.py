"""A report whose words can be picked as evidence: what its component is made of, and what it is told to show."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from dashboard.marking import Mark, paragraphs_html
from dashboard.picking import PICKED_FIELDS, PickedField
from dashboard.store import StoredReport
from dashboard.translation import Words

PICK_KEYS: dict[PickedField, str] = {"place": "p", "date": "t", "force": "f", "kind": "w"}
"""The key that takes the selected words as evidence: of the place, the time, a force, what happened."""


def component_source() -> dict[str, str]:
    """The html and js of the component, for `st.components.v2.component`; its style is the page's."""
    script = files("dashboard").joinpath("static", "report_text.js")
    return {"html": '<div class="rt-root"></div>', "js": script.read_text(encoding="utf-8")}


def report_text_data(
    report: StoredReport, marks: Sequence[Mark], words: Words, *, subject: str = "", focus: str = ""
) -> dict[str, Any]:
    """What the mounted component gets as `data`. A new `focus` brings the keyboard to the text.

    A new `subject` (what the marks are of) brings its first mark into sight.

    The component gives back `picked` (trigger): {"start", "end": code points of the report, "field"}.
    """
    labels: dict[PickedField, str] = {
        "place": words.say("Place"),
        "date": words.say("Date"),
        "force": words.say("Force"),
        "kind": words.say("What happened"),
    }
    return {
        "html": paragraphs_html(report.text, marks, positions=True),
        "dir": "rtl" if report.lang == "ar" else "ltr",
        "lang": report.lang,
        "fields": [{"name": name, "label": labels[name], "key": PICK_KEYS[name]} for name in PICKED_FIELDS],
        "subject": subject,
        "focus": focus,
        "words": {
            "text": words.say("Text of the report"),
            "hint": words.say("Select words to make them evidence: with the mouse, or with the arrow keys and Shift."),
        },
    }
