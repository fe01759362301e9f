"""The sentence of a report that stands behind an event."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.events import Event

_STOP = re.compile(r"[.!?؟]+[\"'”’»)\]]*(?=\s)|\n")
_LONGEST = 600

Span = tuple[str, int, int]


def quote_of(event: Event, texts: Mapping[str, str]) -> str:
    """The sentence that says most of the event, of those that give its kind; "" without evidence.

    `texts` maps a report id to its text. Of two that say as much the first is taken; so a headline gives way to the
    sentence that also tells when and where. One longer than 600 code points is cut about the words that tell it.
    """
    fields: dict[Span, set[str]] = {}
    words: dict[Span, tuple[int, int]] = {}
    for one in event.evidence:
        if one.report_id in texts:
            span = (one.report_id, *_sentence(texts[one.report_id], one.start, one.end))
            fields.setdefault(span, set()).add(one.field)
            first, last = words.get(span, (one.start, one.end))
            words[span] = (min(first, one.start), max(last, one.end))
    if not fields:
        return ""
    best = max(sorted(fields), key=lambda span: ("kind" in fields[span], len(fields[span])))
    return _cut(texts[best[0]], best, words[best])


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence or line that holds a stretch of the text."""
    first, last = 0, len(text)
    for stop in _STOP.finditer(text):
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    return first, last


def _cut(text: str, span: Span, words: tuple[int, int]) -> str:
    _, first, last = span
    if last - first > _LONGEST:
        first = max(first, words[0] - _LONGEST // 3)
        last = min(last, first + _LONGEST)
    return " ".join(text[first:last].split())
