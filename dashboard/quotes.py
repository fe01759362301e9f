"""The sentence of a report that stands behind an event."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.events import Event, Evidence

_STOP = re.compile(r"[.!?؟]+[\"'”’»)\]]*(?=\s)|\n")
_LONGEST = 600


def quote_of(event: Event, texts: Mapping[str, str]) -> str:
    """The sentence around the words that gave the event its kind, else its place, else any; "" without evidence.

    `texts` maps a report id to its text. A sentence longer than 600 code points is cut about those words.
    """
    known = [one for one in event.evidence if one.report_id in texts]
    if not known:
        return ""
    return sentence_around(min(known, key=_rank), texts)


def _rank(evidence: Evidence) -> int:
    order = ("kind", "place")
    return order.index(evidence.field) if evidence.field in order else len(order)


def sentence_around(evidence: Evidence, texts: Mapping[str, str]) -> str:
    """The sentence that the evidence stands in, without the line breaks."""
    text = texts[evidence.report_id]
    start, end = 0, len(text)
    for stop in _STOP.finditer(text):
        if stop.end() <= evidence.start:
            start = stop.end()
        elif stop.start() >= evidence.end:
            end = stop.end()
            break
    if end - start > _LONGEST:
        start = max(start, evidence.start - _LONGEST // 2)
        end = min(end, evidence.end + _LONGEST // 2)
    return " ".join(text[start:end].split())
