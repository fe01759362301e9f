"""Datelines: "HASAKAH, 27 January (Agencies) - …", whose day is the report's and not that of what follows."""

from __future__ import annotations

import re

from dashboard.reading.dates import DateMention

_DATELINE_END = re.compile(r"\):\s|\)?(?:,? \([^()\n]{2,30}\))?\s[-–—]\s")
_LONGEST_TOWN = 40
"""Characters with which a dateline names its towns."""


def without_dateline(dates: list[DateMention], text: str) -> list[DateMention]:
    """The dates of a clause without the one of its dateline ("HASAKAH, 27 January - ..."), which is the report's."""
    return [d for d in dates if not is_dateline(d, text)]


def is_dateline(mention: DateMention, text: str) -> bool:
    """Whether a date follows the town at the head of its line, and the report a dash: no item "18/08 - two killed"."""
    town = text[text.rfind("\n", 0, mention.start) + 1 : mention.start]
    is_town = 2 < len(town) < _LONGEST_TOWN and town.lstrip()[:1].isalpha() and not any(map(str.isdigit, town))
    return is_town and bool(_DATELINE_END.match(text, mention.end))
