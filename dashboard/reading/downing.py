"""Whether an event's words tell of what was shot down, in which two forces have a part."""

from __future__ import annotations

import re

from dashboard.reading.kinds import Trigger

_SHOT_DOWN = ("shot_down", "iron_domed", "أسقط~|يسقط", "تصدى~|تصدت|تتصدى|يتصدى")
"""Words of the table's rows for it."""
_DOWNING = re.compile(
    r"\b(?:sho[ot]\w*|down\w*|intercept\w*|brought|brings?|\w*dome[ds]?)\b|اعتراض|اعترض|[أإيت]سقط|إسقاط|تصد", re.I
)


def is_shot_down(text: str, trigger: Trigger) -> bool:
    """Whether a trigger is of the rows for it; an English row may have landing and downing together."""
    if not any(word in trigger.rule for word in _SHOT_DOWN):
        return False
    words = text[trigger.start : trigger.end]
    return not words.isascii() or bool(_DOWNING.search(words))


def is_downing(text: str, trigger: Trigger) -> bool:
    """Whether a trigger's own words are of what was shot down from the air."""
    return (
        trigger.kind == "air_or_drone_strike"
        and is_shot_down(text, trigger)
        and bool(_DOWNING.search(text, trigger.start, trigger.end))
    )
