"""A report's text with the words that were read marked in colour, as HTML in which everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from dashboard.safe_text import with_signs_shown

MarkKind = Literal["place", "force", "date", "trigger"]
MARK_KINDS: tuple[MarkKind, ...] = ("place", "force", "date", "trigger")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a text (code-point offsets) that was read as something; `title` is shown on hovering."""

    start: int
    end: int
    kind: MarkKind
    title: str = ""
    faint: bool = False
    events: tuple[int, ...] = ()
    """The numbers of the report's events that the words are evidence of."""


def mark_kind(field: str) -> MarkKind | None:
    """The colour that the evidence of an event's field takes."""
    if field.startswith("force"):
        return "force"
    return {"place": "place", "date": "date", "kind": "trigger", "casualties": "trigger", "status": "trigger"}.get(
        field
    )  # type: ignore[return-value]


def marked_html(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> str:
    """The stretch of a text from `start` to `end`, its marks as <mark> elements, line ends as <br>.

    Marks that overlap are cut at each other's ends: the later one gives way. Marks outside the stretch are left out.
    """
    end = len(text) if end is None else min(end, len(text))
    parts, at = [], start
    for mark in filter(None, (_trimmed(text, one) for one in _apart(marks, start, end))):
        parts.append(_plain(text[at : mark.start]))
        title = f' title="{escape(mark.title, quote=True)}"' if mark.title else ""
        names = " ".join(
            ["dw-mark", f"dw-{mark.kind}", *(["dw-faint"] if mark.faint else []), *(f"dw-of-{n}" for n in mark.events)]
        )
        parts.append(f'<mark class="{names}"{title}>{_plain(text[mark.start : mark.end])}</mark>')
        at = mark.end
    parts.append(_plain(text[at:end]))
    return "".join(parts)


def paragraphs_html(
    text: str, marks: Sequence[Mark], *, numbers: Mapping[int, int] | None = None, positions: bool = False
) -> str:
    """The whole text as paragraphs, each of which finds its own direction.

    `numbers` sets a number in the margin of the paragraph that holds an offset: {offset: number}. With `positions` each
    paragraph says at which code point of the text it begins.
    """
    parts, at = [], 0
    for line in text.splitlines(keepends=True):
        after = at + len(line)
        if line.strip():
            badges = [number for offset, number in sorted((numbers or {}).items()) if at <= offset < after]
            inside = marked_html(text, marks, start=at, end=at + len(line.rstrip("\r\n")))
            begins = f' data-start="{at}"' if positions else ""
            parts.append(f'<p dir="auto"{begins}>{"".join(map(number_badge, badges))}{inside}</p>')
        at = after
    return "".join(parts)


def number_badge(number: int) -> str:
    """A number in a dark disc: which event of the report."""
    return f'<span class="dw-number dw-number-{number}">{number}</span>'


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the space around it; a line's end ends a sentence."""
    ends = [stop.end() for stop in _SENTENCE_END.finditer(text)]
    found = []
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        words = text[start:end]
        if words.strip():
            found.append((start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())))
    return found


def sentence_around(text: str, start: int, end: int, *, longest: int = 420) -> tuple[int, int]:
    """Where the sentence (or sentences) that holds a stretch begins and ends; cut off at about `longest` characters."""
    around = [one for one in sentences_of(text) if one[0] < end and one[1] > start]
    first = min([start, *(one[0] for one in around[:1])])
    last = max([end, *(one[1] for one in around[-1:])])
    if start - first > longest:
        first = text.rfind(" ", 0, start - longest // 2) + 1
    if last - end > longest:
        last = text.find(" ", end + longest // 2)
    return first, last


# A stop counts before a space only, so that neither 7.30 nor an initial inside a name ends a sentence.
_SENTENCE_END = re.compile(r"[.!?؟…]+[\"'”’»)\]]*(?=\s|$)|\n")


def _plain(text: str) -> str:
    return escape(with_signs_shown(text), quote=False).replace("\n", "<br>")


def _apart(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    """The marks inside a stretch, in order, none over another; where two overlap the shorter, surer one wins."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end]
    order = sorted(inside, key=lambda mark: (mark.faint, MARK_KINDS.index(mark.kind) == 0, mark.end - mark.start))
    owner: dict[int, Mark] = {}
    for mark in order:
        for at in range(max(mark.start, start), min(mark.end, end)):
            owner.setdefault(at, mark)
    runs: list[Mark] = []
    whose: Mark | None = None
    for at in sorted(owner):
        if runs and owner[at] is whose and runs[-1].end == at:
            runs[-1] = _cut(runs[-1], runs[-1].start, at + 1)
        else:
            whose = owner[at]
            runs.append(_cut(whose, at, at + 1))
    return runs


def _trimmed(text: str, mark: Mark) -> Mark | None:
    """The mark without the space at its ends; None where another mark left nothing else of it."""
    words = text[mark.start : mark.end]
    if not words.strip():
        return None
    return _cut(mark, mark.start + len(words) - len(words.lstrip()), mark.end - len(words) + len(words.rstrip()))


def _cut(mark: Mark, start: int, end: int) -> Mark:
    return replace(mark, start=start, end=end)
